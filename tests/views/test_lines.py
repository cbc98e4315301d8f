"""Does a small panel show what it says? Marks that differ for chance, overlap, break, event and projection; names with room."""

import re

import pytest

from tests.views.plots import hovers, lasting, plots, words
from tests.views.reaches import at_least, span, value, without
from views.drawings import lines, plot, sparks
from views.figures.reach import share
from views.finding import Cell, Chart, Event, Series

BREAK = Event("2022", "neue Basis", breaks=True)
COVID = Event("2020", "Covid", until="2021")


def counted(*children: int) -> dict:
    return {2025 - len(children) + 1 + i: value(n) for i, n in enumerate(children)}


def panel(reaches: dict, *events: Event, clear: bool = True, of: int = 100, more: tuple[Series, ...] = ()) -> dict:
    cells = tuple(share(reach, unit=f"of_{of}") for reach in reaches.values())
    drawn = (Series("X", cells, "accent" if clear else "context"), *more)
    (figure,) = plots(lines.panel(Chart("lines", f"von {of}", tuple(map(str, reaches)), drawn, events, title="Hort")))
    return figure


def own(figure: dict) -> dict:
    return figure["data"][-1]


def test_a_line_goes_from_year_to_year_and_not_over_a_gap_or_a_break():
    assert own(panel(counted(100, 120, 110, 130)))["x"] == [0, 1, 2, 3]
    gap = own(panel(counted(100, 120, 110, 130) | {2023: without("no_data")}))
    assert [y for y in gap["y"] if y is not None] == [10.0, 11.0, 13.0] and gap["y"].count(None) == 1
    broken = own(panel(counted(*range(50, 60)), BREAK))
    assert broken["y"][broken["x"].index(5.5)] is None


def test_the_axis_of_a_trend_begins_at_zero_and_that_of_a_place_beside_the_district_does_not():
    assert panel(counted(50, 100))["layout"]["yaxis"]["range"][0] == 0
    assert (
        beside({2024: value(200), 2025: value(210)}, {2024: value(220), 2025: value(230)})["layout"]["yaxis"]["range"][
            0
        ]
        > 0
    )


def test_the_figures_stand_in_the_unit_of_the_panel():
    figure = panel(counted(17, 24), of=1000)
    assert words(figure) == ["17", "24"] and [y for y in own(figure)["y"] if y is not None] == [17.0, 24.0]


def test_a_tested_line_has_its_figures_on_either_side_of_a_break():
    line = counted(22, 22, 21, 21, 20, 20, 30, 29, 28, 26)
    assert words(panel(line, BREAK, of=1000)) == ["22", "20", "30", "26"]
    assert words(panel(line, BREAK, of=1000, clear=False)) == ["22", "26"]


def test_only_a_tested_word_gives_a_line_its_colour():
    colours = [own(panel(counted(50, 100), clear=clear))["line"]["color"] for clear in (True, False)]
    assert colours == [plot.light("accent"), plot.light("context")]


def test_chance_overlap_and_lower_bound_have_different_marks():
    chance = panel({2024: value(50, chance=(0.04, 0.06)), 2025: value(60)})
    assert own(chance)["error_y"]["array"] == [pytest.approx(1.0), None]
    ranges = panel({2024: span(50, 90), 2025: at_least(60)})
    certain, possible, line = ranges["data"]
    assert (certain["y"], possible["y"]) == ([5.0, 6.0], [pytest.approx(4.0), 0])
    assert possible["marker"]["pattern"]["shape"] == "/" and line["y"] == []
    assert [shape["line"]["dash"] for shape in ranges["layout"]["shapes"] if shape["type"] == "rect"] == ["dot"]


def test_a_break_stands_between_two_years_and_an_event_below_its_years():
    upright, flat = lasting(panel(counted(*range(50, 60)), COVID, BREAK))
    assert upright["x0"] == upright["x1"] == 5.5 and flat["x0"] < 4 < 5 < flat["x1"] and flat["y0"] < 0


def test_a_break_outside_the_years_is_not_drawn():
    assert lasting(panel(counted(50, 60), BREAK)) == []


def test_a_projection_begins_after_the_last_year_and_has_its_fan():
    ahead = (None, None, *(Cell("of_100", 0.06, 0.06, chance=edges) for edges in ((0.05, 0.07), (0.04, 0.08))))
    years = counted(50, 60) | {2026: without("no_data"), 2027: without("no_data")}
    figure = panel(years, more=(Series("wie zuletzt", ahead, "dashed"),))
    low, high, dashed, _ = figure["data"]
    assert (low["y"], high["y"], high["fill"]) == ([5.0, 4.0], [7.0, 8.0], "tonexty")
    assert dashed["line"]["dash"] == "dash" and dashed["x"][-2:] == [2, 3]
    assert any("wie zuletzt" in line and "hochgerechnet" in line for line in hovers(figure))


def beside(here: dict, there: dict) -> dict:
    years = sorted({year for told in (here, there) for year in told})
    cells = (tuple(share(told[year], 1) if year in told else None for year in years) for told in (here, there))
    series = tuple(
        Series(name, c, look) for name, c, look in zip(("Ort", "Kreis"), cells, ("accent", "context"), strict=True)
    )
    chart = Chart("small_lines", "von 100", tuple(map(str, years)), series)
    (figure,) = plots(lines.panel(chart, loose=True))
    return figure


def test_two_last_values_never_stand_on_each_other():
    for there in (100, 101, 300):
        figure = beside({2020: value(100), 2021: value(100)}, {2020: value(there), 2021: value(there)})
        assert {word["yanchor"] for word in figure["layout"]["annotations"]} == {"top", "bottom"}


def test_fewer_than_ten_children_have_no_point():
    few = {2020: value(5, 400), 2021: value(20, 400), 2022: value(25, 400)}
    here = own(beside(few, {year: value(100) for year in few}))
    assert [at for at, y in zip(here["x"], here["y"], strict=True) if y is not None] == [1, 2]


def large(**named: tuple[float | None, ...]) -> dict:
    cells = {name: tuple(None if v is None else Cell("children", v, v) for v in told) for name, told in named.items()}
    years = tuple(str(2026 - n) for n in range(len(next(iter(cells.values()))), 0, -1))
    (figure,) = plots(
        lines.lines(Chart("lines", "Kinder", years, tuple(Series(name, c, "context") for name, c in cells.items())))
    )
    return figure


def test_a_line_has_its_points_and_a_hole_where_nothing_is_known():
    first, _ = large(A=(5.0, None, 7.0), B=(7.1, 7.2, 7.1))["data"]
    assert [y for y in first["y"]][-1] == 7.0 and None in first["y"]


def test_names_that_would_lie_on_each_other_are_left_out():
    assert words(large(A=(5.0, None, 7.0), B=(7.1, 7.2, 7.1))) == ["<b>7</b> A"]
    assert words(large(A=(10.0,), B=(90.0,))) == ["<b>10</b> A", "<b>90</b> B"]


def test_only_the_large_drawing_can_be_pulled_apart():
    assert large(A=(1.0,))["layout"]["dragmode"] == "zoom" and "dragmode" not in panel(counted(50, 60))["layout"]


def test_no_more_lines_than_can_be_told_apart():
    assert len(large(**{f"Ort_{n}": (float(n + 10),) for n in range(30)})["data"]) == lines.MOST


def spark(*children: int) -> str:
    cells = tuple(map(share, counted(*children).values()))
    return str(sparks.spark(Chart("lines", "", tuple(map(str, counted(*children))), (Series("X", cells),)), "X"))


def heights(drawing: str) -> list[float]:
    return [float(y) for y in re.findall(r'y2="([\d.]+)" class="trend"', drawing)]


def test_a_small_line_is_flat_where_little_changes():
    flat, steep = heights(spark(100, 104, 98, 102)), heights(spark(50, 80, 120, 150))
    assert max(flat) - min(flat) < 2 < max(steep) - min(steep)


def test_the_parts_of_a_change_lie_on_their_side_of_zero():
    cells = [Cell("more", n, n) for n in (-10.0, 20.0)]
    series = (Series("andere Kinderzahl", (cells[0],), "context"), Series("andere Nutzung", (cells[1],)))
    drawing = str(sparks.SPLIT.rows(Chart("split", "Kinder", ("X",), series), "")[0])
    bars = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', drawing)]
    assert bars == [(26.0, 24.0), (50.0, 48.0)]
    assert 'aria-label="X: andere Kinderzahl −10; andere Nutzung +20"' in drawing
