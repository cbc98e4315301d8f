"""Children in two offers: counted where one key tells, stated by hand, or not known; and nothing of one or two children."""

from datetime import date
from itertools import combinations

import duckdb
import polars as pl
import pytest

from measures.annual_reach import MEASURE as ANNUAL
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from measures.overlap import MEASURE
from store.items import with_item
from store.profile import read_profile
from tests.measures.district import fill_district
from tests.measures.office import BASICS, analysis, children, figures
from tests.measures.raw_rows import identities, users
from tests.measures.test_worlds import counted_by_the_chain
from tests.measures.worlds import YEARS, world, write_profile

USED = """
    space      | year | area | age | sex | mask | times
    verknuepft | 2024 | A    | 5   | m   | 1    | 130
    verknuepft | 2024 | A    | 6   | w   | 3    | 40
    verknuepft | 2024 | -    | 9   | o   | 2    | 60
    verknuepft | 2024 | B    | 18  | m   | 3    | 7
"""
DAY_CARE = "    four   | kita  | 2024 | true     | 2024-12-31 | zaehlwerte\n"
SUM = "year | offer | area | by_place | age_from | age_to | sex | low | high\n 2024 | kita | D | false | 0 | 6 | all | 100 | 100"
BY_HAND = "year | offer_a | offer_b | area | low | high\n 2024 | kita | help | D | 40 | 55"
RULE = Rule(b"k" * 32, "D")


def office(**tables):
    return analysis(
        **({"child_year": children(USED), "coverage": BASICS["coverage"] + DAY_CARE, "counted_year": SUM} | tables)
    )


def told(**tables) -> dict[str, dict]:
    """Exact figures of the pairs in 2024: item → row."""
    return {row["item"]: row for row in figures(office(**tables), "overlap").iter_rows(named=True)}


def test_a_child_with_both_offers_in_the_year_counts_once_and_grown_ups_do_not():
    row = told()["help+visit"]
    assert (row["numerator"], row["denominator"], row["offer_group"], row["state"]) == (40, 1200, "help", "ok")


def test_without_a_shared_key_the_pair_is_not_known_and_names_the_offer_that_cannot_be_linked():
    row = told()["help+kita"]
    assert (row["numerator"], row["bound_low"], row["state"]) == (None, None, "not_applicable")
    assert row["note"] == "Nicht bekannt: Kita ist nicht verknüpfbar."


def test_an_offer_known_partly_as_a_sum_is_not_linked():
    sums = SUM + "\n 2024 | visit | C | false | 0 | 17 | all | 20 | 20"
    assert told(counted_year=sums)["help+visit"]["numerator"] == 40, "its list was delivered in full"
    partly = BASICS["coverage"].replace("one    | visit | 2024 | true ", "one    | visit | 2024 | false")
    row = told(counted_year=sums, coverage=partly + DAY_CARE)["help+visit"]
    assert (row["state"], row["reason"]) == ("no_data", "not_delivered")
    unchecked = partly.replace("| counting", "| counting | whole_year | completeness").replace(
        "verknuepft\n", "verknuepft | true | unchecked\n"
    )
    row = told(counted_year=sums, coverage=unchecked)["help+visit"]
    assert row["state"] == "not_applicable" and row["note"].endswith("Nicht bekannt: Besuch ist nicht verknüpfbar.")


def test_two_keys_of_their_own_do_not_meet():
    apart = children("space | year | area | age | sex | mask\n one | 2024 | A | 5 | m | 1\n two | 2024 | A | 5 | m | 2")
    coverage = (
        BASICS["coverage"].replace("verknuepft", "eigener_schluessel").replace("one    | visit", "two    | visit")
    )
    row = told(child_year=apart, coverage=coverage)["help+visit"]
    assert (row["state"], row["note"]) == (
        "not_applicable",
        "Nicht bekannt: Hilfe und Besuch haben keinen gemeinsamen Schlüssel.",
    )


def test_a_count_by_hand_is_a_range_for_the_pair():
    row = told(stated_overlap=BY_HAND)["help+kita"]
    assert (row["bound_low"], row["bound_high"], row["interval"], row["state"]) == (
        40 / 1200,
        55 / 1200,
        "bounds",
        "ok",
    )


def test_an_exact_count_by_hand_is_one_number_with_one_draw():
    row = told(stated_overlap=BY_HAND.replace("40 | 55", "43 | 43"))["help+kita"]
    assert (row["numerator"], row["bound_low"], row["state"]) == (43, None, "ok")


def test_a_count_by_hand_above_the_counts_is_not_used():
    row = told(stated_overlap=BY_HAND.replace("40 | 55", "101 | 120"))["help+kita"]
    assert (row["bound_low"], row["state"]) == (None, "not_applicable")
    assert (
        row["note"] == "Angegebene Überschneidung „Hilfe und Kita“ widerspricht den Zählungen und wird nicht verwendet."
    )


def test_pairs_that_no_child_can_use_in_one_year_have_no_row():
    offers = BASICS["offer"].replace(
        "| true   | false     | 0        | 6      | 2", "| true   | false     | 0        | 6      | 2"
    )
    teens = offers.replace(
        "universell  | Kinder | true   | false     | 0        | 17     | 1",
        "universell  | Kinder | true   | false     | 8        | 17     | 1",
    )
    assert "help+visit" in told(offer=teens) and "kita+visit" not in told(offer=teens)
    met = teens.replace("| 8        | 17     | 1", "| 7        | 17     | 1")  # day care to 6 is 7 on 31 December
    assert "kita+visit" in told(offer=met)
    assert not [item for item in told() if "late" in item or "guard" in item]  # begins in 2030; an intervention


def test_of_a_year_not_delivered_nothing_is_said():
    row = told(coverage=BASICS["coverage"].replace("visit | 2024 | true ", "visit | 2024 | false"))["help+visit"]
    assert (row["state"], row["numerator"], row["note"]) == ("no_data", None, "Nicht vollständig geliefert: Besuch.")


def test_a_domain_of_one_offer_is_drawn_as_that_offer():
    groups = (
        BASICS["offer_group"]
        + "    b_help | Hilfen | bereich | [help] | 1 | true | 7\n    b_visit | Besuche | bereich | [visit] | 2 | true | 8\n"
    )
    groups = groups.replace("own         | Eigene | bereich", "own         | Eigene | kopf")
    con = office(offer_group=groups, child_year=children(USED.replace("| 40", "| 43")))
    tally = with_item(MEASURE.compute(con, Selection()), "overlap").filter(
        pl.col("item").is_in(["help+visit", "b_help+b_visit"])
    )
    for key in range(20):
        numbers = protected_figures(tally, MEASURE, Rule(bytes([key]) * 32, "D"))["numerator"].drop_nulls()
        assert len(numbers) == 2 and numbers.n_unique() == 1


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return read_profile(write_profile(tmp_path_factory.mktemp("office") / "profile"))


def test_pairs_equal_a_count_by_hand(profile):
    checked = 0
    for seed in range(0, 40, 5):
        rows = world(seed)
        records = identities(rows["nutzung"])
        for (measure, _, year, _, _, _, item), row in counted_by_the_chain(rows, profile, ("overlap",)).items():
            if measure == "overlap" and row["state"] in ("ok", "unreliable") and year in YEARS:
                wanted = 0
                for child in records:
                    for use in users(child, date(year, 1, 1), date(year, 12, 31)):
                        wanted += (
                            use["age"] <= 17 and set(item.split("+")) <= use["offers"] and use["space"] == "linked"
                        )
                assert item == "a+b" and row["numerator"] == wanted, (seed, year)
                checked += wanted > 0
    assert checked > 3


# ── Can two published counts and their union be subtracted until one or two children are proved? ──

PAIRS = [(f"o{n:02}", f"o{n + 1:02}") for n in range(0, 28, 2)]


@pytest.fixture(scope="module")
def attacked_district() -> tuple[pl.DataFrame, pl.DataFrame, list[int]]:
    """Tallies of reach and overlap where fourteen groups are the union of exactly two offers."""
    con, years = duckdb.connect(), range(2016, 2022)
    fill_district(con, seed=4, years=years, scale=0.15)
    con.execute(
        "UPDATE offer_group SET level = CASE WHEN len(offers) = 1 THEN 'angebot' WHEN offer_group LIKE 'b_%' THEN 'bereich' ELSE 'kopf' END"
    )
    for a, b in PAIRS:
        con.execute(
            "INSERT INTO offer_group BY NAME SELECT $1 AS offer_group, $1 AS name, 'kopf' AS level, [$2, $3] AS offers, $4 AS mask, false AS below_district, 99 AS position",
            [f"{a}|{b}", a, b, (1 << int(a[1:])) + (1 << int(b[1:]))],
        )
    reach = ANNUAL.compute(con, Selection()).filter(
        (pl.col("area") == "D") & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    )
    return reach, with_item(MEASURE.compute(con, Selection()), "overlap"), list(years)


def by_name(rows: pl.DataFrame, name: str, column: str) -> dict[tuple[str, int], int]:
    return {(key, year): n for key, year, n in rows.select(name, "year", column).drop_nulls().iter_rows()}


def proved(alone: dict, both: dict, spread: int, truth: dict) -> tuple[int, int]:
    """Pairs of one or two children that follow from a + b − both = union and both ≤ a, b, and how many such pairs there are."""
    low_of = lambda known, key: max(known[key] - spread, 0) if key in known else 0
    high_of = lambda known, key: known[key] + spread if key in known else 10**6
    found = small = 0
    for (item, year), n in truth.items():
        a, b = item.split("+")
        union = (f"{a}|{b}", year)
        if union not in alone or not 1 <= n <= 2:
            continue
        low, high = low_of(both, (item, year)), high_of(both, (item, year))
        least = low_of(alone, (a, year)) + low_of(alone, (b, year)) - high_of(alone, union)
        most = high_of(alone, (a, year)) + high_of(alone, (b, year)) - low_of(alone, union)
        low, high = max(low, least), min(high, most, high_of(alone, (a, year)), high_of(alone, (b, year)))
        assert low <= n <= high
        small, found = small + 1, found + (low >= 1 and high <= 2)
    return found, small


def test_no_pair_of_one_or_two_children_can_be_proved(attacked_district):
    reach, pairs, years = attacked_district
    truth = by_name(pairs, "item", "children")
    for key in range(20):
        rule = Rule(bytes([key]) * 32, "D")
        alone = by_name(protected_figures(reach, ANNUAL, rule), "offer_group", "numerator")
        both = by_name(protected_figures(pairs, MEASURE, rule), "item", "numerator")
        found, small = proved(alone, both, 4, truth)
        assert found == 0 and small > 10
    assert len(both) < len(truth) / 2  # most pairs are too rare to be shown at all
    assert len(truth) > len(list(combinations(range(30), 2))) * len(years) / 2


def test_the_same_attack_breaks_hiding_of_small_numbers_alone(attacked_district):
    reach, pairs, _ = attacked_district
    alone, truth = by_name(reach, "offer_group", "children"), by_name(pairs, "item", "children")
    found, small = proved(alone, {key: n for key, n in truth.items() if n >= 5}, 0, truth)
    assert found == small > 10
