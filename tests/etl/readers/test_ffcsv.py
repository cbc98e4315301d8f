"""Flat files of GENESIS: old or new, German or English, the same rows come out."""

import pytest
from polars.testing import assert_frame_equal

from etl.readers import Unreadable
from tests.etl.readers.one import read_one as read

# Figures of Northeim 31.12.2024 from 12411-01-01-4, © Statistische Ämter des Bundes und der Länder, dl-de/by-2-0.
NEW = """\
statistics_code;statistics_label;time_code;time_label;time;1_variable_code;1_variable_label;1_variable_attribute_code;1_variable_attribute_label;2_variable_code;2_variable_label;2_variable_attribute_code;2_variable_attribute_label;value;value_unit;value_variable_code;value_variable_label
12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;03155;Northeim, Landkreis;GES;Geschlecht;GESW;weiblich;63589;Anzahl;BEVSTD;Bevölkerungsstand
12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;03155;Northeim, Landkreis;GES;Geschlecht;;Insgesamt;125623;Anzahl;BEVSTD;Bevölkerungsstand
"""  # noqa: E501
OLD = """\
Statistik_Code;Statistik_Label;Zeit_Code;Zeit_Label;Zeit;1_Merkmal_Code;1_Merkmal_Label;1_Auspraegung_Code;1_Auspraegung_Label;2_Merkmal_Code;2_Merkmal_Label;2_Auspraegung_Code;2_Auspraegung_Label;BEVSTD__Bevoelkerungsstand__Anzahl
12411;Fortschreibung;STAG;Stichtag;31.12.2024;KREISE;Kreise;03155;      Northeim, Landkreis;GES;Geschlecht;GESW;weiblich;63589
12411;Fortschreibung;STAG;Stichtag;31.12.2024;KREISE;Kreise;03155;      Northeim, Landkreis;GES;Geschlecht;;Insgesamt;125623
"""  # noqa: E501
ROWS = """
    zeit       | merkmal_1_code | merkmal_1 | auspraegung_1_code | auspraegung_1       | merkmal_2_code | merkmal_2  | auspraegung_2_code | auspraegung_2 | wert   | einheit | groesse | line
    31.12.2024 | KREISE         | Kreise    | 03155              | Northeim, Landkreis | GES            | Geschlecht | GESW               | weiblich      | 63589  | Anzahl  | BEVSTD  | 2
    31.12.2024 | KREISE         | Kreise    | 03155              | Northeim, Landkreis | GES            | Geschlecht |                    | Insgesamt     | 125623 | Anzahl  | BEVSTD  | 3"""  # noqa: E501
GERMAN = {"statistics_": "Statistik_", "time": "Zeit", "variable_attribute": "Auspraegung", "variable": "Merkmal"}


def in_german(text: str) -> str:
    head, rest = text.split("\n", 1)
    for english, german in (GERMAN | {"value_unit": "Wert_Einheit", "value": "Wert"}).items():
        head = head.replace(english, german)
    return f"{head}\n{rest}"


@pytest.mark.parametrize("content", [NEW, OLD, in_german(NEW), "\ufeff" + NEW], ids=["new", "old", "german", "mark"])
def test_every_form_gives_the_same_rows(file, drawn, content):
    assert_frame_equal(read(file(content), "ffcsv").frame, drawn(ROWS))


def test_an_old_file_with_two_quantities_gives_a_row_for_each(file):
    content = OLD.replace("__Anzahl\n", "__Anzahl;FL001__Flaeche__qkm\n").replace("63589\n", "63589;12,5\n")
    content = content.replace("125623\n", "125623;-\n")
    frame = read(file(content), "ffcsv").frame
    assert frame.select("wert", "einheit", "groesse", "line").rows() == [
        ("63589", "Anzahl", "BEVSTD", 2),
        ("12,5", "qkm", "FL001", 2),
        ("125623", "Anzahl", "BEVSTD", 3),
        ("-", "qkm", "FL001", 3),
    ]


def test_marks_of_quality_are_passed_over_with_a_note(file, drawn):
    content = NEW.replace("_label\n", "_label;value_q\n").replace("stand\n", "stand;e\n")
    table = read(file(content), "ffcsv")
    assert_frame_equal(table.frame, drawn(ROWS))
    assert table.notes == ("1 Spalte mit Qualitätskennzeichen übergangen.",)


def test_only_the_areas_asked_for_are_read_and_the_others_are_counted(file, drawn):
    elsewhere = "12411;Fortschreibung;STAG;Stichtag;2024-12-31;KREISE;Kreise;03159;Göttingen;GES;Geschlecht;;Insgesamt;1;Anzahl;BEVSTD;Bevölkerungsstand\n"  # noqa: E501
    table = read(file(NEW + elsewhere), "ffcsv", nur="^03155$")
    assert_frame_equal(table.frame, drawn(ROWS))
    assert table.notes == ("1 Zeile anderer Gebiete übergangen.",)


def test_a_damaged_row_is_a_bad_line(file):
    table = read(file(NEW.replace("GESW;weiblich;", "GESW;")), "ffcsv")
    assert (table.frame.height, table.bad_lines) == (1, ((2, "zu_wenige_zellen|16|17"),))


@pytest.mark.parametrize(
    ("content", "said"),
    [("nr;ort\n1;a\n", "„nr“ ist unbekannt"), (NEW.replace(";value;", ";value_q;"), "Zeit und Wert")],
)
def test_another_table_is_refused(file, content, said):
    with pytest.raises(Unreadable, match=said):
        read(file(content), "ffcsv")
