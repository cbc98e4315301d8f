"""What does a person want of what was loaded before? A wish lies at the desk like a delivery, without files, and is done the same way.

Who decided it and why is sealed beside it and stays there: the spool is the record of decisions.
"""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from store import sealed
from store.spool import Delivery, S, Wish, spool_folder, time_of, write_state

DECISION = "decision"


@dataclass(frozen=True)
class Decision:
    """Who decided, and why: a person's words, sealed where they lie."""

    who: str
    why: str


def put(store: Path, key: bytes, wish: Wish, about: int, decision: Decision, now: datetime) -> Delivery:
    """A wish about the delivery or version of this number, decided; the watcher does it."""
    place = spool_folder(store) / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    beside = place.with_name(f".{place.name}.part")
    beside.mkdir(mode=0o700)
    sealed.sealed_text(beside / DECISION, key, _label(place), json.dumps(asdict(decision), ensure_ascii=False))
    first = Delivery(place, 1, S.CONFIRMED, time_of(now), wish=wish, about=about)
    write_state(beside / "state-1.json", first)
    beside.rename(place)
    return first


def decision_of(found: Delivery, key: bytes) -> Decision:
    """Who decided this wish, and why. Raises Damaged."""
    return Decision(**json.loads(sealed.opened_text(found.folder / DECISION, key, _label(found.folder))))


def _label(place: Path) -> str:
    """What the words are bound to: the wish they lie beside."""
    return f"{place.name}/{DECISION}"
