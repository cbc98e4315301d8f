"""How much is used in the demo, by whom? The numbers the invented district is calibrated to, and what is planted in it.

Sources: the published rates the office works with (HzE per 10,000 under 21, § 28 by age, UVG, Beistandschaften, Familienhebammen,
mean duration of an HzE 9.6 months); ages without a source are invented shapes. None of this is a finding about a real district.
"""

from dataclasses import dataclass

import numpy as np

from etl.demo.anchors import YEARS

AGE = np.arange(21)


def hump(peak: float, width: float, low: int = 0, high: int = 17) -> np.ndarray:
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


ADVICE = steps(
    (0, 2, 64), (3, 5, 190), (6, 8, 256), (9, 11, 246), (12, 14, 198), (15, 17, 138), (18, 20, 20)
)  # § 28 per 10,000 by age
HELPS = (
    Help("erziehungsberatung", 298, 6.3, ADVICE),
    Help("hze_27", 24, 8, hump(9, 5)),
    Help("hze_29", 10, 9, hump(10, 2.5, 6)),
    Help("hze_30", 43, 9, hump(12, 3.2, 6)),
    Help("hze_31", 84, 14, hump(7.5, 4.5)),
    Help("hze_32", 13, 15, hump(9, 2, 6)),
    Help("hze_33", 83, 34, hump(5, 4.5)),
    Help("hze_34", 76, 19, hump(12, 4)),
    Help("hze_35", 4.5, 8, hump(16, 1.2, 14)),
    Help("egh_35a", 55, 22, hump(9, 3.2)),
    Help("hilfe_volljaehrige", 30, 9, steps((18, 20, 1))),
)
AMBULANT = ("hze_27", "hze_29", "hze_30", "hze_31", "hze_32", "hze_35")

OPEN = (
    Open(
        "cafe_kinderwagen",
        steps((0, 0, 0.24)),
        covid=0.4,
        towns=("03155001", "03155003", "03155010", "03155011", "03155012", "03155013"),
    ),
    Open("anlaufstelle_fruehe_hilfen", steps((0, 2, 0.05)), covid=0.8, by_openness=False),
    Open(
        "familienzentrum_mobil",
        steps((0, 6, 0.07), (7, 17, 0.01)),
        since=2023,
        towns=("03155002", "03155003", "03155006", "03155007", "03155009"),
    ),
    Open("familientreffs", steps((0, 6, 0.06), (7, 12, 0.01)), towns=("03155011", "03155013")),
    Open("online_beratung", steps((0, 9, 0.001), (10, 17, 0.006)), covid=1.6, by_openness=False),
    Open("elternkurse", steps((0, 5, 0.014), (6, 12, 0.006))),
    Open("trennungsberatung", steps((0, 14, 0.009), (15, 17, 0.003)), covid=0.9, by_openness=False),
    Open("umgangsberatung", steps((0, 12, 0.006), (13, 17, 0.002)), covid=0.9, by_openness=False),
    Open("wohnformen_notlagen", steps((0, 13, 0.0012)), covid=1, by_openness=False),
    Open("verfahrenslotse", steps((0, 20, 0.0025)), since=2024, by_openness=False),
    Open("unterhaltsberatung", steps((0, 2, 0.03), (3, 17, 0.012)), covid=0.9, by_openness=False),
    Open("jugendarbeit", steps((6, 9, 0.05), (10, 14, 0.09), (15, 17, 0.06), (18, 20, 0.02))),
    Open("schulsozialarbeit", steps((6, 9, 0.02), (10, 14, 0.05), (15, 17, 0.05)), covid=0.7, by_openness=False),
    Open("jugendsozialarbeit", steps((14, 17, 0.012), (18, 20, 0.02)), covid=0.8, by_openness=False),
    Open("praevention", steps((3, 6, 0.08), (7, 14, 0.05), (15, 17, 0.03)), since=2018),
)
COVID = {2020: 1.0, 2021: 0.7}  # how much of the dip falls into the year

# Planted truth: two municipalities where a named group is used less, and three series that truly move.
# Where children come again over the years, only a larger gap is found reliably.
GAPS = {
    ("03155011", "schulsozialarbeit"): 0.7,
    ("03155011", "kindertagespflege"): 0.6,
    ("03155013", "b_hze_ambulant"): 0.5,
}
GAP_OFFERS = {
    "schulsozialarbeit": ("schulsozialarbeit",),
    "kindertagespflege": ("kindertagespflege",),
    "b_hze_ambulant": AMBULANT,
}
TRENDS = {
    "egh_35a": (2014, 1.08),
    "beistandschaft": (2010, 0.965),
    "kindertagespflege": (2008, None),
}  # (from, change of new cases a year; None = given by the official series)

UVG_STOCK = (
    (2008, 0.031),
    (2017, 0.060),
)  # running cases per child under 18, before and after the reform of 1 July 2017
ASSISTANCE_STOCK = 0.042  # Beistandschaften running per child under 18 at the start
MIDWIFE_SHARE = 0.06  # of births


def over_years(offer: str) -> np.ndarray:
    """How new use of an offer changes by year: planted trend, and the Covid dip of § 28."""
    first, factor = TRENDS.get(offer, (0, 1.0))
    trend = (
        np.array([(factor or 1.0) ** max(0, year - first) for year in YEARS]) if factor != 1.0 else np.ones(len(YEARS))
    )
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
