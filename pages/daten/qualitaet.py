"""What is open, what is due, what was rejected? Exceptions first; what is whole stands in closed tables.

Below stands what a person may take back. The page only writes the wish; `python -m etl watch` does it.
"""

from datetime import date, datetime
from functools import partial
from pathlib import Path

import streamlit as st
from markupsafe import Markup

from store import spool, wishes
from store.keys import KeyProblem
from store.published import StoreProblem
from store.sealed import Damaged
from store.spool import Wish
from store.versions import store_folder
from store.wishes import Decision
from views.blocks import changed as changing
from views.blocks import deliveries as files
from views.blocks import forgotten as erased
from views.blocks import history as blocks
from views.blocks import linkage, quality, sharpen
from views.figures import changed as changes
from views.figures import deliveries, history, read
from views.finding import Finding
from views.shell import filters, page, render
from views.shell.theme import show

SAID = blocks.SAID
NOT_CHOSEN = 0  # no version has this number
TOLD = "history_told"  # what came of the last wish, said once


def main(figures: read.Figures) -> None:
    year, group = figures.default_year, next(iter(figures.group))
    show(
        page.kicker(figures, "Was liegt vor, was fehlt, was wurde abgewiesen?", year)
        + page.opening(
            deliveries.of_group(figures, group, year).sentence(year),
            f"Angebote, die in die Reichweite {year} zählen. Ein Jahr ohne vollständige Lieferung ist keine Null.",
        )
    )
    parts = [
        render.of(figures, files.exceptions),
        render.of(figures, files.due, date.today()),
        render.of(figures, quality.of_the_check, rejected=True),
        render.of(figures, quality.of_the_check, rejected=False),
        render.of(figures, sharpen.steps),
        render.of(figures, linkage.linked),
        render.of(figures, erased.forgotten),
        render.of(figures, quality.sources),
        render.of(figures, quality.completeness),
        render.of(figures, files.history),
    ]
    show(page.rule() + page.rule().join(part for part in parts if part))
    if not read.EDITION.get():
        take_back(figures, store_folder())
    show(page.footer(figures))


def take_back(figures: read.Figures, store: Path) -> None:
    """What only the desk tells: lines, versions, and the wishes about them; nothing of it for an edition, which never changes."""
    try:
        spool.key_of_store(store)
        decided = blocks.of_decisions(history.decided(store))
        rejected = blocks.of_rejected(history.rejected(store))
    except (KeyProblem, Damaged) as problem:
        show(page.calm(str(problem)))
        return
    versions = history.loaded(store)
    tell(figures, rejected, blocks.of_versions(versions))
    compare(figures, store, blocks.comparable(versions))
    tell(figures, decided, Finding("zuruecknehmen", SAID["title"], SAID["below"]))
    if TOLD in st.session_state:
        show(page.calm(st.session_state.pop(TOLD)))
    with st.container(key="decide_who", horizontal=True, vertical_alignment="bottom"):
        who, why = (st.text_input(SAID[name], key=f"decided_{name}", max_chars=200).strip() for name in ("who", "why"))
    for wish, about in blocks.choices(figures, versions).items():
        if about:
            offer(store, wish, about, Decision(who, why))
    if any(version.mark == "draft" for version in versions):
        show(f'<p class="note">{SAID["open_draft"]}</p>')


def tell(figures: read.Figures, *told: Finding | None) -> None:
    show(Markup().join(page.rule() + render.finding(one, demo=figures.demo) for one in told if one))


@st.fragment
def compare(figures: read.Figures, store: Path, names: dict[int, str]) -> None:
    """Which figures two versions show otherwise; asked for, because it opens both. A choice redraws this part alone."""
    named = {NOT_CHOSEN: SAID["version"], **names}
    with st.container(key="compare", horizontal=True):
        chosen = [
            st.selectbox(SAID[key], named, format_func=named.__getitem__, key=f"compare_{key}")
            for key in ("first", "second")
        ]
    first, second = chosen
    if NOT_CHOSEN not in chosen and first != second:
        try:
            show(render.finding(changing.changed(changes.between(store, first, second)), demo=figures.demo))
        except StoreProblem as problem:
            show(page.calm(str(problem)))


def offer(store: Path, wish: Wish, about: dict[int, str], decision: Decision) -> None:
    """What the wish is about, and its button; without who and why there is none to press."""
    said = SAID["wishes"][wish]
    with st.container(key=f"wish_{wish}"):
        number = st.selectbox(said["choose"], about, format_func=about.__getitem__, key=f"about_{wish}")
        st.button(
            said["button"],
            key=f"put_{wish}",
            disabled=not (decision.who and decision.why),
            help=SAID["needed"],
            on_click=partial(put, store, wish, number, decision),
        )


def put(store: Path, wish: Wish, number: int, decision: Decision) -> None:
    if history.is_pending(store, wish, number):
        st.session_state[TOLD] = SAID["pending"]
        return
    wishes.put(store, spool.spool_key(store), wish, number, decision, datetime.now().astimezone())
    st.session_state[TOLD] = SAID["done"]


filters.run(main)
