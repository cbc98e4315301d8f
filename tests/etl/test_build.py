"""What does each case mean? Rows as delivered in, children, counts and population as counted out (HANDBUCH „Was jeder Fall bedeutet“)."""

from datetime import date

import pytest

from etl.build import SQL
from tests.etl.office import Desk, mapping, slip, uses

STAND = "nutzung_hze_2024-12-31.csv"


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
    assert ("offen_verschwunden", 1) in [
        (code, n) for code, _, _, _, n in desk.con.sql((SQL / "findings.sql").read_text("utf-8")).fetchall()
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
    "earlier",
    ["01.02.2023 | 30.04.2023 | ausserhalb | ", "01.02.2023 | 30.06.2023 | Dassel | 01.07.2023"],
    ids=["lived elsewhere", "moved away in that year"],
)
def test_the_year_before_is_one_with_use_wherever_the_child_lived(desk, earlier):
    desk.load({STAND: uses(f"beginn | ende | wohngemeinde | wegzug\n{earlier}\n01.05.2024 |  | Dassel | ")})
    assert years(desk, "year, prev = mask AND before = mask") == [(2024, True)]


def test_who_was_born_here_was_it_until_it_came_back(desk):
    desk.load({STAND: uses("beginn | ende | im_kreis_seit\n01.02.2022 | 30.04.2022 | geburt\n01.05.2024 |  | 03.2024")})
    assert years(desk, "year, since = year - age") == [(2022, True), (2024, False)]


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
