"""What changes in the figures from one version to another? Drawn as the shown figures before and after."""

import polars as pl

from store.changes import CHANGES, changes
from store.published import Published
from store.tables import FIGURE
from tests.grid import rows


def published(drawn: str, number: int = 1) -> Published:
    usual = {
        "measure": "annual_reach",
        "age_band": "all",
        "sex": "all",
        "offer_group": "alle",
        "item": "",
        "state": "ok",
    }
    drawn_rows = [{**usual, **row} for row in rows(drawn)]
    frame = pl.DataFrame(
        [{name: row.get(name) for name in FIGURE.names} for row in drawn_rows], schema=FIGURE.schema, orient="row"
    )
    return Published(number, {"figure": frame})


BEFORE = """
    year | area | numerator | denominator | bound_low | state
    2023 | A    | 100       | 1000        |           | ok
    2024 | A    | 110       | 1000        |           | ok
    2024 | B    | 40        | 400         |           | ok
    2024 | C    |           | 200         |           | protected
    2024 | D    | 30        | 300         |           | ok
    2024 | E    |           | 500         | 0.2       | ok
"""
AFTER = """
    year | area | numerator | denominator | bound_low | state
    2023 | A    | 100       | 1000        |           | ok
    2024 | A    | 70        | 1000        |           | ok
    2024 | B    | 45        | 400         |           | ok
    2024 | C    | 25        | 200         |           | ok
    2024 | E    |           | 500         | 0.22      | ok
    2025 | A    | 120       | 1000        |           | ok
"""


def told(before: Published | None, after: Published, measure: str = "annual_reach") -> list[tuple]:
    return changes(before, after, measure).select("year", "area", "before", "after", "difference").rows()


def test_the_largest_difference_comes_first_and_what_has_one_number_only_comes_last():
    assert told(published(BEFORE), published(AFTER)) == [
        (2024, "A", 110, 70, -40),
        (2024, "E", 100, 110, 10),
        (2024, "B", 40, 45, 5),
        (2025, "A", None, 120, None),
        (2024, "D", 30, None, None),
        (2024, "C", None, 25, None),
    ]


def test_a_figure_that_was_hidden_and_one_that_is_gone_are_told_apart_by_their_state():
    states = changes(published(BEFORE), published(AFTER), "annual_reach").select(
        "area", "year", "state_before", "state_after"
    )
    assert {row for row in states.rows() if None in row or "protected" in row} == {
        ("C", 2024, "protected", "ok"),
        ("D", 2024, "ok", None),
        ("A", 2025, None, "ok"),
    }


def test_the_same_figures_have_no_changes_and_those_of_another_measure_are_left_out():
    assert told(published(BEFORE), published(BEFORE)) == []
    assert told(published(BEFORE), published(AFTER), "waiting") == []


def test_before_the_first_release_every_figure_is_new():
    found = changes(None, published(BEFORE), "annual_reach")
    assert found.height == 6 and found["before"].null_count() == 6 and found.schema == CHANGES
