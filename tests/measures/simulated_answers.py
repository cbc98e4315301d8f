"""A district of families with known truth, and what samples of them answer: a world other than the estimator assumes.

Siblings share a leaning to use offers, so that use clusters in families and offers overlap far more than by chance. Every unit lists
its children, or (the open one) sees whoever comes on a day. Nothing here is told to the estimator but rows as a file has them.
"""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from etl.further_use.shares import children_of_days, effective, scatter, share
from measures.engine.methods.further_use import Allowance, Children, Numbers, Sample, alone, counted, judged, shares

FAMILIES = 9_000
EDGES = (3, 6, 10, 15)  # ages at which the next band begins
BANDS = len(EDGES) + 1
LISTED = (0.09, 0.07, 0.06, 0.04, 0.02)  # share of children in each unit that lists them
OPEN = 0.06  # and of the open one
DAYS, OPENED = 10, 90  # drawn, of so many a year
ASKED = 100


@dataclass(frozen=True)
class District:
    """One entry a child. first: used a unit that a key counts; units[unit, child]; the last one is open; visits: to it, in the year."""

    family: np.ndarray
    band: np.ndarray
    first: np.ndarray
    units: np.ndarray
    visits: np.ndarray

    @property
    def truth(self) -> int:
        return int((self.first | self.units.any(axis=0)).sum())


@dataclass(frozen=True)
class Way:
    """How is asked and answered? kept_back: share of further uses not told; answer: chance that a family with further use, and one
    without, answers; families: whole families are drawn; by_day: the open unit is asked on drawn days."""

    kept_back: float = 0.0
    answer: tuple[float, float] = (1.0, 1.0)
    families: bool = False
    by_day: bool = False


def district(random: np.random.Generator) -> District:
    size = random.choice([1, 2, 3], FAMILIES, p=[0.45, 0.4, 0.15])
    family = np.repeat(np.arange(FAMILIES), size)
    band = np.digitize(random.integers(0, 18, len(family)), EDGES)
    leaning = np.exp(0.8 * random.normal(size=FAMILIES))[family] * np.exp(0.4 * random.normal(size=len(family)))
    leaning /= leaning.mean()
    first = random.random(len(family)) < np.minimum(np.array([0.35, 0.95, 0.35, 0.08, 0.08])[band] * leaning**0.3, 0.98)
    chance = np.array([*LISTED, OPEN])[:, None] * leaning
    units = random.random(chance.shape) < np.minimum(chance, 0.9)
    visits = np.where(units[-1], 1 + random.geometric(0.15, len(family)), 0)
    return District(family, band, first, units, np.minimum(visits, OPENED))


def estimate(of: District, way: Way, within: Allowance, random: np.random.Generator) -> tuple[float, float, int]:
    """Between which numbers does it say that the union lies, and how many samples were not used, because too few answered?"""
    listed = np.bincount(of.band[of.first], minlength=BANDS).astype(float)
    found, earlier, refused = counted(_exactly(listed, listed)), of.first.copy(), 0
    for at, used in enumerate(of.units):
        open_one = way.by_day and at == len(of.units) - 1
        rows, response = _answers(of, used, earlier, way, random, by_day=open_one)
        children = np.bincount(of.band[used], minlength=BANDS).astype(float)
        low = high = children
        if open_one:
            told = [children_of_days(rows, str(band), int(of.visits.sum())) or (0.0, np.inf) for band in range(BANDS)]
            low, high = np.array(told).T
        sample = sample_of(rows, response)
        refused += not sample.speaks
        found = found + alone(_exactly(low, high), shares(sample, within, BANDS))
        earlier = earlier | used
    return *_over_ages(found), refused


def _exactly(low: np.ndarray, high: np.ndarray) -> Numbers:
    return Numbers(low, high, np.zeros(BANDS))


def _over_ages(found: Children) -> tuple[float, float]:
    total = Children(*(getattr(found, part.name).sum(keepdims=True) for part in fields(Children)))
    least, most = total.within()
    return float(least[0]), float(most[0])


def _answers(
    of: District, used: np.ndarray, earlier: np.ndarray, way: Way, random: np.random.Generator, *, by_day: bool
) -> tuple[pl.DataFrame, float]:
    """Rows of those who answer, and which share of those drawn they are."""
    if by_day:
        comes = random.random((DAYS, len(of.family))) < of.visits / OPENED
        cluster, child = np.nonzero(comes)
        weight = 1 / of.visits[child]
    elif way.families:
        drawn = random.choice(np.unique(of.family[used]), ASKED, replace=False)
        child = np.flatnonzero(used & np.isin(of.family, drawn))
        cluster, weight = of.family[child], np.ones(len(child))
    else:
        child = random.choice(np.flatnonzero(used), ASKED, replace=False)
        cluster, weight = np.arange(len(child)), np.ones(len(child))
    answering = _who_answers(of.family[child] if not by_day else np.arange(len(child)), earlier[child], way, random)
    told = earlier[child] & (random.random(len(child)) >= way.kept_back)
    frame = pl.DataFrame(
        {
            "weight": weight,
            "cluster": cluster,
            "age_band": of.band[child].astype(str),
            "earlier": told,
            "visits": of.visits[child],
            "at_home": np.ones(len(child), bool),
        }
    )
    return frame.filter(pl.Series(answering)), float(answering.mean())


def _who_answers(family: np.ndarray, used: np.ndarray, way: Way, random: np.random.Generator) -> np.ndarray:
    """A family answers as a whole, more or less often if one of its children has further use."""
    _, place = np.unique(family, return_inverse=True)
    with_use = np.bincount(place, weights=used) > 0
    return (random.random(len(with_use)) < np.where(with_use, *way.answer))[place]


def sample_of(rows: pl.DataFrame, response: float) -> Sample:
    """As etl/further_use/count.py keeps it."""
    parts = [rows.filter(age_band=str(band)) for band in range(BANDS)]
    many = np.array([effective(part["weight"]) for part in parts])
    told = np.array([share(part["weight"], part["earlier"]) for part in parts])
    return Sample(many, many * told, scatter=scatter(rows, "earlier"), response=response)


def recall(of: District, kept_back: float, random: np.random.Generator, stated: Allowance) -> Allowance:
    """The allowance after the answers of one linked source's sample, of which further use is known: five linked offers at once."""
    who = random.choice(np.flatnonzero(of.first), 1_000, replace=False)
    known = of.units[:, who]
    told = known & (random.random(known.shape) >= kept_back)
    return judged(stated, told=float(told.sum()), known=float(known.sum()), answers=float(known.size))
