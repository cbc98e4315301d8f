"""What a file is decides how it is read, not what it is called; what nobody reads is named for what it is."""

import gzip
import io
import json
import sqlite3

import docx
import polars as pl
import pptx
import pytest
import xlsxwriter

from etl.content import InMemory
from etl.readers import Unreadable, read
from etl.readers.nature import NATURES
from tests.etl.office import errors, said, uses, zipped
from tests.etl.readers.one import read_one
from tests.etl.readers.test_spreadsheetml import BOOK, DATA, HEAD, sheet

PLAIN = "nr;ort\n1;Uslar\n2;Dassel\n"


def workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for number, line in enumerate(PLAIN.splitlines()):
            page.write_row(number, 0, line.split(";"))
    return out.getvalue()


def written(save) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["lieferung.csv", "lieferung.txt", "lieferung.xls", "lieferung", "lieferung.zip"])
def test_a_workbook_is_read_under_any_name(file, name):
    assert read_one(file(workbook(), name), "text").frame["ort"].to_list() == ["Uslar", "Dassel"]


@pytest.mark.parametrize("name", ["lieferung.xlsx", "lieferung.xls", "lieferung.ods"])
def test_text_is_read_under_the_name_of_a_workbook(file, name):
    assert read_one(file(PLAIN, name), "excel").frame["ort"].to_list() == ["Uslar", "Dassel"]
    assert read_one(file(PLAIN, name, "utf-16"), "excel").frame["ort"].to_list() == ["Uslar", "Dassel"]


@pytest.mark.parametrize("format", ["text", "excel", "spreadsheetml"])
def test_the_xml_of_old_workbooks_is_read_under_the_name_of_a_workbook(file, format):
    path = file(BOOK.format(sheet("T1", HEAD, DATA)), "lieferung.xls")
    assert read_one(path, format).frame["ags"].to_list() == ["03155013"]


def database(tmp_path) -> bytes:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as con:
        con.execute("CREATE TABLE t (nr INT)")
    return path.read_bytes()


OTHERS = {
    "eine Webseite": b"<html><body><table><tr><td>nr</td></tr></table></body></html>",
    "eine Webseite ": b"\xef\xbb\xbf\n  <!DOCTYPE HTML><html></html>",
    "eine Webseite  ": b'<?xml version="1.0"?><x/><table></table>',
    "eine XML-Datei": b'<?xml version="1.0"?><liste><kind nr="1"/></liste>',
    "eine JSON-Datei": json.dumps([{"nr": 1}]).encode(),
    "ein PDF": b"%PDF-1.7\n...",
    "eine gepackte Datei (gz": gzip.compress(PLAIN.encode()),
    "eine gepackte Datei (gz, bz2, xz, zst, 7z": b"7z\xbc\xaf\x27\x1c" + bytes(20),
    "eine gepackte Datei (ZIP)": zipped({"a.csv": PLAIN}),
    "ein Word-Dokument": written(docx.Document().save),
    "eine PowerPoint-Datei": written(pptx.Presentation().save),
    "eine Datei eines Statistikprogramms": written(pl.DataFrame({"nr": [1]}).write_parquet),
    "ein Bild": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "eine beschädigte Excel- oder ZIP-Datei": workbook()[:500],
    "eine E-Mail": b"MIME-Version: 1.0\nSubject: Lieferung\n",
    "ein Textdokument": b"{\\rtf1\\ansi nr}",
    "eine Excel-Datei aus der Zeit vor 1997": b"\x09\x08\x08\x00\x00\x05" + bytes(20),
}


@pytest.mark.parametrize("what", OTHERS)
@pytest.mark.parametrize("format", ["text", "excel", "genesis"])
def test_what_nobody_reads_is_named_for_what_it_is(file, what, format):
    with pytest.raises(Unreadable) as refused:
        read_one(file(OTHERS[what], "nutzung.csv"), format)
    assert f"die Datei ist {what.strip()}" in str(refused.value)


def test_a_database_is_named(tmp_path, file):
    with pytest.raises(Unreadable, match="eine Datenbank"):
        read_one(file(database(tmp_path), "nutzung.csv"), "text")


@pytest.mark.parametrize("format", ["genesis", "ffcsv", "feste_breite"])
def test_a_workbook_where_an_official_table_is_expected_is_named(file, format):
    with pytest.raises(Unreadable, match="die Datei ist eine Excel-Datei, was immer ihr Name sagt"):
        read_one(file(workbook(), "12411.csv"), format)


@pytest.mark.parametrize(
    "head", ["ID;Person;Ort", "BMI;Ort", "from;bis", "PAR1;PAR2", "BZH;Ort", "nr<5;ort", "{nr};ort", "id;p", "mzl;ort"]
)
def test_a_header_that_begins_like_a_signature_is_a_header(file, head):
    names = [name.strip() for name in head.split(";")]
    assert read_one(file(f"{head}\n{';'.join('1' * len(names))}\n"), "text").frame.columns == [*names, "line"]


def test_a_sheet_named_by_the_mapping_is_not_sought_in_text(file):
    with pytest.raises(Unreadable, match="die Zuordnung nennt „blatt“, die Datei ist aber eine Tabelle anderer Art"):
        read_one(file(PLAIN, "lieferung.xlsx"), "excel", blatt="Daten")


def test_a_zip_under_another_name_is_a_delivery(desk):
    report = desk.check({"lieferung.dat": zipped({"nutzung_hze.csv": uses("kind_nr\nK1")})})
    assert (errors(report), [part.name for part in report.parts]) == ([], ["nutzung_hze.csv"])


def test_a_web_page_under_the_name_of_a_delivery_refuses_it_and_says_what_it_is(desk):
    report = desk.check({"nutzung_hze_2024.xls": OTHERS["eine Webseite"]})
    assert "nutzung_hze_2024.xls: die Datei ist eine Webseite (HTML)" in said(report)


def test_an_empty_file_is_said_to_be_empty_whatever_it_is_called():
    for format in ("text", "excel"):
        with pytest.raises(Unreadable):
            read(InMemory("leer.xlsx", b""), format)


def test_every_nature_is_read_or_named():
    assert all(nature.what and nature.please and nature.starts for nature in NATURES)
