"""In a district other than the estimator assumes, with known truth, its range holds what was planted (800 draws: benchmarks/further_use.py)."""

import numpy as np
import pytest

from benchmarks.further_use import USUAL, WAYS
from tests.measures.simulated_answers import district, estimate, recall

DRAWS = 25


@pytest.mark.parametrize("way", WAYS)
def test_the_range_holds_the_truth_however_families_are_drawn_and_answer(way):
    held = []
    for draw in range(DRAWS):
        random = np.random.default_rng([draw, 11])
        of = district(random)
        low, high, _ = estimate(of, *WAYS[way], random)
        held.append(low <= of.truth <= high)
    assert sum(held) >= DRAWS - 4  # 93 of 100 have less than one in a hundred chances of five misses


def test_a_sample_to_which_too_few_answer_is_not_used():
    random = np.random.default_rng(1)
    of = district(random)
    assert estimate(of, *WAYS["65 of 100 against 45 answer"], random)[2] >= 4


@pytest.mark.parametrize(("kept_back", "raised"), [(0.2, False), (0.4, True)])
def test_the_recall_check_sees_what_is_kept_back_beyond_the_allowance(kept_back, raised):
    random = np.random.default_rng(5)
    found = [recall(district(random), kept_back, random, USUAL).concealed > USUAL.concealed for _ in range(5)]
    assert found == [raised] * 5
