"""What does one cell say, whatever the profile and the mapping are? A value, or null where it is none of its kind."""

from collections.abc import Callable

import polars as pl

from etl.pseudonym.recipe import RECIPE

LONGEST_TEXT = 200
NO_TEXT = r"\p{Cc}|\x{FFFD}|^[=+@]|^-\S*[(!|]"  # control characters, broken encoding, what a spreadsheet would execute
CHECK_VALUE = rf"^[0-9a-f]{{{RECIPE['check_length']}}}$"


def _year(cell: pl.Expr) -> pl.Expr:
    year = cell.str.extract(r"^(\d{4})$").cast(pl.Int16, strict=False)
    return pl.when(year.is_between(1900, 2100)).then(year)


def _month(cell: pl.Expr) -> pl.Expr:
    month = cell.str.extract(r"^(\d{1,2})$").cast(pl.Int8, strict=False)
    return pl.when(month.is_between(1, 12)).then(month)


def _since(cell: pl.Expr) -> pl.Expr:
    month = cell.str.replace(r"^(\d{1,2})\.(\d{4})$", "$2-$1").str.extract(r"^(\d{4}-\d{1,2})$")
    month = month.str.slice(0, 5) + month.str.slice(5).str.zfill(2)
    return pl.when(cell.str.to_lowercase() == "geburt").then(pl.lit("geburt")).otherwise(month)


def _yesno(cell: pl.Expr) -> pl.Expr:
    lower = cell.str.to_lowercase()
    return pl.when(lower.is_in(["ja", "j", "1"])).then(True).when(lower.is_in(["nein", "n", "0"])).then(False)


def _check_value(cell: pl.Expr) -> pl.Expr:
    lower = cell.str.to_lowercase()
    return pl.when(lower.str.contains(CHECK_VALUE)).then(lower)


def text(cell: pl.Expr) -> pl.Expr:
    """Short words, nothing that a spreadsheet would execute."""
    fits = (cell.str.len_chars() <= LONGEST_TEXT) & ~cell.str.contains(NO_TEXT)
    return pl.when(fits).then(cell)


READERS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "text": text,
    "key": text,
    "id": text,
    "since": _since,
    "year": _year,
    "month": _month,
    "yesno": _yesno,
    "check_value": _check_value,
}
