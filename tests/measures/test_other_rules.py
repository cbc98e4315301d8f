"""Another office: another rounding, other ids. Does any number, word or definition still speak of the first one?"""

import re
from datetime import date
from itertools import product

import numpy as np
import polars as pl
import pytest

from measures.engine.counting.reach import TALLY
from measures.engine.figures import exact_figures, protected_figures
from measures.engine.measure import Selection, card, catalogue
from measures.engine.protect import Rule
from measures.engine.publication import publish
from store.editions import open_edition
from store.tables import DIMENSIONS, FACTS
from tests.measures.indicator_office import office
from tests.measures.office import analysis, children
from tests.measures.test_publication import PEOPLE, SEEN, TOWNS
from tests.store.test_format_1 import DEMO

COARSE = Rule(b"k" * 32, "D", base=10, min_population=100)
OF_THE_FIRST = re.compile(r"auf 5\b|höchstens 4\b|0–4|\b50 Kinder|ab 50\b|acht Kinder|Rundungsvarianz 4\b")
POSTS = "department | section | date | posts | filled | few | cases | cases_unit\nX | Y | 2024-12-31 | 9.0 | 8.0 | false | 70 | faelle\nX | Z | 2024-12-31 | 9.0 | 8.0 | false | 10 | faelle"
MONEY = "year | offer | product | spent | earned | refunded | stage\n2024 | help | '' | 100.0 | 0.0 | 0.0 | ergebnis\n2024 | kita | '' | 100.0 | 0.0 | 0.0 | plan"


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("people", [500, 1000, 2000])
@pytest.mark.parametrize("expected", [12, 20, 200])
def test_rounded_to_ten_95_of_100_published_intervals_hold_the_true_share(expected, people, seed):
    years = 4000
    counts = np.random.default_rng([seed, expected, people]).binomial(people, expected / people, years)
    same = {"area": "D", "cell_area": "D", "age_band": "all", "cell_band": "all", "sex": "all", "offer_group": "g"}
    same |= {"offers": "g", "series": "s", "alone": False, "denominator": people, "state": "ok", "note": ""}
    tally = pl.DataFrame([same | {"year": at, "children": int(n)} for at, n in enumerate(counts)], schema=TALLY)
    shown = protected_figures(tally, catalogue()["annual_reach"], COARSE).drop_nulls("low")
    assert len(shown) > years / 2 and (shown["numerator"] % 10 == 0).all() and set(shown["interval"]) == {"exact"}
    assert ((shown["low"] <= expected / people) & (expected / people <= shown["high"])).mean() >= 0.94


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    tables = {"child_year": children(SEEN), "population": PEOPLE, "area": TOWNS, "staff": POSTS, "expenditure": MONEY}
    return publish(analysis(**tables), COARSE)


def test_no_note_and_no_definition_speaks_of_another_rounding_than_the_offices(published):
    notes = published["note"].unique().to_list()
    assert any("Anteile erst ab 100 Kindern." in note for note in notes)
    assert any("kleiner als 100." in note for note in notes)  # money per child: ten times the base
    words = [value for m in catalogue().values() for value in vars(m).values() if isinstance(value, str)]
    said = [card(text, COARSE) for text in words]
    assert [text for text in (*notes, *said) if OF_THE_FIRST.search(text)] == []
    assert [text for text in said if re.search(r"\{\w+\}", text)] == []


def test_with_the_standard_rule_the_definitions_say_its_numbers():
    said = " ".join(card(m.caveats + m.scope + m.source, Rule(b"", "D")) for m in catalogue().values())
    assert "acht Kinder" in said and "ab 50 Kindern" in said and "Rundungsvarianz 4" in said


@pytest.mark.parametrize("name", list(catalogue()))
def test_a_measure_tells_nothing_that_it_does_not_declare(published, name):
    declared = {*catalogue()[name].lattice, *catalogue()[name].uses}
    for figures in (published, open_edition(DEMO, "2026").table("figure")):
        rows = figures.filter(pl.col("measure") == name)
        told = {column for column, *_ in (*DIMENSIONS, *FACTS) if rows[column].null_count() < len(rows)}
        assert told <= declared


RENAMED = {
    "offer": ("offer",),
    "offer_group": ("offer_group",),
    **dict.fromkeys(("coverage", "case_year", "counted_year", "spell"), ("offer",)),
    "age_band": ("age_band",),
}
GROUPS = "SELECT offer_group, offers FROM offer_group"
BIRTHS = "year | area | age | births\n2024 | D | | 100"


def counted(con, old_ids: dict[str, str]) -> dict[str, pl.DataFrame]:
    """Measure → its exact figures, under the old ids; a pair in the order of these."""
    old = lambda name: pl.col(name).replace(old_ids)
    found = {}
    for name, measure in catalogue().items():
        if measure.compute:
            rows = exact_figures(measure.compute(con, Selection()), measure)
            rows = rows.with_columns(old("offer_group"), old("age_band"), old("partner"), old("offer")).drop("item")
            rows = rows.with_columns(pl.col("reason_offers").list.eval(pl.element().replace(old_ids)))
            if name == "overlap":
                pair = pl.concat_list("offer_group", "partner").list.sort()
                rows = rows.with_columns(pair.list.first().alias("offer_group"), pair.list.last().alias("partner"))
            found[name] = rows.sort(
                "year", "area", "age_band", "sex", "offer_group", "quantity", "age", "age_to", "partner", "offer"
            )
    return found


def test_other_ids_that_sort_the_other_way_round_change_no_exact_figure_and_no_word():
    used = children("""space | year | area | age | sex | mask | times
        hze | 2024 | A | 7  | m | 3 | 12
        hze | 2024 | D | 20 | w | 4 | 5
        hze | 2024 | A | 1  | w | 8 | 9""")
    con, other = (office(child_year=used, birth_move=BIRTHS) for _ in range(2))
    ids = "SELECT offer FROM offer UNION SELECT offer_group FROM offer_group UNION SELECT age_band FROM age_band"
    known = sorted((name for (name,) in con.sql(ids).fetchall() if name != "all"), reverse=True)
    new_ids = {name: f"id_{at:03d}" for at, name in enumerate(known)}
    for table, columns in RENAMED.items():
        for column, (before, after) in product(columns, new_ids.items()):
            other.execute(f"UPDATE {table} SET {column} = '{after}' WHERE {column} = '{before}'")
    renamed = [(name, [new_ids[o] for o in offers]) for name, offers in other.sql(GROUPS).fetchall()]
    other.executemany("UPDATE offer_group SET offers = $2 WHERE offer_group = $1", renamed)
    ours = counted(con, {})
    theirs = counted(other, {after: before for before, after in new_ids.items()})
    assert {name: rows.height > 0 for name, rows in ours.items()}["hze_rate"] and ours["advice_rate"].height
    for name, rows in ours.items():
        assert rows.equals(theirs[name]), name
    assert date(2024, 12, 31) in ours["hze_rate"]["denominator_date"]
