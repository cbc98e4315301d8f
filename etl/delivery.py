"""Which files does a delivery hold, and which source does each belong to? A file, a ZIP or a folder; all of it or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

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


@dataclass
class Part:
    """One file of a delivery on its way from cells to typed rows. Rows in = rows + merged + rejected + sums, always."""

    name: str
    folder: Path
    path: Path
    source: Source
    kind: FileKind
    digest: str
    table: Table | None = None
    rows: pl.DataFrame | None = None  # typed, usable
    rejected: pl.DataFrame | None = None  # line, reason, cells
    sums: list[int] = field(default_factory=list)  # lines of named sum rows
    as_of: date | None = None  # Stand
    period: tuple[date, date] | None = None  # what it covers; None = nobody said
    read: int = 0
    merged: int = 0

    @property
    def label(self) -> str:
        """What the office calls it: the file, with its sheet."""
        return f"{self.name} ({self.table.part})" if self.table is not None and self.table.part else self.name


def parts_of(
    delivery: Path, work: Path, sources: dict[str, Source], override: str | None
) -> tuple[list[Part], list[str]]:
    """Every file that holds data, with its source, and notes about the files left aside. Raises Refused with all problems."""
    if not delivery.exists():
        raise Refused(f"Die Lieferung {delivery.name} gibt es nicht. Bitte den Pfad prüfen.")
    if (
        override
        and override not in sources
        and any(canonical_role(p.name) is None for p in _files(delivery, work, sources))
    ):
        raise Refused(f"Die Quelle „{override}“ gibt es nicht. Bekannt: {listed(sorted(sources)) or 'keine'}.")
    parts, notes, problems = [], [], []
    for path in _files(delivery, work, sources):
        try:
            fitting = _fitting(path, sources, override)
        except Refused as refusal:
            problems += refusal.texts
            continue
        if fitting is None:
            continue
        source, kind = fitting
        if kind.role == "unbenutzt":
            notes.append(f"{path.name}: laut Zuordnung „{source.name}“ nicht gebraucht.")
        else:
            parts.append(Part(path.name, path.parent, path, source, kind, _digest(path)))
    if problems:
        raise Refused(*problems)
    if not parts:
        raise Refused(
            f"{delivery.name}: keine Datei mit Daten gefunden. Erwartet: CSV, Excel oder ZIP mit den Namen aus HANDBUCH „Lieferformat“ oder einer Zuordnung."
        )
    return parts, notes


def read_part(part: Part) -> None:
    """Fills `table`; a file that cannot be read refuses the delivery."""
    try:
        part.table = read(part.path, part.kind.format, **part.kind.layout)
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    part.read = part.table.frame.height + len(part.table.bad_lines)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def _fitting(path: Path, sources: dict[str, Source], override: str | None) -> tuple[Source, FileKind] | None:
    asked = [sources[override]] if override in sources else list(sources.values())
    found = [(source, kind) for source in asked for kind in kinds_for(path, source)]
    if override in sources and not found and canonical_role(path.name) is None:
        found = [(asked[0], kind) for kind in asked[0].files if kind.role != "unbenutzt"]  # whatever the file is called
    names = sorted({source.name for source, _ in found})
    if len(names) > 1:
        raise Refused(f"{path.name}: passt zu mehreren Quellen ({listed(names)}). Bitte mit --source eine nennen.")
    if len(found) > 1:
        raise Refused(
            f"{path.name}: passt in der Zuordnung „{names[0]}“ zu mehreren [[datei]]-Einträgen. Bitte die Muster enger fassen."
        )
    if found:
        return found[0]
    role = canonical_role(path.name)
    if role is None:
        known = listed(sorted(sources)) or "keine"
        raise Refused(
            f"{path.name}: passt zu keiner Quelle. Bekannte Zuordnungen: {known}. Bitte mit --source eine nennen, den Dateinamen anpassen oder eine Zuordnung anlegen."
        )
    source = canonical(role, override or canonical_name(role, path.name), path)
    return source, source.files[0]
