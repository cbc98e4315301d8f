"""How are the two ends of a reach said in a sentence? Whole children of 100; a bound is never rounded inward."""

import math

from store.german import STATES, count_shown, number
from views.figures.reach import Reach


def at_least(rate: float, digits: int = 0) -> str:
    """0.466 -> '46': a lower bound is never rounded up, so that „mindestens“ stays true."""
    return number(math.floor(round(rate * 100 * 10**digits, 6)) / 10**digits, digits)


def at_most(rate: float, digits: int = 0) -> str:
    """0.512 -> '52': an upper bound is never rounded down."""
    return number(math.ceil(round(rate * 100 * 10**digits, 6)) / 10**digits, digits)


def about(reach: Reach, digits: int = 0) -> str:
    """The one number of a value, or of a range so narrow that one number says it."""
    return number((reach.low + reach.high) / 2 * 100, digits)


def children_of(reach: Reach, base: int) -> str:
    """'5.675 bis 15.005 von 20.015 Kindern'; small counts as their rounded band."""
    if not reach.shown:
        return STATES[reach.state]
    low = _count(reach.count_low, base)
    if reach.open_end:
        text = f"mindestens {low}"
    elif reach.count_low == reach.count_high:
        text = ("rund " if reach.count_low >= 2 * base else "") + low
    else:
        text = f"{low} bis {_count(reach.count_high, base)}"
    return f"{text} von {number(reach.children)} Kindern"


def _count(count: int, base: int) -> str:
    return count_shown(count, base).removeprefix("rund ")
