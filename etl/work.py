"""What does one step of a delivery at the desk do? Check it, suggest a mapping, load it as a draft, or do a wish; each in a
process of its own.

`python -m etl work NAME` looks in which state the delivery is and does what comes next. Its progress and its report lie
beside the delivery; a fault ends the process with a German sentence, and the watcher (etl/watch.py) says what to do.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from etl.assistant.at_the_desk import map_file
from etl.delivery import Refused
from etl.examine import checked
from etl.findings import Confirmation
from etl.known import against_known
from etl.load import load
from etl.release import Busy, roll_back
from etl.report import Report, Say
from etl.sizes import compared
from etl.told import told
from etl.withdraw import withdraw
from etl.worlds import as_in
from store import spool, versions
from store.answers import Answer, answers
from store.connect import connect
from store.keys import read_key
from store.profile import Profile
from store.spool import Delivery, Progress, S, Wish
from store.table import Row
from store.wishes import decision_of


@dataclass(frozen=True)
class Bench:
    """Where a step works: the store, for whom, with which keys (of the store and of the spool)."""

    store: Path
    profile: Profile
    key: str | None
    spool_key: bytes


def bench(store: Path, profile: Profile) -> Bench:
    """Raises KeyProblem. A store that is not encrypted stays so."""
    known = versions.newest(store)
    key = read_key() if known is None or known.about().get("encrypted") else None
    return Bench(store, as_in(store, profile), key, spool.spool_key(store))


def step(at: Bench, name: str) -> None:
    """Checks a delivery that was received, suggests or keeps a mapping, loads one that was confirmed, does a wish.

    Raises Refused, Changed, KeyProblem, Damaged."""
    found = spool.delivery(at.store, name)
    if found.state == S.RECEIVED:
        _check(at, spool.move(found, S.CHECKING, _now()))
    elif found.state == S.TO_MAP:
        map_file(spool.move(found, S.MAPPING, _now()), at.spool_key, at.profile, _now())
    elif found.state == S.CONFIRMED:
        DOES[found.wish](at, spool.move(found, S.LOADING, _now()))
    else:
        raise Refused("Mit dieser Lieferung ist gerade nichts zu tun.")


def _check(at: Bench, found: Delivery) -> None:
    files = spool.contents(found, at.spool_key)
    with (
        checked(files, at.profile, found.source or None, _sayer(found), today=_now().date()) as report,
        _kept(at) as con,
    ):
        asked = report if con is None else against_known(con, report)
        _keep_said(at, found, told(asked, compared(con, report.parts)))


def _keep_said(at: Bench, found: Delivery, said: Row) -> None:
    """The report lies beside the delivery, which now waits for a person."""
    spool.keep_report(found, at.spool_key, said)
    spool.move(found, S.REFUSED if said["refused"] else S.CHECKED, _now())


def draft_of(store: Path, found: Delivery) -> versions.Version | None:
    """The open draft that this delivery already is; None: it was not loaded yet."""
    made = [draft for draft in versions.open_drafts(store) if draft.about().get("spooled") == found.name]
    return made[-1] if made else None


def _load(at: Bench, found: Delivery) -> None:
    if draft_of(at.store, found):  # a process of which nobody knew any more has loaded it meanwhile
        _is_draft(at, found)
        return
    try:
        report = load(
            spool.contents(found, at.spool_key),
            at.profile,
            at.store,
            key=at.key,
            now=_now(),
            say=_sayer(found),
            override=found.source or None,
            confirmed=[_confirmed(answer) for answer in answers(found, at.spool_key)],
            as_draft=True,
            spooled=found.name,
        )
    except Busy:
        spool.move(found, S.CONFIRMED, _now())
        return
    if report.refused:
        _refused_at_load(at, found, report)
    else:
        _is_draft(at, found)


def _confirmed(said: Answer) -> Confirmation:
    return Confirmation(said.code, said.reason, said.source, date.fromisoformat(said.until) if said.until else None)


def _withdraw(at: Bench, found: Delivery) -> None:
    if not draft_of(at.store, found):
        decision = decision_of(found, at.spool_key)
        try:
            withdraw(
                at.store,
                at.profile,
                found.about,
                decision,
                key=at.key,
                now=_now(),
                say=_sayer(found),
                spooled=found.name,
            )
        except Busy:
            spool.move(found, S.CONFIRMED, _now())
            return
    _is_draft(at, found)


def _roll_back(at: Bench, found: Delivery) -> None:
    try:
        roll_back(at.store, found.about)
    except Busy:
        spool.move(found, S.CONFIRMED, _now())
    else:
        spool.move(found, S.RELEASED, _now())


def _is_draft(at: Bench, found: Delivery) -> None:
    made = draft_of(at.store, found)
    spool.move(found, S.DRAFT, _now(), version=made.number if made else None)


def _refused_at_load(at: Bench, found: Delivery, report: Report) -> None:
    """A question is open, or something is wrong that only the rows already kept show."""
    with _kept(at) as con:
        _keep_said(at, found, told(report, compared(con, report.parts)))


@contextmanager
def _kept(at: Bench) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The rows that the next load builds on, to read; None where nothing was loaded yet."""
    known = versions.newest(at.store)
    if known is None or not known.microdata.exists():
        yield None
        return
    with closing(connect({"microdata": known.microdata}, key=at.key)) as con:
        yield con


def _sayer(found: Delivery) -> Say:
    return lambda phase, text, percent: spool.tell_progress(found, Progress(text, percent))


def _now() -> datetime:
    return datetime.now().astimezone()


DOES: dict[Wish | None, Callable[[Bench, Delivery], None]] = {
    None: _load,
    Wish.WITHDRAW: _withdraw,
    Wish.ROLL_BACK: _roll_back,
}
