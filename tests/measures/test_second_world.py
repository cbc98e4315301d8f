"""Do published figures hold the truth where children live otherwise than the methods assume? A second district (tests/simulator).

Two seeds and the essentials; many seeds and every world: python -m benchmarks.worlds.
"""

from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from measures.annual_reach import compute
from measures.engine.measure import Selection
from tests.simulator import held, truth
from tests.simulator.drawn import draw
from tests.simulator.load import counted, published
from tests.simulator.world import ALL_PAIRS, DISTRICT, PLACES, REAL
from tests.simulator.world import WORLDS as NAMED

YEARS = tuple(range(2018, 2026))
LIVED = replace(REAL, children=3000, years=YEARS)
SMALL = replace(LIVED, children=1500, years=YEARS[-4:])
MOVING = "families that stay, come back, and leave with or without notice"
TOLD = "the same, and every list learns who leaves"
UNTOLD = "the same, and no source ever learns who leaves"
LEAVING = "single children of whom 6 of 100 leave each year, with notice, and many come back"
COUNTED = ["annual_reach", "point_reach", "entries", "overlap"]
WORLDS = {
    MOVING: (LIVED, 1, ["first_contact", "cumulative_reach", "claim", "gap", "trend", "forecast"]),
    TOLD: (replace(LIVED, noticed=1.0), 2, COUNTED),
    UNTOLD: (replace(LIVED, noticed=0.0), 2, [*COUNTED, "first_contact"]),
    LEAVING: (replace(NAMED["noticed"], children=3000, years=YEARS), 1, ["cumulative_reach", "entries"]),
}
WHOLE = 0.995
CELL = ["year", "area", "age_band", "sex", "offer_group"]


@cache
def known(name: str) -> held.Known:
    world, seed, measures = WORLDS[name]
    drawn = draw(world, seed)
    return held.Known(drawn, published(drawn, measures), truth.childhood(world))


@cache
def ranges(name: str) -> pl.DataFrame:
    return held.ranges(known(name))


def share_held(found: pl.DataFrame) -> float:
    return 1 - len(held.misses(found)) / len(found)


@pytest.mark.parametrize("world", [TOLD, UNTOLD])
@pytest.mark.parametrize("measure", COUNTED)
def test_counts_and_bounds_hold_the_truth(measure, world):
    """Every figure that says something is judged, „mindestens“ by its one end."""
    found = ranges(world).filter(measure=measure)
    assert len(found) == len(known(world).of(measure))
    assert share_held(found) >= WHOLE, held.misses(found).group_by("kind", "offer_group", "age_band").len()


@pytest.mark.parametrize("world", [MOVING, UNTOLD, LEAVING])
def test_first_contacts_hold_the_truth(world):
    found = ranges(world).filter(measure="first_contact")
    assert share_held(found) >= WHOLE, held.misses(found).select("year", "offer_group", "about", "low", "high", "truth")


def test_who_left_and_came_back_is_new_after_a_year_without_and_not_before():
    """In the district, where moves within it play no part."""
    found = ranges(LEAVING).filter(measure="entries", area=DISTRICT)
    assert share_held(found) >= WHOLE, held.misses(found)


@pytest.mark.parametrize("world", [TOLD, UNTOLD])
def test_every_at_least_is_one(world):
    found = ranges(world).filter(pl.col("kind").is_in(["at_least", "bounds"]))
    too_high = found.filter(pl.col("truth") < pl.col("low") - 1e-6)
    assert len(too_high) <= (1 - WHOLE) * len(found), too_high


def test_where_nobody_tells_who_left_no_count_of_a_year_is_one_number():
    figures = known(UNTOLD).figures.filter(state="ok").filter(pl.col("measure").is_in(["annual_reach", "entries"]))
    assert figures["numerator"].null_count() == len(figures)
    assert figures["leavers"].unique().to_list() == ["statistics"]


@pytest.mark.parametrize(
    ("world", "measure"), [(MOVING, "cumulative_reach"), (LEAVING, "cumulative_reach"), (MOVING, "forecast")]
)
def test_what_is_said_of_a_childhood_and_of_the_future_holds_the_truth(world, measure):
    """In 93 of 100 by many seeds; the ranges of one district err together."""
    found = ranges(world).filter(measure=measure)
    assert share_held(found) >= 0.90, held.misses(found).select("kind", "offer_group", "about", "low", "high", "truth")


def test_firm_words_are_seldom_false():
    """A twentieth of the trends of a steady district may be called by chance; lines of one district err together."""
    found = held.words(known(MOVING))
    false = found.group_by("measure").agg(share=(~pl.col("true")).mean())
    shares = dict(false.iter_rows())
    assert (shares["claim"], shares["gap"] <= 2 * 0.3 / 220, shares["trend"] <= 0.15) == (0, True, True), shares


MORE = {"all pairs counted by hand": "ueberschneidung", "a stock of 1 March beside the list": "meldung"}
RICH = replace(SMALL, stated=ALL_PAIRS, reported=("tagespflege", "begleitung"))


@cache
def told(without: str = "") -> pl.DataFrame:
    """The exact tally of annual reach, as it stands before it is rounded, without one of the files."""
    with counted(draw(RICH, 4), [without]) as (con, _):
        return compute(con, Selection())


@pytest.mark.parametrize("file", MORE.values(), ids=MORE)
def test_no_range_is_wider_where_more_is_known(file):
    low, high = pl.coalesce("children", "at_least"), pl.coalesce("children", "at_most", "denominator")
    less, more = (table.filter(state="ok").select(*CELL, low=low, high=high) for table in (told(file), told()))
    both = less.join(more, on=CELL, suffix="_now")
    wider = both.filter((pl.col("low_now") < pl.col("low")) | (pl.col("high_now") > pl.col("high")))
    assert wider.is_empty(), wider


@cache
def with_people(total: bool, *lacking: int) -> pl.DataFrame:
    """Annual reach; total: the district's own population is delivered; lacking: years of which a place has none."""
    world = replace(SMALL, total_people=total, no_people=frozenset((PLACES[3], year) for year in lacking))
    reach = published(draw(world, 1), ["annual_reach"]).filter(pl.col("year") >= SMALL.years[0])
    return reach.select(*CELL, "state", "reason", "numerator", "counted", "bound_low", "bound_high").sort(CELL)


def without_low(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop("bound_low")


@pytest.mark.parametrize("years", [SMALL.years, SMALL.years[-1:]], ids=["of every year", "of the last year"])
def test_a_missing_population_hides_its_place_alone(years):
    """The district may have a lower low end: how many of the place's children are of some ages is not known."""
    whole, less = with_people(True), with_people(True, *years)
    lacks = pl.col("year").is_in(years) & (pl.col("area") == PLACES[3])
    others, district = ~lacks & (pl.col("area") != DISTRICT), pl.col("area") == DISTRICT
    assert less.filter(others).equals(whole.filter(others))
    assert without_low(less.filter(district)).equals(without_low(whole.filter(district)))
    assert (less.filter(district)["bound_low"] <= whole.filter(district)["bound_low"]).all()
    assert reasons(whole, less, lacks) == [("no_data", "no_people")]


def reasons(whole: pl.DataFrame, less: pl.DataFrame, where: pl.Expr) -> list[tuple]:
    """Why cells say nothing that could say something."""
    meant = whole.select(where & (pl.col("state") != "not_applicable")).to_series()
    return less.filter(meant).select("state", "reason").unique().rows()


def test_of_a_district_known_only_by_its_places_one_without_population_takes_the_sum_and_no_other_place():
    """What another place shows, it showed the year before: nobody can expect anything anew without the district. How many move
    away is told by the years whose children are known."""
    year = SMALL.years[-1]
    whole, less = with_people(False), with_people(False, year)
    lacks = (pl.col("year") == year) & pl.col("area").is_in([PLACES[3], DISTRICT])
    assert reasons(whole, less, lacks) == [("no_data", "no_people")]
    before = whole.filter(pl.col("year") == year - 1, state="ok").select(CELL[1:])
    told = whole.filter(~lacks, pl.col("year") == year, state="ok").join(before, on=CELL[1:], how="semi")
    assert not told.is_empty() and told.join(less, on=CELL, suffix="_now").filter(state_now="ok").height == told.height
    earlier = pl.col("year") < year
    assert without_low(less.filter(earlier)).equals(without_low(whole.filter(earlier)))
