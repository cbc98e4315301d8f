"""SpreadsheetML 2003: gaps, merged cells and types come out as on the screen; hostile XML is refused."""

import zipfile

import pytest
from polars.testing import assert_frame_equal

from etl.readers import Unreadable
from tests.etl.readers.one import read_one as read

BOOK = """<?xml version="1.0" encoding="utf-8"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{}</Workbook>"""


def cell(value: str, kind: str = "String", **attributes: int) -> str:
    places = "".join(f' ss:{name}="{number}"' for name, number in attributes.items())
    return f'<Cell{places}><Data ss:Type="{kind}">{value}</Data></Cell>'


def row(*cells: str, index: int | None = None) -> str:
    return f"<Row{f' ss:Index={chr(34)}{index}{chr(34)}' if index else ''}>{''.join(cells)}</Row>"


def sheet(name: str, *rows: str, hidden: bool = False) -> str:
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>" if hidden else ""
    return f'<Worksheet ss:Name="{name}"><Table>{"".join(rows)}</Table>{options}</Worksheet>'


HEAD = row(cell("ags"), cell("anzahl"), cell("stand"))
DATA = row(cell("03155013"), cell("4667.0", "Number"), cell("2015-12-31T00:00:00.000", "DateTime"))


@pytest.fixture
def book(file):
    return lambda *sheets, name="tabelle.xml": file(BOOK.format("".join(sheets)), name)


def test_types_come_as_the_user_saw_them(book, drawn):
    odd = row(cell("1", "Boolean"), cell("12.50", "Number"), cell("2015-12-31T13:05:00.000", "DateTime"))
    table = read(book(sheet("T1", HEAD, DATA, odd)), "spreadsheetml")
    assert_frame_equal(
        table.frame,
        drawn("""
        ags      | anzahl | stand            | line
        03155013 | 4667   | 31.12.2015       | 2
        WAHR     | 12,5   | 31.12.2015 13:05 | 3"""),
    )
    assert (table.part, table.encoding) == ("T1", "")


def test_gaps_and_merged_cells_keep_their_place(book, drawn):
    title = row(cell("Bevölkerung am Stichtag", MergeAcross=2))
    merged = row(cell("03155", MergeAcross=1), cell("x"))
    gap = row(cell("03155001"), cell("y", Index=3), index=9)
    table = read(book(sheet("T1", title, HEAD, DATA, merged, gap)), "spreadsheetml")
    assert_frame_equal(
        table.frame,
        drawn("""
        ags      | anzahl | stand      | line
        03155013 | 4667   | 31.12.2015 | 3
        03155    |        | x          | 4
        03155001 |        | y          | 9"""),
    )
    assert table.notes == (
        "1 Zeile über der Kopfzeile (Zeile 2) als Titel übersprungen.",
        "4 leere Zeilen übersprungen.",
    )


def test_a_zip_with_one_table_is_opened(book, tmp_path):
    path = book(sheet("T1", HEAD, DATA))
    with zipfile.ZipFile(tmp_path / "tabelle.zip", "w") as archive:
        archive.write(path, "ordner/tabelle.xml")
        archive.writestr("liesmich.txt", "Hinweise")
    assert_frame_equal(read(tmp_path / "tabelle.zip", "spreadsheetml").frame, read(path, "spreadsheetml").frame)


def test_a_zip_with_several_tables_or_none_is_refused(book, tmp_path):
    path = book(sheet("T1", HEAD, DATA))
    for names, said in ((["a.xml", "b.xml"], "2 SpreadsheetML-Dateien"), ([], "keine SpreadsheetML-Dateien")):
        with zipfile.ZipFile(tmp_path / "tabelle.zip", "w") as archive:
            for name in names:
                archive.write(path, name)
        with pytest.raises(Unreadable, match=said):
            read(tmp_path / "tabelle.zip", "spreadsheetml")


def test_hidden_sheets_are_not_read(book):
    table = read(book(sheet("alt", HEAD, hidden=True), sheet("neu", HEAD, DATA)), "spreadsheetml")
    assert (table.part, table.notes) == ("neu", ("1 ausgeblendetes Blatt mit Inhalt nicht gelesen.",))


def test_hidden_rows_are_read_and_told(book):
    hidden = DATA.replace("<Row>", '<Row ss:Hidden="1">')
    table = read(book(sheet("T1", HEAD, DATA, hidden, DATA)), "spreadsheetml")
    assert (table.frame.height, [(hint.code, hint.lines) for hint in table.hints]) == (
        3,
        [("zeilen_ausgeblendet", (3,))],
    )


def test_a_row_with_an_error_value_is_a_bad_line(book):
    broken = row(cell("03155"), cell("#DIV/0!", "Error"), cell("x"))
    table = read(book(sheet("T1", HEAD, broken, DATA)), "spreadsheetml")
    assert table.frame["line"].to_list() == [3]
    assert [line for line, _ in table.bad_lines] == [2]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "kein XML",
        BOOK.format(sheet("T1", HEAD, DATA))[:-80],
        BOOK.format(""),
        BOOK.format(sheet("T1", row(cell("a"), index=5), row(cell("b"), index=5))),
        BOOK.format(sheet("T1", row(cell("a", Index=3), cell("b", Index=2)))),
        BOOK.format(sheet("T1", row(cell("a", Index=9000), index=1_000_000))),
        '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + BOOK.format(sheet("T1", row(cell("&a;")))).split("\n", 1)[1],
    ],
    ids=["empty", "no xml", "cut", "no sheet", "row twice", "cells back", "far away", "entity"],
)
def test_broken_or_hostile_xml_is_refused(file, content):
    with pytest.raises(Unreadable, match="SpreadsheetML"):
        read(file(content, "tabelle.xml"), "spreadsheetml")
