"""Invented screens for the rules of gaps: 11 towns × 20 offers, counted, rounded and judged; some towns truly lower.

A screen is one year. The towns have the sizes of a real district; the families of a cell use or do not use, all their children
together, with the rate of their offer, as far from it as the town differs anyway (`apart`), or lower by what is planted. What
the rules see is rounded as published counts are: towns and district, each by its own draw.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Surroundings
from measures.engine.methods.pooled import pooled
from tests.measures.district import SIZES

OFFERS = 20
ONE_BY_ONE = {1: 1.0}  # how many siblings use together → share of the children who have so many
IN_PAIRS = {2: 1.0}
ONE_TO_FOUR = {1: 0.22, 2: 0.46, 3: 0.22, 4: 0.10}
BY_OFFER = (ONE_BY_ONE, ONE_TO_FOUR)  # every other offer is used by single children, whatever their siblings do
Families = Mapping[int, float] | Sequence[Mapping[int, float]]
WORLDS = {
    "children one by one": {"families": ONE_BY_ONE},
    "siblings in pairs": {"families": IN_PAIRS},
    "siblings in pairs, places differ": {"families": IN_PAIRS, "apart": 0.05},
    "one to four siblings, places differ": {"families": ONE_TO_FOUR, "apart": 0.05},
}
BASE = 5
YEARS = 5
ONE_YEAR = {
    "level": pl.lit("gemeinde"),
    "note": pl.lit(""),
    "years": pl.lit(1),
    "spread": pl.lit(1.0),
}


NO_AGES = {"quantity": pl.lit(None, pl.String), "age": pl.lit(None, pl.Int32), "age_to": pl.lit(None, pl.Int32)}


def figures_of_one_year(reach: pl.DataFrame) -> pl.DataFrame:
    """Drawn rows as protected figures of annual reach; all that is not drawn is the same for all."""
    same = {
        "measure": "annual_reach",
        "version": "1",
        "year": 2024,
        "sex": "all",
        "offer_group": "help",
        "item": "",
        "note": "",
        "label": "",
    }
    filled = reach.with_columns(
        [pl.lit(value).alias(name) for name, value in same.items() if name not in reach.columns]
    )
    missing = [pl.lit(None).alias(name) for name in FIGURE_TYPES if name not in filled.columns]
    return filled.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in FIGURE_TYPES.items())


def rounded(counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return BASE * ((counts + random.integers(0, BASE, counts.shape)) // BASE)


def screens(
    count: int,
    *,
    truly_lower: float,
    seed: int,
    families: Families = ONE_BY_ONE,
    apart: float = 0.0,
    factor: float = 0.75,
    most: float = 0.6,
) -> pl.DataFrame:
    """year (the screen), level, offer_group, counted, people, expected, lower (the truth) of count × 220 cells. most: the
    share of children who use the most used offer."""
    random, people = np.random.default_rng(seed), np.array(SIZES)[None, :, None]
    rates = np.geomspace(0.01, most, OFFERS)[None, None, :]
    lower = random.random((count, len(SIZES), OFFERS)) < truly_lower
    rates = np.minimum(rates * true_ratio(lower, apart, factor, random), 1)
    used = np.zeros(lower.shape, int)
    for siblings, share in shares_of(families):
        used += siblings * random.binomial(np.rint(people * share / siblings).astype(int), rates)
    used = np.minimum(used, people)
    of_district = rounded(used.sum(axis=1, keepdims=True), random)
    screen, _, offer = np.indices(lower.shape)
    cells = {
        "year": screen,
        "offer_group": offer.astype(str),
        "counted": np.minimum(rounded(used, random), people // BASE * BASE),
        "people": np.broadcast_to(people, lower.shape),
        "expected": people * of_district / people.sum(),
        "lower": lower,
    }
    return pl.DataFrame({name: values.ravel() for name, values in cells.items()}).with_columns(**ONE_YEAR)


def true_ratio(lower: np.ndarray, apart: float, factor: float, random: np.random.Generator) -> np.ndarray:
    """Of every town and offer to what its size gives it."""
    return np.where(lower, factor, 1) * np.exp(apart * random.standard_normal(lower.shape))


def shares_of(families: Families) -> list[tuple[int, np.ndarray]]:
    """How many siblings → the share of children in such families, for every offer."""
    by_offer = [families] if isinstance(families, Mapping) else families
    shares = [by_offer[at % len(by_offer)] for at in range(OFFERS)]
    sizes = sorted({size for of in shares for size in of})
    return [(size, np.array([of.get(size, 0.0) for of in shares])) for size in sizes]


def recurring(
    count: int,
    *,
    truly_lower: float,
    seed: int,
    families: Families = ONE_BY_ONE,
    apart: float = 0.0,
    factor: float = 0.75,
    most: float = 0.08,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Five years of screens in which children come again: yearly cells as pooled() takes them (with `lower`, the truth), and
    the district's figures. Each screen has a level and 20 groups of its own; of every second pair of groups no first contacts
    are known.

    Some children come for a short while, some for long: the mean stay lies between 1.3 and 4 years, as it does in the demo.
    Siblings come and go together. most: the share of children who use the most used offer.
    """
    random, people = np.random.default_rng(seed), np.array(SIZES)[None, :, None]
    lower = random.random((count, len(SIZES), OFFERS)) < truly_lower
    mean = people * np.geomspace(0.01, most, OFFERS)[None, None, :] * true_ratio(lower, apart, factor, random)
    used, new = _who_come_and_stay(mean, families, random)
    used = np.minimum(used, people)
    cells = _yearly_cells(used, lower, random)
    groups = cells["offer_group"].unique(maintain_order=True)
    totals = rounded(used.sum(axis=2), random).reshape(YEARS, -1)
    reach = pl.concat(
        [pl.DataFrame({"offer_group": groups, "year": 2021 + year, "numerator": totals[year]}) for year in range(YEARS)]
    ).with_columns(pl.lit("annual_reach").alias("measure"), **NO_AGES)
    contacts = pl.DataFrame(
        {"offer_group": groups, "year": 2025, "numerator": rounded(new.sum(axis=1), random).ravel()}
    ).with_columns(pl.lit("first_contact").alias("measure"), quantity=pl.lit("age"), age=pl.lit(0), age_to=pl.lit(17))
    keyed = contacts.filter(pl.int_range(pl.len()) % 4 < 2)
    district = pl.concat([reach, keyed], how="vertical_relaxed").with_columns(
        area=pl.lit("D"), age_band=pl.lit("all"), state=pl.lit("ok"), value=pl.lit(0.1)
    )
    return cells, figures_of_one_year(district)


def _who_come_and_stay(
    mean: np.ndarray, families: Families, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """[year, screen, town, offer] children who use, and how many of the last year's are new."""
    used, new = np.zeros((YEARS, *mean.shape), int), np.zeros(mean.shape, int)
    stays = ((0.5, np.linspace(0.1, 0.6, OFFERS)), (0.5, np.linspace(0.3, 0.8, OFFERS)))
    for (part, stay), (siblings, share) in product(stays, shares_of(families)):
        coming = part * share / siblings * mean
        here = random.poisson(coming)
        for year in range(YEARS):
            new_here = random.poisson(coming * (1 - stay))
            here = random.binomial(here, stay) + new_here
            used[year] += siblings * here
        new += siblings * new_here
    return used, new


def pooled_cells(cells: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    """Of recurring(): one row per pooled cell, ready to be judged, with the truth and whether it is known who came again."""
    groups = pl.DataFrame({"offer_group": cells["offer_group"].unique()})
    areas = pl.DataFrame({"area": ["D"], "parent": [None]})
    bands = pl.DataFrame({"age_band": ["all"], "age_from": [0], "age_to": [17]})
    everything = groups.with_columns(pl.concat_list("offer_group").alias("offers"))
    events = pl.DataFrame(schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String})
    sums = pooled(cells, figures, Surroundings(areas, bands, everything, events))
    truth = cells.select("area", "offer_group", "lower").unique()
    keyed = figures.filter(pl.col("measure") == "first_contact")["offer_group"].implode()
    return sums.join(truth, on=["area", "offer_group"]).with_columns(pl.col("offer_group").is_in(keyed).alias("keyed"))


def _yearly_cells(used: np.ndarray, lower: np.ndarray, random: np.random.Generator) -> pl.DataFrame:
    """[year, screen, town, offer] users as rows: counted is rounded, expected comes from the rounded district."""
    year, screen, town, offer = np.indices(used.shape)
    sizes = np.array(SIZES)[None, None, :, None]
    cells = {
        "year": 2021 + year,
        "counted": rounded(used, random),
        "people": np.broadcast_to(sizes, used.shape),
        "expected": sizes * rounded(used.sum(axis=2, keepdims=True), random) / sum(SIZES),
        "lower": np.broadcast_to(lower, used.shape),
    }
    numbers = pl.DataFrame({name: values.ravel() for name, values in cells.items()})
    names = {"level": screen.ravel(), "area": town.ravel(), "offer_group": (screen * OFFERS + offer).ravel()}
    return numbers.with_columns(
        **{name: pl.Series(values).cast(pl.String) for name, values in names.items()},
        state=pl.lit("ok"),
        note=pl.lit(""),
        reason=pl.lit(None, pl.String),
        reason_offers=pl.lit(None, pl.List(pl.String)),
        estimated_people=pl.lit(None, pl.Boolean),
    )
