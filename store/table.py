"""What is a table, and as which types do its columns arrive?"""

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
Columns = tuple[tuple[str, str, str], ...]  # name, DuckDB type, meaning


def typed(columns: Columns) -> dict[str, pl.DataType]:
    """Columns as Polars types."""
    return {name: TYPES[kind] for name, kind, _ in columns}


@dataclass(frozen=True)
class Table:
    """name, what one row is, its columns."""

    name: str
    row: str
    columns: Columns

    def ddl(self) -> str:
        return f"CREATE TABLE {self.name} (" + ", ".join(f'"{name}" {kind}' for name, kind, _ in self.columns) + ")"

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.columns]

    @property
    def schema(self) -> dict[str, pl.DataType]:
        return typed(self.columns)

    def filled(self, frame: pl.DataFrame | None) -> pl.DataFrame:
        """What an older program stored of this table, in today's columns; what it did not have yet is null: unknown."""
        found = pl.DataFrame(schema=self.schema) if frame is None else frame
        missing = [pl.lit(None, kind).alias(name) for name, kind in self.schema.items() if name not in found.columns]
        return found.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in self.schema.items())
