"""What is shown while there are no figures? A calm page in German that says what to do, never an error."""

import htpy as h
from markupsafe import Markup

from store.profile import read_profile
from store.settings import ProfileProblem
from views.drawings.marks import DEFINITIONS
from views.figures.read import Progress


def contact() -> str:
    """Who helps? From the profile; without one, the role."""
    try:
        return read_profile().office.identity.contact
    except ProfileProblem:
        return "die Datenpflege"


def loading(progress: Progress) -> Markup:
    """A first load is running: what it does, how far it is; the page turns to the figures by itself."""
    return _calm(
        "Die Zahlen werden gerade geladen",
        "Diese Seite wechselt von selbst zu den Zahlen, sobald sie vorliegen.",
        h.p(".text", role="status")[f"{progress.text} – {progress.percent}\u202f%"],
        h.svg(".bars", width="100%", height=12, role="img", aria_label=f"{progress.percent} Prozent geladen")[
            h.rect(".track", x=0, y=0, width="100%", height=12),
            h.rect(".bar", x=0, y=0, width=f"{progress.percent}%", height=12),
        ],
    )


def unavailable(case: str, text: str) -> Markup:
    """The store is empty, older, newer or cannot be opened; `text` is the store's own German sentence."""
    if case == "empty":
        return _calm("Noch keine Zahlen", text)
    if case == "broken":
        return _calm(
            "Die Zahlen sind gerade nicht erreichbar",
            f"{text} Bitte in einer Minute neu laden oder {contact()} informieren.",
        )
    return _calm(
        "Die Zahlen passen nicht zu diesem Programm", f"{text} Es ist nichts verloren. Fragen beantwortet {contact()}."
    )


def failed() -> Markup:
    """A fault of ours on one page: said calmly, written to the log."""
    return _calm(
        "Diese Seite kann gerade nicht gezeigt werden",
        f"Es ist nichts verloren. Bitte neu laden; wenn es bleibt, bitte {contact()} informieren. "
        "Der Fehler steht im Protokoll.",
    )


def _calm(finding: str, text: str, *more: h.Element) -> Markup:
    heading = h.div(".h1", role="heading", aria_level=1)[finding]
    return DEFINITIONS + Markup(h.div(".state")[heading, h.p(".sub")[text], more])
