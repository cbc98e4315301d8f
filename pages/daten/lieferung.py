"""Lieferung ablegen, prüfen, laden, freigeben. The page only writes what people decide; `python -m etl watch` does the work."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st
from markupsafe import Markup, escape
from streamlit.runtime.scriptrunner import get_script_run_ctx

from exports import return_letter
from store import arriving, spool
from store.answers import Answer, answer
from store.german import number
from store.profile import read_profile
from store.published import StoreProblem
from store.sealed import Damaged
from store.spool import Delivery, S
from views.blocks import asked as asking
from views.blocks import changed as changing
from views.blocks import delivery as blocks
from views.blocks import sharpen
from views.blocks.asked import Choice, Question
from views.blocks.mapping import unknown_files
from views.figures import desk as figures
from views.figures import read as shown
from views.figures.changed import Changed as Changes
from views.figures.changed import changed
from views.figures.desk import MOVING, WAITING, Checked
from views.shell import at_desk, desk, page, render
from views.shell.mapping import to_mapping
from views.shell.theme import show
from views.words.texts import DESK as SAID

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
    show(desk.drop(session()))
    name_a_folder(store)
    told = blocks.at_the_desk(all_of_them)
    show((page.rule() + render.finding(told, demo=demo) if told else Markup()) + desk.footer(demo=demo))


def session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


def name_a_folder(store: Path) -> None:
    """Where the administrator allows it; whether there is such a folder only the watcher finds out."""
    allowed = arriving.folders()
    if not allowed:
        return
    with (
        st.form("folder", clear_on_submit=True, border=False),
        st.container(key="named", horizontal=True, vertical_alignment="bottom"),
    ):
        typed = st.text_input(SAID["named"]["label"], placeholder=str(allowed[0] / "2026"))
        asked = st.form_submit_button(SAID["named"]["button"])
    show(f'<p class="note">{escape(SAID["named"]["hint"].format(folders=", ".join(map(str, allowed))))}</p>')
    if asked and typed.strip():
        arriving.named(store, typed.strip(), now())
        st.rerun()


def one(store: Path, key: bytes, seen: Delivery) -> None:
    """One delivery: where it stands, what its check said, what is to be decided."""
    found = spool.delivery(store, seen.name)
    if found.state != seen.state:
        st.rerun()
    demo = figures.is_demo(store)
    checked, changes = read(key, found), compared(store, found)
    show(desk.kicker(blocks.kicker(found, checked), demo=demo))
    headline = blocks.headline(found, checked, changing.sentence(changes) if changes else "")
    show(page.opening(headline, blocks.below(found, checked)) + desk.way(found, spool.history(found)))
    for said in (at_desk.told(), found.problem):
        if said:
            show(page.calm(said))
    if unknown_files(checked) and found.state in WAITING:
        show(to_mapping(found))
    if found.state in MOVING:
        show(desk.under_way(spool.progress_of(found)))
    if changes:
        show(page.rule() + render.finding(changing.changed(changes), demo=demo))
    answers = check_and_questions(found, checked, demo=demo) if checked and found.state in WAITING else []
    decide(store, key, found, checked, answers)
    show(page.rule() + desk.back() + desk.footer(demo=demo))


Answered = list[tuple[Question, Choice, str]]  # each question with the answer chosen and its reason


def check_and_questions(found: Delivery, checked: Checked, *, demo: bool) -> Answered:
    """What the check said; and the answers, where some are asked for."""
    told = blocks.faults(checked)
    show(page.rule() + render.finding(told, demo=demo) if told else "")
    send_back(tuple(file.name for file in found.files), checked)
    places = dict(read_profile().areas.select("schluessel", "name").iter_rows())
    sizes, asked = blocks.sizes(checked, places), asking.questions(checked) if found.state == S.CHECKED else []
    show(page.rule())
    left, right = st.columns([6, 5], gap="large")
    with left:
        show(render.finding(sizes, demo=demo) if sizes else "")
    with right:
        answers, hints = questions(asked), blocks.hints(checked, refused=found.state == S.REFUSED)
        show(render.finding(hints, demo=demo) if hints else "")
    return answers


def send_back(names: tuple[str, ...], seen: Checked) -> None:
    """The letter to whoever delivered, and the list of faults."""
    if not seen.of(*blocks.FOR_THE_DELIVERER):
        return
    show(f'<p class="note">{SAID["send_back"]}</p>')
    steps = _steps(seen)
    with st.container(key="send_back", horizontal=True):
        for name, (label, file_name) in SAID["papers"].items():
            content = paper(name, names, seen, now().date(), steps)
            st.download_button(label, content, file_name, key=f"paper_{name}", on_click="ignore")


@lru_cache(maxsize=4)
def paper(name: str, names: tuple[str, ...], seen: Checked, today: date, steps: tuple[str, ...]) -> bytes:
    """Written once for what the check said."""
    return PAPERS[name](names, seen, read_profile(), today, steps)


def _steps(seen: Checked) -> tuple[str, ...]:
    """What these sources could do for the figures that hold now; nothing where there are none yet."""
    try:
        return sharpen.for_sources(shown.figures(), {file.source for file in seen.files})
    except StoreProblem:
        return ()


def read(key: bytes, found: Delivery) -> Checked | None:
    try:
        return figures.checked(found, key)
    except Damaged as problem:
        show(page.calm(str(problem)))
        return None


def compared(store: Path, found: Delivery) -> Changes | None:
    """What the draft would change; None where there is none."""
    if found.state != S.DRAFT or found.version is None:
        return None
    try:
        return changed(store, found.version)
    except StoreProblem as problem:
        show(page.calm(str(problem)))
        return None


def decide(store: Path, key: bytes, found: Delivery, checked: Checked | None, answers: Answered) -> None:
    """The next step and its buttons; each moves the delivery only from the state that is shown."""
    if found.state not in WAITING:
        return
    given = [
        Answer(asked.code, asked.source, reason, choice.until.isoformat() if choice.until else None)
        for asked, choice, reason in answers
        if choice.confirms and reason
    ]
    unanswered = any(asked.needed and not choice.confirms for asked, choice, _ in answers)
    bare = any(choice.confirms and not reason for _, choice, reason in answers)
    show(desk.next_rule())
    left, right = st.columns([2, 3], gap="medium")
    with left:
        show(desk.next_step(*blocks.next_step(found, checked, unanswered=unanswered, bare=bare)))
    steps: dict[str, tuple[S, Callable[[], object]]] = {
        name: (state, partial(spool.move, found, state, now()))
        for name, state in (("discard", S.DISCARDING), ("again", S.RECEIVED), ("release", S.RELEASING))
    }
    steps["load"] = (S.CONFIRMED, partial(answer, found, key, given, now()))
    replace_first = unanswered or bool(checked and checked.of(*blocks.FOR_THE_DELIVERER))
    with right, st.container(key="decide", horizontal=True, horizontal_alignment="right"):
        for name, (state, step) in steps.items():
            if state not in spool.may_follow(found):
                continue
            st.button(
                SAID["buttons"]["retry" if found.wish and name == "load" else name],
                key=f"decide_{name}",
                type="primary" if name == "release" or (name == "load" and not replace_first) else "secondary",
                disabled=name == "load" and (unanswered or bare),
                on_click=at_desk.decided,
                args=(step,),
            )
        if found.state in arriving.REPLACEABLE and not found.wish:
            show(desk.corrected(session(), found, first=replace_first))


def questions(asked: list[Question]) -> Answered:
    """The answer to each; a reason is asked for where it confirms something."""
    show(desk.heading(SAID["confirm"]) if asked else "")
    return [answered(number, question) for number, question in enumerate(asked, 1)]


def answered(number: int, asked: Question) -> tuple[Question, Choice, str]:
    key = f"{asked.code}_{asked.source}"
    show(desk.question(number, asked.words, asked.below))
    words = [choice.words for choice in asked.choices]
    place = st.radio(
        asked.words, range(len(words)), format_func=words.__getitem__, key=f"answer_{key}", label_visibility="collapsed"
    )
    choice = asked.choices[place]
    if not choice.confirms:
        return asked, choice, ""
    reason = st.text_input(
        SAID["reason"], key=f"reason_{key}", placeholder=SAID["reason"], label_visibility="collapsed"
    )
    return asked, choice, reason.strip()


def now() -> datetime:
    return datetime.now().astimezone()


at_desk.run("Lieferung", SAID["question"], every, one)
