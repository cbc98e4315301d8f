"""Excel: cells come as the user saw them, hidden things are never read in silence."""

import datetime
import zipfile

import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from etl.readers import Unreadable
from tests.etl.readers.one import read_one as read


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook: sheet name -> rows; a leading "-" in the name hides the sheet."""

    def write(**sheets):
        path = tmp_path / "lieferung.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name.removeprefix("versteckt_"))
                if name.startswith("versteckt_"):
                    sheet.hide()
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        sheet.write(number, column, cell)
        return path

    return write


def test_numbers_dates_and_text_come_as_the_user_saw_them(workbook, drawn):
    day, moment = datetime.date(2024, 1, 31), datetime.datetime(2024, 1, 31, 13, 5)
    rows = [["ags", "anteil", "tag", "text"], [3155011, 12.5, day, "11.2024"], ["03155011", 2.0, moment, "a"]]
    table = read(workbook(Daten=rows), "excel")
    assert_frame_equal(
        table.frame,
        drawn("""
        ags      | anteil | tag              | text    | line
        3155011  | 12,5   | 31.01.2024       | 11.2024 | 2
        03155011 | 2      | 31.01.2024 13:05 | a       | 3"""),
    )
    assert (table.part, table.encoding, table.notes, table.bad_lines) == ("Daten", "", (), ())


def test_truth_values_times_and_calculated_formulas_come_as_shown(tmp_path):
    path = tmp_path / "lieferung.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b", "c"])
        sheet.write_boolean(1, 0, True)
        sheet.write_datetime(1, 1, datetime.time(13, 5), book.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(1, 2, "=1/4", value=0.25)
    assert read(path, "excel").frame.rows() == [("WAHR", "13:05", "0,25", 2)]


def test_rows_keep_their_number_and_titles_and_blank_rows_are_noted(workbook):
    rows = [[], ["Auszug"], [], ["nr", "ort"], [1, "Uslar"], [], [2, "Dassel"]]
    table = read(workbook(Daten=rows), "excel")
    assert table.frame.rows() == [("1", "Uslar", 5), ("2", "Dassel", 7)]
    assert table.notes == (
        "1 Zeile über der Kopfzeile (Zeile 4) als Titel übersprungen.",
        "1 leere Zeile übersprungen.",
    )


def test_the_first_visible_sheet_with_data_is_read_and_the_others_are_named(workbook):
    hidden, data, more = [["nr", "x"], [9, 9]], [["nr", "ort"], [1, "a"]], [["nr", "y"]]
    table = read(workbook(leer=[], versteckt_alt=hidden, Daten=data, Mehr=more), "excel")
    assert (table.part, table.frame.rows()) == ("Daten", [("1", "a", 2)])
    assert table.notes == (
        "1 weiteres Blatt mit Inhalt nicht gelesen; gelesen wurde „Daten“.",
        "1 ausgeblendetes Blatt mit Inhalt nicht gelesen.",
    )


def test_the_mapping_may_name_a_sheet_even_a_hidden_one(workbook):
    path = workbook(Daten=[["nr", "ort"], [1, "a"]], versteckt_alt=[["nr", "ort"], [2, "b"]])
    assert read(path, "excel", blatt="alt").frame.rows() == [("2", "b", 2)]
    with pytest.raises(Unreadable, match="„fehlt“"):
        read(path, "excel", blatt="fehlt")


def test_a_workbook_with_hidden_data_only_is_refused(workbook):
    with pytest.raises(Unreadable, match="kein sichtbares Blatt"):
        read(workbook(leer=[], versteckt_alt=[["nr", "ort"], [2, "b"]]), "excel")


def test_cells_beside_the_table_and_notes_below_it_are_bad_lines(workbook):
    rows = [["nr", "ort", "von"], [1, "a", "b"], [2, "a", "b", "siehe oben"], ["Quelle: eigene Auszählung"]]
    table = read(workbook(Daten=rows), "excel")
    assert table.frame["line"].to_list() == [2]
    assert table.bad_lines == (
        (3, "rechts_daneben|"),
        (4, "eine_zelle|"),
    )


def test_a_row_with_an_error_value_is_a_bad_line(tmp_path):
    path = tmp_path / "lieferung.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row("A3", ["nr", "anteil"])
        sheet.write_row("A4", [1, 2])
        sheet.write(4, 0, 2)
        sheet.write_formula("B5", "=1/0", value="#DIV/0!")
    table = read(path, "excel")
    assert table.frame["line"].to_list() == [4]
    assert table.bad_lines == ((5, "fehlerwert|"),)


def test_formulas_that_were_never_calculated_are_refused(workbook, tmp_path):
    path = workbook(Daten=[["nr", "ort"], [1, "=A2*2"]])
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bare, "w") as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info).replace(b"</f><v>0</v>", b"</f>"))
    assert read(path, "excel").frame.rows() == [("1", "0", 2)]
    with pytest.raises(Unreadable, match="Formeln ohne gespeichertes Ergebnis"):
        read(bare, "excel")


def test_a_column_named_twice_and_a_sheet_without_header_are_refused(workbook):
    with pytest.raises(Unreadable, match="„ort“"):
        read(workbook(Daten=[["ort", "ort"], [1, 2]]), "excel")
    with pytest.raises(Unreadable, match="keine Kopfzeile"):
        read(workbook(Daten=[[1, 2], [3, 4]]), "excel")


@pytest.mark.parametrize("cut", [0, 10, 2000, -30])
def test_a_cut_workbook_is_refused(workbook, tmp_path, cut):
    whole = workbook(Daten=[["nr", "ort"], [1, "a"]]).read_bytes()
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(whole[:cut])
    with pytest.raises(Unreadable, match="beschädigt"):
        read(broken, "excel")


def test_an_oversized_workbook_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    with pytest.raises(Unreadable, match="ZIP-Bombe"):
        read(path, "excel")
