"""How may a date be written? Forms as a mapping gives them: %d.%m.%Y."""

import re
from datetime import datetime

import polars as pl

KNOWN = (
    "%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d", "%d%m%Y", "%d.%m.%Y %H:%M",
    "%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip
SOME_DAY = datetime(2031, 11, 23)  # its parts cannot be taken for each other
LETTERS = ((r"[JYjy]{3,4}", "%Y"), (r"\b[JYjy]{2}\b", "%y"), (r"[TDtd]{1,2}", "%d"), (r"[Mm]{1,2}", "%m"))


def works(form: str) -> bool:
    """Does a day that is written so read as the same day?"""
    try:
        written = pl.Series([SOME_DAY]).dt.to_string(form)
        return bool(written.str.to_date(form, strict=False)[0] == SOME_DAY.date())
    except pl.exceptions.PolarsError:
        return False


def meant(form: str) -> str:
    """Which form does „TT.MM.JJJJ“ mean? The usual one where nobody can say."""
    plain = form.replace("%", "")
    for letters, sign in LETTERS:
        plain = re.sub(rf"(?<!%){letters}", sign, plain)
    return plain if works(plain) else KNOWN[0]


def fits(cells: pl.Series, form: str) -> int:
    """How many cells are dates of this form, in a year that can be meant?"""
    return int(cells.str.to_date(form, strict=False).dt.year().is_between(1900, 2100).sum())


def forms_of(cells: pl.Series) -> list[str]:
    """Which known forms do all of these cells have? Day and month may be taken for each other; then there are two."""
    return [form for form in KNOWN if cells.len() and fits(cells, form) == cells.len()]
