"""How far from the usual do counts of places lie where nothing is the matter? Further than single children would by chance.

Siblings use an offer together or not at all, and no two places are quite alike. So a count scatters around the usual one with
the variance families × chance + spread² × usual² + rounding: `families` times as much as children who come one by one, and
by the true difference `spread` between places, a share of the usual. One cell tells nothing of its own scatter; all cells of
a screen together tell both.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.special import chdtr, chdtrc

BOUND = 1.5  # standard deviations; at first a cell further away counts as one at this distance
ASIDE = 3.0  # then a cell further away is set aside: it is what is looked for
OF_BOUNDED = chdtr(3, BOUND**2) + BOUND**2 * chdtrc(1, BOUND**2)  # of the normal variance, what bounding leaves
OF_QUIET = chdtr(3, ASIDE**2) / chdtr(1, ASIDE**2)  # the same of setting aside
ROUNDS = 60
SETTLED = 1e-9


@dataclass(frozen=True)
class Scatter:
    """families ≥ 1; spread ≥ 0, a share of the usual; freedom: of how many independent distances the two were made, at least 1."""

    families: float = 1.0
    spread: float = 0.0
    freedom: int = 1

    def variance(self, usual: np.ndarray, chance: np.ndarray, rounding: np.ndarray) -> np.ndarray:
        """Of counted − usual, in children²."""
        return np.asarray(self.families * chance + (self.spread * usual) ** 2 + rounding)


def scatter_of(
    distance: np.ndarray, usual: np.ndarray, chance: np.ndarray, rounding: np.ndarray, *, told_by: int
) -> Scatter:
    """Which families and spread explain the distances of a screen, but for those that are none of the usual ones?

    All in children, one value a cell: distance = counted − usual; chance and rounding are variances. told_by: how many
    usual ratios the distances were taken from. Without cells nothing is known: Scatter().

    Breslow 1984, Applied Statistics 33, 38–44 (least squares of the squares, weighed by what they are expected to be),
    with both factors held above their limits; robust after Huber 1964, Ann. Math. Statist. 35, 73–101 (proposal 2).
    """
    found, quiet = Scatter(), np.ones(len(distance), bool)
    squared = (
        distance**2 * len(distance) / max(len(distance) - told_by, 1)
    )  # around a usual ratio of their own they lie nearer
    for far_ones in ("bounded", "set aside"):
        for _ in range(ROUNDS if len(distance) else 0):
            expected = found.variance(usual, chance, rounding)
            if far_ones == "bounded":
                squares = np.minimum(squared, BOUND**2 * expected) / OF_BOUNDED
            else:
                squares, quiet = squared / OF_QUIET, squared <= ASIDE**2 * expected
            before, parts = found, (squares, usual, chance, rounding, expected)
            found = _explaining(*(part[quiet] for part in parts))
            if abs(found.families - before.families) + abs(found.spread - before.spread) < SETTLED:
                break
    return Scatter(found.families, found.spread, max(int(quiet.sum()) - told_by - 2, 1))


def _explaining(
    squares: np.ndarray, usual: np.ndarray, chance: np.ndarray, rounding: np.ndarray, expected: np.ndarray
) -> Scatter:
    """The squares as chance × (1 + more) + usual² × spread², neither of them below 0."""
    parts = np.column_stack([chance, usual**2]) / expected[:, None]
    (more, spread), _ = nnls(parts, (squares - chance - rounding) / expected)
    return Scatter(1 + float(more), float(spread) ** 0.5)
