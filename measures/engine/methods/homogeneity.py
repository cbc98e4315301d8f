"""Do several groups of children use as often as one another, and would a difference have been seen?"""

import numpy as np
from scipy.special import chdtrc, chdtri, chndtr

LEVEL = 0.05
FINDABLE = 0.25  # groups so far apart, as a share of the mean, must have been found where it is said that none differ
POWER = 0.8


def compared(counts: np.ndarray, people: np.ndarray, variance: float) -> str:
    """differ | alike | open: one χ² test over all groups; „alike“ only where one that could have found a difference found none.

    counts, people: of each group, at least two groups; variance: of the rounding of a count. Sources: Pearson 1900; the power from
    the non-central χ² distribution (Cohen 1988, Statistical Power Analysis, ch. 7).
    """
    share = counts.sum() / people.sum()
    expected = people * share
    scatter, freedom = expected * (1 - share) + variance, len(counts) - 1
    if chdtrc(freedom, ((counts - expected) ** 2 / scatter).sum()) < LEVEL:
        return "differ"
    apart = (expected * FINDABLE / 2) ** 2 / scatter
    found = 1 - chndtr(chdtri(freedom, LEVEL), freedom, apart.sum())
    return "alike" if found >= POWER else "open"
