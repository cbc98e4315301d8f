"""Does the reach by each age hold the truth in worlds that no method here assumes: offers for some ages only, children who
stay on, years that lie apart, moves? benchmarks/childhood.py asks the same of many more."""

import duckdb
import polars as pl
import pytest

from measures.cumulative_reach import NOT_OFFERED
from tests.measures.simulated_childhood import fill_childhood, truth_by_age
from tests.measures.test_cumulative_reach import published

WORLD = {"record_years": 10, "turnover": 0.04, "shock": 0.08, "stay": 0.6}
SPANS = [((0, 3), 0.3), ((6, 17), 0.3), ((0, 17), 0.7)]
KNOWN = {
    "arrivals and moves": {"arrivals_known": True, "moves_known": True},
    "arrivals": {"arrivals_known": True},
    "moves": {"moves_known": True},
    "nothing": {},
}
LOW, HIGH = pl.coalesce("low", "bound_low"), pl.coalesce("high", "bound_high")


def by_age(ages: tuple[int, int], truth: float, known: str, seed: int, **how) -> pl.DataFrame:
    """low, high, truth: the rows of all offers by the end of each age in the last year."""
    con = duckdb.connect()
    fill_childhood(con, seed=seed, ages=ages, truth=truth, **KNOWN[known], **(WORLD | how))
    rows = published(con).filter(measure="cumulative_reach", offer_group="alle", quantity="period", state="ok")
    curve = rows.drop_nulls("age").sort("age")
    return curve.select(LOW.alias("low"), HIGH.alias("high"), truth=pl.Series(truth_by_age(ages, truth)))


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize(("ages", "truth"), SPANS)
def test_for_offers_of_every_age_span_the_range_holds_the_truth_and_its_edges_never_fall(ages, truth, known):
    for seed in (1, 2):
        found = by_age(ages, truth, known, seed)
        inside = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
        assert len(found) == 18 and inside[-1] and inside.mean() >= 0.9
        assert (found["low"].diff().drop_nulls() >= 0).all() and (found["high"].diff().drop_nulls() >= 0).all()


def test_a_narrow_span_needs_no_record_of_a_whole_childhood():
    """Ten years know all of 0 to 3: what is known at 3 is known at 17, to a few points."""
    found = by_age((0, 3), 0.3, "arrivals", 1)
    assert found["high"][-1] - found["low"][-1] < 0.1 and found.row(3)[:2] == found.row(17)[:2]


def test_offers_for_18_and_older_have_no_reach_until_18():
    con = duckdb.connect()
    fill_childhood(con, seed=1, ages=(0, 3), truth=0.3, arrivals_known=True, record_years=10)
    con.execute("UPDATE offer SET age_from = 18, age_to = 26 WHERE offer = 'two'")
    con.execute("UPDATE child_year SET mask = 1, prev = least(prev, 1)")
    rows = published(con).filter(measure="cumulative_reach", quantity="period", year=2025).drop_nulls("state")
    late = rows.filter(offer_group="two")
    assert late["state"].to_list() == ["not_applicable"] and late["reason"].to_list() == ["age_not_offered"]
    assert late["note"].to_list() == [NOT_OFFERED] and rows.filter(offer_group="one", age=17)["state"].to_list() == [
        "ok"
    ]


def test_a_group_with_known_arrivals_is_followed_though_the_widest_has_none():
    con = duckdb.connect()
    fill_childhood(con, seed=1, ages=(0, 3), truth=0.3, arrivals_known=True, **WORLD)
    con.execute("UPDATE child_year SET since = NULL WHERE mask & 2 > 0")
    figures = published(con)
    known = figures.filter(measure="cumulative_reach", quantity="period", year=2025, age=17)
    assert dict(known.select("offer_group", "arrivals_known").iter_rows()) == {"alle": False, "one": True, "two": False}
    assert set(figures.filter(measure="first_contact", quantity="users_born")["offer_group"]) == {"one"}
