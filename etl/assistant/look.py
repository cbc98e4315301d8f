"""What do the cells of a column look like? Which canonical columns they can fill, in which form dates come, which codes there are.

Whether a cell can be read is asked of the very code that reads deliveries (etl/typed.py).
"""

import re
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from etl import date_forms
from etl.mapping import FileKind, Value
from etl.persons import FULL_DATE
from etl.typed import NOT_KNOWN, NOTHING, SUM_WORDS, Lists, read_cells

FITS = 0.9  # so many of the different cells must be readable
MOST_CELLS = 5_000  # different cells that are looked at
MOST_CODES, LONGEST_CODE = 40, 60
OFTEN = 2  # a code comes again: on average so often
NAME = r"^\p{Lu}\p{L}+[ ,]+\p{Lu}\p{L}+$"
NUMBER = r"\d{5,}"  # longer than any code: a number of a case or of a person
AGE = re.compile(r"unter \d+|\d+ bis unter \d+|\d+ ?(?:bis|-|–) ?\d+|\d+ (?:jahre )?und (?:mehr|älter)")
FAR_AWAY = r"9999|2999|2099"  # a day that never comes
EMPTY = Lists({}, {}, (), "", {})


def filled_by(column: str, **more: object) -> Value:
    """A canonical column filled from this column of the file; more: as a mapping says it."""
    return Value.model_validate({"aus": column} | {name: said for name, said in more.items() if said})


@dataclass(frozen=True)
class Look:
    """One column of the file: `cells` = its different filled cells, as far as they are looked at; `rows`: how many are filled."""

    name: str
    cells: pl.Series
    rows: int
    distinct: int

    @cached_property
    def parts(self) -> pl.Series:
        """Without the names of sums and the signs of official tables."""
        return self.cells.filter(~self.cells.str.to_lowercase().is_in([*SUM_WORDS, *NOTHING, *NOT_KNOWN]))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of a code list: few, short, each again and again. () = these are no codes, or they look like persons."""
        few = 0 < self.distinct <= MOST_CODES and self.distinct * OFTEN <= self.rows
        if not few or self._long.any() or int(self._personal.sum()) * 2 > self.distinct:
            return ()
        return tuple(self.cells.filter(~self._personal).sort())

    @property
    def kept_back(self) -> int:
        """Cells of the code list that are not shown: they look like a name, a day or a number of a case."""
        return self.distinct - len(self.codes) if self.codes else 0

    @cached_property
    def _long(self) -> pl.Series:
        return self.cells.str.len_chars() > LONGEST_CODE

    @cached_property
    def _personal(self) -> pl.Series:
        return self.cells.str.contains(rf"{NAME}|{FULL_DATE}|{NUMBER}")

    @cached_property
    def date_forms(self) -> list[str]:
        """In which forms nearly all cells are dates, the likeliest first; more than one: day and month may be the other way round."""
        days = self.cells.filter(~self.cells.str.contains(FAR_AWAY))
        return [form for form in date_forms.KNOWN if days.len() and date_forms.fits(days, form) >= FITS * days.len()]

    @property
    def still_open(self) -> tuple[str, ...]:
        """Dates so far away that they mean: still running."""
        return tuple(self.cells.filter(self.cells.str.contains(FAR_AWAY)).sort()) if self.date_forms else ()

    def ages(self) -> dict[str, tuple[str, str]]:
        """Cell → the ages it speaks of, for cells that say more than the ages alone; {} when one speaks of none."""
        found = {cell: AGE.search(cell.lower()) for cell in self.parts}
        if not found or None in found.values() or len(found) > MOST_CODES:
            return {}
        words = pl.Series(self.name, [hit[0] for hit in found.values() if hit])
        typed = _typed(words, "bevoelkerung", "alter", filled_by(self.name), None)
        if typed["alter_von"].null_count():
            return {}
        pairs = zip(typed["alter_von"].cast(pl.String), typed["alter_bis"].cast(pl.String), strict=True)
        return dict(zip(found, pairs, strict=True))


def look(frame: pl.DataFrame, name: str) -> Look:
    """How does this column look?"""
    cells = frame[name].str.strip_chars()
    filled = cells.filter(cells != "")
    distinct = filled.unique().sort()
    return Look(name, distinct.head(MOST_CELLS), filled.len(), distinct.len())


def fit(column: Look, role: str, name: str, value: Value, lists: Lists) -> float:
    """Which share of the different cells can be read so? 0 for an empty column."""
    if column.parts.is_empty():
        return 0
    cells = column.parts.filter(~column.parts.is_in(value.open_values))
    return share_read(_typed(cells, role, name, value, lists))


def fit_pair(frame: pl.DataFrame, role: str, name: str, value: Value) -> float:
    """The same of a canonical column that two columns fill, month and year."""
    pairs = frame.select(value.columns).unique().head(MOST_CELLS).with_row_index("line")
    kind = FileKind.model_validate({"rolle": role, "muster": ["*"], "spalten": {name: value}})
    return share_read(read_cells(pairs.with_columns(pl.col("line").cast(pl.Int64)), kind, EMPTY))


def share_read(typed: pl.DataFrame) -> float:
    return typed["reason"].null_count() / max(1, typed.height)


def readable(column: Look, role: str, name: str, lists: Lists) -> list[str]:
    """The different cells that can be read as they stand."""
    typed = _typed(column.cells, role, name, filled_by(column.name), lists)
    return column.cells.filter(typed["reason"].is_null()).to_list()


def _typed(cells: pl.Series, role: str, name: str, value: Value, lists: Lists | None) -> pl.DataFrame:
    kind = FileKind.model_validate({"rolle": role, "muster": ["*"], "spalten": {name: value}})
    frame = pl.DataFrame({column: cells for column in value.columns}).with_row_index("line")
    return read_cells(frame.with_columns(pl.col("line").cast(pl.Int64)), kind, lists or EMPTY)
