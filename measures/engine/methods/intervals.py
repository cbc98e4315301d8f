"""How far could chance alone have moved a share? 95 % intervals, vectorised."""

from collections.abc import Callable

import numpy as np

from measures.engine.protect import rounding_variance

FINE = 5  # up to this base a rounded count is treated as one that scatters more (docs/decisions/0008-…)
HALVINGS = 40
Z = 1.959963984540054


def wilson(
    users: np.ndarray, people: np.ndarray, *, extra_variance: float | np.ndarray = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Between which shares does it lie? Score interval (Wilson 1927); NaN in, NaN out.

    `extra_variance` (in children²) widens it for a rounded count: all p with (users/n − p)² ≤ z² (p(1 − p)/n + extra/n²).
    With 0 it equals statsmodels' proportion_confint(method="wilson"), which has no such term; a test compares them.
    """
    users, people = np.asarray(users, dtype=float), np.asarray(people, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share, unit = users / people, Z * Z / people
        squared, half = 1 + unit, share + unit / 2
        rest = share * share - Z * Z * extra_variance / people**2
        root = np.sqrt(np.maximum(half * half - squared * rest, 0))
        return np.maximum((half - root) / squared, 0), np.minimum((half + root) / squared, 1)


def share_interval(users: np.ndarray, people: np.ndarray, *, base: int) -> tuple[np.ndarray, np.ndarray]:
    """Between which shares does it lie, when the count was rounded to multiples of `base`? NaN in, NaN out."""
    if base <= FINE:
        return wilson(users, people, extra_variance=rounding_variance(base))
    users, people = np.asarray(users, dtype=float), np.asarray(people, dtype=float)
    pairs, at = np.unique(np.stack([users, people]), axis=1, return_inverse=True)
    low, high = coarse(*pairs, base=base)
    return low[at.ravel()], high[at.ravel()]


def kind_of(base: int) -> str:
    """As the figure table names it."""
    return "wilson" if base <= FINE else "exact"


def coarse(users: np.ndarray, people: np.ndarray, *, base: int) -> tuple[np.ndarray, np.ndarray]:
    """All shares at which a rounded count of so many, or more, and of so many, or fewer, has a chance of at least 2.5 %.

    The exact interval of Clopper and Pearson (1934) for what is seen: a binomial count and the draw of its rounding. With a
    coarse step a count has few multiples near it, and which of them lie within a score interval is luck; this one holds the
    true share in at least 95 of 100 cases whatever it is.
    """
    fewer = _solved(lambda share: at_most(users, people, share, base=base), falling=True)
    more = _solved(lambda share: 1 - at_most(users - base, people, share, base=base), falling=False)
    low, high = np.where(users > 0, more, 0), np.where(users + base > people, 1, fewer)
    known = ~np.isnan(users) & ~np.isnan(people)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def at_most(users: np.ndarray, people: np.ndarray, share: np.ndarray, *, base: int) -> np.ndarray:
    """The chance that a binomial count, rounded, is at most `users`, a multiple of base: the mean over the draws."""
    from scipy.special import betainc

    below = np.clip(users + np.arange(base)[:, None], -1, people)
    inside = (below >= 0) & (below < people)
    chance = betainc(np.where(inside, people - below, 1), np.where(inside, below + 1, 1), 1 - share)
    return np.asarray(np.where(inside, chance, below >= people).mean(axis=0))


def _solved(chance: Callable[[np.ndarray], np.ndarray], *, falling: bool) -> np.ndarray:
    """Where a chance that falls, or rises, with the share is 2.5 %."""
    low, high = np.zeros(1), np.ones(1)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        upper = (chance(middle) >= 0.025) == falling
        low, high = np.where(upper, middle, low), np.where(upper, high, middle)
    return (low + high) / 2
