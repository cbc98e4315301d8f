"""How many children are known by a key alone, where a group also has offers that come as sums? What an asked estimate begins with."""

from dataclasses import replace
from datetime import date

import polars as pl

from measures.engine.counting.reach import TALLY, reach, with_series
from measures.engine.measure import Measure, Selection
from measures.engine.protect import STANDARD
from measures.engine.reading.coverage import SHARED_SPACE, WITH_KEY
from measures.engine.reading.further_use import read_units
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.setting import Setting, as_group, read_setting
from store.connect import Connection

Groups = tuple[tuple[str, tuple[str, ...]], ...]  # offer group, and its offers that one key tells of
Key = tuple[str, Groups]


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of annual reach of the offers of each key, where a group has other units besides; source: whose key."""
    setting, units = read_setting(con), read_units(con)
    several = units.filter(pl.len().over("year", "offer_group") > 1).filter(pl.col("counting").is_in(WITH_KEY))
    wanted = several.filter(pl.Series([selection.wants(group) for group in several["offer_group"]], dtype=pl.Boolean))
    parts = [_of_key(con, setting, *key) for key in _alike(wanted).items()]
    return with_series(pl.concat([pl.DataFrame(schema=TALLY), *parts]), "keyed_reach")


def _alike(units: pl.DataFrame) -> dict[Key, list[int]]:
    """A key and what it tells of each group → the years in which it tells just that."""
    found: dict[Key, list[int]] = {}
    for (unit, year), of_year in sorted(units.partition_by("unit", "year", as_dict=True).items()):
        groups = tuple((group, tuple(offers)) for group, offers in of_year.select("offer_group", "offers").iter_rows())
        found.setdefault((unit, groups), []).append(year)
    return found


def _of_key(con: Connection, setting: Setting, key: Key, years: list[int]) -> pl.DataFrame:
    unit, groups = key
    with_rate = range(min(years) - STANDARD.years_back, max(years) + 1)  # those before give the depth its rate
    moments = tuple(Moment(year, None, "keyed_reach", date(year, 12, 31)) for year in with_rate)
    tally = reach(con, Occasion("child_year", "year", moments), Selection(), _only(setting, groups))
    source = pl.lit(None if unit == SHARED_SPACE else unit, pl.String)
    return tally.filter(pl.col("sex") == "all", pl.col("year").is_in(years)).with_columns(source=source)


def _only(setting: Setting, groups: Groups) -> Setting:
    """The groups, each with the offers of the key alone."""
    wanted = {offer for _, offers in groups for offer in offers}
    known = tuple(offer for offer in setting.offers if offer.name in wanted)
    place, of = {offer.name: at for at, offer in enumerate(known)}, {group.name: group for group in setting.groups}
    narrower = (
        as_group(name, sorted(place[offer] for offer in offers), known, of[name].below_district)
        for name, offers in groups
    )
    return replace(setting, offers=known, groups=tuple(narrower))


MEASURE = Measure(
    name="keyed_reach",
    label="Mit Schlüssel gezählt",
    question="Wie viele Kinder sind in diesem Jahr schon durch einen Schlüssel gezählt?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die im Jahr ein Angebot der Gruppe genutzt haben, das mit einem Schlüssel geliefert wird; jedes Kind zählt einmal.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12., wie bei der Reichweite im Jahr.",
    scope="Gruppen, die auch Angebote ohne diesen Schlüssel haben: alle Angebote, ohne Kita und Hort, nur individuelle Hilfen; andere in Jahren mit einer Mitnutzungsfrage.",
    caveats="Ein Teil der Gruppe, nicht ihre Reichweite: womit die Schätzung aus der Mitnutzungsfrage beginnt.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-28",
    oracle="Reichweite im Jahr derselben Angebote in kleinen erfundenen Ämtern, von Hand ausgezählt.",
    sql="SELECT year, area, age, count(*) FROM child_year WHERE space = $schluessel AND mask & $gruppe <> 0 GROUP BY ALL",
    lattice=("year", "area", "age_band", "offer_group", "source"),
    uses=("reason", "reason_offers", "rows_lost", "estimated_people", "leavers"),
    compute=compute,
)
