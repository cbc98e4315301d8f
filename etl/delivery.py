"""Which files does a delivery hold, and what becomes of each? Found → Read → Checked → Kept, each a record that never changes.

A delivery is a file, a ZIP or a folder; all of it is loaded or nothing. What makes one record of the other:
etl/check.py (one file), etl/examine.py (files against each other), etl/keep.py (against what is known).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from etl.content import Content, OnDisk
from etl.findings import Finding, Value
from etl.mapping import FileKind
from etl.readers import Table, Unreadable, read
from etl.readers.nature import is_packed
from etl.readers.zipped import Packed, is_zip, members
from etl.sources import Source, canonical, canonical_name, canonical_role, kinds_for, of_different_sheets
from store.german import listed

CHUNK = 1024**2
NOT_DATA = (".DS_Store", "Thumbs.db", "desktop.ini")


class Refused(Exception):
    """The delivery is not loaded because of the data; German texts, all of them."""

    def __init__(self, *texts: str):
        super().__init__("\n".join(texts))
        self.texts = texts


@dataclass(frozen=True)
class Found:
    """A file of the delivery that holds data, the folder it lies in there, and what its source says of it."""

    content: Content
    folder: str
    source: Source
    kind: FileKind

    @property
    def name(self) -> str:
        return self.content.name


@dataclass(frozen=True)
class Read(Found):
    """Its cells as text; columns that the mapping knows carry the name it knows them by, in upper and lower case."""

    digest: str
    table: Table

    @property
    def label(self) -> str:
        """What the office calls it: the file, with its sheet."""
        return f"{self.name} ({self.table.part})" if self.table.part else self.name

    @property
    def read(self) -> int:
        """How many rows the file holds."""
        return self.table.frame.height + len(self.table.bad_lines)

    def own_columns(self, column: str) -> tuple[str, ...]:
        """The file's own columns that fill one of the contract; none where it is the same for every row."""
        values = self.kind.values
        if values is None:
            return (column,)
        whole = {"geburtsjahr": "geburt", "geburtsmonat": "geburt", "alter_von": "alter", "alter_bis": "alter"}
        value = values.get(column) or values.get(whole.get(column, ""))
        return value.columns if value is not None else ()

    def own_name(self, column: str) -> str:
        """What the file itself calls a column of the contract."""
        return " und ".join(self.own_columns(column)) or column

    def finding(self, code: str, *, rows: int | None = None, lines: Sequence[int] = (), **values: Value) -> Finding:
        """What is to be said of this file, by the codes of etl/findings.toml."""
        return Finding(code, self.source.name, self.label, values, lines, rows)


@dataclass(frozen=True)
class Loss:
    """Of one year: rows that were accepted, and rows that were not (parts of a row, where its year is not known)."""

    year: int
    accepted: int
    lost: float

    @property
    def share(self) -> float:
        return self.lost / (self.accepted + self.lost)


@dataclass(frozen=True)
class Checked(Read):
    """Its typed rows. Rows read = rows + added + rejected + sums, always; `as_of` is its Stand (not `as_of_stated`: assumed), `period`
    what it covers (None = nobody said), `losses` what of each year was rejected (files of use only)."""

    rows: pl.DataFrame
    rejected: pl.DataFrame  # line, reason
    sums: tuple[int, ...]  # lines of named sum rows
    as_of: date | None = None
    as_of_stated: bool = True
    period: tuple[date, date] | None = None
    losses: tuple[Loss, ...] = ()
    check_values: tuple[str, ...] = ()  # of the key that its children's keys are made with, as its Lieferscheine say

    merged: int = 0  # rows that say what another of them says
    added: int = 0  # rows whose numbers were added to those of another

    def rejecting(self, judged: pl.DataFrame) -> "Checked":
        """Without the rows that have a `reason`: those stand among the rejected."""
        bad = judged.filter(pl.col("reason").is_not_null()).select("line", "reason")
        good = judged.filter(pl.col("reason").is_null()).drop("reason")
        return replace(self, rows=good, rejected=pl.concat([self.rejected, bad]))


@dataclass(frozen=True)
class Kept(Checked):
    """Joined with the rows already kept, `merged` of its rows said nothing new."""


def by_source(parts: Sequence[Checked]) -> dict[tuple[str, str], list[Checked]]:
    """The files of one source and role, by both: they are judged and kept together."""
    groups: dict[tuple[str, str], list[Checked]] = {}
    for part in parts:
        groups.setdefault((part.source.name, part.kind.role), []).append(part)
    return groups


def files_of(
    delivery: Path | Sequence[Content], sources: dict[str, Source], override: str | None
) -> tuple[list[Found], list[Finding], list[str]]:
    """Every file that holds data, with its source; files that fit no source; notes about those left aside. Raises Refused."""
    files = list(_files(delivery, sources))
    if override and override not in sources and any(canonical_role(content.name) is None for _, content in files):
        raise Refused(f"Die Quelle „{override}“ gibt es nicht. Bekannt: {listed(sorted(sources)) or 'keine'}.")
    found, problems, notes = [], [], []
    for folder, content in files:
        fitting = _fitting(content.name, sources, override)
        if isinstance(fitting, Finding):
            problems.append(fitting)
            continue
        used = [Found(content, folder, source, kind) for source, kind in fitting if kind.role != "unbenutzt"]
        if not used:
            notes.append(f"{content.name}: laut Zuordnung „{fitting[0][0].name}“ nicht gebraucht.")
        found += used
    if not found and not problems:
        raise Refused(
            "In der Lieferung wurde keine Datei mit Daten gefunden. Erwartet: CSV, Excel oder ZIP mit den Namen aus HANDBUCH „Lieferformat“ oder einer Zuordnung."
        )
    return found, problems, notes


def unknown_files(
    delivery: Path | Sequence[Content], sources: dict[str, Source], override: str | None
) -> list[Content]:
    """The files that no source knows. Raises Refused."""
    fitting = [(content, _fitting(content.name, sources, override)) for _, content in _files(delivery, sources)]
    return [content for content, found in fitting if isinstance(found, Finding) and found.code == "keine_quelle"]


def read_file(file: Found) -> list[Read]:
    """Its cells, sheet by sheet where it has several. Raises Unreadable."""
    found = read(file.content, file.kind.format, file.kind.columns, **file.kind.layout)
    digest = _digest(file.content)
    return [Read(**vars(file), digest=digest, table=_renamed(table, file.kind.wanted)) for table in found]


def _digest(content: Content) -> str:
    digest = hashlib.sha256()
    with content.open() as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _renamed(table: Table, wanted: dict[str, str]) -> Table:
    """Columns that the mapping knows carry the name it knows them by."""
    names = {column: wanted[column.lower()] for column in table.frame.columns if column.lower() in wanted}
    return replace(table, frame=table.frame.rename(names))


def _files(delivery: Path | Sequence[Content], sources: dict[str, Source]) -> Iterator[tuple[str, Content]]:
    """Every file of a delivery with the folder it lies in; those in a ZIP are opened where they lie. Raises Refused."""
    for folder, content in _placed(delivery):
        try:
            parts = _inside(content, sources)
            inner = [part.name for part in parts or () if is_packed(part)]
        except Unreadable as fault:
            raise Refused(str(fault)) from fault
        if parts is None:
            yield folder, content
            continue
        if inner:
            raise Refused(f"{inner[0]}: ein ZIP in einem ZIP wird nicht ausgepackt. Bitte nur einmal packen.")
        for part in parts:
            yield f"{folder}/{content.name}/{part.member.rpartition('/')[0]}", part


def _inside(content: Content, sources: dict[str, Source]) -> list[Packed] | None:
    """The files in a ZIP; None: it is none, or a mapping names it as it is. Raises Unreadable."""
    if any(kinds_for(content.name, source) for source in sources.values()):
        return None
    broken = content.name.lower().endswith(".zip") and not is_zip(content)
    if not broken and not is_packed(content):
        return None
    return [part for part in members(content) if _may_hold_data(part.name)]


def _placed(delivery: Path | Sequence[Content]) -> list[tuple[str, Content]]:
    if not isinstance(delivery, Path):
        return [("", content) for content in delivery]
    if not delivery.exists():
        raise Refused(f"Die Lieferung {delivery.name} gibt es nicht. Bitte den Pfad prüfen.")
    if delivery.is_file():
        return [("", OnDisk(delivery))]
    files = [path for path in sorted(delivery.rglob("*")) if path.is_file() and _may_hold_data(path.name)]
    return [(str(path.parent.relative_to(delivery)), OnDisk(path)) for path in files]


def _may_hold_data(name: str) -> bool:
    return name not in NOT_DATA and not name.startswith((".", "~$"))


def _fitting(name: str, sources: dict[str, Source], override: str | None) -> list[tuple[Source, FileKind]] | Finding:
    """The source of a file with the entry about it (several where they read different sheets), or why there is none."""
    asked = [sources[override]] if override in sources else list(sources.values())
    found = [(source, kind) for source in asked for kind in kinds_for(name, source)]
    if override in sources and not found and canonical_role(name) is None:
        found = [(asked[0], kind) for kind in asked[0].files if kind.role != "unbenutzt"]  # whatever the file is called
    names = sorted({source.name for source, _ in found})
    if len(names) > 1:
        return Finding("mehrere_quellen", file=name, values={"names": names})
    if len(found) > 1 and not of_different_sheets([kind for _, kind in found]):
        return Finding("mehrere_eintraege", names[0], name, {"mapping": names[0]})
    if found:
        return found
    role = canonical_role(name)
    if role is None:
        return Finding("keine_quelle", file=name, values={"known": sorted(sources)})
    source = canonical(role, override or canonical_name(role, name), name)
    return [(source, source.files[0])]
