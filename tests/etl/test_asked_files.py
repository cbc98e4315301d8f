"""The files of the question on further use: what is accepted, refused, asked and told (HANDBUCH „Mitnutzungsfrage“)."""

import pytest

from etl.findings import Confirmation
from tests.etl.asked import answers, asked, samples
from tests.etl.office import LOST, Desk, errors, hints, questions, said, uses

JUZ = {"nutzung_juz_2024-12-31.csv": uses("angebot\njugendarbeit")}


def reasons(report) -> list[str]:
    return [reason for part in report.parts for reason in part.rejected["reason"]]


def test_answers_of_equal_children_stay_two_rows_and_an_empty_cell_is_no_other_offer(desk: Desk):
    desk.load(JUZ | asked("alter | genutzt\n11 | hze_31\n11 | hze_31\n11 | kita + hze_31\n11 | \n11 | ?"))
    assert desk.valid("genutzt", "mitnutzung") == [("",), ("?",), ("hze_31",), ("hze_31",), ("hze_31|kita",)]
    assert desk.valid("fragebogen, gezogen", "mitnutzung_stichprobe") == [("hze_31|kita", 40)]


def test_more_offers_in_a_cell_than_columns_do_not_make_the_stroke_between_them_the_delimiter(desk: Desk):
    many = [
        "hze_31",
        "kita",
        "hort",
        "hze_33",
        "hze_34",
        "erziehungsberatung",
        "elternkurse",
        "umgangsberatung",
        "hze_30",
    ]
    desk.load(JUZ | asked(f"genutzt\n{'+'.join(many)}", f"geantwortet | fragebogen\n1 | {'+'.join(many)}"))
    assert desk.valid("genutzt", "mitnutzung") == [("|".join(sorted(many)),)]


def test_an_age_may_be_a_number_or_a_band(desk: Desk):
    desk.load(JUZ | asked("alter | alter_von | alter_bis\n11 |  | \n | 10 | 14"))
    assert desk.valid("alter, alter_von, alter_bis", "mitnutzung") == [(11, None, None), (None, 10, 14)]


def test_a_mapping_names_columns_and_translates_offers_one_by_one(desk_of):
    said_by = """
[quelle]
name = "befragung"
lieferart = "bestand"
[[datei]]
rolle = "mitnutzung"
muster = ["boegen*.csv"]
weglassen = ["Bogen"]
[datei.spalten]
jahr = { fest = "2024" }
befragt_in = { fest = "juz" }
alter = "Alter"
genutzt = { aus = "Auch", codes = { "Hilfe" = "hze_31", "Krippe" = "kita" } }
"""
    desk = desk_of(mappings={"befragung": said_by})
    sheets = "Bogen;Alter;Auch\n1;4;Krippe|Hilfe\n2;4;\n3;4;kita\n"
    desk.load(JUZ | {"boegen.csv": sheets, "mitnutzung_stichprobe.csv": samples("geantwortet\n3")})
    assert desk.valid("alter, genutzt", "mitnutzung") == [(4, ""), (4, "hze_31|kita"), (4, "kita")]
    desk.build()
    assert desk.rows("SELECT DISTINCT answers FROM analysis.further_use") == [{"answers": 3.0}]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("genutzt\nkitta", "angebot|genutzt"),
        ("genutzt\nkita + kitta", "angebot|genutzt"),
        ("genutzt\nkita + ?", "frage_gemischt|genutzt"),
        ("genutzt\nhort", "nicht_gefragt|genutzt"),
        ("alter\n27", "alter_ausserhalb|alter"),
        ("alter | genutzt\n | kita", "fehlt|alter"),
        ("alter | alter_von | alter_bis\n | 12 | 9", "alter_verdreht|alter_bis"),
        ("frueher\nvielleicht", "code|frueher"),
        ("besuche_im_jahr\n0", "ohne_besuch|besuche_im_jahr"),
        ("gewicht\n0", "ohne_gewicht|gewicht"),
        ("familie\n41", "familie_nummer|familie"),
        ("wohngemeinde\n03155999", "gebiet|wohngemeinde"),
    ],
)
def test_a_wrong_answer_is_rejected_with_its_reason_and_no_cell_of_it_is_kept(desk: Desk, row, reason):
    right = "mitnutzung_stichprobe_2024.csv"
    report = desk.compared(
        JUZ | {"mitnutzung_2024.csv": answers(row), right: samples("geantwortet\n1")}, confirmed=LOST
    )
    assert reasons(report) == [reason]
    files = JUZ | asked("alter | genutzt\n11 | \n99 | hze_31", "geantwortet\n2")
    desk.load(files, confirmed=LOST)
    assert desk.con.sql("SELECT DISTINCT cells FROM microdata.rejected").fetchall() == [("{}",)]


@pytest.mark.parametrize(
    ("rows", "sample", "expected"),
    [
        ("familie | genutzt\n1 | \n | kita", "geantwortet\n2", "fehlt|familie"),
        ("tag | besuche_im_jahr\n1 | 3\n | 3", "auswahl | geantwortet\nbesuchstag | 2", "fehlt|tag"),
        ("tag | besuche_im_jahr\n1 | 3\n1 | ", "auswahl | geantwortet\nbesuchstag | 2", "fehlt|besuche_im_jahr"),
        ("gewicht | genutzt\n1,5 | \n | kita", "geantwortet\n2", "fehlt|gewicht"),
    ],
)
def test_what_the_sample_needs_of_every_answer_must_be_there(desk: Desk, rows, sample, expected):
    report = desk.compared(JUZ | asked(rows, sample), confirmed=LOST)
    assert reasons(report) == [expected], said(report)


def test_answers_without_their_sample_and_a_sample_without_answers_are_refused(desk: Desk):
    assert errors(desk.compared(JUZ | {"mitnutzung_2024.csv": answers("alter\n11")})) == ["ohne_stichprobe"]
    assert errors(desk.compared(JUZ | {"mitnutzung_stichprobe.csv": samples("gezogen\n40")})) == ["ohne_antworten"]


def test_more_answers_than_stated_refuse_and_fewer_are_asked_about(desk: Desk):
    assert errors(desk.compared(JUZ | asked("alter\n11\n11", "geantwortet\n1"))) == ["mehr_antworten"]
    report = desk.compared(JUZ | asked("alter\n11\n11", "geantwortet\n30"))
    assert questions(report) == ["antworten_fehlen"]
    assert not desk.compared(
        JUZ | asked("alter\n11\n11", "geantwortet\n30"), confirmed=[Confirmation("antworten_fehlen", "Bögen verloren")]
    ).refused


def test_where_families_are_drawn_families_are_counted(desk: Desk):
    assert errors(desk.compared(JUZ | asked("familie\n1\n1\n2", "geantwortet\n2"))) == []


@pytest.mark.parametrize("numbers", ["gezogen | grundgesamtheit\n500 | 400", "geantwortet | gezogen\n41 | 40"])
def test_a_sample_larger_than_its_list_is_refused_with_its_answers(desk: Desk, numbers):
    report = desk.compared(JUZ | asked("alter\n11", numbers))
    assert "alle_abgewiesen" in errors(report) and "ohne_stichprobe" in errors(report)


def test_a_sample_whose_answers_are_in_two_files_is_refused(desk: Desk):
    files = asked("alter\n11", "geantwortet\n2") | {"mitnutzung_b_2024.csv": answers("alter\n12")}
    assert errors(desk.compared(JUZ | files)) == ["stichprobe_verteilt"]


def test_a_name_that_is_no_source_and_no_offer_is_refused_unless_it_has_delivered_before(desk: Desk):
    assert errors(desk.compared(asked("alter\n11"))) == ["befragt_unbekannt"]
    desk.load(JUZ)
    assert errors(desk.compared(asked("alter\n11"))) == []


def test_who_was_just_there_and_few_answers_are_kept_and_told(desk: Desk):
    report = desk.compared(JUZ | asked("alter\n11", "geantwortet | auswahl\n1 | gelegenheit"))
    assert "stichprobe_gelegenheit" in hints(report) and errors(report) == []
    assert "antwort_gering" in hints(desk.compared(JUZ | asked("alter\n11", "geantwortet\n1")))


@pytest.mark.parametrize("column", ["bemerkung", "vorname", "kind_schluessel_1", "datum"])
def test_a_key_a_name_a_date_and_free_text_are_refused(desk: Desk, column):
    report = desk.compared(JUZ | asked(f"alter | {column}\n11 | x"))
    assert set(errors(report)) & {"unbekannte_spalte", "personenbezug"}


def test_a_date_in_place_of_the_number_of_a_day_is_rejected(desk: Desk):
    sample = "auswahl | geantwortet\nbesuchstag | 1"
    report = desk.compared(JUZ | asked("tag | besuche_im_jahr\n12.03.2024 | 3", sample), confirmed=LOST)
    assert reasons(report) == ["zahl|tag"]


def test_an_end_of_the_survey_in_the_future_is_refused(desk: Desk):
    assert errors(desk.compared(JUZ | asked("alter\n11", "geantwortet | stand\n1 | 01.02.2030"))) == ["stand_zukunft"]


def test_a_sample_that_comes_again_replaces_the_one_before_and_no_other(desk: Desk):
    desk.load(JUZ | asked("alter\n11\n12\n13"))
    other = asked("befragt_in\njugendarbeit", "befragt_in | geantwortet\njugendarbeit | 1")
    desk.load(other)
    desk.load(asked("alter\n11\n14"))
    assert desk.valid("befragt_in, alter", "mitnutzung") == [("jugendarbeit", 11), ("juz", 11), ("juz", 14)]
