"""What do pages and documents read? Protected figures and their definitions, never anything else."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from store.connect import connect
from store.format_1 import as_today
from store.table import Table
from store.tables import FIGURE, PUBLISHED, PUBLISHED_FORMAT
from store.versions import Version, released

FIRST_FORMAT = 1
UNREADABLE = "Die Zahlen können gerade nicht geöffnet werden. Es ist nichts verloren."


class StoreProblem(Exception):
    """German text and a `case`: 'empty', 'older', 'newer', 'broken', 'unknown' or 'name'; pages show it calmly."""

    def __init__(self, case: str, text: str):
        super().__init__(text)
        self.case = case


@dataclass(frozen=True)
class Published:
    """One version, held in memory: the tables are small and never change once read."""

    number: int
    tables: dict[str, pl.DataFrame]

    @property
    def meta(self) -> dict[str, str]:
        return dict(self.tables["meta"].iter_rows())

    def figures(self, measure: str, **where: object) -> pl.DataFrame:
        """Rows of one measure; each keyword names a column and the one value, or a list of values, it must have."""
        rows = self.tables["figure"].filter(pl.col("measure") == measure)
        for column, wanted in where.items():
            rows = rows.filter(
                pl.col(column).is_in(wanted) if isinstance(wanted, (list, tuple, set)) else pl.col(column) == wanted
            )
        return rows

    def table(self, name: str) -> pl.DataFrame:
        return self.tables[name]


def open_published(store: Path) -> Published:
    """The released version. Raises StoreProblem with what to do, never a fault of the engine."""
    try:
        found = released(store)
    except (OSError, ValueError) as fault:
        raise StoreProblem("broken", UNREADABLE) from fault
    if found is None:
        raise StoreProblem(
            "empty", "Noch keine Ausgabe vorhanden. Die Datenpflege lädt sie mit python -m etl load LIEFERUNG."
        )
    return open_version(found)


def open_version(found: Version) -> Published:
    """Any version, also one that is still a draft. Raises StoreProblem as open_published does."""
    try:
        con = connect({"published": found.published})
        try:
            number, stored = _check_format(con)
            tables = {t.name: t.filled(_read(con, t) if t.name in stored else None) for t in PUBLISHED}
        finally:
            con.close()
    except (duckdb.Error, OSError, ValueError) as fault:
        raise StoreProblem("broken", UNREADABLE) from fault
    return Published(found.number, as_today(tables) if number == FIRST_FORMAT else tables)


def _read(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    return con.sql(f"SELECT * FROM {table.name}").pl()


def _check_format(con: duckdb.DuckDBPyConnection) -> tuple[int, set[str]]:
    """The format of this version and the tables it has."""
    tables = {name for (name,) in con.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    if FIGURE.name not in tables or "meta" not in tables:
        raise StoreProblem(
            "older", "Der Speicher hat ein älteres Format. Bitte die letzte Lieferung noch einmal laden."
        )
    stored = con.sql("SELECT value FROM meta WHERE key = 'format'").fetchone()
    number = int(stored[0]) if stored else 0
    if number < FIRST_FORMAT:
        raise StoreProblem(
            "older", "Der Speicher hat ein älteres Format. Bitte die letzte Lieferung noch einmal laden."
        )
    if number > PUBLISHED_FORMAT:
        raise StoreProblem("newer", "Der Speicher ist neuer als dieses Programm. Bitte das Programm aktualisieren.")
    return number, tables
