"""What of the page Lieferung is no finding? The place to drop files, the way a delivery goes, the next step, a message."""

from collections.abc import Sequence
from datetime import timedelta

import htpy as h
from markupsafe import Markup

from store.german import day, one_or_many
from store.spool import Delivery, Progress, S
from views.drawings.marks import DEFINITIONS
from views.figures.desk import reached, taken
from views.shell import upload
from views.words.texts import DESK as SAID

MINUTE = 60  # seconds
LONG = 90  # seconds, from which minutes are said
SPANS = {1: S.CHECKING, 3: S.LOADING}  # steps of which it is told how long they took
DAYS = {0: S.RECEIVED, 5: S.RELEASED}  # steps of which it is told when


def kicker(what: str, *, demo: bool) -> Markup:
    mark = h.span(".demo")["DEMO · erfundene Zahlen"] if demo else None
    return DEFINITIONS + Markup(h.div(".kicker")[h.span[what], mark])


def drop(session: str) -> Markup:
    """Where files are dropped or chosen; upload.js sends them to upload.py with the ticket of this page."""
    return _place(
        session, ".drop", [h.p(".text")[SAID["drop"]], _choose(SAID["choose"]), _told(), h.p(".note")[SAID["folder"]]]
    )


def corrected(session: str, found: Delivery, *, first: bool) -> Markup:
    """The same for corrected files that replace this delivery; first: it is what is to be done now."""
    kind = ".drop.corrected.first" if first else ".drop.corrected"
    return _place(session, kind, [_choose(SAID["corrected"]), _told()], replaces=found.name)


def _place(session: str, kind: str, parts: h.Node, *, replaces: str = "") -> Markup:
    return Markup(
        h.div(
            kind,
            data_address=upload.ADDRESS,
            data_ticket=upload.ticket(session),
            data_replaces=replaces or None,
        )[parts]
    )


def _choose(words: str) -> h.Element:
    return h.label(".choose")[words, h.input(type="file", multiple=True, aria_label=words)]


def _told() -> h.Element:
    return h.p(".told", role="status")


def way(found: Delivery, history: Sequence[Delivery]) -> Markup:
    """The six steps, those done with when or how long, and where this delivery is."""
    if found.state == S.DISCARDED:
        return Markup()
    at = SAID["states"][found.state][1]
    steps = [
        h.li(class_="here" if n == at else "done" if n < at else None, aria_current="step" if n == at else None)[
            f"{words['open']} · {SAID['here']}"
            if n == at
            else _done(n, words["done"], history)
            if n < at
            else words["open"]
        ]
        for n, words in enumerate(SAID["steps"])
    ]
    return Markup(h.ol(".way")[steps])


def _done(step: int, word: str, history: Sequence[Delivery]) -> str:
    when = reached(history, DAYS[step]) if step in DAYS else None
    if when:
        return f"{word} · {day(when.date())}, {when:%H:%M}"
    span = taken(history, SPANS[step]) if step in SPANS else None
    return f"{word} · {lasted(span)}" if span is not None else word


def lasted(span: timedelta) -> str:
    """3 Sekunden, 2 Minuten; 'unter einer Sekunde'."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return "unter einer Sekunde"
    return (
        one_or_many(SAID["minutes"], round(seconds / MINUTE))
        if seconds >= LONG
        else one_or_many(SAID["seconds"], seconds)
    )


def heading(words: str) -> Markup:
    return Markup(h.div(".finding.small", role="heading", aria_level="2")[words])


def question(number: int, words: str, below: str) -> Markup:
    """What is asked, and what the check says of it."""
    return Markup(h.div(".asked")[h.p(".asks")[f"{number} {words}"], h.p(".note")[below]])


def next_step(words: str, also: str) -> Markup:
    return Markup(h.div(".next")[heading(words), h.p(".note")[also]])


def next_rule() -> Markup:
    return Markup(h.hr(".rule.strong"))


def back() -> Markup:
    return Markup(h.p(".note")[h.a(href="/lieferung", target="_self")[SAID["back"]]])


def under_way(progress: Progress | None) -> Markup:
    """What the process at work says."""
    if progress is None:
        return Markup()
    return Markup(h.p(".text", role="status")[f"{progress.text} – {progress.percent:.0f}\u202f%"])


def footer(*, demo: bool) -> Markup:
    return Markup(h.footer(".foot")[h.p[SAID["sealed"]], h.p[h.b(".demo")[SAID["demo"]]] if demo else None])
