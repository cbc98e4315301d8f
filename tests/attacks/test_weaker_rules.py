"""Is each weaker rule broken by the attack that our rule withstands? On one simulated district, with everything else equal."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE
from measures.engine.attack.audit import Audit, Disclosed, attacked, check, published_relations
from measures.engine.attack.cells import AS_PUBLISHED, Cells, Reading
from measures.engine.attack.declared import against
from measures.engine.counting.declared import DECLARED
from measures.engine.measure import Selection
from measures.engine.protect import NOTHING_HANDED, Rule
from tests.attacks.published_district import (
    CARE,
    CELL,
    RULE,
    around,
    at_random,
    by_our_rule,
    reach_of_all,
    shown_as,
    simulated,
    world,
)

MASK_OF_CARE = sum(1 << int(offer[1:]) for offer in CARE)


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


# ── What proves nobody yet, and is against the rule ─────────────────────────────────────────────


@pytest.fixture(scope="module")
def by_place():
    """Most of one group is counted where the service is: below the district it counts a small offer only."""
    con = world("by_place", years=2)
    return con, MEASURE.compute(con, Selection())


def test_our_rule_shows_nothing_too_small_and_draws_each_count_once(by_place):
    con, tally = by_place
    found = against(around(con, by_our_rule(con, tally)), NOTHING_HANDED)
    assert (found.small, found.drawn_twice) == ([], [])


def test_the_depth_of_the_whole_group_shows_cells_that_count_a_small_part_of_it(by_place):
    con, tally = by_place
    whole = tally.with_columns(pl.lit(None, DECLARED[users]).alias(users) for users in ("users_here", "users_below"))
    small = against(around(con, by_our_rule(con, whole)), NOTHING_HANDED).small
    assert len(small) > 30 and {name[-1] for name in small} == {"b_care"}


def test_the_depth_holds_by_the_true_users_of_what_can_be_in_each_cell(by_place):
    """Every child walked through: the district's users of the offers that tell homes, in the years before, by age."""
    con, tally = by_place
    shown = by_our_rule(con, tally).filter(pl.col("state") == "ok", pl.col("area") != "D")
    rates = {}
    for group, mask in con.sql(f"SELECT offer_group, mask & ~{MASK_OF_CARE}::UBIGINT FROM offer_group").fetchall():
        for band, first, last in con.sql("SELECT age_band, age_from, age_to FROM age_band").fetchall():
            used = "SELECT count(*) FROM child_year WHERE mask & $1::UBIGINT <> 0 AND age BETWEEN $2 AND $3"
            people = "SELECT sum(count) FROM population WHERE age_from BETWEEN $1 AND $2"
            (users,), (all_people,) = (
                con.execute(q, p).fetchone() for q, p in ((used, [mask, first, last]), (people, [first, last]))
            )
            rates[group, band] = (users + RULE.base / 2) / all_people
    expected = [
        rates[group, band] * people
        for group, band, people in shown.select("offer_group", "age_band", "denominator").iter_rows()
    ]
    assert len(expected) > 1000 and min(expected) >= RULE.stay_expected


def test_a_draw_for_each_name_of_a_cell_draws_counts_twice(by_place):
    """The region of one town, a group and the same group without an offer that cannot be there."""
    con, tally = by_place
    named = tally.with_columns(who=pl.format("{}|{}|{}|{}", "offer_group", "area", "age_band", "year"))
    twice = against(around(con, by_our_rule(con, named)), NOTHING_HANDED).drawn_twice
    assert len(twice) > 100 and len({name[-1] for name in twice}) > 5


def test_the_publication_is_refused_where_the_program_breaks_its_own_rule(by_place):
    con, tally = by_place
    named = tally.with_columns(who=pl.format("{}|{}|{}|{}", "offer_group", "area", "age_band", "year"))
    with pytest.raises(Disclosed, match="sind ein zweites Mal gerundet"):
        check(around(con, by_our_rule(con, named)), RULE.min_expected, NOTHING_HANDED)
