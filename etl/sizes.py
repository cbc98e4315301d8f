"""How large is a delivery, and what of it jumped against the one before? Sizes by source: numbers of rows and the like.

rows, children, offers, areas, months (with a begin), youngest and oldest (age in the year of a begin), and how many uses
began in each calendar month of the newest year in it (begin_01 … begin_12): an almost empty December shows there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from etl.delivery import Checked, by_source

TABLE = """CREATE TABLE IF NOT EXISTS size (number INTEGER, source VARCHAR, role VARCHAR, as_of DATE, size VARCHAR, value BIGINT)"""
JUMP, SMALL = 0.3, 20  # a change of more than 30 % is a jump where it is about 20 or more, in ages and months always
ALWAYS = ("offers", "months", "youngest", "oldest")
DISTINCT = {"children": ("kind_nr",), "offers": ("angebot",), "areas": ("wohngemeinde", "gemeinde")}


@dataclass(frozen=True)
class Size:
    """One size of what a source delivers. before: in its last delivery, of Stand before_as_of; None = not known."""

    source: str
    size: str
    now: int
    before: int | None
    before_as_of: date | None

    @property
    def jumped(self) -> bool:
        if self.before is None or self.before == self.now:
            return False
        if self.size in ALWAYS:
            return True
        return max(self.before, self.now) >= SMALL and abs(self.now - self.before) > JUMP * self.before


def sizes_of(parts: Sequence[Checked]) -> dict[str, int]:
    """Sizes of the files of one source and role together."""
    rows = pl.concat([part.rows for part in parts], how="diagonal_relaxed")
    found = {"rows": rows.height}
    for size, columns in DISTINCT.items():
        known = next((column for column in columns if column in rows.columns), None)
        if known:
            found[size] = rows[known].drop_nulls().n_unique()
    return found | (_of_uses(rows) if {"beginn", "geburtsjahr"} <= {*rows.columns} else {})


def _of_uses(rows: pl.DataFrame) -> dict[str, int]:
    uses = rows.drop_nulls(["beginn", "geburtsjahr"]).select(
        "beginn", age=pl.col("beginn").dt.year() - pl.col("geburtsjahr")
    )
    if uses.is_empty():
        return {}
    year = uses["beginn"].dt.year().max()
    newest = uses.filter(pl.col("beginn").dt.year() == year)["beginn"].dt.month().to_list()
    ages = uses["age"].to_list()
    months = uses["beginn"].dt.truncate("1mo").n_unique()
    begun = {f"begin_{month:02}": newest.count(month) for month in range(1, 13)}
    return {"youngest": min(ages), "oldest": max(ages), "months": months, **begun}


def create_table(con: duckdb.DuckDBPyConnection) -> None:
    """In the connection's default schema, `microdata`."""
    con.execute(TABLE)


def keep(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked], version: int) -> None:
    """Notes the sizes of what one source delivers in one role."""
    about = [version, parts[0].source.name, parts[0].kind.role, max((p.as_of for p in parts if p.as_of), default=None)]
    con.executemany("INSERT INTO size VALUES (?, ?, ?, ?, ?, ?)", [[*about, *one] for one in sizes_of(parts).items()])


def compared(con: duckdb.DuckDBPyConnection | None, parts: Sequence[Checked]) -> list[Size]:
    """Every size of a checked delivery beside that of the last one of its source; con: None = nothing was loaded yet.

    The connection's default schema is `microdata`; a version of before sizes were kept knows none.
    """
    found = []
    for (source, role), mine in sorted(by_source(parts).items()):
        before = _last(con, source, role) if con is not None else {}
        for size, now in sizes_of(mine).items():
            value, as_of = before.get(size, (None, None))
            found.append(Size(source, size, now, value, as_of))
    return found


def _last(con: duckdb.DuckDBPyConnection, source: str, role: str) -> dict[str, tuple[int, date | None]]:
    if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'size'").fetchone():
        return {}
    rows = con.execute(
        """SELECT size, value, as_of FROM size WHERE source = $1 AND role = $2
        AND number = (SELECT max(number) FROM size WHERE source = $1 AND role = $2)""",
        [source, role],
    ).fetchall()
    return {size: (value, as_of) for size, value, as_of in rows}
