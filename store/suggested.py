"""Which mapping is suggested for a file that no source knows, and what does a person say of it? Sealed beside its delivery."""

import secrets
from datetime import datetime
from typing import Any

from store import spool
from store.spool import Delivery, S

SUGGESTION = "suggestion"


def keep(found: Delivery, key: bytes, suggestion: dict[str, Any]) -> None:
    """What the page shows (etl/assistant/offered.py), in place of what was suggested before."""
    spool.seal(found, key, SUGGESTION, suggestion)


def suggestion_of(found: Delivery, key: bytes) -> dict[str, Any] | None:
    """None: nobody asked for one. Raises Damaged."""
    return spool.unsealed(found, key, SUGGESTION)


def ask(seen: Delivery, key: bytes, said: dict[str, Any], now: datetime) -> Delivery:
    """A mapping is to be suggested, or kept, as a person says (etl/assistant/answers.py). Raises Changed."""
    name = f"mapping-{secrets.token_hex(4)}"
    spool.seal(seen, key, name, said)
    return spool.move(seen, S.TO_MAP, now, answered=name)


def said_of(found: Delivery, key: bytes) -> dict[str, Any]:
    """What a person said last. Raises Damaged."""
    return (spool.unsealed(found, key, found.answered) if found.answered else None) or {}
