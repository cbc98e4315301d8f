"""What is a case, and how long does a use last? Rows as delivered in, cases and spells as counted out; plain Python beside it."""

import random
from collections import defaultdict
from datetime import date

import pytest

from store.profile import read_profile
from tests.etl.office import Desk, counts, mapping, slip, uses
from tests.measures.raw_rows import identities, last_day
from tests.measures.world_store import counted
from tests.measures.worlds import world, write_profile

STAND = "nutzung_hze_2024-12-31.csv"
CASES = "year, area, age_from, sex, running, begun, ended"


def cases(desk: Desk, columns: str = CASES, where: str = "true") -> list[tuple]:
    return desk.build().con.sql(f"SELECT {columns} FROM analysis.case_year WHERE {where} ORDER BY ALL").fetchall()


# ── Running, begun, ended ────────────────────────────────────────────────────────────────────────
def test_a_case_runs_at_the_end_of_every_year_until_it_ends(desk):
    desk.load({STAND: uses("beginn | ende\n01.07.2022 | 02.01.2024")})
    town = ("03155011",)
    assert cases(desk) == [
        (2022, *town, 7, "w", 1, 1, 0),
        (2023, *town, 8, "w", 1, 0, 0),
        (2024, *town, 9, "w", 0, 0, 1),
    ]


@pytest.mark.parametrize(
    ("end", "running_ended"), [("30.12.2024", (0, 1)), ("31.12.2024", (0, 1)), ("", (1, 0)), ("31.07.2030", (1, 0))]
)
def test_what_ends_on_the_last_day_has_ended_and_is_never_counted_twice(desk, end, running_ended):
    desk.load({STAND: uses(f"beginn | ende\n01.07.2024 | {end}")})
    assert cases(desk, "running, ended") == [running_ended]


@pytest.mark.parametrize(
    ("delivery", "ended_in"), [("bestand", [(2022, 1)]), ("zeitraum", [(2022, 1)]), ("aenderung", [])]
)
def test_open_and_no_longer_named_in_a_full_delivery_has_ended(desk_of, delivery, ended_in):
    desk: Desk = desk_of(delivery)
    desk.load({"hze-2022-12-31.csv": uses("kind_nr | beginn | ende\nK1 | 01.07.2022 | ")})
    desk.load({"hze-2024-12-31.csv": uses("kind_nr | beginn | ende\nK2 | 01.07.2024 | ")})
    assert cases(desk, "year, ended", "ended > 0") == ended_in


# ── One case or several ──────────────────────────────────────────────────────────────────────────
def test_a_help_for_three_siblings_under_one_number_is_one_case_at_the_age_of_the_eldest(desk):
    desk.load(
        {
            STAND: uses("""kind_nr | vorgang_nr | geburtsjahr | geschlecht | beginn | ende
            K1 | F7 | 2020 | m | 01.03.2024 |
            K2 | F7 | 2014 | w | 01.03.2024 |
            K3 | F7 | 2016 | m | 01.03.2024 | 01.08.2024""")
        }
    )
    assert cases(desk) == [(2024, "03155011", 10, "w", 1, 1, 0)]


def test_a_number_used_again_for_another_begin_is_another_case_and_two_helps_of_a_child_are_two(desk):
    desk.load(
        {
            STAND: uses("""kind_nr | vorgang_nr | beginn | ende
            K1 | F1 | 01.03.2024 | 01.04.2024
            K2 | F1 | 01.06.2024 |
            K2 | F2 | 01.07.2024 |""")
        }
    )
    assert cases(desk, "sum(running)::INT, sum(begun)::INT, sum(ended)::INT") == [(2, 3, 1)]


# ── Where the child lives ────────────────────────────────────────────────────────────────────────
def test_outside_does_not_count_unknown_counts_in_the_district_and_the_latest_record_decides(desk):
    desk.load(
        {
            STAND: uses("""kind_nr | angebot | wohngemeinde | beginn | ende
            K1 | hze_31 | ausserhalb | 01.03.2024 |
            K2 | hze_31 | unbekannt | 01.03.2024 |
            K3 | hze_31 | 03155011 | 01.03.2024 |
            K3 | hze_30 | 03155012 | 01.06.2024 |""")
        }
    )
    assert cases(desk, "offer, area, running") == [
        ("hze_30", "03155012", 1),
        ("hze_31", "-", 1),
        ("hze_31", "03155012", 1),
    ]


def test_who_moved_away_is_no_case_of_that_year(desk_of):
    more = mapping("hze", "aenderung").replace("[datei.spalten]", '[datei.spalten]\nwegzug = "wegzug"')
    desk: Desk = desk_of(mappings={"hze": more})
    desk.load({"hze-2024-12-31.csv": uses("beginn | ende | wegzug\n01.07.2023 | | 01.10.2024")})
    assert cases(desk, "year, running") == [(2023, 1)]


# ── Interventions and counts ─────────────────────────────────────────────────────────────────────
def test_an_intervention_is_a_case_and_a_spell_but_nobody_is_reached_by_it(desk):
    desk.load({STAND: uses("angebot | beginn | ende\ninobhutnahme | 01.07.2024 | 09.07.2024")})
    assert cases(desk, "offer, begun, ended") == [("inobhutnahme", 1, 1)]
    assert desk.rows("SELECT offer, days FROM analysis.spell") == [{"offer": "inobhutnahme", "days": 9}]
    assert desk.rows("SELECT * FROM analysis.child_year") == desk.rows("SELECT * FROM analysis.child_day") == []


def test_counted_cases_keep_their_unit_and_a_stock_of_another_day_is_not_running_at_the_end_of_the_year(desk):
    desk.load(
        {
            "zaehlwerte_x.csv": counts("""angebot | jahr | stichtag | merkmal | gemeinde | ortsbezug | einheit | anzahl
            beistandschaft | | 31.12.2024 | bestand | 03155 | wohnort | faelle | 620
            beistandschaft | 2024 | | begonnen | 03155 | wohnort | faelle | 180
            beistandschaft | 2024 | | nutzende | 03155 | wohnort | kinder | 800
            kita | | 01.03.2024 | bestand | 03155011 | einrichtung | kinder | 700
            inobhutnahme | 2024 | | begonnen | 03155011 | einrichtung | verfahren | 12""")
        }
    )
    assert cases(desk, "offer, area, unit, running, begun, ended") == [
        ("beistandschaft", "03155", "faelle", 620, 180, None),
        ("inobhutnahme", "-", "verfahren", None, 12, None),
    ]


@pytest.mark.parametrize(("until", "wanted"), [("31.12.2024", ("faelle", 1)), ("30.06.2024", ("hilfen", 90))])
def test_sums_beside_single_cases_count_only_where_the_single_ones_do_not_cover_the_year(desk, until, wanted):
    desk.load(
        {
            STAND: uses("beginn | ende\n01.03.2024 | "),
            "lieferschein.csv": slip(f"zeitraum_von | zeitraum_bis\n01.01.2024 | {until}"),
        }
    )
    desk.con.execute("""INSERT INTO microdata.zaehlwerte BY NAME SELECT 'sums' AS source, 'hze_31' AS angebot, DATE '2024-12-31' AS stichtag, 'bestand' AS merkmal,
        '03155' AS gemeinde, 'wohnort' AS ortsbezug, 0 AS alter_von, 17 AS alter_bis, 'alle' AS geschlecht, 'hilfen' AS einheit, 90 AS anzahl""")
    assert cases(desk, "unit, running") == [wanted]


# ── Spells ───────────────────────────────────────────────────────────────────────────────────────
def test_a_spell_knows_its_quarter_its_days_and_whether_it_has_ended(desk):
    desk.load(
        {
            STAND: uses("""kind_nr | beginn | ende | wohngemeinde
            K1 | 15.05.2024 | 15.05.2024 | 03155011
            K2 | 30.12.2024 | | unbekannt
            K3 | 01.02.2023 | 10.02.2023 | ausserhalb""")
        }
    )
    found = desk.build().con.sql("SELECT start, days, ended, area, age FROM analysis.spell ORDER BY ALL").fetchall()
    assert found == [(date(2024, 4, 1), 1, True, "03155011", 9), (date(2024, 10, 1), 2, False, "-", 9)]


# ── The same by plain Python ─────────────────────────────────────────────────────────────────────
def by_hand(rows: list[dict]) -> dict[tuple, list[int]]:
    """(year, offer, area, age, sex) → running, begun, ended; children walked through one by one."""
    helps = defaultdict(list)
    for number, records in enumerate(identities(rows)):
        for year in range(2020, 2025):
            end = date(year, 12, 31)
            now = [r for r in records if r["beginn"] <= end and last_day(r) >= date(year, 1, 1)]
            if not now:
                continue
            latest = max(now, key=lambda r: (r["wohngemeinde"] != "unbekannt", r["beginn"]))
            gone = latest["wegzug"] is not None and latest["wegzug"] <= end
            if latest["wohngemeinde"] == "ausserhalb" or gone or year < latest["geburtsjahr"]:
                continue
            area = "-" if latest["wohngemeinde"] == "unbekannt" else latest["wohngemeinde"]
            for r in now:
                ended = r["ende"] is not None and r["ende"] <= end
                running = not ended and last_day(r) >= end
                child = (r["geburtsjahr"], r["geburtsmonat"] or 6, r["geschlecht"], latest["wohngemeinde"], area)
                case = (year, r["source"], r["angebot"], r.get("vorgang_nr") or number, r["beginn"])
                helps[case].append((child, running, ended))
    found = defaultdict(lambda: [0, 0, 0])
    for (year, _, offer, _, begin), of_children in helps.items():
        birth, _, sex, _, area = min(child for child, _, _ in of_children)
        cell = found[year, offer, area, year - birth, sex]
        cell[0] += any(running for _, running, _ in of_children)
        cell[1] += begin.year == year
        cell[2] += all(ended for _, _, ended in of_children)
    return dict(found)


def number_and_begin(draw: random.Random, rows: list[dict]) -> None:
    """Gives cases numbers, some of them shared by two children from the same day on."""
    begun = {(at, r["beginn"]) for at, records in enumerate(identities(rows)) for r in records}
    for at, records in enumerate(identities(rows)):
        for row in records:
            row["vorgang_nr"] = draw.choice([None, "F1", "F2"])
            day = draw.choice([date(2021, 7, 1), date(2022, 1, 1), date(2023, 7, 1)])
            if row["vorgang_nr"] and (at, day) not in begun and day.year > row["geburtsjahr"]:
                begun.add((at, day))
                row["beginn"], row["ende"] = day, row["ende"] and max(row["ende"], day)


def test_cases_equal_a_count_by_hand_in_random_worlds(tmp_path):
    profile, shared = read_profile(write_profile(tmp_path / "profile")), 0
    for seed in range(15):
        draw, rows = random.Random(seed), world(seed)
        number_and_begin(draw, rows["nutzung"])
        with counted(rows, profile) as con:
            columns = "year, offer, area, age_from, sex, running, begun, ended"
            found = {row[:5]: list(row[5:]) for row in con.sql(f"SELECT {columns} FROM case_year").fetchall()}
            spells = con.sql("SELECT count(*) FROM spell").fetchone()[0]
        assert found == by_hand(rows["nutzung"]), seed
        assert spells == sum(row["wohngemeinde"] != "ausserhalb" for row in rows["nutzung"])
        numbers = [(r["source"], r["vorgang_nr"], r["beginn"]) for r in rows["nutzung"] if r["vorgang_nr"]]
        shared += len(numbers) - len(set(numbers))
    assert shared > 5
