"""What is an unknown file, and what does it hold? The format is found by content, and rows of other districts are set aside."""

import re
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from etl.assistant.names import of_table
from etl.content import Content
from etl.readers import FORMATS, Table, read
from etl.readers.encoding import encoding_of, utf8_chunks
from etl.readers.nature import format_of, is_packed, nature_of
from etl.readers.table import ANY

HEAD = 20_000  # characters in which a text says what it is
AREA_COLUMNS = {"genesis": "schluessel", "ffcsv": "auspraegung_1_code", "feste_breite": "ags"}
LAYOUT = "GV100AD"  # the one layout of fixed width that is known
PATTERNS = ("genesis", "ffcsv")  # `nur` may be a pattern of their keys
KEY = r"^(DG|\d{2,5}|\d{8})$"
COUNTRY = "DG"
LEVELS = ("kopf_", "zeile_", "auspraegung_", "merkmal_")  # columns of official tables that name a row


@dataclass(frozen=True)
class Recognised:
    """`frame`: the rows of the district (all rows, where none are told apart); `number`: of the official table, "" = none.

    `layout`: what a mapping must say so that the file is read. `areas`: the column with official keys of many districts, ""
    = there is none; `district`: how those of the district are named (03155 or 03155*); `around`: keys of its Land and of
    Germany, as far as they are there.
    """

    file: str
    format: str
    frame: pl.DataFrame
    number: str = ""
    layout: dict[str, Any] = field(default_factory=dict)
    areas: str = ""
    district: str = ""
    around: tuple[str, ...] = ()

    @property
    def public(self) -> bool:
        """A format of statistical offices: columns that are not used need not be named."""
        return FORMATS[self.format].public

    def levels(self) -> list[str]:
        """The columns that say what a value of an official table is about, codes beside their labels left out."""
        names = [name for name in self.frame.columns if name.startswith(LEVELS) and not name.endswith("_code")]
        return [name for name in names if self.public and self._tells_apart(name)]

    def _tells_apart(self, name: str) -> bool:
        """Does it say more than the day, which may stand in a level of the header?"""
        time = next((time for time in ("stichtag", "zeit") if time in self.frame.columns), name)
        same_as_time = name != time and bool((self.frame[name] == self.frame[time]).all())
        return self.frame[name].n_unique() > 1 and not same_as_time

    def chosen(self, more: dict[str, list[str]], *, around: bool) -> dict[str, Any]:
        """The option `nur` that chooses the district (and what lies around it), and rows by other columns."""
        if self.areas == AREA_COLUMNS.get(self.format) and self.format in PATTERNS and not more and not around:
            return {"nur": f"^{self.district.removesuffix('*')}"}
        keys = [self.district, *(self.around if around else ())]
        areas = {self.areas: keys} if self.areas else {}
        return {"nur": areas | more} if areas or more else {}


def recognised(content: Content, district: str) -> Recognised:
    """What the file holds. Unreadable for what no format reads."""
    head = _head(content)
    format = format_of(
        content, _format(head) if head is not None else "spreadsheetml" if is_packed(content) else "excel"
    )
    layout = {"felder": LAYOUT} if format == "feste_breite" else {}
    (table, *_) = read(content, format, ANY, **layout)
    number = layout.get("felder") or of_table(content.name) or of_table((head or "")[:1000])
    return _of_district(content.name, format, table, number, layout, district)


def _head(content: Content) -> str | None:
    """The beginning of a text; None for what is none."""
    if nature_of(content) is not None:
        return None
    first = next(utf8_chunks(content, encoding_of(content)), b"")
    return first[: HEAD * 4].decode(errors="ignore")[:HEAD]


def _format(head: str) -> str:
    """Which format has a text? Official tables say so in their first line, or by two empty cells before their heads."""
    lines = head.lstrip("\ufeff").splitlines() or [""]
    if re.match(r"(statistik|statistics?)_code[;,]", lines[0].lower()):
        return "ffcsv"
    if lines[0].startswith(("GENESIS-Tabelle", "Tabelle: ")) or (
        of_table(lines[0]) and any(li.startswith(";;") for li in lines)
    ):
        return "genesis"
    plain = [line for line in lines[:50] if line.strip()]
    if len(plain) > 1 and all(re.match(r"\d{2}\d{8}", line) and not re.search(r"[;\t|]", line) for line in plain):
        return "feste_breite"
    return "text"


def _of_district(
    file: str, format: str, table: Table, number: str, layout: dict[str, Any], district: str
) -> Recognised:
    """Without the rows of other districts, where a column holds the keys of many."""
    frame = table.frame
    names = [
        name for name in [AREA_COLUMNS.get(format, ""), *frame.columns] if name in frame.columns and name != "line"
    ]
    for name in names:
        keys = frame[name].str.strip_chars().unique().sort()
        mine = keys.filter(keys.str.starts_with(district))
        if mine.is_empty() or mine.len() * 2 > keys.len() or int(keys.str.contains(KEY).sum()) * 2 < keys.len():
            continue
        around = tuple(key for key in (district[:2], COUNTRY) if key in keys)
        rows = frame.filter(pl.col(name).str.strip_chars().is_in(mine.to_list()))
        named = district + ("" if mine.to_list() == [district] else "*")
        return Recognised(file, format, rows, number, layout, name, named, around)
    return Recognised(file, format, frame, number, layout)
