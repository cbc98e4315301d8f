import pytest

from tests.measures.office import COMPLETE, PEOPLE, analysis, children, figures, one

LINKED = """
    space      | year | area | age | sex | mask | prev | times
    verknuepft | 2024 | A    | 1   | m   | 3    | 0    | 20
    verknuepft | 2024 | A    | 4   | w   | 1    | 0    | 10
    verknuepft | 2024 | B    | 7   | w   | 2    | 0    | 5
    verknuepft | 2024 | -    | 7   | o   | 2    | 0    | 2
    verknuepft | 2024 | C    | 18  | m   | 1    | 0    | 9
"""


@pytest.fixture
def linked():
    return figures(analysis(child_year=children(LINKED)))


def test_a_child_with_two_offers_counts_once(linked):
    assert one(linked)["numerator"] == 37  # 20 + 10 + 5 + 2, not 57


def test_a_child_turned_18_is_neither_in_the_numerator_nor_in_the_denominator(linked):
    assert (one(linked, area="C")["numerator"], one(linked, area="C")["denominator"]) == (0, 300)


def test_a_child_of_unknown_municipality_counts_in_the_district_only(linked):
    towns = sum(one(linked, area=area)["numerator"] for area in "ABC")
    assert (one(linked)["numerator"], towns) == (37, 35)


def test_a_region_is_the_sum_of_its_towns_in_numerator_and_denominator(linked):
    region = one(linked, area="R")
    assert (region["numerator"], region["denominator"]) == (35, 900)


def test_the_district_without_own_population_is_the_sum_of_its_municipalities(linked):
    assert one(linked)["denominator"] == 1200


def test_the_interval_is_wilsons(linked):
    row = one(linked, area="A", age_band="u3", offer_group="help")
    assert (row["numerator"], row["denominator"], row["interval"]) == (20, 100, "wilson")
    assert (row["low"], row["high"]) == pytest.approx(
        (0.133367, 0.288829), abs=1e-6
    )  # statsmodels proportion_confint(20, 100, method="wilson")


def test_an_age_band_that_the_population_does_not_tile_has_no_data_and_is_never_split(linked):
    row = one(linked, area="C", age_band="u3")
    assert (row["state"], row["numerator"], row["denominator"]) == ("no_data", None, None)
    assert row["note"] == "Bevölkerung vom 31.12.2024 fehlt für diesen Schnitt."


def test_an_uninhabited_area_has_no_figures(linked):
    assert "F" not in set(linked["area"])


def test_interventions_are_never_reach(linked):
    assert "guard" not in set(linked["offer_group"])


def test_nobody_in_a_fully_delivered_year_is_zero_and_not_null(linked):
    row = one(linked, area="C", offer_group="visit")
    assert (row["numerator"], row["value"], row["state"]) == (0, 0.0, "ok")


def test_girls_and_boys_need_their_own_denominator():
    people = PEOPLE + "    2024-12-31 | A | 0 | 17 | m | 310\n    2024-12-31 | A | 0 | 17 | w | 290"
    found = figures(analysis(child_year=children(LINKED), population=people))
    assert [
        (one(found, area="A", sex=sex)["numerator"], one(found, area="A", sex=sex)["denominator"]) for sex in "mw"
    ] == [(20, 310), (10, 290)]
    assert one(found, area="B", sex="m")["state"] == "no_data"


def test_single_ages_that_tile_the_band_are_summed():
    people = "date | area | age_from | age_to | sex | count\n" + "\n".join(
        f"2024-12-31 | D | {age} | {age} | all | {age + 1}" for age in range(18)
    )
    found = figures(analysis(child_year=children(LINKED), population=people))
    assert [one(found, age_band=band)["denominator"] for band in ("all", "u3", "3-5")] == [171, 6, 15]


def test_an_offer_not_delivered_makes_the_figure_a_lower_bound_and_is_named():
    row = one(figures(analysis(child_year=children(LINKED))), offer_group="alle")
    assert (row["numerator"], row["value"], row["bound_low"], row["bound_high"], row["interval"]) == (
        None,
        None,
        37 / 1200,
        None,
        "bounds",
    )
    assert (row["state"], row["note"]) == ("ok", "Untergrenze: es fehlt Kita.")


def test_an_offer_of_two_sources_is_delivered_only_when_both_have():
    second = "    two | help | 2024 | false | 2024-06-30 | verknuepft\n"
    row = one(figures(analysis(child_year=children(LINKED), coverage=COMPLETE + second)))
    assert (row["bound_high"], row["note"]) == (None, "Untergrenze: es fehlt Hilfe.")


def test_an_offer_that_does_not_exist_yet_is_not_missed():
    assert "Neu" not in one(figures(analysis(child_year=children(LINKED))), offer_group="alle")["note"]


def test_a_group_nobody_delivered_in_full_has_no_data():
    row = one(figures(analysis(child_year=children(LINKED))), offer_group="kita")
    assert (row["state"], row["numerator"], row["note"]) == ("no_data", None, "Nicht vollständig geliefert: Kita.")


def test_an_offer_for_other_ages_does_not_apply():
    coverage = COMPLETE + "    one | kita | 2024 | true | 2024-12-31 | verknuepft\n"
    people = PEOPLE + "    2024-12-31 | D | 0 | 17 | all | 1200\n"
    bands = "age_band | name | age_from | age_to\n all | unter 18 | 0 | 17\n 10-17 | 10 bis 17 | 10 | 17"
    found = figures(analysis(child_year=children(LINKED), coverage=coverage, population=people, age_band=bands))
    assert one(found, offer_group="kita", age_band="10-17")["state"] == "not_applicable"


def test_the_running_year_has_no_data_and_says_how_far_it_is_delivered():
    running = (
        COMPLETE
        + "    one | help | 2025 | false | 2025-06-30 | verknuepft\n    one | visit | 2025 | true | 2025-03-01 | verknuepft\n"
    )
    people = PEOPLE + "    2025-12-31 | D | 0 | 17 | all | 1200\n"
    found = figures(analysis(child_year=children(LINKED.replace("2024", "2025")), coverage=running, population=people))
    row = one(found, year=2025)
    assert (row["state"], row["note"]) == ("no_data", "Das Jahr ist noch nicht vollständig geliefert (bis 30.06.2025).")


def test_a_year_without_population_has_no_data():
    coverage = (
        COMPLETE
        + "    one | help | 2023 | true | 2023-12-31 | verknuepft\n    one | visit | 2023 | true | 2023-12-31 | verknuepft\n"
    )
    row = one(figures(analysis(child_year=children(LINKED), coverage=coverage)), year=2023)
    assert (row["state"], row["denominator"], row["note"]) == (
        "no_data",
        None,
        "Bevölkerung vom 31.12.2023 fehlt für diesen Schnitt.",
    )


def test_more_children_than_population_are_shown_uncut_as_unreliable():
    row = one(figures(analysis(child_year=children(LINKED.replace("| 20\n", "| 120\n")))), area="A", age_band="u3")
    assert (row["numerator"], row["denominator"], row["state"]) == (120, 100, "unreliable")
    assert row["note"] == "Mehr Kinder gezählt, als laut Bevölkerung dort leben."


def test_an_estimated_population_is_named():
    people = "date | area | age_from | age_to | sex | count | estimated\n 2024-12-31 | D | 0 | 17 | all | 1200 | true"
    assert one(figures(analysis(child_year=children(LINKED), population=people)))["note"] == "Bevölkerung geschätzt."
