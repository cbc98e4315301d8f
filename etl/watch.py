"""Who does what people decide at the desk? One process beside the page: it takes in, checks, loads, releases, discards.

Every check and every load is a process of its own (etl/work.py), so that one that dies takes nothing along. What a watcher
that was killed left behind is taken up again: a state that nobody works on goes back to where it came from.
"""

import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from etl.delivery import Refused
from etl.drop import Drop, take, take_named
from etl.release import Busy, discard_draft, locked, only_one, release_draft
from etl.work import draft_of
from store import spool, versions
from store.keys import KeyProblem
from store.spool import Changed, Delivery, S

SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PAUSE = 0.5  # seconds between two looks
STEPS = {S.RECEIVED: S.CHECKING, S.TO_MAP: S.MAPPING, S.CONFIRMED: S.LOADING}
AGAIN = {S.CHECKING: S.RECEIVED, S.MAPPING: S.TO_MAP}  # nobody works on it any more: it is done again
ENDED = {
    S.CHECKING: (S.REFUSED, "check_ended"),
    S.MAPPING: (S.REFUSED, "mapping_ended"),
    S.LOADING: (S.CHECKED, "load_ended"),
}
Log = Callable[[str], None]


@dataclass(frozen=True)
class Watcher:
    """store: whose desk; options: what a process of a step is called with (--store …, --profile …); log: one German line."""

    store: Path
    options: tuple[str, ...]
    log: Log
    drop: Drop

    def run(self, *, once: bool = False) -> None:
        """Looks until it is stopped; once: until there is nothing left to do. Raises Busy where another one watches."""
        with locked(self.store / "spool" / "watch.lock", "Die Ablage dieses Speichers wird schon beobachtet."):
            self.log(SAID["log"]["watching"].format(folder=self.drop.folder))
            while self.look() or not once:
                time.sleep(PAUSE)

    def look(self) -> bool:
        """One round: takes in, settles, and does one step. Is there more to do?"""
        self._take_in()
        for found in spool.deliveries(self.store):
            if found.state == S.NAMED:
                self._take_named(found)
            settled(self.store, found)
        waiting = [found for found in reversed(spool.deliveries(self.store)) if found.state in STEPS]
        if waiting:
            self._step(waiting[0])
        return bool(waiting or self.drop.arriving(time.monotonic()))

    def _take_in(self) -> None:
        for entry in self.drop.ready(time.monotonic()):
            try:
                found = take(entry, self.store, spool.spool_key(self.store), _now())
            except (OSError, KeyProblem) as fault:
                why = str(fault) if isinstance(fault, KeyProblem) else fault.strerror or ""
                self.log(SAID["log"]["not_taken"].format(entry=entry.name, why=why))
                self.drop.later(entry, time.monotonic())
            else:
                files = ", ".join(file.name for file in found.files)
                self.log(SAID["log"]["received"].format(delivery=found.name, files=files))

    def _take_named(self, found: Delivery) -> None:
        try:
            latest = take_named(found, spool.spool_key(self.store), _now())
        except (OSError, KeyProblem) as fault:
            said = str(fault) if isinstance(fault, KeyProblem) else fault.strerror or ""
            why = SAID["named"]["unreadable"].format(why=said)
            latest = spool.move(found, S.DISCARDED, _now(), problem=why)
        self.log(SAID["log"]["done"].format(delivery=found.name, state=SAID["state"][latest.state]))

    def _step(self, found: Delivery) -> None:
        """A process of its own; how it ended is told where the delivery still stands in the midst of the step."""
        command = [sys.executable, "-m", "etl", "work", found.name, *self.options]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
        latest = spool.delivery(self.store, found.name)
        if done.returncode and latest.number == found.number:  # it ended before it began: without a key, say
            latest = spool.move(latest, STEPS[found.state], _now())
        if latest.state in ENDED and not draft_of(self.store, latest):
            back, code = ENDED[latest.state]
            problem = done.stderr.strip() if done.returncode > 0 and done.stderr.strip() else SAID["problem"][code]
            latest = spool.move(latest, back, _now(), problem=problem)
        self.log(SAID["log"]["done"].format(delivery=found.name, state=SAID["state"][latest.state]))


def settled(store: Path, found: Delivery) -> None:
    """Brings a delivery to where the versions say it is: also one that a killed watcher left, or a command released."""
    with suppress(Busy, Changed):  # somebody is just at it: the next look sees what became of it
        if found.state in AGAIN:
            spool.move(found, AGAIN[found.state], _now())
        elif found.state == S.LOADING:
            _loaded_or_not(store, found)
        elif found.version is not None and found.state not in spool.SETTLED:
            _as_its_version(store, found, found.version)
        elif found.state == S.DISCARDING:
            spool.move(found, S.DISCARDED, _now())


def _loaded_or_not(store: Path, found: Delivery) -> None:
    """Of a load that nobody watches any more: it became a draft, or it is loaded again."""
    with only_one(store):
        made = draft_of(store, found)
    if made:
        spool.move(found, S.DRAFT, _now(), version=made.number)
    else:
        spool.move(found, S.CONFIRMED, _now())


def _as_its_version(store: Path, found: Delivery, number: int) -> None:
    holds = versions.released(store)
    if versions.discarded(store, number):
        spool.move(found, S.DISCARDED, _now())
    elif holds and number in versions.lineage(store, holds.number):
        spool.move(found, S.RELEASED, _now())
    elif found.state in (S.RELEASING, S.DISCARDING):
        _decided(store, found, number)


def _decided(store: Path, found: Delivery, number: int) -> None:
    """What a person decided of a draft; what cannot be done any more is said, and the draft stays one."""
    try:
        if found.state == S.RELEASING:
            release_draft(store, number)
        else:
            discard_draft(store, number, _now())
    except Busy:
        raise
    except Refused as why:
        spool.move(found, S.DRAFT, _now(), problem=str(why))
    else:
        spool.move(found, S.RELEASED if found.state == S.RELEASING else S.DISCARDED, _now())


def _now() -> datetime:
    return datetime.now().astimezone()
