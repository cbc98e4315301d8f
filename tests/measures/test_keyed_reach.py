"""What a key tells of a group that has sums besides: counted by hand, only where families were asked, and never a second draw."""

import polars as pl

from measures import annual_reach, keyed_reach
from measures.engine.figures import exact_figures, protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from tests.measures.office import figures, one
from tests.measures.test_asked_reach import office

RULE = Rule(b"sixteen bytes or more", "D", min_population=1)


def test_each_child_of_the_key_counts_once_whatever_the_sums_say():
    found = figures(office(), "keyed_reach")
    by_area = {area: one(found, offer_group="alle", area=area)["numerator"] for area in "DRABC"}
    assert by_area == {"D": 240, "R": 210, "A": 160, "B": 50, "C": 30}
    assert one(found, offer_group="alle", age_band="3-5")["numerator"] == 150


def test_a_group_has_one_only_if_it_has_units_besides():
    assert set(figures(office(), "keyed_reach")["offer_group"]) == {"alle", "own"}


def test_it_says_that_it_is_linked_where_several_sources_are_joined():
    assert one(figures(office(), "keyed_reach"), offer_group="alle")["evidence"] == "linked"
    assert one(figures(office()), offer_group="kita")["evidence"] == "counted"
    assert one(figures(office()), offer_group="alle")["evidence"] == "bounds"


def test_the_same_children_by_declaration_have_one_number_under_both_measures():
    con = office(group="own")
    tally = keyed_reach.compute(con, Selection())
    assert exact_figures(tally, keyed_reach.MEASURE).height
    told = protected_figures(tally, keyed_reach.MEASURE, RULE)
    reach = protected_figures(annual_reach.compute(con, Selection()), annual_reach.MEASURE, RULE)
    mine, theirs = (
        frame.filter(pl.col("offer_group") == group, area="D", age_band="all", sex="all").row(0, named=True)
        for frame, group in ((told, "own"), (reach, "help"))
    )
    assert (mine["cell"], mine["numerator"]) == (theirs["cell"], theirs["numerator"])
