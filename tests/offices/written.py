"""How does a test make a published store of its own? From tables, as any load would leave it."""

from pathlib import Path

import duckdb
import polars as pl

from store.tables import PUBLISHED, PUBLISHED_FORMAT
from store.versions import finish, version

LOADED = {"after": None, "loaded_at": "2026-09-30T09:12:00", "delivery": "bestand", "files": 1, "encrypted": False}


def write_published(folder: Path, tables: dict[str, pl.DataFrame]) -> Path:
    """Version 1 with these tables in today's format; `current` names it."""
    new = version(folder, 1)
    new.folder.mkdir(parents=True, exist_ok=True)
    stated = tables["meta"].filter(pl.col("key") != "format")
    meta = pl.concat([stated, pl.DataFrame({"key": ["format"], "value": [str(PUBLISHED_FORMAT)]})])
    with duckdb.connect(new.published) as con:
        for table in PUBLISHED:
            con.execute(table.ddl())
            con.register("incoming", (tables | {"meta": meta})[table.name].select(table.names).to_arrow())
            con.execute(f"INSERT INTO {table.name} SELECT * FROM incoming")
            con.unregister("incoming")
    finish(folder, new, LOADED)
    return folder
