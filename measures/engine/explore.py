"""What does a planner find who asks freely? Exact reach in the year of any offers, ages, areas, years and sexes.

Never published: what leaves the office goes through the lattice (engine/publication.py).
"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from measures.annual_reach import YEARS
from measures.engine.measure import Selection
from measures.engine.occasion import Moment, Occasion
from measures.engine.reach import reach
from measures.engine.setting import SEXES, Band, Group, Setting, read_setting

DIMENSIONS = ("year", "area", "age", "sex", "offer")
COLUMN = {"year": "year", "area": "area", "age": "age_band", "sex": "sex", "offer": "offer_group"}
ASKED = "auswahl"  # name of the group or band that was put together by hand
EVERYWHERE = Selection(everywhere=True, without_people=True)


@dataclass(frozen=True)
class Question:
    """offers: ids; ages: completed years, both ends included; years: empty = all; down, across: DIMENSIONS ('' = none)."""

    offers: tuple[str, ...]
    ages: tuple[int, int]
    years: tuple[int, ...]
    area: str
    sex: str
    down: str
    across: str


def explore(con, question: Question) -> pl.DataFrame:
    """down, across (names of their dimension), children or at_least … at_most (null: no limit known), denominator, state, note."""
    setting = read_setting(con)
    chosen = replace(setting, groups=groups_of(setting, question), bands=bands_of(setting, question))
    known = [year for (year,) in con.sql(YEARS).fetchall()]
    years = [year for year in known if not question.years or year in question.years]
    moments = tuple(Moment(year, None, "", "explore", date(year, 12, 31)) for year in years)
    tally = reach(con, Occasion("child_year", "year", moments), EVERYWHERE, chosen)
    asked = (question.down, question.across)
    if "area" not in asked:
        tally = tally.filter(pl.col("area") == question.area)
    of_sex = pl.col("sex") != SEXES[0] if "sex" in asked else pl.col("sex") == question.sex
    name = lambda dimension: pl.col(COLUMN[dimension]).cast(pl.String) if dimension else pl.lit("")
    return tally.filter(of_sex).select(
        name(question.down).alias("down"),
        name(question.across).alias("across"),
        *("children", "at_least", "at_most", "denominator", "state", "note"),
    )


def groups_of(setting: Setting, question: Question) -> tuple[Group, ...]:
    """Each offer for itself where they are told apart, else all as one group."""
    places = [at for at, offer in enumerate(setting.offers) if offer.name in question.offers]
    if "offer" in (question.down, question.across):
        return tuple(_group(setting, setting.offers[at].name, [at]) for at in places)
    return (_group(setting, ASKED, places),)


def _group(setting: Setting, name: str, places: list[int]) -> Group:
    bits = [setting.offers[at].bit for at in places if setting.offers[at].bit is not None]
    return Group(name, tuple(places), sum(1 << bit for bit in bits), True)


def bands_of(setting: Setting, question: Question) -> tuple[Band, ...]:
    """Single years of age where they are told apart, else the ages as one band."""
    first, last = question.ages
    if "age" in (question.down, question.across):
        return tuple(Band(str(age), age, age) for age in range(first, last + 1))
    return (Band(ASKED, first, last),)
