"""Which sheets of a workbook are read, and what does it show otherwise than it holds?"""

import datetime

import pytest
import xlsxwriter

from etl.content import OnDisk
from etl.readers import Columns, Unreadable, read
from tests.etl.office import errors, hints, mapping, reasons, said
from tests.etl.readers.one import read_one

HEAD = ["kind_nr", "angebot", "geburtsjahr", "wohngemeinde", "beginn"]
COLUMNS = Columns(wanted=frozenset(HEAD))


def use(number: int) -> list[str]:
    return [f"K{number}", "hze_31", "2012", "03155011", "01.03.2024"]


@pytest.fixture
def workbook(tmp_path):
    """Writes a workbook: sheet name -> rows; „versteckt_“ before the name hides the sheet. Gives its path."""

    def write(sheets: dict[str, list[list]], shape=lambda book, sheet: None, name="nutzung_hze_2024.xlsx"):
        path = tmp_path / name
        with xlsxwriter.Workbook(path) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title.removeprefix("versteckt_"))
                if title.startswith("versteckt_"):
                    sheet.hide()
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
                shape(book, sheet)
        return path

    return write


def parts(path, **layout) -> dict[str, list[str]]:
    """Sheet → the first column of its rows."""
    return {table.part: table.frame[:, 0].to_list() for table in read(OnDisk(path), "excel", COLUMNS, **layout)}


def test_every_sheet_with_the_columns_is_read(workbook):
    path = workbook({"Januar": [HEAD, use(1)], "Notiz": [["siehe"], ["Januar"]], "Februar": [HEAD[::-1], use(2)[::-1]]})
    assert parts(path) == {"Januar": ["K1"], "Februar": ["01.03.2024"]}


def test_a_table_of_something_else_before_or_behind_is_left_out_and_told(workbook):
    legend = [["Code", "Bedeutung"], ["31", "Hilfe"]]
    tables = read(OnDisk(workbook({"Legende": legend, "Daten": [HEAD, use(1)]})), "excel", COLUMNS)
    assert [table.part for table in tables] == ["Daten"]
    assert tables[0].notes == ("1 weiteres Blatt mit Inhalt nicht gelesen; gelesen wurde „Daten“.",)


def test_a_sheet_that_lacks_a_column_is_read_so_that_the_lack_is_told(workbook, desk):
    path = workbook({"Januar": [HEAD, use(1)], "Februar": [HEAD[:4], use(2)[:4]]})
    report = desk.check({path.name: path.read_bytes()})
    assert errors(report) == ["spalte_fehlt"]
    assert "nutzung_hze_2024.xlsx (Februar): Es fehlen die Spalten „beginn“" in said(report)


@pytest.mark.parametrize("rows", [[use(2), use(3)], [[], use(2)], [use(number) for number in range(2, 9)]])
def test_a_sheet_with_more_rows_and_no_header_is_refused(workbook, rows):
    with pytest.raises(Unreadable, match="das Blatt „Rest“ hat Zeilen wie eine Tabelle und keine Kopfzeile"):
        parts(workbook({"Daten": [HEAD, use(1)], "Rest": rows}))


def test_a_cover_sheet_without_a_table_is_left_out(workbook):
    cover = [["Auszug des Fachverfahrens"], ["Stand", "31.12.2024"], ["Kreis", "Northeim"]]
    assert parts(workbook({"Deckblatt": cover, "Daten": [HEAD, use(1)]})) == {"Daten": ["K1"]}


def test_a_mapping_may_name_several_sheets_hidden_ones_too(workbook):
    path = workbook({"A": [HEAD, use(1)], "B": [HEAD, use(2)], "versteckt_C": [HEAD, use(3)]})
    assert parts(path, blatt=["A", "C"]) == {"A": ["K1"], "C": ["K3"]}
    with pytest.raises(Unreadable, match="das Blatt „D“ fehlt oder ist leer. Vorhanden: „A“, „B“, „C“"):
        parts(path, blatt=["A", "D"])


def test_several_entries_of_a_mapping_may_read_one_workbook(workbook, desk_of):
    path = workbook({"A": [HEAD, use(1)], "B": [HEAD, use(2)], "C": [HEAD, use(3)]}, name="hze-2025-12-31.xlsx")
    entry = mapping("hze", "bestand").replace("hze-*.csv", "hze-*.xlsx").partition("[[datei]]")[2]
    entry = "\n".join(
        line for line in entry.splitlines() if not line.startswith(("geburtsmonat", "geschlecht", "ende"))
    )
    head = mapping("hze", "bestand").partition("[[datei]]")[0]
    several = head + "".join(
        "\n[[datei]]" + entry.replace("[datei.spalten]", f'format = "excel"\nblatt = {sheets}\n[datei.spalten]')
        for sheets in ('"A"', '["C"]')
    )
    report = desk_of(mappings={"hze": several}).check({path.name: path.read_bytes()})
    assert (errors(report), [part.table.part for part in report.parts]) == ([], ["A", "C"])
    overlapping = several.replace('["C"]', '["A", "C"]')
    report = desk_of("zeitraum", mappings={"hze": overlapping}).check({path.name: path.read_bytes()})
    assert errors(report) == ["mehrere_eintraege"]


def test_a_hidden_sheet_with_the_same_columns_is_told_with_its_rows(workbook):
    (table,) = read(
        OnDisk(workbook({"Daten": [HEAD, use(1)], "versteckt_alt": [HEAD, use(2), use(3)]})), "excel", COLUMNS
    )
    assert [(hint.code, hint.rows, hint.values) for hint in table.hints] == [
        ("blatt_ausgeblendet", 2, {"sheet": "alt"})
    ]


@pytest.mark.parametrize("above", [[use(8), use(9)], [["Auszug"], use(9)], [[], use(9)]])
def test_rows_of_data_above_the_header_are_no_titles(workbook, above):
    rows = [*above, ["nr", "art", "jahr", "ort", "tag"], *[["1", "2", "3", "4", "5"]] * 3]
    with pytest.raises(Unreadable, match="stehen Zeilen, die wie Daten aussehen"):
        read_one(workbook({"Daten": rows}), "excel")


def error_beside(book, sheet):
    sheet.write(0, 5, "TEAM")
    sheet.write_formula(1, 5, "=NA()", value="#N/A")
    sheet.write_formula(2, 0, "=1/0", value="#DIV/0!")


def test_an_error_value_costs_its_row_only_where_the_column_is_read(workbook):
    path = workbook({"Daten": [HEAD, use(1), use(2), use(3)]}, error_beside)
    assert read_one(path, "excel", COLUMNS).bad_lines == ((2, "fehlerwert|"), (3, "fehlerwert|"))
    table = read_one(path, "excel", Columns(COLUMNS.wanted, frozenset(["team"])))
    assert (table.bad_lines, table.frame["TEAM"].to_list()) == (((3, "fehlerwert|"),), ["", ""])


def test_an_error_value_in_a_column_under_weglassen_costs_nothing(workbook, desk_of):
    path = workbook({"Daten": [HEAD, use(1), use(2)]}, lambda book, sheet: sheet.write_row(0, 5, ["TEAM", "ORT"]))
    toml = mapping("hze", "bestand").replace("hze-*.csv", "nutzung_*.xlsx")
    toml = "\n".join(line for line in toml.splitlines() if not line.startswith(("geburtsmonat", "geschlecht", "ende")))
    toml = toml.replace("[datei.spalten]", 'format = "excel"\nweglassen = ["TEAM", "Ort"]\n[datei.spalten]')
    report = desk_of(mappings={"hze": toml}).check({path.name: path.read_bytes()})
    assert (errors(report), reasons(report), report.parts[0].rows.height) == ([], [], 2)


def hide_two(book, sheet):
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_row(3, 0)


def filter_one(book, sheet):
    sheet.autofilter("A1:E4")
    sheet.filter_column("A", "x == K1 or x == K3")
    sheet.set_row(2, options={"hidden": True})


@pytest.mark.parametrize(("shape", "lines"), [(hide_two, (3, 4)), (filter_one, (3,))])
def test_hidden_and_filtered_rows_are_read_and_told(workbook, shape, lines):
    table = read_one(workbook({"Daten": [HEAD, use(1), use(2), use(3)]}, shape), "excel", COLUMNS)
    assert table.frame.height == 3
    assert [(hint.code, hint.rows, hint.lines) for hint in table.hints] == [("zeilen_ausgeblendet", len(lines), lines)]


def test_a_hidden_row_above_the_table_is_not_told(workbook):
    path = workbook(
        {"Daten": [["Titel"], HEAD, use(1)]}, lambda book, sheet: sheet.set_row(0, options={"hidden": True})
    )
    assert read_one(path, "excel", COLUMNS).hints == ()


def years_alone(form: str):
    def shape(book, sheet):
        day = datetime.date(2012, 3, 14)
        sheet.write_datetime(1, 2, day, book.add_format({"num_format": form}))
        sheet.write_datetime(2, 2, day, book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_number(3, 2, 2012, book.add_format({"num_format": "0"}))

    return shape


@pytest.mark.parametrize("form", ["yyyy", "yy", "[$-407]yyyy", "yyyy;@", 'yyyy" J."'])
def test_a_day_of_which_the_year_alone_is_shown_is_told(workbook, form):
    table = read_one(workbook({"Daten": [HEAD, use(1), use(2), use(3)]}, years_alone(form)), "excel", COLUMNS)
    assert table.frame["geburtsjahr"].to_list() == ["14.03.2012", "14.03.2012", "2012"]
    assert [(hint.code, hint.lines, hint.values) for hint in table.hints] == [
        ("jahr_gezeigt", (2,), {"column": "geburtsjahr"})
    ]


def test_what_a_sheet_shows_is_said_to_the_office(workbook, desk):
    path = workbook({"Daten": [HEAD, use(1), use(2), use(3)]}, hide_two)
    report = desk.check({path.name: path.read_bytes()})
    assert "zeilen_ausgeblendet" in hints(report)
    assert "2 ausgeblendete oder ausgefilterte Zeilen wurden mitgelesen (Zeile 3, 4)" in said(report)
