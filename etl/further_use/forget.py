"""When are the answers to the question on further use deleted, and what proves it? After some days (amt.toml, mitnutzung), at every
load and by `python -m etl forget`: in every kept version, and in deliveries that still lie at the desk.

A sample goes as a whole, so many days after its first answers were loaded. What was counted of it stays (etl/further_use/kept.py).
A deleted row leaves its bytes in a database: the file is written anew without them.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from etl.further_use.kept import kept
from etl.known import can_be_compared
from etl.roles import SURVEY
from etl.sources import canonical_role
from store import spool
from store.connect import Connection, connect
from store.faults import PLACES, system_error
from store.keys import KeyProblem
from store.spool import SETTLED, Delivery, S
from store.versions import Version, all_versions

DUE = f"""SELECT befragt_in, jahr, count(*) FILTER (replaced_in IS NULL)::BIGINT AS rows,
        min(loaded_at[:10])::DATE + $1::INTEGER AS due_on, max(m.delivered_in) AS number
    FROM microdata.{SURVEY} m JOIN (SELECT number, min(loaded_at) AS loaded_at FROM microdata.delivery GROUP BY number) d
    ON d.number = m.delivered_in GROUP BY ALL ORDER BY due_on, befragt_in, jahr"""
TOO_LATE = "Die Frist zum Löschen der Antworten ist um; die Datei liegt nicht mehr hier."


@dataclass(frozen=True)
class Sample:
    """Answers that are still there: how many hold, from which day on they must be deleted, which delivery brought the newest."""

    source: str
    year: int
    rows: int
    due_on: date
    number: int


def samples(con: Connection, days: int) -> list[Sample]:
    """Every sample of which answers are there, the next one due first. `con` holds `microdata`; none in a store older than they are."""
    tables = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'microdata' AND table_name IN ($1, $2)"
    if con.execute(tables, [SURVEY, kept("further_use")]).fetchall() != [(2,)]:
        return []
    return [Sample(*row) for row in con.execute(DUE, [days]).fetchall()]


def forget_due(con: Connection, today: date, days: int) -> list[Sample]:
    """Deletes what is due and notes it; what was counted of it was kept before. Which samples were deleted."""
    gone = [sample for sample in samples(con, days) if sample.due_on <= today]
    for one in gone:
        con.execute(f"DELETE FROM microdata.{SURVEY} WHERE befragt_in = $1 AND jahr = $2", [one.source, one.year])
        proof = [one.source, one.year, one.rows, one.due_on, today, one.number]
        con.execute("INSERT INTO microdata.forgotten VALUES (?, ?, ?, ?, ?, ?)", proof)
    return gone


def write_anew(file: Path, key: str | None, spill: Path) -> None:
    """The database without the bytes of rows that were deleted; all or nothing."""
    fresh = file.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)
    files = {"fresh": fresh, "held": file}
    con = connect(files, key=key, read_only=False, temp=spill, encrypted=frozenset(files))
    try:
        con.execute("SET preserve_insertion_order = true")
        con.execute("COPY FROM DATABASE held TO fresh")
        con.execute("CHECKPOINT fresh")
    finally:
        con.close()
    os.replace(fresh, file)


def forget_in_versions(store: Path, key: str | None, today: date, days: int) -> list[Version]:
    """Deletes what is due in every kept version; those are returned that this key does not open, or that somebody reads just now."""
    closed = []
    for version in all_versions(store):
        try:
            if any(one.due_on <= today for one in samples_of(version, key, days)):
                _forget_in(version, key, today, days)
        except (KeyProblem, duckdb.IOException) as fault:
            if isinstance(fault, duckdb.IOException) and system_error(fault) in PLACES:  # no place, no right: not busy
                raise
            closed.append(version)
    return closed


def samples_of(version: Version, key: str | None, days: int) -> list[Sample]:
    """The samples of a version of which answers are there. Raises KeyProblem."""
    if not version.has_rows:
        return []
    if not can_be_compared(version, key):
        raise KeyProblem(f"Version {version.number} lässt sich mit diesem Schlüssel nicht öffnen.")
    with closing(connect({"microdata": version.microdata}, key=key, temp=version.folder / "spill")) as con:
        return samples(con, days)


def _forget_in(version: Version, key: str | None, today: date, days: int) -> None:
    spill = version.folder / "spill"
    with closing(connect({"microdata": version.microdata}, key=key, read_only=False, temp=spill)) as con:
        forget_due(con, today, days)
        con.execute("CHECKPOINT microdata")
    write_anew(version.microdata, key, spill)


def forget_at_the_desk(store: Path, now: datetime, days: int) -> list[Delivery]:
    """Files of answers that have lain at the desk so long are removed; a delivery that was not loaded is thrown away. Raises KeyProblem."""
    late = [found for found in spool.deliveries(store) if found.state not in SETTLED and _is_late(found, now, days)]
    held = [found for found in late if _holds_answers(store, found)]
    for found in held:
        spool.forget_content(found)
        if found.state != S.DRAFT and S.DISCARDING in spool.may_follow(found):
            leaving = spool.move(found, S.DISCARDING, now)
            spool.move(leaving, S.DISCARDED, now, problem=TOO_LATE)
    return held


def _is_late(found: Delivery, now: datetime, days: int) -> bool:
    return arrived(found) + timedelta(days) <= now.date() and any(found.folder.glob("[0-9]*"))


def arrived(found: Delivery) -> date:
    """The day on which it was put here."""
    return date.fromisoformat(spool.history(found)[0].at[:10])


def _holds_answers(store: Path, found: Delivery) -> bool:
    report = spool.report_of(found, spool.spool_key(store)) or {"files": []}
    roles: Sequence[str | None] = [
        *(file["role"] for file in report["files"]),
        *(canonical_role(file.name) for file in found.files),
    ]
    return SURVEY in roles
