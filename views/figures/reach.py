"""What does one published row of reach say? A value, a range, a lower bound, a small number, or why there is none.

The pages, drawings, tables and sentences read only `Reach`; nobody else looks into the columns of the figure table.
"""

from dataclasses import dataclass
from datetime import date

from views.finding import Cell

NARROW = 0.01  # a range at most this wide is said as one number


@dataclass(frozen=True)
class Reach:
    """state as published; rates 0..1; counts are protected (multiples of the rounding base).

    low == high: a counted value. low < high: what overlap leaves open. high None with state ok: only a lower bound is
    known. chance: the usual scatter of small numbers (95 %), never mixed with low and high.
    """

    state: str
    low: float | None = None
    high: float | None = None
    count_low: int | None = None
    count_high: int | None = None
    children: int | None = None
    day: date | None = None
    chance: tuple[float, float] | None = None
    note: str = ""
    reason: str | None = None
    base: int = 0  # of the rounding; 0: counted exactly

    @property
    def shown(self) -> bool:
        return self.state == "ok"

    @property
    def is_value(self) -> bool:
        return self.shown and self.low == self.high

    @property
    def open_end(self) -> bool:
        return self.shown and self.high is None

    @property
    def is_small(self) -> bool:
        """A count too small to be said (below twice the rounding base): no share is said."""
        return self.shown and self.count_high is not None and self.count_high < 2 * self.base

    @property
    def told(self) -> bool:
        """Is a share said?"""
        return self.shown and self.low is not None and not self.is_small

    @property
    def narrow(self) -> bool:
        return self.shown and self.low is not None and self.high is not None and self.high - self.low <= NARROW


MISSING = Reach("no_data")
ONLY_DISTRICT = Reach("protected", note="Diese Auswahl wird zum Schutz der Kinder nur für den Landkreis gezeigt.")


def from_row(row: dict | None, base: int) -> Reach:
    """A row of the figure table; None (not published) is no data. base: of the rounding of this publication."""
    if row is None:
        return MISSING
    people = row["denominator"]
    about = {"children": people, "day": row["denominator_date"], "note": row["note"] or ""}
    about |= {"reason": row["reason"], "base": base}
    if row["state"] != "ok":
        return Reach(row["state"], **about)
    if row["bound_low"] is None:
        chance = None if row["low"] is None else (row["low"], row["high"])
        return Reach("ok", row["value"], row["value"], row["numerator"], row["numerator"], chance=chance, **about)
    low, high = row["bound_low"], row["bound_high"]
    counts = [None if rate is None else round(rate * people) for rate in (low, high)]
    return Reach("ok", low, high, *counts, **about)


def share(reach: Reach, digits: int = 0, unit: str = "of_100") -> Cell:
    """The share of a reach as a cell; a lower end of very few children is no lower end."""
    if not reach.shown:
        return Cell(unit, state=reach.state)
    if reach.is_small:
        return Cell(unit, state="small", base=reach.base)
    if reach.low is None:
        return Cell(unit, state="no_share")
    few = reach.count_low is not None and reach.count_low < 2 * reach.base and not reach.is_value
    return Cell(
        unit, 0.0 if few and reach.high else reach.low, reach.high, digits, base=reach.base, chance=reach.chance
    )


def children_cell(reach: Reach, base: int) -> Cell:
    """The children of a reach as a cell."""
    low = reach.count_low if reach.shown else None
    return Cell("children", low, reach.count_high if low is not None else None, base=base)


def counted(count: int, base: int) -> Cell:
    """A protected count; a small one as the counts it may have been rounded from."""
    if count >= 2 * base:
        return Cell("number", count, count, base=base)
    return Cell("number", max(1, count - base + 1) if count else 0, count + base - 1, base=base)


def people_cell(reach: Reach) -> Cell:
    """Whom a reach relates to, as a cell."""
    return Cell("number", reach.children or None, reach.children or None)


def apart(one: Reach, other: Reach) -> bool:
    """Is the first certainly below the second, whatever overlap and chance leave open?"""
    return _span(one)[1] < _span(other)[0]


def _span(reach: Reach) -> tuple[float, float]:
    if reach.open_end:
        return reach.low, 1.0
    low, high = reach.low, reach.high
    return (min(low, reach.chance[0]), max(high, reach.chance[1])) if reach.chance else (low, high)
