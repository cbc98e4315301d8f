"""The integer program sees several relations at once: it proves what intervals do not, and under our rule still nobody."""

import numpy as np

from measures.engine.attack.audit import System, narrowed, published_relations, system_of
from measures.engine.attack.cells import Reading
from measures.engine.attack.integer import attacked_cells, extremes, integer_audit, smallest
from tests.attacks.published_district import around, by_our_rule, reach_of_all, shown_as, simulated


def test_no_small_published_cell_is_proved_under_our_rule():
    con = simulated(seed=3, scale=0.35, years=3)
    found = integer_audit(around(con, by_our_rule(con)), 25)
    assert (found.asked, found.proved, found.open) == (25, [], 0)


def test_plain_rounding_on_the_full_lattice_is_broken_by_it():
    con = simulated(seed=3, scale=0.2, years=1)
    tally = reach_of_all(con)
    counts = tally["children"].cast(float).fill_null(np.nan).to_numpy()
    cells, relations = published_relations(around(con, shown_as(tally, 5 * ((counts + 2) // 5))), Reading(spread=2))
    found = attacked_cells(cells, system_of(relations), smallest(cells, 2000)[::80])
    assert found.asked == 25 and len(found.proved) > 0


def test_it_proves_what_follows_only_from_two_relations_together():
    """x + y = 3 and x − y = 1 leave x = 2, y = 1; each alone leaves more, and interval by interval nothing moves below 1…3."""
    system = System(
        np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 1, 1, -1]), np.array([3, 1]), np.array([3, 1])
    )
    low, high, _ = narrowed(np.zeros(2, dtype=int), np.full(2, 9), system)
    assert (low[0], high[0]) == (1, 3)
    assert extremes(0, system, low, high) == (2, 2) and extremes(1, system, low, high) == (1, 1)
