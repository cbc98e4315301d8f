"""Free questions: the same numbers as the published definitions, for every dimension."""

import pytest

from measures.engine.counting.explore import Question, explore, keys_of_year, sources_of_statements, together
from measures.engine.reading.setting import SettingProblem
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


OTHER = """
    space | year | area | age | sex | mask | prev | times
    one   | 2024 | A    | 4   | m   | 1    | 0    | 3
    one   | 2024 | B    | 4   | w   | 3    | 0    | 2
    one   | 2024 | -    | 9   | w   | 7    | 0    | 1
    one   | 2024 | A    | 20  | w   | 3    | 0    | 5
    one   | 2023 | A    | 4   | w   | 3    | 0    | 9
    two   | 2024 | A    | 4   | m   | 8    | 0    | 4
"""
DELIVERED = """
    source | offer | year | complete | until      | counting
    one    | help  | 2024 | true     | 2024-12-31 | eigener_schluessel
    one    | visit | 2024 | true     | 2024-12-31 | eigener_schluessel
    one    | kita  | 2024 | true     | 2024-12-31 | eigener_schluessel
    sums   | kita  | 2024 | true     | 2024-12-31 | zaehlwerte
"""


@pytest.fixture(scope="module")
def keyed():
    stated = [
        dict(year=2024, offer_a="visit", offer_b="help", area=area, low=1, high=2, source=f"Liste {area}")
        for area in "DA"
    ]
    return analysis(child_year=children(OTHER), coverage=DELIVERED, stated_overlap=stated)


def test_a_key_is_known_only_where_it_alone_tells_of_the_offer(keyed):
    assert keys_of_year(keyed, 2024) == {"help": "one", "late": "two", "visit": "one"}
    assert keys_of_year(keyed, 2023) == {"help": "one", "visit": "one"}


def test_every_child_is_in_exactly_one_combination(keyed):
    found = together(keyed, ("help", "visit"), 2024)
    assert found == {("help", "visit"): 3, ("help",): 3, ("visit",): 0}
    assert sum(found.values()) == 6, "under 18, all areas, one year, one key"


def test_combinations_are_those_of_a_count_child_by_child(keyed):
    bits = {"help": 1, "visit": 2}
    rows = [row for row in children(OTHER) if row["space"] == "one" and row["year"] == 2024 and row["age"] < 18]
    for used, counted in together(keyed, ("visit", "help"), 2024).items():
        want = [all(bool(row["mask"] & bit) == (offer in used) for offer, bit in bits.items()) for row in rows]
        assert counted == sum(want)


@pytest.mark.parametrize("offers", [("help", "late"), ("help", "kita"), ("kita", "guard")])
def test_offers_without_one_common_key_are_not_compared(keyed, offers):
    with pytest.raises(SettingProblem, match="keinen gemeinsamen Schlüssel"):
        together(keyed, offers, 2024)


def test_who_counted_by_hand_is_named_for_the_district(keyed):
    assert sources_of_statements(keyed, 2024) == {("help", "visit"): "Liste D"}
    assert sources_of_statements(keyed, 2023) == {}
