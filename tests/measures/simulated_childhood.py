"""A simulated district where it is known which share of children is reached by 18: whole childhoods, vectorised.

Every child has its own inclination to use offers, so that those reached early come again and the rest are reached late
or never: what makes a short record and the wrong denominator go wrong. With turnover, a share of the children leaves each
year and as many others of the same age move in. What no method here assumes can be added: offers for some ages only, whole
years with more or less use (shock), users who come again in the next year whatever their inclination (stay: their share). Only what an office would see goes into the tables: users,
in the years of the record, and the population by age.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.grid import fill_analysis

TRUTH = 0.937  # of children who live here until 18, by the chances below


@dataclass(frozen=True)
class Childhoods:
    """users: year, age, mask, prev, since, as an office would see them. truth: share reached of those who never moved and are
    17 to 22 at the end. stayed, reached: by age, children born here who still live here in the last year, and those of them
    who were reached in an earlier year of the record. moves: year, age, births, moved_in, moved_out (as many) of the record."""

    users: pl.DataFrame
    truth: float
    stayed: np.ndarray
    reached: np.ndarray
    moves: pl.DataFrame


AGES = np.arange(18)
EAGERNESS = np.select([AGES < 3, AGES < 6, AGES < 12], [0.02, 0.05, 0.09], 0.25)  # first contacts at every age
SPREAD = 0.8  # of the inclination, gamma with mean 1
OFFERS = ("one", "two")


def _eagerness(ages: tuple[int, int], truth: float) -> np.ndarray:
    """By age, so large that this share of the children who stay is reached by 18: E exp(−z · Σ eagerness), z gamma."""
    shape, inside = 1 / SPREAD, EAGERNESS * ((ages[0] <= AGES) & (ages[1] >= AGES))
    return inside * shape * ((1 - truth) ** (-1 / shape) - 1) / inside.sum()


def truth_by_age(ages: tuple[int, int], truth: float) -> np.ndarray:
    """The share of the children who stay that is reached by the end of each age."""
    return 1 - (1 + SPREAD * np.cumsum(_eagerness(ages, truth))) ** (-1 / SPREAD)


def _of_year(random: np.random.Generator, shock: float) -> float:
    """The factor of one year, 1 in the mean; shock: standard deviation of its logarithm."""
    return float(np.exp(random.normal(-(shock**2) / 2, shock))) if shock else 1.0


def _moved(year: int, births: int, came: np.ndarray) -> pl.DataFrame:
    born = [births] + [None] * 17
    return pl.DataFrame({"year": year, "age": AGES, "births": born, "moved_in": came, "moved_out": came})


def simulate(
    *,
    seed: int,
    births: int = 1150,
    record_years: int = 18,
    turnover: float = 0.0,
    last_year: int = 2025,
    ages: tuple[int, int] = (0, 17),
    truth: float = TRUTH,
    shock: float = 0.0,
    stay: float = 0.0,
) -> Childhoods:
    """36 years of births, year by year; the office records the last ones only."""
    random, eagerness = np.random.default_rng(seed), _eagerness(ages, truth)
    birth = np.repeat(np.arange(last_year - 35, last_year + 1), births)
    size, first_year = len(birth), last_year - record_years + 1
    inclination = random.gamma(1 / SPREAD, SPREAD, size)
    since, prev, ever = birth.copy(), np.zeros(size, dtype=np.uint64), np.zeros(size, dtype=bool)
    used, seen, moves = ever.copy(), [], []
    for year in range(last_year - 35, last_year + 1):
        age = year - birth
        here = (age >= 0) & (age <= 17)
        arrives = here & (age > 0) & (random.random(size) < turnover)
        inclination[arrives] = random.gamma(1 / SPREAD, SPREAD, arrives.sum())
        since[arrives], prev[arrives], ever[arrives] = year, 0, False
        eager = np.where(here, eagerness[np.clip(age, 0, 17)], 0) * _of_year(random, shock)
        again = used & ~arrives & (eager > 0)
        used = random.random(size) < 1 - np.exp(-inclination * eager)
        used |= again & (stay > 0 and random.random(size) < stay)
        mask = np.where(random.random(size) < 0.5, 1, 2).astype(np.uint64)
        ever |= used
        native = here & (since == birth)
        stayed, reached = (np.bincount(age[who], minlength=18) for who in (native, native & (prev > 0)))
        if year >= first_year:
            told = {"age": age, "mask": mask, "prev": prev, "since": since}
            seen.append(pl.DataFrame({"year": year} | {name: values[used] for name, values in told.items()}))
            prev[used] |= mask[used]
            moves.append(_moved(year, births, np.bincount(age[arrives], minlength=18)))
    grown = (birth >= last_year - 22) & (birth <= last_year - 17) & (since == birth)
    return Childhoods(pl.concat(seen), float(ever[grown].mean()), stayed, reached, pl.concat(moves))


def fill_childhood(
    con,
    *,
    births: int = 1150,
    arrivals_known: bool = False,
    moves_known: bool = False,
    last_year: int = 2025,
    record_years: int = 18,
    ages: tuple[int, int] = (0, 17),
    **how,
) -> Childhoods:
    """Fills the analysis tables with one key for both offers; returns what truly happened. moves_known: births and moves
    are delivered as sums of the town."""
    found = simulate(births=births, last_year=last_year, record_years=record_years, ages=ages, **how)
    years = range(last_year - record_years + 1, last_year + 1)
    known = pl.col("since") if arrivals_known else pl.lit(None, pl.Int16).alias("since")
    fill_analysis(
        con,
        **office(births, years, ages),
        child_year=found.users.with_columns(
            known, pl.lit("verknuepft").alias("space"), pl.lit("T").alias("area"), pl.lit("m").alias("sex")
        ),
        birth_move=found.moves.with_columns(pl.lit("T").alias("area")) if moves_known else [],
    )
    return found


def office(births: int, years: range, ages: tuple[int, int] = (0, 17)) -> dict:
    """One district with one town, two linked offers for these ages, a population that stays the same."""
    offers = [
        {
            "offer": o,
            "name": o,
            "short_name": o,
            "domain": "d",
            "kind": "individuell",
            "unit": "Kinder",
            "counts": True,
            "sensitive": False,
            "age_from": ages[0],
            "age_to": ages[1],
            "bit": at,
            "department": "x",
        }
        for at, o in enumerate(OFFERS)
    ]
    groups = [("alle", list(OFFERS), 3), ("one", ["one"], 1), ("two", ["two"], 2)]
    bands = (("all", 0, 17), ("u3", 0, 2), ("3-5", 3, 5), ("6-9", 6, 9), ("10-14", 10, 14), ("15-17", 15, 17))
    return {
        "area": [{"area": "D", "name": "D", "level": "kreis", "parent": None, "inhabited": True}, {"area": "T", "name": "T", "level": "gemeinde", "parent": "D", "inhabited": True}],
        "offer": offers,
        "offer_group": [{"offer_group": n, "name": n, "level": "kopf", "offers": o, "mask": m, "below_district": True, "position": at} for at, (n, o, m) in enumerate(groups)],
        "age_band": [{"age_band": n, "name": n, "age_from": a, "age_to": b} for n, a, b in bands],
        "population": [
            {"date": f"{year}-12-31", "area": "T", "age_from": age, "age_to": age, "sex": "all", "count": births, "basis": "Z", "source": "x", "estimated": False}
            for year in years
            for age in range(18)
        ],
        "coverage": [
            {"source": "s", "offer": o, "year": year, "complete": True, "until": f"{year}-12-31", "final": True, "as_of": f"{years[-1]}-12-31", "counting": "verknuepft"}
            for o in OFFERS
            for year in years
        ],
    }  # fmt: skip
