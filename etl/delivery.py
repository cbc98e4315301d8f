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

from etl.findings import Finding, Value
from etl.readers import Table, Unreadable, read
from etl.readers.zipped import unpack
from etl.sources import FileKind, Source, canonical, canonical_name, canonical_role, kinds_for
from store.german import listed

NOT_DATA = (".DS_Store", "Thumbs.db", "desktop.ini")


class Refused(Exception):
    """The delivery is not loaded because of the data; German texts, all of them."""

    def __init__(self, *texts: str):
        super().__init__("\n".join(texts))
        self.texts = texts


@dataclass(frozen=True)
class Found:
    """A file of the delivery that holds data, and what its source says of it."""

    path: Path
    source: Source
    kind: FileKind

    @property
    def name(self) -> str:
        return self.path.name


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
    """Its typed rows. Rows read = rows + rejected + sums, always; `as_of` is its Stand (not `as_of_stated`: assumed), `period` what
    it covers (None = nobody said), `losses` what of each year was rejected (files of use only)."""

    rows: pl.DataFrame
    rejected: pl.DataFrame  # line, reason
    sums: tuple[int, ...]  # lines of named sum rows
    as_of: date | None = None
    as_of_stated: bool = True
    period: tuple[date, date] | None = None
    losses: tuple[Loss, ...] = ()

    merged = 0  # before anything is kept, no row was found to be known

    def rejecting(self, judged: pl.DataFrame) -> "Checked":
        """Without the rows that have a `reason`: those stand among the rejected."""
        bad = judged.filter(pl.col("reason").is_not_null()).select("line", "reason")
        good = judged.filter(pl.col("reason").is_null()).drop("reason")
        return replace(self, rows=good, rejected=pl.concat([self.rejected, bad]))


@dataclass(frozen=True)
class Kept(Checked):
    """Joined with the rows already kept, `merged` of its rows said nothing new."""

    merged: int = 0


def files_of(
    delivery: Path, work: Path, sources: dict[str, Source], override: str | None
) -> tuple[list[Found], list[Finding], list[str]]:
    """Every file that holds data, with its source; files that fit no source; notes about those left aside. Raises Refused."""
    if not delivery.exists():
        raise Refused(f"Die Lieferung {delivery.name} gibt es nicht. Bitte den Pfad prüfen.")
    if (
        override
        and override not in sources
        and any(canonical_role(p.name) is None for p in _files(delivery, work, sources))
    ):
        raise Refused(f"Die Quelle „{override}“ gibt es nicht. Bekannt: {listed(sorted(sources)) or 'keine'}.")
    found, problems, notes = [], [], []
    for path in _files(delivery, work, sources):
        fitting = _fitting(path, sources, override)
        if isinstance(fitting, Finding):
            problems.append(fitting)
            continue
        source, kind = fitting
        if kind.role == "unbenutzt":
            notes.append(f"{path.name}: laut Zuordnung „{source.name}“ nicht gebraucht.")
        else:
            found.append(Found(path, source, kind))
    if not found and not problems:
        raise Refused(
            f"{delivery.name}: keine Datei mit Daten gefunden. Erwartet: CSV, Excel oder ZIP mit den Namen aus HANDBUCH „Lieferformat“ oder einer Zuordnung."
        )
    return found, problems, notes


def read_file(file: Found) -> Read:
    """Its cells. Raises Unreadable."""
    table, wanted = read(file.path, file.kind.format, **file.kind.layout), file.kind.wanted
    names = {column: wanted[column.lower()] for column in table.frame.columns if column.lower() in wanted}
    with file.path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Read(**vars(file), digest=digest, table=replace(table, frame=table.frame.rename(names)))


def _files(delivery: Path, work: Path, sources: dict[str, Source]) -> Iterator[Path]:
    if delivery.is_file() and delivery.suffix.lower() != ".zip":
        yield delivery
        return
    found = sorted(delivery.rglob("*")) if delivery.is_dir() else [delivery]
    for path in found:
        if not path.is_file() or path.name in NOT_DATA or path.name.startswith((".", "~$")):
            continue
        if path.suffix.lower() == ".zip" and not any(kinds_for(path, s) for s in sources.values()):
            if path.is_relative_to(work):
                raise Refused(f"{path.name}: ein ZIP in einem ZIP wird nicht ausgepackt. Bitte nur einmal packen.")
            target = work / f"zip-{hashlib.sha256(str(path).encode()).hexdigest()[:12]}"
            try:
                unpack(path, target)
            except Unreadable as fault:
                raise Refused(str(fault)) from fault
            yield from _files(target, work, sources)
        else:
            yield path


def _fitting(path: Path, sources: dict[str, Source], override: str | None) -> tuple[Source, FileKind] | Finding:
    """The source and the kind of a file, or why there is not exactly one."""
    asked = [sources[override]] if override in sources else list(sources.values())
    found = [(source, kind) for source in asked for kind in kinds_for(path, source)]
    if override in sources and not found and canonical_role(path.name) is None:
        found = [(asked[0], kind) for kind in asked[0].files if kind.role != "unbenutzt"]  # whatever the file is called
    names = sorted({source.name for source, _ in found})
    if len(names) > 1:
        return Finding("mehrere_quellen", file=path.name, values={"names": names})
    if len(found) > 1:
        return Finding("mehrere_eintraege", names[0], path.name, {"mapping": names[0]})
    if found:
        return found[0]
    role = canonical_role(path.name)
    if role is None:
        return Finding("keine_quelle", file=path.name, values={"known": sorted(sources)})
    source = canonical(role, override or canonical_name(role, path.name), path)
    return source, source.files[0]
