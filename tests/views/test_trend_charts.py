"""Does a small panel show what it says? One axis from 0, marks that differ for chance, overlap, break, event and projection."""

import re
from dataclasses import replace

import pytest

from tests.views.reaches import at_least, span, value, without
from views.drawings import trend_charts as charts
from views.figures.reach import share
from views.finding import Cell, Chart, Event, Series
from views.words.cells import of_chart

BREAK = Event("2022", "neue Basis", breaks=True)
COVID = Event("2020", "Covid", until="2021")


def values(*children: int) -> dict:
    return {2025 - len(children) + 1 + i: value(n) for i, n in enumerate(children)}


def panel(reaches: dict, *events: Event, clear: bool = True, of: int = 100, more: tuple[Series, ...] = ()) -> str:
    """The drawing of one line."""
    cells = tuple(share(reach, unit=f"of_{of}") for reach in reaches.values())
    lines = (Series("X", cells, "accent" if clear else "context"), *more)
    chart = Chart("lines", f"von {of}", tuple(map(str, reaches)), lines, events, title="Hort")
    return str(charts.panel(replace(chart, alt=of_chart(chart))))


def heights(drawing: str, kind: str) -> list[float]:
    return [float(y) for y in re.findall(rf'y2="([\d.]+)" class="{kind}"', drawing)]


def test_a_line_goes_from_year_to_year_and_not_over_a_gap_or_a_break():
    whole = panel(values(100, 120, 110, 130))
    gap = panel(values(100, 120, 110, 130) | {2023: without("no_data")})
    assert whole.count('class="trend"') == 3 and gap.count('class="trend"') == 1
    assert gap.count('class="trend-dot"') == 3
    assert panel(values(*range(50, 60)), BREAK).count('class="trend"') == 8


def test_the_axis_begins_at_zero():
    drawing = panel(values(50, 100))
    first, last = [float(y) for y in re.findall(r'cy="([\d.]+)"', drawing)]
    assert charts.GROUND - last == pytest.approx(2 * (charts.GROUND - first), abs=0.2)


def test_the_figures_stand_in_the_unit_of_the_panel():
    drawing = panel(values(17, 24), of=1000)
    assert re.findall(r'class="value \w+">(\d+)<', drawing) == ["17", "24"]


def test_a_tested_line_has_its_figures_on_either_side_of_a_break():
    words = lambda drawing: re.findall(r'class="value[ \w]*">(\d+)<', drawing)
    line = values(22, 22, 21, 21, 20, 20, 30, 29, 28, 26)
    assert words(panel(line, BREAK, of=1000)) == ["22", "20", "30", "26"]
    assert words(panel(line, BREAK, of=1000, clear=False)) == ["22", "26"]


def test_only_a_tested_word_gives_a_line_its_colour():
    assert 'class="trend calm"' in panel(values(50, 100), clear=False)


def test_chance_overlap_and_lower_bound_have_different_marks():
    counted = panel({2024: value(50, chance=(0.04, 0.06)), 2025: value(60)})
    ranges = panel({2024: span(50, 90), 2025: at_least(60)})
    assert counted.count('class="chance pale"') == 1 and "possible" not in counted
    assert ranges.count('class="possible past"') == 1 and ranges.count('class="unknown"') == 1
    assert "chance" not in ranges and 'class="trend' not in ranges


def test_a_break_stands_between_two_years_and_an_event_over_its_years():
    drawing = panel(values(*range(50, 60)), COVID, BREAK)
    assert drawing.count('class="panel-break"') == 1 and drawing.count('class="event wide"') == 1
    before, at = (float(x) for x in (re.findall(r'cx="([\d.]+)%"', drawing)[i] for i in (5, 6)))
    assert before < float(re.search(r'x1="([\d.]+)%"[^>]*class="panel-break"', drawing)[1]) < at


def test_a_break_outside_the_years_is_not_drawn():
    assert "panel-break" not in panel(values(50, 60), BREAK)


def test_a_projection_begins_after_the_last_year_and_has_its_fan():
    ahead = (None, None, *(Cell("of_100", 0.06, 0.06, chance=edges) for edges in ((0.05, 0.07), (0.04, 0.08))))
    years = values(50, 60) | {2026: without("no_data"), 2027: without("no_data")}
    drawing = panel(years, more=(Series("wie zuletzt", ahead, "dashed"),))
    assert drawing.count('class="fan"') == 2 and drawing.count('class="ahead"') == 1
    assert ">2027</text>" in drawing


def spark(*children: int) -> str:
    cells = tuple(map(share, values(*children).values()))
    return str(charts.spark(Chart("lines", "", tuple(map(str, values(*children))), (Series("X", cells),)), "X"))


def test_a_small_line_is_flat_where_little_changes():
    flat, steep = heights(spark(100, 104, 98, 102), "trend"), heights(spark(50, 80, 120, 150), "trend")
    assert max(flat) - min(flat) < 2 < max(steep) - min(steep)


def test_the_parts_of_a_change_lie_on_their_side_of_zero():
    cells = [Cell("more", n, n) for n in (-10.0, 20.0)]
    series = (Series("andere Kinderzahl", (cells[0],), "context"), Series("andere Nutzung", (cells[1],)))
    drawing = str(charts.SPLIT.rows(Chart("split", "Kinder", ("X",), series), "")[0])
    bars = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', drawing)]
    assert bars == [(26.0, 24.0), (50.0, 48.0)]
    assert 'aria-label="X: andere Kinderzahl −10; andere Nutzung +20"' in drawing


def test_a_panel_says_every_year_to_those_who_hear_it():
    drawing = panel({2024: span(50, 90), 2025: without("protected")}, clear=False)
    assert 'aria-label="2024: 5 bis 9 von 100; 2025: geschützt"' in drawing
