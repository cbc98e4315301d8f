"""How often is a firm gap chance, and how often is a true one found? 300 screens of 440 cells, from rounded counts."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from measures.engine.protect import Rule
from measures.gap import verdicts
from tests.measures.simulated_screens import screens

SCREENS = 300


def flagged(cells: pl.DataFrame) -> pl.DataFrame:
    return verdicts(cells, Rule(b"", "D")).with_columns((pl.col("label") == "firm").alias("flag"))


def flagged_one_by_one(cells: pl.DataFrame) -> pl.DataFrame:
    """The rule not to use: every cell for itself at 5 %, against the district, as if counts were not rounded."""
    p = 2 * norm.sf(np.abs(cells["counted"] - cells["expected"]) / np.sqrt(cells["expected"]))
    fewer = (pl.col("counted") < pl.col("expected")) & (pl.col("expected") >= 10)
    return cells.with_columns((fewer & pl.Series(p < 0.05)).alias("flag"))


def screens_with_a_flag(found: pl.DataFrame) -> float:
    return found.group_by("year").agg(pl.col("flag").any())["flag"].mean()


def false_share(found: pl.DataFrame) -> float:
    flags = found.filter("flag")
    return (~flags["lower"]).mean()


def power(found: pl.DataFrame, least: float, most: float) -> float:
    return found.filter(pl.col("lower") & pl.col("expected").is_between(least, most, closed="left"))["flag"].mean()


@pytest.fixture(scope="module")
def nothing_true() -> pl.DataFrame:
    return screens(SCREENS, truly_lower=0, seed=11)


@pytest.fixture(scope="module")
def some_true() -> pl.DataFrame:
    return screens(SCREENS, truly_lower=0.05, seed=12)


def test_where_nothing_is_true_few_screens_show_any_firm_gap(nothing_true):
    assert screens_with_a_flag(flagged(nothing_true)) <= 0.15


def test_at_most_one_in_ten_firm_gaps_is_chance(some_true):
    assert 0 < false_share(flagged(some_true)) <= 0.10


def test_a_true_gap_of_a_quarter_is_found_where_enough_children_are_expected(some_true):
    found = flagged(some_true)
    assert power(found, 200, 400) >= 0.7 and power(found, 400, np.inf) >= 0.9


def test_small_areas_are_honest_about_what_they_cannot_show(some_true):
    found = flagged(some_true)
    assert power(found, 50, 100) < 0.4
    unsure = found.filter((pl.col("label") == "unsure") & pl.col("expected").is_between(50, 100))
    assert unsure["note"].str.contains("Zuverlässig zu sehen wäre hier erst ein Unterschied von rund").all()


def test_without_correction_nearly_every_screen_shows_a_gap_that_is_none(nothing_true, some_true):
    assert screens_with_a_flag(flagged_one_by_one(nothing_true)) > 0.15
    assert false_share(flagged_one_by_one(some_true)) > 0.10
