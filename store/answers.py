"""What did a person answer to the questions of a check? Sealed beside the delivery, for the reasons are a person's words."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from store.spool import Delivery, S, move, seal, unsealed


@dataclass(frozen=True)
class Answer:
    """What a person says of a question of the check: its code and source, why it is right, and the last day it holds of, None =
    without end."""

    code: str
    source: str
    reason: str
    until: str | None = None


def answer(seen: Delivery, key: bytes, answers: Sequence[Answer], now: datetime) -> Delivery:
    """Confirmed, to be loaded. The reasons are sealed, they are a person's words."""
    name = f"answers-{secrets.token_hex(4)}"
    seal(seen, key, name, {"answers": [asdict(one) for one in answers]})
    return move(seen, S.CONFIRMED, now, answered=name)


def answers(found: Delivery, key: bytes) -> list[Answer]:
    """The newest answers to the questions of this delivery."""
    said = unsealed(found, key, found.answered) if found.answered else None
    return [Answer(**one) for one in said["answers"]] if said else []
