"""Districts of other sizes, seeds and keys than in tests/attacks, where the attack itself and the weaker rules are: nobody is proved."""

import polars as pl
import pytest

from measures.annual_reach import MEASURE
from measures.engine.attack.audit import audit
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from tests.attacks.published_district import KEY, around, by_our_rule, simulated


@pytest.mark.parametrize(
    ("seed", "scale", "linked"),
    [(1, 1.0, True), (2, 1.0, False), (5, 0.15, True), (6, 0.15, False)],
)
def test_no_cell_and_no_difference_of_one_or_two_children_can_be_proved(seed, scale, linked):
    con = simulated(seed=seed, scale=scale, years=6, linked=linked)
    found = audit(around(con, by_our_rule(con, rule=Rule(bytes([seed]) + KEY, "D"))))
    assert found.known > 5000 and found.relations > 15_000 and (found.proofs, found.contradicted) == (0, 0)


def test_one_count_under_several_names_is_published_once():
    """The same active offers, area and band give the same number under every name: no second draw to narrow it."""
    con = simulated(seed=1, scale=1.0, years=2)
    tally = MEASURE.compute(con, Selection())
    key = ["area", "year", "age_band", "sex", "offer_group"]
    named = tally.join(by_our_rule(con, tally).select(*key, "numerator"), on=key).drop_nulls("numerator")
    numbers = named.group_by("offers", "cell_area", "cell_band", "sex", "year").agg(
        pl.col("numerator").n_unique().alias("numbers"), pl.len().alias("names")
    )
    assert numbers.filter(pl.col("names") > 1).height > 100
    assert numbers["numbers"].max() == 1
