"""What do planners' deliveries mean? Rows as delivered in, the tables of planning out (HANDBUCH „Lieferformat“)."""

from datetime import date

import pytest

from tests.etl.office import Desk, drawn

LIST = {  # a row of `warteliste` that is right in every cell; a test draws the cells that it is about
    "angebot": "hze_31",
    "stichtag": "31.12.2025",
    "gebiet": "03155",
    "wartende": "14",
    "einheit": "familien",
    "wartezeit_median_tage": "46",
    "wartezeit_art": "wartend",
    "anfragen_jahr": "61",
    "nicht_besetzt_jahr": "12",
    "grund": "kein_personal",
    "doppelt_gezaehlt": "nein",
}
STAFF = {
    "fachbereich": "Unterhalt",
    "sachgebiet": "Beistandschaften",
    "stichtag": "30.06.2026",
    "stellen_vzae": "12,5",
    "besetzt_vzae": "10,8",
    "personen_klasse": "ab5",
    "faelle": "412",
    "faelle_einheit": "faelle",
}
PLACES = {
    "angebot": "kita",
    "stichtag": "01.08.2026",
    "gemeinde": "03155013",
    "alter_von": "0",
    "alter_bis": "2",
    "plaetze_genehmigt": "180",
    "plaetze_angeboten": "165",
    "plaetze_belegt": "158",
    "traegerart": "frei",
}


def of(desk: Desk, table: str, columns: str = "*") -> list[tuple]:
    return desk.build().con.sql(f"SELECT {columns} FROM analysis.{table} ORDER BY ALL").fetchall()


# ── Waiting lists ────────────────────────────────────────────────────────────────────────────────
def test_a_list_is_kept_as_it_was_delivered(desk):
    desk.load({"warteliste_x.csv": drawn("wartende\n14", LIST)})
    assert of(desk, "waiting") == [
        ("hze_31", date(2025, 12, 31), "03155", 14, "familien", 46, "wartend", 61, 12, "kein_personal", "nein")
    ]


def test_a_list_with_a_row_for_each_reason_counts_its_families_once_and_adds_what_was_left_unfilled(desk):
    table = "grund | nicht_besetzt_jahr\nkein_personal | 4\nkein_platz | 7\nsonstiges | 1"
    desk.load({"warteliste_x.csv": drawn(table, LIST)})
    assert of(desk, "waiting", "waiting, requests, unfilled, reason, median_days") == [(14, 61, 12, "kein_platz", 46)]


def test_a_list_that_tells_both_waiting_times_counts_once_with_the_time_of_those_still_waiting(desk):
    table = "wartezeit_art | wartezeit_median_tage\nbegonnen | 90\nwartend | 46"
    desk.load({"warteliste_x.csv": drawn(table, LIST)})
    assert of(desk, "waiting", "waiting, unfilled, median_days, days_of") == [(14, 12, 46, "wartend")]


def test_the_lists_of_two_providers_are_added_and_have_no_common_median(desk):
    desk.load(
        {
            "warteliste_awo.csv": drawn("wartende | nicht_besetzt_jahr | grund\n14 | 2 | kein_platz", LIST),
            "warteliste_drk.csv": drawn("wartende | nicht_besetzt_jahr | grund\n6 | 3 | kein_personal", LIST),
        }
    )
    assert of(desk, "waiting", "waiting, requests, unfilled, reason, median_days, days_of, counted_twice") == [
        (20, 122, 5, "kein_personal", None, None, "unbekannt")
    ]


def test_requests_that_one_provider_did_not_tell_are_unknown_and_not_the_sum_of_the_others(desk):
    desk.load(
        {
            "warteliste_awo.csv": drawn("anfragen_jahr | nicht_besetzt_jahr | grund\n61 | 12 | kein_platz", LIST),
            "warteliste_drk.csv": drawn("anfragen_jahr | nicht_besetzt_jahr | grund\n | | ", LIST),
        }
    )
    assert of(desk, "waiting", "waiting, requests, unfilled, reason") == [(28, None, None, "kein_platz")]


def test_a_zero_is_a_zero_and_an_empty_cell_is_unknown(desk):
    table = "wartende | anfragen_jahr | nicht_besetzt_jahr | wartezeit_median_tage | wartezeit_art | grund | doppelt_gezaehlt\n0 | 0 | | | | | "
    desk.load({"warteliste_x.csv": drawn(table, LIST)})
    columns = "waiting, requests, unfilled, median_days, days_of, reason, counted_twice"
    assert of(desk, "waiting", columns) == [(0, 0, None, None, None, None, "unbekannt")]


def test_a_dissolved_municipality_counts_where_it_went(desk):
    desk.load({"warteliste_x.csv": drawn("gebiet\n03155008", LIST)})
    assert of(desk, "waiting", "area") == [("03155013",)]


# ── Posts, places, money ─────────────────────────────────────────────────────────────────────────
def test_posts_are_kept_by_unit_and_a_sum_beside_its_parts_is_left_out(desk):
    table = """sachgebiet | stellen_vzae | personen_klasse
        Beistandschaften | 12,5 | ab5
        Vormundschaften | 3,0 | unter5
        Fachbereich gesamt | 15,5 | ab5"""
    desk.load({"personal_x.csv": drawn(table, STAFF)})
    assert of(desk, "staff", "section, posts, filled, few, cases, cases_unit") == [
        ("Beistandschaften", 12.5, 10.8, False, 412, "faelle"),
        ("Vormundschaften", 3.0, 10.8, True, 412, "faelle"),
    ]


def test_a_fachbereich_that_is_delivered_as_one_sum_is_kept(desk):
    desk.load({"personal_x.csv": drawn("sachgebiet\nFachbereich gesamt", STAFF)})
    assert of(desk, "staff", "section, posts") == [("Fachbereich gesamt", 12.5)]


def test_places_of_two_providers_in_one_town_are_added_and_what_one_left_open_is_unknown(desk):
    desk.load(
        {
            "plaetze_awo.csv": drawn("plaetze_genehmigt | plaetze_angeboten\n180 | 165", PLACES),
            "plaetze_drk.csv": drawn("plaetze_genehmigt | plaetze_angeboten\n20 | ", PLACES),
            "plaetze_stadt.csv": drawn("plaetze_genehmigt | traegerart\n50 | oeffentlich", PLACES),
        }
    )
    assert of(desk, "place", "approved, offered, taken, provider") == [
        (50, 165, 158, "oeffentlich"),
        (200, None, 316, "frei"),
    ]


def test_money_is_kept_by_offer_product_and_stage_and_a_later_delivery_corrects(desk):
    table = "jahr | angebot | produkt | aufwand | ertrag | davon_erstattung_anderer | stand\n"
    first = (
        table
        + "2025 | hze_34 | | 4.812.300,00 | 611.050,00 | 402.000,00 | vorlaeufig\n2025 | | 36.3.03 | 7,5 | 0 | | plan"
    )
    desk.load({"ausgaben_2026-01-31.csv": drawn(first)})
    desk.load({"ausgaben_2026-06-30.csv": drawn(table + "2025 | hze_34 | | 5.000.000 | 0 | | vorlaeufig")})
    assert of(desk, "expenditure") == [
        (2025, "", "36.3.03", 7.5, 0.0, None, "plan"),
        (2025, "hze_34", "", 5_000_000.0, 0.0, None, "vorlaeufig"),
    ]


# ── Public statistics and counts by hand ─────────────────────────────────────────────────────────
@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_deliveries_of_one_fact_the_latest_holds_in_whatever_order_they_come(desk, order):
    table = "stichtag | gebiet | merkmal | anzahl | bezug_anzahl | quelle\n31.12.2024 | 03155011 | sgb2_unter_15 | {} | 3500 | BA"
    files = [
        {"soziallage_agentur_2025-03-01.csv": drawn(table.format(340))},
        {"soziallage_jobcenter_2025-09-01.csv": drawn(table.format(351))},
    ]
    for position in order:
        desk.load(files[position])
    assert of(desk, "social") == [(date(2024, 12, 31), "03155011", "sgb2_unter_15", 351, 3500, "BA")]


def test_an_overlap_is_one_pair_whichever_offer_is_named_first(desk):
    table = """jahr | angebot_a | angebot_b | gebiet | kinder_beide_min | kinder_beide_max | quelle
        2025 | kita | hze_31 | 03155 | 40 | 50 | Auszählung
        2024 | hze_31 | kita | 03155 | 30 | 35 | Auszählung"""
    desk.load({"ueberschneidung_x.csv": drawn(table)})
    assert of(desk, "stated_overlap") == [
        (2024, "hze_31", "kita", "03155", 30, 35, "Auszählung"),
        (2025, "hze_31", "kita", "03155", 40, 50, "Auszählung"),
    ]


def test_an_overlap_may_be_with_everything_linked(desk):
    table = """jahr | angebot_a | angebot_b | gebiet | kinder_beide_min | kinder_beide_max | quelle
        2025 | kita | verknuepft | 03155 | 120 | 150 | Auszählung"""
    desk.load({"ueberschneidung_x.csv": drawn(table)})
    assert of(desk, "stated_overlap") == [(2025, "kita", "verknuepft", "03155", 120, 150, "Auszählung")]


def test_births_and_moves_are_kept_with_what_was_not_told_as_unknown(desk):
    table = "jahr | gemeinde | alter | geburten | zuzuege | fortzuege\n2024 | 03155011 | | 230 | | \n2024 | 03155011 | 3 | | 0 | 12"
    desk.load({"geburten_zuzuege_x.csv": drawn(table)})
    assert of(desk, "birth_move") == [(2024, "03155011", 3, None, 0, 12), (2024, "03155011", None, 230, None, None)]


def test_a_projection_keeps_its_variants_apart_and_the_newest_making_of_each(desk):
    usual = {"gemeinde": "03155", "alter_von": "0", "alter_bis": "2", "geschlecht": "", "basis": "Zensus 2022"}
    usual |= {"geschaetzt": "ja", "quelle": "LSN", "abruf": "", "stichtag": "31.12.2030"}
    table = "variante | anzahl | erstellt_am\n"
    desk.load({"vorausrechnung_alt.csv": drawn(table + "V1 | 2800 | 01.06.2024\nV2 | 2600 | 01.06.2024", usual)})
    desk.load({"vorausrechnung_neu.csv": drawn(table + "V1 | 2750 | 01.06.2026", usual)})
    assert of(desk, "projection", "sex, count, variant, made_on") == [
        ("all", 2600, "V2", date(2024, 6, 1)),
        ("all", 2750, "V1", date(2026, 6, 1)),
    ]


def test_replaced_rows_are_in_no_table(desk):
    desk.load({"warteliste_2026-01-31.csv": drawn("wartende\n14", LIST)})
    desk.load({"warteliste_2026-02-28.csv": drawn("wartende\n15", LIST)})
    assert of(desk, "waiting", "waiting") == [(15,)]
