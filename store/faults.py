"""Where does a fault of ours go? Into fehler.log of the store, whole; the screen gets one sentence."""

import logging
from pathlib import Path


def log_fault(program: str, store: Path) -> None:
    """Appends the fault that is being handled, with its traceback; without a store there is no log."""
    log = logging.getLogger(program)
    log.propagate = False
    log.addHandler(
        logging.FileHandler(store / "fehler.log", encoding="utf-8") if store.is_dir() else logging.NullHandler()
    )
    log.exception("python -m %s", program)
