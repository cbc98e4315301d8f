"""Files drawn in the test, written as an office would deliver them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes text (or bytes) and gives the path."""

    def write(content: str | bytes, name: str = "lieferung.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def drawn() -> Callable[[str], pl.DataFrame]:
    """A table drawn with | as the reader gives it: every column text, `line` a number, nothing where nothing stands."""

    def draw(table: str) -> pl.DataFrame:
        rows = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
        frame = pl.DataFrame(rows[1:], schema=dict.fromkeys(rows[0], pl.String), orient="row")
        return frame.with_columns(pl.col("line").cast(pl.Int64))

    return draw
