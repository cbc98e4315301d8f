"""Does a list with names become a delivery that names nobody, and is told what happened to it?"""

import csv
import os
import stat
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from xlsxwriter import Workbook

from etl.__main__ import etl
from etl.delivery import Refused
from etl.pseudonym.recipe import check_value, secret_of
from store.keys import KeyProblem
from tests.etl.office import Desk, drawn, errors, mapping, reasons, slip
from tests.etl.pseudonym import lists

YEARLY = "gemeinsamer-schluessel-2026:" + "5e" * 32
USUAL = {"Geb.-Datum": "23.04.2016", "Geschl.": "w", "Wohnort": "Uslar", "Hilfeart": "hze_31", "Beginn": "10.01.2024"}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "key.txt"
    file.write_text(YEARLY + "\n", "ascii")
    return file


def etl_says(*words: str | Path) -> Result:
    """What the command says; what it raises is raised here."""
    return CliRunner().invoke(etl, [str(word) for word in words], catch_exceptions=False, standalone_mode=False)


def listed(folder: Path, table: str, name: str = "hze-2024-12-31.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(drawn(table, USUAL).encode(encoding))
    return file


def converted(file: Path, key: Path, *more: str) -> tuple[str, list[dict[str, str]]]:
    """What was said, and the rows that were written."""
    said = etl_says("pseudonymise", file, "--key", key, *more).output
    with (file.parent / "pseudonymisiert" / f"{file.stem}.csv").open(encoding="utf-8-sig", newline="") as written:
        return said, list(csv.DictReader(written, delimiter=";"))


def test_a_row_has_keys_month_and_year_and_what_may_come_along_and_nothing_else(tmp_path, key):
    said, [row] = converted(listed(tmp_path, "Name | Vorname | Telefon | Notiz\nMüller | Anna | 123 | allein"), key)
    assert list(row) == [
        *(f"kind_schluessel_{number}" for number in range(1, 5)),
        *("geburtsjahr", "geburtsmonat", "geschlecht", "wohngemeinde", "Hilfeart", "Beginn"),
    ]
    assert list(row.values())[4:] == ["2016", "4", "w", "03155012", "hze_31", "10.01.2024"]
    assert "Weggelassen: „Name“, „Vorname“, „Telefon“, „Notiz“, „Geb.-Datum“, „Geschl.“, „Wohnort“." in said
    assert "Kommt unverändert mit: „Hilfeart“, „Beginn“." in said
    assert f"Prüfwert {check_value(secret_of(YEARLY))}: bitte in den Lieferschein" in said


def test_whatever_the_names_are_no_name_and_no_full_date_of_a_child_is_written(tmp_path, key):
    file = tmp_path / "odd.csv"
    file.write_text(lists.csv(2000), "utf-8")
    said, rows = converted(file, key)
    assert len(rows) == 2000
    named = [row for row in lists.rows(2000)]
    written = {cell for row in rows for cell in row.values()}
    assert not {cell for row in named for cell in row[1:3] if len(cell) > 2} & written
    assert not any(f"Hilfe {surname}" in written for _, surname, *_ in named)
    begins = {f"01.{month:02}.2025" for month in range(1, 13)}
    births = {born for _, _, _, born, *_, begin, _ in named if begin == born} - begins - {"31.12.9999", "30.02.2015"}
    assert len(births) > 10 and not births & {row["Beginn"] for row in rows if row["Beginn"] not in ("", "unbekannt")}
    assert "Zeilen" in said and not any(name in said for row in named for name in row[1:3] if len(name) > 5)


def test_the_rows_are_in_the_order_of_their_keys_and_not_of_their_names(tmp_path, key):
    table = "Name | Vorname\n" + "\n".join(f"{letter}bert | Tim" for letter in "ACDEFGHIKL")
    _, rows = converted(listed(tmp_path, table), key)
    assert [row["kind_schluessel_1"] for row in rows] == sorted(row["kind_schluessel_1"] for row in rows)


def test_rows_without_keys_are_told_by_their_line_and_stay_in_the_file(tmp_path, key):
    table = "Name | Vorname | Geb.-Datum | Wohnort\nMüller | Anna | 23.04.2016 | Uslar\nИванова | Анна | 23.04.2016 | Atlantis\nOtt | Tim | 31.12.9999 | Uslar"
    said, rows = converted(listed(tmp_path, table), key)
    assert "2 Zeilen ohne Kinderschlüssel: Zeilen 3 und 4." in said
    assert "1 Zeile ohne bekannte Gemeinde, geschrieben als „unbekannt“: Zeile 3." in said
    assert (len(rows), sum(not row["kind_schluessel_4"] for row in rows)) == (3, 2)
    assert not [word for word in ("Müller", "Иван", "Atlantis", "Ott") if word in said]


@pytest.mark.parametrize(
    ("name", "cell"), [("Müller", "Hilfe MUELLER"), ("Иванова", "Hilfe/Иванова"), ("Ly", "für Ly")]
)
def test_a_cell_that_names_the_child_is_emptied_and_its_birth_date_becomes_a_month(tmp_path, key, name, cell):
    table = f"Name | Vorname | Hilfeart | Beginn\n{name} | Anna | {cell} | 23.4.2016"
    said, [row] = converted(listed(tmp_path, table), key)
    assert (row["Hilfeart"], row["Beginn"]) == ("", "04.2016")
    assert "den Namen des Kindes nannte, sie ist jetzt leer: Zeile 2." in said
    assert "dort steht jetzt der Monat: Zeile 2." in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_of_the_list_does_not_matter(tmp_path, key, encoding):
    _, [row] = converted(listed(tmp_path, "Name | Vorname\nMüller | Jörg", encoding=encoding), key)
    (tmp_path / "plain").mkdir()
    _, [same] = converted(listed(tmp_path / "plain", "Name | Vorname\nMUELLER | Joerg"), key)
    assert row == same


def test_a_workbook_is_read_as_it_is(tmp_path, key):
    with Workbook(tmp_path / "hze.xlsx") as book:
        sheet = book.add_worksheet("Kinder")
        sheet.write_row(0, 0, ["Liste der Hilfen"])
        sheet.write_row(2, 0, ["Nachname", "Vorname", "Geburtsdatum", "AGS"])
        sheet.write_row(3, 0, ["Müller", "Anna"])
        sheet.write_datetime(3, 2, date(2016, 4, 23), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_number(3, 3, 3155012)
    _, [row] = converted(tmp_path / "hze.xlsx", key)
    assert [row[name] for name in ("geburtsjahr", "geburtsmonat", "wohngemeinde")] == ["2016", "4", "03155012"]


def test_the_output_is_loaded_and_its_children_are_counted_by_their_keys(tmp_path, key, desk_of):
    columns = {
        **{f"kind_schluessel_{n}": f"kind_schluessel_{n}" for n in range(1, 5)},
        "angebot": "Hilfeart",
        "beginn": "Beginn",
    }
    columns |= {name: name for name in ("geburtsjahr", "geburtsmonat", "geschlecht", "wohngemeinde")}
    said = mapping(
        "hze", "bestand", '[freigabe]\ndatum = 2026-01-01\nfunktion = "Leitung"\nvermerk = "Vermerk vom 01.01.2026"\n'
    )
    head, _, _ = said.partition("[datei.spalten]")
    toml = head.replace('"eigener_schluessel"', '"verknuepft"') + "[datei.spalten]\n"
    toml += "\n".join(f'{ours} = "{theirs}"' for ours, theirs in columns.items())
    desk: Desk = desk_of(mappings={"hze": toml})
    table = "Name | Vorname | Hilfeart\nMüller | Anna | hze_31\nMueller | ANNA | hze_34\nOtt | Tim | hze_31"
    converted(listed(tmp_path, table), key)
    value = check_value(secret_of(YEARLY))
    report = desk.load(
        {
            "hze-2024-12-31.csv": (tmp_path / "pseudonymisiert" / "hze-2024-12-31.csv").read_bytes(),
            "lieferschein.csv": slip(
                f"angebot | lieferart | pruefwert\nhze_31 | bestand | {value}\nhze_34 | bestand | {value}"
            ),
        }
    )
    assert (errors(report), reasons(report)) == ([], [])
    children = desk.build().rows("SELECT space, count(DISTINCT child)::INT AS children FROM episode GROUP BY ALL")
    assert children == [{"space": "verknuepft", "children": 2}]


# ── Refused, before anything is written ──────────────────────────────────────────────────────────

LIST = "Name | Vorname\nMüller | Anna"


@pytest.mark.parametrize(
    ("table", "more", "told"),
    [
        ("Name | Geburtsname\nMüller | Ott", [], "Welche Spalte ist „Vorname“?"),
        ("Name | Vorname | Nachname\nA | B | C", [], "Mehrere Spalten sind „Nachname“: „Name“, „Nachname“"),
        (LIST, ["--given", "Rufname"], "Die Spalte „Rufname“ gibt es nicht"),
        (LIST, ["--given", "Name", "--surname", "Name"], "Eine Spalte kann nicht zweierlei sein"),
        (LIST + "\n", ["--born", "Hilfeart"], "Keine Zelle der Spalte „Hilfeart“ ist ein Datum"),
        ("Name | Vorname | Telefon\nMüller | Anna | 1", ["--keep", "Telefon"], "„Telefon“ kann ein Kind erkennbar machen"),
        ("Name | Vorname | Geb.-Datum\nMüller | Anna | 04/05/2016", [], "könnten Tag und Monat vertauscht sein"),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_meant_are_refused(tmp_path, key, table, more, told):
    file = listed(tmp_path, table)
    with pytest.raises(Refused, match=told) as said:
        etl_says("pseudonymise", file, "--key", key, *more)
    assert "Müller" not in str(said.value)
    assert not (tmp_path / "pseudonymisiert").exists()


def test_a_person_says_which_of_two_columns_and_which_of_two_forms_is_right(tmp_path, key):
    table = "Name | Vorname | Nachname | Geb.-Datum | Gruppe\nx | Anna | Müller | 04/05/2016 | Bären"
    _, [row] = converted(
        listed(tmp_path, table), key, "--surname", "Nachname", "--date", "MM/TT/JJJJ", "--keep", "Gruppe"
    )
    assert (row["geburtsmonat"], row["Gruppe"], "Name" in row) == ("4", "Bären", False)


def test_an_old_workbook_is_named_with_what_to_do(tmp_path, key):
    file = tmp_path / "alt.xls"
    file.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(Refused, match=r"alt\.xls hat das alte Excel-Format.*als \.xlsx ohne Kennwort speichern"):
        etl_says("pseudonymise", file, "--key", key)


def test_two_sheets_of_children_are_asked_about(tmp_path, key):
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for name in ("Nord", "Süd"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Name", "Vorname", "Geburtsdatum"])
            sheet.write_row(1, 0, ["Müller", "Anna", "23.04.2016"])
    file = tmp_path / "hze.xlsx"
    file.write_bytes(out.getvalue())
    with pytest.raises(Refused, match="„Nord“, „Süd“"):
        etl_says("pseudonymise", file, "--key", key)
    assert len(converted(file, key, "--sheet", "Süd")[1]) == 1


def test_of_several_lists_none_is_written_where_one_is_refused_and_none_twice(tmp_path, key):
    good, bad = listed(tmp_path, LIST), listed(tmp_path, "Name | x\nMüller | 1", "bad.csv")
    with pytest.raises(Refused):
        etl_says("pseudonymise", good, bad, "--key", key)
    assert not (tmp_path / "pseudonymisiert").exists()
    converted(good, key)
    with pytest.raises(Refused, match="wird nicht überschrieben"):
        etl_says("pseudonymise", good, "--key", key)


@pytest.mark.parametrize("content", ["", "5e" * 32, YEARLY[:-4], "Name;Vorname\nMüller;Anna\n"])
def test_a_file_that_holds_no_shared_key_is_refused_and_nothing_of_it_is_told(tmp_path, content):
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(content, "utf-8")
    with pytest.raises(KeyProblem, match="gemeinsame") as told:
        etl_says("pseudonymise", listed(tmp_path, LIST), "--key", wrong)
    assert "5e5e" not in str(told.value) and "Müller" not in str(told.value)


# ── The shared key ───────────────────────────────────────────────────────────────────────────────


def test_a_shared_key_is_made_once_for_its_owner_alone_and_is_known_by_its_check_value(tmp_path):
    file = tmp_path / "2026.txt"
    made = etl_says("shared-key", "make", file, "--year", "2026").output
    text = file.read_text("ascii")
    value = check_value(secret_of(text))
    assert f"Prüfwert {value}." in made and text.strip() not in made
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert value in etl_says("shared-key", "check", file).output
    assert "Jahr 2026" in etl_says("shared-key", "check", file, "--value", value.upper()).output
    with pytest.raises(KeyProblem, match=f"Prüfwert ist {value}, genannt war 00000000"):
        etl_says("shared-key", "check", file, "--value", "00000000")
    with pytest.raises(KeyProblem, match="nie überschrieben"):
        etl_says("shared-key", "make", file, "--year", "2026")
    assert file.read_text("ascii") == text


def test_a_shared_key_goes_with_a_sentence_that_proves_it_and_leaves_no_byte_in_its_file(tmp_path):
    file, beside = tmp_path / "2026.txt", tmp_path / "beside.txt"
    etl_says("shared-key", "make", file, "--year", "2026")
    text = file.read_text("ascii")
    os.link(file, beside)  # the same bytes under another name: what is written over there is gone
    said = etl_says("shared-key", "delete", file).output
    assert f"für 2026, Prüfwert {check_value(secret_of(text))}" in said and text.strip() not in said
    assert not file.exists() and len(beside.read_bytes()) == len(text)
    assert text.strip().encode() not in beside.read_bytes()


def test_only_a_shared_key_is_deleted(tmp_path):
    other = tmp_path / "liste.csv"
    other.write_text("Vorname;Nachname\n", "utf-8")
    with pytest.raises(KeyProblem):
        etl_says("shared-key", "delete", other)
    assert other.exists()


def test_a_shared_key_lies_neither_in_the_store_nor_in_the_program(tmp_path):
    with pytest.raises(KeyProblem, match="liegt im Speicher"):
        etl_says("shared-key", "make", tmp_path / "store" / "k.txt", "--year", "2026", "--store", tmp_path / "store")
    with pytest.raises(KeyProblem, match="gibt es nicht"):
        etl_says("shared-key", "check", tmp_path / "none.txt")
