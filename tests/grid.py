"""Tables drawn in tests: a header line, then one line per row, cells between `|`. The drawing is the specification.

    year | area | children
    2025 | A    | 3

Empty or `null` = null; whole numbers, decimals, 2025-12-31, true/false and [a, b] are read as such; '03155' (quoted) and
keys with a leading zero stay text.
"""

import re
from datetime import date

import polars as pl

from store.tables import ANALYSIS


def rows(drawn: str) -> list[dict]:
    """The drawn table as one dict per row."""
    lines = [
        [cell.strip() for cell in line.split("|")]
        for line in drawn.strip().splitlines()
        if line.strip() and not set(line.strip()) <= set("-+| ")
    ]
    header, *body = lines
    assert all(len(line) == len(header) for line in body), (
        f"a drawn row has another number of cells than its header: {[line for line in body if len(line) != len(header)]}"
    )
    return [dict(zip(header, map(value, line), strict=True)) for line in body]


def value(cell: str):
    """One drawn cell as Python sees it."""
    if cell in ("", "null"):
        return None
    if cell in ("true", "false"):
        return cell == "true"
    if cell[0] + cell[-1] in ("''", '""'):
        return cell[1:-1]
    if cell.startswith("["):
        return [part.strip() for part in cell[1:-1].split(",") if part.strip()]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return date.fromisoformat(cell)
    if re.fullmatch(r"-?(0|[1-9]\d*)", cell):
        return int(cell)
    return float(cell) if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def frame(drawn: str) -> pl.DataFrame:
    """The drawn table as a frame."""
    return pl.DataFrame(rows(drawn), infer_schema_length=None)


def fill_analysis(con, **tables: str | list[dict]) -> None:
    """Creates every table of the analysis store in `con` and puts the drawn rows in; columns not drawn are null."""
    for table in ANALYSIS:
        con.execute(table.ddl())
        drawn = tables.get(table.name, [])
        found = pl.DataFrame(rows(drawn) if isinstance(drawn, str) else drawn, infer_schema_length=None)
        if len(found):
            con.register("drawn", found)
            con.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM drawn")
            con.unregister("drawn")
