"""Waiting times: shown where the protected number of those waiting is, decided by nothing else."""

import polars as pl
import pytest

from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.waiting import MEASURE as WAITING
from measures.waiting_time import NOT_DELIVERED, TOO_FEW
from tests.measures.office import analysis, reported

RULE = Rule(b"k" * 32, "D")
LISTS = """
    offer | date       | area | unit     | waiting | median_days | days_of   | counted_twice
    help  | 2024-12-31 | A    | familien | 30      | 46          | wartend   | nein
    help  | 2024-12-31 | B    | familien | 8       | 12          | wartend   | nein
    help  | 2024-12-31 | D    | familien | 38      | 40          | begonnen  | nein
    kita  | 2024-12-31 | D    | kinder   | 130     |             |           | ja
"""


def told(lists: str, counted: pl.DataFrame | None = None) -> dict[tuple, tuple]:
    con = analysis(waiting=lists)
    figures = figures_of(con, WAITING, RULE) if counted is None else counted
    rows = reported(con, "waiting_time", figures)
    return {(r["offer_group"], r["area"]): (r["state"], r["value"], r["note"]) for r in rows.iter_rows(named=True)}


def test_a_median_stands_beside_a_number_that_is_shown():
    found = told(LISTS)
    assert found["help", "A"] == ("ok", 46.0, "Median, am Stichtag noch Wartende, Stichtag 31.12.2024.")
    assert found["help", "D"] == ("ok", 40.0, "Median, im Jahr Begonnene, Stichtag 31.12.2024.")


def test_a_median_is_hidden_with_its_number():
    assert told(LISTS)["help", "B"] == ("protected", None, TOO_FEW)


def test_a_list_without_a_median_says_that_it_was_not_delivered():
    assert told(LISTS)["kita", "D"] == ("no_data", None, NOT_DELIVERED)


@pytest.mark.parametrize(("shown", "state"), [(0, "protected"), (5, "protected"), (10, "ok")])
def test_the_number_shown_decides_and_the_true_one_is_never_looked_at(shown, state):
    con = analysis(waiting=LISTS)
    figures = figures_of(con, WAITING, RULE).with_columns(
        pl.when((pl.col("area") == "A") & (pl.col("quantity") == "waiting") & (pl.col("counted_unit") == "families"))
        .then(shown)
        .otherwise("numerator")
        .alias("numerator")
    )
    truly = [told(LISTS.replace("| 30  ", f"| {n}  "), figures)["help", "A"] for n in (0, 1, 30, 400)]
    assert {found[0] for found in truly} == {state} and len(set(truly)) == 1


def test_nobody_waiting_and_a_median_that_was_not_delivered_look_like_a_few_waiting():
    nobody = LISTS.replace(
        "| A    | familien | 30      | 46          | wartend ", "| A    | familien | 0       |             |         "
    )
    few = LISTS.replace("| A    | familien | 30      | 46 ", "| A    | familien | 1       | 99 ")
    counted = figures_of(analysis(waiting=nobody), WAITING, RULE)
    assert told(nobody, counted)["help", "A"] == told(few, counted)["help", "A"] == ("protected", None, TOO_FEW)


def test_without_a_population_a_median_has_no_number_to_stand_beside():
    con = analysis(waiting=LISTS, population=[])
    rows = reported(con, "waiting_time", figures_of(con, WAITING, RULE))
    assert set(rows["state"]) == {"no_data"} and rows["value"].null_count() == rows.height
