"""What do counts, visits, Lieferscheine and populations mean? Rows as delivered in, ranges, complete years, denominators out."""

from dataclasses import replace
from datetime import date

import pytest

from store.settings import People
from tests.etl.office import Desk, counts, drawn, people, slip, uses
from tests.grid import rows

STAND = "nutzung_hze_2024-12-31.csv"


# ── Counts and contacts ──────────────────────────────────────────────────────────────────────────
def counted(desk: Desk, columns: str = "low::INT AS low, high::INT AS high") -> list[dict]:
    return desk.build().rows(f"SELECT {columns} FROM analysis.counted_year ORDER BY ALL")


@pytest.mark.parametrize(
    ("unit", "twice", "least", "most", "low_high"),
    [
        ("kinder", "nein", "", "", (100, 100)),
        ("kinder", "unbekannt", "", "", (1, 100)),  # one child may be in it many times
        ("familien", "nein", "1", "2,4", (100, 240)),
        ("familien", "ja", "1", "2,4", (1, 240)),
        ("familien", "nein", "", "", None),  # no stated range: not in reach
        ("kinder", "nein", "0,5", "1", (50, 100)),
    ],
)
def test_a_count_stands_for_a_least_and_a_most_number_of_children(desk, unit, twice, least, most, low_high):
    table = f"jahr | stichtag | merkmal | einheit | doppelt_gezaehlt | kinder_je_einheit_min | kinder_je_einheit_max | anzahl\n2024 | | nutzende | {unit} | {twice} | {least} | {most} | 100"
    desk.load({"zaehlwerte_x.csv": counts(table)})
    assert counted(desk) == ([] if low_high is None else [{"low": low_high[0], "high": low_high[1]}])


@pytest.mark.parametrize(
    ("first", "least", "most", "low_high"),
    [
        ("38", "", "", (38, 38)),
        ("38", "4", "12", (38, 38)),
        ("", "4", "12", (30, 93)),
        ("", "", "", None),
        ("", "4", "", None),
    ],
)
def test_visits_stand_for_children_only_by_first_visits_or_a_stated_range(desk, first, least, most, low_high):
    table = f"angebot | jahr | gemeinde | besuche | erstbesuche | besuche_je_kind_min | besuche_je_kind_max\ncafe_kinderwagen | 2025 | 03155007 | 371 | {first} | {least} | {most}"
    desk.load({"kontakte_cafe.csv": drawn(table)})
    assert counted(desk) == ([] if low_high is None else [{"low": low_high[0], "high": low_high[1]}])


def test_visits_may_say_where_the_children_live_and_how_old_they_are(desk):
    """Else they are where the offer is, at the ages of the offer; who lives outside is not reached."""
    desk.load(
        {
            "kontakte_cafe.csv": drawn(
                """angebot | jahr | gemeinde | wohngemeinde | alter_von | alter_bis | besuche | erstbesuche
                cafe_kinderwagen | 2025 | Uslar | Uslar | 0 | 0 | 40 | 8
                cafe_kinderwagen | 2025 | Uslar | Uslar | 1 | 2 | 30 | 5
                cafe_kinderwagen | 2025 | Uslar | unbekannt | 1 | 2 | 9 | 3
                cafe_kinderwagen | 2025 | Uslar | ausserhalb | 1 | 2 | 9 | 4
                cafe_kinderwagen | 2025 | Bodenfelde | | | | 20 | 6"""
            )
        }
    )
    columns = "area, by_place, age_from, age_to, low::INT AS low, high::INT AS high"
    assert [tuple(row.values()) for row in counted(desk, columns)] == [
        ("03155002", True, 0, 0, 6, 6),
        ("03155012", False, 0, 0, 8, 8),
        ("03155012", False, 1, 2, 5, 5),
        ("03155012", True, 1, 2, 3, 3),
    ]


def test_visits_of_several_months_and_places_are_one_sum_of_the_year(desk):
    desk.load(
        {
            "kontakte_cafe.csv": drawn(
                "angebot | jahr | monat | gemeinde | besuche | erstbesuche\ncafe_kinderwagen | 2025 | 1 | Uslar | 30 | 4\ncafe_kinderwagen | 2025 | 2 | Uslar | 20 | 1"
            )
        }
    )
    assert counted(desk, "year, area, by_place, count::INT AS count, low::INT AS low") == [
        {"year": 2025, "area": "03155012", "by_place": True, "count": 50, "low": 5}
    ]


def test_a_count_by_place_is_marked_and_one_on_a_date_keeps_the_date(desk):
    desk.load(
        {
            "zaehlwerte_kita.csv": counts(
                "ortsbezug | stichtag | jahr | merkmal\neinrichtung | 01.03.2025 | | bestand\nwohnort | | 2025 | nutzende"
            )
        }
    )
    assert counted(desk, "by_place, date") == [
        {"by_place": False, "date": None},
        {"by_place": True, "date": date(2025, 3, 1)},
    ]


def test_ages_are_those_on_31_december_but_for_visits_that_do_not_state_them(desk):
    visits = "angebot | jahr | gemeinde | alter_von | alter_bis | besuche | erstbesuche\n"
    rows = "cafe_kinderwagen | 2025 | Uslar | 0 | 0 | 30 | 4\ncafe_kinderwagen | 2025 | Uslar | | | 20 | 1"
    desk.load({"kontakte_cafe.csv": drawn(visits + rows)})
    assert [(row["low"], row["older"]) for row in counted(desk, "low::INT AS low, older")] == [(1, 1), (4, 0)]


@pytest.mark.parametrize(
    ("ages_of", "older"),
    [("", 0), ("31.12.2024", 0), ("2024-12-31", 0), ("01.03.2024", 1), ("31.12.2023", 1), ("Beginn", 2)],
)
def test_a_sum_may_state_the_ages_of_another_day_or_of_the_begin(desk, ages_of, older):
    """Day care is for ages up to 6: who began at 3 to 5 may be 7 on 31 December, not more."""
    table = f"jahr | stichtag | merkmal | alter_am\n2024 | | nutzende | {ages_of}"
    desk.load({"zaehlwerte_x.csv": counts(table)})
    assert counted(desk, "older") == [{"older": older}]


def test_begun_and_ended_cases_are_no_children(desk):
    desk.load({"zaehlwerte_x.csv": counts("jahr | stichtag | merkmal\n2024 | | begonnen\n2024 | | beendet")})
    assert counted(desk) == []


# ── Coverage ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("slips", "complete"),
    [
        ("01.01.2024 | 31.12.2024 | ja", {2024: True}),
        ("01.01.2024 | 31.12.2024 | nein", {2024: False}),
        ("01.01.2024 | 30.06.2024 | ja", {2024: False}),  # the running year
        ("01.01.2024 | 30.06.2024 | ja\n01.07.2024 | 31.12.2024 | ja", {2024: True}),
        ("01.01.2024 | 30.06.2024 | ja\n02.07.2024 | 31.12.2024 | ja", {2024: False}),  # a day is missing
        ("01.01.2024 | 30.06.2024 | ja\n01.07.2024 | 31.12.2024 | nein", {2024: False}),
        ("01.07.2022 | 30.06.2024 | ja", {2022: False, 2023: True, 2024: False}),
    ],
)
def test_a_year_is_known_when_what_was_delivered_in_full_covers_it(desk, slips, complete):
    desk.load(
        {STAND: uses("kind_nr\nK1"), "lieferschein.csv": slip("zeitraum_von | zeitraum_bis | vollstaendig\n" + slips)}
    )
    assert dict(desk.build().con.sql("SELECT year, complete FROM analysis.coverage").fetchall()) == complete


def test_an_offer_counted_on_dates_is_known_in_a_year_whose_dates_are_covered(desk):
    desk.load({
        "zaehlwerte_kita.csv": counts("stichtag\n01.03.2024\n01.03.2025"),
        "lieferschein.csv": slip("quelle | angebot | zeitraum_von | zeitraum_bis | datenstand\nkita | kita | 01.03.2024 | 01.03.2024 | 01.05.2025"),
    })  # fmt: skip
    assert dict(desk.build().con.sql("SELECT year, complete FROM analysis.coverage").fetchall()) == {2024: True}


# ── Population ───────────────────────────────────────────────────────────────────────────────────
def population(desk: Desk) -> list[dict]:
    return desk.build().rows(
        "SELECT year(date)::INT AS year, count::INT AS count, basis, estimated FROM analysis.population ORDER BY ALL"
    )


OFFICIAL = """
    stichtag   | anzahl | basis
    31.12.2011 | 1000   | Zensus 2011
    31.12.2014 | 1030   | Zensus 2011
    31.12.2020 | 1100   | Zensus 2011
    31.12.2022 | 900    | Zensus 2022
    31.12.2024 | 921    | Zensus 2022
"""


def test_a_missing_year_is_interpolated_between_two_official_dates_of_one_basis_at_most_five_years_apart(desk):
    desk.load({"bevoelkerung_lsn.csv": people(OFFICIAL)})
    assert population(desk) == rows("""
        year | count | basis       | estimated
        2011 | 1000  | Zensus 2011 | false
        2012 | 1010  | Zensus 2011 | true
        2013 | 1020  | Zensus 2011 | true
        2014 | 1030  | Zensus 2011 | false
        2020 | 1100  | Zensus 2011 | false
        2022 | 900   | Zensus 2022 | false
        2023 | 911   | Zensus 2022 | true
        2024 | 921   | Zensus 2022 | false
    """)  # 2015–2019: six years apart; 2021: another basis


def test_a_delivered_estimate_is_no_anchor_and_goes_before_an_interpolated_value(desk):
    desk.load(
        {
            "bevoelkerung_lsn.csv": people(
                "stichtag | anzahl | geschaetzt\n31.12.2020 | 1000 | nein\n31.12.2021 | 700 | ja\n31.12.2022 | 1200 | nein\n31.12.2024 | 800 | ja"
            )
        }
    )
    assert [(row["year"], row["count"], row["estimated"]) for row in population(desk)] == [
        (2020, 1000, False),
        (2021, 700, True),
        (2022, 1200, False),
        (2024, 800, True),
    ]


TWO = people(
    "anzahl | basis | quelle | geschaetzt\n126598 | Zensus 2022 | LSN | nein\n131765 | Zensus 2011 | Regional | nein\n130000 | Melderegister | EMA | ja"
)


@pytest.mark.parametrize(
    ("order", "count"),
    [
        (["amtlich", "geschaetzt"], 126598),  # both official: by name of the source
        (["geschaetzt", "amtlich"], 130000),
        (["Zensus 2011", "amtlich"], 131765),
        (["EMA", "LSN"], 130000),
        (["Regional", "amtlich"], 131765),
    ],
)
def test_of_two_official_values_the_office_names_the_order(desk, order, count):
    desk.load({"bevoelkerung_lsn.csv": TWO})
    office = desk.profile.office.model_copy(update={"people": People(reihenfolge=order)})
    desk.profile = replace(desk.profile, office=office)
    assert [row["count"] for row in population(desk)] == [count]


def test_of_two_values_of_one_kind_the_latest_retrieved_is_used(desk):
    desk.load({"bevoelkerung_lsn.csv": people("anzahl | quelle | abruf\n3000 | A | 01.01.2025\n3100 | B | 01.06.2025")})
    assert [row["count"] for row in population(desk)] == [3100]


def test_another_date_than_31_december_is_not_interpolated(desk):
    desk.load({"bevoelkerung_lsn.csv": people("stichtag | anzahl\n30.06.2020 | 1000\n30.06.2022 | 1200")})
    assert [row["year"] for row in population(desk)] == [2020, 2022]
