"""Frühe Hilfen over births: families as counted, children as listed, nothing without births."""

from tests.measures.indicator_office import office, row
from tests.measures.office import children, figures


def test_early_help_stands_over_births_and_without_births_there_is_no_figure():
    stated = "source | offer | year | complete | until | counting\nf | familienhebammen | 2024 | true | 2024-12-31 | eigener_schluessel\nf | anlaufstelle | 2024 | true | 2024-12-31 | eigener_schluessel"
    families = "year | offer | area | by_place | age_from | age_to | sex | unit | count | low | high\n2024 | anlaufstelle | A | false | 0 | 2 | all | familien | 9 | 9 | 18\n2024 | anlaufstelle | B | false | 0 | 2 | all | familien | 6 | 6 | 12"
    used = children(
        "space | year | area | age | sex | mask | times\nf | 2024 | A | 0 | m | 8 | 7\nf | 2024 | A | 1 | w | 8 | 5"
    )
    births = "year | area | age | births\n2024 | A | | 40\n2024 | B | | 20\n2024 | A | 3 |"
    tables = {"coverage": stated, "counted_year": families, "child_year": used}
    found = figures(office(birth_move=births, **tables), "early_help_rate")
    told = {name: row(found, offer_group=name) for name in ("anlaufstelle", "familienhebammen")}
    assert {name: (r["numerator"], r["denominator"]) for name, r in told.items()} == {
        "anlaufstelle": (15, 60),
        "familienhebammen": (12, 60),
    }
    assert told["familienhebammen"]["note"] == "Gezählt sind Kinder statt Familien."
    missing = figures(office(**tables), "early_help_rate")
    assert set(missing["state"]) == {"no_data"} and set(missing["note"]) == {"Lebendgeborene 2024 nicht geliefert."}
    assert missing["numerator"].null_count() == 2
