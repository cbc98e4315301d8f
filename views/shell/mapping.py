"""What of the page Zuordnung is no finding? Headings, words above a column to choose, the ways there and back."""

import htpy as h
from markupsafe import Markup

from store.spool import Delivery, S
from views.shell import page
from views.words.texts import MAPPING as SAID


def to_mapping(found: Delivery) -> Markup:
    """The way to the mapping of a file that no source knows."""
    words = SAID["look" if found.state == S.SUGGESTED else "suggest"]
    return Markup(h.p(".text")[h.a(".go", href=f"/zuordnung?lieferung={found.name}", target="_self")[words]])


def note(words: str) -> Markup:
    return Markup(h.p(".note")[words])


def field(name: str, about: str) -> Markup:
    """Above a column to choose: what it is called, what it means."""
    return Markup(h.p(".field")[h.b[name], " ", about])


def way_back(found: Delivery) -> Markup:
    address = f"/lieferung?lieferung={found.name}"
    return page.rule() + Markup(h.p(".note")[h.a(href=address, target="_self")[SAID["back"]]])
