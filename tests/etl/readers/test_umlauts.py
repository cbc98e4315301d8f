"""Umlauts: two spellings that look the same are the same; broken ones are named as what they are."""

import unicodedata

import pytest
import xlsxwriter

from etl.readers import Columns, Unreadable
from tests.etl.office import errors, mapping, reasons, said, uses
from tests.etl.readers.one import read_one

PLACES = "nr;Größe;ort\n1;a;Nörten-Hardenberg\n2;b;Mühle\n3;c;Höhe\n"
APART = unicodedata.normalize("NFD", PLACES)


def reason_of(path, format: str = "text") -> str:
    with pytest.raises(Unreadable) as refused:
        read_one(path, format)
    return str(refused.value)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_with_their_dots_apart_are_read_as_one_letter(file, code):
    table = read_one(file(APART, encoding=code), "text")
    assert table.frame.columns == ["nr", "Größe", "ort", "line"]
    assert table.frame["ort"].to_list() == ["Nörten-Hardenberg", "Mühle", "Höhe"]


def test_letters_with_their_dots_apart_are_one_letter_in_workbooks_and_fixed_widths(tmp_path, file):
    path = tmp_path / "lieferung.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(APART.splitlines()):
            sheet.write_row(number, 0, line.split(";"))
    assert read_one(path, "excel").frame["ort"].to_list() == ["Nörten-Hardenberg", "Mühle", "Höhe"]
    fixed = file(unicodedata.normalize("NFD", "1Mühle\n2Höhe \n"), "x.txt")
    assert read_one(fixed, "feste_breite", felder={"nr": [1, 1], "ort": [2, 6]}).frame["ort"].to_list() == [
        "Mühle",
        "Höhe",
    ]


def test_a_place_with_its_dots_apart_is_a_known_place_and_so_is_one_of_the_profile(desk):
    rows = uses("kind_nr | wohngemeinde\nK1 | Nörten-Hardenberg\nK2 | Nörten-Hardenberg")
    report = desk.check({"nutzung_hze.csv": unicodedata.normalize("NFD", rows)})
    assert (errors(report), reasons(report)) == ([], [])


def test_names_of_files_and_mappings_are_one_spelling(desk_of):
    toml = unicodedata.normalize("NFD", mapping("höhe", "bestand"))
    report = desk_of(mappings={"h": toml}).check({"höhe-2025-12-31.csv": uses("kind_nr\nK1")})
    assert [part.source.name for part in report.parts] == ["höhe"]


@pytest.mark.parametrize("text", [PLACES, PLACES.upper(), "nr;ort\n1;Öde\n2;Gräf\n", "nr;ort\n1;a\n2;STRÜMPF\n"])
@pytest.mark.parametrize("code", ["cp850", "cp437"])
def test_the_encoding_of_dos_is_named(file, text, code):
    assert "DOS (CP850)" in reason_of(file(text, encoding=code))


def test_the_encoding_of_dos_is_named_with_its_line_even_where_windows_knows_no_such_byte(file):
    assert "Zeile 3: die Umlaute" in reason_of(file("nr;ort\n1;Uslar\n2;Mühle\n", encoding="cp850"))


def test_the_old_encoding_of_the_mac_is_named(file):
    assert "Mac Roman" in reason_of(file("nr;ort\n1;Allgäu\n2;Mühle\n", encoding="mac_roman"))


@pytest.mark.parametrize("code", ["cp1252", "cp850", "mac_roman", "latin-1"])
def test_umlauts_encoded_twice_are_named(file, code):
    twice = PLACES.encode().decode(code)
    assert "UTF-8 wurde als andere Kodierung gelesen" in reason_of(file(twice))


def test_umlauts_encoded_twice_are_named_in_workbooks_too(tmp_path):
    path = tmp_path / "lieferung.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate(PLACES.replace("Größe", "groesse").splitlines()):
            sheet.write_row(number, 0, line.encode().decode("cp1252").split(";"))
    assert "Zeile 2: die Umlaute sind zerstört" in reason_of(path, "excel")
    assert read_one(path, "excel", Columns(dropped=frozenset(["ort"]))).frame["ort"].to_list() == ["", "", ""]


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [("N&ouml;rten", "&ouml;"), ("Stra&szlig;e", "wie auf einer Webseite"), ("N\ufffdrten", "sind verloren")],
)
def test_umlauts_that_are_paraphrased_or_lost_are_named(file, spoilt, said):
    assert said in reason_of(file(f"nr;ort\n1;{spoilt}\n"))


WORDS = ["„Ost“ – 5 €", "Dušan Žák", "Málaga", "§ 27", "Firma™", "São Paulo", "H&M"]


@pytest.mark.parametrize(
    ("word", "code"), [*((word, code) for word in WORDS for code in ("utf-8", "cp1252")), ("Łódź", "utf-8")]
)
def test_words_of_other_languages_and_signs_are_no_broken_umlauts(file, word, code):
    assert read_one(file(f"nr;ort\n1;{word}\n", encoding=code), "text").frame["ort"].to_list() == [word]


def test_the_message_shows_no_cell(file):
    assert "rten" not in reason_of(file(PLACES, encoding="cp850"))


def test_a_delivery_in_the_encoding_of_dos_is_refused_and_says_why(desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr | wohngemeinde\nK1 | Nörten-Hardenberg").encode("cp850")})
    assert "die Umlaute sind nicht lesbar" in said(report)
