"""What does a cell mean? One cell of each kind in, the typed value or the reason out."""

import pytest

from tests.etl.office import LOST, Desk, balanced, counts, errors, people, reasons, said, uses


def home(desk: Desk, written: str) -> str | None:
    return cell_of(desk, "nutzung_hze.csv", uses(f"kind_nr | wohngemeinde\nK1 | {written}"), "wohngemeinde")


def cell_of(desk: Desk, name: str, content: str, column: str):
    """The one value of a column, or None when the row was rejected."""
    part = desk.check({name: content}).parts[0]
    return part.rows[column].to_list()[0] if part.rows.height else None


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("03155011", "03155011"),
        ("3155011", "03155011"),  # Excel took the zero
        ("Einbeck, Stadt", "03155013"),
        ("einbeck", "03155013"),
        ("Northeim", "03155011"),  # the town; the district is „Landkreis Northeim“
        ("03155004", "03155013"),  # dissolved in 2013, went into Einbeck
        ("Kreiensen", "03155013"),
        ("03152012", "ausserhalb"),
        ("3152012", "ausserhalb"),
        ("ausserhalb", "ausserhalb"),
        ("Außerhalb", "ausserhalb"),
        ("03155", "unbekannt"),  # the district says no municipality
        ("unbekannt", "unbekannt"),
        ("", "unbekannt"),
    ],
)
def test_a_home_is_known_by_key_and_by_name(desk, written, area):
    assert home(desk, written) == area


@pytest.mark.parametrize("written", ["03155999", "Atlantis", "03155501", "Solling"])
def test_a_home_that_is_no_inhabited_area_of_the_profile_is_rejected(desk, written):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | wohngemeinde\nK1 | {written}\nK2 | 03155011")})
    assert reasons(report) == [(2, "gebiet|wohngemeinde")]
    assert written not in said(report)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("05.03.2024", "2024-03-05", "2024-03-05"),
        ("5.3.2024", "2024-03-05", "2024-03-05"),
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("03.2024", "2024-03-01", "2024-03-31"),  # a month: from its first, to its last day
        ("2024-02", "2024-02-01", "2024-02-29"),
    ],
)
def test_a_date_is_a_day_or_a_month(desk, written, first, last):
    report = desk.check({"nutzung_hze.csv": uses(f"beginn | ende\n{written} | {written}")})
    assert report.parts[0].rows.select("beginn", "ende").cast(str).rows() == [(first, last)]


@pytest.mark.parametrize("placeholder", ["31.12.9999", "01.01.1900", "9999-12-31", "1900-01-01", ""])
def test_a_placeholder_for_no_end_is_an_open_end(desk, placeholder):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | ende\nK1 | {placeholder}")})
    assert (report.parts[0].rows["ende"].to_list(), reasons(report)) == ([None], [])


def test_a_placeholder_for_the_begin_is_an_empty_cell_and_a_begin_is_needed(desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr | beginn\nK1 | 01.01.1900\nK2 | 01.02.2024")})
    assert reasons(report) == [(2, "fehlt|beginn")]


@pytest.mark.parametrize("written", ["31.02.2024", "2024", "05/03/2024", "5.3.24", "13.2024", "05.03.1823"])
def test_what_is_no_date_is_rejected(desk, written):
    report = desk.check({"nutzung_hze.csv": uses(f"kind_nr | beginn\nK1 | {written}\nK2 | 01.02.2024")})
    assert reasons(report) == [(2, "datum|beginn")]


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("geschlecht", "1", "m"),
        ("geschlecht", "W", "w"),
        ("geschlecht", "3", "d"),
        ("geschlecht", "7", "o"),
        ("geschlecht", "weiblich", "w"),
        ("geschlecht", "", None),
        ("geburtsmonat", "4", 4),
        ("geburtsmonat", "", None),
        ("geburtsjahr", "2016", 2016),
    ],
)
def test_codes_months_and_years_are_read(desk, column, written, value):
    assert cell_of(desk, "nutzung_hze.csv", uses(f"{column}\n{written}"), column) == value


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("geschlecht", "5", "code|geschlecht"),
        ("geburtsmonat", "13", "monat|geburtsmonat"),
        ("geburtsjahr", "16", "jahr|geburtsjahr"),
        ("geburtsjahr", "", "fehlt|geburtsjahr"),
        ("angebot", "hze_99", "angebot|angebot"),
        ("kind_nr", "", "ohne_kind|kind_nr"),
        ("kind_nr", "=2+3", "text|kind_nr"),
        ("kind_nr", "@SUM(A1)", "text|kind_nr"),
        ("kind_nr", "K\x07", "text|kind_nr"),
        ("kind_nr", "K" * 201, "text|kind_nr"),
    ],
)
def test_a_cell_that_cannot_be_read_rejects_its_row_with_the_reason(desk, column, written, reason):
    drawing = f"{column} | vorgang_nr\n{written} | V1\n" + "\n".join(
        f"{good} | V{n}" for n, good in enumerate([GOOD[column]] * 2)
    )
    report = desk.check({"nutzung_hze.csv": uses(drawing)})
    assert reasons(report) == [(2, reason)]
    assert balanced(report)


GOOD = {"geschlecht": "w", "geburtsmonat": "4", "geburtsjahr": "2015", "angebot": "hze_31", "kind_nr": "K1"}


@pytest.mark.parametrize(
    ("written", "number"),
    [("700", 700), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("0", 0), ("12.345.678", 12345678)],
)
def test_whole_numbers_may_have_thousands_marks(desk, written, number):
    assert cell_of(desk, "zaehlwerte_kita.csv", counts(f"anzahl\n{written}"), "anzahl") == number


@pytest.mark.parametrize("written", ["-5", "7,5", "1.23", "viele", "", "1e3", "12345678901234567890123"])
def test_what_is_no_whole_number_is_rejected(desk, written):
    report = desk.check({"zaehlwerte_kita.csv": counts(f"anzahl | alter_bis\n{written} | 5\n3 | 6")})
    assert [line for line, _ in reasons(report)] == [2]


@pytest.mark.parametrize(
    ("written", "number"), [("2,4", 2.4), ("2", 2.0), ("1.234,5", 1234.5), ("2.4", 2.4), ("1.234", 1234.0)]
)
def test_a_decimal_is_german_and_a_point_is_read_only_where_it_can_be_no_thousands_mark(desk, written, number):
    content = counts(
        f"einheit | kinder_je_einheit_min | kinder_je_einheit_max | spanne_quelle\nfamilien | 1 | {written} | Auszählung"
    )
    assert cell_of(desk, "zaehlwerte_kita.csv", content, "kinder_je_einheit_max") == number


@pytest.mark.parametrize(
    ("written", "value"), [("geburt", "geburt"), ("08.2019", "2019-08"), ("2019-8", "2019-08"), ("", None)]
)
def test_living_here_since_is_a_month_or_birth(desk, written, value):
    assert cell_of(desk, "nutzung_hze.csv", uses(f"im_kreis_seit\n{written}"), "im_kreis_seit") == value


def test_a_count_needs_a_year_or_a_date_and_not_both(desk):
    report = desk.check(
        {
            "zaehlwerte_kita.csv": counts("""
        jahr | stichtag   | anzahl
        2025 |            | 1
             | 01.03.2025 | 2
        2025 | 01.03.2025 | 3
             |            | 4
    """)
        }
    )
    assert reasons(report) == [(4, "zeitbezug|jahr"), (5, "zeitbezug|jahr")]


def test_an_age_interval_must_not_be_the_wrong_way_round(desk):
    report = desk.check({"bevoelkerung_lsn.csv": people("alter_von | alter_bis\n0 | 2\n5 | 3\n6 | 9")})
    assert reasons(report) == [(3, "alter_verdreht|alter_bis")]


FILLED = {  # columns of a mapping that are not what the test is about
    "nutzung": """kind_nr = "Nr"
        angebot = { fest = "hze_31" }
        geburtsjahr = { fest = "2015" }
        wohngemeinde = { fest = "unbekannt" }
        beginn = "Von\"""",
    "bevoelkerung": """gemeinde = { fest = "03155" }
        anzahl = "Zahl"
        stichtag = { fest = "31.12.2024" }
        basis = { fest = "B" }
        geschaetzt = { fest = "nein" }
        quelle = { fest = "Q" }""",
}


def mapped(column: str, role: str = "nutzung") -> dict[str, str]:
    """A source `x` whose one file x.csv fills this column as said, and the others somehow."""
    others = [line for line in FILLED[role].splitlines() if line.split() and line.split()[0] != column.split(" ")[0]]
    head = ["[quelle]", 'name = "x"', 'lieferart = "aenderung"', "[[datei]]", f'rolle = "{role}"', 'muster = ["x.csv"]']
    return {"x": "\n".join([*head, "[datei.spalten]", *others, column])}


def test_month_and_year_columns_together_are_a_date(desk_of):
    desk = desk_of("m", mapped('beginn = { monat = "BM", jahr = "BJ" }'))
    report = desk.check({"x.csv": "Nr;BM;BJ\nK1;3;2024\nK2;12;2023\nK3;;2024\nK4;2;2022\nK5;1;2022"})
    assert report.parts[0].rows["beginn"].cast(str).to_list() == [
        "2024-03-01",
        "2023-12-01",
        "2022-02-01",
        "2022-01-01",
    ]
    assert reasons(report) == [(4, "datum|beginn")]


def test_codes_of_the_mapping_are_read_and_an_unlisted_code_is_rejected(desk_of):
    desk = desk_of("m", mapped('angebot = { aus = "Art", codes = { "31" = "hze_31", "34" = "hze_34" } }'))
    report = desk.check({"x.csv": "Nr;Art;Von\nK1;31;01.2024\nK2;34;01.2024\nK3;99;01.2024"})
    assert report.parts[0].rows["angebot"].to_list() == ["hze_31", "hze_34"]
    assert reasons(report) == [(4, "code|angebot")]


def test_a_code_for_all_others_may_be_named(desk_of):
    desk = desk_of("m", mapped('geschlecht = { aus = "G", codes = { "F" = "w" }, sonst = "o" }'))
    report = desk.check({"x.csv": "Nr;G;Von\nK1;F;01.2024\nK2;X;01.2024"})
    assert report.parts[0].rows["geschlecht"].to_list() == ["w", "o"]


def test_a_full_birth_date_is_shortened_by_the_mapping_before_anything_is_kept(desk_of):
    shortened = 'geburt = { aus = "DOB", datum = "%d/%m/%Y", kuerzen = "monat" }'
    desk = desk_of("m", {"x": mapped("")["x"].replace('geburtsjahr = { fest = "2015" }', shortened)})
    report = desk.load(
        {"x.csv": "Nr;DOB;Von\nK1;17/04/2015;01.2024\nK2;99/99/2015;01.2024\nK3;18/04/2016;01.2024"}, confirmed=LOST
    )
    assert desk.valid("kind_nr, geburtsjahr, geburtsmonat") == [("K1", 2015, 4), ("K3", 2016, 4)]
    assert reasons(report) == [(3, "datum|geburt")]
    assert desk.rows("SELECT cells FROM microdata.rejected") == [{"cells": '{"Nr":"K2","Von":"01.2024"}'}]


@pytest.mark.parametrize(
    ("label", "ages"),
    [
        ("unter 3 Jahre", (0, 2)),
        ("3 bis unter 6 Jahre", (3, 5)),
        ("6 bis 9", (6, 9)),
        ("10-14", (10, 14)),
        ("17", (17, 17)),
        ("17 Jahre", (17, 17)),
        ("75 Jahre und mehr", (75, 120)),
    ],
)
def test_official_age_labels_become_completed_years(desk_of, label, ages):
    desk = desk_of("m", mapped('alter = "Alter"', "bevoelkerung"))
    report = desk.check({"x.csv": f"Alter;Zahl\n{label};5\nkeine Angabe;3\n1;1"})
    assert report.parts[0].rows.select("alter_von", "alter_bis").row(0) == ages
    assert reasons(report) == [(3, "alter|alter_von")]


@pytest.mark.parametrize("word", ["Insgesamt", "Summe", "gesamt", "Zusammen"])
def test_a_sum_row_is_named_and_left_out(desk, word):
    report = desk.check({"zaehlwerte_kita.csv": counts(f"gemeinde | anzahl\n03155011 | 3\n{word} | 3")})
    assert (report.parts[0].sums, report.parts[0].rows.height, balanced(report)) == ((3,), 1, True)


def test_a_source_may_call_its_sum_rows_as_it_likes(desk_of):
    named = 'summenzeilen = { spalte = "A", werte = ["Kreis gesamt"] }\nmuster'
    desk = desk_of("m", {"x": mapped('alter = "A"', "bevoelkerung")["x"].replace("muster", named)})
    report = desk.check({"x.csv": "A;Zahl\n3;5\nKreis gesamt;5"})
    assert (report.parts[0].sums, errors(report)) == ((3,), [])


def test_column_names_are_found_in_any_case(desk):
    content = (
        uses("kind_nr | geburtsjahr\nK1 | 2014").replace("kind_nr", "KIND_NR").replace("geburtsjahr", "Geburtsjahr")
    )
    assert desk.check({"nutzung_hze.csv": content}).parts[0].rows.select("kind_nr", "geburtsjahr").rows() == [
        ("K1", 2014)
    ]
