"""How is one delivery taken back? As a new version in which the rows hold that would hold had it never come.

Every kept row says which deliveries brought it (etl/keep.py). So the rows of the others are joined once more, one delivery after
the other, by the same rules as when they came. The rows of the delivery that is taken back are gone from the new version.
"""

from datetime import datetime
from pathlib import Path

import duckdb

from etl import keep, sizes
from etl.delivery import Refused
from etl.further_use import kept
from etl.load import Task, as_new_version
from etl.record import cut_of
from etl.release import only_one
from etl.report import Report, Say
from etl.roles import STORED
from store import versions
from store.connect import single
from store.profile import Profile
from store.wishes import Decision


def withdraw(
    store: Path,
    profile: Profile,
    number: int,
    decision: Decision,
    *,
    key: str | None,
    now: datetime,
    say: Say,
    spooled: str = "",
) -> None:
    """The newest version without delivery `number`, as a draft. Raises Refused and Busy, and then nothing is changed."""
    name = f"Lieferung {number} zurückgezogen"
    task = Task(name, profile, store, key, now, say, as_draft=True, spooled=spooled, withdraws=number)

    def without(con: duckdb.DuckDBPyConnection, version: int) -> Report:
        con.execute("USE microdata")
        keep.create_tables(con)
        sizes.create_table(con)
        say("zurueckziehen", f"Lieferung {number} wird zurückgezogen", 30)
        take_back(con, number, now, profile.office.keeping.replaced_rows_years)
        said = [number, version, f"{now:%Y-%m-%dT%H:%M:%S}", decision.who, decision.why]
        con.execute("INSERT INTO withdrawn VALUES (?, ?, ?, ?, ?)", said)
        return Report()

    with only_one(store):
        if versions.newest(store) is None:
            raise Refused("Noch nichts geladen: Es gibt keine Lieferung, die zurückgezogen werden könnte.")
        as_new_version(task, without)


def take_back(con: duckdb.DuckDBPyConnection, number: int, now: datetime, years: int) -> None:
    """As if delivery `number` had never come; `con` holds `microdata` as its default schema. years: replaced rows are kept so long."""
    _can_be_taken_back(con, number, now, years)
    delivered = con.execute("SELECT DISTINCT source, role FROM delivery WHERE number = $1 ORDER BY ALL", [number])
    said = delivered.fetchall()
    _forget_notes(con, number)
    for source, role in said:
        if role in STORED:
            _join_again(con, source, role)


def _can_be_taken_back(con: duckdb.DuckDBPyConnection, number: int, now: datetime, years: int) -> None:
    loaded_at = single(con, "SELECT min(loaded_at) FROM delivery WHERE number = $1", [number])
    if loaded_at is None:
        raise Refused(f"Lieferung {number} gibt es in diesem Stand nicht, oder sie ist schon zurückgezogen.")
    if not single(con, "SELECT count(*) FROM delivery WHERE number <> $1", [number]):
        raise Refused(
            f"Ohne Lieferung {number} bliebe nichts übrig. Bitte zuerst die richtige laden, dann diese zurückziehen."
        )
    if str(loaded_at) < cut_of(now, years):
        raise Refused(
            f"Was Lieferung {number} ersetzt hat, ist nach Ablauf der Aufbewahrung gelöscht (amt.toml, aufbewahrung). "
            "Bitte stattdessen eine berichtigte Datei laden."
        )


def _forget_notes(con: duckdb.DuckDBPyConnection, number: int) -> None:
    """What was noted of it. A rejected row that a later file holds as well stays with that one."""
    kept.take_back(con, number)
    con.execute(
        """UPDATE rejected SET delivered_in = d.number FROM (
            SELECT digest, source, min(number) AS number FROM delivery WHERE number <> $1 GROUP BY ALL) d
        WHERE rejected.delivered_in = $1 AND d.digest = rejected.digest AND d.source = rejected.source""",
        [number],
    )
    con.execute("DELETE FROM rejected WHERE delivered_in = $1", [number])
    for table in ("delivery", "covered", "loss", "confirmed", "size"):
        con.execute(f"DELETE FROM {table} WHERE number = $1", [number])
    con.execute("DELETE FROM source WHERE name NOT IN (SELECT source FROM delivery)")
    con.execute(  # how a source delivers is what its newest file says
        """UPDATE source SET delivery = d.way FROM (
            SELECT source, arg_max(way, number) AS way FROM delivery WHERE role <> 'lieferschein' GROUP BY source) d
        WHERE d.source = source.name AND d.way IS NOT NULL"""
    )


def _join_again(con: duckdb.DuckDBPyConnection, source: str, role: str) -> None:
    """All rows of a source and role, from those of the deliveries that are still noted."""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE brought AS
        SELECT *, unnest(coalesce(brought_by, [delivered_in])) AS number FROM {role} WHERE source = $1""",
        [source],
    )
    con.execute(f"DELETE FROM {role} WHERE source = $1", [source])
    for number, way in _still_there(con, source, role):
        con.execute(
            """CREATE OR REPLACE TEMP TABLE arriving AS
            SELECT * REPLACE (number AS delivered_in, NULL AS replaced_in, NULL AS brought_by), 0 AS part
            FROM brought WHERE number = $1""",
            [number],
        )
        keep.join(con, source, role, number)
        keep.retire(con, source, way, role, number)
    con.execute("DROP TABLE IF EXISTS arriving")
    con.execute("DROP TABLE brought")


def _still_there(con: duckdb.DuckDBPyConnection, source: str, role: str) -> list[tuple[int, str]]:
    """Its deliveries, oldest first, and how each was delivered; a store that is older than that knows it of the source only."""
    return con.execute(
        """SELECT number, coalesce(arg_min(d.way, d.rowid), any_value(s.delivery), 'aenderung')
        FROM delivery d LEFT JOIN source s ON s.name = d.source
        WHERE d.source = $1 AND d.role = $2 GROUP BY number ORDER BY number""",
        [source, role],
    ).fetchall()
