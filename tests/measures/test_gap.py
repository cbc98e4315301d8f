"""The gaps: expected children by hand, intervals against the textbook, verdicts against a second computation."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import false_discovery_control

from measures.engine.measure import Surroundings, catalogue
from measures.engine.methods.intervals import wilson
from measures.engine.methods.multiple import discovery_threshold
from measures.engine.methods.standardise import funnel_limits, parts_of_all, shrunk_ratio, weighted_median
from measures.engine.publication import derived_figures
from measures.gap import MEASURE
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year

EVENTS = pl.DataFrame(schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String})
AROUND = Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), EVENTS)

REACH = """
    area | age_band | numerator | denominator | value | state
    D    | all      | 200       | 1200        | 0.167 | ok
    D    | u3       | 100       | 200         | 0.5   | ok
    D    | 3-5      |           | 200         |       | protected
    D    | 6-17     | 60        | 800         | 0.075 | ok
    A    | all      | 60        | 600         | 0.1   | ok
    A    | u3       |           | 100         |       | protected
    A    | 3-5      |           | 100         |       | protected
    A    | 6-17     |           | 400         |       | protected
    C    | all      |           | 300         |       | protected
"""


def gaps_of(drawn: str) -> dict[tuple[str, str], dict]:
    """(area, item) → row, of one group in one year."""
    reach = figures_of_one_year(frame(drawn))
    return {(row["area"], row["item"]): row for row in derived_figures(reach, MEASURE, AROUND).iter_rows(named=True)}


def test_expected_children_are_those_of_each_age_times_the_districts_share_of_that_age():
    # 100 × 100/200 + 100 × (200 − 160)/200 shared out + 400 × 60/800
    row = gaps_of(REACH)["A", ""]
    assert (row["numerator"], row["denominator"], row["value"]) == (60, 100, pytest.approx(40))
    assert (row["unit"], row["interval"], row["state"], row["age_band"], row["sex"]) == (
        "Kinder",
        "wilson",
        "ok",
        "all",
        "all",
    )


def test_the_range_of_the_gap_is_the_interval_of_the_count_with_its_rounding():
    row = gaps_of(REACH)["A", ""]
    low, high = (600 * edge[0] for edge in wilson(np.array([60]), np.array([600]), extra_variance=4))
    assert (row["low"], row["high"]) == (pytest.approx(100 - high), pytest.approx(100 - low))
    ratio = gaps_of(REACH)["A", "ratio"]
    assert (ratio["value"], ratio["low"], ratio["high"]) == (
        pytest.approx(0.6),
        pytest.approx(low / 100),
        pytest.approx(high / 100),
    )


def test_a_hidden_cell_has_no_gap_and_the_district_none_with_itself():
    found = gaps_of(REACH)
    assert found["C", ""]["state"] == "protected" and found["C", ""]["value"] is None
    assert ("C", "ratio") not in found and not any(area == "D" for area, _ in found)


@pytest.mark.parametrize(
    ("old", "new", "state", "told"),
    [
        ("60        | 600         | 0.1   | ok", "          | 600         |       | ok", "not_applicable", "Spanne"),
        ("D    | all      | 200  ", "D    | all      |      ", "not_applicable", "Spanne"),
        (
            "A    | 3-5      |           | 100 ",
            "A    | 3-5      |           |     ",
            "no_data",
            "Kinderzahl nach Alter",
        ),
        (
            "60        | 600         | 0.1   | ok",
            "          |             |       | not_applicable",
            "not_applicable",
            "",
        ),
    ],
)
def test_no_gap_for_a_range_nor_without_children_by_age_nor_for_what_is_counted_elsewhere(old, new, state, told):
    assert old in REACH
    row = gaps_of(REACH.replace(old, new))["A", ""]
    assert row["state"] == state and row["value"] is None and told in row["note"] and row["label"] == ""


def test_an_age_the_offer_is_not_meant_for_is_expected_to_have_no_users():
    # the district's 200 users beyond age 6 to 17: 140 over 200 children under 3
    row = gaps_of(
        REACH.replace(
            "D    | u3       | 100       | 200         | 0.5   | ok",
            "D    | u3       |           | 200         |       | protected",
        ).replace(
            "D    | 3-5      |           | 200         |       | protected",
            "D    | 3-5      |           | 200         |       | not_applicable",
        )
    )["A", ""]
    assert row["value"] == pytest.approx(100 * 140 / 200 + 400 * 60 / 800 - 60)


def test_no_more_children_are_expected_than_live_there_and_so_never_more_are_fewer_than_are_left():
    # the district counts 1,000 in all, 840 of them at age 3 to 5 by what is left, where only 200 live: each of those uses
    full = REACH.replace("D    | all      | 200       | 1200 ", "D    | all      | 1000      | 1200 ")
    row = gaps_of(full)["A", ""]
    left = 600 - 60
    assert row["value"] <= left and row["denominator"] == 100 * 0.5 + 100 * 1 + 400 * 60 / 800
    assert row["high"] <= 600 and row["low"] >= row["denominator"] - 600


def test_fewer_than_ten_expected_children_are_too_small_for_a_verdict():
    found = gaps_of(
        REACH.replace("A    | all      | 60  ", "A    | all      | 5   ")
        .replace("| 100         |       | protected", "| 5           |       | protected")
        .replace("| 400 ", "| 20  ")
    )
    assert (found["A", ""]["label"], found["A", ""]["interval"]) == ("too_small", "wilson") and (
        "A",
        "ratio",
    ) not in found


def test_a_discovery_is_one_to_benjamini_and_hochberg():
    random = np.random.default_rng(5)
    p = pl.DataFrame({"screen": np.repeat([1, 2, 3], 50), "p": random.beta(0.4, 2, 150)})
    p = pl.concat([p, pl.DataFrame({"screen": [2], "p": [None]}, schema=p.schema)])  # a cell that was not tested
    found = p.with_columns(discovery_threshold(p, ["screen"]).alias("threshold")).drop_nulls("p")
    for (_,), screen in found.group_by("screen"):
        wanted = false_discovery_control(screen["p"].to_numpy()) <= 0.03
        assert ((screen["p"] <= screen["threshold"]).to_numpy() == wanted).all() and 0 < wanted.sum() < 50


def test_the_weighted_median_has_half_of_the_children_on_each_side():
    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])) == 2
    assert weighted_median(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 1.5
    assert 2.9 < weighted_median(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 98.0])) <= 3


def test_a_shrunk_ratio_lies_between_its_own_and_the_common_one_and_small_areas_move_more():
    expected = np.array([10.0, 400.0, 300.0, 200.0])
    ratio = np.array([0.5, 0.5, 1.4, 1.3])
    shrunk, mean = shrunk_ratio(ratio * expected, expected, variance=4), (ratio * expected).sum() / expected.sum()
    assert (np.abs(shrunk - mean) < np.abs(ratio - mean)).all() and shrunk[0] > shrunk[1]
    assert shrunk_ratio(expected, expected, variance=4) == pytest.approx(np.ones(4))


def test_a_scatter_that_chance_explains_gives_all_areas_the_common_ratio_and_more_gives_the_gamma_mean_by_hand():
    expected, counted = np.array([100.0, 100.0]), np.array([95.0, 105.0])
    assert shrunk_ratio(counted, expected, variance=4) == pytest.approx([1.0, 1.0])
    wide = shrunk_ratio(np.array([60.0, 140.0]), expected, variance=4)
    true_variance = 0.4**2 - 1 / 100 - 4 / 100**2  # scatter less chance less rounding
    assert wide[0] == pytest.approx((60 + 1 / true_variance) / (100 + 1 / true_variance))


def test_shrunk_ratios_are_nearer_to_the_truth_than_the_plain_ones():
    random = np.random.default_rng(6)
    expected, plain, better = np.geomspace(10, 300, 11), 0.0, 0.0
    for _ in range(300):
        true = random.gamma(25, 1 / 25, 11)
        counted = 5 * ((random.poisson(expected * true) + random.integers(0, 5, 11)) // 5)
        plain += ((counted / expected - true) ** 2).sum()
        better += ((shrunk_ratio(counted, expected, variance=4) - true) ** 2).sum()
    assert better < 0.75 * plain


def test_funnel_limits_follow_the_binomial_and_the_rounding():
    low, high = funnel_limits(0.2, np.array([1000]), 1.96, variance=4)
    half = 1.96 * np.sqrt(0.2 * 0.8 / 1000 + 4 / 1000**2)
    assert (low[0], high[0]) == (pytest.approx(0.2 - half), pytest.approx(0.2 + half))
    assert funnel_limits(0.01, np.array([20]), 3.09, variance=4)[0] == 0


def test_the_parts_of_all_leave_no_age_out_and_take_none_twice():
    assert parts_of_all(frame(BANDS)) == ["u3", "3-5", "6-17"]
    assert parts_of_all(frame(BANDS).filter(pl.col("age_band") != "3-5")) == ["all"]


def test_the_measure_is_found_by_its_folder_and_made_from_figures_only():
    assert catalogue()["gap"].compute is None and catalogue()["gap"].after == ("annual_reach", "first_contact")
