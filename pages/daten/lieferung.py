"""Lieferung ablegen, prüfen, laden, freigeben. The page only writes what people decide; `python -m etl watch` does the work."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from exports import return_letter
from store import spool
from store.german import number
from store.profile import read_profile
from store.published import StoreProblem
from store.sealed import Damaged
from store.spool import Delivery, S
from views.blocks import delivery as blocks
from views.blocks.mapping import unknown_files
from views.figures import desk as figures
from views.figures.desk import MOVING, WAITING, Checked
from views.shell import at_desk, desk, page, render
from views.shell.mapping import to_mapping
from views.shell.theme import show
from views.words.texts import TEXTS

SAID = TEXTS["desk"]
PAPERS = {"letter": return_letter.as_word, "list": return_letter.as_excel}


def every(store: Path) -> None:
    """The place to drop files, and all deliveries."""
    all_of_them, demo = spool.deliveries(store), figures.is_demo(store)
    waiting = sum(found.state in WAITING for found in all_of_them)
    many = SAID["waiting"].format(
        number=number(waiting), deliveries="Lieferung wartet" if waiting == 1 else "Lieferungen warten"
    )
    opening = many if waiting else SAID["nothing"] if all_of_them else SAID["empty"]
    show(desk.kicker(SAID["question"], demo=demo) + page.opening(opening, SAID["below"]))
    context = get_script_run_ctx()
    show(desk.drop(context.session_id if context else ""))
    told = blocks.at_the_desk(all_of_them)
    show((page.rule() + render.finding(told, demo=demo) if told else page.rule()) + desk.footer(demo=demo))


def one(store: Path, key: bytes, seen: Delivery) -> None:
    """One delivery: where it stands, what its check said, what is to be decided."""
    found = spool.delivery(store, seen.name)
    if found.state != seen.state:
        st.rerun()
    demo = figures.is_demo(store)
    checked, changes = read(key, found), compared(store, found)
    show(desk.kicker(f"Lieferung · {blocks.name_of(found)}", demo=demo))
    show(page.opening(blocks.headline(found, checked, changes), SAID["below"]) + desk.way(found))
    for said in (at_desk.told(), found.problem):
        if said:
            show(page.calm(said))
    if unknown_files(checked) and found.state in WAITING:
        show(to_mapping(found))
    if found.state in MOVING:
        show(desk.under_way(spool.progress_of(found)))
    if found.state == S.DRAFT:
        show(page.rule() + render.finding(blocks.changed(changes), demo=demo))
    if checked and found.state in WAITING:
        shown = (blocks.faults(checked), blocks.sizes(checked), blocks.hints(checked))
        for told in shown:
            show(page.rule() + render.finding(told, demo=demo) if told else "")
        send_back(tuple(file.name for file in found.files), checked)
    decide(store, key, found, checked)
    show(
        page.rule()
        + f'<p class="note"><a href="/lieferung" target="_self">{SAID["back"]}</a></p>'
        + desk.footer(demo=demo)
    )


def send_back(names: tuple[str, ...], seen: Checked) -> None:
    """The letter to whoever delivered, and the list of faults."""
    if not seen.of(*blocks.FOR_THE_DELIVERER):
        return
    show(f'<p class="note">{SAID["send_back"]}</p>')
    with st.container(key="send_back", horizontal=True):
        for name, (label, file_name) in SAID["papers"].items():
            content = paper(name, names, seen, now().date())
            st.download_button(label, content, file_name, key=f"paper_{name}", on_click="ignore")


@lru_cache(maxsize=4)
def paper(name: str, names: tuple[str, ...], seen: Checked, today: date) -> bytes:
    """Written once for what the check said."""
    return PAPERS[name](names, seen, read_profile(), today)


def read(key: bytes, found: Delivery) -> Checked | None:
    try:
        return figures.checked(found, key)
    except Damaged as problem:
        show(page.calm(str(problem)))
        return None


def compared(store: Path, found: Delivery) -> list[figures.Change]:
    """What the draft would change; nothing where there is none."""
    if found.state != S.DRAFT or found.version is None:
        return []
    try:
        return list(figures.changed(store, found.version))
    except StoreProblem as problem:
        show(page.calm(str(problem)))
        return []


def decide(store: Path, key: bytes, found: Delivery, checked: Checked | None) -> None:
    """The buttons of this state; each moves the delivery only from the state that is shown."""
    reasons = questions(checked) if checked and found.state == S.CHECKED else {}
    unanswered = [code for code, reason in reasons.items() if not reason and code not in SAID["optional"]]
    given = {code: reason for code, reason in reasons.items() if reason}
    steps: dict[str, tuple[S, Callable[[], object]]] = {
        name: (state, partial(spool.move, found, state, now()))
        for name, state in (("discard", S.DISCARDING), ("again", S.RECEIVED), ("release", S.RELEASING))
    }
    steps["load"] = (S.CONFIRMED, partial(spool.answer, found, key, given, now()))
    offered = [
        name for name, (state, _) in steps.items() if found.state in WAITING and state in spool.may_follow(found)
    ]
    with st.container(key="decide", horizontal=True):
        for name in offered:
            st.button(
                SAID["buttons"]["retry" if found.wish and name == "load" else name],
                key=f"decide_{name}",
                type="primary" if name in ("load", "release") else "secondary",
                disabled=name == "load" and bool(unanswered),
                on_click=at_desk.decided,
                args=(steps[name][1],),
            )


def questions(checked: Checked) -> dict[str, str]:
    """Code of each question → the reason typed; "" = not confirmed (yet)."""
    asked = blocks.questions(checked)
    if asked:
        show(
            page.rule() + '<div class="finding small" role="heading" aria-level="2">Das können nur Sie bestätigen</div>'
        )
    return {
        code: st.text_input(question, key=f"reason_{code}", placeholder=SAID["reason"]).strip()
        for code, question in asked.items()
    }


def now() -> datetime:
    return datetime.now().astimezone()


at_desk.run("Lieferung", SAID["question"], every, one)
