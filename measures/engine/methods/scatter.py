"""How far from the usual do counts of places lie where nothing is the matter? Further than single children would by chance.

Siblings use an offer together or not at all, and no two places are quite alike. So a count scatters around the usual one with
the variance families × chance + spread² × usual² + rounding: `families` times as much as children who come one by one, and
by the true difference `spread` between places, a share of the usual. One cell tells nothing of its own scatter; all cells of
a screen together tell both.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtr

ASIDE = 3.0  # standard deviations; a cell further away is set aside: it is what is looked for
OF_QUIET = chdtr(3, ASIDE**2) / chdtr(1, ASIDE**2)  # what setting aside leaves of the variance of a normal distance
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
    usual ratios the distances were taken from. Where no cell is an ordinary one nothing is known: Scatter().

    Breslow 1984, Applied Statistics 33, 38–44: least squares of the squares, weighed by what they are expected to be; here
    with both factors held above their limits, without the cells that are set aside, in turns until it stands. It begins with
    single children and places alike, and so far too narrow: of normal distances, too many are set aside then, but those left
    always look wider than expected, until all are in. What is planted stays outside.
    """
    nearer = max(len(distance) - told_by, 1) / max(len(distance), 1)  # around usual ratios of their own they lie nearer
    squared, found, quiet = distance**2 / nearer, Scatter(), np.zeros(len(distance), bool)
    for _ in range(ROUNDS):
        expected = found.variance(usual, chance, rounding)
        quiet = squared <= ASIDE**2 * expected
        if not quiet.any():
            break
        before, parts = found, (squared / OF_QUIET, usual, chance, rounding, expected)
        found = _explaining(*(part[quiet] for part in parts))
        if abs(found.families - before.families) + abs(found.spread - before.spread) < SETTLED:
            break
    return Scatter(found.families, found.spread, max(int(quiet.sum()) - told_by - 2, 1))


def _explaining(
    squares: np.ndarray, usual: np.ndarray, chance: np.ndarray, rounding: np.ndarray, expected: np.ndarray
) -> Scatter:
    """The squares as chance × (1 + more) + usual² × spread², neither of them below 0."""
    from scipy.optimize import nnls  # only publishing asks

    parts = np.column_stack([chance, usual**2]) / expected[:, None]
    (more, spread), _ = nnls(parts, (squares - chance - rounding) / expected)
    return Scatter(1 + float(more), float(spread) ** 0.5)
