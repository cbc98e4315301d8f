"""A published range is one for certain: every true count, every draw."""

from itertools import product

import polars as pl
import pytest

from measures.engine.figures import _proved
from measures.engine.protect import Rule


@pytest.mark.parametrize("base", [5, 10])
@pytest.mark.parametrize("people", [60, 63])
def test_whatever_is_drawn_the_true_counts_lie_between_the_ends_published(base, people):
    top = people // base * base
    rounded = [(n, min(base * ((n + draw) // base), top)) for n, draw in product(range(people + 1), range(base))]
    drawn = pl.DataFrame(rounded, ["true", "at_least"], orient="row").with_columns(
        at_most="at_least", denominator=pl.lit(people), state=pl.lit("ok")
    )
    told = drawn.with_columns(**_proved(Rule(b"", "D", base=base)))
    assert told.filter((pl.col("at_least") > pl.col("true")) | (pl.col("true") > pl.col("at_most"))).is_empty()
    assert told.filter((pl.col("at_least") < 0) | (pl.col("at_most") > people)).is_empty()
    reached = told.group_by("at_least").agg(pl.col("true").min())
    assert (reached["at_least"] == reached["true"]).all(), "no end stands further out than some draw needs"


def test_an_open_end_stays_open_and_more_children_than_people_have_no_upper_end_cut():
    rows = {"at_least": [20, 70], "at_most": [None, 70], "denominator": [60, 60], "state": ["ok", "unreliable"]}
    told = pl.DataFrame(rows).with_columns(**_proved(Rule(b"", "D")))
    assert told.select("at_least", "at_most").rows() == [(16, None), (66, 74)]
