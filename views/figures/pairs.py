"""Which offers share children, and what is not known? A pair of the figure table becomes a `Partner`; the page reads no rows.

Pairs of one level only: offers with offers, Bereiche with Bereiche. The district, all ages under 18.
"""

from dataclasses import dataclass
from itertools import combinations

import polars as pl

from measures.engine.reading.coverage import space_of
from views.figures.reach import MISSING, Reach, Record, from_row, share
from views.figures.read import Figures, kept
from views.finding import Cell

LEVELS = {"angebot": "", "bereich": "Bereich: "}  # level → what stands before the name in the menu
KNOWN = ("counted", "stated")


@dataclass(frozen=True)
class Partner:
    """The other one of a pair. share: of the children in the chosen offer; both: children in both, of all children.

    kind: counted (one key tells of both) | stated (counted by hand) | protected | no_data | keys (each has a key of its
    own) | unlinked (at least one has none) | refused (the count by hand contradicts what was delivered).
    """

    group: str
    name: str
    kind: str
    share: Reach
    both: Reach

    @property
    def known(self) -> bool:
        return self.kind in KNOWN

    @property
    def bounded(self) -> bool:
        """Not known, but both numbers leave not everything possible."""
        return not self.known and self.share.shown

    @property
    def cell(self) -> Cell:
        """The share, or why there is none."""
        if self.known and self.both.is_small:
            return Cell("of_100", state="small", base=self.both.base)
        if self.share.shown:
            return share(self.share)
        if self.known:
            return Cell("of_100", state="no_share")
        return Cell("of_100", state=self.kind if self.kind in ("protected", "no_data") else "unknown")


@dataclass(frozen=True)
class Stated:
    """A pair counted by hand, with its children; pair and names: sorted."""

    pair: tuple[str, ...]
    names: tuple[str, ...]
    both: Reach


@dataclass(frozen=True)
class OpenPair:
    """A pair of which nobody knows how many children use both. children: of so many it is open; without_key: the names of
    those that come without one."""

    names: tuple[str, ...]
    children: int
    without_key: tuple[str, ...]


@kept
def rows_of_pairs(figures: Figures, year: int) -> dict[tuple[str, str], Record]:
    """Both groups, sorted → the row of the pair."""
    return {(row["offer_group"], row["partner"]): row for row in figures.rows("overlap", year=year)}


@kept
def shares(figures: Figures, year: int, quantity: str = "") -> dict[tuple[str, str | None], Reach]:
    """Group and the other one (of „entry“: the source that tells) → the share of its children; quantity: '' = in the same
    year, before, entry."""
    rows = [row for row in figures.rows("overlap_share", year=year) if (row["quantity"] or "") == quantity]
    other = "source" if quantity == "entry" else "partner"
    return {(row["offer_group"], row[other]): from_row(row, figures.base) for row in rows}


@kept
def keys_of_offers(figures: Figures, year: int) -> dict[str, set[str]]:
    """Offer → its keys in the year; '' = it comes without one."""
    found: dict[str, set[str]] = {}
    status = figures.published.table("source_status").filter(pl.col("year") == year)
    for offer, source, counting in status.select("offer", "source", "counting").iter_rows():
        found.setdefault(offer, set()).add(space_of(counting, source) or "")
    return found


@kept
def not_linkable(figures: Figures, year: int) -> frozenset[str]:
    """Offers and Bereiche of which no one key tells, as the pairs say it."""
    rows = [row for row in rows_of_pairs(figures, year).values() if row["reason"] == "not_linkable"]
    return frozenset(group for row in rows for group in row["reason_offers"] or ())


def key_of(figures: Figures, group: str, year: int) -> str:
    """The one key that tells of all offers of the group; '' where none does."""
    if group in not_linkable(figures, year):
        return ""
    known = keys_of_offers(figures, year)
    keys = set().union(*(known.get(offer, set()) for offer in figures.group[group]["offers"]))
    return keys.pop() if len(keys) == 1 else ""


def choices(figures: Figures, year: int) -> dict[str, str]:
    """Offers, then Bereiche, that are in a pair of the year; in the order of the profile."""
    paired = {group for pair in rows_of_pairs(figures, year) for group in pair}
    return {
        key: mark + figures.names[key]
        for level, mark in LEVELS.items()
        for key in figures.of_level(level)
        if key in paired
    }


def best(figures: Figures, year: int) -> str:
    """The choice with the most pairs that are known, of these the one with the largest share."""

    def knowledge(group: str) -> tuple[int, float]:
        known = [p for p in partners(figures, group, year) if p.known and p.share.shown]
        return len(known), max((p.share.least for p in known), default=0)

    return max(choices(figures, year), key=knowledge, default="")


@kept
def partners(figures: Figures, group: str, year: int) -> tuple[Partner, ...]:
    """All pairs of the group: known ones first, the largest share first; then the narrowest bound first."""
    told = shares(figures, year)
    found = []
    for pair, row in rows_of_pairs(figures, year).items():
        if group in pair:
            other = pair[1] if pair[0] == group else pair[0]
            share = told.get((group, other), MISSING)
            kind = _kind(figures, row, pair, year)
            found.append(Partner(other, figures.names[other], kind, share, from_row(row, figures.base)))
    return tuple(sorted(found, key=_order))


def _order(partner: Partner) -> tuple[int, float, str]:
    if partner.known:
        return 0, -partner.share.least, partner.name
    return 1, partner.share.most if partner.bounded else 1, partner.name


def _kind(figures: Figures, row: Record, pair: tuple[str, str], year: int) -> str:
    keys = [key_of(figures, group, year) for group in pair]
    if row["state"] == "ok":
        return "counted" if keys[0] and keys[0] == keys[1] else "stated"
    if row["state"] in ("protected", "no_data"):
        return str(row["state"])
    if row["reason"] == "refused":
        return "refused"
    return "unlinked" if not_linkable(figures, year) & set(pair) else "keys"


def stated(figures: Figures, year: int) -> list[Stated]:
    """All pairs of the year that were counted by hand, by name."""
    found = []
    for pair, row in rows_of_pairs(figures, year).items():
        if row["state"] == "ok" and _kind(figures, row, pair, year) == "stated":
            names = sorted(figures.names[group] for group in pair)
            found.append(Stated(pair, tuple(names), from_row(row, figures.base)))
    return sorted(found, key=lambda one: one.names)


@kept
def open_pairs(figures: Figures, year: int) -> list[OpenPair]:
    """Pairs of offers that nobody can tell, with the children left open; the most first.

    Open: from max(0, a + b − all children) to the smaller of the two, both as published."""
    reaches = figures.along("offer_group", "annual_reach", year)
    names = {offer: figures.names[offer] for offer in figures.of_level("angebot")}
    found = []
    for key, row in rows_of_pairs(figures, year).items():
        pair = sorted(key, key=list(figures.group).index)
        sides = [reaches.get(group, MISSING) for group in pair]
        if row["state"] == "not_applicable" and set(pair) <= names.keys() and all(map(_has_limits, sides)):
            least = max(0, sum(side.count.least for side in sides) - sides[0].people.least)
            without = tuple(names[group] for group in pair if group in not_linkable(figures, year))
            children = round(min(side.count.most for side in sides) - least)
            found.append(OpenPair(tuple(names[group] for group in pair), children, without))
    return sorted(found, key=lambda one: (-one.children, one.names))


def _has_limits(reach: Reach) -> bool:
    return reach.shown and reach.count_low is not None and reach.count_high is not None


def matrix(figures: Figures, year: int) -> tuple[list[str], dict[tuple[str, str], Partner]]:
    """The Bereiche that are in a pair, and (row, column) → what is told of the children of the row."""
    domains = [key for key in choices(figures, year) if figures.group[key]["level"] == "bereich"]
    return domains, {(group, p.group): p for group in domains for p in partners(figures, group, year)}


def linked(domains: list[str], cells: dict[tuple[str, str], Partner]) -> list[str]:
    """The Bereiche that have something in their row or column: a number, a limit, or one that is not shown."""
    told = [pair for pair, p in cells.items() if p.known or p.bounded or p.kind in ("protected", "refused")]
    return [domain for domain in domains if any(domain in pair for pair in told)]


def known_pairs(domains: list[str], cells: dict[tuple[str, str], Partner]) -> tuple[int, int, int]:
    """Pairs of Bereiche: known, only bounded, all."""
    sides = [[cells[side] for side in (pair, pair[::-1]) if side in cells] for pair in combinations(domains, 2)]
    met = [side for side in sides if side]
    known = sum(any(p.known for p in side) for side in met)
    return known, sum(any(p.bounded for p in side) for side in met), len(met)
