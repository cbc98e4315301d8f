"""Reads Excel workbooks: every cell as text, as the user saw it."""

import fastexcel
import polars as pl

from etl.content import Content, InMemory
from etl.readers import apart, shown
from etl.readers.grid import tables
from etl.readers.sheet import Sheet
from etl.readers.table import ANY, Columns, Table, refusal
from etl.readers.zipped import is_zip

DAY = r"^(\d{4})-(\d\d)-(\d\d) 00:00:00$"
CLOCK = r"^1899-12-3\d (\d\d:\d\d):\d\d$"
MOMENT = r"^(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d):\d\d$"


def read(
    content: Content, *, columns: Columns = ANY, blatt: str | list[str] | None = None, kopfzeile: int | None = None
) -> list[Table]:
    """What rows does a workbook hold, sheet by sheet? `line` = row of the sheet, `part` = its name.

    Whole numbers without decimals, others with a decimal comma, dates DD.MM.YYYY, truth values WAHR and FALSCH,
    formulas by their stored result; rows with an error (#DIV/0!) are `bad_lines`. `blatt`: only these sheets (hidden ones
    are read only so); else all visible ones that fit (etl/readers/grid.py). Unreadable: broken, locked, too large,
    formulas that were never calculated, no header.
    """
    return tables(content.name, apart.sheets(content, "excel"), blatt=blatt, kopfzeile=kopfzeile, columns=columns)


def sheets(data: bytes) -> list[Sheet]:
    """The sheets of a workbook (.xlsx, .xls, .ods), in their order. Works in a process of its own."""
    content = InMemory("", data)
    looks = shown.looks(content) if is_zip(content) else {}
    try:
        workbook = fastexcel.read_excel(data)
        return [_sheet(workbook, name, looks.get(name, shown.Look())) for name in workbook.sheet_names]
    except fastexcel.FastExcelError as error:
        locked = "password" in str(error).lower()
        how = "mit einem Kennwort geschützt" if locked else "beschädigt oder keine Excel-Datei"
        raise refusal("", "no_workbook", how=how) from None


def _sheet(workbook: fastexcel.ExcelReader, name: str, look: shown.Look) -> Sheet:
    loaded = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
    text, visible = loaded.to_polars(), loaded.visible == "visible"
    if text.is_empty():
        return Sheet(name, visible, text)
    broken = loaded.to_arrow_with_errors()[1]
    damaged = tuple((row + 1, column + 1) for row, column in (e.position for e in broken.errors)) if broken else ()
    # Read as truth values, text and dates come back null: what is left are the numbers.
    numeric = workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes="boolean").to_polars()
    cells = pl.DataFrame([_as_seen(text[c], numeric[c]) for c in text.columns])
    return Sheet(name, visible, cells, damaged, look.hidden, look.years)


def _as_seen(text: pl.Series, numeric: pl.Series) -> pl.Series:
    """The cells of a column as German text."""
    cell = pl.col("text")
    number = cell.replace({"true": "WAHR", "false": "FALSCH"}).str.replace(".", ",", literal=True)
    date = cell.str.replace(DAY, "$3.$2.$1").str.replace(CLOCK, "$1").str.replace(MOMENT, "$3.$2.$1 $4")
    frame = pl.DataFrame({"text": text.cast(pl.String), "numeric": numeric.is_not_null()})
    return frame.select(pl.when("numeric").then(number).otherwise(date).fill_null("").alias(text.name)).to_series()
