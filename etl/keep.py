"""How do rows of a delivery join those already kept? Rows are never overwritten: an older one is marked `replaced_in`.

Newest Stand wins, in whatever order files come. What an older row means once a newer delivery is there depends on the
source: `bestand` replaces all, `zeitraum` its period, `aenderung` only the rows it names again.

Each row says since which delivery it holds (`delivered_in`) and which ones brought it (`brought_by`; null = that one alone, empty =
none: it holds again), so that one delivery can be taken back (etl/withdraw.py).
"""

from collections.abc import Sequence

import duckdb
import polars as pl

from etl.delivery import Checked, Kept
from etl.further_use import kept
from etl.roles import ROLES, SAMPLE, STORED, SURVEY, TYPES
from store.connect import single

AT_ONCE = 122_880  # rows; DuckDB reads as many pieces at the same time as there are processors
NEWEST = "as_of DESC NULLS LAST, delivered_in DESC"
BOOKKEEPING = {
    "source": "VARCHAR",
    "file": "VARCHAR",
    "line": "BIGINT",
    "as_of": "DATE",
    "period_from": "DATE",
    "period_to": "DATE",
    "delivered_in": "INTEGER",
    "replaced_in": "INTEGER",
    "brought_by": "INTEGER[]",
}
SQL_TYPES = {pl.String: "VARCHAR", pl.Date: "DATE", pl.Int16: "SMALLINT", pl.Int8: "TINYINT"}
SQL_TYPES |= {pl.Int64: "BIGINT", pl.Float64: "DOUBLE", pl.Boolean: "BOOLEAN"}
TABLES = (
    "CREATE TABLE IF NOT EXISTS source (name VARCHAR PRIMARY KEY, title VARCHAR, delivery VARCHAR, counting VARCHAR, linked BOOLEAN)",
    "ALTER TABLE source ADD COLUMN IF NOT EXISTS without_leavers BOOLEAN",
    "CREATE TABLE IF NOT EXISTS covered (source VARCHAR, offer VARCHAR, period_from DATE, period_to DATE, as_of DATE)",
    "ALTER TABLE covered ADD COLUMN IF NOT EXISTS number INTEGER",
    """CREATE TABLE IF NOT EXISTS delivery (number INTEGER, loaded_at VARCHAR, file VARCHAR, digest VARCHAR, source VARCHAR, role VARCHAR, as_of DATE,
       period_from DATE, period_to DATE, rows_read BIGINT, accepted BIGINT, merged BIGINT, rejected BIGINT, sum_rows BIGINT)""",
    "ALTER TABLE delivery ADD COLUMN IF NOT EXISTS as_of_stated BOOLEAN",
    "ALTER TABLE delivery ADD COLUMN IF NOT EXISTS way VARCHAR",  # bestand | zeitraum | aenderung
    "ALTER TABLE delivery ADD COLUMN IF NOT EXISTS check_value VARCHAR",  # of the key its children's keys are made with
    "CREATE TABLE IF NOT EXISTS withdrawn (number INTEGER, withdrawn_in INTEGER, withdrawn_at VARCHAR, who VARCHAR, reason VARCHAR)",
    """CREATE TABLE IF NOT EXISTS loss (number INTEGER, source VARCHAR, role VARCHAR, as_of DATE, period_from DATE, period_to DATE, year SMALLINT,
       accepted BIGINT, lost DOUBLE)""",
    "CREATE TABLE IF NOT EXISTS confirmed (number INTEGER, source VARCHAR, code VARCHAR, reason VARCHAR)",
    "ALTER TABLE confirmed ADD COLUMN IF NOT EXISTS until DATE",
    "CREATE TABLE IF NOT EXISTS rejected (source VARCHAR, file VARCHAR, digest VARCHAR, line BIGINT, reason VARCHAR, cells VARCHAR, delivered_in INTEGER)",
)


def table_ddl(role: str) -> str:
    """The table of a role in `microdata`: its columns as delivered, then where each row came from and whether it still holds."""
    return f"CREATE TABLE IF NOT EXISTS {role} ({', '.join(f'{name} {kind}' for name, kind in _kinds(role).items())})"


def _kinds(role: str) -> dict[str, str]:
    return {field.name: SQL_TYPES[TYPES[field.kind]] for field in ROLES[role].fields} | BOOKKEEPING


def create_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Every table of `microdata`, in the connection's default schema."""
    for statement in (*TABLES, *kept.ddl(), *(table_ddl(role) for role in STORED)):
        con.execute(statement)
    here = "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = current_database()"
    known = set(con.sql(here).fetchall())
    for role in STORED:  # a store that is older than a column of the role
        for name, kind in _kinds(role).items():
            if (role, name) not in known:
                con.execute(f"ALTER TABLE {role} ADD COLUMN {name} {kind}")


def keep(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked], role: str, version: int) -> list[Kept]:
    """Adds the rows of all parts of one source and role as delivery `version`.

    Every row that says something new of its Stand is added, also one that a newer Stand has overtaken: so the rows that
    hold do not depend on the order of deliveries. At the same Stand the later delivery is a correction.
    """
    arriving = [_with_origin(part, n, version) for n, part in enumerate(parts)]
    pieces = [piece for rows in arriving for piece in rows.iter_slices(AT_ONCE)]
    con.register("arriving", pl.concat(pieces or arriving))
    accepted = join(con, parts[0].source.name, role, version)
    con.unregister("arriving")
    merged = [0 if accepted is None else part.rows.height - accepted.get(n, 0) for n, part in enumerate(parts)]
    return [Kept(**{**vars(part), "merged": more}) for part, more in zip(parts, merged, strict=True)]


def join(con: duckdb.DuckDBPyConnection, source: str, role: str, version: int) -> dict[int, int] | None:
    """Joins the rows of the table `arriving` with those kept: part → how many of its rows said something new; None: all did."""
    if _is_simply_new(con, source, role):
        con.execute(f"INSERT INTO {role} BY NAME SELECT {_columns(role)} FROM arriving")
        return None
    con.execute(_best_of_arriving(role))
    con.execute(_again(role), {"s": source, "n": version})
    con.execute(_fresh(role), {"s": source})
    con.execute(f"INSERT INTO {role} BY NAME SELECT {_columns(role)} FROM fresh")
    con.execute(_overtaken(role), {"s": source, "n": version})
    accepted = dict(con.sql(_accepted(role), params={"s": source, "n": version}).fetchall())
    con.execute("DROP TABLE fresh")
    con.execute("DROP TABLE arrived")
    return accepted


def _is_simply_new(con: duckdb.DuckDBPyConnection, source: str, role: str) -> bool:
    """The first delivery of a source that says nothing twice: all its rows hold, and a large one is spared the sorting."""
    if single(con, f"SELECT count(*) FROM {role} WHERE source = $1", [source]):
        return False
    columns, keys = _keyed(role)
    return bool(single(con, f"SELECT count(*) = count(DISTINCT ({keys})) FROM (SELECT {columns} FROM arriving)"))


def retire(con: duckdb.DuckDBPyConnection, source: str, way: str, role: str, version: int) -> None:
    """Marks rows that a newer delivery of the same source has done away with (way: bestand = all; zeitraum = its period)."""
    about = {"n": version, "s": source, "r": role}
    if role in (SURVEY, SAMPLE):
        _retire_answers(con, about)
        return
    if way == "bestand":
        still_open = "AND ende IS NOT NULL" if role == "nutzung" else ""  # open and absent: ended at its own Stand
        con.execute(
            f"""UPDATE {role} SET replaced_in = $n WHERE source = $s AND replaced_in IS NULL {still_open}
            AND as_of < (SELECT max(as_of) FROM delivery WHERE source = $s AND role = $r AND number <= $n)""",
            about,
        )
    if way == "zeitraum":
        replaced = f"""EXISTS (SELECT 1 FROM delivery d WHERE d.source = $s AND d.role = $r AND d.number <= $n AND d.as_of > {role}.as_of
            AND d.period_from <= {role}.period_from AND d.period_to >= {role}.period_to)"""
        con.execute(
            f"UPDATE {role} SET replaced_in = $n WHERE source = $s AND replaced_in IS NULL AND {replaced}", about
        )
        columns, keys = _keyed(role)
        con.execute(  # what another period said of a row that its own newest delivery no longer names, holds again
            f"""INSERT INTO {role} BY NAME SELECT {_columns(role)} FROM (
                SELECT * REPLACE ($n AS delivered_in, NULL AS replaced_in, []::INTEGER[] AS brought_by)
                FROM (SELECT *, {columns} FROM {role} WHERE source = $s AND NOT {replaced}
                      QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {NEWEST}) = 1)
                WHERE replaced_in IS NOT NULL)""",
            about,
        )


def _retire_answers(con: duckdb.DuckDBPyConnection, about: dict[str, object]) -> None:
    """A sample is delivered as a whole: what its newest delivery does not bring again holds no more, whatever the way."""
    con.execute(
        f"""UPDATE {SURVEY} SET replaced_in = $n WHERE source = $s AND replaced_in IS NULL AND rowid IN (
            WITH brought AS (SELECT rowid AS row, jahr, befragt_in, as_of, unnest(coalesce(brought_by, [delivered_in])) AS number
                FROM {SURVEY} WHERE source = $s),
            newest AS (SELECT jahr, befragt_in, arg_max(number, (as_of, number)) AS number FROM brought GROUP BY ALL)
            SELECT row FROM brought GROUP BY ALL EXCEPT SELECT row FROM brought SEMI JOIN newest USING (jahr, befragt_in, number))""",
        {name: about[name] for name in "ns"},
    )


def _with_origin(part: Checked, position: int, version: int) -> pl.DataFrame:
    start, end = part.period or (None, part.as_of)
    origin: dict[str, tuple[object, pl.DataType | type[pl.DataType]]] = {
        "source": (part.source.name, pl.String),
        "file": (part.name, pl.String),
        "as_of": (part.as_of, pl.Date),
        "period_from": (start, pl.Date),
        "period_to": (end, pl.Date),
        "delivered_in": (version, pl.Int32),
        "replaced_in": (None, pl.Int32),
        "brought_by": (None, pl.List(pl.Int32)),
        "part": (position, pl.Int32),
    }
    rows = part.rows.with_columns(pl.lit(value, kind).alias(name) for name, (value, kind) in origin.items())
    return rows.with_columns(as_of=pl.col("datenstand")) if part.kind.role == "lieferschein" else rows


def _keyed(role: str) -> tuple[str, str]:
    """SQL of the key columns, as text without null, and their names."""
    columns = [f"coalesce(({expression})::VARCHAR, '') AS key_{n}" for n, expression in enumerate(ROLES[role].about)]
    return ", ".join(columns), ", ".join(f"key_{n}" for n in range(len(columns)))


def _columns(role: str) -> str:
    return ", ".join([*ROLES[role].names, *BOOKKEEPING])


def _best_of_arriving(role: str) -> str:
    """One row per key and Stand of what arrives: a closed case before an open one, then any fixed order.

    Only keys that come more than once are sorted: a large delivery seldom says anything twice.
    """
    columns, keys = _keyed(role)
    order = "ende DESC NULLS LAST, " if role == "nutzung" else ""
    content = ", ".join(ROLES[role].names)
    return f"""CREATE OR REPLACE TEMP TABLE arrived AS
        WITH keyed AS (SELECT *, {columns} FROM arriving),
        repeated AS (SELECT {keys} FROM keyed GROUP BY ALL HAVING count(*) > 1)
        SELECT * FROM keyed ANTI JOIN repeated USING ({keys})
        UNION ALL
        SELECT * FROM keyed SEMI JOIN repeated USING ({keys})
        QUALIFY row_number() OVER (PARTITION BY {keys}, as_of ORDER BY {order}{content}, file, line) = 1"""


def _fresh(role: str) -> str:
    """Those of which nothing is known at their Stand, or something else."""
    _, keys = _keyed(role)
    return f"""CREATE OR REPLACE TEMP TABLE fresh AS
        {_known_and_best(role)}
        SELECT best.* EXCLUDE (dated) FROM best LEFT JOIN known USING ({keys}, dated)
        WHERE known.source IS NULL OR {_says_else(role)}"""


def _again(role: str) -> str:
    """Notes of each known row that arrives once more, as it stands here, that this delivery brought it too."""
    _, keys = _keyed(role)
    return f"""UPDATE {role} SET brought_by = list_append(coalesce(brought_by, [delivered_in]), $n) WHERE rowid IN (
        {_known_and_best(role)}
        SELECT known.row FROM known JOIN best USING ({keys}, dated) WHERE NOT ({_says_else(role)}))"""


def _known_and_best(role: str) -> str:
    """What is known of each key at each Stand, and what arrives."""
    columns, keys = _keyed(role)
    return f"""WITH known AS (
            SELECT *, rowid AS row, {columns}, coalesce(as_of, DATE '0001-01-01') AS dated FROM {role} WHERE source = $s
            QUALIFY delivered_in = max(delivered_in) OVER (PARTITION BY {keys}, as_of)),
        best AS (SELECT *, coalesce(as_of, DATE '0001-01-01') AS dated FROM arrived)"""


def _says_else(role: str) -> str:
    return " OR ".join(f"known.{name} IS DISTINCT FROM best.{name}" for name in ROLES[role].names)


def _overtaken(role: str) -> str:
    """Of several rows of one key only the newest holds."""
    columns, keys = _keyed(role)
    return f"""UPDATE {role} SET replaced_in = $n WHERE replaced_in IS NULL AND rowid IN (
        WITH keyed AS (SELECT rowid AS row, as_of, delivered_in, {columns} FROM {role} WHERE source = $s),
        repeated AS (SELECT {keys} FROM keyed GROUP BY ALL HAVING count(*) > 1)
        SELECT row FROM keyed SEMI JOIN repeated USING ({keys})
        QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {NEWEST}) > 1)"""


def _accepted(role: str) -> str:
    """How many of the rows that came hold, by part."""
    columns, keys = _keyed(role)
    return f"""WITH held AS (SELECT {columns} FROM {role} WHERE source = $s AND delivered_in = $n AND replaced_in IS NULL),
        newest AS (SELECT part, {keys} FROM fresh QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY as_of DESC NULLS LAST) = 1)
        SELECT part, count(*)::BIGINT FROM newest SEMI JOIN held USING ({keys}) GROUP BY part"""
