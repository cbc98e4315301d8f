"""What changes in the figures from one version to another? Drawn as the shown figures before and after."""

import polars as pl
import pytest

from measures.engine.measure import catalogue
from store.changes import COUNTED, changes
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


def told(before: Published | None, after: Published) -> list[tuple]:
    return changes(before, after).select("year", "area", "low_before", "low_after", "difference").rows()


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
    states = changes(published(BEFORE), published(AFTER)).select("area", "year", "state_before", "state_after")
    assert {row for row in states.rows() if None in row or "protected" in row} == {
        ("C", 2024, "protected", "ok"),
        ("D", 2024, "ok", None),
        ("A", 2025, None, "ok"),
    }


def test_the_same_figures_have_no_changes():
    assert told(published(BEFORE), published(BEFORE)) == []


def test_before_the_first_release_every_figure_with_a_number_is_new():
    found = changes(None, published(BEFORE))
    assert found.height == 5 and found["low_before"].null_count() == found["state_before"].null_count() == 5


ONE = "year | area | numerator | denominator | value | bound_low | bound_high | state | reason | rows_lost | stage\n"


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        ("2024 | A | 100 | 1000 | 0.1 | | | ok | | |", "2024 | A | | 1000 | | 0.1 | | ok | unconfirmed | |", (100, 100, 100, None)),
        ("2024 | A | | 1000 | | 0.1 | 0.2 | ok | | |", "2024 | A | | 1000 | | 0.1 | 0.1 | ok | | |", (100, 200, 100, 100)),
        ("2024 | A | 100 | 1000 | 0.1 | | | ok | | |", "2024 | A | 100 | 1000 | 0.1 | | | ok | rows_lost | 10 |", (100, 100, 100, 100)),
        ("2024 | A | 100 | 1000 | 0.1 | | | ok | | | preliminary", "2024 | A | 100 | 1000 | 0.1 | | | ok | | | final", (100, 100, 100, 100)),
        ("2024 | A | | 1000 | | | | protected | | |", "2024 | A | | 1000 | | | | no_data | | |", (None,) * 4),
    ],
)  # fmt: skip
def test_another_end_another_doubt_and_another_state_are_changes_too(before, after, ends):
    found = changes(published(ONE + before), published(ONE + after))
    assert found.select("low_before", "high_before", "low_after", "high_after").rows() == [ends]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2024 | A | | 1000 | | | | no_data | not_delivered | |", "2024 | A | | 1000 | | | | no_data | unconfirmed | |"),
        ("2023 | A | 100 | 1000 | 0.1 | | | ok | | |", "2023 | A | 100 | 1000 | 0.1 | | | ok | | |\n2024 | A | | 900 | | | | protected | | |"),
    ],
)  # fmt: skip
def test_what_neither_shows_is_no_change(before, after):
    assert changes(published(ONE + before), published(ONE + after)).is_empty()


def test_measures_are_told_one_after_the_other_that_with_the_largest_difference_first():
    drawn = """
        measure      | year | area | numerator | denominator | value | state
        point_reach  | 2024 | A    | {0}       | 1000        |       | ok
        annual_reach | 2024 | A    | {1}       | 1000        |       | ok
        annual_reach | 2024 | B    | {2}       | 1000        |       | ok
        duration     | 2024 | A    |           |             | {3}   | ok
    """
    found = changes(published(drawn.format(100, 100, 200, 9)), published(drawn.format(120, 105, 290, 11)))
    assert found.select("measure", "area", "difference", "counted").rows() == [
        ("annual_reach", "B", 90, True),
        ("annual_reach", "A", 5, True),
        ("point_reach", "A", 20, True),
        ("duration", "A", 2, False),
    ]


def test_what_is_counted_is_counted_per_as_many_as_its_definition_says():
    assert {measure: catalogue()[measure].per for measure in COUNTED} == COUNTED
