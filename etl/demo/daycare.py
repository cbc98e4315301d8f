"""Who is in Kita, Hort or Kindertagespflege on 1 March, so that the district's official series come out?

The official counts by age group are met exactly, as far as enough children live here (98 % at most); who goes is decided by
a lasting leaning of each child, so that the same children stay from year to year. Where a gap of Kindertagespflege is
planted, children lean to it that much less.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from etl.demo.anchors import YEARS, series
from etl.demo.rates import by_town
from etl.demo.spells import Spells, bounded, joined
from etl.demo.world import YEAR_START, World, days

DATES = np.append(YEARS, YEARS[-1] + 1)  # 1 March of each year, and of the year after the last for its autumn
GROUPS = {"u3": (0, 2), "3_5": (3, 5), "6_13": (6, 13)}
KITA_LEANING = np.array([0.03, 0.35, 0.7, 0.85, 0.97, 0.98, 0.95, *[0] * 7])
CARE_LEANING = np.array([0.05, 0.6, 0.35, 0.3, 0.15, 0.15, 0.3, 0.25, 0.2, 0.15, 0.1, 0.05, 0.05, 0.05])
HORT_LEANING = np.array([*[0] * 6, 0.5, 0.5, 0.4, 0.3, 0.15, 0.05, 0.03, 0.02])
MOST = 0.98


@dataclass(frozen=True)
class DayCare:
    """[child, 1 March] in Kita, in Hort, in Kindertagespflege; age = completed years on 1 March (-1 = not here)."""

    kita: np.ndarray
    hort: np.ndarray
    care: np.ndarray
    age: np.ndarray

    def in_year(self, member: np.ndarray) -> np.ndarray:
        """[child, year] in care at some time of the year: the kindergarten year ending in it or the one beginning in it."""
        used: np.ndarray = member[:, :-1] | member[:, 1:]
        return used


def day_care(world: World, rng: np.random.Generator, scale: float) -> DayCare:
    """Members by 1 March; `scale` = size of the demo against the real district."""
    age = _age_on_1_march(world)
    kita, hort, care = (np.zeros(age.shape, bool) for _ in range(3))
    leaning = rng.random((3, len(age))) + 1e-9
    to_care = by_town("kindertagespflege", world.municipalities)[np.column_stack([world.home[:, :1], world.home])]
    for k, year in enumerate(DATES):
        for group, (low, high) in GROUPS.items():
            inside = (age[:, k] >= low) & (age[:, k] <= high)
            wanted = {name: round(scale * count) for name, count in _official(int(year), group).items()}
            at_school = (age[:, k] > 6) | ((age[:, k] == 6) & (world.birth_month >= 3) & (world.birth_month <= 9))
            if group == "6_13":
                kita[:, k] |= inside & ~at_school & (leaning[0] < MOST - 0.05)
                hort[:, k] |= _chosen(
                    inside & at_school,
                    age[:, k],
                    leaning[1],
                    HORT_LEANING,
                    wanted["kita"] - int((kita[:, k] & inside).sum()),
                )
            else:
                kita[:, k] |= _chosen(
                    inside, age[:, k], leaning[0], KITA_LEANING, min(wanted["kita"], int(MOST * inside.sum()))
                )
            placed = kita[:, k] | hort[:, k]
            care[:, k] |= _chosen(inside & placed, age[:, k], leaning[2] / to_care[:, k], CARE_LEANING, wanted["both"])
            care[:, k] |= _chosen(
                inside & ~placed, age[:, k], leaning[2] / to_care[:, k], CARE_LEANING, wanted["care"] - wanted["both"]
            )
    return DayCare(kita, hort, care, age)


def stays(world: World, rng: np.random.Generator, care: DayCare, since: int) -> dict[str, Spells]:
    """Stays in Kita and Hort by offer, as lists of the municipalities tell them from a day on; they run in the years of `in_year`."""
    return {name: _stays(world, rng, members, since) for name, members in (("kita", care.kita), ("hort", care.hort))}


def _stays(world: World, rng: np.random.Generator, members: np.ndarray, since: int) -> Spells:
    """From the autumn before the first 1 March, or the birth or move here after it, to the summer after the last one."""
    child, first, last = _runs(members)
    autumn = np.maximum(days(DATES[first] - 1, 8) + rng.integers(0, 60, len(child)), world.entry[child])
    start = np.minimum(autumn, days(DATES[first] - 1, 12, 31))
    end = np.minimum(days(DATES[last], 7, 31) - rng.integers(0, 60, len(child)), world.leaves[child] - 1)
    town = np.column_stack([world.home[:, :1], world.home])[child, first].astype(np.int64)
    whole = _by_home(world, rng, Spells(child, start, end, town))
    return whole.take(whole.end >= since)


def _by_home(world: World, rng: np.random.Generator, stays: Spells) -> Spells:
    """Who moves within the district leaves one list and goes on in that of the other municipality."""
    told, start, town = [], stays.start, stays.town
    for y in range(1, len(YEARS)):
        day = YEAR_START[y] + rng.integers(
            60, 330, len(start)
        )  # on 1 March most live where the population table of New Year has them
        before, now = world.home[stays.child, y - 1], world.home[stays.child, y]
        moves = (before >= 0) & (now >= 0) & (now != before) & (start < day) & (stays.end >= day)
        told.append(Spells(stays.child, start, day - 1, town).take(moves))
        start, town = np.where(moves, day, start), np.where(moves, now, town)
    return joined([*told, Spells(stays.child, start, stays.end, town)])


def _runs(members: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Consecutive 1 Marches of a child: child, first, last (positions in DATES)."""
    before = np.pad(members, ((0, 0), (1, 1)))[:, :-2]
    after = np.pad(members, ((0, 0), (1, 1)))[:, 2:]
    child, first = np.nonzero(members & ~before)
    return child, first, np.nonzero(members & ~after)[1]


def care_spells(world: World, rng: np.random.Generator, members: np.ndarray) -> Spells:
    """Kindertagespflege as uses with begin and end: consecutive kindergarten years are one use."""
    child, first, last = _runs(members)
    earliest = np.maximum(world.born[child] + 60, world.entry[child])
    start = np.clip(
        days(DATES[first] - 1, 8) + rng.integers(0, 150, len(child)),
        earliest,
        np.maximum(earliest, days(DATES[first], 3)),
    )
    end = days(DATES[last], 7, 31) - rng.integers(0, 100, len(child))
    return bounded(world, "kindertagespflege", child, start, end)


def _age_on_1_march(world: World) -> np.ndarray:
    """Completed years: the birthday counts from the month after the birth month; -1 = not in the district on that day."""
    day = days(DATES, 3)[None, :]
    here = (world.entry[:, None] + 20 <= day) & (world.leaves[:, None] > day + 1)
    known = np.column_stack([world.home[:, :1], world.home]) >= 0
    age = DATES[None, :] - world.birth_year[:, None] - (world.birth_month[:, None] >= 3)
    return np.where(here & known & (world.born[:, None] + 60 <= day), age, -1)


def _chosen(among: np.ndarray, age: np.ndarray, leaning: np.ndarray, by_age: np.ndarray, count: int) -> np.ndarray:
    """The `count` children most inclined, by their leaning and their age."""
    index = np.flatnonzero(among)
    score = leaning[index] / np.maximum(by_age[np.clip(age[index], 0, 13)], 1e-6)
    out = np.zeros(len(among), bool)
    out[index[np.argsort(score, kind="stable")[: max(0, count)]]] = True
    return out


def _official(year: int, group: str) -> dict[str, int]:
    """kita, care, both on 1 March: official years as published, between and after them by straight lines."""
    care = _line(series_of(f"tagespflege_{group}"), year, beyond=5 if group == "u3" else 0)
    both = _line({2008: 0} | series_of(f"kita_und_tagespflege_{group}"), year)
    together = series_of(f"betreut_{group}")  # without counting twice; from 2016
    kita = (
        _line(together, year) - care + both
        if together and year >= 2016
        else _line(series_of(f"kita_{group}"), year, beyond=8)
    )
    return {"kita": round(kita), "care": round(care), "both": round(both)}


@cache
def series_of(name: str) -> dict[int, int]:
    return series(name)


def _line(known: dict[int, int], year: int, beyond: float = 0) -> float:
    """Between two known years a straight line; after the last one `beyond` more each year."""
    years = sorted(known)
    return float(np.interp(year, years, [known[y] for y in years])) + beyond * max(0, year - years[-1])
