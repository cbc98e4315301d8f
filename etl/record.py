"""What is noted of every delivery? Where its rows went, what it covers, and its rejected rows."""

from collections.abc import Sequence
from datetime import datetime

import duckdb
import polars as pl

from etl.delivery import Kept
from etl.findings import Confirmation
from etl.persons import FULL_DATE
from etl.roles import OF_USE, ROLES, STORED
from store.connect import single


def record(con: duckdb.DuckDBPyConnection, parts: Sequence[Kept], version: int, now: datetime) -> None:
    """Notes the source, what each file covers, its row sums, and its rejected rows with their cells (never of a birth column)."""
    source = parts[0].source
    what = (
        "REPLACE" if source.counting else "IGNORE"
    )  # a Lieferschein named like its source says nothing about counting
    con.execute(
        f"INSERT OR {what} INTO source VALUES ($1, $2, $3, $4, $5, $6)",
        [source.name, source.title, source.delivery, source.counting, source.linked, source.without_leavers],
    )
    for part in parts:
        _note_sums(con, part, version, now)
        _keep_covered(con, part, version)
        _keep_rejected(con, part, version)


def _note_sums(con: duckdb.DuckDBPyConnection, part: Kept, version: int, now: datetime) -> None:
    start, end = part.period or (None, part.as_of)
    con.execute(
        f"INSERT INTO delivery VALUES ({', '.join('?' * 17)})",
        [
            version,
            f"{now:%Y-%m-%dT%H:%M:%S}",
            part.name,
            part.digest,
            part.source.name,
            part.kind.role,
            part.as_of,
            start,
            end,
            part.read,
            part.rows.height - part.merged,
            part.merged + part.added,
            part.rejected.height,
            len(part.sums),
            part.as_of_stated,
            part.source.delivery,
            next(iter(part.check_values), None),
        ],
    )


def _keep_covered(con: duckdb.DuckDBPyConnection, part: Kept, version: int) -> None:
    """Which years it lost rows of, and for which offers its period is covered."""
    source, (start, end) = part.source, part.period or (None, part.as_of)
    for loss in part.losses:
        con.execute(
            "INSERT INTO loss VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [version, source.name, part.kind.role, part.as_of, start, end, loss.year, loss.accepted, loss.lost],
        )
    if part.period and part.kind.role in OF_USE:
        offers = source.offers() or set(part.rows["angebot"])
        con.executemany(
            "INSERT INTO covered VALUES (?, ?, ?, ?, ?, ?)",
            [[source.name, offer, start, end, part.as_of, version] for offer in sorted(offers)],
        )


def confirm(con: duckdb.DuckDBPyConnection, answers: Sequence[Confirmation], version: int) -> None:
    """Notes what a person confirmed of a delivery, and why: it stays with the delivery."""
    for answer in answers:
        said = [version, answer.source, answer.code, answer.reason, answer.until]
        con.execute("INSERT INTO confirmed VALUES (?, ?, ?, ?, ?)", said)


def _keep_rejected(con: duckdb.DuckDBPyConnection, part: Kept, version: int) -> None:
    same = "SELECT count(*) FROM rejected WHERE digest = $1 AND source = $2"
    if single(con, same, [part.digest, part.source.name]) or part.rejected.is_empty():
        return
    shown = [c for c in part.table.frame.columns if c != "line" and c.lower() not in _birth_columns(part)]
    frame = part.table.frame
    if ROLES[part.kind.role].passing:  # nothing may outlive its rows
        shown = []
    if ROLES[part.kind.role].personal:  # in a shifted row a birth date may stand in any column
        frame = frame.with_columns(pl.col(shown).str.replace_all(FULL_DATE, "(Datum)"))
    cells = frame.select("line", cells=pl.struct(shown).struct.json_encode() if shown else pl.lit("{}"))
    con.register(
        "arriving",
        part.rejected.join(cells, on="line", how="left").select(
            pl.lit(part.source.name).alias("source"),
            pl.lit(part.name).alias("file"),
            pl.lit(part.digest).alias("digest"),
            "line",
            "reason",
            "cells",
            pl.lit(version).alias("delivered_in"),
        ),
    )
    con.execute("INSERT INTO rejected SELECT * FROM arriving")
    con.unregister("arriving")


def _birth_columns(part: Kept) -> set[str]:
    """Columns that may hold a full birth date where a year was expected, and all the mapping drops; in lower case."""
    values = part.kind.values or {}
    named = {c for name in ("geburt", "geburtsjahr", "geburtsmonat") if name in values for c in values[name].columns}
    return {c.lower() for c in named | {"geburtsjahr", "geburtsmonat", *part.kind.dropped}}


def forget_replaced(con: duckdb.DuckDBPyConnection, now: datetime, years: int) -> None:
    """Rows replaced longer ago than the office keeps them are deleted (amt.toml, aufbewahrung)."""
    for role in STORED:
        con.execute(
            f"DELETE FROM {role} WHERE replaced_in IN (SELECT number FROM delivery WHERE loaded_at < $1)",
            [cut_of(now, years)],
        )


def cut_of(now: datetime, years: int) -> str:
    """What was replaced by a load before this moment is no longer kept, as `loaded_at` writes it."""
    return f"{now.year - years}-{now:%m-%dT%H:%M:%S}"
