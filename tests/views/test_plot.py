"""Lines to point at: a plain dict, in the light colours that the style sheet maps to the theme."""

import re

from views.drawings import plot
from views.drawings.tokens import TOKENS
from views.shell.theme import css

NAMED = {"Stadt A": [(2023, 5.0), (2024, None), (2025, 7.0)], "Stadt B": [(2023, 7.1), (2024, 7.2), (2025, 7.1)]}


def test_a_line_has_its_name_its_points_and_a_hole_where_nothing_is_known():
    drawn = plot.lines(NAMED, "Kinder", 0)
    assert [trace["name"] for trace in drawn["data"]] == ["Stadt A", "Stadt B"]
    assert drawn["data"][0]["y"] == [5.0, None, 7.0] and drawn["data"][0]["connectgaps"] is False
    assert drawn["data"][0]["hovertemplate"] == "%{x}, Stadt A: %{y:,.0f} Kinder<extra></extra>"
    assert drawn["layout"]["separators"] == ",."


def test_labels_that_would_lie_on_each_other_are_left_out():
    assert [label["text"] for label in plot.lines(NAMED, "Kinder", 0)["layout"]["annotations"]] == ["7 Stadt A"]
    apart = {"Stadt A": [(2025, 1.0)], "Stadt B": [(2025, 9.0)]}
    assert len(plot.lines(apart, "von 100", 1)["layout"]["annotations"]) == 2


def test_no_more_lines_than_can_be_told_apart():
    many = {f"Ort {n}": [(2025, float(n))] for n in range(30)}
    assert len(plot.lines(many, "Kinder", 0)["data"]) == plot.MOST


def test_every_colour_of_a_figure_has_a_rule_for_the_other_theme():
    drawn = str(plot.lines(NAMED, "Kinder", 0))
    light = {TOKENS[token][0] for token in plot.MAPPED}
    assert set(re.findall(r"#[0-9A-F]{6}", drawn)) <= light
    assert plot.css() in css()
