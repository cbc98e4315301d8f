"""How many children live there? Population of any age interval that the delivered intervals tile exactly; never split.

Official municipality tables know bands only (0–2, 3–5, …), the district also single ages: what cannot be put together
from whole delivered intervals is unknown (NaN), not estimated.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np

from measures.engine.reading.setting import AGES, SEXES, Setting
from store.connect import Connection

Delivered = dict[tuple[date, str, str], dict[tuple[int, int], int]]  # (day, area, sex) → (first, last age) → children


@dataclass(frozen=True)
class Population:
    """count[date, area, sex, first age, last age], NaN = unknown; estimated[date, area]: the profile's source says estimated."""

    count: np.ndarray
    estimated: np.ndarray


def read_population(con: Connection, setting: Setting, dates: list[date]) -> Population:
    """How many on each of these dates? An area without own rows is the sum of the areas below it; `all` may be m + w."""
    rows = con.sql(
        "SELECT date, area, sex, age_from, age_to, count, estimated FROM population WHERE list_contains($1::DATE[], date) AND age_to < $2",
        params=[sorted(set(dates)), AGES],
    ).fetchall()
    delivered: Delivered = defaultdict(dict)
    estimated: set[tuple[date, str]] = set()
    for day, area, sex, first, last, count, guess in rows:
        delivered[day, area, sex][first, last] = count
        if guess:
            estimated.add((day, area))
    by_day = {day: laid_out(setting, delivered, day) for day in set(dates)}
    guessed = {
        day: [_is_estimated(setting, delivered, estimated, day, area) for area in setting.areas] for day in by_day
    }
    shape = (len(dates), len(setting.areas))
    count = np.array([by_day[day] for day in dates]).reshape(*shape, len(SEXES), AGES, AGES)
    return Population(count, np.array([guessed[day] for day in dates], dtype=bool).reshape(shape))


def laid_out(setting: Setting, delivered: Delivered, day: date) -> np.ndarray:
    """count[area, sex, first age, last age] of one day."""
    place = {area: at for at, area in enumerate(setting.areas)}
    count = np.stack([[tiled(delivered.get((day, area, sex), {})) for sex in SEXES] for area in setting.areas])
    for area in sorted(setting.areas, key=lambda a: -len(setting.chain(a))):  # deepest first: sums rise from below
        own = count[place[area]]
        own[0] = np.where(np.isnan(own[0]), own[1] + own[2], own[0])
        inner = [place[child] for child in setting.children(area)]
        if inner:
            count[place[area]] = np.where(np.isnan(own), count[inner].sum(axis=0), own)
    return count


def tiled(intervals: dict[tuple[int, int], int]) -> np.ndarray:
    """count[first, last] of every interval that whole delivered intervals tile, by the finest tiling; NaN elsewhere."""
    count = np.full((AGES, AGES), np.nan)
    starting = defaultdict(list)
    for (first, last), persons in intervals.items():
        starting[first].append((last, persons))
    for first in starting:
        ways = {first: (0, 0)}  # next age → (pieces, persons)
        for age in range(first, AGES):
            for last, persons in starting.get(age, ()) if age in ways else ():
                pieces, sum_so_far = ways[age]
                if pieces + 1 > ways.get(last + 1, (0, 0))[0]:
                    ways[last + 1] = (pieces + 1, sum_so_far + persons)
        for following, (pieces, persons) in ways.items():
            if pieces:
                count[first, following - 1] = persons
    return count


def _is_estimated(
    setting: Setting, delivered: Delivered, estimated: set[tuple[date, str]], day: date, area: str
) -> bool:
    if any((day, area, sex) in delivered for sex in SEXES):
        return (day, area) in estimated
    return any(_is_estimated(setting, delivered, estimated, day, child) for child in setting.children(area))
