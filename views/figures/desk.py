"""How far is each delivery at the desk, what did its check say, and how long did each step take? From the spool."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from store import spool, versions
from store.spool import Delivery, S, State

WAITING = (S.CHECKED, S.REFUSED, S.SUGGESTED, S.DRAFT)  # for a person
MOVING = (  # the watcher is at it
    *(S.NAMED, S.RECEIVED, S.CHECKING, S.TO_MAP, S.MAPPING),
    *(S.CONFIRMED, S.LOADING, S.RELEASING, S.DISCARDING),
)


@dataclass(frozen=True)
class File:
    """until: the day up to which it would be complete, last: the last day its rows name; None: not known. lacking: columns of the
    contract that no row fills."""

    file: str
    source: str
    title: str
    role: str
    as_of: str | None
    until: date | None
    last: date | None
    read: int
    accepted: int
    rejected: int
    lacking: tuple[str, ...]


@dataclass(frozen=True)
class Fault:
    """level: fehler | frage | zeile | hinweis; what, expected and todo are German, as the check said them. source: "" = it is of the
    whole delivery; column: the file's own name, "" = it is not about one; shown: what stands there, where it may be told."""

    code: str
    level: str
    source: str
    file: str
    column: str
    shown: tuple[str, ...]
    what: str
    expected: str
    todo: str
    lines: tuple[int, ...]
    rows: int | None


@dataclass(frozen=True)
class Before:
    """A size in the last delivery of its source, of Stand as_of, and the smallest and largest of the last five."""

    value: int
    as_of: date | None
    low: int
    high: int


@dataclass(frozen=True)
class Size:
    """before: None = not known."""

    source: str
    size: str
    now: int
    before: Before | None
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

    @property
    def titles(self) -> dict[str, str]:
        """Source → what the office calls it."""
        return {file.source: file.title for file in self.files}


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
    before = said["before"]
    return Size(**{**_only(said, Size), "before": Before(**_only(before, Before)) if before else None})


DAYS = ("until", "last")
DAYS_BEFORE = ("as_of",)


def _only(said: dict[str, Any], kind: type) -> dict[str, Any]:
    """What a report of this program says besides is for others."""
    days = DAYS_BEFORE if kind is Before else DAYS
    told = {name: said[name] for name in kind.__dataclass_fields__}  # type: ignore[attr-defined]
    told |= {name: date.fromisoformat(told[name]) for name in days if told.get(name)}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}


def taken(history: Sequence[Delivery], begun: State) -> timedelta | None:
    """How long the step took that began with this state, the last time it did; None: it is not over."""
    pairs = [(one, after) for one, after in zip(history, history[1:]) if one.state == begun]
    return _at(pairs[-1][1]) - _at(pairs[-1][0]) if pairs else None


def reached(history: Sequence[Delivery], state: State) -> datetime | None:
    """When it came into this state, the last time it did; None: never."""
    return next((_at(one) for one in reversed(history) if one.state == state), None)


def _at(found: Delivery) -> datetime:
    return datetime.fromisoformat(found.at)


def is_demo(store: Path) -> bool:
    known = versions.newest(store)
    return bool(known and known.about().get("demo"))
