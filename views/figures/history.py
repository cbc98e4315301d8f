"""Which versions were loaded, which one holds, and what was decided of them? From version.json and the spool."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from store import spool, versions
from store.spool import Delivery, Wish
from store.wishes import Decision, decision_of


@dataclass(frozen=True)
class Loaded:
    """mark: holds | draft | discarded | earlier; delivery: the files it came from, or what else made it; files: how many;
    rows: rows of children are still there, so it can hold again."""

    number: int
    at: datetime
    delivery: str
    files: int
    mark: str
    rows: bool


@dataclass(frozen=True)
class Decided:
    """A wish of the desk with who decided it, and why."""

    wish: Delivery
    decision: Decision


def loaded(store: Path) -> list[Loaded]:
    """Every version, the newest first."""
    holds, drafts = versions.released(store), versions.open_drafts(store)
    found = []
    for version in reversed(versions.all_versions(store)):
        about = version.about()
        marks = {
            "holds": version == holds,
            "draft": version in drafts,
            "discarded": versions.discarded(store, version.number),
        }
        mark = next((name for name, true in marks.items() if true), "earlier")
        at = datetime.fromisoformat(about["loaded_at"])
        rows = version.microdata.exists()
        found.append(Loaded(version.number, at, about["delivery"], about["files"], mark, rows))
    return found


def decided(store: Path) -> list[Decided]:
    """Every wish of the desk, the newest first. Raises KeyProblem and Damaged."""
    found = [wish for wish in spool.deliveries(store) if wish.wish]
    return [Decided(wish, decision_of(wish, spool.spool_key(store))) for wish in found]


def is_pending(store: Path, wish: Wish, about: int) -> bool:
    """Does the same wish wait already?"""
    same = [found for found in spool.deliveries(store) if (found.wish, found.about) == (wish, about)]
    return any(found.state not in spool.SETTLED for found in same)
