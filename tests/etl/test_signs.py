"""Signs of official statistics: `-` is zero, the others are unknown; unknown is any number, never none, and no rejection."""

import pytest

from tests.etl.office import COUNT, counts, errors, hints, mapping, people, reasons, said

TOWNS = ("03155001", "03155002", "03155003", "03155005", "03155006", "03155007")


def delivered(*cells: str, name: str = "zaehlwerte_kurse.csv") -> dict[str, str]:
    rows = "\n".join(f"{town} | {cell}" for town, cell in zip(TOWNS, cells, strict=False))
    return {name: counts("gemeinde | anzahl\n" + rows)}


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("-", "-", "7", "-", ".", "5"), [0, 0, 7, 0, None, 5]),
        (("–", "x", "/", "…", "...", "3"), [0, None, None, None, None, 3]),
        ((" - ", "X", "•", "0", "1.200", "12"), [0, None, None, 0, 1200, 12]),
    ],
)
def test_a_dash_is_zero_and_the_other_signs_are_unknown_and_no_row_is_rejected(desk, cells, read):
    report = desk.check(delivered(*cells))
    assert (errors(report), reasons(report)) == ([], [])
    assert report.parts[0].rows["anzahl"].to_list() == read


def test_signs_are_counted_and_told_with_their_lines(desk):
    report = desk.check(delivered("-", "-", "7", "-", ".", "5"))
    assert "zeichen" in hints(report)
    told = "„anzahl“: amtliche Zeichen gelesen, „-“ als 0 (3 Mal), „.“, „x“, „/“ und „…“ als unbekannt (1 Mal) (Zeile 2, 3, 5, 6)"
    assert told in said(report)


def test_a_file_without_signs_says_nothing_of_them(desk):
    assert "zeichen" not in hints(desk.check(delivered("1", "2")))


@pytest.mark.parametrize("cell", ["", "k. A.", "--", "-5", "..", "n"])
def test_what_is_no_sign_and_no_number_is_rejected_as_before(desk, cell):
    assert [line for line, _ in reasons(desk.check(delivered(cell, "1", "2")))] == [2]


def test_a_sign_where_a_row_says_what_it_is_about_is_no_amount(desk):
    report = desk.check({"zaehlwerte_kurse.csv": counts("alter_von | anzahl\n- | 3\n3 | 4")})
    assert [line for line, _ in reasons(report)] == [2]


def test_an_unknown_count_may_be_any_number_and_is_never_counted_as_none(desk):
    desk.load(delivered("-", ".", "7"))
    rows = desk.build().rows("SELECT area, count, low, high FROM analysis.counted_year ORDER BY area")
    assert [tuple(row.values()) for row in rows] == [
        ("03155001", 0, 0, 0),
        ("03155002", None, 0, None),
        ("03155003", 7, 7, 7),
    ]


def test_cases_of_which_one_number_is_unknown_have_no_sum(desk):
    rows = "jahr | merkmal | gemeinde | einheit | anzahl\n2023 | begonnen | 03155001 | faelle | 4\n"
    rows += "2024 | begonnen | 03155001 | faelle | 5\n2024 | begonnen | 03155002 | faelle | .\n2024 | beendet | 03155002 | faelle | -"
    desk.load({"zaehlwerte_kurse_2024.csv": counts(rows).replace("01.03.2025", "")})
    found = desk.build().rows("SELECT year, begun, ended FROM analysis.case_year ORDER BY ALL")
    assert [tuple(row.values()) for row in found] == [(2023, 4, None), (2024, None, 0)]


def test_families_of_which_one_number_is_unknown_are_not_there(desk):
    rows = "jahr | merkmal | gemeinde | einheit | anzahl | kinder_je_einheit_min | kinder_je_einheit_max\n"
    rows += "2023 | nutzende | 03155001 | familien | 4 | 1 | 2\n2024 | nutzende | 03155001 | familien | 5 | 1 | 2\n"
    rows += "2024 | nutzende | 03155002 | familien | . | 1 | 2"
    desk.load({"zaehlwerte_kurse_2024.csv": counts(rows).replace("01.03.2025", "")})
    found = desk.build().rows("SELECT year, count FROM analysis.counted_year ORDER BY ALL")
    assert [tuple(row.values()) for row in found] == [(2023, 4)]


def test_an_unknown_population_is_no_population(desk):
    desk.load({"bevoelkerung_2024.csv": people("gemeinde | anzahl\n03155001 | .\n03155002 | 90\n03155003 | -")})
    rows = desk.build().rows("SELECT area, count FROM analysis.population ORDER BY area")
    assert [tuple(row.values()) for row in rows] == [("03155002", 90), ("03155003", 0)]


def test_a_mapped_column_is_told_by_its_own_name(desk_of):
    columns = list(COUNT)
    fields = "\n".join(f'{name} = "{"Kinder" if name == "anzahl" else name}"' for name in columns)
    toml = mapping("hze", "bestand").partition("[[datei]]")[0].replace("eigener_schluessel", "zaehlwerte")
    toml += f'[[datei]]\nrolle = "zaehlwerte"\nmuster = ["hze-*.csv"]\n[datei.spalten]\n{fields}\n'
    rows = counts("gemeinde | anzahl\n03155001 | -\n03155002 | x").replace("anzahl", "Kinder")
    report = desk_of(mappings={"hze": toml}).check({"hze-2025-12-31.csv": rows})
    assert "„Kinder“: amtliche Zeichen gelesen" in said(report)
