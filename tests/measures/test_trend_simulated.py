"""Are the words on entries as often wrong as they say, and do they find what is there? Offers whose children stay."""

import numpy as np
import pytest

from tests.measures.simulated_stays import by_chance, equally_long, share, words

CLEAR = ("rising", "falling")


@pytest.mark.parametrize(
    ("world", "stay"), [(by_chance, 0.0), (by_chance, 0.5), (by_chance, 0.9), (equally_long, 0.75)]
)
def test_constant_use_is_seldom_called_a_rise_or_a_fall_however_many_stay(world, stay):
    random = np.random.default_rng(3)
    _, entries = world(random, 300, stay, 170, 0.0)
    assert share(CLEAR, words(entries, random)) <= 0.07


def test_the_users_of_the_same_years_would_be_called_so_far_too_often():
    random = np.random.default_rng(4)
    users, _ = by_chance(random, 150, 0.8, 170, 0.0)
    assert share(CLEAR, words(users, random)) > 0.2


def test_a_rise_of_four_per_cent_a_year_is_found_in_every_second_series():
    random = np.random.default_rng(5)
    _, entries = by_chance(random, 200, 0.7, 170, 0.04)
    assert share(("rising",), words(entries, random)) >= 0.5


@pytest.mark.parametrize("stay", [0.5, 0.9])
def test_users_whose_share_that_stays_is_known_are_seldom_called_so(stay):
    random = np.random.default_rng(6)
    users, _ = by_chance(random, 200, stay, 170, 0.0)
    assert share(CLEAR, words(users, random, stay=stay)) <= 0.07


def test_longer_stays_raise_the_stock_and_not_the_entries():
    random = np.random.default_rng(7)
    users, entries = by_chance(random, 40, 0.5, 170, 0.0)
    longer = users * np.linspace(1, 1.5, 10)
    assert share(("rising",), words(entries, random)) <= 0.1
    assert share(("rising",), words(longer.astype(int), random)) > 0.9
