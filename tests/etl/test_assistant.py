"""What does the assistant suggest for an unknown file? Columns and cells in, a mapping out: which column, why, sure or not."""

import io

import pytest
import xlsxwriter

from etl.readers import Unreadable
from tests.etl.office import profile_in
from tests.etl.suggested import cases, of_column, said_of, seen


@pytest.fixture
def office(tmp_path):
    """The shipped profile without any mapping."""
    return profile_in(tmp_path / "profile")


# ── Which role? ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("file", "head", "row", "role"),
    [
        ("auszug.csv", "KLIENT;GEB_JAHR;WOHNORT;HILFEART;BEGINN;ENDE", "7;2015;Einbeck;x;01.02.2024;", "nutzung"),
        ("auszug.csv", "KIND;GEB_JAHR;GEB_MONAT;SEX;WOHNORT", "7;2015;3;w;Einbeck", "kinder"),
        (
            "auszug.csv",
            "Leistung;Stichtag;Gemeinde;Altersgruppe;Kinder",
            "x;01.03.2024;Einbeck;3 bis 5;12",
            "zaehlwerte",
        ),
        ("auszug.csv", "Angebot;Jahr;Gemeinde;Treffpunkt;Treffen;Besucher", "x;2024;Einbeck;Mitte;40;311", "kontakte"),
        (
            "auszug.csv",
            "Stichtag;AGS;Altersgruppe;Geschlecht;Einwohner",
            "31.12.2024;03155011;3 bis 5;m;31",
            "bevoelkerung",
        ),
        (
            "auszug.csv",
            "Leistung;Stichtag;Ort;Wartende;Anfragen;Grund",
            "x;31.12.2024;Einbeck;4;9;kein_platz",
            "warteliste",
        ),
        ("auszug.csv", "Abteilung;Team;Stichtag;Stellen;Besetzt", "Amt;Mitte;30.06.2026;12,5;10,8", "personal"),
        (
            "auszug.csv",
            "Haushaltsjahr;Produkt;Aufwendungen;Erträge;Stand",
            "2024;36.3;4.800,50;600,00;plan",
            "ausgaben",
        ),
    ],
)
def test_the_role_is_seen_by_what_the_columns_hold(office, file, head, row, role):
    assert seen(file, f"{head}\n{row}\n", office).role == role


def test_a_person_who_knows_the_role_says_so_and_the_columns_follow(office):
    content = "KIND;GEB_JAHR;WOHNORT\n7;2015;Einbeck\n"
    assert seen("auszug.csv", content, office).role == "kinder"
    found = seen("auszug.csv", content, office, role="nutzung")
    assert (found.role, found.open) == ("nutzung", ("angebot", "beginn"))


# ── Which column? By name ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("column", "cell", "canonical"),
    [
        ("GEB_MON", "4", "geburtsmonat"),
        ("Geb.Jahr", "2015", "geburtsjahr"),
        ("GeburtsJahr", "2015", "geburtsjahr"),
        ("AGS Wohnort", "03155011", "wohngemeinde"),
        ("Zuständigkeit", "eigen", "zustaendigkeit"),
        ("ZUSTAENDIGKEIT", "eigen", "zustaendigkeit"),
        ("Zusta\u0308ndigkeit", "eigen", "zustaendigkeit"),  # ä as two characters
        ("Fall-Nr.", "V7", "vorgang_nr"),
        ("Geschlect", "w", "geschlecht"),  # a slip
        ("Hilfeende", "31.12.2024", "ende"),
    ],
)
def test_a_column_is_known_by_its_name_whatever_its_spelling(office, column, cell, canonical):
    found = seen("auszug.csv", cases({column: [cell]}), office, role="nutzung")
    assert found.identifying == found.dropped == ()
    assert of_column(found, canonical).why == "name"


@pytest.mark.parametrize("column", ["Bisher", "Vonseiten", "Kindergeld", "Ortsteil", "Bewilligung"])
def test_a_column_that_only_begins_like_a_known_one_is_left(office, column):
    found = seen("auszug.csv", cases({column: ["12"]}), office, role="nutzung")
    assert found.dropped == (column,)


def test_a_column_of_the_right_name_whose_cells_cannot_be_read_is_not_taken(office):
    found = seen("auszug.csv", cases({"GEB_JAHR": ["unklar", "alt"]}), office, role="nutzung")
    assert (of_column(found, "geburtsjahr"), found.dropped) == (None, ("GEB_JAHR",))


# ── By the form of the cells ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cells", "form", "twofold"),
    [
        (["24.12.2023", "01.02.2024"], None, False),
        (["2023-12-24", "2024-02-01"], None, False),
        (["24/12/2023", "01/02/2024"], "%d/%m/%Y", False),
        (["20231224", "20240201"], "%Y%m%d", False),
        (["24.12.23", "01.02.24"], "%d.%m.%y", False),
        (["12/24/2023", "02/01/2024"], "%m/%d/%Y", False),
        (["04/12/2023", "01/02/2024"], "%d/%m/%Y", True),  # nobody can tell
    ],
)
def test_the_form_of_dates_is_found_and_said_unsure_where_day_and_month_may_be_swapped(office, cells, form, twofold):
    found = of_column(seen("auszug.csv", cases({"BEGINN": cells}), office, role="nutzung"), "beginn")
    assert (found.value.date_format, found.two_forms, found.sure) == (form, twofold, not twofold)


def test_a_far_away_end_means_still_open(office):
    found = seen("auszug.csv", cases({"ENDE": ["31/12/9999", "24/12/2023", "13/01/2024"]}), office, role="nutzung")
    assert said_of(found, "ende") == {"aus": "ENDE", "datum": "%d/%m/%Y", "offen": ("", "31/12/9999")}


def test_month_and_year_in_two_columns_make_one_date(office):
    table = {"VON_MONAT": ["3", "11"], "VON_JAHR": ["2023", "2024"], "BIS_MON": ["4", ""], "BIS_JAHR": ["2024", ""]}
    content = cases(table).replace("BEGINN", "ERFASST")
    found = seen("auszug.csv", content, office, role="nutzung")
    assert said_of(found, "beginn") == {"monat": "VON_MONAT", "jahr": "VON_JAHR"}
    assert said_of(found, "ende") == {"monat": "BIS_MON", "jahr": "BIS_JAHR"}


@pytest.mark.parametrize("column", ["GEBURTSDATUM", "geb_datum", "DOB", "Datum der Geburt"])
def test_a_full_birth_date_is_shortened_to_its_month(office, column):
    found = seen("auszug.csv", cases({column: ["24/12/2013", "13/01/2014"]}), office, role="nutzung")
    assert said_of(found, "geburt") == {"aus": column, "datum": "%d/%m/%Y", "kuerzen": "monat"}
    assert not {"geburtsjahr", "geburtsmonat"} & set(found.open)


@pytest.mark.parametrize(
    ("cells", "canonical"),
    [
        (["03155011", "03155013"], "wohngemeinde"),
        (["Einbeck, Stadt", "Bad Gandersheim"], "wohngemeinde"),
        (["v1:" + "ab" * 32, "v1:" + "cd" * 32], "kind_schluessel_1"),
        (["hze_31", "hze_34"], "angebot"),
        (["weiblich", "männlich"], "geschlecht"),
    ],
)
def test_a_column_without_a_telling_name_is_known_by_its_cells(office, cells, canonical):
    found = seen("auszug.csv", cases({"Feld7": cells}), office, role="nutzung")
    one = of_column(found, canonical)
    assert (one.value.column, one.why, one.sure) == ("Feld7", "form", canonical == "kind_schluessel_1")


@pytest.mark.parametrize("cells", [["1", "2"], ["3", "17"], ["31", "34"], ["j", "n"], ["x"]])
def test_mere_numbers_and_letters_prove_nothing(office, cells):
    found = seen("auszug.csv", cases({"Feld7": cells}, 3), office, role="nutzung")
    assert found.dropped == ("Feld7",)


def test_labels_of_ages_fill_two_columns(office):
    content = "Leistung;Stichtag;Gemeinde;Gruppe;Kinder\nx;01.03.2024;Einbeck;unter 3 Jahre;12\nx;01.03.2024;Einbeck;3 bis unter 6 Jahre;9\n"
    found = seen("auszug.csv", content, office)
    assert said_of(found, "alter") == {"aus": "Gruppe"}
    assert not {"alter_von", "alter_bis"} & set(found.open)


# ── Which files? ─────────────────────────────────────────────────────────────────────────────────


def test_a_workbook_is_recognised_by_its_content_whatever_it_is_called(office):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("Daten")
        for row, cells in enumerate(
            (["KIND_NR", "GEB_JAHR", "WOHNORT"], ["K1", 2015, "Einbeck"], ["K2", 2016, "Dassel"])
        ):
            sheet.write_row(row, 0, cells)
    found = seen("auszug.csv", book.getvalue(), office)
    assert (found.format, found.role) == ("excel", "kinder")
    assert said_of(found, "geburtsjahr") == {"aus": "GEB_JAHR"}


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "leer"), (b"%PDF-1.7 ...", "PDF"), (b"\x89PNG\r\n\x1a\n", "Bild"), (b"eine Spalte\nx\n", "Kopfzeile")],
)
def test_what_no_format_reads_is_named_for_what_it_is(office, content, told):
    with pytest.raises(Unreadable, match=told):
        seen("auszug.csv", content, office)


@pytest.mark.parametrize(
    ("file", "pattern", "stand"),
    [
        ("hze_2024.csv", "hze_*.csv", {"aus_dateiname": r"(20\d\d)", "bis": "31.12."}),
        ("2024-hilfen.csv", "*-hilfen.csv", {"aus_dateiname": r"(20\d\d)", "bis": "31.12."}),
        ("stand_2024-12-31.csv", "stand_*.csv", {"aus_dateiname": r"(\d{4}-\d\d-\d\d)"}),
        ("hze2024.csv", "hze*.csv", {"aus_dateiname": r"(20\d\d)", "bis": "31.12."}),
        ("A12G_probe_2.csv", "A12G_probe_*.csv", {}),
        ("auszug.csv", "auszug.csv", {}),
    ],
)
def test_the_name_of_next_years_file_is_meant_as_well_and_says_its_stand(office, file, pattern, stand):
    found = seen(file, cases({"WOHNORT": ["Einbeck"]}), office, role="nutzung")
    assert (found.pattern, found.stand) == (pattern, stand)
