"""How much is used in the demo, by whom, and what is planted in it? The numbers of district.toml, and how they act by age, year and town."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.demo.anchors import YEARS

AGE = np.arange(21)
DISTRICT = tomllib.loads((Path(__file__).parent / "district.toml").read_text("utf-8"))
COVID = {2020: 1.0, 2021: 0.7}  # how much of the dip falls into the year
UVG_STOCK = (0.031, 0.060)  # running cases per child under 18, before and after the reform of 1 July 2017
ASSISTANCE_STOCK = 0.042  # Beistandschaften running per child under 18 at the start
MIDWIFE_SHARE = 0.06  # of births


def hump(peak: float, width: float, low: int, high: int) -> np.ndarray:
    """An age profile with its peak, 0 outside low to high."""
    return np.where((AGE >= low) & (AGE <= high), np.exp(-(((AGE - peak) / width) ** 2) / 2), 0)


def steps(*values: tuple[int, int, float]) -> np.ndarray:
    """An age profile by intervals: (from, to, value)."""
    out = np.zeros(len(AGE))
    for low, high, value in values:
        out[low : high + 1] = value
    return out


@dataclass(frozen=True)
class Help:
    """An offer used over a time. `per_10000`: running on 31 December + ended in the year, per 10,000 people under 21 (AKJStat)."""

    offer: str
    per_10000: float
    months: float
    profile: np.ndarray


@dataclass(frozen=True)
class Open:
    """An offer used now and then: share of the children of each age who come at least once in a year."""

    offer: str
    share: np.ndarray
    since: int = 2008
    covid: float = 0.5
    towns: tuple[str, ...] = ()  # only in these municipalities; () = everywhere
    by_openness: bool = True  # else by burden
    visits: tuple[int, int] = (0, 0)  # fewest and most of a child in a year
    site: str = ""


HELPS = [
    Help(h["offer"], h["per_10000"], h["months"], hump(*h["hump"]) if "hump" in h else steps(*h["steps"]))
    for h in DISTRICT["help"]
]
OPEN = [Open(**offer | {"share": steps(*offer["share"])}) for offer in DISTRICT["open"]]
GAPS: dict[tuple[str, str], float] = {(gap["town"], gap["group"]): gap["factor"] for gap in DISTRICT["gap"]}
GAP_OFFERS: dict[str, list[str]] = {gap["group"]: gap["offers"] for gap in DISTRICT["gap"]}
TRENDS: dict[str, tuple[int, float | None]] = {
    offer: (first, *(change or [None])) for offer, (first, *change) in DISTRICT["trends"].items()
}


def over_years(offer: str) -> np.ndarray:
    """How new use of an offer changes by year: planted trend, and the Covid dip of § 28."""
    first, factor = TRENDS.get(offer, (0, 1.0))
    trend = np.array([(factor or 1.0) ** max(0, int(year) - first) for year in YEARS])
    return trend * (dip(0.75) if offer == "erziehungsberatung" else 1)


def dip(least: float) -> np.ndarray:
    """1 in ordinary years, `least` in 2020."""
    return np.array([1 - (1 - least) * COVID.get(int(year), 0) for year in YEARS])


def by_town(offer: str, towns: tuple[str, ...]) -> np.ndarray:
    """1, and less where a gap is planted for the offer."""
    out = np.ones(len(towns))
    for (town, group), factor in GAPS.items():
        if offer in GAP_OFFERS[group]:
            out[towns.index(town)] = factor
    return out
