"""What does one published row of reach say? A value, a range, a lower bound, a small number, or why there is none.

The pages, drawings, tables and sentences read only `Reach`; nobody else looks into the columns of the figure table.
"""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from views.finding import Asked, Cell, Ends

NARROW = 0.01  # a range at most this wide is said as one number
Record = dict[str, Any]  # a row of a published table: store/tables.py says which columns it has and of which types


@dataclass(frozen=True)
class Reach(Ends):
    """state as published; rates 0..1; counts are protected (multiples of the rounding base).

    low == high: a counted value. low < high: what overlap leaves open. high None with state ok: only a lower bound is
    known. chance: the usual scatter of small numbers (95 %), never mixed with low and high. counted: so many were counted, of
    whom some may have moved away or grown too old by the end of the year; None: count says it, or it is a range for other reasons.
    evidence, linked_error: what it rests on (store/tables.toml); '' in an older edition. asked: an estimate within low and high;
    contradicted: the answers lie outside them, and nothing is estimated.
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
    counted: int | None = None
    evidence: str = ""
    linked_error: float | None = None
    asked: Asked | None = None
    contradicted: bool = False

    @property
    def shown(self) -> bool:
        return self.state == "ok"

    @property
    def is_value(self) -> bool:
        return self.shown and self.low == self.high

    @property
    def open_end(self) -> bool:
        """Is only a lower bound known? An estimate is an upper one."""
        return self.shown and self.high is None and not self.asked

    @property
    def is_small(self) -> bool:
        """A count too small to be said (below twice the rounding base): no share is said."""
        return self.shown and self.count_high is not None and self.count_high < 2 * self.base

    @property
    def as_counted(self) -> "Reach":
        """The one number where it is a range only because some may have left: developments compare those counted."""
        if self.counted is None or not self.children:
            return self
        rate = self.counted / self.children
        return replace(self, low=rate, high=rate, count_low=self.counted, count_high=self.counted, counted=None)

    @property
    def count(self) -> Cell:
        """The children reached; no number where they are not shown."""
        if not self.shown or self.count_low is None:
            return Cell("children", base=self.base)
        asked = self.asked.of(self.children or 0) if self.asked else None
        return Cell("children", self.count_low, self.count_high, base=self.base, asked=asked)

    @property
    def people(self) -> Cell:
        """Whom it relates to."""
        return Cell("number", self.children or None, self.children or None)

    @property
    def few_at_least(self) -> bool:
        """Is the lower end of the count too small to be said?"""
        return self.count.least < 2 * self.base

    @property
    def told(self) -> bool:
        """Is a share said?"""
        return self.shown and self.low is not None and not self.is_small

    @property
    def narrow(self) -> bool:
        return self.shown and self.most - self.least <= NARROW


MISSING = Reach("no_data")
ONLY_DISTRICT = Reach("protected", note="Diese Auswahl wird zum Schutz der Kinder nur für den Landkreis gezeigt.")


def from_row(row: Record | None, base: int) -> Reach:
    """A row of the figure table; None (not published) is no data. base: of the rounding of this publication."""
    if row is None:
        return MISSING
    people, low, high = row["denominator"], row["value"], row["value"]
    count_low, count_high = row["numerator"], row["numerator"]
    chance = None if row["low"] is None else (row["low"], row["high"])
    if row["bound_low"] is not None:
        low, high, chance = row["bound_low"], row["bound_high"], None
        count_low, count_high = (None if rate is None else round(rate * people) for rate in (low, high))
    if row["state"] != "ok":
        low = high = count_low = count_high = chance = None
    about = (people, row["denominator_date"], chance, row["note"] or "", row["reason"], base, row["counted"])
    rests = (row["evidence"] or "", row["linked_error"])
    return Reach(row["state"], low, high, count_low, count_high, *about, *rests)


def asked_about(row: Record) -> Hashable:
    """Which cell of annual reach do the answers of families speak of? The same for its row and for theirs; None of other measures."""
    if row["measure"] not in ("annual_reach", "asked_reach"):
        return None
    return row["year"], row["area"], row["age_band"], row["offer_group"], row["sex"]


def with_answers(reach: Reach, asked: Record | None) -> Reach:
    """The reach with the row of asked_reach beside it; none where one number or a small count says it already."""
    if asked is None or not reach.told or reach.narrow:
        return reach
    if asked["value"] is None:
        return replace(reach, contradicted=asked["reason"] == "asked_contradicts")
    within = (asked[column] for column in ("value", "low", "high", "answers", "concealed", "unequal"))
    return replace(reach, asked=Asked(*within))


def share(reach: Reach, digits: int = 0, unit: str = "of_100") -> Cell:
    """The share of a reach as a cell with its children; a lower end of very few children is no lower end."""
    if not reach.shown:
        return Cell(unit, state=reach.state)
    if reach.is_small:
        return Cell(unit, state="small", base=reach.base, count=reach.count, of=reach.children)
    if reach.low is None:
        return Cell(unit, state="no_share")
    few = reach.few_at_least and reach.count_low is not None and not reach.is_value
    low = 0.0 if few and reach.high else reach.low
    own = Cell(unit, low, reach.high, digits, base=reach.base, chance=reach.chance, asked=reach.asked)
    return replace(own, count=reach.count, of=reach.children)


def counted(count: int, base: int) -> Cell:
    """A protected count; a small one as the counts it may have been rounded from."""
    if count >= 2 * base:
        return Cell("number", count, count, base=base)
    return Cell("number", max(1, count - base + 1) if count else 0, count + base - 1, base=base)


def apart(one: Reach, other: Reach) -> bool:
    """Is the first certainly below the second, whatever overlap and chance leave open?"""
    return sure(one)[1] < sure(other)[0]


def sure(reach: Reach) -> tuple[float, float]:
    """Between what does it lie, with what overlap and chance leave open? The estimate says it more sharply than what is proved."""
    if reach.asked:
        return reach.asked.low, reach.asked.high
    low, high = (reach.least, reach.most) if reach.open_end or not reach.chance else reach.chance
    return min(low, reach.least), max(high, reach.most)
