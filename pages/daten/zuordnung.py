"""Zuordnung: what do the columns of an unknown file mean? A person decides; `python -m etl watch` reads the file and writes."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from store import spool, suggested
from store.sealed import Damaged
from store.spool import Delivery, S
from views.blocks import delivery as deliveries
from views.blocks import mapping as blocks
from views.figures import desk as figures
from views.figures import mapping
from views.figures.desk import MOVING
from views.figures.mapping import Codes, Column, Said, Suggested
from views.shell import at_desk, desk, page, render
from views.shell import mapping as parts
from views.shell.theme import show
from views.words.markdown import plain
from views.words.texts import MAPPING as SAID

FIXED = "fixed"  # of the ways to fill a column: the same in every row


@dataclass(frozen=True)
class At:
    """The delivery as it is shown, and where it lies."""

    store: Path
    key: bytes
    found: Delivery

    def button(self, name: str, **look: Any) -> bool:
        """Pressed? Who comes too late is told so."""
        named = f"map_{self.found.number}_{name}"
        late = partial(at_desk.look_again, self.store, self.found)
        return st.button(SAID[name], key=named, on_click=late, **look)


def every(store: Path) -> None:
    """Without a delivery in the address: those whose mapping is on the way."""
    told, demo = blocks.waiting(spool.deliveries(store)), figures.is_demo(store)
    show(desk.kicker(SAID["question"], demo=demo))
    show(page.opening(SAID["waiting"] if told else SAID["nothing"], SAID["nothing_below"]))
    show((page.rule() + render.finding(told, demo=demo) if told else Markup()) + desk.footer(demo=demo))


def one(store: Path, key: bytes, seen: Delivery) -> None:
    """The delivery of the address, in whatever state it is."""
    found = spool.delivery(store, seen.name)
    if found.number != seen.number:
        st.rerun()
    demo = figures.is_demo(store)
    show(desk.kicker(SAID["question"], demo=demo))
    for said in (at_desk.told(), found.problem):
        if said:
            show(page.calm(said))
    try:
        body(At(store, key, found), demo=demo)
    except Damaged as problem:
        show(page.calm(str(problem)))
    show(parts.way_back(found) + desk.footer(demo=demo))


def body(at: At, *, demo: bool) -> None:
    key, found = at.key, at.found
    told = mapping.suggested(found, key) if found.state == S.SUGGESTED else None
    unknown = blocks.unknown_files(figures.checked(found, key)) if found.state == S.REFUSED else []
    if told:
        decide(at, told, demo=demo)
    elif unknown:
        ask(at, unknown)
    elif found.state in MOVING:
        show(page.opening(deliveries.headline(found, None, [])) + desk.under_way(spool.progress_of(found)))
    else:
        show(page.opening(SAID["settled"], deliveries.headline(found, figures.checked(found, key), [])))


def ask(at: At, unknown: list[str]) -> None:
    """Which file, and go."""
    show(page.opening(SAID["unknown"].format(file=unknown[0]), SAID["unknown_below"]))
    file = st.selectbox(SAID["which"], unknown) if len(unknown) > 1 else unknown[0]
    if at.button("suggest", type="primary"):
        answer(at, {"file": file})


def decide(at: At, told: Suggested, *, demo: bool) -> None:
    """The suggestion, as a form; what is to decide comes first."""
    show(page.opening(blocks.headline(told), f"{told.file}: {blocks.about(told)}"))
    for fault in told.faults:
        show(page.calm(fault))
    named = f"map_{at.found.number}"
    said = file_and_source(at, told, named)
    columns(told, said, named)
    with st.container(key="decide", horizontal=True):
        again = at.button("again")
        said.keep = at.button("keep", type="primary")
    show(parts.note(SAID["kept_below"]))
    if again or said.keep:
        answer(at, vars(said))
    for block in (blocks.preview(told), blocks.unread(told)):
        show(page.rule() + render.finding(block, demo=demo) if block else "")


def file_and_source(at: At, told: Suggested, named: str) -> Said:
    """What the file is, and which source it belongs to; another role is suggested anew at once."""
    show(page.rule() + desk.heading(SAID["file_and_source"]))
    left, right = st.columns(2, gap="medium")
    with left:
        role = st.selectbox(SAID["role"], list(told.roles), list(told.roles).index(told.role), role_name(told))
        pattern = st.text_input(SAID["pattern"], told.pattern, key=f"{named}_pattern").strip()
        stand(told)
    with right:
        names = {"": SAID["new_source"], **told.sources}
        into = st.selectbox(SAID["into"], list(names), list(names).index(told.into), names.get, key=f"{named}_into")
        head = told.head if into else new_source(told, named)
    if role != told.role:
        answer(at, {"file": told.file, "role": role})
    return Said(told.file, told.role, pattern, into, head)


def role_name(told: Suggested) -> Any:
    return lambda role: SAID["points"].format(title=blocks.TITLES[role], points=told.roles[role])


def stand(told: Suggested) -> None:
    """What the name of a file says of its Stand; nothing where it says nothing."""
    if told.stand:
        until = told.stand.get("bis")
        show(parts.note(SAID["stand_year"].format(until=until) if until else SAID["stand_day"]))


def new_source(told: Suggested, named: str) -> dict[str, str]:
    head = {
        name: st.text_input(SAID[name], told.head[name], key=f"{named}_{name}").strip() for name in ("name", "title")
    }
    for name, words in (("delivery", SAID["deliveries"]), ("counting", SAID["countings"])):
        at = list(words).index(told.head[name])
        head[name] = st.selectbox(SAID[name], list(words), at, words.get, key=f"{named}_{name}")
    return head


def columns(told: Suggested, said: Said, named: str) -> None:
    """Every canonical column: those a person must look at, then the sure ones and the others, closed."""
    asked = [column for column in told.columns if column.asks]
    sure = [column for column in told.columns if column.filled and not column.asks]
    spare = [column for column in told.columns if not column.filled and not column.asks]
    made: set[str] = set()
    if asked:
        show(page.rule() + desk.heading(SAID["to_decide"]))
        grid(asked, told.role, said, named, made)
    for title, some in ((SAID["sure"], sure), (SAID["spare"], spare)):
        if some:
            with st.expander(title.format(number=len(some))):
                grid(some, told.role, said, named, made)


def grid(some: list[Column], role: str, said: Said, named: str, made: set[str]) -> None:
    """Two beside each other; made: canonical columns that are filled already, another one is not asked for."""
    places: list[Any] = []
    for column in some:
        if made & set(column.makes):
            continue
        places = places or st.columns(2, gap="medium")
        with places.pop(0):
            chosen, codes = filling(column, role, f"{named}_{column.name}")
        if chosen:
            said.fill(column, chosen, codes)
            made |= set(column.makes)


def filling(column: Column, role: str, named: str) -> tuple[tuple[str, ...] | str, Codes]:
    """From which column of the file, or with which word in every row; and what its codes mean."""
    ways = [*column.ways, *([FIXED] if column.may_be_fixed or column.fixed is not None else [])]
    now = FIXED if column.fixed is not None else column.columns
    show(parts.field(column.name, blocks.reason(column, role)))
    way = st.selectbox(column.name, ways, ways.index(now), way_name, key=named, label_visibility="collapsed")
    if way == FIXED:
        return word(column, named), {}
    same = way == column.columns
    return way, {code: meaning(column, code, f"{named}_{code}") for code in column.codes} if same else {}


def way_name(way: tuple[str, ...] | str) -> str:
    if way == FIXED:
        return SAID["same_in_every_row"]
    return " und ".join(f"„{name}“" for name in way) or SAID["not_filled"]


def word(column: Column, named: str) -> str:
    label = SAID["word"].format(column=column.name)
    if not column.words:
        return st.text_input(label, column.fixed or "", key=f"{named}_word").strip()
    words = list(column.words)
    at = words.index(column.fixed) if column.fixed in words else None
    return st.selectbox(label, words, at, column.words.get, key=f"{named}_word", placeholder="") or ""


def meaning(column: Column, code: str, named: str) -> str | None:
    """A word of the column, "" = nobody knows, None = its rows are not read."""
    label, now = SAID["code"].format(column=column.name, code=plain(code)), column.codes[code]
    if not column.words:
        return st.text_input(label, now or "", key=named).strip()
    left_out = {} if column.kept_back else {None: SAID["left_out"]}
    names = {"": SAID["no_meaning"], **left_out, **column.words}
    words = list(names)
    return st.selectbox(label, words, words.index(now) if now in words else 0, names.get, key=named)


def answer(at: At, said: dict[str, Any]) -> None:
    """Sealed for the process that reads the file; the page begins anew."""
    now = datetime.now().astimezone()
    at_desk.decided(partial(suggested.ask, at.found, at.key, said, now))
    st.rerun()


at_desk.run("Zuordnung", SAID["question"], every, one)
