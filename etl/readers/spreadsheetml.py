"""Reads SpreadsheetML 2003 (XML that Excel opens, as LSN-Online delivers it), bare or alone in a ZIP."""

import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from xml.etree.ElementTree import Element, ParseError

import polars as pl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from etl.content import Content, InMemory
from etl.readers import apart
from etl.readers.grid import tables
from etl.readers.sheet import Sheet
from etl.readers.table import ANY, Columns, Table, refusal
from etl.readers.zipped import is_zip, members

SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
VISIBLE = "{urn:schemas-microsoft-com:office:excel}Visible"
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d):\d\d(?:\.\d+)?)?")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d{1,2})?")
HEAD = 4096  # bytes in which a file says what it is
MOST_CELLS = 20_000_000  # of a sheet, empty ones included: ss:Index can name any row and column


def read(
    content: Content, *, columns: Columns = ANY, blatt: str | list[str] | None = None, kopfzeile: int | None = None
) -> list[Table]:
    """What rows does a SpreadsheetML file hold, sheet by sheet? `line` = row of the sheet, `part` = its name.

    Numbers, dates, truth values and the choice of sheets as in `excel`. Unreadable: no SpreadsheetML, broken or
    oversized file, a ZIP with none or several of them, entities in the XML.
    """
    found = apart.sheets(content, "spreadsheetml")
    return tables(content.name, found, blatt=blatt, kopfzeile=kopfzeile, columns=columns)


def sheets(data: bytes) -> list[Sheet]:
    """The sheets of a SpreadsheetML file, bare or in a ZIP. Works in a process of its own."""
    try:
        found = list(_sheets(_xml(InMemory("", data))))
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise refusal("", "no_spreadsheet", what="die Datei ist beschädigt oder kein SpreadsheetML") from None
    if not found:
        raise refusal("", "no_spreadsheet", what="die Datei enthält kein Tabellenblatt")
    return found


def is_spreadsheetml(head: bytes) -> bool:
    """Do these first bytes of a file name it so?"""
    return SS[1:-1].encode() in head


def _xml(content: InMemory) -> bytes:
    if not is_zip(content):
        return content.data
    opened = [member.open().read() for member in members(content)]
    found = [data for data in opened if is_spreadsheetml(data[:HEAD])]
    if len(found) != 1:
        what = f"das ZIP enthält {len(found) or 'keine'} SpreadsheetML-Dateien statt einer"
        raise refusal("", "no_spreadsheet", what=what)
    return found[0]


def _sheets(content: bytes) -> Iterator[Sheet]:
    """The sheets in their order; XML is read element by element and let go."""
    rows: dict[int, dict[int, str]] = {}
    damaged: list[tuple[int, int]] = []
    hidden: list[int] = []
    name, visible, last = "", True, 0
    for event, element in iterparse(BytesIO(content), events=("start", "end")):
        if event == "start":
            if element.tag == f"{SS}Worksheet":
                rows, damaged, hidden, last = {}, [], [], 0
                name, visible = element.get(f"{SS}Name", ""), True
        elif element.tag == VISIBLE:
            visible = False
        elif element.tag == f"{SS}Row":
            number = int(element.get(f"{SS}Index", last + 1))
            if number <= last:
                raise ValueError("rows out of order")
            rows[number], broken = _cells(element)
            damaged += [(number, column) for column in broken]
            hidden += [number] * (element.get(f"{SS}Hidden") == "1")
            last = number + int(element.get(f"{SS}Span", 0))
            element.clear()
        elif element.tag == f"{SS}Worksheet":
            yield Sheet(name, visible, _grid(rows), tuple(damaged), tuple(hidden))
            element.clear()


def _cells(row: Element) -> tuple[dict[int, str], list[int]]:
    """Text by column (1-based), and the columns whose cell is an error. A merged cell stands in its first column."""
    cells: dict[int, str] = {}
    column, broken = 0, list[int]()
    for cell in row.iterfind(f"{SS}Cell"):
        before, column = column, int(cell.get(f"{SS}Index", column + 1))
        if column <= before:
            raise ValueError("cells out of order")
        data = cell.find(f"{SS}Data")
        if data is not None:
            kind = data.get(f"{SS}Type", "String")
            broken += [column] * (kind == "Error")
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


def _grid(rows: dict[int, dict[int, str]]) -> pl.DataFrame:
    height = max(rows, default=0)
    width = max((max(cells, default=0) for cells in rows.values()), default=0)
    if height * width > MOST_CELLS:
        raise refusal("", "no_spreadsheet", what="ein Blatt nennt Zellen außerhalb eines üblichen Blatts")
    columns = {f"c{n}": [rows.get(row, {}).get(n, "") for row in range(1, height + 1)] for n in range(1, width + 1)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
