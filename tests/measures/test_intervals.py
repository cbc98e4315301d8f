import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import binom, norm
from statsmodels.stats.proportion import proportion_confint

from measures.engine.counting.bounds import best_cut, blocks
from measures.engine.methods.intervals import Z, share_interval, wilson
from measures.engine.protect import Rule
from measures.engine.reading.population import tiled


def test_one_of_a_hundred_gives_the_published_wilson_interval():
    low, high = wilson(np.array([1]), np.array([100]))
    assert (low[0], high[0]) == pytest.approx((0.0017674, 0.0544862), abs=5e-8)


@given(some.integers(1, 5000).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_without_extra_variance_it_is_the_wilson_interval_of_statsmodels(users_of_people):
    users, people = users_of_people
    assert [float(edge[0]) for edge in wilson(np.array([users]), np.array([people]))] == pytest.approx(
        proportion_confint(users, people, method="wilson"), abs=1e-12
    )


def test_the_normal_quantile_is_that_of_95_per_cent_to_all_its_digits():
    assert norm.ppf(0.975) == pytest.approx(Z, rel=1e-14)


@pytest.mark.parametrize("base", [5, 10])
def test_the_rounding_variance_is_that_of_random_rounding_to_the_base(base):
    assert sum(rest * (base - rest) for rest in range(base)) / base == Rule(b"", "D", base=base).variance


def test_with_the_rounding_variance_about_twelve_rounded_users_cover_the_true_rate():
    """10 to 14 users of 100 expected, drawn and rounded: 95 of 100 intervals hold the true rate; without it far fewer."""
    variance_of_five = Rule(b"", "D").variance
    random, covered = np.random.default_rng(7), {variance_of_five: [], 0.0: []}
    for rate in np.linspace(0.10, 0.14, 41):
        counts = 5 * ((random.binomial(100, rate, 2000) + random.integers(0, 5, 2000)) // 5)
        for variance, hits in covered.items():
            low, high = wilson(counts, np.full(2000, 100), extra_variance=variance)
            hits.append(np.mean((low <= rate) & (rate <= high)))
    wide, narrow = np.mean(covered[variance_of_five]), np.mean(covered[0.0])
    assert wide > 0.94 > 0.90 > narrow, (wide, narrow)


def seen(people: int, shares: np.ndarray, base: int) -> tuple[np.ndarray, np.ndarray]:
    """The multiples of the base up to the population, and the chance [share, multiple] of each: every draw of every count."""
    counts, multiples = np.arange(people + 1), np.arange(0, people + 1, base)
    near = np.clip(1 - np.abs(counts[:, None] - multiples) / base, 0, None)
    near[:, -1] = 1 - near[:, :-1].sum(axis=1)  # never above the population
    return multiples, binom.pmf(counts, people, shares[:, None]) @ near


@pytest.mark.parametrize("base", [6, 7, 10, 20])
@pytest.mark.parametrize("people", [100, 500, 1003, 2000])
def test_of_a_coarsely_rounded_count_95_of_100_intervals_hold_the_share_whatever_it_is(base, people):
    shares = np.linspace(0.001, 0.999, 997)
    multiples, chance = seen(people, shares, base)
    low, high = share_interval(multiples, np.full(len(multiples), people), base=base)
    holds = (low <= shares[:, None]) & (shares[:, None] <= high)
    assert (chance * holds).sum(axis=1).min() >= 0.95
    assert (low[1:] > low[:-1]).all() and (high[1:] >= high[:-1]).all() and (low[0], high[-1]) == (0, 1)


def test_the_ends_of_a_coarse_interval_are_the_shares_at_which_so_few_or_so_many_have_a_chance_of_2_5_per_cent():
    low, high = (float(edge[0]) for edge in share_interval(np.array([40]), np.array([500]), base=10))
    (_, at_low), (_, at_high) = seen(500, np.array([low]), 10), seen(500, np.array([high]), 10)
    assert at_low[0, 4:].sum() == pytest.approx(0.025, abs=1e-9) and at_high[0, :5].sum() == pytest.approx(
        0.025, abs=1e-9
    )


def test_up_to_base_five_it_is_the_score_interval_with_the_rounding_variance_and_exact_counts_have_wilsons():
    counts, people = np.array([0, 5, 60, np.nan]), np.array([100, 200, np.nan, 300])
    for base, variance in ((1, 0.0), (3, 8 / 6), (5, 4.0)):
        ours = share_interval(counts, people, base=base)
        assert np.array_equal(ours, wilson(counts, people, extra_variance=variance), equal_nan=True)
    assert np.isnan(share_interval(counts, people, base=10)[0]).tolist() == [False, False, True, True]


@given(some.lists(some.integers(0, 9), min_size=21, max_size=21))
def test_the_best_cut_is_the_best_of_all_cuts_tried_one_by_one(values):
    bound = np.array([float(v) for v in values])  # one value for each of the 21 intervals of ages 0 to 5
    place = {block: at for at, block in enumerate(blocks(5))}

    def every(first: int):
        return (
            [0.0]
            if first > 5
            else [bound[place[first, end]] + rest for end in range(first, 6) for rest in every(end + 1)]
        )

    assert best_cut(bound, 0, 5, last_age=5, pick=np.maximum) == max(every(0))
    assert best_cut(bound, 0, 5, last_age=5, pick=np.minimum) == min(every(0))


def test_intervals_are_put_together_from_the_finest_pieces_and_never_split():
    count = tiled({(0, 2): 30, (0, 0): 11, (1, 1): 12, (2, 2): 13, (3, 5): 40})
    assert (count[0, 2], count[0, 5], count[0, 0]) == (36, 76, 11)
    assert np.isnan(count[3, 4]) and np.isnan(count[6, 6])
