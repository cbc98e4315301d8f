"""How many wait, have a place or live in need, by area? Exact tallies of what planners deliver as sums of an area.

A number stands where it was delivered; an area without one is the sum of the areas below it, if all of them delivered.
Of several reference dates of one year the last one counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from measures.engine.counting.reach import TALLY, with_series
from measures.engine.reading.population import read_population
from measures.engine.reading.setting import Setting
from store.connect import Connection
from store.table import Row

OLDEST_PEOPLE = 2  # years: with no younger population, that of two years before still tells how many children there are
UNDER_18 = (0, 17)
UNITS = {  # what is counted, as delivered → code and word
    "faelle": ("cases", "Fälle"),
    "kinder": ("children", "Kinder"),
    "familien": ("families", "Familien"),
    "verfahren": ("procedures", "Verfahren"),
    "hilfen": ("helps", "Hilfen"),
}
SUMMED = "Summe der Orte."
NO_PEOPLE = "Die Bevölkerung fehlt für diesen Schnitt."
TOO_MANY = "Mehr gezählt, als laut Bevölkerung dort leben."


@dataclass(frozen=True)
class Count:
    """One thing counted in one year. about: its dimensions; counts, people, said (the note, and facts): by area; people_date:
    whose population it is compared with."""

    offer_group: str
    about: Row
    year: int
    counts: dict[str, int]
    people: dict[str, int]
    people_date: date
    said: dict[str, Row]
    sensitive: bool = False
    age_band: str = "all"


def latest(con: Connection, table: str, by: str) -> pl.DataFrame:
    """The rows of the last date of each year, with `year`; `by`: what has dates of its own, as SQL columns."""
    return con.sql(
        f"SELECT *, year(date)::INTEGER AS year FROM {table} QUALIFY date = max(date) OVER (PARTITION BY {by}, year(date)) ORDER BY ALL"
    ).pl()


def raised(setting: Setting, delivered: dict[str, int]) -> dict[str, int]:
    """Area → number: as delivered, else the sum of the areas below where every one of them has a number."""
    known = {area: number for area, number in delivered.items() if area in setting.areas and number is not None}
    for area in sorted(setting.areas, key=lambda a: -len(setting.chain(a))):  # deepest first: sums rise from below
        inner = setting.children(area)
        if area not in known and inner and all(part in known for part in inner):
            known[area] = sum(known[part] for part in inner)
    return known


class People:
    """How many children of an age live in each area, at the turn of the year that belongs to a day?"""

    def __init__(self, con: Connection, setting: Setting, days: Iterable[date]) -> None:
        query = "SELECT DISTINCT date FROM population WHERE month(date) = 12 AND day(date) = 31"
        known = {found for (found,) in con.sql(query).fetchall()}
        self.setting = setting
        self.dates = {day: _year_end(day, known) for day in set(days)}
        self.at = {end: at for at, end in enumerate(sorted(set(self.dates.values())))}
        self.count = read_population(con, setting, sorted(self.at)).count

    def of(self, day: date, first: int, last: int) -> dict[str, int]:
        """Area → children; areas whose delivered ages do not make up these are left out."""
        count = self.count[self.at[self.dates[day]], :, 0, first, min(last, self.count.shape[-1] - 1)]
        return {area: int(n) for area, n in zip(self.setting.areas, count, strict=True) if not np.isnan(n)}


def _year_end(day: date, known: set[date]) -> date:
    """31 December before the day, from 1 July on that of the same year; the last one delivered where it is not yet there."""
    wanted = date(day.year if day.month >= 7 else day.year - 1, 12, 31)
    return max((end for end in known if 0 <= wanted.year - end.year <= OLDEST_PEOPLE), default=wanted)


def tally(setting: Setting, measure: str, counts: Iterable[Count]) -> pl.DataFrame:
    """The exact tally (engine/counting/reach.py, TALLY) of all that was counted."""
    rows = [_row(setting, count, area, n) for count in counts for area, n in raised(setting, count.counts).items()]
    return with_series(pl.DataFrame(rows, schema=TALLY), measure)


def _row(setting: Setting, count: Count, area: str, number: int) -> Row:
    people, said = count.people.get(area), count.said.get(area, {"note": SUMMED})
    state = "no_data" if not people else "unreliable" if number > people else "ok"
    if state == "no_data":
        said = {"note": NO_PEOPLE, "reason": "no_people"}
    elif state == "unreliable":
        said = said | {"note": f"{said['note']} {TOO_MANY}".strip(), "reason": "more_than_people"}
    return count.about | {
        "area": area,
        "year": count.year,
        "age_band": count.age_band,
        "sex": "all",
        "offer_group": count.offer_group,
        "offers": count.offer_group,
        "cell_area": setting.canonical(area),
        "cell_band": count.age_band,
        "alone": count.sensitive and area != setting.district,
        "children": number if state != "no_data" else None,
        "denominator": people,
        "denominator_date": count.people_date,
        "state": state,
        **said,
    }


def untold(setting: Setting, measure: str, rows: Iterable[Row]) -> pl.DataFrame:
    """What the district did not deliver, as rows of the tally; rows: offer_group, year, dimensions, reason and note."""
    same: Row = dict.fromkeys(("area", "cell_area"), setting.district)
    same |= dict.fromkeys(("age_band", "cell_band", "sex"), "all") | {"alone": False, "state": "no_data"}
    lacking = [same | {"offers": row["offer_group"]} | row for row in rows]
    return with_series(pl.DataFrame(lacking, schema=TALLY), measure)
