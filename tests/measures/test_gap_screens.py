"""How often is a firm gap chance, and how often is a true one found? Screens of 220 cells, from rounded counts, in worlds of
single children and of siblings, of places that are alike and of places that differ anyway."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import norm

from measures.engine.protect import Rule
from measures.gap import _interval, verdicts
from tests.measures.simulated_screens import BY_OFFER, IN_PAIRS, screens
from tests.measures.simulated_screens import WORLDS as SAME

SCREENS = 80
WORLDS = SAME | {"siblings together in every other offer": {"families": BY_OFFER}}


def flagged(cells: pl.DataFrame) -> pl.DataFrame:
    return verdicts(cells, Rule(b"", "D")).with_columns((pl.col("label") == "firm").alias("flag"))


def flagged_one_by_one(cells: pl.DataFrame) -> pl.DataFrame:
    """The rule not to use: every cell for itself at 5 %, against the district, as if children came one by one, unrounded."""
    p = 2 * norm.sf(np.abs(cells["counted"] - cells["expected"]) / np.sqrt(cells["expected"]))
    fewer = (pl.col("counted") < pl.col("expected")) & (pl.col("expected") >= 10)
    return cells.with_columns((fewer & pl.Series(p < 0.05)).alias("flag"))


def false_in_a_screen(found: pl.DataFrame) -> float:
    return found.filter(pl.col("flag") & ~pl.col("lower")).height / SCREENS


def power(found: pl.DataFrame, least: float, most: float = np.inf) -> float:
    """Of what is planted, by the expected children over the factor of families."""
    one_by_one = pl.col("expected") / pl.col("family_factor")
    return found.filter(pl.col("lower") & one_by_one.is_between(least, most, closed="left"))["flag"].mean()


@pytest.fixture(scope="module", params=WORLDS)
def world(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def nothing_true(world) -> pl.DataFrame:
    return flagged(screens(SCREENS, truly_lower=0, seed=11, **WORLDS[world]))


@pytest.fixture(scope="module")
def some_true(world) -> pl.DataFrame:
    return flagged(screens(SCREENS, truly_lower=0.05, seed=12, factor=0.65, **WORLDS[world]))


def test_where_nothing_is_true_hardly_a_screen_shows_a_firm_gap(nothing_true):
    assert false_in_a_screen(nothing_true) <= 0.3


def test_where_some_is_true_few_firm_gaps_are_chance(some_true):
    firm = some_true.filter("flag")
    assert len(firm) > 200 and (~firm["lower"]).mean() <= 0.06


def test_a_true_gap_of_a_third_is_found_where_enough_children_are_expected(some_true, world):
    assert power(some_true, 400) >= (0.75 if "differ" in world else 0.95)
    assert power(some_true, 200, 400) >= (0.6 if "differ" in world else 0.9)


def test_families_and_spread_are_measured_as_they_were_made(nothing_true, world):
    families = nothing_true.select("year", "family_factor").unique()["family_factor"].mean()
    spread = nothing_true.select("year", "place_spread").unique()["place_spread"].mean()
    made = {"siblings in pairs": 2.0, "children one by one": 1.0, "siblings in pairs, places differ": 2.0}
    assert world not in made or abs(families - made[world]) < 0.3
    assert spread == pytest.approx(0.05 if "differ" in world else 0.0, abs=0.02)


def test_what_could_have_been_seen_is_found_in_about_eight_of_ten_cases(some_true, world):
    """Of the planted: a true difference a little larger than `detectable` says is found that often or oftener."""
    lower = some_true.filter("lower")
    just = lower.filter(pl.col("detectable_of_100").is_between(28, 35))
    assert len(just) > 30 and just["flag"].mean() >= 0.7


def test_small_areas_are_honest_about_what_they_cannot_show(some_true):
    assert power(some_true, 20, 50) < 0.4
    unsure = some_true.filter((pl.col("label") == "unsure") & pl.col("expected").is_between(100, 150))
    assert unsure["note"].str.contains("Zuverlässig zu sehen wäre hier erst ein Unterschied von rund").any()
    assert (unsure["detectable_of_100"].drop_nulls() > 20).all()


def test_at_high_reach_no_range_is_wider_than_all_children_and_the_truth_is_inside():
    cells = screens(SCREENS, truly_lower=0, seed=13, families=IN_PAIRS, most=0.97)
    found = verdicts(cells, Rule(b"", "D"))
    low, high = _interval(found, Rule(b"", "D").variance)
    rate = np.geomspace(0.01, 0.97, 20)[found["offer_group"].cast(pl.Int64).to_numpy()]
    mean = rate * found["people"].to_numpy()
    assert (high <= found["people"]).all() and (low >= 0).all()
    inside = (low.to_numpy() <= mean) & (mean <= high.to_numpy())
    assert inside.mean() >= 0.945 and inside[rate > 0.7].mean() >= 0.935


def test_without_correction_every_screen_shows_gaps_that_are_none():
    found = flagged_one_by_one(screens(SCREENS, truly_lower=0, seed=11, families=IN_PAIRS))
    assert false_in_a_screen(found) > 4
