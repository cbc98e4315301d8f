"""Does a drawing show what it says? Proved full, possible hatched, empty where nothing is known."""

import re

import pytest

from tests.views.reaches import at_least, span, value, without
from views.blocks.reach import on_axis
from views.drawings import marks
from views.figures.reach import share
from views.finding import Chart, Column, Finding, Row, Series, Table
from views.shell import render
from views.words.cells import said


def years(series: dict, now: int, events: list = ()) -> str:
    """The columns of these years as a page draws them."""
    drawn = (Series("von 100", tuple(map(share, series.values())), "proved"),)
    chart = Chart("columns", "von 100", tuple(map(str, series)), drawn, on_axis(events, max(series)), now=str(now))
    return render.finding(Finding("x", "", chart=chart))


@pytest.mark.parametrize(
    ("reach", "full", "maybe", "none"),
    [
        (span(283, 749), 28, 47, 25),
        (value(464), 46, 0, 54),
        (at_least(300), 30, 70, 0),
        (without("protected"), 0, 0, 100),
    ],
)
def test_a_hundred_dots_are_proved_possible_or_empty(reach, full, maybe, none):
    drawing = marks.hundred(Chart("hundred", "von 100", ("",), (Series("", (share(reach),)),))).split("</svg>")[0]
    assert [drawing.count(f'class="{kind}"') for kind in ("full", "maybe", "none")] == [full, maybe, none]


def test_a_bar_is_as_long_as_its_rates():
    drawing = marks.bar(share(span(250, 400)), 0.5, "Kita")
    assert re.findall(r'width="([\d.]+)%" height="14" class="(bar|maybe)"', drawing) == [
        ("50.00", "bar"),
        ("30.00", "maybe"),
    ]


def test_a_lower_bound_is_drawn_open_and_a_hidden_figure_not_at_all():
    assert 'class="open"' in marks.bar(share(at_least(250)), 0.5, "Jugend")
    assert "<rect" not in marks.bar(share(without("protected")), 0.5, "Jugend")


def test_chance_is_a_thin_line_and_overlap_a_hatched_band():
    chance = marks.dot(share(value(200, chance=(0.15, 0.25))), 0.5, "Uslar")
    overlap = marks.dot(share(span(150, 250)), 0.5, "Uslar")
    assert 'class="chance"' in chance and 'class="maybe"' not in chance
    assert 'class="maybe"' in overlap and 'class="chance"' not in overlap


def test_every_drawing_says_in_words_what_it_shows():
    drawing = years({2024: span(260, 300), 2025: value(5)}, 2025)
    assert 'role="img" aria-label="Säulen je Jahr. 2024: 26 bis 30 von 100; 2025: unter 10 Kinder"' in drawing


def test_names_from_the_profile_cannot_become_markup():
    row = Row(("<b>Uslar</b>", share(span(100, 200))))
    table = render.finding(Finding("x", "<b>", table=Table("<i>", (Column("Gemeinde"), Column("von 100")), (row,))))
    assert "<b>Uslar" not in table and "&lt;b&gt;Uslar" in table


@pytest.mark.parametrize(
    ("reach", "digits", "told"),
    [
        (value(464), 0, "46"), (span(285, 750), 0, "28–75"), (at_least(46), 0, "mind. 4"), (value(0), 0, "unter 10 Kinder"),
        (value(5), 0, "unter 10 Kinder"), (value(40, 20000), 0, "unter 1"), (value(40, 20000), 1, "0,2"),
        (span(41, 98), 1, "4,1–9,8"), (span(0, 120), 0, "höchst. 12"), (without("protected"), 0, "geschützt"),
        (without("no_data"), 0, "keine Daten"), (without("not_applicable"), 0, "trifft nicht zu"),
        (without("unreliable"), 0, "unsicher"),
    ],
)  # fmt: skip
def test_a_cell_says_a_figure_or_the_kind_of_empty_cell(reach, digits, told):
    assert said(share(reach, digits)) == told


def test_a_true_zero_looks_like_a_rounded_one():
    assert said(share(value(0))) == said(share(value(5)))
    assert said(share(span(0, 120))) == said(share(span(5, 120)))
