"""Sums by area as planners deliver them: what stands where, and over which children (engine/counting/supply.py)."""

from datetime import date

import pytest

from measures.engine.counting.supply import People, latest, raised
from measures.engine.measure import Selection, catalogue
from measures.engine.protect import Rule
from measures.engine.publication import publish
from measures.engine.reading.setting import read_setting
from tests.measures.office import analysis

PLANNED = ("waiting", "waiting_time", "places", "places_taken", "staffing", "caseload", "expenditure", "need")


@pytest.fixture(scope="module")
def setting():
    return read_setting(analysis())


@pytest.mark.parametrize(
    ("delivered", "known"),
    [
        ({"A": 1, "B": 2, "C": 4}, {"A": 1, "B": 2, "C": 4, "R": 3, "D": 7}),
        ({"R": 9, "C": 4}, {"R": 9, "C": 4, "D": 13}),
        (
            {"A": 1, "B": 2, "R": 9, "C": 4},
            {"A": 1, "B": 2, "R": 9, "C": 4, "D": 13},
        ),  # what was delivered goes before a sum
        ({"A": 1, "C": 4}, {"A": 1, "C": 4}),  # B did not deliver: no sum
        ({"D": 5}, {"D": 5}),
        ({"A": None, "B": 2, "C": 4}, {"B": 2, "C": 4}),
        ({"X": 5, "F": 1}, {}),  # not an area of the profile; nobody lives there
        ({"A": 0, "B": 0, "C": 0}, {"A": 0, "B": 0, "C": 0, "R": 0, "D": 0}),
    ],
)
def test_an_area_is_the_sum_of_those_below_only_where_all_of_them_delivered(setting, delivered, known):
    assert raised(setting, delivered) == known


@pytest.mark.parametrize(
    ("day", "year_end"),
    [
        (date(2024, 12, 31), date(2024, 12, 31)),
        (date(2024, 7, 1), date(2024, 12, 31)),
        (date(2025, 6, 30), date(2024, 12, 31)),
        (date(2026, 12, 31), date(2024, 12, 31)),  # the population is two years late
        (date(2027, 12, 31), date(2027, 12, 31)),  # too late: unknown
        (date(2024, 6, 30), date(2023, 12, 31)),
    ],
)
def test_a_day_is_compared_with_the_children_of_its_turn_of_the_year_or_the_last_known_one(setting, day, year_end):
    people = People(analysis(), setting, [day])
    assert people.dates[day] == year_end
    assert people.of(day, 0, 2) == ({"A": 100, "B": 50, "R": 150} if year_end.year == 2024 else {})


def test_of_several_dates_of_a_year_the_last_one_counts():
    drawn = """
        offer | date       | area | unit   | waiting
        help  | 2023-06-30 | D    | kinder | 1
        help  | 2023-12-31 | D    | kinder | 2
        help  | 2024-03-01 | D    | kinder | 3
        kita  | 2023-06-30 | D    | kinder | 4
    """
    found = latest(analysis(waiting=drawn), "waiting", "offer, unit").select("offer", "year", "waiting").rows()
    assert sorted(found) == [("help", 2023, 2), ("help", 2024, 3), ("kita", 2023, 4)]


def test_where_nothing_was_delivered_there_are_no_figures():
    figures = publish(analysis(), Rule(b"k" * 32, "D"))
    assert not set(figures["measure"]) & set(PLANNED)
    assert "annual_reach" in set(figures["measure"])


def test_no_measure_of_supply_counts_for_a_group_that_was_not_asked_for():
    lists = (
        "offer | date | area | unit | waiting\nhelp | 2024-12-31 | D | kinder | 40\nkita | 2024-12-31 | D | kinder | 30"
    )
    tally = catalogue()["waiting"].compute(analysis(waiting=lists), Selection(offer_groups=frozenset({"kita"})))
    assert set(tally["offer_group"]) == {"kita"}
