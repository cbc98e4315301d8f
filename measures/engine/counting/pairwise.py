"""Between which numbers does a union lie if only singles and pairs are known? For more sources than a program can hold.

With A_i the children of source i, whatever else they use:
at most   Σ |A_i| − Σ over the edges of any tree |A_i ∩ A_j|            Hunter 1976, Worsley 1982: the best tree
at least  2/(k+1) Σ |A_i| − 2/(k(k+1)) Σ |A_i ∩ A_j|, any k, any subset  Dawson and Sankoff 1967: the best of both
Both hold for every number of children, so the upper edge takes the lower pairs and the lower edge the upper pairs; a
pair nobody stated is at most the smaller source. More pairs, or narrower ones, never widen the range.
"""

from dataclasses import dataclass

import numpy as np

LARGEST = 20  # sources whose subsets are tried: a million, in a tenth of a second


@dataclass(frozen=True)
class Known:
    """low, high[source]: children of each; both_low, both_high[source, source]: of two of them together, symmetric."""

    low: np.ndarray
    high: np.ndarray
    both_low: np.ndarray
    both_high: np.ndarray


def known(singles: list[tuple[float, float]], pairs: list[tuple[int, int, float, float]]) -> Known:
    """singles: (at least, at most) of each source; pairs: two sources, at least, at most of their overlap."""
    low, high = np.array(singles, dtype=float).T
    both_low, both_high = np.zeros((len(low),) * 2), np.minimum.outer(high, high)
    for one, other, least, most in pairs:
        for at in ((one, other), (other, one)):
            both_low[at], both_high[at] = max(both_low[at], least), min(both_high[at], most)
    return Known(low, high, both_low, both_high)


def at_most(told: Known) -> float:
    """Hunter–Worsley with the heaviest tree of lower pairs (inf where a source has no limit)."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import minimum_spanning_tree

    if np.isinf(told.high).any():
        return np.inf
    return float(told.high.sum() + minimum_spanning_tree(csr_matrix(-np.triu(told.both_low, 1))).sum())


def at_least(told: Known) -> float:
    """Dawson–Sankoff with the best subset of the sources, every subset tried; k is the best one of each subset.

    Of more than LARGEST sources the largest ones: which they are depends on no pair, so that a pair never costs a source."""
    largest = np.argsort(-told.low, kind="stable")[:LARGEST]
    low, both = told.low[largest], told.both_high[np.ix_(largest, largest)]
    singles = pairs = np.zeros(1)  # [subset]: Σ |A_i|, Σ |A_i ∩ A_j|; source i doubles the subsets before it
    for at, children in enumerate(low):
        with_these = subset_sums(both[at, :at])
        singles, pairs = np.append(singles, singles + children), np.append(pairs, pairs + with_these)
    ratio = np.divide(2 * pairs, singles, out=np.zeros_like(pairs), where=singles > 0)
    k = 1 + np.floor(ratio)
    with np.errstate(invalid="ignore"):  # a pair without a limit: its subset says nothing
        return float(np.nanmax(2 / (k + 1) * singles - 2 / (k * (k + 1)) * pairs))


def subset_sums(values: np.ndarray) -> np.ndarray:
    """[subset] the sum of the values in it, in the order in which `at_least` doubles the subsets."""
    sums = np.zeros(1)
    for value in values:
        sums = np.append(sums, sums + value)
    return sums
