"""How many children live in the demo district? Official figures of the Landkreis Northeim, filled in between by estimate.

Official: district by single age 2010, 2015 and 2020, municipalities by age group 2015, births to 2024 (data/demo, each file with
source and licence). Everything else is estimated here, cohort by cohort, and delivered as `geschaetzt = ja`.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from store.profile import read_profile

DATA = Path(__file__).parents[2] / "data"
PROFILE = read_profile(DATA / "profile")
YEARS = np.arange(2008, 2026)
AGES = 25  # single ages 0-24
BANDS = ((0, 2), (3, 5), (6, 9), (10, 14), (15, 17), (18, 19), (20, 24))  # official age groups of municipalities
SEXES = ("m", "w")
OFFICIAL_SINGLE_AGES = (2010, 2015, 2020)
NET_MIGRATION = 1.0035  # per year after 2020: brings 2024 to about 19,600 under 18
INFANTS = 0.975  # age 0 against the same cohort when older, before the births are known


@dataclass(frozen=True)
class Anchors:
    """municipalities: keys. people[year, municipality, sex, age] on 31 December."""

    municipalities: tuple[str, ...]
    people: np.ndarray
    scale: float  # 1 = as many children as the district has

    def is_official(self, year: int, *, by_municipality: bool) -> bool:
        """Are these the published figures, or an estimate?"""
        return self.scale == 1 and (year == 2015 if by_municipality else year in OFFICIAL_SINGLE_AGES)


def read(name: str) -> pl.DataFrame:
    """A file of data/demo; comment lines begin with #."""
    return pl.read_csv(
        DATA / "demo" / f"{name}.csv",
        separator=";",
        comment_prefix="#",
        schema_overrides={"gemeinde": pl.String, "gebiet": pl.String},
    )


def series(name: str, area: str = "03155") -> dict[int, int]:
    """An official series of data/demo/zeitreihen.csv: year -> value."""
    rows = read("zeitreihen").filter((pl.col("reihe") == name) & (pl.col("gebiet") == area))
    return dict(rows.select("jahr", "wert").sort("jahr").iter_rows())


def anchors(children: int | None) -> Anchors:
    """People by year, municipality, sex and single age; `children` scales the under-18s of 2015 (20,817)."""
    counted = read("bevoelkerung_gemeinden_2015").sort("gemeinde", "alter_von", "geschlecht")
    keys = tuple(counted["gemeinde"].unique().sort())
    bands = counted["anzahl"].to_numpy().reshape(len(keys), len(BANDS), 2)
    district, growth = _district(), _growth(keys)
    factor = 1.0 if children is None else children / bands[:, :5].sum()
    people = np.zeros((len(YEARS), len(keys), 2, AGES), dtype=np.int64)
    for y, year in enumerate(YEARS):
        for sex in range(2):
            for band, (low, high) in enumerate(BANDS):
                weights = bands[:, band, sex] * growth ** np.clip((year - 2015) / 9, -0.8, 1.2)
                people[y, :, sex, low : high + 1] = _both_margins(
                    district[y, sex, low : high + 1] * factor, weights / weights.sum()
                ).T
    return Anchors(keys, people, factor)


def _district() -> np.ndarray:
    """[year, sex, age] of the district: official years as they are, others along each birth cohort."""
    frame = read("bevoelkerung_kreis_einzelalter").sort("stichtag", "geschlecht", "alter")
    official = dict(zip(OFFICIAL_SINGLE_AGES, frame["anzahl"].to_numpy().reshape(3, 2, -1).astype(float)))
    births = series("lebendgeborene")
    births[2025] = births[2024]
    out = np.zeros((len(YEARS), 2, AGES))
    for y, year in enumerate(YEARS):
        for age in range(AGES):
            out[y, :, age] = _cohort(official, births, int(year), age)
    return np.rint(out)


def _cohort(official: dict[int, np.ndarray], births: dict[int, int], year: int, age: int) -> np.ndarray:
    if year <= 2010:
        return official[2010][:, age + 2010 - year]
    if year <= 2020:
        before, after = (2010, 2015) if year <= 2015 else (2015, 2020)
        later = official[after][:, age + after - year]
        if age < year - before:
            return later * (INFANTS if age == 0 and year != after else 1)
        return official[before][:, age - year + before] * (after - year) / 5 + later * (year - before) / 5
    if age >= year - 2020:
        return official[2020][:, age - year + 2020] * NET_MIGRATION ** (year - 2020)
    return births[year - age] * np.array([0.513, 0.487]) * NET_MIGRATION**age


def _growth(keys: tuple[str, ...]) -> np.ndarray:
    """How a municipality's share moves: with its inhabitants 2015 to 2024."""
    towns = [series("bevoelkerung", key) for key in keys]
    return np.array([town[2024] / town[2015] for town in towns])


def _both_margins(rows: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Whole numbers [row, column] whose row sums are the rounded rows and whose column sums the rounded shares of the total."""
    rows = _rounded(rows)
    columns = _rounded(shares * rows.sum())
    expected = np.outer(rows, columns) / max(1, rows.sum())
    running = np.rint(np.pad(expected.cumsum(0).cumsum(1), ((1, 0), (1, 0))))
    whole: np.ndarray = np.diff(np.diff(running, axis=0), axis=1).clip(min=0).astype(np.int64)
    return whole


def _rounded(values: np.ndarray) -> np.ndarray:
    """Rounded so that the sum is the rounded sum."""
    return np.diff(np.rint(np.concatenate([[0], np.cumsum(values)])))
