"""Do families name what is known? Answers of a sample beside the shared key, or beside a count by hand."""

import polars as pl
import pytest

from etl.further_use.recall import recalled
from etl.further_use.units import read_year
from tests.grid import frame
from tests.measures.office import analysis, children

COVERED = """
    source | offer | year | complete | counting
    one    | help  | 2024 | true     | verknuepft
    two    | kita  | 2024 | true     | verknuepft
    juz    | visit | 2024 | true     | eigener_schluessel
"""
SEEN = """
    space      | year | area | age | sex | mask | prev | times
    verknuepft | 2024 | A    | 4   | m   | 1    | 0    | 30
    verknuepft | 2024 | A    | 4   | m   | 5    | 0    | 10
    verknuepft | 2024 | A    | 8   | m   | 1    | 0    | 20
    verknuepft | 2024 | A    | 4   | m   | 4    | 0    | 50
    juz        | 2024 | A    | 8   | m   | 2    | 0    | 20
"""
ANSWERS = """
    weight | cluster | before | used    | age_band
    1      | 1       | ja     | kita    | 3-5
    1      | 2       | ja     | kita    | 3-5
    1      | 3       | ja     |         | 3-5
    1      | 4       | ja     | visit   | 6-17
"""


def answers(drawn: str) -> pl.DataFrame:
    found = frame(drawn)
    return found.with_columns(pl.col("used").fill_null("").str.split("|"), pl.col("weight").cast(pl.Float64))


def told(con, name: str, sheet: str = "kita|visit|help") -> list[tuple]:
    year = read_year(con, 2024)
    about = {"jahr": 2024, "befragt_in": name, "fragebogen": sheet}
    rows = recalled(con, about, answers(ANSWERS), year.asked(name), year)
    return [(row["partner"], row["answers"], row["told"], pytest.approx(row["known"])) for row in rows]


def office(coverage: str = COVERED, **more):
    return analysis(coverage=coverage, child_year=children(SEEN), **more)


def test_a_linked_sample_is_held_to_what_the_shared_key_knows_at_the_same_ages():
    assert told(office(), "one") == [("kita", 4, 2, 3 * 10 / 40 + 1 * 0)]


def test_what_the_sheet_did_not_ask_for_is_not_held_against_families():
    assert told(office(), "one", "visit") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("two    | kita  | 2024 | true     | verknuepft", "two    | kita  | 2024 | false    | verknuepft"),
        ("juz    | visit | 2024 | true ", "juz    | kita  | 2024 | true "),
        ("juz    | visit | 2024 | true     | eigener_schluessel", "juz    | help  | 2024 | true     | verknuepft"),
    ],
)
def test_what_is_not_known_exactly_is_no_check(before: str, after: str):
    assert before in COVERED
    assert told(office(COVERED.replace(before, after)), "one") == []


def test_a_count_by_hand_checks_a_sample_of_an_own_key_also_against_all_that_is_linked():
    by_hand = """
        year | offer_a | offer_b    | area | low | high | source
        2024 | kita    | visit      | D    | 4   | 4    | Hand
        2024 | visit   | verknuepft | D    | 10  | 10   | Hand
        2024 | help    | visit      | D    | 1   | 2    | Hand
    """
    assert sorted(told(office(stated_overlap=by_hand), "juz")) == [
        ("kita", 4, 2, 4 * 4 / 20),
        ("verknuepft", 4, 2, 4 * 10 / 20),
    ]
