"""GENESIS tables: every value cell becomes a row with its area, date, labels and header levels."""

import pytest
from polars.testing import assert_frame_equal

from etl.readers import Unreadable
from tests.etl.readers.one import read_one as read

# Layout as downloaded from regionalstatistik.de; figures of Northeim 31.12.2015 from table 12411-02-03-5,
# © Statistische Ämter des Bundes und der Länder, dl-de/by-2-0.
AREAS = """\
GENESIS-Tabelle: 12411-02-03-5
Bevölkerungsstand: Bevölkerung nach Geschlecht;;;;;
und Altersgruppen (17) - Stichtag 31.12. -;;;;; Gebietsstand 01.01.2009
31.12.2015;;;;;
;;Insgesamt;Insgesamt;männlich;männlich
;;unter 3 Jahre;3 bis unter 6 Jahre;unter 3 Jahre;3 bis unter 6 Jahre
03155;      Northeim, Landkreis;3111;3059;1592;1570
03155001;        Bad Gandersheim;260;243;138;131
03155004;        Einbeck;-;-;-;-
03156;      Osterode am Harz, Landkreis;1597;.;x;-
__________
"zu ""gesamte Tabelle"":
01.01.2009;;;;;"
Stand: 10.10.2017 / 18:42:14
"""
# Layout and figures: table 22543-01-01-4, © Statistische Ämter des Bundes und der Länder, dl-de/by-2-0.
DATED = """\
GENESIS-Tabelle: 22543-01-01-4
Kindertagesbetreuung - Stichtage -;;;;;
;;;;Betreute Kinder;Betreute Kinder
;;;;;Altersgruppe
;;;;;unter 3 Jahre
;;;;Anzahl;Anzahl
01.03.2010;03155;      Northeim, Landkreis;Tageseinrichtung;4305;390
15.03.2007;03155;      Northeim, Landkreis;Tagespflege;13;.
__________
Stand: 10.10.2017 / 18:21:55
"""


def test_every_value_cell_is_a_row_with_its_header_levels(file, drawn):
    assert_frame_equal(
        read(file(AREAS), "genesis", nur="^03155").frame,
        drawn("""
        stichtag   | schluessel | name                | kopf_1    | kopf_2              | wert | line
        31.12.2015 | 03155      | Northeim, Landkreis | Insgesamt | unter 3 Jahre       | 3111 | 7
        31.12.2015 | 03155      | Northeim, Landkreis | Insgesamt | 3 bis unter 6 Jahre | 3059 | 7
        31.12.2015 | 03155      | Northeim, Landkreis | männlich  | unter 3 Jahre       | 1592 | 7
        31.12.2015 | 03155      | Northeim, Landkreis | männlich  | 3 bis unter 6 Jahre | 1570 | 7
        31.12.2015 | 03155001   | Bad Gandersheim     | Insgesamt | unter 3 Jahre       | 260  | 8
        31.12.2015 | 03155001   | Bad Gandersheim     | Insgesamt | 3 bis unter 6 Jahre | 243  | 8
        31.12.2015 | 03155001   | Bad Gandersheim     | männlich  | unter 3 Jahre       | 138  | 8
        31.12.2015 | 03155001   | Bad Gandersheim     | männlich  | 3 bis unter 6 Jahre | 131  | 8"""),
    )


def test_a_date_column_further_labels_and_gaps_in_the_header_are_kept(file, drawn):
    assert_frame_equal(
        read(file(DATED), "genesis").frame,
        drawn("""
        stichtag   | schluessel | name                | zeile_1          | kopf_1          | kopf_2       | kopf_3        | kopf_4 | wert | line
        01.03.2010 | 03155      | Northeim, Landkreis | Tageseinrichtung | Betreute Kinder |              |               | Anzahl | 4305 | 7
        01.03.2010 | 03155      | Northeim, Landkreis | Tageseinrichtung | Betreute Kinder | Altersgruppe | unter 3 Jahre | Anzahl | 390  | 7
        15.03.2007 | 03155      | Northeim, Landkreis | Tagespflege      | Betreute Kinder |              |               | Anzahl | 13   | 8
        15.03.2007 | 03155      | Northeim, Landkreis | Tagespflege      | Betreute Kinder | Altersgruppe | unter 3 Jahre | Anzahl | .    | 8"""),
    )  # noqa: E501


def test_dissolved_areas_and_areas_not_asked_for_are_left_out_and_counted(file):
    notes = read(file(AREAS), "genesis", nur="^03155").notes
    assert "12411-02-03-5" in notes[0]
    assert notes[1] == "1 Zeile anderer Gebiete übergangen (Zuordnung: nur = „^03155“)."
    assert notes[2] == "1 Zeile ohne Zahl („-“: Gebiet aufgelöst, unbewohnt) ausgelassen."


def test_signs_for_secret_or_missing_values_stay_as_written(file):
    frame = read(file(AREAS), "genesis", nur="^03156").frame
    assert frame["wert"].to_list() == ["1597", ".", "x", "-"]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_encoding_changes_nothing(file, code):
    table = read(file(AREAS, encoding=code), "genesis")
    assert_frame_equal(table.frame, read(file(AREAS, "gleich.csv"), "genesis").frame)
    assert table.encoding == code


def test_the_reference_date_may_stand_behind_a_word_in_the_titles(file):
    frame = read(file(AREAS.replace("31.12.2015;", "Stichtag: 31.12.2020;")), "genesis").frame
    assert frame["stichtag"].unique().to_list() == ["31.12.2020"]


def test_damaged_rows_are_bad_lines(file):
    damaged = AREAS.replace("260;243", "260243").replace("03156;", "Northeim;")
    table = read(file(damaged), "genesis")
    assert table.bad_lines == (
        (8, "zu_wenige_zellen|5|6"),
        (10, "ohne_gebiet|"),
    )
    assert table.frame["schluessel"].unique().to_list() == ["03155"]


def test_a_row_without_its_date_is_a_bad_line(file):
    table = read(file(DATED.replace("15.03.2007;", "15.2007;")), "genesis")
    assert table.bad_lines == ((8, "ohne_gebiet|"),)


DAYS_ABOVE = """\
GENESIS-Tabelle: 12411-01-01-5
Bevölkerung nach Geschlecht;;;;;
- Stichtag 31.12. -;;;;; Gebietsstand 01.01.2009
{head}
;;männlich;weiblich;männlich;weiblich
03155;Northeim, Landkreis;64000;66000;63800;65900
03155001;Bad Gandersheim, Stadt;4900;5100;4880;5090
__________
Stand: 10.10.2017 / 11:01:03
"""


@pytest.mark.parametrize(
    ("head", "days"),
    [
        (";;31.12.2015;31.12.2015;31.12.2014;31.12.2014", ["31.12.2015", "31.12.2014"]),
        (";;31.12.2015;;31.12.2014;", ["31.12.2015", "31.12.2014"]),  # merged cells
        (";;2015;2015;2014;2014", ["2015", "2014"]),
        (
            ";;Stichtag 31.12.2015;Stichtag 31.12.2015;Stichtag 31.12.2014;Stichtag 31.12.2014",
            ["31.12.2015", "31.12.2014"],
        ),
    ],
)
def test_days_or_years_may_stand_in_the_header(file, head, days):
    table = read(file(DAYS_ABOVE.format(head=head)), "genesis")
    rows = table.frame.filter(schluessel="03155").select("stichtag", "kopf_2", "wert").rows()
    first, second = days
    assert rows == [
        (first, "männlich", "64000"),
        (first, "weiblich", "66000"),
        (second, "männlich", "63800"),
        (second, "weiblich", "65900"),
    ]
    assert (table.frame.height, table.bad_lines) == (8, ())


def test_days_may_stand_in_a_further_label_of_the_rows(file):
    content = "GENESIS\n;;;Kinder;Frauen\n03155;Northeim;31.12.2015;5;6\n03155;Northeim;31.12.2016;7;8\n____\n"
    frame = read(file(content), "genesis").frame
    assert frame.select("stichtag", "kopf_1", "wert").rows()[1:3] == [
        ("31.12.2015", "Frauen", "6"),
        ("31.12.2016", "Kinder", "7"),
    ]


def test_a_header_that_names_more_than_days_leaves_the_day_of_the_titles(file):
    head = ";;Insgesamt;31.12.2015;Insgesamt;Insgesamt"
    assert set(read(file(DAYS_ABOVE.format(head=head)), "genesis").frame["stichtag"]) == {"01.01.2009"}


def test_one_of_several_quantities_is_chosen_by_any_column(file):
    nur = {"schluessel": ["03155*"], "kopf_1": ["Insgesamt"], "kopf_2": ["unter 3 Jahre"]}
    table = read(file(AREAS), "genesis", nur=nur)
    assert table.frame.select("schluessel", "wert").rows() == [("03155", "3111"), ("03155001", "260")]
    assert table.notes[-1] == "10 Zeilen übergangen (Zuordnung: nur = schluessel, kopf_1, kopf_2)."


@pytest.mark.parametrize(
    ("content", "layout", "said"),
    [
        (AREAS[: AREAS.index("____")], {}, "abgeschnitten"),
        ("nr;ort\n1;a\n", {}, "kein Tabellenkopf"),
        ("", {}, "kein Tabellenkopf"),
        (AREAS.replace("31.12.2015;", "Jahr;").replace("01.01.2009\n", "\n"), {}, "kein Stichtag"),
        (AREAS, {"nur": "("}, "„nur“"),
        ("GENESIS\n;;Kinder;Kinder\n01.03.2010;03155;5;6\n____\n", {}, "nur 2 Spalten"),
    ],
)
def test_a_table_without_end_header_date_or_keys_is_refused(file, content, layout, said):
    with pytest.raises(Unreadable, match=said):
        read(file(content), "genesis", **layout)
