"""How do deliveries follow each other? Deliveries in any order in, the rows that hold out; nothing is overwritten or lost."""

from datetime import date, datetime
from itertools import permutations

import pytest

from etl.record import forget_replaced
from tests.etl.office import LOST, PEOPLE, Desk, balanced, counts, drawn, mapping, people, reasons, said, slip, uses

ROWS = "kind_nr, beginn::VARCHAR, ende::VARCHAR"
OLD, NEW, NEWEST = "hze-2022-12-31.csv", "hze-2023-12-31.csv", "hze-2024-12-31.csv"


EPISODES = {
    OLD: uses("""
        kind_nr | beginn     | ende
        K1      | 01.02.2022 | 30.06.2022
        K2      | 01.03.2022 |
        K3      | 01.04.2022 |
    """),
    NEW: uses("""
        kind_nr | beginn     | ende
        K2      | 01.03.2022 | 31.05.2023
        K4      | 01.05.2023 |
    """),
    NEWEST: uses("""
        kind_nr | beginn     | ende
        K4      | 01.05.2023 | 31.01.2024
        K5      | 01.06.2024 |
    """),
}
K1 = ("K1", "2022-02-01", "2022-06-30")
K2 = ("K2", "2022-03-01", "2023-05-31")
K3 = ("K3", "2022-04-01", None)
K4 = ("K4", "2023-05-01", "2024-01-31")
K5 = ("K5", "2024-06-01", None)
HELD = {
    "aenderung": [K1, K2, K3, K4, K5],  # adds and corrects
    "zeitraum": [K1, K2, K3, K4, K5],  # each file replaces its own year only
    "bestand": [K3, K4, K5],  # the newest replaces all; open and absent is kept and told
}


@pytest.mark.parametrize("order", list(permutations(EPISODES)), ids=lambda order: "-".join(name[4:8] for name in order))
@pytest.mark.parametrize("delivery", HELD)
def test_the_newest_stand_wins_in_whatever_order_files_come(desk_of, delivery, order):
    desk: Desk = desk_of(delivery)
    for name in order:
        assert balanced(desk.load({name: EPISODES[name]}))
    assert desk.valid(ROWS) == HELD[delivery]


AGAIN = "hze-2024-03-31.csv"  # the year 2023, delivered again three months later
LATER = slip("zeitraum_von | zeitraum_bis | datenstand\n01.01.2023 | 31.12.2023 | 31.03.2024")


@pytest.mark.parametrize(
    "order", list(permutations((OLD, NEW, AGAIN))), ids=lambda order: "-".join(name[4:11] for name in order)
)
def test_a_period_delivered_again_without_a_case_leaves_what_the_year_before_said_of_it(desk_of, order):
    content = {
        OLD: {OLD: uses("kind_nr | beginn | ende\nK2 | 01.03.2022 | ")},
        NEW: {NEW: uses("kind_nr | beginn | ende\nK2 | 01.03.2022 | 31.05.2023\nK3 | 01.04.2023 | ")},
        AGAIN: {AGAIN: uses("kind_nr | beginn | ende\nK4 | 01.05.2023 | 31.01.2024"), "lieferschein.csv": LATER},
    }
    desk: Desk = desk_of("zeitraum")
    for name in order:
        assert balanced(desk.load(content[name]))
    assert desk.valid(ROWS) == [("K2", "2022-03-01", None), K4]


@pytest.mark.parametrize("delivery", HELD)
def test_a_folder_holds_the_same_as_its_files_one_by_one(desk_of, delivery):
    desk: Desk = desk_of(delivery)
    desk.load(EPISODES)
    assert desk.valid(ROWS) == HELD[delivery]


@pytest.mark.parametrize("delivery", HELD)
def test_a_delivery_loaded_twice_changes_nothing_and_every_row_is_merged(desk_of, delivery):
    desk: Desk = desk_of(delivery)
    desk.load(EPISODES)
    rows = "SELECT * EXCLUDE (brought_by) FROM microdata.nutzung ORDER BY ALL"
    before = desk.rows(rows)
    again = desk.load(EPISODES)
    assert desk.rows(rows) == before
    assert [part.merged for part in again.parts] == [part.read for part in again.parts]


def test_a_corrected_row_is_kept_beside_the_one_it_replaces(desk_of):
    desk: Desk = desk_of("aenderung")
    desk.load({OLD: uses("kind_nr | geschlecht\nK1 | m").replace("2024", "2022")})
    desk.load({NEW: uses("kind_nr | geschlecht\nK1 | w").replace("2024", "2022")})
    assert desk.rows("SELECT geschlecht, delivered_in, replaced_in FROM microdata.nutzung ORDER BY delivered_in") == [
        {"geschlecht": "m", "delivered_in": 1, "replaced_in": 2},
        {"geschlecht": "w", "delivered_in": 2, "replaced_in": None},
    ]


def test_a_case_number_holds_a_case_together_when_its_begin_is_corrected(desk):
    for day, begin in ((31, "01.02.2024"), (30, "01.03.2024")):
        desk.load({f"nutzung_hze_2024-12-{61 - day}.csv": uses(f"kind_nr | vorgang_nr | beginn\nK1 | V1 | {begin}")})
    assert desk.valid("kind_nr, vorgang_nr, beginn::VARCHAR") == [("K1", "V1", "2024-03-01")]


def test_without_a_case_number_the_begin_tells_two_cases_of_a_child_apart(desk):
    desk.load({"nutzung_hze.csv": uses("kind_nr | beginn | ende\nK1 | 01.02.2024 | 01.03.2024\nK1 | 01.05.2024 | ")})
    assert len(desk.valid("kind_nr")) == 2


def test_the_same_number_in_two_sources_is_two_children(desk):
    desk.load(
        {"nutzung_hze.csv": uses("kind_nr\nK1"), "nutzung_ktp.csv": uses("kind_nr | angebot\nK1 | kindertagespflege")}
    )
    assert desk.valid("source, kind_nr") == [("hze", "K1"), ("ktp", "K1")]


def test_in_one_delivery_a_closed_case_goes_before_the_same_case_open_and_the_later_end_before_the_earlier(desk):
    report = desk.load(
        {
            "nutzung_hze.csv": uses("""
        kind_nr | geschlecht | ende
        K1      | m          |
        K1      | w          | 30.06.2024
        K1      | o          | 31.05.2024
    """)
        }
    )
    assert desk.valid("geschlecht, ende::VARCHAR") == [("w", "2024-06-30")]
    assert (report.parts[0].merged, balanced(report)) == (2, True)


def test_a_bestand_of_population_does_not_replace_other_dates(desk):
    for year in (2015, 2016):
        files = {
            f"bevoelkerung_{year}.csv": people(f"stichtag\n31.12.{year}"),
            "lieferschein.csv": slip("lieferart\nbestand"),
            "nutzung_hze.csv": uses("kind_nr\nK1"),
        }
        desk.load(files)
    assert desk.valid("stichtag::VARCHAR", "bevoelkerung") == [("2015-12-31",), ("2016-12-31",)]


def test_a_count_delivered_again_is_corrected(desk):
    desk.load({"zaehlwerte_kita_2025-03-01.csv": counts("anzahl\n700")})
    desk.load({"zaehlwerte_kita_2025-04-01.csv": counts("anzahl\n712")})
    desk.load({"zaehlwerte_kita_2025-03-15.csv": counts("anzahl\n705")})  # late and older
    assert desk.valid("anzahl", "zaehlwerte") == [(712,)]


def test_two_official_values_for_a_day_stand_side_by_side(desk):
    content = people(
        "anzahl | basis | quelle\n126598 | Zensus 2022 | LSN\n131765 | Zensus 2011 | LSN\n125623 | Zensus 2022 | Regionalstatistik"
    )
    desk.load({"bevoelkerung_lsn.csv": content})
    assert [anzahl for (anzahl,) in desk.valid("anzahl", "bevoelkerung")] == [125623, 126598, 131765]


def test_a_later_lieferschein_goes_before_an_older_one_in_any_order(desk):
    for stand, complete in (("15.02.2026", "ja"), ("15.02.2025", "nein")):
        desk.load({"lieferschein.csv": slip(f"datenstand | vollstaendig\n{stand} | {complete}")})
    assert desk.valid("datenstand, vollstaendig", "lieferschein") == [(date(2026, 2, 15), True)]


def test_lieferscheine_of_several_offers_each_have_their_own_stand(desk):
    first = slip("angebot | datenstand | vollstaendig\nhze_31 | 01.01.2025 | nein\nhze_30 | 01.03.2026 | ja")
    desk.load({"lieferschein_a.csv": first})
    desk.load({"lieferschein_b.csv": slip("angebot | datenstand\nhze_31 | 01.06.2025")})
    assert desk.valid("angebot, vollstaendig", "lieferschein") == [("hze_30", True), ("hze_31", True)]


# ── Rejected rows ────────────────────────────────────────────────────────────────────────────────
def test_rejected_rows_are_kept_once_with_reason_and_cells_but_without_birth(desk):
    files = {
        "nutzung_hze.csv": uses(
            "kind_nr | geburtsjahr | geburtsmonat | geschlecht\nK1 | 2015 | 4 | x\nK2 | 2015 | 4 | w"
        )
    }
    desk.load(files, confirmed=LOST)
    desk.load(files, confirmed=LOST)
    [kept] = desk.rows("SELECT file, line, reason, cells FROM microdata.rejected")
    assert (kept["file"], kept["line"], kept["reason"]) == ("nutzung_hze.csv", 2, "code|geschlecht")
    assert '"kind_nr":"K1"' in kept["cells"]
    assert "geburt" not in kept["cells"]


@pytest.mark.parametrize("written", ["17.04.2015", "2015-04-17", "17/04/2015", "20150417"])
def test_a_birth_date_that_slipped_into_another_column_is_not_kept(desk_of, written):
    columns = 'geburt = { aus = "DOB", kuerzen = "monat" }'
    desk: Desk = desk_of(
        mappings={
            "hze": mapping("hze", "bestand")
            .replace('geburtsjahr = "geburtsjahr"', columns)
            .replace('geburtsmonat = "geburtsmonat"\n', "")
        }
    )
    usual = uses("kind_nr\nK1").replace("geburtsjahr;geburtsmonat", "DOB").replace("2015;6", "01.06.2015")
    header, good = usual.splitlines()
    shifted = ";".join(["K2", "hze_31", "w", written, *good.split(";")[4:]])
    report = desk.load({NEWEST: "\n".join([header, good, shifted, good.replace("K1", "K3")])}, confirmed=LOST)
    assert [line for line, _ in reasons(report)] == [3]
    [kept] = desk.rows("SELECT cells FROM microdata.rejected")
    assert written not in kept["cells"]


def test_a_row_with_too_many_cells_is_kept_apart_and_counted(desk):
    header, good = uses("kind_nr\nK1").splitlines()
    report = desk.load(
        {"nutzung_hze.csv": "\n".join([header, good, good.replace("K1", "K2") + ";zuviel", "K3;hze_31", good, good])},
        confirmed=LOST,
    )
    assert reasons(report) == [(3, "zu_viele_zellen|9|8"), (4, "zu_wenige_zellen|2|8")]
    assert (balanced(report), "zuviel" in said(report)) == (True, False)


def test_every_delivery_is_recorded_with_where_its_rows_went(desk):
    desk.load({"nutzung_hze.csv": uses("kind_nr | geschlecht\nK1 | w\nK1 | w\nK2 | x\nSumme | w")}, confirmed=LOST)
    columns = "file, source, role, rows_read, accepted, merged, rejected, sum_rows"
    assert desk.con.sql(f"SELECT {columns} FROM microdata.delivery").fetchall() == [
        ("nutzung_hze.csv", "hze", "nutzung", 4, 1, 1, 1, 1)
    ]


@pytest.mark.parametrize(("loaded", "left"), [("2024-10-31T00:00:00", 1), ("2024-11-02T00:00:00", 2)])
def test_replaced_rows_are_forgotten_after_the_years_the_office_keeps_them(desk_of, loaded, left):
    desk: Desk = desk_of("aenderung")
    desk.load({OLD: uses("kind_nr | beginn | geschlecht\nK1 | 01.02.2022 | m")})
    desk.load({NEW: uses("kind_nr | beginn | geschlecht\nK1 | 01.02.2022 | w")})
    desk.con.execute("UPDATE microdata.delivery SET loaded_at = $1", [loaded])
    desk.load({NEWEST: uses("kind_nr | beginn | geschlecht\nK1 | 01.02.2022 | w")})
    assert desk.rows("SELECT count(*) AS n FROM microdata.nutzung WHERE replaced_in = 2 OR replaced_in IS NULL") == [
        {"n": left}
    ]


def test_the_years_kept_are_counted_on_a_leap_day_too(desk):
    desk.con.execute("USE microdata")
    assert forget_replaced(desk.con, datetime(2028, 2, 29), 2) is None  # noqa: DTZ001


@pytest.mark.parametrize(
    "role",
    [
        "warteliste",
        "personal",
        "plaetze",
        "ausgaben",
        "soziallage",
        "ueberschneidung",
        "geburten_zuzuege",
        "vorausrechnung",
        "kontakte",
    ],
)
def test_the_other_canonical_files_are_kept_and_merged(desk, role):
    desk.load({f"{role}_x.csv": OTHERS[role]})
    again = desk.load({f"{role}_x.csv": OTHERS[role]})
    assert len(desk.valid("source", role)) == 1
    assert again.parts[0].merged == 1


OTHERS = {
    "warteliste": drawn(
        "angebot | stichtag | gebiet | wartende | einheit\nhze_31 | 31.12.2025 | 03155 | 14 | familien"
    ),
    "personal": drawn(
        "fachbereich | sachgebiet | stichtag | stellen_vzae | besetzt_vzae | personen_klasse\nA | B | 30.06.2026 | 12,5 | 10,8 | ab5"
    ),
    "plaetze": drawn(
        "angebot | stichtag | gemeinde | alter_von | alter_bis | plaetze_genehmigt\nkita | 01.08.2026 | 03155013 | 0 | 2 | 180"
    ),
    "ausgaben": drawn(
        "jahr | angebot | aufwand | ertrag | stand\n2025 | hze_34 | 4.812.300,00 | 611.050,00 | ergebnis"
    ),
    "soziallage": drawn("stichtag | gebiet | merkmal | anzahl | quelle\n31.12.2025 | 03155 | sgb2_unter_15 | 900 | BA"),
    "ueberschneidung": drawn(
        "jahr | angebot_a | angebot_b | gebiet | kinder_beide_min | kinder_beide_max | quelle\n2025 | hze_31 | hze_30 | 03155 | 3 | 9 | Auszählung"
    ),
    "geburten_zuzuege": drawn("jahr | gemeinde | geburten\n2025 | 03155 | 1000"),
    "vorausrechnung": drawn("variante | erstellt_am\nmittel | 01.06.2026", PEOPLE),
    "kontakte": drawn("angebot | jahr | gemeinde | besuche\ncafe_kinderwagen | 2025 | 03155007 | 371"),
}
