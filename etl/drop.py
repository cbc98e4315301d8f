"""What was put into the drop folder, and is it there completely? Each file or folder in it is one delivery.

It is taken when it did not change between two looks: sealed into the spool, then removed, so that nothing of it stays open
to read. Killed in between it is taken twice, which does no harm: the same rows are merged. A folder that a person named
(store/arriving.py) stays as it is.
"""

import shutil
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from store.arriving import Arriving, below, copied, folders, taken_into
from store.spool import Delivery, S, move

SAID: dict[str, str] = tomllib.loads(Path(__file__).with_name("watch.toml").read_text("utf-8"))["named"]
QUIET = 2.0  # seconds without a change, after which a copy is taken to be complete
AGAIN = 60.0  # seconds until what could not be taken is tried again
Look = tuple[tuple[str, int, int], ...]  # name, size and time of change of every file


@dataclass
class Drop:
    """The drop folder and what was seen in it at the last look."""

    folder: Path
    seen: dict[Path, tuple[Look, float]] = field(default_factory=dict)

    def ready(self, clock: float) -> list[Path]:
        """Entries that have not changed for QUIET seconds. clock: seconds, of any monotonic clock."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        looks = {entry: _look(entry) for entry in sorted(self.folder.iterdir()) if _may_be_taken(entry)}
        known = {entry: self.seen.get(entry, ((), clock)) for entry in looks}
        self.seen = {entry: known[entry] if known[entry][0] == look else (look, clock) for entry, look in looks.items()}
        return [entry for entry, (look, since) in self.seen.items() if look and clock - since >= QUIET]

    def arriving(self, clock: float) -> bool:
        """Is something there that will be taken, unless it still changes?"""
        return any(look and since <= clock for look, since in self.seen.values())

    def later(self, entry: Path, clock: float) -> None:
        """It could not be taken: another try in a minute."""
        self.seen[entry] = (self.seen[entry][0], clock + AGAIN)


def take(entry: Path, store: Path, key: bytes, now: datetime) -> Delivery:
    """Seals a file, or all files of a folder, as a delivery, and removes it from the drop folder."""
    arriving = Arriving(store, key, now)
    try:
        for path in _files(entry):
            arriving.kept(path.name, copied(path, arriving.file(path.name)))
    except BaseException:
        arriving.forget()
        raise
    delivery = arriving.done()
    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    return delivery


def take_named(found: Delivery, key: bytes, now: datetime) -> Delivery:
    """Seals the files of the folder that a person named; thrown away, and why, where it may not be read or holds none."""
    place = below(folders(), found.named)
    files = _files(place) if place else []
    if not files:
        return move(found, S.DISCARDED, now, problem=SAID["no_folder" if place is None else "no_file"])
    return taken_into(found, files, key, now)


def _may_be_taken(entry: Path) -> bool:
    return not entry.name.startswith((".", "~$")) and not entry.is_symlink()


def _files(entry: Path) -> list[Path]:
    found = sorted(entry.rglob("*")) if entry.is_dir() else [entry]
    return [path for path in found if path.is_file() and not path.is_symlink() and _may_be_taken(path)]


def _look(entry: Path) -> Look:
    stats = [(str(path), path.stat()) for path in _files(entry)]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)
