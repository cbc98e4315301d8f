"""Reads Excel workbooks: every cell as text, as the user saw it."""

import re
import zipfile
from pathlib import Path

import fastexcel
import polars as pl

from etl.readers.grid import Sheet, chosen, table
from etl.readers.table import Table, refusal
from etl.readers.zipped import safe_zip_members

DAY = r"^(\d{4})-(\d\d)-(\d\d) 00:00:00$"
CLOCK = r"^1899-12-3\d (\d\d:\d\d):\d\d$"
MOMENT = r"^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d):\d\d$"
UNCALCULATED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")  # formula without result


def read(path: Path, *, blatt: str | None = None, kopfzeile: int | None = None) -> Table:
    """What rows does a workbook hold? `line` = row of the sheet, `part` = its name.

    Whole numbers without decimals, others with a decimal comma, dates DD.MM.YYYY, truth values WAHR and FALSCH,
    formulas by their stored result; rows with an error (#DIV/0!) are `bad_lines`. `blatt`: a sheet other than the first
    visible one with data (hidden ones are read only so). Unreadable: broken, locked, too large, formulas that were
    never calculated, no header.
    """
    if zipfile.is_zipfile(path):
        _refuse_uncalculated(path)
    try:
        workbook = fastexcel.read_excel(path)
        sheets = [_sheet(workbook, name) for name in workbook.sheet_names]
    except fastexcel.FastExcelError as error:
        locked = "password" in str(error).lower()
        how = "mit einem Kennwort geschützt" if locked else "beschädigt oder keine Excel-Datei"
        raise refusal(path.name, "no_workbook", how=how) from None
    sheet, notes = chosen(path.name, sheets, blatt)
    return table(path.name, sheet, kopfzeile=kopfzeile, notes=notes)


def _sheet(workbook: fastexcel.ExcelReader, name: str) -> Sheet:
    loaded = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    text, visible = loaded.to_polars(), loaded.visible == "visible"
    if text.is_empty():
        return Sheet(name, visible, text)
    broken = loaded.to_arrow_with_errors()[1]
    damaged = tuple(error.position[0] + 1 for error in broken.errors) if broken else ()
    # Read as truth values, text and dates come back null: what is left are the numbers.
    numeric = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="boolean").to_polars()
    return Sheet(name, visible, pl.DataFrame([_as_seen(text[c], numeric[c]) for c in text.columns]), damaged)


def _as_seen(text: pl.Series, numeric: pl.Series) -> pl.Series:
    """The cells of a column as German text."""
    cell = pl.col("text")
    number = cell.replace({"true": "WAHR", "false": "FALSCH"}).str.replace(".", ",", literal=True)
    date = cell.str.replace(DAY, "$3.$2.$1").str.replace(CLOCK, "$1").str.replace(MOMENT, "$3.$2.$1 $4")
    frame = pl.DataFrame({"text": text.cast(pl.String), "numeric": numeric.is_not_null()})
    return frame.select(pl.when("numeric").then(number).otherwise(date).fill_null("").alias(text.name)).to_series()


def _refuse_uncalculated(path: Path) -> None:
    """A formula that no program has calculated yet would read as an empty cell."""
    sheets = (content for name, content in safe_zip_members(path) if name.startswith("xl/worksheets/"))
    if any(UNCALCULATED.search(content) for content in sheets):
        raise refusal(path.name, "uncalculated")
