"""Gaps of several years together: sums by hand, breaks, and honesty about children who come again."""

import datetime

import numpy as np
import polars as pl
import pytest

from measures.engine.measure import Surroundings
from measures.engine.methods.pooled import pooled, spread, windows
from measures.engine.publication import derived_figures
from measures.gap import MEASURE, verdicts
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year, recurring

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
    assert (row["label"], row["note"]) == ("firm", "2021–2025 zusammen, Kinder im Jahresmittel.")


def test_beside_an_unsure_sum_stands_what_could_be_seen_in_children_a_year():
    nearly = REACH.replace(
        "A    | 2021 | annual_reach  |          |        |        | 80 ",
        "A    | 2021 | annual_reach  |          |        |        | 150",
    )
    row = rows_of(reach(nearly))["pooled:2021-2025"]
    needed = (1.644854 + 0.841621) * (spread(0.5, 5) * 400 * (1 - 400 / 2500) + 4 * 5) ** 0.5
    assert row["label"] == "unsure"
    assert f"rund {needed / 5:.0f} Kindern im Jahr ({needed / 4:.0f} von 100)" in row["note"]


def test_the_interval_is_that_of_the_smaller_count_of_children_who_come_once():
    times = spread(0.5, 5)
    row, ratio = (rows_of(reach())[item] for item in ("pooled:2021-2025", "ratio:2021-2025"))
    byar = lambda n, sign: n * (1 - 1 / (9 * n) + sign * 1.959964 / (3 * n**0.5)) ** 3
    wide = lambda edge: ((edge - 325 / times) ** 2 + 1.959964**2 * 4 * 5 / times**2) ** 0.5 * times
    low, high = 325 - wide(byar(325 / times, -1)), 325 + wide(byar(325 / times + 1, 1))
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


@pytest.fixture(scope="module")
def some_true() -> pl.DataFrame:
    cells, figures = recurring(60, truly_lower=0.05, seed=21)
    return judged(cells, figures)


def judged(cells: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """One row per pooled cell with its verdict, the truth and whether the recurrence was known."""
    groups = {"offer_group": cells["offer_group"].unique()}
    everything = pl.DataFrame(groups).with_columns(pl.concat_list("offer_group").alias("offers"))
    sums = pooled(cells, figures, Surroundings(AROUND.areas, AROUND.age_bands, everything, NO_EVENTS))
    truth = cells.select("area", "offer_group", "lower").unique()
    keyed = figures.filter(pl.col("measure") == "first_contact")["offer_group"].implode()
    return sums.join(truth, on=["area", "offer_group"]).with_columns(pl.col("offer_group").is_in(keyed).alias("keyed"))


def false_share(cells: pl.DataFrame) -> float:
    flags = cells.filter(pl.col("label") == "firm")
    assert len(flags) > 100
    return (~flags["lower"]).mean()


def test_at_most_one_in_ten_firm_gaps_of_pooled_years_is_chance_where_children_come_again(some_true):
    found = verdicts(some_true, AROUND)
    assert false_share(found) <= 0.10
    for keyed in (True, False):
        assert false_share(found.filter(pl.col("keyed") == keyed)) <= 0.10, keyed


def test_where_nothing_is_true_few_screens_of_pooled_years_show_any_firm_gap():
    found = verdicts(judged(*recurring(60, truly_lower=0, seed=22)), AROUND)
    flagged = found.group_by("level").agg((pl.col("label") == "firm").any().alias("any"))
    assert flagged["any"].mean() <= 0.15


def test_summed_as_if_every_year_had_other_children_most_firm_gaps_would_be_chance(some_true):
    assert false_share(verdicts(some_true.with_columns(pl.lit(1.0).alias("spread")), AROUND)) > 0.25
