"""Reaches as tests write them: in children of a thousand, so that rates are easy to see."""

from dataclasses import replace
from datetime import date

from views.figures.reach import Reach
from views.finding import Asked

BASE = 5


def value(children: int, of: int = 1000, *, chance: tuple[float, float] | None = None) -> Reach:
    return Reach("ok", children / of, children / of, children, children, of, date(2025, 12, 31), chance, base=BASE)


def span(low: int, high: int, of: int = 1000) -> Reach:
    return Reach("ok", low / of, high / of, low, high, of, date(2025, 12, 31), base=BASE)


def estimated(low: int, likely: tuple[float, float, float], high: int, of: int = 1000) -> Reach:
    """likely: lower end, value and upper end of what 640 answers make of it."""
    least, middle, most = (children / of for children in likely)
    return replace(span(low, high, of), asked=Asked(middle, least, most, 640, 0.3, 1.25))


def at_least(low: int, of: int = 1000, note: str = "") -> Reach:
    return Reach("ok", low / of, None, low, None, of, date(2025, 12, 31), note=note, base=BASE)


def without(state: str, note: str = "") -> Reach:
    return Reach(state, note=note)
