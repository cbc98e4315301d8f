"""Noise and drift told apart, and what is shown of the years ahead in worlds whose future is known (docs/decisions/0012)."""

import numpy as np
import pytest

from measures.engine.methods.wandering import half_width, strayed
from measures.forecast import WIDEST
from tests.measures.simulated_screens import rounded

SIZES = np.exp(np.linspace(np.log(60), np.log(5000), 40))  # users of the groups of one office


def coverage(random: np.random.Generator, *, noise: float, drift: float, trend: float, years: int) -> dict[int, tuple]:
    """Years ahead → how often the range holds the published count then, how many are shown, their half widths."""
    steps = random.normal(0, drift, (len(SIZES), years + 10))
    level = np.cumsum(steps, axis=1) + random.normal(0, noise, steps.shape) + trend * np.arange(years + 10)
    counts = rounded(random.poisson(SIZES[:, None] * np.exp(level - level[:, [years - 1]])), random).clip(5)
    past, value, mean = counts[:, :years], counts[:, years - 3 : years].mean(axis=1), counts[:, :years].mean(axis=1)
    least, told = 1 / mean + 4 / mean**2, {}
    found = strayed(np.log(past), least, half_width(least, 0.0, years=10, pooled=3, ahead=1) <= WIDEST)
    for ahead in (1, 3, 10)[: 2 + (years >= 10)]:
        half = half_width(found.noise, found.drift, years=years, pooled=3, ahead=ahead)
        shown, off = half <= WIDEST, np.abs(np.log(counts[:, years - 1 + ahead] / value))
        told[ahead] = (off <= half)[shown], shown, half[shown]
    return told


@pytest.mark.parametrize("noise", [0.0, 0.05])
@pytest.mark.parametrize("drift", [0.0, 0.03])
@pytest.mark.parametrize(("trend", "years"), [(0.0, 10), (0.02, 10), (0.0, 4)])
def test_what_is_shown_holds_what_comes_in_93_of_100_whether_years_scatter_wander_or_go_one_way(
    noise, drift, trend, years
):
    random, worlds = np.random.default_rng(5), 25
    found = [coverage(random, noise=noise, drift=drift, trend=trend, years=years) for _ in range(worlds)]
    for ahead in found[0]:
        held = np.concatenate([world[ahead][0] for world in found])
        assert held.mean() >= 0.93 or len(held) < 0.25 * worlds * len(SIZES), ahead
    widths = [world[1][2] for world in found]
    assert np.mean([np.quantile(half, 0.9) / np.quantile(half, 0.1) for half in widths]) <= 2


def test_drawn_to_what_all_have_in_common_a_lucky_series_is_no_surer_than_its_chance():
    level = np.zeros((2, 10))
    level[1] = np.tile([0.0, 0.2], 5)
    found = strayed(level, np.array([0.001, 0.001]), np.array([True, True]))
    assert 0.001 < found.noise[0] < found.noise[1] < 0.02 and (found.drift == 0).all()


def test_a_series_that_wanders_is_told_from_one_that_scatters():
    random = np.random.default_rng(3)
    scatters, wanders = random.normal(0, 0.1, (300, 10)), np.cumsum(random.normal(0, 0.1, (300, 10)), axis=1)
    for level, noise, drift in ((scatters, 0.01, 0.0), (wanders, 0.0, 0.01)):
        found = strayed(level, np.full(300, 1e-4), np.full(300, True))
        assert (found.noise.mean(), found.drift.mean()) == pytest.approx((noise, drift), abs=0.003)
