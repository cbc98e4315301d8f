"""Which mapping is suggested for a file that no source knows? As it lies sealed beside the delivery, typed; and what a person says of it."""

from dataclasses import dataclass, field
from typing import Any

from store import suggested as kept
from store.spool import Delivery

Codes = dict[str, str | None]  # code → what it means; "": nobody knows; None: its rows are not read


@dataclass(frozen=True)
class Column:
    """One canonical column. open: nothing fills it, though it is needed; columns, fixed: how it is filled, () and None: not at all; why: code of views/words/mapping.toml;
    options: columns of the file; words: word → what it is called, {} = any."""

    name: str
    makes: tuple[str, ...]
    open: bool
    columns: tuple[str, ...]
    fixed: str | None
    why: str
    sure: bool
    two_forms: bool
    kept_back: int
    codes: Codes
    options: tuple[str, ...]
    words: dict[str, str]
    may_be_fixed: bool

    @property
    def filled(self) -> bool:
        return bool(self.columns) or self.fixed is not None

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """What it can be filled from: nothing, as now, each column of the file."""
        return list(dict.fromkeys([(), self.columns, *((name,) for name in self.options)]))

    @property
    def asks(self) -> bool:
        """Must a person look at it?"""
        return not self.sure or self.open


@dataclass(frozen=True)
class Preview:
    """rows: translated, of the columns that lead to nobody; rejected: why, and how many; findings: German, of the check."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    read: int
    rejected: tuple[tuple[str, int], ...]
    findings: tuple[str, ...]


@dataclass(frozen=True)
class Suggested:
    """The mapping of one file. roles, sources: code → points, name → title; into: the known source it belongs to, "" = a new
    one, whose head it is; chosen: which rows are read; faults: German, why it could not be kept."""

    file: str
    format: str
    rows: int
    role: str
    roles: dict[str, int]
    pattern: str
    into: str
    head: dict[str, str]
    stand: dict[str, str]
    sources: dict[str, str]
    columns: tuple[Column, ...]
    chosen: tuple[tuple[str, tuple[str, ...]], ...]
    identifying: tuple[str, ...]
    dropped: tuple[str, ...]
    open: tuple[str, ...]
    faults: tuple[str, ...]
    preview: Preview

    @property
    def without_meaning(self) -> int:
        """Codes that nobody has given a meaning."""
        return sum(meaning == "" for column in self.columns for meaning in column.codes.values())


@dataclass
class Said:
    """What a person says, as it is sealed for the process that reads the file (etl/assistant/answers.py)."""

    file: str
    role: str
    pattern: str
    into: str
    head: dict[str, str]
    columns: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, Codes] = field(default_factory=dict)
    keep: bool = False

    def fill(self, column: Column, chosen: tuple[str, ...] | str, codes: Codes) -> None:
        """chosen: columns of the file, or the word of every row; () and "" = not filled."""
        if chosen:
            self.columns[column.name] = {"fixed": chosen} if isinstance(chosen, str) else {"columns": list(chosen)}
        if codes:
            self.codes[column.name] = codes


def suggested(found: Delivery, key: bytes) -> Suggested | None:
    """None: nobody has asked for one. Raises Damaged."""
    said = kept.suggestion_of(found, key)
    if said is None:
        return None
    preview = {name: _tuples(value) for name, value in said["preview"].items()}
    whole = {name: _tuples(value) for name, value in said.items()}
    more = {"roles": dict(said["roles"]), "sources": dict(said["sources"]), "preview": Preview(**preview)}
    return Suggested(**{**whole, **more, "columns": tuple(map(_column, said["columns"]))})


def _column(said: dict[str, Any]) -> Column:
    tables = {name: dict(said[name]) for name in ("codes", "words")}
    return Column(**{**{name: _tuples(value) for name, value in said.items()}, **tables})


def _tuples(value: Any) -> Any:
    """Lists as they are kept, as what does not change."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
