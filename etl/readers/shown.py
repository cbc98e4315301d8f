"""What does an .xlsx show otherwise than it holds? Hidden rows, dates of which the year alone is seen, formulas without a
result. The reader of the cells does not say so; it stands in the XML of the workbook. Of .xls and .ods nobody knows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from etl.content import Content
from etl.readers.table import refusal
from etl.readers.zipped import Packed, members

BOOK = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
UNCALCULATED = re.compile(rb"<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")  # formula without result
ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
NUMBER = re.compile(rb'\br="([A-Z]*)(\d+)"')
STYLE = re.compile(rb'\bs="(\d+)"')
NOT_SHOWN = re.compile(rb'\bhidden="(?:1|true)"|\bht="0"')
BESIDE_THE_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|;@|\s')
YEAR_ALONE = re.compile(r"[yj]{2,4}", re.IGNORECASE)


@dataclass(frozen=True)
class Look:
    """Of a sheet: rows that are hidden or filtered away; (row, column) of cells whose format shows the year of a date."""

    hidden: tuple[int, ...] = ()
    years: tuple[tuple[int, int], ...] = ()


def looks(content: Content) -> dict[str, Look]:
    """The look of each sheet, by its name; nothing for a workbook of another format. Unreadable: not calculated."""
    parts = {part.member: part for part in members(content)}
    if any(UNCALCULATED.search(_read(part)) for name, part in parts.items() if name.startswith("xl/worksheets/")):
        raise refusal("", "uncalculated")
    try:
        places, styles = _places(parts), _year_styles(parts)
    except (ParseError, DefusedXmlException, KeyError, ValueError):
        return {}  # whether it is a workbook at all says the reader of the cells
    return {name: _look(_read(parts[place]), styles) for name, place in places.items() if place in parts}


def _read(part: Packed) -> bytes:
    with part.open() as file:
        return file.read()


def _places(parts: dict[str, Packed]) -> dict[str, str]:
    """Name of a sheet → where its XML lies."""
    links: Element = fromstring(_read(parts["xl/_rels/workbook.xml.rels"]))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    book: Element = fromstring(_read(parts["xl/workbook.xml"]))
    found = {sheet.get("name", ""): targets.get(sheet.get(LINK), "") for sheet in book.iter(f"{BOOK}sheet")}
    return {
        name: target.lstrip("/") if target[:1] == "/" else str(PurePosixPath("xl", target))
        for name, target in found.items()
    }


def _year_styles(parts: dict[str, Packed]) -> frozenset[bytes]:
    """Numbers of the styles that show nothing but a year."""
    if "xl/styles.xml" not in parts:
        return frozenset()
    styles: Element = fromstring(_read(parts["xl/styles.xml"]))
    years = {
        form.get("numFmtId")
        for form in styles.iter(f"{BOOK}numFmt")
        if YEAR_ALONE.fullmatch(BESIDE_THE_FORMAT.sub("", form.get("formatCode", "")))
    }
    used = styles.find(f"{BOOK}cellXfs")
    return frozenset(
        str(n).encode() for n, style in enumerate(used if used is not None else ()) if style.get("numFmtId") in years
    )


def _look(xml: bytes, year_styles: frozenset[bytes]) -> Look:
    return Look(tuple(_hidden(xml)), tuple(_years(xml, year_styles)) if year_styles else ())


def _hidden(xml: bytes) -> Iterator[int]:
    last = 0
    for row in ROW.finditer(xml):
        said = NUMBER.search(row[1])
        last = int(said[2]) if said else last + 1
        if NOT_SHOWN.search(row[1]):
            yield last


def _years(xml: bytes, styles: frozenset[bytes]) -> Iterator[tuple[int, int]]:
    for cell in CELL.finditer(xml):
        style, place = STYLE.search(cell[1]), NUMBER.search(cell[1])
        if style and place and style[1] in styles and b't="s"' not in cell[1]:
            yield int(place[2]), _column(place[1])


def _column(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
