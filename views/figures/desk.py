"""How far is each delivery at the desk, what did its check say, and what would it change? From the spool and published figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from store import spool, versions
from store.changes import changes
from store.published import Published, open_version
from store.spool import Delivery, S

WAITING = (S.CHECKED, S.REFUSED, S.SUGGESTED, S.DRAFT)  # for a person
MOVING = (  # the watcher is at it
    *(S.RECEIVED, S.CHECKING, S.TO_MAP, S.MAPPING),
    *(S.CONFIRMED, S.LOADING, S.RELEASING, S.DISCARDING),
)


@dataclass(frozen=True)
class File:
    """lacking: columns of the contract that no row fills."""

    file: str
    title: str
    role: str
    as_of: str | None
    read: int
    accepted: int
    rejected: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """level: fehler | frage | zeile | hinweis; what, expected and todo are German, as the check said them. column: the file's
    own name, "" = it is not about one; shown: what stands there, where it may be told."""

    code: str
    level: str
    file: str
    column: str
    shown: tuple[str, ...]
    what: str
    expected: str
    todo: str
    lines: tuple[int, ...]
    rows: int | None


@dataclass(frozen=True)
class Size:
    """before: None = not known."""

    source: str
    size: str
    now: int
    before: int | None
    before_as_of: date | None
    jumped: bool


@dataclass(frozen=True)
class Checked:
    """What the check said of a delivery."""

    files: tuple[File, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]
    sizes: tuple[Size, ...]

    def of(self, *levels: str) -> list[Fault]:
        return [fault for fault in self.faults if fault.level in levels]


@dataclass(frozen=True)
class Change:
    """A figure of annual reach, children before and after; None: no number is shown. base: what counts are rounded to."""

    area: str
    year: int
    group: str
    age_band: str
    before: int | None
    after: int | None
    base: int


def checked(found: Delivery, key: bytes) -> Checked | None:
    """None while it was not checked. Raises Damaged."""
    said = spool.report_of(found, key)
    return None if said is None else as_said(said)


def as_said(said: dict[str, Any]) -> Checked:
    """A report as it is kept (etl/told.py), typed."""
    return Checked(
        tuple(File(**_only(file, File)) for file in said["files"]),
        tuple(Fault(**_only(fault, Fault)) for fault in said["findings"]),
        tuple(said["notes"]),
        tuple(_size(size) for size in said["sizes"]),
    )


def _size(said: dict[str, Any]) -> Size:
    day = said["before_as_of"]
    return Size(**{**_only(said, Size), "before_as_of": date.fromisoformat(day) if day else None})


def _only(said: dict[str, Any], kind: type) -> dict[str, Any]:
    """What a report of this program says besides is for others."""
    told = {name: said[name] for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def changed(store: Path, number: int) -> Sequence[Change]:
    """What releasing this version would change in annual reach, all children of a group, largest first."""
    holds = versions.released(store)
    return between(store, holds.number if holds else None, number)


@lru_cache(maxsize=2)
def between(store: Path, first: int | None, second: int) -> tuple[Change, ...]:
    """What the second of two versions shows otherwise; they never change. Raises StoreProblem."""
    after = open_version(versions.version(store, second))
    before = open_version(versions.version(store, first)) if first is not None else None
    found = changes(before, after, "annual_reach").filter(pl.col("sex") == "all")
    areas, groups, bands = (_names(after, table) for table in ("area", "offer_group", "age_band"))
    base = int(after.meta["base"])
    return tuple(
        Change(
            areas.get(row["area"], row["area"]),
            row["year"],
            groups.get(row["offer_group"], row["offer_group"]),
            bands.get(row["age_band"], row["age_band"]),
            row["before"],
            row["after"],
            base,
        )
        for row in found.iter_rows(named=True)
    )


def _names(published: Published, table: str) -> dict[str, str]:
    """Key → name, as it is shown; each of these tables has a key of its own name."""
    return dict(published.table(table).select(table, "name").iter_rows())


def is_demo(store: Path) -> bool:
    known = versions.newest(store)
    return bool(known and known.about().get("demo"))
