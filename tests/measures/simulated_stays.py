"""Invented offers whose children stay: how many use it and how many are new, year by year, with a known growth of those who begin.

Two ways to stay, of which no test assumes the second: every year a child stays with the same chance; or every child stays
equally long. Nobody else than the number of those who begin ever changes, so that the truth is known.
"""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from measures.trend import MEASURE
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year, rounded

World = Callable[[np.random.Generator, int, float, int, float], tuple[np.ndarray, ...]]
YEARS = range(2016, 2026)
BEFORE = 30  # years until as many leave as come
PEOPLE = 20_000
NO_EVENTS = pl.DataFrame(
    schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String, "end": pl.Date}
)


def by_chance(
    random: np.random.Generator, series: int, stay: float, users: int, growth: float
) -> tuple[np.ndarray, ...]:
    """users, entries [series, year]: a child stays another year with the chance `stay`."""
    present, told = np.zeros(series, int), []
    for year in range(-BEFORE, len(YEARS)):
        new = random.poisson(users * (1 - stay) * (1 + growth) ** max(year, 0), series)
        present = random.binomial(present, stay) + new
        told.append((present, new))
    return tuple(np.array(told[BEFORE:]).transpose(1, 2, 0))


def equally_long(
    random: np.random.Generator, series: int, stay: float, users: int, growth: float
) -> tuple[np.ndarray, ...]:
    """users, entries [series, year]: everybody stays so many years that this share stays from one year to the next."""
    years = round(1 / (1 - stay))
    means = [users / years * (1 + growth) ** max(year, 0) for year in range(-BEFORE, len(YEARS))]
    new = random.poisson(means, (series, len(means)))
    present = np.stack([new[:, at - years + 1 : at + 1].sum(axis=1) for at in range(BEFORE, len(means))], axis=1)
    return present, new[:, BEFORE:]


def words(counts: np.ndarray, random: np.random.Generator, *, stay: float | None = None) -> list[str]:
    """The word of each series [series, year], published as rounded counts: entries; stay: users, of whom it is known how many stay."""
    series, measure = len(counts), "entries" if stay is None else "annual_reach"
    drawn = pl.DataFrame(
        {
            "measure": measure,
            "area": np.repeat(["D", *map(str, range(1, series))], len(YEARS)),
            "year": np.tile(YEARS, series),
            "numerator": rounded(counts, random).ravel(),
            "denominator": PEOPLE,
            "state": "ok",
            "age_band": "all",
        }
    ).with_columns(
        value=pl.col("numerator") / PEOPLE,
        denominator_date=pl.col("year").map_elements(lambda year: date(year, 12, 31), pl.Date),
    )
    known = {} if stay is None else {"help": stay}
    around = Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), NO_EVENTS, stay=known)
    found = derived_figures(figures_of_one_year(drawn), MEASURE, around)
    return found["label"].to_list()


def share(of: tuple[str, ...], told: list[str]) -> float:
    return sum(word in of for word in told) / len(told)
