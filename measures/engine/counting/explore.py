"""What does a planner find who asks freely? Exact reach in the year of any offers, ages, areas, years and sexes.

Never published: what leaves the office goes through the lattice (engine/publication.py).
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import polars as pl

from measures.annual_reach import YEARS
from measures.engine.counting.reach import reach
from measures.engine.figures import open_downwards
from measures.engine.measure import Selection
from measures.engine.reading.coverage import OWN_SPACE, WITH_KEY
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.setting import SEXES, Band, Group, Setting, SettingProblem, as_group, read_setting
from store.connect import Connection

COLUMN = {"year": "year", "area": "area", "age": "age_band", "sex": "sex", "offer": "offer_group"}
ASKED = "auswahl"  # name of the group or band that was put together by hand
EVERYWHERE = Selection(everywhere=True, without_people=True)
KEYS = f"""
    SELECT offer, CASE WHEN counting = '{OWN_SPACE}' THEN source WHEN counting IN {WITH_KEY} THEN counting ELSE '' END AS space
    FROM coverage WHERE year = $1 UNION
    SELECT offer, '' FROM counted_year WHERE year = $1 UNION
    SELECT offer, space FROM (SELECT space, bit_or(mask) AS masks FROM child_year WHERE year = $1 GROUP BY space), offer
    WHERE bit IS NOT NULL AND masks & (1::UBIGINT << bit::UBIGINT) <> 0"""
TOGETHER = """
    SELECT mask & $3 AS used, count(*)::BIGINT AS children FROM child_year
    WHERE space = $1 AND year = $2 AND mask & $3 <> 0 AND age BETWEEN $4 AND $5 GROUP BY ALL"""
STATED = "SELECT offer_a, offer_b, source FROM stated_overlap WHERE year = $1 AND area = $2 ORDER BY ALL"


@dataclass(frozen=True)
class Question:
    """offers: ids; ages: completed years, both ends included; years: empty = all; down, across: keys of COLUMN ('' = none)."""

    offers: tuple[str, ...]
    ages: tuple[int, int]
    years: tuple[int, ...]
    area: str
    sex: str
    down: str
    across: str


def explore(con: Connection, question: Question) -> pl.DataFrame:
    """down, across (names of their dimension), children or at_least … at_most (null: no limit known), denominator, state, note."""
    setting = read_setting(con)
    chosen = replace(setting, groups=groups_of(setting, question), bands=bands_of(setting, question))
    known = [year for (year,) in con.sql(YEARS).fetchall()]
    years = [year for year in known if not question.years or year in question.years]
    moments = tuple(Moment(year, None, "explore", date(year, 12, 31)) for year in years)
    tally = open_downwards(reach(con, Occasion("child_year", "year", moments), EVERYWHERE, chosen))
    asked = (question.down, question.across)
    if "area" not in asked:
        tally = tally.filter(pl.col("area") == question.area)
    of_sex = pl.col("sex") != SEXES[0] if "sex" in asked else pl.col("sex") == question.sex
    names = [pl.col(COLUMN[dimension]).cast(pl.String) if dimension else pl.lit("") for dimension in asked]
    counts = ("children", "at_least", "at_most", "denominator", "state", "note")
    return tally.filter(of_sex).select(names[0].alias("down"), names[1].alias("across"), *counts)


def groups_of(setting: Setting, question: Question) -> tuple[Group, ...]:
    """Each offer for itself where they are told apart, else all as one group."""
    places = [at for at, offer in enumerate(setting.offers) if offer.name in question.offers]
    if "offer" in (question.down, question.across):
        return tuple(as_group(setting.offers[at].name, [at], setting.offers, True) for at in places)
    return (as_group(ASKED, places, setting.offers, True),)


def bands_of(setting: Setting, question: Question) -> tuple[Band, ...]:
    """Single years of age where they are told apart, else the ages as one band."""
    first, last = question.ages
    if "age" in (question.down, question.across):
        return tuple(Band(str(age), age, age) for age in range(first, last + 1))
    return (Band(ASKED, first, last),)


def keys_of_year(con: Connection, year: int) -> dict[str, str]:
    """Offer → the one key that tells of all its children in the year; offers with several, or with sums, are left out."""
    found: dict[str, set[str]] = {}
    for offer, space in con.sql(KEYS, params=[year]).fetchall():
        found.setdefault(offer, set()).add(space)
    counting = {offer.name for offer in read_setting(con).offers if offer.bit is not None}
    return {
        offer: min(own) for offer, own in sorted(found.items()) if len(own) == 1 and own != {""} and offer in counting
    }


def together(con: Connection, offers: tuple[str, ...], year: int) -> dict[tuple[str, ...], int]:
    """Which of the offers did how many children use? Exact; the offers used → children who used these and none of the others.

    Children of the district and the default ages, each in exactly one combination; every combination of the offers is
    there, all together first. Raises SettingProblem where no one key tells of all of them: their children cannot be compared."""
    spaces, setting = {keys_of_year(con, year).get(offer) for offer in offers}, read_setting(con)
    if len(spaces) != 1 or None in spaces:
        raise SettingProblem(f"Für {year} gibt es keinen gemeinsamen Schlüssel. Bitte Angebote einer Quelle wählen.")
    bits = {offer.name: offer.mask for offer in setting.offers if offer.name in offers}
    ages = next(band for band in setting.bands if band.name == "all")
    asked = [spaces.pop(), year, sum(bits.values()), ages.first, ages.last]
    counted = dict(con.sql(TOGETHER, params=asked).fetchall())
    sets = [used for size in range(len(offers), 0, -1) for used in combinations(offers, size)]
    return {used: counted.get(sum(bits[offer] for offer in used), 0) for used in sets}


def sources_of_statements(con: Connection, year: int) -> dict[tuple[str, str], str]:
    """Both offers, sorted → who counted by hand how many children of the district used both."""
    rows = con.sql(STATED, params=[year, read_setting(con).district]).fetchall()
    return {(min(a, b), max(a, b)): source for a, b, source in rows}
