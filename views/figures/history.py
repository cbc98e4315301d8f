"""Which versions were loaded, which one holds, and what was decided of them? From version.json and the spool."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store import reports, spool, versions
from store.spool import Delivery, Wish
from store.versions import Version
from store.wishes import Decision, decision_of


@dataclass(frozen=True)
class Loaded:
    """mark: as store/versions.py names it; delivery: the files it came from, or what else made it; rows: rows of children are
    still there, so it can hold again."""

    number: int
    at: datetime
    delivery: str
    mark: str
    rows: bool


@dataclass(frozen=True)
class Decided:
    """A wish of the desk with who decided it, and why."""

    wish: Delivery
    decision: Decision


def loaded(store: Path) -> list[Loaded]:
    """Every version, the newest first."""
    found = []
    for version, mark in reversed(versions.marked(store)):
        about = version.about()
        at = datetime.fromisoformat(about["loaded_at"])
        found.append(Loaded(version.number, at, about["delivery"], mark, version.has_rows))
    return found


@dataclass(frozen=True)
class Rejected:
    """Why rows of a file were rejected: what (German, as the check said it), the lines it names, and how many rows."""

    source: str
    file: str
    what: str
    lines: tuple[int, ...]
    rows: int


def rejected(store: Path) -> list[Rejected]:
    """Of every source its newest delivery that counts, the most rows first. Raises KeyProblem and Damaged."""
    at_desk = {found.name: found for found in spool.deliveries(store)}
    told: set[str] = set()
    found: list[Rejected] = []
    for version in _counting(store):
        said = reports.of(version, at_desk, spool.spool_key(store)) or {"files": [], "findings": []}
        titles = {file["source"]: file["title"] for file in said["files"]}
        found += [
            Rejected(titles[one["source"]], one["file"], one["what"], tuple(one["lines"]), one["rows"] or 0)
            for one in said["findings"]
            if one["level"] == "zeile" and one["source"] in titles.keys() - told
        ]
        told |= titles.keys()
    return sorted(found, key=lambda one: -one.rows)


def _counting(store: Path) -> list[Version]:
    """The versions that what is released was built on, the newest first, without those that were taken back."""
    holds = versions.released(store)
    line = versions.lineage(store, holds.number) if holds else set()
    found = [version for version in versions.all_versions(store) if version.number in line]
    withdrawn = {version.about().get("withdraws") for version in found}
    return [version for version in reversed(found) if version.number not in withdrawn]


def decided(store: Path) -> list[Decided]:
    """Every wish of the desk, the newest first. Raises KeyProblem and Damaged."""
    found = [wish for wish in spool.deliveries(store) if wish.wish]
    return [Decided(wish, decision_of(wish, spool.spool_key(store))) for wish in found]


def is_pending(store: Path, wish: Wish, about: int) -> bool:
    """Does the same wish wait already?"""
    same = [found for found in spool.deliveries(store) if (found.wish, found.about) == (wish, about)]
    return any(found.state not in spool.SETTLED for found in same)
