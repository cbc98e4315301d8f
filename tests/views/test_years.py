"""Do columns over years show what they say? Counted full, possible hatched, an open end dotted, a hole a dash."""

import pytest

from tests.views.plots import NOW, hovers, lasting, plots, standing, words
from tests.views.reaches import at_least, span, value, without
from views.drawings import years
from views.figures.reach import share
from views.finding import Cell, Chart, Event, Series

COVID, CENSUS = Event("2020", "Covid", until="2021"), Event("2022", "neue Basis", breaks=True)


def chart(reaches: dict, *events: Event, now: int = 0, kind: str = "columns", look: str = "proved") -> Chart:
    cells = tuple(share(reach) for reach in reaches.values())
    return Chart(kind, "von 100", tuple(map(str, reaches)), (Series("von 100", cells, look),), events, now=str(now))


def columns(reaches: dict, *events: Event, now: int = 0) -> dict:
    (figure,) = plots(years.columns(chart(reaches, *events, now=now)))
    return figure


def test_what_is_counted_is_full_and_what_is_possible_hatched_above_it():
    counted, possible = columns({2024: span(280, 860), 2025: value(300)})["data"]
    assert counted["y"] == [28.0, 30.0] and possible["y"] == [58.0, None]
    assert (counted["text"], possible["text"]) == (["28", "30"], ["86", ""])
    assert "pattern" not in counted["marker"] and possible["marker"]["pattern"]["shape"] == ["/", "/"]


@pytest.mark.parametrize("draw", [years.columns, years.amounts])
def test_another_year_marks_another_column_of_the_same_figure(draw):
    told = {2024: value(100), 2025: span(200, 300)}
    then, now, none = (draw(chart(told, now=year)) for year in (2024, 2025, 2010))
    assert plots(then) == plots(now) == plots(none)
    assert [NOW.findall(drawn) for drawn in (then, now, none)] == [["0"], ["1"], []]


def test_an_open_end_is_a_dotted_outline_and_a_hole_a_dash_whose_reason_the_pointer_says():
    figure = columns({2023: at_least(280), 2024: without("protected"), 2025: value(300)})
    (outline,) = [shape for shape in figure["layout"]["shapes"] if shape["type"] == "rect"]
    assert outline["y0"] == 28.0 and outline["line"]["dash"] == "dot" and words(figure) == ["–"]
    assert [line.split("<br>")[1:] for line in hovers(figure)] == [
        ["mindestens 28 von 100, gezählt", "nach oben offen", "mind. 280 von 1.000"],
        ["geschützt"],
        ["rund 30 von 100, gezählt", "300 von 1.000"],
    ]


def test_a_break_stands_before_its_year_and_an_event_below_its_years():
    figure = columns({year: value(100) for year in range(2018, 2026)}, COVID, CENSUS)
    upright, flat = lasting(figure)
    assert (upright["x0"], upright["x1"]) == (3.5, 3.5) and upright["line"]["dash"] == "dot"
    assert (flat["x0"], flat["x1"]) == (2 - years.HALF, 3 + years.HALF)
    assert words(figure) == ["Covid", "neue Basis"]


def test_two_breaks_in_one_year_share_one_line_and_one_label():
    both = (Event("2022", "A", breaks=True), Event("2022", "B", breaks=True))
    figure = columns({2021: value(260), 2022: value(280)}, *both)
    assert len(lasting(figure)) == 1 and words(figure) == ["A, B"]


def test_a_click_chooses_the_year():
    assert columns({2025: value(100)})["layout"]["meta"] == {"filter": "jahr"}


def test_small_columns_tell_the_chosen_year_and_the_ends_that_do_not_touch_it():
    told = {year: value(year * 10 - 20000) for year in range(2016, 2026)}
    assert standing(years.amounts(chart(told, now=2025, kind="amounts"))) == ["16", "25"]
    near = years.amounts(chart(told, now=2024, kind="amounts"))
    assert standing(near) == ["16", "24"], "the last year would touch the chosen one"


def test_a_year_without_a_value_has_its_dash_in_small_columns_whatever_is_chosen():
    told = {year: value(100) for year in range(2016, 2026)} | {2020: without("protected")}
    assert standing(years.amounts(chart(told, now=2025, kind="amounts"))) == ["10", "–", "10"]


def test_posts_that_are_not_filled_are_an_empty_outline():
    posts = Chart("amounts", "VZÄ", ("2025",), (Series("VZÄ", (Cell("posts", 13.5, 14.5),), "vacant"),), now="2025")
    (figure,) = plots(years.amounts(posts))
    filled, vacant = figure["data"]
    assert (filled["y"], vacant["y"]) == ([13.5], [1.0]) and "pattern" not in vacant["marker"]
