"""What was asked for? The filters of a page live in its address, also at their default: a link keeps its meaning."""

from collections.abc import Callable

import streamlit as st

from store.published import StoreProblem
from views.figures.read import NOW, Figures, figures, showing
from views.shell import door, editions
from views.shell.page import calm
from views.shell.theme import show
from views.words.sentences import stale_link

KEYS = (
    *("jahr", "gruppe", "gebiet", "angebot", "fachbereich", "sicht"),
    *("ausgabe", "dokument", "kapitel", "abschnitt", "leser"),
    *("angebote", "jahre", "von", "bis", "geschlecht", "zeilen", "spalten", "kombination"),
)
Widget = Callable[[list[str], Callable[[str], str], str], str]  # options, label of each, its key → the chosen one


def run(main: Callable[[Figures], None]) -> None:
    """Shows a page so that a filter redraws the page alone: neither the navigation nor the entry script run again."""
    if not door.standing.is_set():
        show(calm(door.why("alone")))
        return

    @st.fragment
    def page_alone() -> None:
        try:
            now = figures()
        except StoreProblem:  # the figures are gone since the page was opened: the entry script says so
            st.rerun()
        name = edition()
        with showing(name):
            name_unknown_keys()
            main(figures() if name else now)

    place = main.__code__.co_filename
    if st.session_state.get("page_shown") != place:  # the same filter may have been another kind of widget there
        for key in [key for key in st.session_state if str(key).startswith("filter_")]:
            del st.session_state[key]
        st.session_state["page_shown"] = place
    page_alone()


def edition() -> str:
    """The edition the address asks for, or the one this session has shown before; '' = the figures that hold now.

    It stays in every address; one that is not there or cannot be read is named in a calm message.
    """
    asked = st.query_params.get(editions.KEY, st.session_state.get("edition", NOW))
    there = None if asked == NOW else editions.found(asked)
    if there is None:
        st.session_state["edition"] = NOW
        if st.query_params.pop(editions.KEY, NOW) != NOW:
            show(editions.unknown(asked))
        return ""
    try:
        with showing(there.name):
            figures()
    except StoreProblem as problem:
        show(editions.unreadable(str(problem)))
        return ""
    if st.query_params.get(editions.KEY) != there.name:
        st.query_params[editions.KEY] = there.name
    st.session_state["edition"] = there.name
    show(editions.strip(there))
    return there.name


def choose(key: str, options: dict[str, str], default: str, widget: Widget) -> str:
    """The chosen option of one filter. `widget(options, label_of, state_key)` draws it.

    A changed address wins, then what was chosen before in this session, then the default. A value this edition does not
    have is named in a calm message and replaced.
    """
    shown_key, widget_key = f"shown_{key}", f"filter_{key}"
    asked, shown = st.query_params.get(key), st.session_state.get(shown_key)
    if asked != shown or widget_key not in st.session_state:
        remembered = shown if shown in options else default
        st.session_state[widget_key] = asked if asked in options else remembered
        if asked is not None and asked not in options:
            show(calm(stale_link(asked, options[remembered])))
    chosen = widget(list(options), options.__getitem__, widget_key)
    st.session_state[shown_key] = chosen
    if asked != chosen:
        st.query_params[key] = chosen
    return chosen


def choose_year(shown: Figures) -> int:
    years = {str(year): f"Jahr {year}" for year in reversed(shown.years)}
    return int(choose("jahr", years, str(shown.default_year), menu("Jahr")))


def choose_area(shown: Figures) -> str:
    return choose("gebiet", shown.area_names, shown.district, menu("Gebiet"))


def choose_many(key: str, options: dict[str, str], default: list[str], label: str) -> list[str]:
    """Several options, in the address as one list with commas; unknown ones are named and left out."""
    shown_key, widget_key = f"shown_{key}", f"filter_{key}"
    asked, shown = st.query_params.get(key), st.session_state.get(shown_key)
    if asked != shown or widget_key not in st.session_state:
        wanted = default if asked is None else [name for name in asked.split(",") if name]
        for name in set(wanted) - set(options):
            show(calm(stale_link(name, "die Auswahl ohne dieses Angebot")))
        st.session_state[widget_key] = [name for name in options if name in wanted]
    chosen = st.pills(label, options, selection_mode="multi", format_func=options.__getitem__, key=widget_key)
    chosen = [name for name in options if name in chosen]
    st.session_state[shown_key] = st.query_params[key] = ",".join(chosen)
    return chosen


def buttons(label: str) -> Widget:
    """A row of three or four options that stand open."""
    return lambda options, label_of, key: str(
        st.segmented_control(
            label, options, format_func=label_of, key=key, required=True, label_visibility="collapsed", wrap=True
        )
    )


def menu(label: str) -> Widget:
    """A list that opens, for many options."""
    return lambda options, label_of, key: str(
        st.selectbox(label, options, format_func=label_of, key=key, filter_mode=None, label_visibility="collapsed")
    )


def name_unknown_keys() -> None:
    """Parts of the address that no page knows are named and ignored."""
    for key in st.query_params:
        if key not in KEYS:
            show(calm(stale_link(key, "die Seite ohne diese Angabe")))
