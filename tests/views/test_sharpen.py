"""What would make the range narrower is said in points, best for its effort first; of places apart; and to those who could do it."""

from dataclasses import replace

import polars as pl
import pytest

from measures.engine.figures import completed
from measures.sharpen import MEASURE
from tests.grid import frame
from views.blocks import sharpen
from views.figures.read import Figures
from views.words.cells import said, words

STEPS = """
    quantity     | offer        | source | value | value_from | effort
    key          | kita         | null   | 0.16  | 0.54       | 4
    question     | jugendarbeit | null   | 0.09  | 0.54       | 3
    first_visits | jugendarbeit | null   | 0.05  | 0.54       | 1
    home         | kita         | null   | 0.20  | 0.54       | 1
    link         | null         | hze    | 0.02  | 0.54       | 4
"""


@pytest.fixture(scope="module")
def told(figures) -> Figures:
    rows = frame(STEPS).with_columns(
        year=pl.lit(2025), offer_group=pl.lit(figures.heads[0]), area=pl.lit(figures.district), state=pl.lit("ok")
    )
    published = figures.published
    figure = pl.concat([published.table("figure"), completed(rows, MEASURE)])
    return Figures(replace(published, tables=published.tables | {"figure": figure}))


def test_the_best_step_for_its_effort_stands_in_the_title_with_the_width_before_and_after(told):
    title = words(sharpen.steps(told).title)
    assert title.startswith("Am meisten hülfe: Erstbesuche neben den Besuchen bei")
    assert title.endswith("Die Spanne sänke von 54 auf 49 Punkte.")


def test_every_step_has_its_points_and_its_effort_and_those_of_places_come_last(told):
    rows = [tuple(map(said, row.cells))[1:] for row in sharpen.steps(told).table.rows]
    assert rows == [
        ("5", "eine Spalte"), ("16", "ein Schlüssel"), ("9", "eine Frage"), ("2", "ein Schlüssel"), ("20", "eine Spalte"),
    ]  # fmt: skip


def test_in_short_it_says_where_the_others_are(told):
    found = sharpen.steps(told, short=True)
    assert found.table is None and list(found.links.values()) == ["/qualitaet"]


def test_where_no_step_wins_a_point_that_is_said_and_before_steps_were_known_nothing(figures):
    assert sharpen.steps(Figures(figures.published)) is None
    card = figures.published.table("definition").head(1).with_columns(measure=pl.lit("sharpen"))
    tables = figures.published.tables | {"definition": pl.concat([figures.published.table("definition"), card])}
    looked = Figures(replace(figures.published, tables=tables))
    assert words(sharpen.steps(looked).title).startswith("Kein einzelner Schritt")
    assert sharpen.steps(looked, short=True) is None


def test_a_deliverer_reads_what_it_could_do_and_nothing_of_others(told):
    status = told.published.table("source_status")
    mine = status.filter(offer="jugendarbeit")["source"].unique().to_list()
    lines = sharpen.for_sources(told, mine)
    assert len(lines) == 2 and all("Jugendarbeit" in line for line in lines) and "um 5 Punkte" in lines[0]
    assert sharpen.for_sources(told, ["nobody"]) == ()
