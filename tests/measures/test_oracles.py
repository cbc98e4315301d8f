"""Published numbers and other people's libraries: what the formulas of this house must give to the last digit stated.

Each formula once against a number that stands elsewhere or against scipy and statsmodels; how the measures use them is
tested beside the measures.
"""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.optimize import linprog
from scipy.stats import CensoredData, binomtest, ecdf, norm
from scipy.stats import t as student
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from measures.engine.counting.linear import Problem, union_bounds
from measures.engine.methods.intervals import Z, wilson
from measures.engine.methods.lifetable import Contacts, already_reached, cohort_curve, curve
from measures.engine.methods.multiple import discovery_threshold
from measures.engine.methods.standardise import funnel_limits
from measures.engine.methods.wandering import half_width
from measures.trend import Points, fitted

# ── Shares and counts ────────────────────────────────────────────────────────────────────────────


def test_wilson_of_one_in_a_hundred():
    (low,), (high,) = wilson(np.array([1]), np.array([100]))
    assert (round(low, 7), round(high, 7)) == (0.0017674, 0.0544862)


@pytest.mark.parametrize("people", [1, 9, 100, 3111])
def test_wilson_is_that_of_scipy_and_statsmodels_for_every_count(people):
    users = np.arange(0, people + 1, max(1, people // 40))
    ours = np.column_stack(wilson(users, np.full(len(users), people)))
    assert ours == pytest.approx(np.column_stack(proportion_confint(users, people, method="wilson")), abs=1e-12)
    theirs = [binomtest(int(n), people).proportion_ci(method="wilson") for n in users]
    assert ours == pytest.approx(np.array([(ci.low, ci.high) for ci in theirs]), abs=1e-12)


def test_the_factor_of_95_per_cent_and_the_funnel_are_those_of_the_normal_distribution():
    assert norm.ppf(0.975) == Z
    low, high = funnel_limits(0.3, np.array([400]), norm.ppf(0.999), variance=4)
    wide = norm.ppf(0.999) * np.sqrt(0.3 * 0.7 / 400 + 4 / 400**2)
    assert (low[0], high[0]) == pytest.approx((0.3 - wide, 0.3 + wide))


@pytest.mark.parametrize(
    ("care", "family_care", "both", "people", "rate", "added_up"),
    [(724, 183, 7, 3111, 28.9, 29.2), (2731, 44, 41, 3059, 89.4, 90.7)],
)
def test_the_official_rate_of_2016_counts_no_child_twice(care, family_care, both, people, rate, added_up):
    union = care + family_care - both
    assert (round(100 * union / people, 1), round(100 * (care + family_care) / people, 1)) == (rate, added_up)
    assert max(care, family_care) <= union <= min(people, care + family_care)


# ── A childhood ──────────────────────────────────────────────────────────────────────────────────


@given(some.lists(some.integers(0, 60), min_size=2, max_size=18), some.integers(1, 400))
def test_in_a_closed_population_product_and_sum_are_the_same(first, never):
    """1 − Π(1 − F/R) = ΣF / N where nobody comes or goes, through the whole way from first contacts to the curve."""
    born, ages = sum(first) + never, len(first)
    contacts = np.zeros((ages, ages))
    contacts[np.arange(ages), np.arange(ages)] = first
    people, unknown = np.full((ages, ages), float(born)), np.full((ages, ages), np.nan)
    known = Contacts(contacts, np.zeros((ages, ages)), people, unknown)
    found = cohort_curve(known, already_reached(known, arrivals=True), 0)
    assert found.reached == pytest.approx(np.cumsum(first) / born, abs=1e-9)


def test_the_curve_and_its_variance_are_those_of_scipy():
    """Kaplan-Meier with Greenwood's variance, where some were reached at each age; the edges stand on the cumulative hazard."""
    first, never = np.array([300, 200, 150, 100, 30]), 220
    reached_at = CensoredData(uncensored=np.repeat(np.arange(5), first), right=np.full(never, 5))
    theirs, ages = ecdf(reached_at).sf, np.arange(5)
    left = theirs.evaluate(ages)
    deviation = (theirs.confidence_interval(0.90).high.evaluate(ages) - left) / norm.ppf(0.95)
    ours = curve(first.astype(float), 1000 - np.concatenate([[0], np.cumsum(first)[:-1]]), np.zeros(5))
    assert ours.reached == pytest.approx(1 - left, abs=1e-12)
    of_one = (deviation / left) ** 2 / -np.log(left)
    for edge in (ours.low, ours.high):
        assert np.abs(np.log(1 - edge) - np.log(left)) == pytest.approx(
            Z * np.sqrt(-of_one * np.log(1 - edge)), abs=1e-9
        )


# ── Ranges ───────────────────────────────────────────────────────────────────────────────────────

PEOPLE, SINGLE = 25_000, (9_000, 2_500, 1_800, 600)  # linked, café, courses, online
WORKED = [((), 36.0, 55.6), (((0, 2, 1100, 1100),), 38.8, 51.2), (((0, 2, 1100, 1100), (0, 1, 1250, 1750)), 39.0, 46.2)]


@pytest.mark.parametrize(("overlaps", "least", "most"), WORKED)
def test_the_worked_ranges_by_a_program_over_all_combinations(overlaps, least, most):
    """Every combination of the four sources is a number of children ≥ 0; written down a second time, for all sixteen."""
    used = np.array(list(product((0, 1), repeat=4)))
    limits = [(used[:, a] * used[:, b], low, high) for a, b, low, high in overlaps]
    above = {"A_ub": np.array([s * row for row, _, _ in limits for s in (1, -1)]), "b_ub": [s * e for _, low, high in limits for s, e in ((1, high), (-1, low))]} if limits else {}  # fmt: skip
    equal = {"A_eq": np.column_stack([np.ones(16), used]).T, "b_eq": [PEOPLE, *SINGLE]}
    union = used.any(axis=1).astype(float)
    edges = [sign * linprog(sign * union, **above, **equal).fun for sign in (1, -1)]
    assert [round(100 * edge / PEOPLE, 1) for edge in edges] == [least, most]
    sources = tuple((((at,), n, n),) for at, n in enumerate(SINGLE))
    assert union_bounds(Problem(PEOPLE, sources, overlaps)) == pytest.approx(tuple(edges), abs=1e-6)
    if not overlaps:
        assert edges == pytest.approx([max(SINGLE), min(PEOPLE, sum(SINGLE))])


def test_independence_lies_outside_the_narrowest_worked_range():
    free = 100 * (1 - np.prod(1 - np.array(SINGLE) / PEOPLE))
    assert round(free, 1) == 47.8 and free > WORKED[-1][2]


def test_by_age_the_range_is_narrower_than_at_once():
    """19,600 children, day care 4,600 only under 7, others 4,500 at all ages, fewer of them while in day care."""
    ages, people = np.arange(18), 19_600
    care, others = np.where(ages < 7, 4_600 / 7, 0), np.where(ages < 7, 170, 331)
    others = others * (4_500 / others.sum())
    by_age = np.maximum(care, others).sum(), np.minimum(care + others, people / 18).sum()
    assert [int(100 * edge / people) for edge in (4_600, 4_600 + 4_500)] == [23, 46]
    assert [int(100 * edge / people) for edge in by_age] == [40, 46]


# ── Tests ────────────────────────────────────────────────────────────────────────────────────────


def test_a_series_that_grows_by_five_per_cent_a_year_has_this_trend():
    years = np.arange(8.0)
    change, low, high, p = fitted(Points(years, 2000 * 1.05**years, np.full(8, 50_000.0), np.zeros(8), 1), 4.0)
    assert change == pytest.approx(0.05, abs=1e-6) and low < 0.05 < high and p < 1e-6


@given(some.lists(some.floats(0, 1), min_size=1, max_size=60))
def test_the_discovery_rule_is_that_of_benjamini_and_hochberg(chances):
    frame = pl.DataFrame({"p": chances}).with_columns(pl.lit(1).alias("screen"))
    limit = frame.with_columns(discovery_threshold(frame, ["screen"]).alias("limit"))["limit"]
    found = np.array(chances) <= limit.to_numpy()
    assert found.tolist() == multipletests(chances, alpha=0.03, method="fdr_bh")[0].tolist()


def test_the_forecast_of_steady_years_is_the_prediction_interval_of_a_mean():
    """t · s · √(1 + 1/k): what every textbook gives for the next draw, on four degrees of freedom for three years."""
    half = half_width(0.02**2, 0.0, years=3, pooled=3, ahead=1)
    assert half == pytest.approx(student.ppf(0.975, 4) * 0.02 * np.sqrt(1 + 1 / 3))


def test_a_level_that_wanders_is_forecast_as_by_a_random_walk():
    """The last of one year, h years ahead: variance h · d²; the mean of three lags behind by 5/9 of a year more."""
    one, three = (half_width(0.0, 0.03**2, years=10, pooled=pooled, ahead=4) for pooled in (1, 3))
    assert one == pytest.approx(student.ppf(0.975, 18) * 0.03 * np.sqrt(4))
    assert three**2 / one**2 == pytest.approx((4 + 5 / 9) / 4)
