"""What do registers and planners of a world deliver? Population, births and moves, a projection, pairs counted by hand."""

from itertools import product

import numpy as np
import polars as pl

from tests.simulator import truth
from tests.simulator.drawn import Drawn
from tests.simulator.people import OUTSIDE, YOUNG, People
from tests.simulator.world import DISTRICT, PLACES

AGES = range(YOUNG)
SEXES = {"alle": (True, False), "w": (True,), "m": (False,)}
PEOPLE = ["stichtag", "gemeinde", "alter_von", "alter_bis", "geschlecht", "anzahl"]


def statistics(drawn: Drawn) -> dict[str, pl.DataFrame]:
    """Name of the file → its table, canonical columns."""
    world, start = drawn.world, drawn.world.years[0]
    every = _population(drawn.people, range(start - 1, world.years[-1] + world.ahead + 1))
    known = pl.col("stichtag") <= f"{world.years[-1]}-12-31"
    lacking = [(f"{year}-12-31", place) for place, year in sorted(world.no_people)]
    lacking += [] if world.total_people else [(day, DISTRICT) for day in every["stichtag"].unique().sort()]
    gone = pl.DataFrame(lacking, schema={"stichtag": pl.String, "gemeinde": pl.String}, orient="row")
    official = {"basis": "Zensus 2022", "geschaetzt": "nein", "quelle": "Simulation"}
    told = every.with_columns(pl.lit(text).alias(name) for name, text in official.items())
    made_on = {"variante": pl.lit("wahr"), "erstellt_am": pl.lit(f"{world.years[-1]}-12-31")}
    found = {
        "bevoelkerung": told.filter(known).join(gone, on=["stichtag", "gemeinde"], how="anti", maintain_order="left"),
        "geburten_zuzuege": _moves(drawn),
        "vorausrechnung": told.filter(~known, gemeinde=DISTRICT).with_columns(**made_on),
    }
    return found | ({"ueberschneidung": _pairs(drawn)} if world.stated else {})


def _population(people: People, years: range) -> pl.DataFrame:
    """Single ages of the district and of every place on 31 December, both sexes together and apart."""
    rows, here, ages = [], people.here(YOUNG), people.ages
    for year, (sex, girls) in product(years, SEXES.items()):
        at = year - int(people.years[0])
        these = here[:, at] & np.isin(people.girl, girls)
        cell = np.zeros((len(PLACES), len(AGES)), int)
        np.add.at(cell, (people.place[these, at], ages[these, at]), 1)
        for area, counts in zip([DISTRICT, *PLACES], [cell.sum(axis=0), *cell], strict=True):
            rows += [(f"{year}-12-31", area, age, age, sex, int(counts[age])) for age in AGES]
    return pl.DataFrame(rows, schema=PEOPLE, orient="row")


def _moves(drawn: Drawn) -> pl.DataFrame:
    """Births, and moves over the border of the district, by age on 31 December of the year."""
    people, rows = drawn.people, []
    prior = np.hstack([people.place[:, :1], people.place[:, :-1]])
    born_before = people.ages > 0
    comes = (prior == OUTSIDE) & (people.place < OUTSIDE) & (people.moved > people.born[:, None])
    goes = (prior < OUTSIDE) & (people.place == OUTSIDE) & (people.moved > people.born[:, None])
    at_birth = np.where((people.moved > people.born[:, None]) & ~np.isnat(people.moved), prior, people.place)
    for year in drawn.world.years:
        at = year - int(people.years[0])
        births = int(((people.ages[:, at] == 0) & (at_birth[:, at] < OUTSIDE)).sum())
        for age in AGES:
            of_age = (people.ages[:, at] == age) & (born_before[:, at] | (age == 0))
            moved = (int((of_age & who[:, at]).sum()) for who in (comes, goes))
            rows.append((year, DISTRICT, age, births if age == 0 else None, *moved))
    names = ["jahr", "gemeinde", "alter", "geburten", "zuzuege", "fortzuege"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _pairs(drawn: Drawn) -> pl.DataFrame:
    """The pairs that were counted by hand, rightly."""
    used = truth.used_in(drawn.people, drawn.uses)
    stated = pl.DataFrame(drawn.world.stated, schema=["offer_group", "partner"], orient="row")
    both = truth.overlaps(drawn.world, drawn.people, used)
    turned = both.rename({"offer_group": "partner", "partner": "offer_group"}).select(both.columns)
    rows = pl.concat([both, turned]).join(stated, on=["offer_group", "partner"]).sort("year", "offer_group", "partner")
    return rows.select(
        jahr="year",
        angebot_a="offer_group",
        angebot_b="partner",
        gebiet=pl.lit(DISTRICT),
        kinder_beide_min="users",
        kinder_beide_max="users",
        quelle=pl.lit("erfunden"),
    )
