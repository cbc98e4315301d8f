"""Which edition is shown? The name in an address, the strip that says so, and links that stay within the edition."""

import re
from datetime import date
from urllib.parse import quote

import htpy as h
from markupsafe import Markup

from store.editions import Edition, all_editions
from store.german import day
from store.versions import store_folder
from views.figures.read import NOW
from views.shell.page import calm

KEY = "ausgabe"
OUR_LINK = re.compile(r'href="(/?\w*)(?:\?([^"#]*))?"')


def names() -> dict[str, str]:
    """What can be shown: the figures of now, and every edition, the newest first. Key of the address → as shown."""
    return {NOW: "aktuelle Zahlen"} | {edition.name: edition.title for edition in all_editions(store_folder())}


def found(name: str) -> Edition | None:
    """The edition of an address; None when there is no such one."""
    return next((edition for edition in all_editions(store_folder()) if edition.name == name), None)


def strip(edition: Edition) -> Markup:
    """Above the page: which edition it shows, that it does not change, and the way to the figures of now."""
    about = edition.about
    made_on = day(date.fromisoformat(about["made_on"]))
    return Markup(
        h.p(".calm-note", role="status")[
            "Gezeigt wird die ",
            h.b[edition.title],
            f" vom {made_on} ({about['note']}). Ihre Zahlen ändern sich nicht. ",
            h.a(href=f"?{KEY}={NOW}", target="_self")["Zu den aktuellen Zahlen"],
        ]
    )


def unknown(name: str) -> Markup:
    """An address names an edition that is not there; only letters and digits of it are repeated, shortened."""
    clean = re.sub(r"[^\w-]", "", name)[:30]
    kept = ", ".join(list(names().values())[1:]) or "noch keine"
    return calm(f"Die Ausgabe „{clean}“ gibt es nicht (vorhanden: {kept}). Gezeigt werden die aktuellen Zahlen.")


def unreadable(text: str) -> Markup:
    """The edition is there, but cannot be opened; `text` is the store's own sentence."""
    return calm(f"{text} Gezeigt werden die aktuellen Zahlen.")


def linked(html: str, name: str) -> str:
    """Every link to a page of ours leads to the same edition; one that names an edition itself stays as it is."""

    def named(link: re.Match[str]) -> str:
        page, query = link[1], link[2] or ""
        if f"{KEY}=" in query:
            return str(link[0])
        return f'href="{page}?{query + "&amp;" if query else ""}{KEY}={quote(name)}"'

    return OUR_LINK.sub(named, html) if name else html
