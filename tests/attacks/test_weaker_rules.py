"""Is each weaker rule broken by the attack that our rule withstands? On one simulated district, with everything else equal."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measures.engine.attack.audit import Audit, attacked, published_relations
from measures.engine.attack.cells import AS_PUBLISHED, Cells, Reading
from measures.engine.protect import Rule
from tests.attacks.published_district import CELL, around, at_random, by_our_rule, reach_of_all, shown_as, simulated


@pytest.fixture(scope="module")
def district():
    """Three years of seven thousand children: connection, exact tally of every cut, its counts."""
    con = simulated(seed=3, scale=0.35, years=3)
    tally = reach_of_all(con)
    return con, tally, tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy()


def broken(con, *editions: pl.DataFrame, reading: Reading = AS_PUBLISHED) -> Audit:
    """The attack on one publication, or on several of the same counts laid over each other."""
    read: list[Cells] = []
    for figures in editions:
        cells, relations = published_relations(around(con, figures), reading)
        read.append(cells)
    low, high = np.max([cells.low for cells in read], axis=0), np.min([cells.high for cells in read], axis=0)
    return attacked(replace(read[0], low=low, high=high), relations)


def test_our_rule_proves_nobody(district):
    con, *_ = district
    found = broken(con, by_our_rule(con))
    assert found.known > 5000 and found.relations > 15_000 and (found.proofs, found.contradicted) == (0, 0)


def test_plain_rounding_on_the_full_lattice_proves_a_quarter_of_the_small_cells(district):
    con, tally, counts = district
    found = broken(con, shown_as(tally, 5 * ((counts + 2) // 5)), reading=Reading(spread=2))
    small = int(((counts >= 1) & (counts <= 2)).sum())
    assert small > 5000 and len(found.cells) > small / 4 and found.differences > 50 and found.contradicted == 0


def test_random_rounding_without_depth_proves_some(district):
    con, tally, counts = district
    assert broken(con, shown_as(tally, at_random(counts, 1))).proofs >= 10


def test_hiding_below_five_without_secondary_suppression_proves_most_of_the_hidden(district):
    """Every other count is exact, so what is hidden is what is left."""
    con, tally, counts = district
    hidden = np.where((counts > 0) & (counts < 5), np.nan, counts)
    found = broken(con, shown_as(tally, hidden), reading=Reading(spread=0, hidden=(1, 4)))
    assert len(found.cells) > 3000 and found.differences > 1000 and found.contradicted == 0


def test_a_new_draw_in_each_edition_proves_several_times_as_many(district):
    con, tally, counts = district
    one = broken(con, shown_as(tally, at_random(counts, 1))).proofs
    two = broken(con, *[shown_as(tally, at_random(counts, seed)) for seed in (1, 2)]).proofs
    assert two > 4 * one


def test_a_new_draw_each_day_is_averaged_out_even_with_our_depth(district):
    """Four hundred editions give the exact counts, and these prove children; one draw for ever does not."""
    con, tally, _ = district
    shown = by_our_rule(con)
    counts = shown.join(tally.select(*CELL, "children"), on=CELL, how="left", maintain_order="left")["children"]
    counts = counts.cast(pl.Float64).fill_null(np.nan).to_numpy()
    average = np.mean([at_random(counts, seed) for seed in range(400)], axis=0)
    guessed = pl.Series("numerator", np.round(average)).fill_nan(0).cast(pl.Int64)
    editions = shown.with_columns(pl.when(pl.col("numerator").is_not_null()).then(guessed).alias("numerator"))
    found = broken(con, editions, reading=Reading(spread=0))
    assert len(found.cells) > 100 and found.differences > 100


def test_two_keys_for_one_count_prove_nobody_while_depth_holds(district):
    """Should a key ever be replaced by mistake: the cells shown are still large enough."""
    con, *_ = district
    assert broken(con, *[by_our_rule(con, rule=Rule(bytes([n]) * 32, "D")) for n in range(4)]).proofs == 0
