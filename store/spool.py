"""Which deliveries lie at the desk, and how far is each? The page puts them here, `python -m etl watch` does the work.

A wish about what was loaded before (store/wishes.py) goes the same way, without files.

`STORE/spool/ID/`: the sealed files 0, 1, … and the report, and `state-N.json`, the N-th state of this delivery: names of
files, no value of any row. A state is written once and only as the one after the state that somebody saw: so two people,
or a person and the watcher, never overwrite each other, and a process that dies leaves the state before.
"""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from store import sealed
from store.keys import KeyProblem, read_key
from store.versions import newest, write_atomic

REPORT = "report"


class State(StrEnum):
    NAMED = "named"  # a folder on the server, whose files the watcher takes
    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    REFUSED = "refused"
    TO_MAP = "to_map"
    MAPPING = "mapping"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    LOADING = "loading"
    DRAFT = "draft"
    RELEASING = "releasing"
    RELEASED = "released"
    DISCARDING = "discarding"
    DISCARDED = "discarded"


S = State
NEXT: dict[
    State, set[State]
] = {  # what may follow; a person moves to TO_MAP, CONFIRMED, RELEASING, DISCARDING, back to RECEIVED
    S.NAMED: {S.RECEIVED, S.DISCARDED},
    S.RECEIVED: {S.CHECKING, S.DISCARDING},
    S.CHECKING: {S.CHECKED, S.REFUSED, S.RECEIVED},
    S.CHECKED: {S.CONFIRMED, S.RECEIVED, S.DISCARDING},
    S.REFUSED: {S.RECEIVED, S.TO_MAP, S.DISCARDING},
    S.TO_MAP: {S.MAPPING, S.REFUSED, S.DISCARDING},
    S.MAPPING: {S.SUGGESTED, S.RECEIVED, S.REFUSED, S.TO_MAP},
    S.SUGGESTED: {S.TO_MAP, S.RECEIVED, S.DISCARDING},
    S.CONFIRMED: {S.LOADING, S.CHECKED, S.DISCARDING},
    S.LOADING: {S.DRAFT, S.REFUSED, S.CONFIRMED, S.CHECKED, S.RELEASED},  # RELEASED: an earlier version holds again
    S.DRAFT: {S.RELEASING, S.DISCARDING, S.RELEASED, S.DISCARDED},
    S.RELEASING: {S.RELEASED, S.DISCARDED, S.DRAFT},
    S.DISCARDING: {S.DISCARDED, S.RELEASED, S.DRAFT},
    S.RELEASED: set(),
    S.DISCARDED: set(),
}
SETTLED = (S.RELEASED, S.DISCARDED)


class Wish(StrEnum):
    """What a person wants of what was loaded before."""

    WITHDRAW = "withdraw"  # a delivery
    ROLL_BACK = "roll_back"  # to a version


class Changed(Exception):
    """German text: somebody else was faster, or this cannot follow."""


@dataclass(frozen=True)
class Delivered:
    """A file of a delivery: its name as it was put here, and its size."""

    name: str
    size: int


@dataclass(frozen=True)
class Delivery:
    """One delivery in the state that somebody saw: the `number` of that state. version: the draft it became; problem: a
    German sentence that says why it stands where it stands; answered: the sealed file of what a person said last. named: the folder
    on the server that a person named, as it was typed. wish: what it is instead of files to load, about the delivery or version
    `about`."""

    folder: Path
    number: int
    state: State
    at: str
    files: tuple[Delivered, ...] = ()
    source: str = ""
    version: int | None = None
    problem: str = ""
    answered: str = ""
    named: str = ""
    wish: Wish | None = None
    about: int = 0

    @property
    def name(self) -> str:
        return self.folder.name


@dataclass(frozen=True)
class Progress:
    text: str
    percent: float


@dataclass(frozen=True)
class SealedFile:
    """A file of a delivery as whoever reads it wants it: a name, and a stream that can be sought in."""

    name: str
    path: Path
    key: bytes = field(repr=False)

    def open(self) -> BinaryIO:
        return sealed.opened(self.path, self.key, _label(self.path))


def spool_key(store: Path) -> bytes:
    """The key of the spool: that of the store; a store that is not encrypted has one of its own. Raises KeyProblem."""
    key = key_of_store(store)
    if key is not None:
        return key
    own = spool_folder(store) / "key"
    if not own.exists():
        write_atomic(own, secrets.token_hex(32))
    return bytes.fromhex(own.read_text("ascii"))


def key_of_store(store: Path) -> bytes | None:
    """None: the store is not encrypted, and no key is named. Raises KeyProblem where one is needed; writes nothing."""
    known, key = newest(store), read_key()
    if key is None and (known is None or known.about().get("encrypted")):
        raise KeyProblem(
            "Ohne Schlüssel nimmt das Programm keine Lieferung an. Wo er liegen soll, sagt: python -m etl key where"
        )
    return None if key is None else bytes.fromhex(key)


def spool_folder(store: Path) -> Path:
    """Only whoever runs the program may look into it."""
    folder = store / "spool"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def deliveries(store: Path) -> list[Delivery]:
    """All of them, the newest first, each in its latest state."""
    folders = (store / "spool").glob("[0-9]*")
    return sorted((_latest(folder) for folder in folders if folder.is_dir()), key=lambda d: d.name, reverse=True)


def delivery(store: Path, name: str) -> Delivery:
    """The one of this name. Raises Changed when it is not there (any more)."""
    known = {found.name: found for found in deliveries(store)}
    if name not in known:
        raise Changed("Diese Lieferung gibt es nicht mehr. Bitte die Seite neu laden.")
    return known[name]


def may_follow(found: Delivery) -> set[State]:
    """The states that may come next; a wish has nothing to be checked."""
    return NEXT[found.state] - ({S.RECEIVED} if found.wish else set())


def move(seen: Delivery, to: State, now: datetime, **facts: Any) -> Delivery:
    """The delivery in its next state, written only when `seen` still is the latest. facts: fields of Delivery that change."""
    if to not in may_follow(seen):
        raise Changed(f"Von „{seen.state}“ führt kein Weg zu „{to}“.")
    moved = replace(seen, number=seen.number + 1, state=to, at=time_of(now), **{"problem": "", **facts})
    write_state(seen.folder / f"state-{moved.number}.json", moved)
    (seen.folder / "progress.json").unlink(missing_ok=True)
    if to in SETTLED:
        forget_content(seen)
    return moved


def contents(found: Delivery, key: bytes) -> list[SealedFile]:
    return [SealedFile(file.name, found.folder / str(n), key) for n, file in enumerate(found.files)]


def keep_report(found: Delivery, key: bytes, report: dict[str, Any]) -> None:
    seal(found, key, REPORT, report)


def report_of(found: Delivery, key: bytes) -> dict[str, Any] | None:
    """What the check said; None while it was not checked."""
    return unsealed(found, key, REPORT)


def history(found: Delivery) -> list[Delivery]:
    """Every state it has been in up to this one, the first one first."""
    return [_state(found.folder, number) for number in range(1, found.number + 1)]


def tell_progress(found: Delivery, progress: Progress) -> None:
    write_atomic(found.folder / "progress.json", json.dumps(asdict(progress), ensure_ascii=False))


def progress_of(found: Delivery) -> Progress | None:
    try:
        return Progress(**json.loads((found.folder / "progress.json").read_text("utf-8")))
    except FileNotFoundError:
        return None


FASTER = "Inzwischen hat sich diese Lieferung weiterbewegt. Bitte die Seite neu laden und neu entscheiden."


def write_state(file: Path, state: Delivery) -> None:
    """Complete or not at all, and only if no such state was written yet."""
    said = {**asdict(state), "files": [asdict(one) for one in state.files]}
    del said["folder"], said["number"]
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    write_atomic(beside, json.dumps(said, ensure_ascii=False, indent=1))
    try:
        os.link(beside, file)
    except FileExistsError as fault:
        raise Changed(FASTER) from fault
    finally:
        beside.unlink()


def _latest(folder: Path) -> Delivery:
    return _state(folder, max(int(file.stem.partition("-")[2]) for file in folder.glob("state-*.json")))


def _state(folder: Path, number: int) -> Delivery:
    said = json.loads((folder / f"state-{number}.json").read_text("utf-8"))
    said |= {"state": State(said["state"]), "files": tuple(Delivered(**file) for file in said["files"])}
    said["wish"] = Wish(said["wish"]) if said.get("wish") else None
    return Delivery(folder, number, **said)


def seal(found: Delivery, key: bytes, name: str, said: dict[str, Any]) -> None:
    """Writes what may hold a person's words or a code of a file beside the delivery."""
    path = found.folder / name
    sealed.sealed_text(path, key, _label(path), json.dumps(said, ensure_ascii=False))


def unsealed(found: Delivery, key: bytes, name: str) -> dict[str, Any] | None:
    """None: it was never written. Raises Damaged."""
    path = found.folder / name
    if not path.exists():
        return None
    said: dict[str, Any] = json.loads(sealed.opened_text(path, key, _label(path)))
    return said


def _label(path: Path) -> str:
    """What a sealed file is bound to: its delivery and its place in it."""
    return f"{path.parent.name}/{path.name}"


def forget_content(found: Delivery) -> None:
    """Its sealed files go; what was said of it stays."""
    for content in found.folder.glob("[0-9]*"):
        content.unlink()


def time_of(now: datetime) -> str:
    return f"{now:%Y-%m-%dT%H:%M:%S}"
