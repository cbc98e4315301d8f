"""Does the comparison with an edition say what differs and why, in children and words?"""

import re

import polars as pl
import pytest

from measures.edition_change import derive
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Surroundings
from measures.engine.reading.earlier import EARLIER
from store.published import Published
from views.blocks import comparison
from views.figures.read import Figures
from views.shell import render
from views.words import cells

EMPTY = pl.DataFrame()
GROUPS = ("alle", "ohne_kita")


def reach(figures: Figures, group: str, *, step: str = "", year: int = 2024, reason: str = "", **values) -> dict:
    same = dict.fromkeys([*EARLIER]) | dict(
        measure="annual_reach", version="1", area=figures.district, year=year, age_band="all", sex="all", offer_group=group,
        item="", unit="Anteil der Kinder", interval="none", label="", state="ok", note="", edition="2026", step=step, why=reason,
    )  # fmt: skip
    return same | values


def number(children: int, people: int = 1000) -> dict:
    return {"numerator": children, "denominator": people, "value": children / people}


def span(low: int, high: int | None, people: int = 1000) -> dict:
    return {"denominator": people, "bound_low": low / people, "bound_high": None if high is None else high / people}


def compared(figures: Figures, stages: list[dict], now: list[dict]) -> Figures:
    """The small store with these changes, made as the publication makes them."""
    frame = pl.DataFrame(now, schema=EARLIER).select(list(FIGURE_TYPES))
    around = Surroundings(EMPTY, EMPTY, EMPTY, EMPTY, earlier=pl.DataFrame(stages, schema=EARLIER))
    made = derive(frame, around).with_columns(pl.lit("edition_change").alias("measure"), pl.lit("1").alias("version"))
    rows = pl.concat([figures.published.table("figure"), made], how="diagonal")
    return Figures(Published(2, figures.published.tables | {"figure": rows}))


def steps(
    figures: Figures, group: str, counts: tuple, *, reason: str = "", shape=number
) -> tuple[list[dict], list[dict]]:
    """The figures of one group: of the edition, the two steps between, and now."""
    made = [
        reach(figures, group, step=step, reason=reason if step == "festlegung" else "", **shape(*count))
        for step, count in zip(("ausgabe", "festlegung", "bevoelkerung", "jetzt"), counts, strict=True)
    ]
    return made[:-1], made[-1:]


def test_a_change_is_told_with_its_three_parts_in_children(figures):
    stages, now = steps(
        figures, "alle", ((400, 1000), (380, 1000), (380, 900), (405, 900)), reason="Nicht mehr dabei: Kurs."
    )
    made = compared(figures, stages, now)
    (change,) = comparison.changes(made, figures.district)
    assert (change.group, change.year, change.end) == ("alle", 2024, None)
    assert change.parts == {None: 5, "festlegung": -20, "bevoelkerung": 0, "spaet": 25}
    assert change.note == "Nicht mehr dabei: Kurs. Bevölkerung 900 statt 1.000."
    shares = {row["quantity"]: row["value"] for row in made.rows("edition_change") if row["unit"] != "Kinder"}
    parts = [shares[part] for part in ("festlegung", "bevoelkerung", "spaet")]
    assert parts == pytest.approx([-0.02, 380 / 900 - 0.38, 25 / 900])
    assert sum(parts) == pytest.approx(shares[None]) == pytest.approx(405 / 900 - 0.4)
    told = comparison.block(made, figures.district)
    html = render.finding(told, demo=True)
    assert "Was ist anders als in der Ausgabe 2026?" in html and re.search(r'<td class="figure"[^>]*>\+25</td>', html)
    assert re.search(r'<td class="figure"[^>]*>−20</td>', html) and "DEMO" in html
    assert list(map(cells.plain, told.table.rows[0].cells[1:6])) == [2024, 5, -20, "–", 25]


def test_both_ends_of_a_range_are_told_apart(figures):
    counts = ((300, 600), (300, 600), (300, 600), (310, 590))
    made = compared(figures, *steps(figures, "alle", counts, shape=span))
    ends = {change.end: change.parts["spaet"] for change in comparison.changes(made, figures.district)}
    assert ends == {"low": 10, "high": -10}
    names = [row.cells[0] for row in comparison.block(made, figures.district).table.rows]
    assert [name.rpartition(", ")[2] for name in names] == ["höchstens", "mindestens"]


def test_a_figure_that_has_become_a_range_or_is_hidden_is_not_divided(figures):
    hidden = reach(figures, "ohne_kita", step="jetzt") | {"state": "protected"}
    stages = [reach(figures, group, step="ausgabe", **number(400)) for group in GROUPS]
    made = compared(figures, stages, [reach(figures, "alle", step="jetzt", **span(300, 500)), hidden])
    notes = {change.group: (change.parts[None], change.note) for change in comparison.changes(made, figures.district)}
    assert notes["alle"] == (None, "Nicht aufteilbar: In der Ausgabe 2026: eine Zahl, jetzt eine Spanne.")
    assert notes["ohne_kita"] == (None, "Nicht aufteilbar: In der Ausgabe 2026: eine Zahl, jetzt nicht gezeigt.")
    assert "nicht aufteilbar" in comparison.block(made, figures.district).table.rows[0].cells


def test_without_a_step_between_only_the_whole_is_told(figures):
    stages, now = steps(figures, "alle", ((400,), (400,), (400,), (410,)))
    made = compared(figures, stages[:1], now)
    (change,) = comparison.changes(made, figures.district)
    assert change.parts == {None: 10, "festlegung": None, "bevoelkerung": None, "spaet": None}
    assert change.note == "Nicht aufteilbar: Ein Zwischenschritt wird nicht gezeigt."


def test_nothing_stands_there_when_nothing_differs_or_there_is_no_edition(figures):
    same = compared(figures, *steps(figures, "alle", ((400,), (400,), (400,), (400,))))
    for made in (figures, same):
        assert comparison.block(made, figures.district).title == "" and comparison.compared_with(made) == ""


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (pl.col("numerator") + 5, "bestand"),
        ((pl.col("denominator") + 1).alias("denominator"), "bevoelkerung"),
        (pl.lit("2").alias("version"), "definition"),
        (pl.lit(1999, pl.Int16).alias("year"), "neu"),
    ],
)
def test_every_figure_that_differs_is_found_with_its_reason(figures, change, reason):
    then = figures.published
    table = then.table("figure").with_row_index()
    at = table.filter(pl.col("numerator").is_not_null(), pl.col("denominator").is_not_null())["index"][0]
    one = pl.col("index") == at
    changed = change.meta.output_name()
    frame = table.with_columns(pl.when(one).then(change).otherwise(changed).alias(changed)).drop("index")
    now = Published(2, then.tables | {"figure": frame})
    found = comparison.differences(then, now)
    assert found["reason"].to_list() == (["neu", "entfallen"] if reason == "neu" else [reason])
    assert comparison.differences(then, then).is_empty()


def test_a_group_that_lost_an_offer_is_a_changed_definition(figures):
    then = figures.published
    counting, told = set(then.table("offer").filter("counts")["offer"]), then.table("figure").drop_nulls("numerator")
    single = [key for key, row in figures.group.items() if set(row["offers"]) <= counting and len(row["offers"]) == 1]
    group = next(key for key in single if key in set(told["offer_group"]))
    (offer,) = figures.group[group]["offers"]
    offers = then.table("offer").with_columns((pl.col("counts") & (pl.col("offer") != offer)).alias("counts"))
    more = then.table("figure").with_columns(pl.col("numerator") + 5)
    found = comparison.differences(then, Published(2, then.tables | {"figure": more, "offer": offers}))
    of = dict(found.group_by("offer_group").agg(pl.col("reason").unique()).iter_rows())
    assert of[group] == ["definition"] and {"bestand"} in [set(reasons) for reasons in of.values()]


@pytest.mark.parametrize(
    ("children", "word"), [(15.0, "+15"), (-1015.0, "−1.015"), (0.0, "–"), (None, "nicht aufteilbar")]
)
def test_a_change_is_written_with_its_sign(children, word):
    assert cells.said(comparison.signed(children)) == word
