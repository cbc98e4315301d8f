"""How does a delivery come to the desk? Sealed file by file as it arrives, or as the name of a folder that the watcher reads.

Which folders of the server may be named says REICHWEITE_FOLDERS, a list of folders as the system writes it; without it none.
"""

import os
import secrets
import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from store import sealed
from store.spool import Changed, Delivered, Delivery, S, delivery, move, spool_folder, time_of, write_state

SETTING = "REICHWEITE_FOLDERS"
CHUNK = 1024**2
REPLACEABLE = (S.CHECKED, S.REFUSED)  # not loaded yet


class Arriving:
    """A delivery that is just arriving, file by file; it is there when `done` was called, else nothing of it stays."""

    def __init__(self, store: Path, key: bytes, now: datetime):
        name = _new_name(now)
        self._beside, self._place = spool_folder(store) / f".{name}.part", spool_folder(store) / name
        self._beside.mkdir(mode=0o700)
        self._key, self._now, self._files = key, now, list[Delivered]()

    def file(self, name: str) -> sealed.Sealer:
        """Where the content of the next file is written to; say `kept` when it is complete."""
        number = len(self._files)
        return sealed.Sealer(self._beside / str(number), self._key, f"{self._place.name}/{number}")

    def kept(self, name: str, size: int) -> None:
        self._files.append(Delivered(name, size))

    def done(self, source: str = "") -> Delivery:
        """source: the source it belongs to, where the names do not say it."""
        first = Delivery(self._place, 1, S.RECEIVED, time_of(self._now), tuple(self._files), source)
        write_state(self._beside / "state-1.json", first)
        self._beside.rename(self._place)
        return first

    def forget(self) -> None:
        shutil.rmtree(self._beside, ignore_errors=True)


def folders() -> list[Path]:
    """The folders of the server below which a delivery may be named."""
    return [Path(name) for name in os.environ.get(SETTING, "").split(os.pathsep) if name]


def named(store: Path, folder: str, now: datetime) -> Delivery:
    """A delivery of which only the folder is known; nobody has looked into it yet."""
    place = spool_folder(store) / _new_name(now)
    beside = place.with_name(f".{place.name}.part")
    beside.mkdir(mode=0o700)
    first = Delivery(place, 1, S.NAMED, time_of(now), named=folder)
    write_state(beside / "state-1.json", first)
    beside.rename(place)
    return first


def below(roots: list[Path], folder: str) -> Path | None:
    """The folder of this name below one of those; None: there is none, or the way to it leads outside or over a link."""
    for root in roots:
        place = root / folder
        if not place.is_relative_to(root) or not place.is_dir():
            continue
        if place.resolve() == root.resolve() / place.relative_to(root):  # neither „..“ nor a link
            return place
    return None


def taken_into(found: Delivery, files: list[Path], key: bytes, now: datetime) -> Delivery:
    """The files of a named folder, sealed; they stay where they lie. Raises OSError."""
    kept = []
    for number, path in enumerate(files):
        (found.folder / str(number)).unlink(missing_ok=True)  # of a try that was killed
        sealer = sealed.Sealer(found.folder / str(number), key, f"{found.name}/{number}")
        kept.append(Delivered(path.name, copied(path, sealer)))
    return move(found, S.RECEIVED, now, files=tuple(kept))


def copied(path: Path, sealer: sealed.Sealer) -> int:
    """Seals a file piece by piece and says how long it is."""
    with path.open("rb") as file, sealer:
        while chunk := file.read(CHUNK):
            sealer.write(chunk)
    return sealer.size


def replaced(store: Path, name: str, now: datetime) -> None:
    """The corrected files have come: what they correct is thrown away, unless somebody has already gone on with it."""
    with suppress(Changed):
        seen = delivery(store, name)
        if seen.state in REPLACEABLE:
            move(seen, S.DISCARDING, now)


def _new_name(now: datetime) -> str:
    return f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
