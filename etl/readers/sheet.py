"""What does a sheet hold, cell by cell, before anybody asked where its table stands? What a foreign reader hands on."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Sheet:
    """One sheet: `cells` all String, no nulls, row n = row n of the sheet.

    `damaged`: (row, column) of cells with an error value; `hidden`: rows that the program does not show; `years`: (row,
    column) of dates of which it shows the year alone. Rows and columns are counted from 1.
    """

    name: str
    visible: bool
    cells: pl.DataFrame
    damaged: tuple[tuple[int, int], ...] = ()
    hidden: tuple[int, ...] = ()
    years: tuple[tuple[int, int], ...] = ()

    def is_empty(self) -> bool:
        return not any(column.str.contains(r"\S").any() for column in self.cells)
