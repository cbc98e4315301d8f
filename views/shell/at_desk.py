"""How does a page of the desk begin, and how does it write down what a person decides?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from store import spool
from store.keys import KeyProblem
from store.spool import Changed, Delivery
from store.versions import store_folder
from views.figures.desk import MOVING
from views.shell import desk, page
from views.shell.theme import show

TOLD = "desk_told"  # what came of the last decision, said once


def run(name: str, question: str, every: Callable[[Path], None], one: Callable[[Path, bytes, Delivery], None]) -> None:
    """Draws the delivery that the address names, else the page of all of them; again and again where something moves."""
    store = store_folder()
    try:
        spool.key_of_store(store)
    except KeyProblem as problem:
        show(desk.kicker(question, demo=False) + page.opening(name) + page.calm(str(problem)))
        return
    asked = st.query_params.get("lieferung", "")
    try:
        found = spool.delivery(store, asked) if asked else None
    except Changed as gone:
        show(page.calm(str(gone)))
        found = None
    draw = partial(one, store, spool.spool_key(store), found) if found else partial(every, store)
    moving = found is None or found.state in MOVING
    st.fragment(draw, run_every=2 if moving else None)()


def decided(step: Callable[[], object]) -> None:
    """Does it; what somebody else has done meanwhile is said on the page."""
    try:
        step()
    except Changed as faster:
        st.session_state[TOLD] = str(faster)


def look_again(store: Path, seen: Delivery) -> None:
    """As a button is pressed: says so on the page when the delivery has moved on since it was shown."""
    if spool.delivery(store, seen.name).number != seen.number:
        st.session_state[TOLD] = spool.FASTER


def told() -> str:
    """What came of the last decision; said once."""
    said: str = st.session_state.pop(TOLD, "")
    return said
