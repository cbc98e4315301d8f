"""Of groups that differ by sensitive offers only, which is shown below the district?"""

import numpy as np
import pytest

from measures.engine.counting.situation import _standing_alone
from measures.engine.reading.setting import Band, Group, Offer, Setting

OFFERS = "a b c s t u"  # s, t and u are sensitive


def hidden(*groups: str, told: str = OFFERS) -> set[str]:
    """Groups drawn as their offers, in the order of the profile; told: who is used where the child lives."""
    names = OFFERS.split()
    offers = tuple(Offer(name, name, name in "stu", 0, 17, at, None, None) for at, name in enumerate(names))
    drawn = tuple(Group(group, tuple(names.index(o) for o in group.split("+")), 0, True) for group in groups)
    setting = Setting(("D",), {"D": None}, (Band("all", 0, 17),), offers, drawn)
    used = np.array([[[name in told.split() for name in names]]])
    return {group for (group, _, _), alone in _standing_alone(setting, used).items() if alone}


@pytest.mark.parametrize("order", [("a+b+s+t", "a+b+s", "a+b+c"), ("a+b+s", "a+b+c", "a+b+s+t")])
def test_the_smaller_group_is_shown_wherever_it_stands(order):
    assert hidden(*order) == {"a+b+s+t"}


def test_a_single_offer_gives_way_to_a_group_of_several():
    assert hidden("a", "a+s", "b") == {"a"}


def test_a_single_sensitive_offer_is_never_shown_whatever_the_group_is_called():
    assert hidden("s", "s+t", told="a b c s u") == {"s", "s+t"}


def test_groups_that_hold_the_same_told_offers_are_one_and_both_are_shown():
    assert hidden("a+b+t", "a+b+u", "a+b+c", told="a b c s") == set()


def test_smaller_means_fewer_told_offers():
    assert hidden("a+b+s+t+u", "a+b+c+u", told="a b s u") == {"a+b+s+t+u"}
    assert hidden("a+b+s+t+u", "a+b+u+c", told="a b s t c") == set()


def test_groups_that_differ_by_another_offer_too_are_all_shown():
    assert hidden("a+b+c+s+t", "a+b+s", "a+b") == {"a+b+s"}
