"""Reads SpreadsheetML 2003 (XML that Excel opens, as LSN-Online delivers it), bare or alone in a ZIP."""

import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from etl.readers.grid import Sheet, chosen, table
from etl.readers.table import Table, refusal
from etl.readers.zipped import MOST_BYTES, safe_zip_members

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d):\d\d(?:\.\d+)?)?")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d{1,2})?")
MOST_CELLS = 20_000_000  # of a sheet, empty ones included: ss:Index can name any row and column


def read(path: Path, *, blatt: str | None = None, kopfzeile: int | None = None) -> Table:
    """What rows does a SpreadsheetML file hold? `line` = row of the sheet, `part` = its name.

    Numbers, dates, truth values and the choice of the sheet as in `excel`. Unreadable: no SpreadsheetML, broken or
    oversized file, a ZIP with none or several of them, entities in the XML.
    """
    content = _content(path)
    try:
        sheets = list(_sheets(path, content))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise refusal(path.name, "no_spreadsheet", what="die Datei ist beschädigt oder kein SpreadsheetML") from None
    if not sheets:
        raise refusal(path.name, "no_spreadsheet", what="die Datei enthält kein Tabellenblatt")
    sheet, notes = chosen(path.name, sheets, blatt)
    return table(path.name, sheet, kopfzeile=kopfzeile, notes=notes)


def _content(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        if path.stat().st_size > MOST_BYTES:
            raise refusal(path.name, "no_spreadsheet", what=f"die Datei ist größer als {MOST_BYTES // 1024**2} MB")
        return path.read_bytes()
    found = [content for _, content in safe_zip_members(path) if SS[1:-1].encode() in content[:4096]]
    if len(found) != 1:
        raise refusal(
            path.name,
            "no_spreadsheet",
            what=f"das ZIP enthält {len(found) or 'keine'} SpreadsheetML-Dateien statt einer",
        )
    return found[0]


def _sheets(path: Path, content: bytes) -> Iterator[Sheet]:
    """The sheets in their order; XML is read element by element and let go."""
    rows: dict[int, dict[int, str]] = {}
    damaged: list[int] = []
    name, visible, last = "", True, 0
    for event, element in iterparse(BytesIO(content), events=("start", "end")):
        if event == "start":
            if element.tag == f"{SS}Worksheet":
                rows, damaged, last = {}, [], 0
                name, visible = element.get(f"{SS}Name", ""), True
        elif element.tag == VISIBLE:
            visible = False
        elif element.tag == f"{SS}Row":
            number = int(element.get(f"{SS}Index", last + 1))
            if number <= last:
                raise ValueError("rows out of order")
            rows[number], broken = _cells(element)
            damaged += [number] * broken
            last = number + int(element.get(f"{SS}Span", 0))
            element.clear()
        elif element.tag == f"{SS}Worksheet":
            yield Sheet(name, visible, _grid(path, rows), tuple(damaged))
            element.clear()


def _cells(row: Element) -> tuple[dict[int, str], bool]:
    """Text by column (1-based), and whether a cell is an error. A merged cell stands in its first column."""
    cells: dict[int, str] = {}
    column, broken = 0, False
    for cell in row.iterfind(f"{SS}Cell"):
        before, column = column, int(cell.get(f"{SS}Index", column + 1))
        if column <= before:
            raise ValueError("cells out of order")
        data = cell.find(f"{SS}Data")
        if data is not None:
            kind = data.get(f"{SS}Type", "String")
            broken |= kind == "Error"
            cells[column] = _as_seen("".join(data.itertext()), kind)
        column += int(cell.get(f"{SS}MergeAcross", 0))
    return cells, broken


def _as_seen(text: str, kind: str) -> str:
    """A value as German text, as `excel` gives it."""
    if kind == "Boolean":
        return "WAHR" if text == "1" else "FALSCH"
    if kind == "DateTime" and (found := DAY.fullmatch(text)):
        year, month, day, clock = found.groups()
        return f"{day}.{month}.{year}" + (f" {clock}" if clock and clock != "00:00" else "")
    if kind == "Number" and NUMBER.fullmatch(text):
        number = Decimal(text)
        whole = number == number.to_integral_value()
        return f"{number.to_integral_value() if whole else number.normalize():f}".replace(".", ",")
    return text


def _grid(path: Path, rows: dict[int, dict[int, str]]) -> pl.DataFrame:
    height = max(rows, default=0)
    width = max((max(cells, default=0) for cells in rows.values()), default=0)
    if height * width > MOST_CELLS:
        raise refusal(path.name, "no_spreadsheet", what="ein Blatt nennt Zellen außerhalb eines üblichen Blatts")
    columns = {f"c{n}": [rows.get(row, {}).get(n, "") for row in range(1, height + 1)] for n in range(1, width + 1)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
