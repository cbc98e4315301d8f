"""How far may a series stray from where it was lately? Noise of a single year and drift from year to year, told apart.

A level that wanders by d a year and is seen with noise e: differences at lag 1 have variance 2e² + d², those at lag 3
2e² + 3d². Few years tell little of either, so each series is drawn half-way to what all series have in common.
"""

from dataclasses import dataclass

import numpy as np

Numbers = np.ndarray | float


@dataclass(frozen=True)
class Strayed:
    """Of each series: drift² a year and noise² of a single year, on the scale of logarithms."""

    drift: np.ndarray
    noise: np.ndarray


def squared_difference(level: np.ndarray, lag: int) -> np.ndarray:
    """Mean of each row of level[series, year], NaN = no figure; NaN where no two years lie so far apart."""
    squares = (level[:, lag:] - level[:, :-lag]) ** 2
    known = ~np.isnan(squares)
    count = known.sum(axis=1)
    total = np.where(known, squares, 0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(level), np.nan), where=count > 0))


def strayed(level: np.ndarray, least: np.ndarray, common: np.ndarray) -> Strayed:
    """level[series, year]: logarithms, with at least two years next to each other. least: noise² by chance and rounding alone;
    common: the series that tell what all have in common (none: all do).

    d² = max((V3 − V1)/2, 0) and e² = max((V1 − d²)/2, least), V1 and V3 the mean squared differences at lag 1 and 3, both
    drawn half-way to their mean, e² never below `least`. A drift that the years of a series are too few for is that of all;
    where no series knows it, all that is not chance is taken for drift.
    """
    near, far = squared_difference(level, 1), squared_difference(level, 3)
    common = common if common.any() else np.full(len(level), True)
    drift = np.maximum(near - 2 * least if np.isnan(far).all() else (far - near) / 2, 0)
    known = common & ~np.isnan(drift) if np.isfinite(drift[common]).any() else ~np.isnan(drift)
    usual = drift[known].mean()
    drift = np.where(np.isnan(drift), usual, drift)
    noise = np.maximum((near - drift) / 2, least)
    return Strayed((drift + usual) / 2, np.maximum((noise + noise[common].mean()) / 2, least))


def half_width(noise: Numbers, drift: Numbers, *, years: int, pooled: int, ahead: int) -> np.ndarray:
    """Half of the 95 % interval of the logarithm of a future year, `ahead` years after the last one.

    t(2(n − 1)) · √(e²(1 + 1/k) + d²(h + (k − 1)(2k − 1)/6k)): the mean of k pooled years has the noise of k and lags behind;
    with three of them √(e²(1 + 1/3) + d²(h + 5/9)). years: n, those the two variances are measured on.
    """
    from scipy.special import stdtrit  # only publishing looks ahead

    lag = (pooled - 1) * (2 * pooled - 1) / (6 * pooled)
    return np.asarray(stdtrit(2 * (years - 1), 0.975) * np.sqrt(noise * (1 + 1 / pooled) + drift * (ahead + lag)))
