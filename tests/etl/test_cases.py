"""Small deliveries that fell short once, each for a kind: what must the check say? tests/etl/cases/KIND_NAME holds the files.

All words and figures in them are invented. Folders 1 and 2 are two deliveries, loaded in that order; quellen belongs to the
profile. The rules and more of each kind: the tests of the rooms that judge them (etl/readers, key_columns, same, periods, loss …).
"""

from pathlib import Path

import pytest

from etl.report import lines_of
from store.settings import ProfileProblem
from tests.etl.office import SHIPPED, Desk, errors, hints, questions, reasons

CASES = Path(__file__).parent / "cases"
SAID_ALWAYS = {"ohne_stand", "ungeprueft"}
JUDGED = {  # case → errors, questions, hints besides those of a missing Lieferschein, rows that can be read of each file
    "a1_schluessel_als_e_zahl": (["schluessel_exponent"], [], [], [8]),
    "b1_zwei_von_fuenf_unlesbar": ([], ["zu_viele_abgewiesen"], [], [60]),
    "d1_nur_kopfzeile": (["nur_kopfzeile"], [], [], [0]),
    "e1_punkt_und_drei_stellen": ([], [], [], [2]),
    "f1_zwei_trennzeichen": (["unlesbar"], [], [], []),
    "g1_zwei_blaetter_gleiche_spalten": ([], [], [], [5, 5]),
    "h1_nv_in_weggelassener_spalte": ([], [], [], [5]),
    "i1_bemerkung_rechts": ([], ["zu_viele_abgewiesen"], [], [2]),
    "i3_name_der_spalte": ([], ["zu_viele_abgewiesen"], [], [2]),
    "j1_abgeschnittene_xls": (["unlesbar"], [], [], []),
    "k1_regionalschluessel_12": ([], [], [], [3]),
    "l1_zwei_kitas_gleiche_zahl": ([], ["zweimal_gesagt"], [], [3]),
    "m1_kopie_im_ordner": (["dieselbe_datei"], [], [], [8, 8]),
    "n1_vorjahr_unter_neuem_namen": ([], ["andere_zeit"], [], [3]),
    "o1_zerlegte_umlaute": ([], [], [], [2]),
    "p1_dos": (["unlesbar"], [], [], []),
    "q1_excel_mit_endung_csv": ([], [], [], [1]),
    "s1_stichtage_im_kopf": ([], [], [], [8]),
    "t1_strich_heisst_null": ([], [], ["zeichen"], [6]),
    "u1_ein_kind_zwei_geburten": ([], [], ["zwei_geburten"], [4]),
    "v1_3_bis_6_und_6_bis_10": ([], [], ["alter_ueberlappt"], [9]),
    "w2_gefilterte_zeilen": ([], [], ["zeilen_ausgeblendet"], [5]),
}
WORDS = {  # what must stand there, in the words of the office
    "i1_bemerkung_rechts": "14 statt 13 Zellen: zu viele (Zeile 2)",
    "i3_name_der_spalte": "VON_MONAT und VON_JAHR",
    "p1_dos": "Umlaute",
    "f1_zwei_trennzeichen": "wie Daten aussehen",
}


def desk_for(case: str, folder: Path) -> Desk:
    own = sorted((CASES / case / "quellen").glob("*.toml"))
    known = [*sorted((SHIPPED / "quellen").glob("*.toml")), *own]
    return Desk(folder, {file.stem: file.read_text("utf-8") for file in known})


def files_of(case: str, step: str = ".") -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((CASES / case / step).iterdir()) if file.is_file()}


def test_every_case_is_asked_about():
    other = {
        "a2_nullen_verloren_zweites_jahr",
        "c1_geplantes_ende_2034",
        "r1_codes_als_liste",
        "r2_datum_ausgeschrieben",
    }
    assert {folder.name for folder in CASES.iterdir()} == {*JUDGED, *other}


@pytest.mark.parametrize("case", JUDGED)
def test_a_delivery_that_falls_short_is_judged_as_its_kind_says(case, tmp_path):
    report = desk_for(case, tmp_path).check(files_of(case))
    told = sorted(set(hints(report)) - SAID_ALWAYS)
    assert (
        errors(report),
        questions(report),
        told,
        [part.rows.height for part in report.parts],
    ) == JUDGED[case]
    assert WORDS.get(case, "") in "\n".join(lines_of(report))


def test_keys_that_lost_their_zeros_are_refused_in_the_second_year(tmp_path):
    desk = desk_for("a2_nullen_verloren_zweites_jahr", tmp_path)
    desk.load(files_of("a2_nullen_verloren_zweites_jahr", "1"))
    assert errors(desk.compared(files_of("a2_nullen_verloren_zweites_jahr", "2"))) == ["nullen_verloren"]


def test_a_planned_end_is_no_stand_and_drops_nothing(tmp_path):
    desk = desk_for("c1_geplantes_ende_2034", tmp_path)
    for step in "12":
        report = desk.load(files_of("c1_geplantes_ende_2034", step))
        assert [part.merged for part in report.parts] == [0]
    assert desk.valid("count(*), count(ende)") == [(8, 8)]


@pytest.mark.parametrize(
    ("case", "slip"),
    [
        ("r1_codes_als_liste", "quellen/neu.toml [datei] 1. spalten geschlecht codes: Dort steht eine Liste."),
        ("r2_datum_ausgeschrieben", "quellen/neu.toml [datei] 1. spalten geburt datum: Dort steht „TT.MM.JJJJ“."),
    ],
)
def test_a_slip_of_a_mapping_names_file_key_and_the_right_form(case, slip, tmp_path):
    with pytest.raises(ProfileProblem) as told:
        desk_for(case, tmp_path).check(files_of(case))
    assert slip in str(told.value) and ("%d.%m.%Y" in str(told.value) or "Tabelle" in str(told.value))


def test_a_stroke_is_zero_and_the_other_signs_are_unknown(tmp_path):
    report = desk_for("t1_strich_heisst_null", tmp_path).check(files_of("t1_strich_heisst_null"))
    counts = report.parts[0].rows["anzahl"].to_list()
    assert (counts.count(0), counts.count(None), len(counts)) == (3, 1, 6) and reasons(report) == []
