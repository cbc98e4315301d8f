"""What would releasing a draft change in the figures? From published figures only, measure by measure, largest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from store import versions
from store.changes import changes
from store.published import Published, open_version
from store.table import Row

FIRST = 4  # changes of a measure that are told; the others are counted
DIMENSIONS = ("quantity", "reference_date", "department", "section", "partner", "offer", "age", "age_to", "cohort", "period_from", "period_to")  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A figure in one version: low == high: one number; high None: a lower bound; low None: no number, and `state` says why.
    doubts: codes of what its completeness is doubted for, or that it is preliminary or final."""

    low: float | None
    high: float | None
    state: str
    doubts: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """before, after: None = there is no such figure. counted: children, else in `unit`. about: what the figure speaks of besides, by
    the names of its dimensions."""

    area: str
    year: int
    group: str
    ages: str
    sex: str
    unit: str
    counted: bool
    about: tuple[tuple[str, str | int | date], ...]
    before: Told | None
    after: Told | None


@dataclass(frozen=True)
class OfMeasure:
    """number: how many of its figures change; first: those that change most."""

    measure: str
    label: str
    number: int
    first: tuple[Change, ...]


@dataclass(frozen=True)
class Changed:
    measures: tuple[OfMeasure, ...]
    base: int  # what counts are rounded to

    @property
    def number(self) -> int:
        return sum(measure.number for measure in self.measures)


def changed(store: Path, number: int) -> Changed:
    """What releasing this version would change in every figure that is shown. Raises StoreProblem."""
    holds = versions.released(store)
    return between(store, holds.number if holds else None, number)


@lru_cache(maxsize=2)
def between(store: Path, first: int | None, second: int) -> Changed:
    """What the second of two versions shows otherwise; they never change. Raises StoreProblem."""
    after = open_version(versions.version(store, second))
    found = changes(open_version(versions.version(store, first)) if first is not None else None, after)
    return Changed(tuple(_of_measures(found, after)), int(after.meta["base"]))


def _of_measures(found: pl.DataFrame, after: Published) -> Iterator[OfMeasure]:
    labels = dict(after.table("definition").select("measure", "label").iter_rows())
    names = {table: _names(after, table) for table in ("area", "offer_group", "age_band", "offer")}
    for (measure,), rows in found.group_by("measure", maintain_order=True):
        first = tuple(_change(row, names) for row in rows.head(FIRST).iter_rows(named=True))
        yield OfMeasure(str(measure), labels.get(measure, str(measure)), rows.height, first)


def _change(row: Row, names: dict[str, dict[str, str]]) -> Change:
    about = {name: row[name] for name in DIMENSIONS if row[name] is not None}
    if about.get("age") is not None and about.get("age") == about.get("age_to"):
        about["single_age"] = about.pop("age")
        del about["age_to"]
    about |= {name: names[of].get(about[name], about[name]) for name, of in NAMED.items() if name in about}
    return Change(
        _name(names, "area", row),
        row["year"],
        _name(names, "offer_group", row),
        _name(names, "age_band", row),
        row["sex"],
        row["unit"] or "",
        row["counted"],
        tuple(about.items()),
        _told(row, "before"),
        _told(row, "after"),
    )


def _name(names: dict[str, dict[str, str]], column: str, row: Row) -> str:
    """A key without a name stays."""
    return names[column].get(row[column]) or str(row[column])


NAMED = {"partner": "offer_group", "offer": "offer"}  # dimensions that are keys of a table


def _told(row: Row, when: str) -> Told | None:
    state = row[f"state_{when}"]
    if state is None:
        return None
    lost = "rows_lost" if row[f"rows_lost_{when}"] else None
    doubts = dict.fromkeys(filter(None, (row[f"reason_{when}"], lost, row[f"stage_{when}"])))
    return Told(row[f"low_{when}"], row[f"high_{when}"], state, tuple(doubts))


def _names(published: Published, table: str) -> dict[str, str]:
    """Key → name, as it is shown; each of these tables has a key of its own name."""
    return dict(published.table(table).select(table, "name").iter_rows())
