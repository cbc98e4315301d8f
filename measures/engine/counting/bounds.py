"""Between which numbers must the distinct children of several unlinked sources lie?

Within any set of children: the largest single source ≤ union ≤ the sum of all sources, and no more than live there.
Cutting the ages into intervals and adding up the bounds of the pieces is valid for every cut, because the pieces share
no child; so the largest lower and the smallest upper bound over ALL cuts into intervals may be taken. With day care
known for young ages only, this is what makes a range useful.
"""

import numpy as np


def blocks(last_age: int) -> list[tuple[int, int]]:
    """Every interval of ages (first, last) up to `last_age`; arrays of bounds have one entry each, in this order."""
    return [(first, last) for first in range(last_age + 1) for last in range(first, last_age + 1)]


def best_cut(bound: np.ndarray, first: int, last: int, *, last_age: int, pick: np.ufunc) -> np.ndarray:
    """The best sum over all cuts of first … last into intervals; pick = np.maximum for lower, np.minimum for upper bounds.

    bound[..., block]: a bound for each interval of `blocks(last_age)`.
    """
    place = {block: at for at, block in enumerate(blocks(last_age))}
    so_far = {first - 1: np.zeros(bound.shape[:-1])}
    for end in range(first, last + 1):
        so_far[end] = pick.reduce(
            [so_far[start - 1] + bound[..., place[start, end]] for start in range(first, end + 1)]
        )
    return so_far[last]


def lower(sources: list[np.ndarray]) -> np.ndarray:
    """Per interval: the largest source; for both sexes also boys plus girls (axis -2 = all, m, w), who share no child."""
    bound = np.asarray(np.maximum.reduce(sources))
    bound[..., 0, :] = np.maximum(bound[..., 0, :], bound[..., 1, :] + bound[..., 2, :])
    return bound


def upper(sources: list[np.ndarray], population: np.ndarray) -> np.ndarray:
    """Per interval: the sum of the sources, never more than live there (NaN = unknown, no limit)."""
    return np.asarray(np.fmin(np.add.reduce(sources), population))
