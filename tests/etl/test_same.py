"""Do rows say the same twice, or contradict each other? Files in, sums, questions and hints out."""

import pytest

from etl.findings import Confirmation
from etl.report import lines_of
from store.settings import ProfileProblem
from tests.etl.office import Desk, balanced, counts, errors, hints, mapping, people, questions, reasons, said, uses

KITA = """
[quelle]
name = "kita"
lieferart = "aenderung"
zaehlweise = "zaehlwerte"
[[datei]]
rolle = "zaehlwerte"
muster = ["haus_*.csv"]
zusammenzaehlen = true
[datei.spalten]
stichtag = { fest = "01.03.2025" }
angebot = { fest = "kita" }
merkmal = { fest = "bestand" }
gemeinde = "Ort"
ortsbezug = { fest = "einrichtung" }
alter = "Alter"
einheit = { fest = "kinder" }
anzahl = "Kinder"
doppelt_gezaehlt = { fest = "nein" }
"""


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        ("Northeim;3;10\nNortheim;3;10", [10 + 10]),
        ("Northeim;3;10\nNortheim;3;12\nEinbeck;3;5", [22, 5]),
        ("Northeim;3;10\nNortheim;4;10", [10, 10]),
        ("Northeim;3;10\nNortheim;3;.", [None]),  # a part that nobody knows makes a whole that nobody knows
    ],
)
def test_parts_of_a_whole_are_added_where_the_mapping_says_so(desk_of, rows, sums):
    report = desk_of(mappings={"kita": KITA}).check({"haus_a.csv": f"Ort;Alter;Kinder\n{rows}\n"})
    assert report.parts[0].rows["anzahl"].to_list() == sums
    assert (errors(report), questions(report), balanced(report)) == ([], [], True)


def test_what_cannot_be_added_is_a_slip_of_the_mapping(desk_of):
    wrong = mapping("hze", "aenderung").replace("[datei.spalten]", "zusammenzaehlen = true\n[datei.spalten]")
    with pytest.raises(ProfileProblem, match="zusammenzaehlen"):
        desk_of(mappings={"hze": wrong}).check({"hze-2024-12-31.csv": uses("kind_nr\nK1")})


def test_added_rows_are_told_among_the_merged(desk_of):
    report = desk_of(mappings={"kita": KITA}).load({"haus_a.csv": "Ort;Alter;Kinder\nNortheim;3;10\nNortheim;3;10\n"})
    assert "2 Zeilen gelesen = 1 angenommen + 1 zusammengeführt" in lines_of(report)[0]


@pytest.mark.parametrize("lines", [[2, 3], [2, 4], [2, 3, 4]])
def test_the_same_statement_twice_is_asked_about_with_its_lines(desk: Desk, lines):
    rows = [("700" if line in lines else "5", "3" if line in lines else "4") for line in (2, 3, 4)]
    rows = [(count, age if count == "700" else str(3 + n)) for n, (count, age) in enumerate(rows)]
    drawing = "anzahl | alter_von | alter_bis\n" + "\n".join(f"{count} | {age} | {age}" for count, age in rows)
    report = desk.check({"zaehlwerte_kita.csv": counts(drawing)})
    assert questions(report) == ["zweimal_gesagt"]
    assert report.findings[[f.code for f in report.findings].index("zweimal_gesagt")].lines == lines


def test_a_confirmed_double_counts_once(desk: Desk):
    desk.load(
        {"zaehlwerte_kita.csv": counts("anzahl\n700\n700")}, confirmed=[Confirmation("zweimal_gesagt", "doppelt")]
    )
    assert desk.valid("anzahl", "zaehlwerte") == [(700,)]


# ── One child, two births ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("K1 | 2015 | 4 | V1\nK1 | 2016 | 4 | V2", ["zwei_geburten"]),
        ("K1 | 2015 | 4 | V1\nK1 | 2015 | 5 | V2", ["zwei_geburten"]),
        ("K1 | 2015 | 4 | V1\nK1 | 2016 | 4 | V1", ["zwei_geburten"]),  # and it is the same case
        ("K1 | 2015 | 4 | V1\nK1 | 2015 |   | V2", []),  # unknown is no contradiction
        ("K1 | 2015 | 4 | V1\nK2 | 2016 | 4 | V2", []),
    ],
)
def test_two_births_of_one_child_are_told(desk: Desk, rows, told):
    content = uses(f"kind_nr | geburtsjahr | geburtsmonat | vorgang_nr\n{rows}")
    assert [code for code in hints(desk.check({"nutzung_hze.csv": content})) if code == "zwei_geburten"] == told


@pytest.mark.parametrize(
    "files",
    [
        {"nutzung_hze.csv": uses("kind_nr | geburtsjahr\nK1 | 2015\nK1 | 2016\nK2 | 2015\nK2 | 2015")},
        {"nutzung_hze.csv": uses("kind_nr | ende\nK1 | \nK1 | 31.03.2024\nK1 | 30.04.2024")},
        {
            "nutzung_hze_2024-03-31.csv": uses("kind_nr\nK1\nK2"),
            "nutzung_hze_2024-06-30.csv": uses("kind_nr | geschlecht\nK1 | m\nK3 | w"),
        },
        {"bevoelkerung_lsn.csv": people("gemeinde\n03155011\n03155012")},
    ],
)
def test_check_and_the_first_load_give_the_same_sums(desk: Desk, files):
    checked = lines_of(desk.check(files))
    loaded = lines_of(desk.load(files))
    assert [line for line in checked if "gelesen" in line] == [line for line in loaded if "gelesen" in line]


# ── Ages that cross ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("groups", "ages"),
    [
        ([(0, 3), (3, 6), (6, 10)], "3 und 6"),
        ([(0, 5), (4, 9)], "4 und 5"),
        ([(0, 2), (3, 5), (6, 9)], None),
        ([(0, 17), (0, 2), (3, 17)], None),  # a whole beside its parts
        ([(3, 6), (6, 6)], None),
    ],
)
def test_ages_in_two_groups_are_told(desk: Desk, groups, ages):
    drawing = "alter_von | alter_bis\n" + "\n".join(f"{low} | {high}" for low, high in groups)
    report = desk.check({"zaehlwerte_kita.csv": counts(drawing)})
    assert ("alter_ueberlappt" in hints(report)) == (ages is not None)
    assert ages is None or f"Alter {ages}: steht in zwei Altersgruppen" in said(report)


# ── The same under two names ─────────────────────────────────────────────────────────────────────
SIX = uses("kind_nr\n" + "\n".join(f"K{n}" for n in range(6)))


def test_a_copy_of_a_file_is_refused_naming_the_other(desk: Desk):
    report = desk.check({"nutzung_hze_2024.csv": SIX, "nutzung_hze_2024 - Kopie.csv": SIX})
    assert errors(report) == ["dieselbe_datei"]
    assert "dieselbe Datei wie nutzung_hze_2024" in said(report)


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        (SIX + SIX.splitlines()[1].replace("K0", "K9") + "\n", ["unter_anderer_quelle"]),
        (SIX.replace(";w;", ";m;"), ["unter_anderer_quelle"]),  # corrected, and still the same uses
        (uses("kind_nr\nK0\nL1\nL2\nL3"), []),
    ],
)
def test_rows_of_one_source_in_the_file_of_another_are_asked_about(desk: Desk, other, asked):
    assert questions(desk.check({"nutzung_hze.csv": SIX, "nutzung_kopie.csv": other})) == asked


def test_one_file_under_two_roles_is_no_copy(desk_of):
    two = mapping("hze", "aenderung") + '[[datei]]\nrolle = "unbenutzt"\nmuster = ["x"]\n'
    assert errors(desk_of(mappings={"hze": two}).check({"hze-2024-12-31.csv": SIX})) == []


@pytest.mark.parametrize(
    ("drawing", "told"),
    [
        ("einheit | ortsbezug\nkinder | einrichtung\nfamilien | einrichtung", 1),
        ("einheit | ortsbezug\nkinder | einrichtung\nkinder | wohnort", 1),
        ("einheit | alter_von\nkinder | 3\nkinder | 4", 0),
    ],
)
def test_two_stocks_of_one_offer_and_day_are_told(desk: Desk, drawing, told):
    report = desk.check({"zaehlwerte_kita.csv": counts(drawing)})
    assert hints(report).count("zweiter_bestand") == told


def test_contradictions_are_rejected_as_before(desk: Desk):
    report = desk.check({"zaehlwerte_kita.csv": counts("anzahl | alter_bis\n7 | 5\n8 | 5\n9 | 6")})
    assert reasons(report) == [(2, "widerspruch|"), (3, "widerspruch|")]
