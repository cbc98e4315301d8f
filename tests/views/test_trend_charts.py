"""Does a small panel show what it says? One axis from 0, marks that differ for chance, overlap, break, event and projection."""

import re
from datetime import date

import pytest

from tests.views.reaches import at_least, span, value, without
from views.drawings import trend_charts as charts

BREAK = dict(date=date(2022, 1, 1), end=None, kind="reihenbruch", short="neue Basis")
COVID = dict(date=date(2020, 3, 16), end=date(2021, 6, 30), kind="ereignis", short="Covid")


def values(*children: int) -> dict:
    return {2025 - len(children) + 1 + i: value(n) for i, n in enumerate(children)}


def heights(drawing: str, kind: str) -> list[float]:
    return [float(y) for y in re.findall(rf'y2="([\d.]+)" class="{kind}"', drawing)]


def test_a_line_goes_from_year_to_year_and_not_over_a_gap():
    whole = charts.panel(values(100, 120, 110, 130), [], "X:", clear=True)
    gap = charts.panel(values(100, 120, 110, 130) | {2023: without("no_data")}, [], "X:", clear=True)
    assert whole.count('class="trend"') == 3 and gap.count('class="trend"') == 1
    assert gap.count('class="trend-dot"') == 3


def test_the_axis_begins_at_zero():
    drawing = charts.panel(values(50, 100), [], "X:", clear=True)
    ground = charts.HEIGHT - charts.BOTTOM
    first, last = [float(y) for y in re.findall(r'cy="([\d.]+)"', drawing)]
    assert ground - last == pytest.approx(2 * (ground - first), abs=0.2)


def test_the_figures_stand_in_the_unit_of_the_panel():
    drawing = charts.panel(values(7, 14), [], "X:", clear=True, unit=1000)
    assert re.findall(r'class="value \w+">(\d+)<', drawing) == ["7", "14"]


def test_only_a_tested_word_gives_a_line_its_colour():
    assert 'class="trend calm"' in charts.panel(values(50, 100), [], "X:", clear=False)


def test_chance_overlap_and_lower_bound_have_different_marks():
    counted = charts.panel({2024: value(50, chance=(0.04, 0.06)), 2025: value(60)}, [], "X:", clear=True)
    ranges = charts.panel({2024: span(50, 90), 2025: at_least(60)}, [], "X:", clear=True)
    assert counted.count('class="chance pale"') == 1 and "possible" not in counted
    assert ranges.count('class="possible past"') == 1 and ranges.count('class="unknown"') == 1
    assert "chance" not in ranges and 'class="trend' not in ranges


def test_a_break_stands_between_two_years_and_an_event_over_its_years():
    drawing = charts.panel(values(*range(50, 60)), [COVID, BREAK], "X:", clear=True)
    assert drawing.count('class="panel-break"') == 1 and drawing.count('class="event wide"') == 1
    before, at = (float(x) for x in (re.findall(r'cx="([\d.]+)%"', drawing)[i] for i in (5, 6)))
    assert before < float(re.search(r'x1="([\d.]+)%"[^>]*class="panel-break"', drawing)[1]) < at


def test_a_break_outside_the_years_is_not_drawn():
    assert "panel-break" not in charts.panel(values(50, 60), [BREAK], "X:", clear=True)


def test_a_projection_begins_after_the_last_year_and_has_its_fan():
    ahead = charts.Outlook("wie zuletzt", {2026: (0.06, 0.05, 0.07), 2027: (0.06, 0.04, 0.08)})
    drawing = charts.panel(values(50, 60), [], "X:", clear=True, ahead=[ahead])
    assert drawing.count('class="fan"') == 2 and drawing.count('class="ahead"') == 1
    assert ">2027</text>" in drawing


def test_a_small_line_is_flat_where_little_changes():
    flat = heights(charts.spark(values(100, 104, 98, 102), "X", clear=True), "trend")
    steep = heights(charts.spark(values(50, 80, 120, 150), "X", clear=True), "trend")
    assert max(flat) - min(flat) < 2 < max(steep) - min(steep)


def test_the_parts_of_a_change_lie_on_their_side_of_zero():
    drawing = charts.two_bars([("andere Kinderzahl", -10.0), ("andere Nutzung", 20.0)], 20.0, "X")
    bars = [(float(x), float(w)) for x, w in re.findall(r'<rect x="([\d.]+)%" width="([\d.]+)%"', drawing)]
    assert bars == [(26.0, 24.0), (50.0, 48.0)]


def test_a_panel_says_every_year_to_those_who_hear_it():
    drawing = charts.panel({2024: span(50, 90), 2025: without("protected")}, [], "Hort:", clear=False)
    assert 'aria-label="Hort: 2024: 5 bis 9 von 100; 2025: geschützt"' in drawing
