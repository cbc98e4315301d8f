"""Places: what was licensed, what can be run, and for how many children."""

import polars as pl
import pytest

from measures.engine.figures import FIGURE_TYPES
from measures.places import NO_PEOPLE, NOT_DELIVERED, summed
from tests.measures.office import analysis, reported

DRAWN = """
    offer | date       | area | age_from | age_to | approved | offered | taken | provider
    kita  | 2024-12-31 | A    | 0        | 2      | 40       | 30      | 28    | frei
    kita  | 2024-12-31 | A    | 0        | 2      | 20       | 15      | 15    | oeffentlich
    kita  | 2024-12-31 | B    | 0        | 2      | 10       |         | 9     | frei
    kita  | 2024-12-31 | C    | 0        | 2      | 5        | 5       | 5     | frei
    kita  | 2024-03-01 | A    | 0        | 2      | 999      | 999     | 999   | frei
    kita  | 2024-12-31 | A    | 3        | 6      | 90       | 90      | 88    | frei
"""


def told(drawn: str, **tables) -> dict[tuple, dict]:
    rows = reported(analysis(place=drawn, **tables), "places", pl.DataFrame(schema=FIGURE_TYPES))
    return {(row["area"], row["age_band"], row["item"]): row for row in rows.iter_rows(named=True)}


def test_places_of_all_providers_are_added_and_only_the_last_date_of_the_year_counts():
    found = told(DRAWN)
    assert found["A", "u3", "approved"]["value"] == 60 and found["A", "u3", "offered"]["value"] == 45
    assert found["A", "u3", "approved"]["unit"] == "Plätze"
    assert found["A", "u3", "approved"]["note"] == "Genehmigt, Stichtag 31.12.2024."


def test_region_and_district_are_sums_but_only_of_what_every_town_told():
    found = told(DRAWN)
    assert found["R", "u3", "approved"]["value"] == 70 and found["D", "u3", "approved"]["value"] == 75
    for area in ("B", "R", "D"):
        assert (found[area, "u3", "offered"]["state"], found[area, "u3", "offered"]["note"]) == (
            "no_data",
            NOT_DELIVERED,
        )


def test_the_supply_rate_is_licensed_places_per_100_children_of_these_ages():
    row = told(DRAWN)["A", "u3", "supply_rate"]
    assert (row["value"], row["denominator"], row["unit"]) == (60.0, 100, "Plätze je 100 Kinder")
    assert row["denominator_date"].isoformat() == "2024-12-31" and row["numerator"] is None
    assert told(DRAWN)["R", "u3", "supply_rate"]["value"] == pytest.approx(70 / 150 * 100)


def test_without_the_children_of_these_ages_there_is_no_rate():
    row = told(DRAWN)["D", "u3", "supply_rate"]  # town C is known from 0 to 17 only
    assert (row["state"], row["value"], row["note"]) == ("no_data", None, NO_PEOPLE)


def test_ages_of_no_band_stand_under_all_with_their_ages_in_the_item():
    found = told(DRAWN)
    assert found["A", "all", "approved:3-6"]["value"] == 90
    assert found["A", "all", "supply_rate:3-6"]["state"] == "no_data"


def test_no_count_of_children_is_among_the_places():
    rows = told(DRAWN).values()
    assert all(row["numerator"] is None for row in rows)
    changed = told(DRAWN.replace("| 28 ", "| 11 "))
    assert [row["value"] for row in changed.values()] == [row["value"] for row in told(DRAWN).values()]


def test_taken_places_are_unknown_where_one_provider_did_not_tell():
    one_silent = DRAWN.replace("| 15      | 15    | oeffentlich", "| 15      |       | oeffentlich")
    taken = summed(analysis(place=one_silent)).filter((pl.col("area") == "A") & (pl.col("age_from") == 0))["taken"]
    assert taken.to_list() == [None]
