"""What does a delivering office get back? A real check in, a letter and a list out: lines, columns and forms, no value of a child."""

from datetime import date
from io import BytesIO

import docx
import fastexcel
import pytest

from etl.told import told
from exports import return_letter
from store.profile import read_profile
from tests.etl.office import Desk, uses
from views.figures.desk import as_said

TODAY = date(2026, 11, 27)
FAULTY = uses("""
    kind_nr | wohngemeinde | beginn     | geburtsmonat
    PLANTED1 | 03155011    | 10.01.2024 |
    PLANTED2 | 99          | 10.01.2024 |
    PLANTED3 | 03155011    | 2024/01/10 |
    PLANTED4 | 03155011    | 2024/02/11 |
""")
FINE = uses("kind_nr | geschlecht\nPLANTED1 | w\nPLANTED2 | m")


def seen(folder, content):
    return as_said(told(Desk(folder).check({"nutzung_hze_2024.csv": content}), []))


def letter(checked):
    """Paragraphs and the rows of its table."""
    file = docx.Document(BytesIO(return_letter.as_word(["nutzung_hze_2024.csv"], checked, read_profile(), TODAY)))
    rows = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    return [line.text for line in file.paragraphs], rows


@pytest.fixture
def faulty(tmp_path):
    return seen(tmp_path, FAULTY)


def test_the_letter_names_what_is_to_be_done_with_column_form_and_line(faulty):
    lines, rows = letter(faulty)
    assert rows[0] == ["Was zu tun ist", "Spalte der Datei", "erwartet", "steht da", "Zeilen", "abgewiesen"]
    dates = next(row for row in rows if row[1] == "beginn")
    assert (dates[3], dates[4], dates[5]) == ("9999/99/99", "4, 5", "2")
    assert "nutzung_hze_2024.csv" in lines[1] + "".join(lines)


def test_the_letter_says_what_the_file_made_possible_and_what_one_column_more_would_bring(faulty):
    lines, _ = letter(faulty)
    assert any("1 von 4 Zeilen" in line for line in lines)
    assert any(line.startswith("geburtsmonat (1–12)") for line in lines)


def test_many_long_names_of_files_still_make_a_letter_that_names_them_all(faulty):
    names = [f"{number}_{'lang' * 40}.csv" for number in range(30)]
    file = docx.Document(BytesIO(return_letter.as_word(names, faulty, read_profile(), TODAY)))
    assert len(file.core_properties.subject) == 255 and file.core_properties.subject.endswith("…")
    assert names[-1] in "".join(line.text for line in file.paragraphs)


def test_a_fine_file_gets_a_letter_without_a_table(tmp_path):
    lines, rows = letter(seen(tmp_path, FINE))
    assert rows == [] and "Keine Zeile ist abgewiesen." in lines


def test_the_list_holds_every_fault_of_the_letter(faulty):
    list_ = fastexcel.read_excel(return_letter.as_excel(["nutzung_hze_2024.csv"], faulty, read_profile(), TODAY))
    cells = {
        str(cell)
        for name in list_.sheet_names
        for row in list_.load_sheet(name, header_row=None).to_polars().rows()
        for cell in row
    }
    _, rows = letter(faulty)
    assert {cell for row in rows[1:] for cell in row[1:4]} - cells == set()


@pytest.mark.parametrize("content", [FAULTY, FINE, FAULTY.replace("2015", "PLANTED5")])
def test_nothing_of_a_child_stands_in_letter_or_list(tmp_path, content):
    checked = seen(tmp_path, content)
    lines, rows = letter(checked)
    list_ = return_letter.as_excel(["nutzung_hze_2024.csv"], checked, read_profile(), TODAY)
    book = fastexcel.read_excel(list_)
    sheets = [book.load_sheet(name, header_row=None).to_polars().rows() for name in book.sheet_names]
    assert "PLANTED" not in f"{lines} {rows} {sheets}"


def test_the_letter_says_first_what_would_sharpen_the_figures_most(faulty):
    steps = ("Erstbesuche neben den Besuchen bei „Treff“: Die Spanne der Reichweite im Landkreis sänke um 5 Punkte.",)
    content = return_letter.as_word(["nutzung_hze_2024.csv"], faulty, read_profile(), TODAY, steps)
    lines = [line.text for line in docx.Document(BytesIO(content)).paragraphs]
    assert lines.index("Was die Zahlen am meisten schärfte") == lines.index(steps[0]) - 1
