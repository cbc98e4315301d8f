"""What do the published first contacts tell of an offer group? Read back into years and ages, one record per key.

Everything here is made of protected figures; a count that is not shown is unknown (NaN), never guessed from elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from measures.engine.methods.lifetable import Contacts, already_reached, ever_seen, shared_out, yearly_spread
from store.tables import SHOWN

NEAR_YEARS = 3  # before and after: the share of children born here is that of seven years


@dataclass(frozen=True)
class Moves:
    """[year, age], NaN = not known. left: share of the birth year that moved away in the year; lived: children of the
    birth year who lived here at some time since the record began (births and in-moves), however briefly; born_here: share
    of the children who have lived here since the year of their birth."""

    left: np.ndarray
    lived: np.ndarray
    born_here: np.ndarray


@dataclass(frozen=True)
class Record:
    """What one key tells of one offer group. years: consecutive; complete: delivered in full; offered: by age, is there an
    offer for it; born_here: only children born in the district are followed, because arrivals are known; moves: births and
    moves as sums, where it is not so."""

    years: list[int]
    complete: np.ndarray
    offered: np.ndarray
    people: np.ndarray  # [year, age] all children, the denominator shown
    contacts: Contacts
    born_here: bool
    moves: Moves | None = None

    @cached_property
    def reached(self) -> np.ndarray:
        left = self.moves.left if self.moves else None
        return already_reached(self.contacts, arrivals=not self.born_here, left=left)

    @cached_property
    def seen_of_all(self) -> np.ndarray:
        """[year, age]: seen so far among all children of the birth year who ever lived here since then; NaN = not known."""
        if not self.moves:
            return np.full(self.people.shape, np.nan)
        return np.asarray(np.minimum(ever_seen(self.contacts) / self.moves.lived, 1))

    @cached_property
    def staying(self) -> np.ndarray:
        """[year, age]: those seen so far who certainly live here still. Where nobody knows who left, those of the year alone."""
        known = self.born_here or self.moves is not None
        return np.asarray(np.nan_to_num(self.contacts.first) + (self.reached if known else 0.0))

    @cached_property
    def shock(self) -> float:
        """How far whole years lie apart (lifetable.py, yearly_spread)."""
        windows = np.array([self.window(year) for year in range(len(self.years))])
        needed = np.array([self.needed(age) for age in range(len(self.offered))])
        return yearly_spread(self.contacts, self.reached, windows[:, None] >= needed)

    def window(self, year: int) -> int:
        """Years delivered in full without a gap, up to this one (a position)."""
        gaps = np.flatnonzero(~self.complete[: year + 1])
        return year - (int(gaps[-1]) if len(gaps) else -1)

    def needed(self, age: int) -> int:
        """Years of record that a child of this age is known for since the first age with an offer."""
        offered = np.flatnonzero(self.offered)
        return int(min(age, offered[-1]) - offered[0]) + 1


def entries_of(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures of first_contact: kind, first, last, space, count (NaN = not known), short, offered (1.0: for this age)."""
    told = pl.col("state").is_in(SHOWN)
    counted = pl.coalesce("numerator", "counted", (pl.col("bound_low") * pl.col("denominator")).round())
    count = pl.when(pl.col("state") == "not_applicable").then(0.0).when(told).then(counted)
    return (
        figures.filter(measure="first_contact")
        .with_columns(
            kind="quantity",
            first=pl.col("age").cast(pl.Int64),
            last=pl.col("age_to").cast(pl.Int64),
            space=pl.col("source").fill_null(""),
            count=count.fill_null(float("nan")),
            short=told & pl.coalesce("numerator", "counted").is_null() | (pl.col("state") == "no_data"),
            offered=(pl.col("state") != "not_applicable").cast(pl.Float64),
        )
        .sort("offer_group", "year", "item")
    )


def records_of(
    of_group: pl.DataFrame,
    entries: pl.DataFrame,
    moves: pl.DataFrame | None = None,
    *,
    wider: Sequence[str],
    variance: float,
) -> dict[str, Record]:
    """One record per key of the group; moves: births and moves of the district (engine/reading/projection.py, MOVES); wider:
    the groups with all of its offers, the widest first (`containing`); variance: of the rounding of one count."""
    spaces = of_group.filter(kind="age")["space"].unique().sort()
    inside = {space: (of_group.filter(space=space), _users(entries.filter(space=space), wider)) for space in spaces}
    return {space: _record(*rows, moves, variance) for space, rows in inside.items()}


def containing(offer_groups: pl.DataFrame, group: str) -> list[str]:
    """The groups with all offers of this one, itself among them, the widest first."""
    offers = {name: set(of) for name, of in offer_groups.select("offer_group", "offers").iter_rows()}
    return sorted((name for name in offers if offers[name] >= offers[group]), key=lambda name: -len(offers[name]))


def _users(of_space: pl.DataFrame, wider: Sequence[str]) -> pl.DataFrame:
    """The rows of the widest group whose users are told with the place of birth: of whom arrivals are known."""
    told = set(of_space.filter(kind="users_born")["offer_group"])
    return of_space.filter(offer_group=next((group for group in wider if group in told), ""))


def _record(rows: pl.DataFrame, of_users: pl.DataFrame, moves: pl.DataFrame | None, variance: float) -> Record:
    everyone = rows.filter(kind="age")
    years, ages = list(range(min(everyone["year"]), max(everyone["year"]) + 1)), max(everyone["last"]) + 1
    people = table(everyone, years, ages, "denominator")
    short = set(everyone.filter((pl.col("first") == pl.col("last")) & pl.col("short"))["year"])
    delivered = np.array([year not in short for year in years])
    offered = np.nan_to_num(table(everyone, years, ages, "offered")).any(axis=0)
    contacts = _filled(everyone, rows.filter(kind="seen"), years, people, variance * offered)
    record = Record(years, delivered, offered, people, contacts, False, moves_of(moves, years, people))
    born = rows.filter(kind="born")
    if born.is_empty():
        return record
    rate = record.moves.born_here if record.moves else _born_here_rate(of_users, years, ages)
    born = pl.concat([born, everyone.filter(first=0, last=0)])
    born_here = _filled(born, rows.filter(kind="seen_born"), years, people * rate, variance * offered)
    return replace(record, contacts=born_here, born_here=True, moves=None)


def moves_of(rows: pl.DataFrame | None, years: list[int], people: np.ndarray) -> Moves | None:
    """Births and moves of the years of a record; None unless delivered for every year after the first."""
    if rows is None or len(years) < 2 or not set(rows["year"]).issuperset(years[1:]):
        return None
    rows = rows.filter(pl.col("year").is_in(years), pl.col("age") < people.shape[1])
    rows = rows.with_columns(first="age", last="age")
    births, came, went = (table(rows, years, people.shape[1], name) for name in ("births", "moved_in", "moved_out"))
    left, lived = np.full(people.shape, np.nan), people + np.nan_to_num(went)  # who moved in the year lived here too
    left[1:, 1:] = np.divide(went[1:, 1:], people[:-1, :-1], out=left[1:, 1:], where=people[:-1, :-1] > 0)
    born = births[:, 0] + came[:, 0]
    lived[:, 0] = np.where(np.isnan(born), lived[:, 0], born)
    for year in range(1, len(years)):
        lived[year, 1:] = lived[year - 1, :-1] + came[year, 1:]
    return Moves(np.clip(left, 0, 1), lived, _never_away(came, people))


def _never_away(came: np.ndarray, people: np.ndarray) -> np.ndarray:
    """[year, age] share of the children who have lived here since the year of their birth: each year those who came are others.

    Whoever leaves is as likely to be one of them as any child of the birth year. At 0 all are; the older ones of the first
    year came as often before as children of each age do in the record."""
    known = ~np.isnan(came) & (people > 0)
    new = np.divide(came, people, out=np.zeros(people.shape), where=known)
    each = np.where(known, people, 0).sum(axis=0)
    usual = np.divide(np.where(known, came, 0).sum(axis=0), each, out=np.zeros(len(each)), where=each > 0)
    new[:, 0] = usual[0] = 0
    share = np.tile(np.cumprod(1 - np.minimum(usual, 1)), (len(people), 1))
    for year in range(1, len(people)):
        share[year, 1:] = share[year - 1, :-1] * (1 - np.minimum(new[year, 1:], 1))
    return share


def table(rows: pl.DataFrame, years: list[int], ages: int, column: str) -> np.ndarray:
    """[year, age] of the rows of single ages, NaN where there is none."""
    found = np.full((len(years), ages), np.nan)
    single = rows.filter(pl.col("first") == pl.col("last")).drop_nulls(column)
    found[single["year"].to_numpy() - years[0], single["first"].to_numpy()] = single[column].to_numpy()
    return found


def _filled(
    rows: pl.DataFrame, seen: pl.DataFrame, years: list[int], people: np.ndarray, variance: np.ndarray
) -> Contacts:
    """variance: by age, of the rounding of one count."""
    bands = []
    for (first, last), band in rows.filter(pl.col("last") > pl.col("first")).group_by("first", "last"):
        count = np.full(len(years), np.nan)
        count[band["year"].to_numpy() - years[0]] = band["count"].to_numpy()
        bands.append((first, last, count))
    filled, noise = shared_out(table(rows, years, people.shape[1], "count"), bands, variance)
    return Contacts(filled, noise, people, table(seen, years, people.shape[1], "count"))


def _born_here_rate(of_users: pl.DataFrame, years: list[int], ages: int) -> np.ndarray:
    """[year, age] share of children born in the district: that among all users of this age, of some years together.

    of_users: the entries of one group (`_users`). At 0 all are born here; in the first year all users are new. Not told at
    an age: as at the age before. Two rounded counts may make it a little more than 1: cut there, it would be too low in the mean.
    """
    counts = []
    for kind, new in (("users", "age"), ("users_born", "born")):
        users = of_users.filter(kind=kind)
        first_years = of_users.filter(pl.col("year") < users["year"].min(), kind=new)
        counts.append(table(pl.concat([first_years, users]), years, ages, "count"))
    everyone, born = counts
    known = ~np.isnan(everyone) & ~np.isnan(born)
    of_these, all_users = (_pooled(np.where(known, count, 0)) for count in (born, everyone))
    rate = np.divide(of_these, all_users, out=np.full(all_users.shape, np.nan), where=all_users > 0)
    rate[:, 0] = 1
    for age in range(1, ages):
        rate[:, age] = np.where(np.isnan(rate[:, age]), rate[:, age - 1], rate[:, age])
    return np.asarray(rate)


def _pooled(count: np.ndarray) -> np.ndarray:
    """The sum of each year and the NEAR_YEARS before and after it."""
    total = np.cumsum(np.pad(count, ((NEAR_YEARS + 1, NEAR_YEARS), (0, 0))), axis=0)
    return np.asarray(total[2 * NEAR_YEARS + 1 :] - total[: -2 * NEAR_YEARS - 1])


def sums_by_year(of_group: pl.DataFrame, places: dict[str, int]) -> dict[int, list[str]]:
    """Year → offers of the group that came as sums in this year or before, in the order of the profile."""
    sums, years = of_group.filter(kind="sums"), sorted(set(of_group["year"]))
    order = lambda offer: (places.get(offer, len(places)), offer)
    return {year: sorted(set(sums.filter(pl.col("year") <= year)["offer"]), key=order) for year in years}
