"""Change between two years: children and use told apart by hand, and what may not be compared."""

from datetime import date

import polars as pl
import pytest

from measures.change import MEASURE
from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year

REACH = """
    year | age_band | numerator | denominator | state
    2019 | all      | 300       | 2000        | ok
    2019 | u3       | 200       | 400         | ok
    2019 | 3-5      | 100       | 400         | ok
    2019 | 6-17     |           | 1200        | not_applicable
    2024 | all      | 250       | 1800        | ok
    2024 | u3       | 130       | 200         | ok
    2024 | 3-5      | 120       | 400         | ok
    2024 | 6-17     |           | 1200        | not_applicable
"""


def changes_of(drawn: str, *breaks: tuple[int, str, str]) -> dict[str, dict]:
    return _changes(frame(drawn), *breaks)


def _changes(drawn: pl.DataFrame, *breaks: tuple[int, str, str]) -> dict[str, dict]:
    """item → row of the district; breaks as (year, offer group, name), on its last day."""
    events = pl.DataFrame(
        [(date(year, 12, 31), "reihenbruch", group, name) for year, group, name in breaks],
        schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String},
        orient="row",
    )
    around = Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), events)
    reach = figures_of_one_year(drawn.with_columns(area=pl.lit("D")))
    return {row["item"]: row for row in derived_figures(reach, MEASURE, around).iter_rows(named=True)}


def test_fewer_children_and_more_use_are_told_apart_by_age():
    # under 3: 200 children fewer × mean of 50 and 65 of 100; 3 to 5: as many children; together 50 users fewer
    found = changes_of(REACH)
    assert found["seit:2019"]["value"] == -50
    assert found["seit:2019:kinderzahl"]["value"] == pytest.approx(-200 * (0.5 + 0.65) / 2)
    assert found["seit:2019:nutzung"]["value"] == pytest.approx(-50 + 200 * (0.5 + 0.65) / 2)
    assert (found["seit:2019"]["year"], found["seit:2019"]["numerator"], found["seit:2019"]["denominator"]) == (
        2024,
        250,
        1800,
    )
    assert set(found) == {"seit:2019", "seit:2019:kinderzahl", "seit:2019:nutzung"}


def test_the_same_children_with_other_use_change_by_use_alone():
    found = changes_of(REACH.replace("1800", "2000").replace("130       | 200 ", "130       | 400 "))
    assert found["seit:2019:kinderzahl"]["value"] == 0 and found["seit:2019:nutzung"]["value"] == -50


def test_a_year_earlier_is_compared_too():
    assert {"seit:2023", "seit:2023:nutzung"} <= set(changes_of(REACH.replace("2019", "2023")))


def test_a_hidden_age_takes_its_share_of_the_rest():
    hidden = REACH.replace(
        "2019 | u3       | 200       | 400         | ok", "2019 | u3       |           | 400         | protected"
    )
    assert changes_of(hidden)["seit:2019:kinderzahl"]["value"] == pytest.approx(-200 * (0.5 + 0.65) / 2)


def test_the_new_census_is_not_taken_for_fewer_children():
    found = changes_of(REACH, (2022, "", "neue Zensusbasis"))
    assert found["seit:2019"]["value"] == -50
    for part in ("kinderzahl", "nutzung"):
        row = found[f"seit:2019:{part}"]
        assert (row["state"], row["value"]) == ("not_applicable", None)
        assert (
            row["note"]
            == "Zwischen 2019 und 2024 liegt ein Reihenbruch (neue Zensusbasis); eine Zerlegung ist nicht möglich."
        )


def test_across_a_break_of_the_offer_nothing_is_compared():
    found = changes_of(REACH, (2020, "own", "Reform"))
    assert {row["state"] for row in found.values()} == {"not_applicable"} and found["seit:2019"]["value"] is None


@pytest.mark.parametrize(("year", "crossed"), [(2019, False), (2020, True), (2024, True), (2025, False)])
def test_a_break_on_the_last_day_of_a_year_lies_before_that_years_figure(year, crossed):
    assert (changes_of(REACH, (year, "help", "Reform"))["seit:2019"]["state"] == "not_applicable") == crossed


def test_a_change_within_the_rounding_says_so():
    row = changes_of(REACH.replace("| 250 ", "| 305 "))["seit:2019"]
    assert (row["value"], row["note"]) == (5, "Veränderung kleiner als die Schutzrundung.")


def test_an_estimated_population_is_told_for_both_years():
    reach = frame(REACH).with_columns(
        note=pl.when(pl.col("year") == 2019).then(pl.lit("Bevölkerung geschätzt.")).otherwise(pl.lit(""))
    )
    assert _changes(reach)["seit:2019:nutzung"]["note"] == "2019: Bevölkerung geschätzt."


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        (
            "2024 | all      | 250       | 1800        | ok",
            "2024 | all      |           | 1800        | ok",
            "not_applicable",
        ),
        (
            "2019 | all      | 300       | 2000        | ok",
            "2019 | all      |           | 2000        | protected",
            "protected",
        ),
        (
            "2024 | all      | 250       | 1800        | ok",
            "2024 | all      |           |             | no_data",
            "no_data",
        ),
    ],
)
def test_without_two_numbers_there_is_one_row_with_the_reason(old, new, state):
    assert old in REACH
    found = changes_of(REACH.replace(old, new))
    assert set(found) == {"seit:2019"} and found["seit:2019"]["state"] == state and found["seit:2019"]["value"] is None


def test_without_the_children_by_age_the_parts_are_unknown():
    found = changes_of(REACH.replace("130       | 200         | ok", "          |             | no_data"))
    assert found["seit:2019"]["state"] == "ok" and found["seit:2019:nutzung"]["state"] == "no_data"
