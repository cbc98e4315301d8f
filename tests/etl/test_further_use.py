"""What answers say by source, group of offers and age band, against a count by hand and in plain Python."""

import random
from math import sqrt

import polars as pl
import pytest

from etl.further_use.shares import children_of_families
from tests.etl.asked import asked
from tests.etl.office import COUNT, Desk, drawn, uses

LIST = "nutzung_{}_2024-12-31.csv"


def children(source: str, offer: str, many: int, born: int = 2013) -> dict[str, str]:
    """A list of so many children with a key of its own."""
    rows = "\n".join(f"K{n} | {offer} | {born} | 01.02.2024" for n in range(many))
    return {LIST.format(source): uses(f"kind_nr | angebot | geburtsjahr | beginn\n{rows}")}


def rows(desk: Desk, columns: str, where: str = "true") -> list[tuple]:
    return desk.con.sql(f"SELECT {columns} FROM analysis.further_use WHERE {where} ORDER BY ALL").fetchall()


HZE_FIRST = children("hze", "hze_31", 9) | children("juz", "jugendarbeit", 4)
DRAWN = """
    alter | genutzt       | frueher
    11    | hze_31        | ja
    11    |               | nein
    11    | hze_31 + kita | nein
    11    |               | ja
    11    |               | unbekannt
    11    | ?             | nein
    16    |               | nein
"""


def test_answers_are_counted_by_band_with_an_earlier_unit_and_without(desk: Desk):
    desk.load(HZE_FIRST | asked(DRAWN))
    desk.build()
    told = rows(
        desk, "age_band, position, answers, earlier, asked_before, first", "offer_group = 'alle' AND answers > 0"
    )
    assert told == [("10-14", 2, 5, 2, 2, 1), ("15-17", 2, 1, 0, 1, 1)]
    alone = rows(desk, "position, earlier, asked_before", "offer_group = 'jugendarbeit' AND age_band = '10-14'")
    assert alone == [(1, 0, 4)]


def test_the_larger_unit_is_first_and_is_asked_about_nothing(desk: Desk):
    desk.load(children("hze", "hze_31", 3) | children("juz", "jugendarbeit", 5) | asked(DRAWN))
    desk.build()
    assert rows(desk, "DISTINCT position, earlier", "offer_group = 'alle'") == [(1, 0.0)]


def test_an_offer_of_sums_is_a_unit_and_a_source_of_one_offer_of_sums_speaks_of_it(desk: Desk):
    head = "angebot | anzahl | alter_von | alter_bis | jahr | stichtag | merkmal\n"
    sums = {"zaehlwerte_sums_2024.csv": drawn(f"{head}jugendarbeit | 2 | 10 | 14 | 2024 |  | nutzende", COUNT)}
    desk.load(children("hze", "hze_31", 3) | sums | asked("befragt_in\nsums", "befragt_in | geantwortet\nsums | 1"))
    desk.build()
    assert rows(desk, "DISTINCT unit, position", "offer_group = 'alle'") == [("jugendarbeit", 2)]


def test_where_a_source_and_an_offer_have_one_name_it_is_the_source_unless_that_is_several_offers(desk: Desk):
    visits = "angebot;jahr;gemeinde;besuche\njugendarbeit;2024;03155011;400\npraevention;2024;03155011;400\n"
    for_both = {"kontakte_jugendarbeit_2024.csv": visits, "kontakte_treff_2024.csv": visits.replace("400", "300")}
    sample = "befragt_in | geantwortet\njugendarbeit | 1\ntreff | 1"
    table = "befragt_in\njugendarbeit\ntreff"
    desk.load(children("hze", "hze_31", 9) | for_both | asked(table, sample))
    desk.build()
    assert rows(desk, "DISTINCT source, unit", "offer_group = 'jugendarbeit'") == [("jugendarbeit", "jugendarbeit")]
    assert desk.con.sql("SELECT source, code, offers FROM analysis.further_use_told").fetchall() == [
        ("treff", "mitnutzung_nur_teil", ["jugendarbeit", "praevention"])
    ]


def test_where_the_sheet_did_not_ask_for_an_earlier_offer_nothing_is_written_and_it_is_told(desk: Desk):
    desk.load(HZE_FIRST | asked("alter\n11", "geantwortet | fragebogen\n1 | kita"))
    desk.build()
    assert rows(desk, "DISTINCT offer_group", "offer_group IN ('alle', 'jugendarbeit')") == [("jugendarbeit",)]
    assert desk.con.sql("SELECT code, offers FROM analysis.further_use_told").fetchall() == [
        ("mitnutzung_nicht_gefragt", ["hze_31"])
    ]


def test_an_offer_that_children_of_the_band_are_too_old_for_need_not_be_asked_for(desk: Desk):
    desk.load(children("krippe", "familienhebammen", 9, 2023) | children("juz", "jugendarbeit", 2) | asked("alter\n11"))
    desk.build()
    assert rows(desk, "DISTINCT position", "offer_group = 'alle' AND age_band = '10-14'") == [(2,)]
    assert rows(desk, "*", "offer_group = 'alle' AND age_band = 'u3'") == []


def test_an_offer_that_a_child_may_have_used_a_year_younger_must_be_asked_for(desk: Desk):
    desk.load(children("krippe", "familienhebammen", 9, 2023) | children("juz", "jugendarbeit", 2) | asked("alter\n4"))
    desk.build()
    assert rows(desk, "*", "offer_group = 'alle'") == []
    assert desk.con.sql("SELECT code, offers FROM analysis.further_use_told").fetchall() == [
        ("mitnutzung_nicht_gefragt", ["familienhebammen"])
    ]


def test_an_offer_that_another_own_key_delivers_too_cannot_be_told_apart(desk: Desk):
    desk.load(children("juzalt", "jugendarbeit", 9, 2012) | children("juz", "jugendarbeit", 4) | asked("alter\n11"))
    desk.build()
    assert rows(desk, "*") == []
    assert desk.con.sql("SELECT DISTINCT code FROM analysis.further_use_told").fetchall() == [
        ("mitnutzung_selbes_angebot",)
    ]


def test_an_age_of_no_band_and_a_home_elsewhere_count_nowhere_and_the_age_is_told(desk: Desk):
    table = "alter | alter_von | alter_bis | wohngemeinde\n | 9 | 12 | \n20 | | | \n11 | | | ausserhalb\n11 | | | "
    desk.load(HZE_FIRST | asked(table))
    desk.build()
    assert sum(n for (n,) in rows(desk, "answers", "offer_group = 'alle'")) == 1
    assert desk.con.sql("SELECT code, answers FROM analysis.further_use_told").fetchall() == [("mitnutzung_alter", 2)]


def test_days_give_children_by_band_and_a_visit_weighs_one_of_its_childs_visits(desk: Desk):
    table = """
        befragt_in   | alter | tag | besuche_im_jahr | genutzt
        jugendarbeit | 11    | 1   | 10              | hze_31
        jugendarbeit | 11    | 1   | 2               |
        jugendarbeit | 11    | 2   | 5               |
        jugendarbeit | 16    | 2   | 4               |
    """
    visits = {"kontakte_juz_2024.csv": "angebot;jahr;gemeinde;besuche\njugendarbeit;2024;03155011;400\n"}
    sample = "auswahl | geantwortet | befragt_in\nbesuchstag | 4 | jugendarbeit"
    files = asked(table, sample)
    desk.load(children("hze", "hze_31", 9) | visits | files)
    desk.build()
    columns = "age_band, answers, earlier, children_low, children_high, scatter"
    of_band = {row[0]: row[1:] for row in rows(desk, columns, "offer_group = 'alle'")}
    weight = [0.1, 0.5, 0.2]
    effective = sum(weight) ** 2 / sum(w * w for w in weight)
    assert of_band["10-14"][0] == pytest.approx(effective)
    assert of_band["10-14"][1] == pytest.approx(effective * 0.1 / 0.8)
    mean = 0.8 / 4
    between = 2 * ((0.6 - 2 * mean) ** 2 + (0.2 - 2 * mean) ** 2) / 16
    assert of_band["10-14"][2] == pytest.approx(max(0, 400 * (mean - 12.706 * sqrt(between))), abs=0.1)
    assert of_band["10-14"][3] == pytest.approx(400 * (mean + 12.706 * sqrt(between)), abs=0.1)


def in_python(table: list[dict], earlier: set[str]) -> dict[str, tuple[float, float, float, float]]:
    """band → answers, earlier, asked_before, first, in loops."""
    bands = {"u3": (0, 2), "3-5": (3, 5), "6-9": (6, 9), "10-14": (10, 14), "15-17": (15, 17)}
    found = {}
    for band, (first, last) in bands.items():
        weights, marked = [], [0.0, 0.0, 0.0]
        for row in table:
            used = row["genutzt"].split("+")
            if not first <= row["alter"] <= last or used == ["?"]:
                continue
            weight = row["gewicht"]
            weights.append(weight)
            before = any(offer in earlier for offer in used)
            marked[0] += weight * before
            marked[1] += weight * (not before and row["frueher"] != "unbekannt")
            marked[2] += weight * (not before and row["frueher"] == "nein")
        if weights:
            many = sum(weights) ** 2 / sum(w * w for w in weights)
            found[band] = (many, *(many * mark / sum(weights) for mark in marked))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_a_drawn_sample_is_counted_as_plain_python_counts_it(desk: Desk, seed: int):
    draw = random.Random(seed)
    table = [
        {
            "alter": draw.randrange(0, 20),
            "genutzt": draw.choice(["", "?", "hze_31", "kita", "hze_31+kita", "hort"]),
            "frueher": draw.choice(["ja", "nein", "unbekannt"]),
            "gewicht": draw.choice([1, 2, 3]),
        }
        for _ in range(60)
    ]
    said = "alter | genutzt | frueher | gewicht\n" + "\n".join(" | ".join(map(str, row.values())) for row in table)
    sample = "geantwortet | gezogen | fragebogen\n60 | 60 | hze_31+kita+hort"
    units = children("hze", "hze_31", 9) | children("hort", "hort", 7) | children("juz", "jugendarbeit", 4)
    desk.load(units | asked(said, sample))
    desk.build()
    columns = "age_band, answers, earlier, asked_before, first"
    told = {row[0]: row[1:] for row in rows(desk, columns, "offer_group = 'alle' AND answers > 0")}
    expected = in_python(table, {"hze_31", "hort"})
    assert set(told) == set(expected)
    for band, numbers in expected.items():
        assert told[band] == pytest.approx(numbers)


def test_siblings_who_answer_alike_scatter_more_than_single_children(desk: Desk):
    pairs = "\n".join(f"{n // 2 + 1} | {'hze_31' if n % 4 < 2 else ''}" for n in range(40))
    desk.load(HZE_FIRST | asked(f"familie | genutzt\n{pairs}", "geantwortet\n20"))
    desk.build()
    ((scatter,),) = rows(desk, "DISTINCT scatter", "offer_group = 'alle'")
    assert scatter == pytest.approx(2 * 20 / 19)
    assert rows(desk, "DISTINCT scatter", "offer_group = 'jugendarbeit'") == [(1.0,)]  # nobody is before it


def test_where_nobody_names_an_earlier_unit_siblings_are_taken_to_be_alike(desk: Desk):
    pairs = "\n".join(f"{n // 2 + 1} | " for n in range(40))
    desk.load(HZE_FIRST | asked(f"familie | genutzt\n{pairs}", "geantwortet\n20"))
    desk.build()
    assert rows(desk, "DISTINCT earlier, scatter", "offer_group = 'alle' AND answers > 0") == [(0, 2.0)]


def test_families_of_a_sample_tell_how_many_children_their_list_has():
    """Of 50 families one in two has two children under three on the list, and every fourth one of 3 to 5: 75 and 12 in the mean."""
    drawn = [(family, "u3") for family in range(20) for _ in range(1 + family % 2)]
    drawn += [(family, "3-5") for family in range(0, 20, 4)]
    told = pl.DataFrame(drawn, schema=["cluster", "age_band"], orient="row").with_columns(at_home=pl.lit(True))
    for band, children in (("u3", 75.0), ("3-5", 12.5), ("6-9", 0.0)):
        low, high = children_of_families(told, band, 50)
        assert low <= children <= high and (low + high) / 2 == pytest.approx(children, abs=1)
    assert children_of_families(told.filter(cluster=1), "u3", 50) is None
