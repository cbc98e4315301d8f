"""Does every mark on an axis know how many children it is, of how many? As published, and never in a table or a document."""

import pytest

from tests.views.reaches import at_least, span, value, without
from views.blocks import gaps, indicators, municipality, protection, reach, trends
from views.figures.reach import share
from views.finding import Cell, Chart
from views.words.cells import counted, said


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (value(283), "283 von 1.000"),
        (value(5), "unter 10 von 1.000"),
        (span(283, 749), "283–749 von 1.000"),
        (at_least(283), "mind. 283 von 1.000"),
        (without("protected"), ""),
    ],
)
def test_a_share_says_its_children_and_how_surely(told, words):
    assert counted(share(told)) == words


def test_what_is_no_share_of_anybody_says_nothing():
    assert counted(Cell("euro", 1_000, 1_000)) == counted(Cell("number", 7, 7)) == ""


def _told(*charts: Chart) -> list[Cell]:
    """Every cell with a number of the charts and their panels."""
    drawn = [panel for chart in charts for panel in chart.panels or (chart,)]
    cells = [cell for chart in drawn if chart.kind != "scale" for series in chart.series for cell in series.cells]
    return [cell for cell in cells if cell and cell.low is not None]


def test_every_share_on_an_axis_carries_its_count(figures):
    town, offer = "03155012", "hze_31"
    cells = _told(
        reach.by_year(figures, "individuell", 2025, figures.district).chart,
        trends.tested(figures, "angebot", figures.district).chart,
        municipality.over_the_years(figures, town).chart,
        gaps.funnel(figures, "kindertagespflege", 2025, figures.district).chart,
        protection.procedures(figures, "child_protection", 2025).chart,
        *(indicators.beside(figures, one, offer, 2025).chart for one in indicators.of_offer(figures, offer)),
    )
    assert len(cells) > 100
    assert [cell for cell in cells if not counted(cell)] == []


def test_a_count_equals_the_share_it_stands_behind(figures):
    cells = _told(reach.by_year(figures, "individuell", 2025, figures.district).chart)
    assert {round(cell.count.low / cell.of, 6) == round(cell.low, 6) for cell in cells} == {True}


def test_a_count_does_not_change_what_a_cell_says():
    assert said(share(value(283))) == said(Cell("of_100", 0.283, 0.283)) == "28"
