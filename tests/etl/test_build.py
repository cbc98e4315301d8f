"""What does each case mean? Rows as delivered in, children, counts and population as counted out (HANDBUCH „Was jeder Fall bedeutet“)."""

from datetime import date

import pytest

from tests.etl.office import Desk, counts, drawn, hints, mapping, people, slip, uses
from tests.grid import rows

STAND = "nutzung_hze_2024-12-31.csv"
SLIP_2024 = slip("zeitraum_von | zeitraum_bis | datenstand\n01.01.2024 | 31.12.2024 | 31.12.2024")


def years(desk: Desk, columns: str = "year") -> list[tuple]:
    return desk.build().con.sql(f"SELECT {columns} FROM analysis.child_year ORDER BY ALL").fetchall()


def days(desk: Desk, day: str, columns: str) -> list[tuple]:
    return (
        desk.build().con.sql(f"SELECT {columns} FROM analysis.child_day WHERE date = '{day}' ORDER BY ALL").fetchall()
    )


# ── Running, open, ended ─────────────────────────────────────────────────────────────────────────
def test_a_use_counts_in_every_year_from_its_begin_to_its_end(desk):
    desk.load({STAND: uses("beginn | ende\n01.07.2021 | 02.01.2024")})
    assert years(desk) == [(2021,), (2022,), (2023,), (2024,)]


def test_an_open_use_counts_to_the_last_complete_day_of_its_source_and_never_beyond(desk):
    desk.load(
        {
            "nutzung_hze_2026-02-15.csv": uses("beginn | ende\n01.07.2024 | "),
            "lieferschein.csv": slip("datenstand | zeitraum_bis\n15.02.2026 | 31.12.2025"),
        }
    )
    assert years(desk) == [(2024,), (2025,)]


def test_an_end_in_the_future_does_not_count_beyond_the_stand(desk):
    desk.load({STAND: uses("beginn | ende\n01.07.2024 | 31.07.2030")})
    assert years(desk) == [(2024,)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize(
    ("delivery", "last"),
    [("bestand", date(2022, 12, 31)), ("zeitraum", date(2022, 12, 31)), ("aenderung", date(2024, 12, 31))],
)
def test_open_and_absent_from_a_later_delivery_is_ended_or_goes_on_and_is_told(desk_of, delivery, last, order):
    desk: Desk = desk_of(delivery)
    files = [
        {"hze-2022-12-31.csv": uses("kind_nr | beginn | ende\nK1 | 01.07.2022 | ")},
        {"hze-2024-12-31.csv": uses("kind_nr | beginn | ende\nK2 | 01.07.2024 | ")},
    ]
    for position in order:
        desk.load(files[position])
    desk.build()
    assert desk.con.sql("SELECT last_day FROM episode WHERE first_day = '2022-07-01'").fetchall() == [(last,)]
    from etl.build import SQL

    assert ("offen_verschwunden", 1) in [
        (code, n) for _, code, _, _, n in desk.con.sql((SQL / "findings.sql").read_text("utf-8")).fetchall()
    ]


def test_an_open_use_of_an_offer_that_a_newer_file_no_longer_names_goes_on_to_its_stand(desk_of):
    desk: Desk = desk_of(
        mappings={
            "hze": mapping("hze", "aenderung").replace(
                'angebot = "angebot"',
                'angebot = { aus = "angebot", codes = { "hze_31" = "hze_31", "hze_30" = "hze_30" } }',
            )
        }
    )
    desk.load({"hze-2022-12-31.csv": uses("kind_nr | angebot | beginn\nK1 | hze_31 | 01.07.2022")})
    desk.load({"hze-2024-12-31.csv": uses("kind_nr | angebot | beginn\nK2 | hze_30 | 01.07.2024")})
    desk.build()
    assert desk.con.sql("SELECT offer, last_day FROM episode ORDER BY ALL").fetchall() == [
        ("hze_30", date(2024, 12, 31)),
        ("hze_31", date(2024, 12, 31)),
    ]


def test_a_contact_of_one_day_counts_on_that_day(desk):
    desk.load({STAND: uses("beginn | ende\n01.03.2024 | 01.03.2024")})
    assert (years(desk), days(desk, "2024-03-01", "age"), days(desk, "2024-12-31", "age")) == ([(2024,)], [(8,)], [])


# ── Age ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("month", "age"), [("2", 9), ("3", 8), ("4", 8), ("12", 8), ("1", 9)])
def test_on_a_reference_date_the_birthday_counts_from_the_month_after_the_birth_month(desk, month, age):
    desk.load({STAND: uses(f"geburtsjahr | geburtsmonat | beginn\n2015 | {month} | 01.02.2024")})
    assert days(desk, "2024-03-01", "age") == [(age,)]


@pytest.mark.parametrize("month", ["1", "12", ""])
def test_on_31_december_and_in_the_year_the_age_is_year_minus_birth_year(desk, month):
    desk.load({STAND: uses(f"geburtsjahr | geburtsmonat | beginn | ende\n2015 | {month} | 01.02.2024 | ")})
    assert (days(desk, "2024-12-31", "age"), years(desk, "age")) == ([(9,)], [(9,)])


@pytest.mark.parametrize(
    ("born", "begin", "ages"),
    [(2006, "01.02.2023", [17, 18]), (2024, "01.07.2024", [0]), (1998, "01.02.2024", [26]), (1997, "01.02.2023", [26])],
)
def test_born_and_grown_up_in_the_year_have_the_age_of_31_december(desk, born, begin, ages):
    desk.load({STAND: uses(f"geburtsjahr | geburtsmonat | beginn | ende\n{born} | 6 | {begin} | ")})
    assert [age for (age,) in years(desk, "age")] == ages


def test_the_latest_record_says_birth_and_sex_of_a_child(desk):
    desk.load(
        {
            STAND: uses(
                "vorgang_nr | geburtsjahr | geschlecht | beginn\nV1 | 2014 | m | 01.02.2023\nV2 | 2015 | w | 01.02.2024"
            )
        }
    )
    assert years(desk, "year, age, sex") == [(2023, 8, "w"), (2024, 9, "w")]


# ── Home ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("records", "counted"),
    [
        ("01.02.2024 | 30.04.2024 | Dassel\n01.05.2024 |  | Uslar", [(2024, "03155012")]),  # moved within: the latest
        ("01.02.2024 | 30.04.2024 | Dassel\n01.05.2024 |  | unbekannt", [(2024, "03155003")]),  # a known home goes first
        ("01.02.2024 |  | unbekannt", [(2024, "-")]),  # in the district, in no municipality
        ("01.02.2024 |  | ausserhalb", []),  # not reach
        ("01.02.2023 | 30.04.2023 | Dassel\n01.05.2024 |  | ausserhalb", [(2023, "03155003")]),
        ("01.02.2024 |  | 03155008", [(2024, "03155013")]),  # dissolved: the municipality of today
        ("01.02.2024 |  | 03155", [(2024, "-")]),
    ],
)  # fmt: skip
def test_a_child_counts_once_where_its_latest_record_of_the_year_says_it_lives(desk, records, counted):
    desk.load({STAND: uses("beginn | ende | wohngemeinde\n" + records)})
    assert years(desk, "year, area") == counted


@pytest.mark.parametrize(
    ("left", "counted"), [("", [2023, 2024]), ("01.07.2024", [2023]), ("31.12.2023", []), ("01.01.2025", [2023, 2024])]
)
def test_a_child_that_moved_away_counts_to_the_year_before(desk, left, counted):
    desk.load({STAND: uses(f"beginn | wegzug\n01.02.2023 | {left}")})
    assert [year for (year,) in years(desk)] == counted


def test_only_a_delivered_move_ends_the_count_on_a_reference_date(desk):
    desk.load(
        {
            STAND: uses(
                "kind_nr | beginn | wegzug\nK1 | 01.02.2023 | 01.03.2024\nK2 | 01.02.2023 | 02.03.2024\nK3 | 01.02.2023 | "
            )
        }
    )
    assert len(days(desk, "2024-03-01", "age")) == 2


# ── Offers ───────────────────────────────────────────────────────────────────────────────────────
def test_offers_of_a_year_and_of_the_years_before_are_bits(desk):
    desk.load(
        {
            STAND: uses(
                "angebot | beginn | ende\nhze_31 | 01.02.2022 | 31.12.2022\nhze_30 | 01.02.2023 | 31.12.2023\nhze_31 | 01.02.2024 | 01.03.2024"
            )
        }
    )
    assert years(desk, "year, mask, prev") == [
        (2022, 1 << 18, 0),
        (2023, 1 << 17, 1 << 18),
        (2024, 1 << 18, 1 << 17 | 1 << 18),
    ]


def test_an_intervention_is_never_reach(desk):
    desk.load({STAND: uses("angebot\nschutzauftrag_8a\ninobhutnahme")})
    assert years(desk) == []
    groups = desk.con.sql("SELECT offers FROM analysis.offer_group").fetchall()
    assert not {"schutzauftrag_8a", "inobhutnahme", "vormundschaft"} & {
        offer for (offers,) in groups for offer in offers
    }


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


def test_without_lieferschein_a_canonical_file_covers_nothing(desk):
    assert hints(desk.load({"nutzung_hze.csv": uses("kind_nr\nK1")})) == ["ohne_stand"]
    assert desk.build().rows("SELECT * FROM analysis.coverage") == []


def test_without_lieferschein_the_mapping_says_since_when_and_the_file_until_when(desk_of):
    desk: Desk = desk_of("bestand")
    desk.load({"hze-2024-06-30.csv": uses("kind_nr\nK1")})
    assert dict(desk.build().con.sql("SELECT year, complete FROM analysis.coverage").fetchall()) == {
        2020: True,
        2021: True,
        2022: True,
        2023: True,
        2024: False,
    }


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
    desk.profile.office["bevoelkerung"] = {"reihenfolge": order}
    assert [row["count"] for row in population(desk)] == [count]


def test_of_two_values_of_one_kind_the_latest_retrieved_is_used(desk):
    desk.load({"bevoelkerung_lsn.csv": people("anzahl | quelle | abruf\n3000 | A | 01.01.2025\n3100 | B | 01.06.2025")})
    assert [row["count"] for row in population(desk)] == [3100]


def test_another_date_than_31_december_is_not_interpolated(desk):
    desk.load({"bevoelkerung_lsn.csv": people("stichtag | anzahl\n30.06.2020 | 1000\n30.06.2022 | 1200")})
    assert [row["year"] for row in population(desk)] == [2020, 2022]
