"""Free questions: the same numbers as the published definitions, for every dimension."""

import pytest

from measures.engine.explore import Question, explore
from tests.measures.office import analysis, children, figures, one

CHILDREN = """
    space      | year | area | age | sex | mask | prev | times
    verknuepft | 2024 | A    | 1   | m   | 1    | 0    | 3
    verknuepft | 2024 | A    | 4   | w   | 3    | 0    | 2
    verknuepft | 2024 | B    | 4   | m   | 2    | 0    | 5
    verknuepft | 2024 | C    | 16  | w   | 2    | 0    | 1
    verknuepft | 2024 | A    | 2   | w   | 1    | 0    | 4
"""


@pytest.fixture(scope="module")
def con():
    return analysis(child_year=children(CHILDREN))


def asked(con, *, offers=("help", "visit"), ages=(0, 17), area="D", sex="all", down="year", across=""):
    rows = explore(con, Question(offers, ages, (2024,), area, sex, down, across))
    return {(row["down"], row["across"]): row["children"] for row in rows.iter_rows(named=True)}


def test_a_named_group_gives_the_number_of_the_definition(con):
    assert asked(con) == {("2024", ""): one(figures(con), year=2024)["numerator"]} == {("2024", ""): 15}


def test_a_child_with_two_offers_is_in_both_and_counts_once_together(con):
    by_offer = asked(con, down="offer")
    assert by_offer == {("help", ""): 9, ("visit", ""): 8}
    assert asked(con, down="year") == {("2024", ""): 15}


@pytest.mark.parametrize(("ages", "expected"), [((0, 2), 7), ((3, 5), 7), ((4, 16), 8), ((16, 16), 1), ((17, 17), 0)])
def test_any_ages_may_be_asked_for(con, ages, expected):
    assert asked(con, ages=ages) == {("2024", ""): expected}


def test_two_dimensions_cross(con):
    found = asked(con, down="area", across="sex")
    assert found["A", "m"] == 3
    assert found["A", "w"] == 6
    assert found["R", "m"] == 8
    assert found["C", "w"] == 1
    assert ("A", "all") not in found


def test_single_ages_add_up_to_their_span(con):
    ages = asked(con, down="age", ages=(0, 5))
    assert len(ages) == 6
    assert sum(ages.values()) == asked(con, ages=(0, 5))["2024", ""] == 14


def test_one_place_and_one_sex(con):
    assert asked(con, area="B", sex="m") == {("2024", ""): 5}
    assert asked(con, area="B", sex="w") == {("2024", ""): 0}


def test_an_age_without_a_population_of_its_own_is_not_split(con):
    row = explore(con, Question(("help",), (4, 4), (2024,), "A", "all", "year", "")).row(0, named=True)
    assert row["denominator"] is None
