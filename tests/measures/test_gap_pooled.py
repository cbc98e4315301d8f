"""Gaps of several years together: sums by hand, breaks, and honesty about children who come again."""

import datetime

import numpy as np
import polars as pl
import pytest

from measures.engine.measure import Surroundings
from measures.engine.methods.intervals import wilson
from measures.engine.methods.pooled import spread, windows
from measures.engine.publication import derived_figures
from measures.gap import MEASURE, verdicts
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import WORLDS, figures_of_one_year, pooled_cells, recurring

NO_EVENTS = pl.DataFrame(schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String})
AROUND = Surroundings(frame(AREAS), frame(BANDS).filter(pl.col("age_band") == "all"), frame(GROUPS), NO_EVENTS)
NEW_WAY = {"date": datetime.date(2023, 1, 1), "kind": "reihenbruch", "short": "neue Zählung"}

REACH = """
    area | year | measure       | quantity | age_to | source | numerator | denominator | value | state
    D    | 2020 | annual_reach  |          |        |        | 200       | 1000        | 0.2   | ok
    D    | 2021 | annual_reach  |          |        |        | 200       | 1000        | 0.2   | ok
    D    | 2022 | annual_reach  |          |        |        | 200       | 1000        | 0.2   | ok
    D    | 2023 | annual_reach  |          |        |        | 200       | 1000        | 0.2   | ok
    D    | 2024 | annual_reach  |          |        |        | 100       | 1000        | 0.1   | ok
    D    | 2025 | annual_reach  |          |        |        | 100       | 1000        | 0.1   | ok
    D    | 2025 | first_contact | age      | 17     |        | 50        | 1000        | 0.05  | ok
    A    | 2020 | annual_reach  |          |        |        | 100       | 500         | 0.2   | ok
    A    | 2021 | annual_reach  |          |        |        | 80        | 500         | 0.16  | ok
    A    | 2022 | annual_reach  |          |        |        | 90        | 500         | 0.18  | ok
    A    | 2023 | annual_reach  |          |        |        | 80        | 500         | 0.16  | ok
    A    | 2024 | annual_reach  |          |        |        | 40        | 500         | 0.08  | ok
    A    | 2025 | annual_reach  |          |        |        | 35        | 500         | 0.07  | ok
"""


def reach(drawn: str = REACH) -> pl.DataFrame:
    return figures_of_one_year(frame(drawn).with_columns(pl.lit("all").alias("age_band"), pl.lit(0).alias("age")))


def around(*events: dict) -> Surroundings:
    rows = pl.DataFrame(list(events), schema=NO_EVENTS.schema)
    return Surroundings(AROUND.areas, AROUND.age_bands, AROUND.offer_groups, rows)


def rows_of(figures: pl.DataFrame, surroundings: Surroundings = AROUND) -> dict[str, dict]:
    """item → row of town A, pooled ones only."""
    found = derived_figures(figures, MEASURE, surroundings).filter(
        (pl.col("area") == "A") & pl.col("item").str.contains(":")
    )
    return {row["item"]: row for row in found.iter_rows(named=True)}


def test_five_years_together_are_the_sums_told_as_children_a_year():
    row = rows_of(reach())["pooled:2021-2025"]
    assert (row["year"], row["unit"], row["state"]) == (2025, "Kinder im Jahr", "ok")
    assert (row["numerator"], row["denominator"]) == (65, 80)  # 325 and 400 over five years
    assert row["value"] == pytest.approx((400 - 325) / 5)
    assert row["note"].startswith("2021–2025 zusammen, Kinder im Jahresmittel.")


def test_the_interval_is_that_of_the_smaller_count_of_children_who_come_once_and_one_by_one():
    row, ratio = (rows_of(reach())[item] for item in ("pooled:2021-2025", "ratio:2021-2025"))
    times = spread(0.5, 5) * row["family_factor"]
    edges = wilson(np.array([325 / times]), np.array([2500 / times]), extra_variance=4 * 5 / times**2)
    low, high = (2500 * edge.item() for edge in edges)
    assert (row["low"], row["high"]) == (pytest.approx((400 - high) / 5), pytest.approx((400 - low) / 5))
    assert (ratio["low"], ratio["value"], ratio["high"]) == pytest.approx((low / 400, 325 / 400, high / 400))


def test_a_break_of_the_group_begins_the_sum_and_one_of_the_population_does_not():
    assert "pooled:2023-2025" in rows_of(reach(), around(NEW_WAY | {"offer_group": "help"}))
    assert "pooled:2023-2025" in rows_of(reach(), around(NEW_WAY | {"offer_group": "own"}))  # shares the offer
    assert "pooled:2021-2025" in rows_of(reach(), around(NEW_WAY | {"offer_group": ""}))
    broken = rows_of(reach(), around(NEW_WAY | {"offer_group": "help"}))["pooled:2023-2025"]
    assert "Reihenbruchs 2023 (neue Zählung)" in broken["note"]


def test_a_single_year_since_the_break_is_not_pooled():
    event = NEW_WAY | {"offer_group": "help", "date": datetime.date(2025, 1, 1)}
    assert rows_of(reach(), around(event)) == {}


def test_a_year_that_is_hidden_in_the_town_hides_the_sum_and_one_unknown_in_the_district_ends_it():
    hidden = REACH.replace("90        | 500         | 0.18  | ok", "          | 500         |       | protected")
    row = rows_of(reach(hidden))["pooled:2021-2025"]
    assert (row["state"], row["value"], row["label"]) == ("protected", None, "")
    unknown = REACH.replace(
        "D    | 2022 | annual_reach  |          |        |        | 200 ",
        "D    | 2022 | annual_reach  |          |        |        |     ",
    )
    assert "pooled:2023-2025" in rows_of(reach(unknown))


def test_a_sum_over_years_scatters_as_much_as_its_correlations_say():
    for again, years in ((0.0, 5), (0.4, 2), (0.6, 5), (1.0, 4)):
        apart = np.abs(np.subtract.outer(np.arange(years), np.arange(years)))
        assert spread(again, years) == pytest.approx((float(again) ** apart).sum() / years)


def test_who_came_again_is_read_from_the_first_contacts_of_the_one_key_that_tells_them():
    known = lambda drawn: windows(reach(drawn), AROUND)["known"].item()
    assert known(REACH) == pytest.approx(spread(0.5, 5))
    assert known(REACH.replace("| 17     |        |", "| 17     | hze    |")) == pytest.approx(spread(0.5, 5))
    other = "    D    | 2025 | first_contact | age | 17 | uvg | 20 | 1000 | 0.02 | ok\n"
    assert known(REACH + other) is None
    assert known(REACH.replace("| 17     |        |", "| 2      |        |")) is None


SCREENS = 40


@pytest.fixture(scope="module", params=WORLDS)
def world(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def some_true(world) -> pl.DataFrame:
    return pooled_cells(*recurring(SCREENS, truly_lower=0.05, seed=21, factor=0.65, most=0.25, **WORLDS[world]))


def false_share(cells: pl.DataFrame) -> float:
    flags = cells.filter(pl.col("label") == "firm")
    assert len(flags) > 25
    return (~flags["lower"]).mean()


def test_few_firm_gaps_of_pooled_years_are_chance_where_children_come_again(some_true):
    found = verdicts(some_true, AROUND)
    assert false_share(found) <= 0.06
    for keyed in (True, False):
        assert false_share(found.filter(pl.col("keyed") == keyed)) <= 0.10, keyed


def test_a_planted_third_is_found_where_the_sum_carries_it(some_true, world):
    found = verdicts(some_true, AROUND).with_columns(
        carries=pl.col("expected") / (pl.col("family_factor") * pl.col("spread"))
    )
    planted = found.filter(pl.col("lower") & (pl.col("carries") >= 400))
    share = (planted["label"] == "firm").mean()
    assert len(planted) >= 10 and share >= (0.5 if "differ" in world else 0.9)


def test_where_nothing_is_true_hardly_a_screen_of_pooled_years_shows_a_firm_gap(world):
    found = verdicts(pooled_cells(*recurring(SCREENS, truly_lower=0, seed=22, most=0.25, **WORLDS[world])), AROUND)
    assert (found["label"] == "firm").sum() / SCREENS <= 0.3


def test_that_children_stay_is_known_of_each_group_or_the_groups_of_short_stays_pay_for_the_long(some_true):
    """Told nothing of who came again, families take it over for all groups alike: the long stays are then called too often."""
    found = verdicts(some_true.with_columns(pl.lit(1.0).alias("spread")), AROUND)
    of_stays = found.with_columns(some_true["spread"].alias("stays")).filter(~pl.col("lower") & pl.col("keyed"))
    too_far = (pl.col("counted") - pl.col("usual")).abs() > 2 * pl.col("scatter")
    by_stay = (
        of_stays.group_by(pl.col("stays") > of_stays["stays"].median()).agg(too_far.mean().alias("far")).sort("stays")
    )
    assert by_stay["far"][1] > 1.3 * by_stay["far"][0]
