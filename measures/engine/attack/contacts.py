"""What belongs together in the first contacts of a publication? New children, children seen so far and users, by age and key.

Seen so far of a birth year = seen the year before, one year younger, + new this year. At 0 and in the first year of the record
everyone seen is new and has one figure (measures/first_contact.py). New to a group is new to one of its parts; but whoever is
new to a part may have known the group, so new children of a part may be more than those of the whole.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.attack.cells import NOBODY, UNKNOWN, Cells, Lattice
from measures.engine.attack.relations import (
    NO_LIMIT,
    Members,
    Offers,
    Relation,
    Tables,
    by_group,
    district_of,
    inclusions,
    relation,
    tilings,
    unions,
)

KINDS = ("age", "born", "users", "users_born", "seen", "seen_born")
SO_FAR = {"seen": "age", "seen_born": "born"}
INSIDE = (("born", "age"), ("users_born", "users"), ("seen_born", "seen"), ("age", "users"), ("born", "users_born"), ("age", "seen"), ("born", "seen_born"))  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """The cells of one key: at[kind, year, interval of ages, group]; written: there is a row, whatever its state."""

    at: np.ndarray
    written: np.ndarray
    years: list[int]
    intervals: dict[int, tuple[int, int]]
    groups: list[str]

    def of(self, kind: str) -> np.ndarray:
        return np.asarray(self.at[KINDS.index(kind)])


def contact_relations(
    cells: Cells,
    figures: pl.DataFrame,
    reach: Lattice | None,
    entries: Lattice | None,
    tables: Tables,
    members: Offers,
) -> list[Relation]:
    """figures: the rows of first_contact; reach, entries: the cells of which every first contact is part."""
    rows = _placed(cells, figures)
    found = []
    for _, of_space in rows.partition_by("space", as_dict=True).items():
        contacts = _contacts(of_space)
        told = frozenset(group for group in contacts.groups if members.get(group) == frozenset({group}))
        inside = {at: members.get(g, frozenset()) & told for at, g in enumerate(contacts.groups)}
        found += [*_ages_and_kinds(cells, contacts), *_so_far(cells, contacts), *_groups(cells, contacts, inside)]
        if reach:
            found += _inside(cells, contacts, reach, tables, ("age", "users"))
        if entries:
            found += _inside(cells, contacts, entries, tables, ("age",))
    return found


def _placed(cells: Cells, figures: pl.DataFrame) -> pl.DataFrame:
    key = ["measure", "year", "item", "offer_group"]
    place = cells.rows.with_row_index("place").select(*key, "place")
    rows = figures.filter(pl.col("quantity").is_in(KINDS)).join(place, on=key, how="left", maintain_order="left")
    return rows.rename({"quantity": "kind", "age": "first", "age_to": "last", "source": "space"})


def _contacts(rows: pl.DataFrame) -> Contacts:
    """Not for this age means nobody, but only among new children: who was seen before stays seen."""
    intervals = rows.select("first", "last").unique().sort("first", "last").with_row_index("ages_at")
    rows = rows.join(intervals, on=["first", "last"], how="left", maintain_order="left")
    groups, years = sorted(rows["offer_group"].unique()), list(range(min(rows["year"]), max(rows["year"]) + 1))
    at = np.full((len(KINDS), len(years), len(intervals), len(groups)), UNKNOWN, dtype=np.int64)
    place = (
        rows["kind"].cast(pl.Enum(KINDS)).to_physical().to_numpy(),
        rows["year"].to_numpy() - years[0],
        rows["ages_at"].to_numpy(),
        rows["offer_group"].cast(pl.Enum(groups)).to_physical().to_numpy(),
    )
    nobody = (pl.col("state") == "not_applicable") & ~pl.col("kind").is_in(list(SO_FAR))
    value = pl.coalesce(pl.col("place").cast(pl.Int64), pl.when(nobody).then(NOBODY).otherwise(UNKNOWN))
    at[place] = rows.select(value).to_series().to_numpy()
    written = np.zeros(at.shape, dtype=bool)
    written[place] = True
    return Contacts(at, written, years, dict(enumerate(intervals.select("first", "last").iter_rows())), groups)


def _ages_and_kinds(cells: Cells, contacts: Contacts) -> list[Relation]:
    by_age = np.moveaxis(contacts.at, 2, -1)
    tiled = tilings(contacts.intervals)
    return [
        *(relation(cells, by_age[..., whole], by_age[..., parts], most=0) for whole, parts in tiled),
        *(relation(cells, contacts.of(outer), contacts.of(inner)[..., None]) for inner, outer in INSIDE),
    ]


def _single(contacts: Contacts) -> list[int]:
    """Places of the single ages 0, 1, 2 … as far as they go without a hole."""
    place = {first: at for at, (first, last) in contacts.intervals.items() if first == last}
    ages = next(age for age in range(len(place) + 1) if age not in place)
    return [place[age] for age in range(ages)]


def _so_far(cells: Cells, contacts: Contacts) -> list[Relation]:
    found, ages = [], _single(contacts)
    for so_far, new in SO_FAR.items():
        seen, first = contacts.of(so_far)[:, ages], contacts.of(new)[:, ages].copy()
        written = contacts.written[KINDS.index(so_far)][:, ages]
        first[:, 0] = contacts.of("age")[:, ages[0]] if ages else first[:, 0]  # at 0 all are born here
        everyone_new = ~written.any(axis=1, keepdims=True) | (np.arange(len(ages)) == 0)[None, :, None]
        start = np.where(everyone_new, first, seen)
        parts = np.stack([start[:-1, :-1], first[1:, 1:]], axis=-1)
        found.append(relation(cells, seen[1:, 1:], parts, most=0))
    return found


def _groups(cells: Cells, contacts: Contacts, members: Members) -> list[Relation]:
    found = []
    for kind in SO_FAR:
        found += inclusions(cells, by_group(cells, contacts.of(kind)), members)
    lines = by_group(cells, contacts.at)
    for whole, parts in unions(members):
        found.append(relation(cells, lines[whole], lines[parts].T, -NO_LIMIT, 0, disjoint=False))
    return found


def _inside(cells: Cells, contacts: Contacts, reach: Lattice, tables: Tables, kinds: tuple[str, ...]) -> list[Relation]:
    """Whoever is there for the first time, or a user, of this age used the group this year; who never came before was not there
    the year before either."""
    edges = {(first, last): band for band, _, first, last in tables["age_band"].iter_rows()}
    district = district_of(tables)
    sheets = {year: at for at, (year, item) in enumerate(reach.sheets) if not item}
    shown = {at: edges[ages] for at, ages in contacts.intervals.items() if edges.get(ages) in reach.bands}
    bands = [(at, reach.bands.index(band)) for at, band in shown.items()]
    shared = [group for group in contacts.groups if group in reach.groups]
    years = [at for at, year in enumerate(contacts.years) if year in sheets]
    if district not in reach.areas or not (bands and shared and years):
        return []
    used = reach.at[[sheets[contacts.years[at]] for at in years], reach.areas.index(district)]
    used = used[:, :, reach.sexes.index("all")][:, :, [reach.groups.index(g) for g in shared]]
    own = [contacts.groups.index(group) for group in shared]
    tiled, found = dict(tilings(contacts.intervals)), []
    for here, there in bands:
        whole, new = used[:, there], contacts.at[:, years][:, :, :, own]
        for kind in kinds:
            of_kind = new[KINDS.index(kind)]
            found.append(relation(cells, whole, of_kind[:, here, :, None]))
            if here in tiled:
                parts = np.stack([of_kind[:, part] for part in tiled[here]], axis=-1)
                found.append(relation(cells, whole, parts))
    return found
