"""What does somebody learn who knows more: the edition before, or one child of his own?"""

from dataclasses import replace

import numpy as np
import polars as pl

from measures.engine.attack.audit import attacked, narrowed, published_relations, system_of
from measures.engine.attack.cells import Cells, Reading
from tests.attacks.published_district import CELL, around, by_our_rule, reach_of_all, shown_as, simulated, truth_of

LATE = "SELECT area, year, age, sex, mask FROM child_year WHERE year = 2018 AND area = 'T10' ORDER BY ALL LIMIT 1"


def difference(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The cells of the later edition and how many children each has more."""
    joined = after.join(
        before.select(*CELL, pl.col("children").alias("old")), on=CELL, how="left", maintain_order="left"
    )
    return joined.with_columns((pl.col("children") - pl.col("old")).alias("children"))


def test_a_child_delivered_late_stays_hidden_from_whoever_kept_the_edition_before():
    """He knows all cells it is in, and that each grew by one: a draw that stays the same tells him less than two draws."""
    con = simulated(seed=3, scale=0.35, years=3)
    before, first = reach_of_all(con), by_our_rule(con)
    con.execute(f"INSERT INTO child_year (space, area, year, age, sex, mask) SELECT 'verknuepft', * FROM ({LATE})")
    after, second = reach_of_all(con), by_our_rule(con)
    cells, relations = published_relations(around(con, second))
    old, _ = published_relations(around(con, first))
    more = np.nan_to_num(truth_of(cells, difference(before, after))).astype(int)
    assert more.sum() > 10 and set(more) == {0, 1} and (first["numerator"] - second["numerator"]).abs().max() in (0, 5)
    both = replace(cells, low=np.maximum(cells.low, old.low + more), high=np.minimum(cells.high, old.high + more))
    found = attacked(both, relations)
    low, high, _ = narrowed(both.low, both.high, system_of(relations))
    true = truth_of(cells, after)
    assert ((low <= true) & (true <= high))[~np.isnan(true)].all()
    assert (found.proofs, found.contradicted) == (0, 0)


def small_cells(cells: Cells, tally: pl.DataFrame, count: int) -> np.ndarray:
    """Some cells of one or two children, wherever they lie."""
    true = truth_of(cells, tally)
    few = np.flatnonzero((true >= 1) & (true <= 2))
    return np.random.default_rng(1).permutation(few)[:count]


def learnt(cells: Cells, relations: list, known: np.ndarray) -> int:
    """In how many of these cells does somebody who knows one child there learn that there is at most one more?"""
    found, system = 0, system_of(relations)
    for cell in known:
        low = cells.low.copy()
        low[cell] = max(low[cell], 1)
        _, high, _ = narrowed(low, cells.high, system)
        found += bool(high[cell] <= 2)
    return found


def test_whoever_knows_one_child_learns_nothing_of_the_others():
    con = simulated(seed=3, scale=0.35, years=2)
    tally = reach_of_all(con)
    cells, relations = published_relations(around(con, by_our_rule(con)))
    assert learnt(cells, relations, small_cells(cells, tally, 60)) == 0
    counts = tally["children"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    plain, relations = published_relations(around(con, shown_as(tally, 5 * ((counts + 2) // 5))), Reading(spread=2))
    assert learnt(plain, relations, small_cells(plain, tally, 20)) >= 5
