"""Lines to point at: a plain dict, in the light colours that the style sheet maps to the theme."""

import re

from views.drawings import plot
from views.drawings.tokens import TOKENS
from views.finding import Cell, Chart, Series
from views.shell.theme import css

YEARS = ("2023", "2024", "2025")


def chart(unit: str = "Kinder", years: tuple[str, ...] = YEARS, **named: tuple[float | None, ...]) -> Chart:
    """One line a name; „Kinder“: counts, else shares with a decimal."""
    make = lambda value: (
        Cell("children", value, value) if unit == "Kinder" else Cell("of_100", value / 100, value / 100, 1)
    )
    lines = {
        name.replace("_", " "): tuple(None if v is None else make(v) for v in values) for name, values in named.items()
    }
    return Chart("lines", unit, years, tuple(Series(name, cells, "context") for name, cells in lines.items()))


NAMED = chart(Stadt_A=(5, None, 7), Stadt_B=(7.1, 7.2, 7.1))


def test_a_line_has_its_name_its_points_and_a_hole_where_nothing_is_known():
    drawn = plot.lines(NAMED)
    assert [trace["name"] for trace in drawn["data"]] == ["Stadt A", "Stadt B"]
    assert drawn["data"][0]["y"] == [5.0, None, 7.0] and drawn["data"][0]["connectgaps"] is False
    assert drawn["data"][0]["hovertemplate"] == "%{x}, Stadt A: %{y:,.0f} Kinder<extra></extra>"
    assert drawn["layout"]["separators"] == ",."


def test_labels_that_would_lie_on_each_other_are_left_out():
    assert [label["text"] for label in plot.lines(NAMED)["layout"]["annotations"]] == ["7 Stadt A"]
    apart = plot.lines(chart("von 100", ("2025",), Stadt_A=(1.0,), Stadt_B=(9.0,)))
    assert [label["text"] for label in apart["layout"]["annotations"]] == ["1,0 Stadt A", "9,0 Stadt B"]


def test_no_more_lines_than_can_be_told_apart():
    many = chart("Kinder", ("2025",), **{f"Ort_{n}": (n,) for n in range(30)})
    assert len(plot.lines(many)["data"]) == plot.MOST


def test_every_colour_of_a_figure_has_a_rule_for_the_other_theme():
    drawn = str(plot.lines(NAMED))
    light = {TOKENS[token][0] for token in plot.MAPPED}
    assert set(re.findall(r"#[0-9A-F]{6}", drawn)) <= light
    assert plot.css() in css()
