"""What is told of a cell that could not be read? Codes and forms in a message, never a number of a child, a name or a text."""

import pytest

from etl.report import lines_of, rejections_of, to_do
from etl.shown import form
from tests.etl.office import Desk, counts, errors, mapping, uses


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("31.02.2024", "99.99.9999"),
        ("20240231", "99999999"),
        ("12,5 ", "99,9 "),
        ("Meierhofer", "Text mit 10 Zeichen"),
        ("Mai 2024", "Text mit 8 Zeichen"),
        ("3 Jahre", "Text mit 7 Zeichen"),
    ],
)
def test_the_form_of_a_cell_holds_no_digit_and_no_letter_of_it(cell, told):
    assert form(cell) == told


@pytest.mark.parametrize(
    ("column", "cell", "shown"),
    [
        ("geschlecht", "x", ("x",)),
        ("geschlecht", "99", ("99",)),
        ("geschlecht", "Anna", ("Text mit 4 Zeichen",)),
        ("angebot", "31a", ("31a",)),
        ("angebot", "Meierhofer", ("Text mit 10 Zeichen",)),
        ("wohngemeinde", "03155999", ("03155999",)),
        ("wohngemeinde", "Atlantis", ("Text mit 8 Zeichen",)),
        ("beginn", "31.02.2024", ("99.99.9999",)),
        ("geburtsjahr", "17.04.2015", ("99.99.9999",)),
        ("geburtsmonat", "13", ("99",)),
        ("kind_nr", "=2+3", ()),
        ("geschlecht", "K7", ("Text mit 2 Zeichen",)),  # as numbers of children are written here
    ],
)
def test_what_stands_there_is_told_as_far_as_it_may_be(desk: Desk, column, cell, shown):
    good = {"kind_nr": "K1", "angebot": "hze_31", "geschlecht": "w", "wohngemeinde": "03155011", "beginn": "01.02.2024"}
    fine = {"geburtsjahr": "2015", "geburtsmonat": "4"} | good
    drawing = f"{column} | vorgang_nr\n{cell} | V1\n" + "\n".join(f"{fine[column]} | V{n}" for n in range(2, 12))
    found = rejections_of(desk.check({"nutzung_hze.csv": uses(drawing)}).parts[0])
    assert [one.shown for one in found] == [shown]


UVG = (
    mapping("hze", "bestand")
    .replace('beginn = "beginn"', 'beginn = { monat = "VON_MONAT", jahr = "VON_JAHR" }')
    .replace('geschlecht = "geschlecht"', 'geschlecht = "SEX"')
)


def test_the_report_names_columns_as_the_file_does_with_what_is_expected_and_what_stands_there(desk_of):
    content = "kind_nr;angebot;geburtsjahr;geburtsmonat;SEX;wohngemeinde;VON_MONAT;VON_JAHR;ende\n"
    content += "".join(f"K{n};hze_31;2015;4;{sex};03155011;3;{year};\n" for n, sex, year in ROWS)
    lines = lines_of(desk_of(mappings={"hze": UVG}).check({"hze-2024-12-31.csv": content}))
    assert lines[1:3] == [
        "    abgewiesen: 1 × „SEX“ enthält einen Code, der nicht in der Codeliste steht (dort steht 5; Zeile 2)",
        "    abgewiesen: 1 × „VON_MONAT und VON_JAHR“ ist kein Datum (erwartet TT.MM.JJJJ, JJJJ-MM-TT oder MM.JJJJ; dort steht 9 und 99; Zeile 3)",
    ]


ROWS = [(1, "5", "2022"), (2, "w", "22"), *((n, "w", "2022") for n in range(3, 30))]


def test_all_faults_of_all_files_are_told_in_one_pass(desk: Desk):
    report = desk.check(
        {
            "nutzung_hze.csv": uses("kind_nr | Farbe | geschlecht\nK1 | rot | x\nK2 | blau | w"),
            "nutzung_ktp.csv": uses("kind_nr | geschlecht\nK1 | x").replace("beginn", "anfang"),
            "zaehlwerte_kita.csv": counts("anzahl | alter_von\n700 | 3\n700 | 3\nviel | 4"),
            "unbekannt.csv": "a;b\n1;2\n",
        }
    )
    assert sorted(errors(report)) == ["keine_quelle", "spalte_fehlt", "unbekannte_spalte", "unbekannte_spalte"]
    told = {(one.file, one.code) for one in to_do(report)}
    assert {
        ("nutzung_hze.csv", "code"),
        ("nutzung_ktp.csv", "code"),
        ("zaehlwerte_kita.csv", "zahl"),
        ("zaehlwerte_kita.csv", "zweimal_gesagt"),
    } <= told


def test_a_missing_column_is_told_once_and_not_of_every_row(desk: Desk):
    report = desk.check({"nutzung_hze.csv": uses("kind_nr\nK1").replace("kind_nr", "nummer")})
    assert [part.rejected.height for part in report.parts] == [0]


def test_what_refuses_comes_first_and_the_same_to_do_stands_together(desk: Desk):
    drawing = "anzahl | alter_von | geschlecht\n700 | 3 | x\nviel | 4 | m\n5 | 5 | m\n5 | 5 | m\n6 | 6 | x"
    report = desk.check({"zaehlwerte_kita.csv": counts(drawing), "zaehlwerte_hort.csv": counts("anzahl | x\n1 | 2")})
    levels = [one.level for one in to_do(report)]
    assert levels == sorted(levels, key=("fehler", "frage", "zeile", "hinweis").index)
    assert {"fehler", "frage", "zeile"} <= set(levels)
