"""How large is a delivery, and what of it jumped against the one before? Sizes by source: numbers of rows and the like.

rows, children, offers, areas; in files of use also months (with a begin), youngest and oldest (age in the year of a begin),
how many uses began in each calendar month of the newest year in it, as far as its Stand goes (begin_01 … begin_12: an almost
empty December shows there), the children of each municipality (area_KEY), and of 100 children whose cases were running in
the delivery before how many come again (again; only from ENOUGH on).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from etl.again import come_again, numbers, running
from etl.delivery import Checked, by_source
from etl.roles import CHILD
from etl.slips import SLIP

TABLE = """CREATE TABLE IF NOT EXISTS size (number INTEGER, source VARCHAR, role VARCHAR, as_of DATE, size VARCHAR, value BIGINT)"""
JUMP, SMALL = 0.3, 20  # a change of more than 30 % is a jump where it is about 20 or more
ALWAYS = ("offers", "months", "youngest", "oldest")  # any change of these is one
DISTINCT = {"children": ("kind_nr",), "offers": ("angebot",), "areas": ("wohngemeinde", "gemeinde")}
AREA = "area_"  # and the key of a municipality; one of which no child comes any more counts 0
ENOUGH = 10  # running cases, of which a share can be said
LAST = 5  # deliveries of a source that say what is usual


@dataclass(frozen=True)
class Before:
    """A size in the last delivery of its source, of Stand as_of, and the smallest and largest of the last five."""

    value: int
    as_of: date | None
    low: int
    high: int


@dataclass(frozen=True)
class Size:
    """One size of what a source delivers. before: None = not known."""

    source: str
    size: str
    now: int
    before: Before | None = None

    @property
    def jumped(self) -> bool:
        """Is it far from the last one, and not among the last five?"""
        if self.before is None or self.before.low <= self.now <= self.before.high:
            return False
        return self.size in ALWAYS or is_jump(self.before.value, self.now)


def is_jump(before: int, now: int) -> bool:
    """Is a number so far from the one before that somebody should look?"""
    return max(before, now) >= SMALL and abs(now - before) > JUMP * before


def sizes_of(con: duckdb.DuckDBPyConnection | None, parts: Sequence[Checked]) -> dict[str, int]:
    """Sizes of the files of one source and role together, beside the rows that `con` holds from before; None = none."""
    rows = pl.concat([part.rows for part in parts], how="diagonal_relaxed")
    found = {"rows": rows.height}
    for size, columns in DISTINCT.items():
        known = next((column for column in columns if column in rows.columns), None)
        if known:
            found[size] = rows[known].drop_nulls().n_unique()
    if parts[0].kind.role != "nutzung":
        return found
    found["children"] = numbers(parts).len()
    return found | _of_uses(rows, _stand(parts)) | _of_areas(rows) | (_again(con, parts) if con else {})


def _stand(parts: Sequence[Checked]) -> date | None:
    return max((part.as_of for part in parts if part.as_of), default=None)


def _of_uses(rows: pl.DataFrame, stand: date | None) -> dict[str, int]:
    uses = rows.drop_nulls(["beginn", "geburtsjahr"]).select(
        "beginn", age=pl.col("beginn").dt.year() - pl.col("geburtsjahr")
    )
    if uses.is_empty():
        return {}
    begin, age = pl.col("beginn"), pl.col("age")
    told = uses.select(
        year=begin.dt.year().max(), youngest=age.min(), oldest=age.max(), months=begin.dt.truncate("1mo").n_unique()
    ).row(0, named=True)
    year = told.pop("year")
    newest = dict(uses.filter(begin.dt.year() == year)["beginn"].dt.month().value_counts().iter_rows())
    until = stand.month if stand and stand.year == year else 12
    return told | {begun_in(month): newest.get(month, 0) for month in range(1, until + 1)}


def begun_in(month: int) -> str:
    """The size that says how many uses began in this calendar month."""
    return f"begin_{month:02}"


def _of_areas(rows: pl.DataFrame) -> dict[str, int]:
    """Children of each municipality, by its key."""
    named = rows.drop_nulls("wohngemeinde").group_by("wohngemeinde").agg(pl.coalesce(CHILD).n_unique())
    return {f"{AREA}{area}": children for area, children in named.sort("wohngemeinde").iter_rows()}


def _again(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> dict[str, int]:
    before = running(con, parts)
    return {} if before.len() < ENOUGH else {"again": round(100 * come_again(before, numbers(parts)) / before.len())}


def create_table(con: duckdb.DuckDBPyConnection) -> None:
    """In the connection's default schema, `microdata`."""
    con.execute(TABLE)


def keep(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked], sizes: dict[str, int], version: int) -> None:
    """Notes the sizes of what one source delivers in one role."""
    about = [version, parts[0].source.name, parts[0].kind.role, _stand(parts)]
    con.executemany("INSERT INTO size VALUES (?, ?, ?, ?, ?, ?)", [[*about, *one] for one in sizes.items()])


def compared(con: duckdb.DuckDBPyConnection | None, parts: Sequence[Checked]) -> list[Size]:
    """Every size of a checked delivery beside those of the last ones of its source; con: None = nothing was loaded yet.

    The connection's default schema is `microdata`; a version of before sizes were kept knows none.
    """
    told = by_source([part for part in parts if part.kind.role != SLIP])
    return [size for _, mine in sorted(told.items()) for size in sizes_beside(con, mine)]


def sizes_beside(con: duckdb.DuckDBPyConnection | None, parts: Sequence[Checked]) -> list[Size]:
    """The same of the files of one source and role."""
    source = parts[0].source.name
    before = _before(con, source, parts[0].kind.role) if con is not None else {}
    gone = {size: 0 for size in before if size.startswith(AREA)}
    return [Size(source, size, now, before.get(size)) for size, now in (gone | sizes_of(con, parts)).items()]


def _before(con: duckdb.DuckDBPyConnection, source: str, role: str) -> dict[str, Before]:
    """What the last delivery said, and between what the last five lie."""
    if not con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'size'").fetchone():
        return {}
    rows = con.execute(
        """WITH mine AS (SELECT *, dense_rank() OVER (ORDER BY number DESC) AS ago FROM size WHERE source = $1 AND role = $2)
        SELECT size, any_value(value) FILTER (ago = 1), any_value(as_of) FILTER (ago = 1), min(value), max(value)
        FROM mine WHERE ago <= $3 GROUP BY size HAVING min(ago) = 1""",
        [source, role, LAST],
    ).fetchall()
    return {size: Before(*said) for size, *said in rows}
