"""What belongs together in a publication, by definition? The relations an attacker adds and subtracts along.

Areas and their parts (and children of no known municipality), all ages and the age bands, both sexes, a group and the groups
inside it, first contacts and the children seen so far, an overlap and the two groups it lies in. Taken for granted is what a
reader would take for granted (nobody lives in an uninhabited area, everyone is a girl or a boy): where the figures deny it,
the relation is left out (engine/attack/audit.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.attack.cells import UNKNOWN, Cells, Lattice

NO_LIMIT = 10**9
Tables = Mapping[str, pl.DataFrame]  # the published ones
Offers = dict[str, frozenset[str]]  # group → its offers that count
Members = Mapping[int, frozenset[str]]  # the same by place


@dataclass(frozen=True)
class Relation:
    """Many relations of one kind: least ≤ whole − Σ parts ≤ most; a part below 0 is none.

    narrows: used to narrow; disjoint: whole without its shown parts is a group of children, which must not be proved small.
    """

    whole: np.ndarray
    parts: np.ndarray
    least: np.ndarray
    most: np.ndarray
    narrows: bool = True
    disjoint: bool = False


def relation(
    cells: Cells,
    whole: np.ndarray,
    parts: np.ndarray,
    least: int = 0,
    most: int = NO_LIMIT,
    *,
    narrows: bool = True,
    disjoint: bool = True,
) -> Relation:
    """Only where there is something to learn: the whole has a cell, a part has one, and one of them is shown.

    An UNKNOWN part may hold anybody: the whole is then at least its other parts, and not at most.
    """
    whole, parts = whole.ravel(), parts.reshape(whole.size, parts.shape[-1])
    unknown, there = (parts == UNKNOWN).any(axis=1), parts >= 0
    shown = cells.shown[whole] | (there & cells.shown[parts]).any(axis=1)
    kept = (whole >= 0) & there.any(axis=1) & shown & ~(unknown & (least < 0))
    edges = np.full(kept.sum(), least), np.where(unknown, NO_LIMIT, most)[kept]
    return Relation(whole[kept], parts[kept], *edges, narrows=narrows, disjoint=disjoint)


def of_lattice(cells: Cells, of: Lattice, tables: Tables, members: Offers, *, grows: bool = True) -> list[Relation]:
    """grows: whoever counts for a group counts for every group around it (not so of those who are new)."""
    found = [*_areas(cells, of, tables), *_ages(cells, of, tables), *_groups(cells, of, members, grows=grows)]
    if {"all", "m", "w"} <= set(of.sexes):
        both, each = cut(of, 3, of.sexes.index("all"), [of.sexes.index(sex) for sex in "mw"])
        found.append(relation(cells, both, each, most=0))
        found.append(_ends_of_parts(cells, both, each)[0])
    return found


def of_ranges(cells: Cells) -> list[Relation]:
    """Lower end ≤ children ≤ upper end."""
    ranged, closed = (np.flatnonzero(~cells.plain & (end != UNKNOWN)) for end in (cells.lower, cells.upper))
    return [
        relation(cells, ranged, cells.lower[ranged][:, None], disjoint=False),
        relation(cells, cells.upper[closed], closed[:, None], disjoint=False),
    ]


def cut(of: Lattice, axis: int, whole: int, parts: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """The cells of one place of an axis and, last, those of its parts; UNKNOWN where the people do not add up: some measures
    have an „all“ of their own, which is not the sum of the age bands."""
    at, people = (np.moveaxis(array, axis, -1) for array in (of.at, of.people))
    adds_up = people[..., whole] == people[..., parts].sum(axis=-1)
    return np.where(adds_up, at[..., whole], UNKNOWN), at[..., parts]


# ── Areas and ages ──────────────────────────────────────────────────────────────────────────────


def unknown_homes(tables: Tables) -> int:
    """At most so many children of a cell live in no known municipality: not more than there are such rows at all."""
    rows = tables["finding"].filter(pl.col("code") == "wohnort_unbekannt")["rows"]
    return int((rows + 4).sum()) if len(rows) else 0


def _areas(cells: Cells, of: Lattice, tables: Tables) -> list[Relation]:
    """A whole is the sum of its parts only where it is one number and no part is a bound without an upper end: there, offers
    are counted that know no home. Not every child of a municipality is known by its quarter."""
    areas, found = tables["area"].filter("inhabited"), []
    for (above,), inside in areas.drop_nulls("parent").partition_by("parent", as_dict=True).items():
        inner = [of.areas.index(area) for area in inside["area"] if area in of.areas]
        if above not in of.areas or not inner:
            continue
        whole = of.at[:, of.areas.index(above)]
        parts = np.stack([of.at[:, at] for at in inner], axis=-1)
        open_ended = (parts >= 0) & ~cells.plain[parts] & cells.shown[parts] & (cells.upper[parts] == UNKNOWN)
        adds_up = cells.plain[whole] & ~open_ended.any(axis=-1) & ("quartier" not in set(inside["level"]))
        district = district_of(tables)
        spare = unknown_homes(tables) if above == district else 0
        found.append(relation(cells, np.where(adds_up, whole, UNKNOWN), parts, most=spare))
        found.append(relation(cells, np.where(adds_up, UNKNOWN, whole), parts))
    return found


def _ages(cells: Cells, of: Lattice, tables: Tables) -> list[Relation]:
    edges = {band: (first, last) for band, _, first, last in tables["age_band"].iter_rows()}
    bands = {at: edges[band] for at, band in enumerate(of.bands) if band in edges}
    found = []
    for whole, parts in tilings(bands):
        outer, inner = cut(of, 2, whole, parts)
        found.append(relation(cells, outer, inner, most=0))
        found += _ends_of_parts(cells, outer, inner)
    return found


def tilings(intervals: dict[int, tuple[int, int]]) -> list[tuple[int, list[int]]]:
    """Every interval with the shorter ones that tile it: the widest way and the finest way."""
    found = []
    for whole, (first, last) in intervals.items():
        for widest in (True, False):
            parts, age = [], first
            while age <= last:
                fitting = {
                    b: at for at, (a, b) in intervals.items() if a == age and b <= last and (a, b) != (first, last)
                }
                if not fitting:
                    break
                parts.append(fitting[(max if widest else min)(fitting)])
                age = intervals[parts[-1]][1] + 1
            if age > last and len(parts) > 1 and (whole, parts) not in found:
                found.append((whole, parts))
    return found


def _ends_of_parts(cells: Cells, whole: np.ndarray, parts: np.ndarray) -> list[Relation]:
    """A range over disjoint parts is never wider than its parts together: lower end ≥ Σ lower ends, upper end ≤ Σ upper ends."""
    ranged = (whole >= 0) & ~cells.plain[whole]
    lower, upper = _end(cells.lower, whole), _end(cells.upper, whole)
    return [
        relation(cells, np.where(ranged, lower, UNKNOWN), _end(cells.lower, parts), disjoint=False),
        relation(cells, np.where(ranged, upper, UNKNOWN), _end(cells.upper, parts), -NO_LIMIT, 0, disjoint=False),
    ]


def _end(end: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The lower or upper ends of cells; NOBODY and UNKNOWN stay."""
    return np.where(places >= 0, end[places], places)


# ── Offer groups ────────────────────────────────────────────────────────────────────────────────


def district_of(tables: Tables) -> str:
    """The area that lies in no other."""
    return str(tables["area"].filter(pl.col("parent").is_null())["area"].item())


def members_of(tables: Tables) -> Offers:
    """Group → its offers that count."""
    counting = set(tables["offer"].filter("counts")["offer"])
    groups = tables["offer_group"].select("offer_group", "offers").iter_rows()
    return {group: frozenset(offers) & counting for group, offers in groups}


def nested(members: Members, *, next_only: bool) -> list[tuple[int, int]]:
    """(inner, outer) of all groups inside one another; next_only: without those that follow from two others."""
    pairs = [(a, b) for a in members for b in members if a != b and members[a] and members[a] <= members[b]]
    if not next_only:
        return pairs
    return [(a, b) for a, b in pairs if not any(members[a] < members[c] < members[b] for c in members)]


def unions(members: Members) -> list[tuple[int, list[int]]]:
    """A group and smaller groups that together hold all its offers: the largest that fit first, and the smallest."""
    found: list[tuple[int, list[int]]] = []
    for whole, offers in members.items():
        inner = [at for at in members if members[at] < offers and members[at]]
        for largest in (True, False):
            parts, rest = list[int](), set(offers)
            for at in sorted(inner, key=lambda at: len(members[at]), reverse=largest):
                if members[at] <= rest:
                    parts, rest = [*parts, at], rest - members[at]
            if not rest and sorted(parts) not in [sorted(p) for w, p in found if w == whole]:
                found.append((whole, parts))
    return found


def by_group(cells: Cells, at: np.ndarray) -> np.ndarray:
    """[group, cut]: one line per group, only the cuts in which some group is shown."""
    lines = np.ascontiguousarray(at.reshape(-1, at.shape[-1]).T)
    return lines[:, ((lines >= 0) & cells.shown[lines]).any(axis=0)]


def inclusions(cells: Cells, lines: np.ndarray, members: Members) -> list[Relation]:
    """A group inside another has no more children, and the other no group of one or two more."""
    found = []
    for next_only in (True, False):
        pairs = nested(members, next_only=next_only)
        inner, outer = (lines[[pair[side] for pair in pairs]] for side in (0, 1))
        found.append(relation(cells, outer, inner[..., None], narrows=next_only, disjoint=not next_only))
    return found


def _groups(cells: Cells, of: Lattice, members: Offers, *, grows: bool) -> list[Relation]:
    """A group inside another has no more children; a group has no more than the groups that make it up have together."""
    inside = {at: members[name] for at, name in enumerate(of.groups) if name in members}
    lines = by_group(cells, of.at)
    pairs = nested(inside, next_only=True)
    inner_lines, outer_lines = (lines[[pair[side] for pair in pairs]] for side in (0, 1))
    found = [*inclusions(cells, lines, inside), *_ends_of_pairs(cells, inner_lines, outer_lines)] if grows else []
    for at, inner in unions(inside):
        whole, parts = lines[at], lines[inner].T
        found.append(relation(cells, whole, parts, -NO_LIMIT, 0, disjoint=False))
        found.append(_ends_of_unions(cells, whole, parts))
    return found


def _ends_of_pairs(cells: Cells, inner: np.ndarray, outer: np.ndarray) -> list[Relation]:
    """The ends of a range grow with the group, and one number is its own lower and upper end."""
    lower, upper = (np.where(outer >= 0, _end(end, outer), UNKNOWN) for end in (cells.lower, cells.upper))
    ranged = (outer >= 0) & ~cells.plain[outer]
    low_inner = _end(cells.lower, inner)
    high_inner = np.where((inner >= 0) & (cells.upper[inner] < 0), inner, _end(cells.upper, inner))
    return [
        relation(cells, np.where(ranged, lower, UNKNOWN), low_inner[..., None], disjoint=False),
        relation(cells, np.where(ranged, upper, UNKNOWN), high_inner[..., None], disjoint=False),
    ]


def _ends_of_unions(cells: Cells, whole: np.ndarray, parts: np.ndarray) -> Relation:
    """The lower end of a union is no more than those of its parts together. (The upper end may be: one cut of the ages serves
    all its sources, while each part is cut as suits it best.)"""
    ranged = (whole >= 0) & ~cells.plain[whole]
    low_parts = np.where((parts >= 0) & (cells.lower[parts] < 0), parts, _end(cells.lower, parts))
    return relation(cells, np.where(ranged, _end(cells.lower, whole), UNKNOWN), low_parts, -NO_LIMIT, 0, disjoint=False)
