"""How do rows of a delivery join those already kept? Rows are never overwritten: an older one is marked `replaced_in`.

Newest Stand wins, in whatever order files come. What an older row means once a newer delivery is there depends on the
source: `bestand` replaces all, `zeitraum` its period, `aenderung` only the rows it names again.
"""
from collections.abc import Iterable
from datetime import datetime

import duckdb
import polars as pl

from etl.delivery import Part
from etl.roles import BOOKKEEPING, ROLES, table_ddl
from etl.sources import Source

STORED = tuple(role for role in ROLES if role != "kinder")     # children are joined to their use before anything is kept
MEASURED = {   # what a row says; its other columns say about what: the same again with another value is a correction
    "lieferschein": ("datenstand", "lieferart", "vollstaendig", "endgueltig", "zeilen", "kontakt_funktion", "naechste_lieferung", "rechtsgrundlage_vermerk"),
    "zaehlwerte": ("anzahl", "doppelt_gezaehlt", "kinder_je_einheit_min", "kinder_je_einheit_max", "spanne_quelle", "alter_am"),
    "kontakte": ("termine", "besuche", "erstbesuche", "besuche_je_kind_min", "besuche_je_kind_max", "spanne_quelle"),
    "bevoelkerung": ("anzahl", "geschaetzt", "abruf"), "vorausrechnung": ("anzahl", "geschaetzt", "abruf", "erstellt_am"),
    "geburten_zuzuege": ("geburten", "zuzuege", "fortzuege"),
    "warteliste": ("wartende", "wartezeit_median_tage", "anfragen_jahr", "nicht_besetzt_jahr", "doppelt_gezaehlt"),
    "personal": ("stellen_vzae", "besetzt_vzae", "personen_klasse", "faelle"), "plaetze": ("plaetze_genehmigt", "plaetze_angeboten", "plaetze_belegt"),
    "ausgaben": ("aufwand", "ertrag", "davon_erstattung_anderer"), "soziallage": ("anzahl", "bezug_anzahl"),
    "ueberschneidung": ("kinder_beide_min", "kinder_beide_max", "quelle"),
}
TABLES = (
    "CREATE TABLE IF NOT EXISTS source (name VARCHAR PRIMARY KEY, title VARCHAR, delivery VARCHAR, counting VARCHAR, linked BOOLEAN)",
    "CREATE TABLE IF NOT EXISTS covered (source VARCHAR, offer VARCHAR, period_from DATE, period_to DATE, as_of DATE)",
    """CREATE TABLE IF NOT EXISTS delivery (number INTEGER, loaded_at VARCHAR, file VARCHAR, digest VARCHAR, source VARCHAR, role VARCHAR, as_of DATE,
       period_from DATE, period_to DATE, rows_read BIGINT, accepted BIGINT, merged BIGINT, rejected BIGINT, sum_rows BIGINT)""",
    "CREATE TABLE IF NOT EXISTS rejected (source VARCHAR, file VARCHAR, digest VARCHAR, line BIGINT, reason VARCHAR, cells VARCHAR, delivered_in INTEGER)",
    "CREATE TABLE IF NOT EXISTS finding (level VARCHAR, code VARCHAR, source VARCHAR, text VARCHAR, rows BIGINT, delivered_in INTEGER)",
)


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Every table of `microdata`, in the connection's default schema."""
    for statement in (*TABLES, *(table_ddl(role) for role in STORED)):
        con.execute(statement)


def key_of(role: str) -> tuple[str, ...]:
    """SQL expressions that say what a row is about, within its source."""
    if role == "nutzung":
        return ("coalesce(kind_nr, kind_schluessel_1, kind_schluessel_2, kind_schluessel_3, kind_schluessel_4)", "angebot", "coalesce(vorgang_nr, beginn::VARCHAR)")
    return tuple(field.name for field in ROLES[role] if field.name not in MEASURED[role])


def keep(con: duckdb.DuckDBPyConnection, parts: Iterable[Part], source: Source, role: str, number: int) -> None:
    """Adds the rows of all parts of one source and role as delivery `number`; fills each part's `merged`."""
    numbered = list(enumerate(parts))
    con.register("arriving", pl.concat([_with_origin(part, n, number) for n, part in numbered]))
    con.execute(_best_of_arriving(role))
    con.unregister("arriving")
    con.execute(_against_kept(role))
    con.execute(f"UPDATE {role} SET replaced_in = $n WHERE rowid IN (SELECT old_row FROM winner WHERE old_row IS NOT NULL)", {"n": number})
    columns = ", ".join([f.name for f in ROLES[role]] + list(BOOKKEEPING))
    con.execute(f"INSERT INTO {role} SELECT {columns} FROM winner")
    accepted = dict(con.sql("SELECT part, count(*)::BIGINT FROM winner GROUP BY part").fetchall())
    for n, part in numbered:
        part.merged = part.rows.height - accepted.get(n, 0)
    con.execute("DROP TABLE winner")
    con.execute("DROP TABLE best")


def retire(con: duckdb.DuckDBPyConnection, source: Source, role: str, number: int) -> None:
    """Marks rows that a newer delivery of the same source has done away with (bestand: all; zeitraum: its period)."""
    if source.delivery == "bestand":
        still_open = "AND NOT (ende IS NULL)" if role == "nutzung" else ""     # open and absent: ended at its own Stand, not lost (analysis: episode.sql)
        con.execute(f"UPDATE {role} SET replaced_in = $n WHERE source = $s AND replaced_in IS NULL AND as_of < (SELECT max(as_of) FROM {role} WHERE source = $s) {still_open}",
                    {"n": number, "s": source.name})
    if source.delivery == "zeitraum":
        con.execute(f"""UPDATE {role} SET replaced_in = $n WHERE source = $s AND replaced_in IS NULL AND EXISTS (
            SELECT 1 FROM delivery d WHERE d.source = $s AND d.role = $r AND d.as_of > {role}.as_of AND d.period_from <= {role}.period_from AND d.period_to >= {role}.period_to)""",
                    {"n": number, "s": source.name, "r": role})


def _with_origin(part: Part, position: int, number: int) -> pl.DataFrame:
    start, end = part.period or (None, part.as_of)
    origin = {"source": part.source.name, "file": part.name, "as_of": part.as_of, "period_from": start, "period_to": end, "delivered_in": number, "replaced_in": None, "part": position}
    kinds = {"as_of": pl.Date, "period_from": pl.Date, "period_to": pl.Date, "delivered_in": pl.Int32, "replaced_in": pl.Int32}
    return part.rows.with_columns([pl.lit(value, kinds.get(name)).alias(name) for name, value in origin.items()])


def _content(role: str) -> str:
    return "md5(concat_ws('\x1f', " + ", ".join(f"coalesce({field.name}::VARCHAR, '')" for field in ROLES[role]) + "))"


def _best_of_arriving(role: str) -> str:
    """One row per key of what arrives: newest Stand first, a closed case before an open one, then any fixed order."""
    closed_first = "ende DESC NULLS LAST, " if role == "nutzung" else ""
    return f"""CREATE OR REPLACE TEMP TABLE best AS
        SELECT *, {_content(role)} AS content FROM arriving
        QUALIFY row_number() OVER (PARTITION BY {', '.join(key_of(role))} ORDER BY as_of DESC NULLS LAST, {closed_first}content, file, line) = 1"""


def _against_kept(role: str) -> str:
    """Those that are newer than the row kept for the same key, or say something else at the same Stand."""
    keys = " AND ".join(f"k.key_{n} IS NOT DISTINCT FROM b.key_{n}" for n in range(len(key_of(role))))
    named = ", ".join(f"{expression} AS key_{n}" for n, expression in enumerate(key_of(role)))
    return f"""CREATE OR REPLACE TEMP TABLE winner AS
        WITH b AS (SELECT *, {named} FROM best),
        k AS (SELECT rowid AS old_row, as_of AS old_as_of, {_content(role)} AS old_content, {named} FROM {role}
              WHERE replaced_in IS NULL AND source = (SELECT any_value(source) FROM best))
        SELECT b.*, k.old_row FROM b LEFT JOIN k ON {keys}
        WHERE k.old_row IS NULL OR b.as_of > k.old_as_of OR (b.as_of IS NOT DISTINCT FROM k.old_as_of AND b.content <> k.old_content)"""


def record(con: duckdb.DuckDBPyConnection, parts: list[Part], source: Source, number: int, now: datetime) -> None:
    """Notes the source, what each file covers, its row sums, and its rejected rows with their cells (never of a birth column)."""
    con.execute("INSERT OR REPLACE INTO source VALUES ($1, $2, $3, $4, $5)", [source.name, source.title, source.delivery, source.counting, source.linked])
    for part in parts:
        start, end = part.period or (None, part.as_of)
        con.execute(f"INSERT INTO delivery VALUES ({', '.join('?' * 14)})", [
            number, f"{now:%Y-%m-%dT%H:%M:%S}", part.name, part.digest, source.name, part.kind.role, part.as_of, start, end,
            part.read, part.rows.height - part.merged, part.merged, part.rejected.height, len(part.sums)])
        if part.period and source.as_of_rule and part.kind.role in ("nutzung", "zaehlwerte", "kontakte"):
            offers = source.offers() or set(part.rows["angebot"])
            con.executemany("INSERT INTO covered VALUES (?, ?, ?, ?, ?)", [[source.name, offer, start, end, part.as_of] for offer in sorted(offers)])
        _keep_rejected(con, part, number)


def _keep_rejected(con: duckdb.DuckDBPyConnection, part: Part, number: int) -> None:
    known = con.execute("SELECT count(*) FROM rejected WHERE digest = $1 AND source = $2", [part.digest, part.source.name]).fetchone()[0]
    if known or part.rejected.is_empty():
        return
    shown = [c for c in part.table.frame.columns if c != "line" and c not in _birth_columns(part)]
    cells = part.table.frame.select("line", cells=pl.struct(shown).struct.json_encode() if shown else pl.lit("{}"))
    con.register("arriving", part.rejected.join(cells, on="line", how="left").select(
        pl.lit(part.source.name).alias("source"), pl.lit(part.name).alias("file"), pl.lit(part.digest).alias("digest"), "line", "reason", "cells", pl.lit(number).alias("delivered_in")))
    con.execute("INSERT INTO rejected SELECT * FROM arriving")
    con.unregister("arriving")


def _birth_columns(part: Part) -> set[str]:
    """Columns that may hold a full birth date where a year was expected, and all the mapping drops."""
    values = part.kind.values or {}
    named = {c for name in ("geburt", "geburtsjahr", "geburtsmonat") if name in values for c in values[name].columns}
    return named | {"geburtsjahr", "geburtsmonat"} | set(part.kind.dropped)


def record_findings(con: duckdb.DuckDBPyConnection, findings: list, number: int) -> None:
    for found in findings:
        con.execute("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?)", [found.level, found.code, found.source, found.text, found.rows, number])


def forget_replaced(con: duckdb.DuckDBPyConnection, now: datetime, years: int) -> None:
    """Rows replaced longer ago than the office keeps them are deleted (amt.toml, aufbewahrung)."""
    for role in STORED:
        con.execute(f"DELETE FROM {role} WHERE replaced_in IN (SELECT number FROM delivery WHERE loaded_at < $1)", [f"{now.replace(year=now.year - years):%Y-%m-%dT%H:%M:%S}"])
