"""What is a table, and which columns do all stores share?"""

from dataclasses import dataclass
from typing import Any

import polars as pl

Row = dict[str, Any]  # of a frame, as Polars gives and takes it: only the table knows what its columns hold
TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "VARCHAR[]": pl.List(pl.String),
    "BOOLEAN": pl.Boolean(),
    "SMALLINT": pl.Int16(),
    "INTEGER": pl.Int32(),
    "BIGINT": pl.Int64(),
    "UBIGINT": pl.UInt64(),
    "DOUBLE": pl.Float64(),
    "DATE": pl.Date(),
}


def typed(columns: tuple[tuple[str, str, str], ...]) -> dict[str, pl.DataType]:
    """Columns as Polars types."""
    return {name: TYPES[kind] for name, kind, _ in columns}


@dataclass(frozen=True)
class Table:
    """name, what one row is, columns as (name, DuckDB type, meaning)."""

    name: str
    row: str
    columns: tuple[tuple[str, str, str], ...]

    def ddl(self) -> str:
        return f"CREATE TABLE {self.name} (" + ", ".join(f'"{name}" {kind}' for name, kind, _ in self.columns) + ")"

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.columns]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return typed(self.columns)


AREA = (
    "area",
    "VARCHAR",
    "official key: 03155 = district, 03155011 = municipality, planning region by its own key; '-' = in the district, municipality unknown",
)
SEX = ("sex", "VARCHAR", "all | m | w | d | o ; d and o appear in sums only")
YEAR = ("year", "SMALLINT", "calendar year")
