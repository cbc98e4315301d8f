"""Which editions were frozen, and what do they say? Published tables as Parquet, kept for ever and never changed.

`STORE/editions/NAME/`: one file per table of store/tables.py and edition.json, which names the format, the Stand, the program
and the sha256 of every file. A newer program reads every older format: what that format did not have yet is an empty table or
an empty column. A stored edition of the first format lies in tests/store/edition_format_1/.
"""

import json
import re
import shutil
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from store.format_1 import as_today
from store.published import FIRST_FORMAT, Published, StoreProblem
from store.table import Table
from store.tables import PUBLISHED, PUBLISHED_FORMAT
from store.versions import write_atomic

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,29}[A-Za-z0-9])?")
UNCHANGED = "Eine Ausgabe wird nie geändert."


@dataclass(frozen=True)
class Edition:
    """One frozen edition; `about` is its edition.json: name, note, made_on, as_of, version, format, program, demo, files."""

    name: str
    folder: Path

    @cached_property
    def about(self) -> dict[str, Any]:
        about: dict[str, Any] = json.loads((self.folder / "edition.json").read_text("utf-8"))
        return about

    @property
    def title(self) -> str:
        return title_of(self.name)


def title_of(name: str) -> str:
    return f"Ausgabe {name}"


def all_editions(store: Path) -> list[Edition]:
    """Every complete edition, the newest first: by the version it froze, then by its day and name."""
    found = [Edition(file.parent.name, file.parent) for file in (store / "editions").glob("*/edition.json")]
    complete = [edition for edition in found if NAME.fullmatch(edition.name)]
    return sorted(complete, key=lambda e: (e.about["version"], e.about["made_on"], e.name), reverse=True)


def named(store: Path, name: str) -> Edition:
    """The edition of this name. Raises StoreProblem 'unknown', naming those there are."""
    folder = store / "editions" / name
    if not NAME.fullmatch(name) or not (folder / "edition.json").is_file():
        known = ", ".join(edition.name for edition in all_editions(store)) or "noch keine"
        shown = re.sub(r"[^\w .-]", "", name)[:30]
        raise StoreProblem("unknown", f"Die Ausgabe „{shown}“ gibt es nicht. Vorhanden: {known}.")
    return Edition(name, folder)


def able_to_freeze(store: Path, name: str) -> None:
    """Raises StoreProblem for a name that cannot be one, or that was given already."""
    if not NAME.fullmatch(name):
        raise StoreProblem(
            "name",
            f"„{name}“ kann keine Ausgabe heißen. Möglich sind bis zu 31 Buchstaben ohne Umlaute, Ziffern, Punkt und Strich, zum Beispiel 2026 oder 2026-2.",
        )
    if (store / "editions" / name).exists():
        raise StoreProblem(
            "name", f"Die Ausgabe „{name}“ gibt es schon. {UNCHANGED} Bitte einen anderen Namen wählen, etwa {name}-2."
        )


def freeze(store: Path, published: Published, about: dict[str, Any]) -> Edition:
    """Writes the tables as an edition, beside its place first and then there by one rename.

    about: name, note, made_on, program. Raises StoreProblem as able_to_freeze does.
    """
    name = about["name"]
    able_to_freeze(store, name)
    folder = store / "editions" / name
    beside = folder.with_name(f".{name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for table in PUBLISHED:
        published.table(table.name).write_parquet(beside / f"{table.name}.parquet", compression="zstd")
    facts = {
        **about,
        "as_of": published.meta.get("as_of", ""),
        "demo": published.meta.get("demo") == "ja",
        "version": published.number,
        "format": PUBLISHED_FORMAT,
        "files": {file.name: _print(file) for file in sorted(beside.glob("*.parquet"))},
    }
    write_atomic(beside / "edition.json", json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True))
    beside.rename(folder)
    return Edition(name, folder)


def open_edition(store: Path, name: str) -> Published:
    """The frozen tables, in the shape of today's; `meta` says the edition. Raises StoreProblem, never a fault of the engine."""
    edition = named(store, name)
    try:
        if edition.about["format"] > PUBLISHED_FORMAT:
            raise StoreProblem(
                "newer", f"Die {edition.title} ist neuer als dieses Programm. Bitte das Programm aktualisieren."
            )
        for file, expected in edition.about["files"].items():
            if _print(edition.folder / file) != expected:
                raise StoreProblem(
                    "broken", f"Die {edition.title} ist beschädigt ({file}). Bitte aus der Sicherung zurückholen."
                )
        tables = {table.name: _read(edition.folder, table) for table in PUBLISHED}
        if edition.about["format"] == FIRST_FORMAT:
            tables = as_today(tables)
    except (OSError, ValueError, KeyError, pl.exceptions.PolarsError) as fault:
        raise StoreProblem(
            "broken", f"Die {edition.title} kann nicht geöffnet werden. Bitte aus der Sicherung zurückholen."
        ) from fault
    said = pl.DataFrame({"key": ["edition", "edition_note"], "value": [edition.title, edition.about["note"]]})
    meta = tables["meta"].filter(~pl.col("key").is_in(said["key"].implode()))
    return Published(edition.about["version"], tables | {"meta": pl.concat([meta, said]).sort("key")})


def _read(folder: Path, table: Table) -> pl.DataFrame:
    """A table as it was frozen; a table or column that its format did not have is empty, one that ours has no more is left out."""
    file = folder / f"{table.name}.parquet"
    return table.filled(pl.read_parquet(file) if file.exists() else None)


def _print(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()
