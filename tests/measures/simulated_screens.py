"""Invented screens for the rules of gaps: 11 towns × 40 offers, counted, rounded and judged; some towns truly lower.

A screen is one year. The towns have the sizes of a real district; the children of a cell use or do not use with the rate of
their offer, or 25 % less. What the rules see is rounded as published counts are: towns and district, each by its own draw.
"""

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from tests.measures.district import SIZES

OFFERS = 40
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


def screens(count: int, *, truly_lower: float, seed: int) -> pl.DataFrame:
    """year (the screen), level, offer_group, counted, people, expected, lower (the truth) of count × 440 cells."""
    random, people = np.random.default_rng(seed), np.array(SIZES)[None, :, None]
    rates = np.geomspace(0.01, 0.6, OFFERS)[None, None, :]
    lower = random.random((count, len(SIZES), OFFERS)) < truly_lower
    used = random.binomial(np.broadcast_to(people, lower.shape), np.where(lower, 0.75, 1) * rates)
    of_district = rounded(used.sum(axis=1, keepdims=True), random)
    screen, _, offer = np.indices(lower.shape)
    cells = {
        "year": screen,
        "offer_group": offer.astype(str),
        "counted": rounded(used, random),
        "people": np.broadcast_to(people, lower.shape),
        "expected": people * of_district / people.sum(),
        "lower": lower,
    }
    return pl.DataFrame({name: values.ravel() for name, values in cells.items()}).with_columns(**ONE_YEAR)


def recurring(count: int, *, truly_lower: float, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Five years of screens in which children come again: yearly cells as pooled() takes them (with `lower`, the truth), and
    the district's figures. Each screen has a level and 40 groups of its own; of every second group no first contacts are known.

    Some children come for a short while, some for long: the mean stay lies between 1.3 and 4 years, as it does in the demo.
    """
    random, people = np.random.default_rng(seed), np.array(SIZES)[None, :, None]
    mean = people * np.geomspace(0.01, 0.08, OFFERS)[None, None, :]
    lower = random.random((count, len(SIZES), OFFERS)) < truly_lower
    mean = np.where(lower, 0.75, 1) * mean
    used, new = np.zeros((YEARS, *lower.shape), int), np.zeros(lower.shape, int)
    for share, stay in ((0.5, np.linspace(0.1, 0.6, OFFERS)), (0.5, np.linspace(0.3, 0.8, OFFERS))):
        here = random.poisson(share * mean)
        for year in range(YEARS):
            new_here = random.poisson(share * mean * (1 - stay))
            here = random.binomial(here, stay) + new_here
            used[year] += here
        new += new_here
    cells = _yearly_cells(used, lower, random)
    groups = cells["offer_group"].unique(maintain_order=True)
    totals = rounded(used.sum(axis=2), random).reshape(YEARS, -1)
    reach = pl.concat(
        [pl.DataFrame({"offer_group": groups, "year": 2021 + year, "numerator": totals[year]}) for year in range(YEARS)]
    ).with_columns(pl.lit("annual_reach").alias("measure"), **NO_AGES)
    contacts = pl.DataFrame(
        {"offer_group": groups, "year": 2025, "numerator": rounded(new.sum(axis=1), random).ravel()}
    ).with_columns(pl.lit("first_contact").alias("measure"), quantity=pl.lit("age"), age=pl.lit(0), age_to=pl.lit(17))
    district = pl.concat([reach, contacts.gather_every(2)], how="vertical_relaxed").with_columns(
        area=pl.lit("D"), age_band=pl.lit("all"), state=pl.lit("ok"), value=pl.lit(0.1)
    )
    return cells, figures_of_one_year(district)


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
