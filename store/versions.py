"""Which stored version holds now, which is still a draft, and how does a new one take its place?

`STORE/versions/N/{microdata,analysis,published}.duckdb` and version.json. Two small files name a version:
`released` (what leadership and documents see) and `draft` (what the desk looks at before it is released). Each changes by
one atomic rename; whoever reads keeps what it opened. A store of before drafts has `current` instead of `released`: it is
read as such, and renamed by the next release.
"""

import json
import os
import shutil
from dataclasses import dataclass
from itertools import takewhile
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

    @property
    def has_rows(self) -> bool:
        """Can it hold again? Rows of children are kept for the newest versions only (etl/release.py, forget)."""
        return self.microdata.exists()

    @property
    def report(self) -> Path:
        """What the check said, sealed (store/reports.py)."""
        return self.folder / "report"

    def about(self) -> dict[str, Any]:
        """When and from what it was loaded (version.json); empty for a version that never got that far."""
        file = self.folder / "version.json"
        about: dict[str, Any] = json.loads(file.read_text("utf-8")) if file.exists() else {}
        return about


def store_folder(named: Path | str | None = None) -> Path:
    """--store, else REICHWEITE_STORE, else data/store."""
    return Path(named or os.environ.get("REICHWEITE_STORE") or DEFAULT)


def released(store: Path) -> Version | None:
    """The version that holds, and that readers open; None when nothing was released yet."""
    looks = (
        _named(store, pointer) for pointer in ("released", "current", "released")
    )  # a release may rename it just now
    return next((found for found in looks if found), None)


def draft(store: Path) -> Version | None:
    """The newest version that nobody has released or discarded yet; None when there is no open draft."""
    return next(reversed(open_drafts(store)), None)


def open_drafts(store: Path) -> list[Version]:
    """Every open draft, oldest first: each is built on the one before it, the first on what is released."""
    pointed, holds = _named(store, "draft"), released(store)
    if pointed is None:
        return []
    settled = lineage(store, holds.number) if holds else set()
    numbers = sorted(lineage(store, pointed.number) - settled)
    standing = takewhile(lambda number: "discarded_at" not in version(store, number).about(), numbers)
    return [version(store, number) for number in standing]


def newest(store: Path) -> Version | None:
    """What the next load builds on: the open draft, else what is released; None in an empty store."""
    return draft(store) or released(store)


def discarded(store: Path, number: int) -> bool:
    """Was this version discarded, or one that it is built on?"""
    return any("discarded_at" in version(store, before).about() for before in lineage(store, number))


def _named(store: Path, pointer: str) -> Version | None:
    try:
        return version(store, int((store / pointer).read_text("ascii")))
    except FileNotFoundError:
        return None


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


def marked(store: Path) -> list[tuple[Version, str]]:
    """Every complete version, oldest first, and what it is now: holds | draft | discarded | earlier."""
    holds, drafts = released(store), open_drafts(store)

    def mark(one: Version) -> str:
        if one == holds:
            return "holds"
        if one in drafts:
            return "draft"
        return "discarded" if discarded(store, one.number) else "earlier"

    return [(one, mark(one)) for one in all_versions(store)]


def begin(store: Path) -> Version:
    """A new empty folder after the highest complete number; what a killed load left there is removed."""
    number = max((v.number for v in all_versions(store)), default=0) + 1
    new = version(store, number)
    shutil.rmtree(new.folder, ignore_errors=True)
    new.folder.mkdir(parents=True)
    return new


def finish(store: Path, new: Version, about: dict[str, Any], *, as_draft: bool = False) -> None:
    """Writes version.json, then points to the new version: the one moment in which readers change over."""
    write_about(new, about)
    if as_draft:
        write_atomic(store / "draft", str(new.number))
    else:
        release(store, new.number)


def release(store: Path, number: int) -> None:
    """From now on this version holds, with all it was built on; no draft is open any more."""
    write_atomic(store / "released", str(number))
    for settled in ("current", "draft"):
        (store / settled).unlink(missing_ok=True)


def roll_back(store: Path, number: int) -> None:
    """From now on an earlier version holds again. Only without an open draft: it would bring back what is taken back."""
    (store / "draft").unlink(missing_ok=True)
    release(store, number)


def discard(found: Version, at: str) -> None:
    """From now on this draft, and every draft built on it, is as if it had never been loaded. `at`: when, as version.json says it."""
    write_about(found, {**found.about(), "discarded_at": at})


def write_about(found: Version, about: dict[str, Any]) -> None:
    write_atomic(found.folder / "version.json", json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True))


def write_atomic(path: Path, text: str) -> None:
    part = path.with_suffix(path.suffix + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
