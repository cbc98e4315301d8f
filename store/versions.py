"""Which stored version holds now, and how does a new one take its place?

`STORE/versions/N/{microdata,analysis,published}.duckdb` and version.json; the small file `STORE/current` names N.
A new version is written beside the old ones and becomes current by one atomic rename; whoever reads keeps what it opened.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFAULT = Path("data/store")


@dataclass(frozen=True)
class Version:
    number: int
    folder: Path

    @property
    def microdata(self) -> Path:
        return self.folder / "microdata.duckdb"

    @property
    def analysis(self) -> Path:
        return self.folder / "analysis.duckdb"

    @property
    def published(self) -> Path:
        return self.folder / "published.duckdb"

    def about(self) -> dict[str, Any]:
        """When and from what it was loaded (version.json); empty for a version that never got that far."""
        file = self.folder / "version.json"
        about: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return about


def store_folder(named: Path | str | None = None) -> Path:
    """--store, else REICHWEITE_STORE, else data/store."""
    return Path(named or os.environ.get("REICHWEITE_STORE") or DEFAULT)


def current(store: Path) -> Version | None:
    """The version readers open; None when nothing was loaded yet."""
    pointer = store / "current"
    return version(store, int(pointer.read_text("ascii"))) if pointer.exists() else None


def version(store: Path, number: int) -> Version:
    return Version(number, store / "versions" / str(number))


def all_versions(store: Path) -> list[Version]:
    """Every complete version, oldest first."""
    folders = (store / "versions").glob("*")
    return sorted(
        (Version(int(f.name), f) for f in folders if f.name.isdigit() and (f / "version.json").exists()),
        key=lambda v: v.number,
    )


def lineage(store: Path, number: int) -> set[int]:
    """This version and all it was built on: a load builds on the version that held, which after a rollback is an earlier one."""
    found: set[int] = set()
    at: int | None = number
    while at and at not in found:
        found.add(at)
        at = version(store, at).about().get("after", at - 1)
    return found


def begin(store: Path) -> Version:
    """A new empty folder after the highest complete number; what a killed load left there is removed."""
    number = max((v.number for v in all_versions(store)), default=0) + 1
    new = version(store, number)
    shutil.rmtree(new.folder, ignore_errors=True)
    new.folder.mkdir(parents=True)
    return new


def finish(store: Path, new: Version, about: dict[str, Any]) -> None:
    """Writes version.json, then points `current` to it: the one moment in which readers change over."""
    write_atomic(new.folder / "version.json", json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True))
    point_to(store, new.number)


def point_to(store: Path, number: int) -> None:
    write_atomic(store / "current", str(number))


def write_atomic(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
