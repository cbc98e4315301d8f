"""Does the second district live as its numbers say? Staying, families, leaving; and its truth against a plain loop."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.simulator import truth
from tests.simulator.drawn import Drawn, draw
from tests.simulator.files import deliveries
from tests.simulator.people import OUTSIDE
from tests.simulator.world import MEMBERS, PLACES, PLAIN, REAL, WORLDS, World

SMALL = replace(REAL, children=900, years=(2022, 2023, 2024), before=4, ahead=1)


def stayed(world: World) -> float:
    """Of the children who used `beratung` in a year of the record, before the last ages: the share who do in the next one."""
    drawn = draw(world, 3)
    used, ages = truth.used_in(drawn.people, drawn.uses)["beratung"], drawn.people.ages
    now = used[:, 10:-1] & (ages[:, 10:-1] < 16) & (drawn.people.place[:, 11:] < OUTSIDE)
    return float(used[:, 11:][now].mean())


@pytest.mark.parametrize(("stay", "least", "most"), [(0.0, 0.03, 0.09), (0.5, 0.48, 0.58), (0.9, 0.86, 0.93)])
def test_children_stay_in_an_offer_as_often_as_the_world_says(stay, least, most):
    assert least < stayed(replace(PLAIN, children=2000, stay=stay)) < most


def test_the_same_seed_gives_the_same_files_and_another_one_others():
    one, again, other = (deliveries(draw(SMALL, seed)) for seed in (1, 1, 2))
    assert all(table.equals(again[name]) for name, table in one.items())
    assert not one["hilfen"].equals(other["hilfen"])


@pytest.mark.parametrize("name", WORLDS)
def test_as_many_children_live_in_a_world_as_it_says_in_every_year(name):
    world = replace(WORLDS[name], children=2000)
    people = draw(world, 1).people
    here = people.here()[:, world.before :].sum(axis=0)
    assert (abs(here / world.children - 1) < 0.12).all()


def test_siblings_begin_together_where_the_world_says_so_and_by_chance_where_not():
    def pairs(world: World) -> float:
        drawn = draw(world, 1)
        starts = drawn.uses.filter(offer="beratung")
        starts = starts.with_columns(family=pl.Series(drawn.people.family[starts["child"].to_numpy()]))
        return float(starts.group_by("family", pl.col("start").dt.year()).len()["len"].mean())

    alone, together = pairs(replace(PLAIN, children=2000)), pairs(replace(PLAIN, children=2000, together=1.0))
    assert alone < 1.15
    assert together > 1.5


def users_by_hand(drawn: Drawn, year: int, area: str | None, group: str, first: int, last: int) -> int:
    """One child after the other: does it live there on 31 December, is it of this age, did it use one of the offers?"""
    people, at, users = drawn.people, year - int(drawn.people.years[0]), set()
    for child, offer, start, end in drawn.uses.iter_rows():
        lives = people.place[child, at] < OUTSIDE if area is None else people.place[child, at] == PLACES.index(area)
        born = people.born[child].astype("datetime64[D]").item().year
        meant = first <= year - born <= last and offer in MEMBERS[group]
        if lives and meant and start <= date(year, 12, 31) and end >= date(year, 1, 1):
            users.add(child)
    return len(users)


@pytest.mark.parametrize(
    ("area", "group", "band", "ages"),
    [(None, "alle", "all", (0, 17)), (PLACES[0], "ohne_kita", "3-5", (3, 5)), (None, "hilfen", "15-17", (15, 17))],
)
def test_the_truth_is_that_of_a_plain_loop_over_the_children(area, group, band, ages):
    drawn = draw(SMALL, 5)
    table = truth.reach(drawn.world, drawn.people, truth.used_in(drawn.people, drawn.uses))
    cell = table.filter(year=2023, area=area or "98001", age_band=band, offer_group=group)
    assert cell["users"].item() == users_by_hand(drawn, 2023, area, group, *ages) > 0


def test_nobody_uses_an_offer_while_living_elsewhere():
    drawn = draw(replace(SMALL, move_away=0.15), 2)
    child, start, end = (drawn.uses[name].to_numpy() for name in ("child", "start", "end"))
    at = start.astype("datetime64[Y]").astype(int) + 1970 - drawn.people.years[0]
    moved, place = drawn.people.moved[child, at], drawn.people.place[child, at]
    gone = (place == OUTSIDE) & (np.isnat(moved) | (start >= moved))
    assert not gone.any()
    assert (end >= start).all()
