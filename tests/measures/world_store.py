"""Raw rows of an invented world (tests/measures/worlds.py) through the whole chain, into an analysis store in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb
import polars as pl

from etl.build import build
from etl.keep import create_tables
from store.profile import Profile
from tests.measures.worlds import SOURCES

ROLES = ("nutzung", "zaehlwerte", "kontakte", "bevoelkerung", "lieferschein")


@contextmanager
def counted(rows: dict, profile: Profile, sources: dict[str, str] | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose default schema is the analysis store; `sources`: more than those of the worlds, name → counting."""
    ways = {name: way for name, (_, way) in SOURCES.items()} | (sources or {})
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS microdata; ATTACH ':memory:' AS analysis; USE microdata")
    create_tables(con)
    for role in ROLES:
        if rows[role]:
            con.register(
                "raw", pl.DataFrame([{"delivered_in": 1} | row for row in rows[role]], infer_schema_length=None)
            )
            con.execute(f"INSERT INTO {role} BY NAME SELECT * FROM raw")
            con.unregister("raw")
    con.executemany(
        "INSERT INTO source VALUES (?, ?, 'bestand', ?, ?, true)",
        [[name, name, way, way == "verknuepft"] for name, way in ways.items()],
    )
    build(con, profile)
    yield con
    con.close()
