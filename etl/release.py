"""Who may change which version holds, and what becomes of the others? One at a time: load, release, discard, roll back.

A draft is a version that only the desk sees. Releasing it is one step for all drafts it is built on; discarding it undoes
its deliveries and every draft built on it. Everything that cannot be done raises Refused and changes nothing.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from etl.delivery import Refused
from store import rights, versions
from store.faults import PLACES, system_error
from store.german import listed
from store.versions import Version


class Busy(Refused):
    """Another process is doing it just now."""


@contextmanager
def only_one(store: Path) -> Iterator[None]:
    """One load at a time. Raises Busy."""
    with locked(store / "laden.lock", "In diesem Speicher wird gerade geladen. Bitte warten, bis das fertig ist."):
        rights.close(store)
        try:
            yield
        finally:
            rights.close(store)


@contextmanager
def locked(file: Path, busy: str) -> Iterator[None]:
    """One process at a time: the lock falls with its process, however that ends. Raises Busy with this sentence."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        lock = duckdb.connect(str(file))
    except duckdb.IOException as fault:
        if system_error(fault) in PLACES:  # the place is read-only or full, and nobody else is at it
            raise
        raise Busy(busy) from fault
    try:
        yield
    finally:
        lock.close()


def no_open_draft(store: Path, what: str) -> None:
    """Raises Refused while a draft is open, naming what cannot be done (a German participle with a capital)."""
    found = versions.draft(store)
    if found is not None:
        raise Refused(
            f"{what} wird erst, wenn kein Entwurf offen ist. Offen: Version {found.number}. Bitte zuerst freigeben "
            f"(python -m etl release) oder verwerfen (python -m etl discard {found.number})."
        )


def release_draft(store: Path, seen: int | None = None) -> Version:
    """The newest draft holds from now on. seen: the draft somebody looked at; another one is not released unseen."""
    with only_one(store):
        found = versions.draft(store)
        if found is None:
            raise Refused("Es ist kein Entwurf offen. Bitte zuerst laden: python -m etl load --draft LIEFERUNG.")
        if seen not in (None, found.number):
            raise Refused(
                f"Der Entwurf ist inzwischen Version {found.number}, nicht {seen}. Freigegeben wird nur, was jemand gesehen hat."
            )
        versions.release(store, found.number)
        return found


def discard_draft(store: Path, number: int, now: datetime) -> list[Version]:
    """This draft and all built on it, oldest first, are as if they had never been loaded; their rows of children are deleted."""
    with only_one(store):
        drafts = versions.open_drafts(store)
        gone = [draft for draft in drafts if draft.number >= number]
        if number not in [draft.number for draft in gone]:
            known = listed([str(draft.number) for draft in drafts]) or "keiner"
            raise Refused(f"Version {number} ist kein offener Entwurf. Offen: {known}.")
        versions.discard(gone[0], f"{now:%Y-%m-%dT%H:%M:%S}")
        _forget_discarded(store)
        return gone


def roll_back(store: Path, number: int) -> None:
    """An earlier version holds again."""
    with only_one(store):
        known = [version.number for version in versions.all_versions(store)]
        if number not in known:
            raise Refused(f"Version {number} gibt es nicht. Vorhanden: {', '.join(map(str, known)) or 'keine'}.")
        no_open_draft(store, "Zurückgenommen")
        if versions.discarded(store, number):
            raise Refused(f"Version {number} wurde verworfen; sie kann nicht mehr gelten.")
        if not versions.version(store, number).microdata.exists():
            raise Refused(
                f"Von Version {number} sind nur noch die veröffentlichten Zahlen da (amt.toml, aufbewahrung); sie kann nicht mehr gelten."
            )
        versions.roll_back(store, number)


def forget(store: Path, held: int) -> None:
    """Rows of children stay in the newest `held` versions, the released one and the open drafts; published figures stay in
    all but the discarded ones."""
    _forget_discarded(store)
    holds, drafts = versions.released(store), versions.open_drafts(store)
    settled = [v for v in versions.all_versions(store) if v not in drafts and not versions.discarded(store, v.number)]
    for old in settled[:-held]:
        if old != holds:
            old.microdata.unlink(missing_ok=True)
            old.analysis.unlink(missing_ok=True)
            for spill in old.folder.glob("spill-*"):  # of a question that was killed
                shutil.rmtree(spill)


def _forget_discarded(store: Path) -> None:
    """version.json stays: no number is given twice, and the history says what was discarded."""
    for found in versions.all_versions(store):
        if versions.discarded(store, found.number):
            for file in (found.microdata, found.analysis, found.published, found.report):
                file.unlink(missing_ok=True)
