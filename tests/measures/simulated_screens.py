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
    return pl.DataFrame({name: values.ravel() for name, values in cells.items()}).with_columns(
        pl.lit("gemeinde").alias("level"), pl.lit("").alias("note")
    )
