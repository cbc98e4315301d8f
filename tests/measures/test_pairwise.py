"""Unions by singles and pairs: worked by hand, beside all children drawn one by one, and beside the program over all combinations."""

from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest

from measures.engine.counting import linear, pairwise
from measures.engine.counting.linear import Problem, Statement, union_bounds


def test_the_largest_source_and_the_sum_where_no_pair_is_known():
    told = pairwise.known([(40, 40), (30, 30), (20, 20)], [])
    assert (pairwise.at_least(told), pairwise.at_most(told)) == (40, 90)


def test_the_best_tree_and_the_best_subset_by_hand():
    """Three sources of 40, 30 and 20: at least 10, 8 and 6 are shared; of the three pairs the two largest make the tree."""
    told = pairwise.known([(40, 40), (30, 30), (20, 20)], [(0, 1, 10, 10), (0, 2, 8, 8), (1, 2, 6, 6)])
    assert pairwise.at_most(told) == 90 - 10 - 8
    assert pairwise.at_least(told) == 90 - 10 - 8 - 6
    assert pairwise.at_least(pairwise.known([(40, 40), (30, 30), (20, 20)], [(0, 1, 10, 10)])) == 60, (
        "without the third"
    )


def test_many_sources_with_the_same_overlaps_take_a_larger_k():
    """Ten sources of 10 children, every pair shares 5: Σ = 100, Σ pairs = 225, k = 5: 100/3 − 225/15."""
    pairs = [(i, j, 5, 5) for i, j in combinations(range(10), 2)]
    assert pairwise.at_least(pairwise.known([(10, 10)] * 10, pairs)) == pytest.approx(100 / 3 - 15)


def test_a_source_without_a_limit_has_no_upper_edge_and_costs_no_lower_one():
    told = pairwise.known([(40, np.inf), (30, np.inf), (50, 50)], [(0, 1, 10, np.inf)])
    assert (pairwise.at_least(told), pairwise.at_most(told)) == (50, np.inf)


def _unions(children: int, sources: int) -> dict[tuple, set[int]]:
    """Sizes and overlaps of the sources → every union that all assignments of so many children to sets of sources allow."""
    found: dict[tuple, set[int]] = {}
    pairs = list(combinations(range(sources), 2))
    for sets in combinations_with_replacement(range(2**sources), children):
        sizes = tuple(sum(used >> at & 1 for used in sets) for at in range(sources))
        both = tuple(sum(used >> a & used >> b & 1 for used in sets) for a, b in pairs)
        found.setdefault((sizes, both), set()).add(sum(used > 0 for used in sets))
    return found


def test_every_union_that_some_assignment_of_children_allows_lies_inside_and_the_program_hits_its_ends():
    """Three sources, five children, each way of using them: all pairs known, and only the first one."""
    pairs = list(combinations(range(3), 2))
    by_first: dict[tuple, set[int]] = {}
    for (sizes, both), unions in _unions(5, 3).items():
        by_first.setdefault((sizes, both[:1]), set()).update(unions)
    known = [*_unions(5, 3).items(), *by_first.items()]
    for (sizes, both), unions in known[:: max(1, len(known) // 150)]:
        stated = [(*pair, n, n) for pair, n in zip(pairs, both, strict=False)]
        told = pairwise.known([(n, n) for n in sizes], stated)
        problem = Problem(5.0, tuple((((at,), float(n), float(n)),) for at, n in enumerate(sizes)), tuple(stated))
        least, most = union_bounds(problem)
        assert (least, most) == (min(unions), max(unions)), (sizes, both)
        assert pairwise.at_least(told) - 1e-9 <= least and most <= min(5, pairwise.at_most(told)) + 1e-9


def test_twenty_sources_with_pair_after_pair_stated_never_widen_and_hold_the_truth():
    """Twenty sums are too many for one program: chunks of them, and pairs across; families that use much use everything."""
    random = np.random.default_rng(5)
    much = random.normal(size=(3000, 1))
    uses = much + random.normal(size=(3000, 20)) > random.uniform(0.5, 2, 20)
    sizes, both, truth = uses.sum(axis=0), uses.T.astype(int) @ uses, int(uses.any(axis=1).sum())
    sources = [(((at,), float(n), float(n)),) for at, n in enumerate(sizes)]
    chunks = linear._chunks([1] * 20)
    assert [len(chunk) for chunk in chunks] == [15, 5]
    pairs = random.permutation(list(combinations(range(20), 2)))
    before = (0.0, np.inf)
    for known in (0, 1, 40, 150, 151, 190):
        statements = [
            Statement(0, "D", (0, 17), (int(a), int(b)), float(both[a, b]), float(both[a, b])) for a, b in pairs[:known]
        ]
        low, high, refused = linear._by_pairs(sources, statements)
        assert not refused and before[0] <= low <= truth <= high <= before[1]
        before = low, high
    assert before[0] > 1.3 * sizes.max() and before[1] < 0.6 * sizes.sum(), "narrower than the largest and the sum"
