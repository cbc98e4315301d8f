"""What if no row of a file is accepted? It refuses and says what the file holds instead, unless a Lieferschein says zeilen = 0."""

import pytest

from tests.etl.office import USE, Desk, counts, errors, mapping, said, slip, uses

HEADER = ";".join(USE) + "\n"
NONE = slip("zeilen\n0")


@pytest.mark.parametrize(
    "files",
    [
        {"nutzung_hze.csv": HEADER},
        {"nutzung_hze.csv": HEADER, "nutzung_ktp.csv": uses("kind_nr\nK1")},
        {"zaehlwerte_kita.csv": counts("anzahl\n1").splitlines()[0] + "\n"},
        {"nutzung_hze.csv": HEADER, "lieferschein.csv": slip("zeilen\n")},
    ],
)
def test_a_header_alone_refuses(desk, files):
    report = desk.check(files)
    assert "nur_kopfzeile" in errors(report)
    assert "Die Datei enthält nur die Kopfzeile" in said(report) and "zeilen = 0" in said(report)


def test_sum_rows_alone_refuse_and_are_named(desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr\nGesamt\nSumme")})
    assert errors(report) == ["nur_summen"]
    assert "Die Datei enthält nur 2 Summenzeilen" in said(report)


@pytest.mark.parametrize("beside", [{}, {"lieferschein.csv": NONE}])
def test_rows_that_are_all_rejected_refuse_with_the_reasons_even_where_none_was_said_to_be_there(desk, beside):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr | beginn\nK1 | bald\nK2 | später")} | beside)
    assert errors(report) == ["alle_abgewiesen"]
    assert "Keine Zeile ist angenommen, 2 sind abgewiesen („beginn“ ist kein Datum" in said(report)


def test_a_choice_that_leaves_no_row_says_so(desk_of):
    toml = mapping("hze", "bestand").replace("[datei.spalten]", "nur = { ende = ['31.12.2024'] }\n[datei.spalten]")
    report = desk_of(mappings={"hze": toml}).check({"hze-2024-12-31.csv": uses("kind_nr\nK1\nK2")})
    assert errors(report) == ["unlesbar"] and "keine Zeile passt zu „nur“ in der Zuordnung" in said(report)


def test_a_lieferschein_that_says_none_lets_an_empty_stock_end_all(desk_of):
    desk: Desk = desk_of("bestand")
    kept = slip("lieferart | zeilen\nbestand | 2")
    desk.load(
        {"hze-2024-06-30.csv": uses("kind_nr | ende\nK1 | 01.02.2024\nK2 | 01.03.2024"), "lieferschein.csv": kept}
    )
    none = slip("lieferart | datenstand | zeilen | bestaetigt\nbestand | 31.12.2024 | 0 | weniger_zeilen=leer")
    report = desk.check({"hze-2024-12-31.csv": HEADER, "lieferschein.csv": none})
    assert "nur_kopfzeile" not in errors(report)


@pytest.mark.parametrize("stated", ["1", "400"])
def test_a_lieferschein_that_says_rows_does_not_excuse_an_empty_file(desk, stated):
    files = {"nutzung_hze.csv": HEADER, "lieferschein.csv": slip(f"zeilen\n{stated}")}
    assert "nur_kopfzeile" in errors(desk.check(files))
