"""Shares of the users of an offer: from protected counts, both ways, and no more than can be told."""

import polars as pl

from measures.annual_reach import MEASURE as ANNUAL
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from measures.engine.publication import derived_figures, surroundings
from measures.first_contact import MEASURE as FIRST
from measures.overlap import MEASURE as OVERLAP
from measures.overlap_share import MEASURE
from measures.pathway import MEASURE as PATHWAY
from tests.measures.office import analysis, children
from tests.measures.test_first_contact import COMPLETE, PEOPLE
from tests.measures.test_overlap import BY_HAND, USED, office
from tests.measures.test_pathway import SEEN

RULE = Rule(b"k" * 32, "D")


def shares(**tables) -> dict[tuple[str, str], dict]:
    con = office(**tables)
    counted = [protected_figures(m.compute(con, Selection()), m, RULE) for m in (ANNUAL, OVERLAP)]
    found = derived_figures(pl.concat(counted), MEASURE, surroundings(con))
    return {(row["offer_group"], row["item"]): row for row in found.iter_rows(named=True)}


def test_shares_are_told_both_ways_from_protected_counts():
    found, n = shares(), {"help": 170, "visit": 100}  # multiples of 5 stay: 40 of both
    for own, other in (("help", "visit"), ("visit", "help")):
        row = found[own, f"+{other}"]
        assert (row["numerator"], row["denominator"], row["value"]) == (40, n[own], 40 / n[own])
        assert row["low"] < row["value"] < row["high"]


def test_an_unknown_pair_says_at_most_what_both_counts_leave():
    row = shares()["help", "+kita"]
    assert (row["bound_low"], round(row["bound_high"], 3), row["value"]) == (0, round(104 / 166, 3), None)
    stated = shares(stated_overlap=BY_HAND)["help", "+kita"]
    assert (round(stated["bound_low"] * 174) % 5, round(stated["bound_high"] * 166)) == (1, 59)


def test_shares_of_fewer_than_fifty_users_are_not_told():
    few = USED.replace("| 60", "| 4 ")
    assert ("visit", "+help") not in shares(child_year=children(few)) and ("help", "+visit") in shares(
        child_year=children(few)
    )


def over_users(seen: str) -> dict[tuple[str, str], tuple]:
    """Shares of 2023: (offer, item) → numerator, denominator, value."""
    con = analysis(child_year=children(seen), population=PEOPLE, coverage=COMPLETE)
    counted = [protected_figures(m.compute(con, Selection()), m, RULE) for m in (ANNUAL, FIRST, PATHWAY)]
    found = derived_figures(pl.concat(counted), MEASURE, surroundings(con)).filter(pl.col("year") == 2023)
    columns = ("offer_group", "item", "numerator", "denominator", "value")
    return {(offer, item): tuple(rest) for offer, item, *rest in found.select(columns).iter_rows()}


def test_earlier_uses_stand_over_the_users_of_the_later_offer():
    assert over_users(SEEN)["visit", "before:help"] == (55, 90, 55 / 90)


def test_entries_stand_over_all_first_contacts_of_the_year_from_fifty_on():
    assert ("help", "entry") not in over_users(SEEN)  # 35 first contacts
    many = over_users(SEEN.replace("| 35", "| 75"))
    assert many["help", "entry"] == many["visit", "entry"] == (75, 75, 1.0)  # all began with both
