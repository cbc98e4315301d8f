"""What of the page Lieferung is no finding? The place to drop files, the way a delivery goes, a message."""

import htpy as h
from markupsafe import Markup

from store.spool import Delivery, Progress, S
from views.drawings.marks import DEFINITIONS
from views.shell import upload
from views.words.texts import TEXTS

SAID = TEXTS["desk"]


def kicker(what: str, *, demo: bool) -> Markup:
    mark = h.span(".demo")["DEMO · erfundene Zahlen"] if demo else None
    return DEFINITIONS + Markup(h.div(".kicker")[h.span[what], mark])


def drop(session: str) -> Markup:
    """Where files are dropped or chosen; page.js sends them to upload.py with the ticket of this page."""
    choose = h.label(".choose")[SAID["choose"], h.input(type="file", multiple=True, aria_label=SAID["choose"])]
    return Markup(
        h.div(".drop", data_address=upload.ADDRESS, data_ticket=upload.ticket(session))[
            h.p(".text")[SAID["drop"]],
            choose,
            h.p(".told", role="status"),
            h.p(".note")[SAID["folder"]],
        ]
    )


def way(found: Delivery) -> Markup:
    """The six steps, those done, and where this delivery is."""
    at = SAID["states"][found.state][1]
    steps = [
        h.li(class_="here" if n == at else "done" if n < at else None, aria_current="step" if n == at else None)[
            name, f" · {SAID['here']}" if n == at else None
        ]
        for n, name in enumerate(SAID["steps"])
    ]
    return Markup(h.ol(".way")[steps]) if found.state != S.DISCARDED else Markup()


def under_way(progress: Progress | None) -> Markup:
    """What the process at work says."""
    if progress is None:
        return Markup()
    return Markup(h.p(".text", role="status")[f"{progress.text} – {progress.percent:.0f}\u202f%"])


def footer(*, demo: bool) -> Markup:
    return Markup(h.footer(".foot")[h.p[SAID["sealed"]], h.p[h.b(".demo")[SAID["demo"]]] if demo else None])
