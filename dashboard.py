"""The entry of the app: who may see which page, and where it is. Served by `python -m uvicorn dashboard:app`.

The file is read twice: once by the web server, which builds `app`, and then by the platform for every visit as script.
A page is one line in PAGES; its address is the name of its file.
"""

import gc
import importlib
import logging
import pkgutil
from contextlib import asynccontextmanager, suppress
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit import config, runtime

import views
from store.published import StoreProblem
from views.drawings import map
from views.figures import read
from views.finding import Finding
from views.shell import door, page, states, theme, web

PAGES = {
    "": {
        "pages/leitung/uebersicht.py": "Überblick",
        "pages/leitung/reichweite.py": "Reichweite",
        "pages/leitung/trends.py": "Entwicklung",
        "pages/leitung/luecken.py": "Lücken",
        "pages/leitung/angebote.py": "Angebote",
        "pages/leitung/fachbereich.py": "Fachbereiche",
        "pages/leitung/schutzauftrag.py": "Schutzauftrag",
        "pages/leitung/gemeinde.py": "Gemeinden",
        "pages/leitung/strategiepapier.py": "Strategiepapier",
    },
    "Planung": {
        "pages/planung/erkunden.py": "Auswerten",
        "pages/planung/ueberschneidungen.py": "Mehrfachnutzung",
        "pages/planung/methoden.py": "Methoden und Begriffe",
    },
    "Daten": {
        "pages/daten/qualitaet.py": "Datenqualität",
        "pages/daten/lieferung.py": "Lieferung",
        "pages/daten/zuordnung.py": "Zuordnung",
    },
    "Hilfe": {"pages/hilfe/hilfe.py": "Hilfe und Barrierefreiheit"},
}
ADDRESSES = frozenset({"/", *(f"/{Path(file).stem}" for group in PAGES.values() for file in group)})


DESK = ("lieferung", "zuordnung")


def main() -> None:
    """Registers the pages, and runs the one asked for; without figures a calm page stands in its place."""
    menu = {group: [st.Page(file, title=name) for file, name in pages.items()] for group, pages in PAGES.items()}
    first = menu[""][0]
    start = st.Page(
        lambda: st.switch_page(first, query_params=st.query_params.to_dict()),
        title="Start",
        url_path="start",
        default=True,
        visibility="hidden",
    )
    chosen = st.navigation({"": [start, *menu.pop("")], **menu}, position="top")
    try:
        figures = read.figures()
    except StoreProblem as problem:
        st.set_page_config(page_title="Reichweitenmonitor", layout="wide")
        theme.name_the_house("Reichweitenmonitor")
        if chosen.url_path in DESK:  # the way to the first figures needs none
            chosen.run()
        else:
            wait_for_figures(problem)
        return
    if chosen != start:
        st.set_page_config(page_title=page.title(figures, chosen.title), layout="wide")
    theme.name_the_house(figures.meta.get("office_short", "Reichweitenmonitor"))
    chosen.run()


def wait_for_figures(problem: StoreProblem) -> None:
    """Says what is missing and looks again by itself; while a load runs, every second."""

    @st.fragment(run_every=1 if read.progress() else 10)
    def look_again() -> None:
        try:
            read.figures()
        except StoreProblem as still:
            running = read.progress() if still.case == "empty" else None
            theme.show(states.loading(running) if running else states.unavailable(still.case, str(still)))
        else:
            st.rerun()

    look_again()


def saved(figures: read.Figures, told: Finding, ending: str) -> tuple[bytes, str] | None:
    """A file of a finding that a page shows, entered as handed out; what draws it is loaded for the first one."""
    from exports import saved as files

    return files.handed_out(figures, told, ending, date.today())


def show_failure(fault: Exception) -> bool:
    """A fault of ours: the log has it, the page stays calm."""
    logging.getLogger("dashboard").error("A page failed", exc_info=fault)
    theme.show(states.failed())
    return True


@asynccontextmanager
async def warm(_app):
    """Before the first visit: no page folder of the platform's own, everything imported, and the heap frozen."""
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False
    for module in pkgutil.walk_packages(views.__path__, "views."):
        importlib.import_module(module.name)
    map.of_office()
    with suppress(StoreProblem):  # without figures there is nothing to warm; the first visit says so
        read.figures()
    gc.collect()
    gc.freeze()
    yield


if runtime.exists():
    main()
else:
    from starlette.middleware import Middleware

    front = Middleware(web.FrontDoor, pages=ADDRESSES, saved=saved)
    app = st.App(__file__, lifespan=warm, on_script_error=show_failure, middleware=[front])
    door.stay_here(config.get_option("server.address"))
