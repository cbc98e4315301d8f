"""The life table by hand and against other programs: curve, edges, who was reached already, what is not shown."""

import numpy as np
import pytest
from statsmodels.duration.api import SurvfuncRight

from measures.engine.methods.intervals import Z
from measures.engine.methods.lifetable import (
    Contacts,
    already_reached,
    curve,
    period_curve,
    shared_out,
    yearly_spread,
)


def test_product_and_sum_are_the_same_in_a_closed_population():
    first = np.array([300.0, 200, 150, 100, 30])
    at_risk = 1000 - np.concatenate([[0], np.cumsum(first)[:-1]])
    assert curve(first, at_risk, np.zeros(5)).reached == pytest.approx(np.cumsum(first) / 1000, abs=1e-12)


def test_curve_and_variance_equal_those_of_statsmodels():
    """The edges are the hazards that lie 1.96 of their own standard deviations from the one found."""
    first = np.array([300, 200, 150, 100, 30])
    ages = np.concatenate([np.repeat(np.arange(5), first), np.full(220, 5)])
    theirs = SurvfuncRight(ages, (ages < 5).astype(int))
    ours = curve(first.astype(float), 1000 - np.concatenate([[0], np.cumsum(first)[:-1]]), np.zeros(5))
    left, hazard = theirs.surv_prob[:5], -np.log(theirs.surv_prob[:5])
    of_one = (theirs.surv_prob_se[:5] / left) ** 2 / hazard
    assert ours.reached == pytest.approx(1 - left, abs=1e-12)
    for edge in (ours.low, ours.high):
        true = -np.log(1 - edge)
        assert np.abs(hazard - true) == pytest.approx(Z * np.sqrt(of_one * true), abs=1e-9)


def test_ten_first_contacts_among_ten_at_risk_are_no_certainty():
    found = curve(np.array([0.0, 10]), np.array([50.0, 10]), np.full(2, 4.0))
    assert found.reached[1] == found.high[1] == 1 and found.low[1] < 0.7


def test_nobody_seen_has_an_upper_edge_and_where_there_is_no_offer_nothing_is_added():
    nobody = curve(np.zeros(4), np.full(4, 1000.0), np.array([4.0, 4, 0, 0]))
    assert (nobody.low == 0).all() and 0.003 < nobody.high[0] < nobody.high[1] < 0.02
    assert nobody.high[3] == pytest.approx(nobody.high[1], abs=1e-4)


def test_no_edge_falls_with_age():
    found = curve(np.array([100.0, 1, 0, 2]), np.array([1000.0, 12, 11, 11]), np.array([4.0, 4, 4, 4]))
    assert (np.diff(found.low) >= 0).all() and (np.diff(found.high) >= 0).all()


def test_years_that_lie_apart_are_measured_and_widen_the_interval():
    random, people = np.random.default_rng(2), np.full((12, 4), 5000.0)
    nobody, rounding = np.zeros((12, 4)), np.full((12, 4), 4.0)
    for spread, at_most in ((0.0, 0.002), (0.1, 0.05)):
        factor = np.exp(random.normal(0, spread, (12, 1)))
        contacts = Contacts(random.binomial(5000, 0.1 * factor, (12, 4)).astype(float), rounding, people, nobody)
        found = yearly_spread(contacts, nobody, np.full((12, 4), True))
        assert spread**2 / 2 <= found <= at_most
    narrow, wide = (period_curve(contacts, nobody, [11], shock=shock) for shock in (0.0, found))
    assert (wide.low < narrow.low).all() and (wide.high > narrow.high).all()


def test_rounding_widens_the_interval():
    first, at_risk = np.array([12.0, 8.0]), np.array([100.0, 88.0])
    plain, rounded = (curve(first, at_risk, np.full(2, extra)) for extra in (0.0, 4.0))
    assert (rounded.low < plain.low).all() and (rounded.high > plain.high).all()


def test_the_reached_leave_like_all_children_of_their_birth_year():
    people = np.array([[100.0, 100, 100], [100, 80, 100], [100, 100, 60]])
    first = np.array([[40.0, 0, 0], [0, 10, 0], [0, 0, 0]])
    reached = already_reached(Contacts(first, first, people, np.full((3, 3), np.nan)), arrivals=False)
    assert (reached[1, 1], reached[2, 2]) == pytest.approx((32, 31.5))  # 40 · 80/100, (32 + 10) · 60/80


def test_with_arrivals_a_growing_birth_year_has_lost_nobody():
    people = np.array([[100.0, 100], [100, 120]])
    contacts = Contacts(np.array([[40.0, 0], [0, 0]]), np.zeros((2, 2)), people, np.full((2, 2), np.nan))
    assert already_reached(contacts, arrivals=True)[1, 1] == 40
    assert already_reached(contacts, arrivals=False)[1, 1] == 48


def test_the_one_rounded_count_of_all_seen_sets_the_sum_of_many_right():
    people, seen = np.full((3, 3), 100.0), np.full((3, 3), np.nan)
    first = np.array([[40.0, 0, 0], [0, 10, 0], [0, 0, 0]])
    seen[1, 1] = 45
    reached = already_reached(Contacts(first, first, people, seen), arrivals=False)
    assert (reached[1, 1], reached[2, 2]) == (40, 45)


def test_ages_that_are_not_shown_get_the_rest_of_the_narrowest_band_shown():
    nan = np.nan
    single = np.array([[50.0, 20, nan, nan, nan]])
    found, variance = shared_out(single, [(0, 4, np.array([100.0])), (2, 3, np.array([15.0]))], np.full(5, 4.0))
    assert found[0] == pytest.approx([50, 20, 7.5, 7.5, 15])
    assert variance[0, :3] == pytest.approx([4, 4, 2])
    assert variance[0, 4] > 4


def test_a_rest_is_never_below_nobody_and_without_a_band_the_age_stays_unknown():
    found, _ = shared_out(
        np.array([[50.0, np.nan], [50.0, np.nan]]), [(0, 1, np.array([45.0, np.nan]))], np.full(2, 4.0)
    )
    assert found[0, 1] == 0 and np.isnan(found[1, 1])
