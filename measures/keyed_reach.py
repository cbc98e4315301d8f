"""How many children are known by a key alone, where a group also has offers that come as sums? What an asked estimate begins with."""

from dataclasses import replace
from datetime import date

import polars as pl

from measures.engine.counting.reach import TALLY, reach, with_series
from measures.engine.measure import Measure, Selection
from measures.engine.protect import STANDARD
from measures.engine.reading.coverage import SHARED_SPACE
from measures.engine.reading.further_use import read_units
from measures.engine.reading.occasion import Moment, Occasion
from measures.engine.reading.setting import Setting, as_group, read_setting
from store.connect import Connection


def compute(con: Connection, selection: Selection) -> pl.DataFrame:
    """The tally of annual reach of the offers of each key, for groups and years of a Mitnutzungsfrage; source: whose key."""
    setting, units = read_setting(con), read_units(con)
    several = units.filter(pl.len().over("year", "offer_group") > 1).filter("keyed")
    wanted = several.filter(pl.col("offer_group").map_elements(selection.wants, return_dtype=pl.Boolean))
    parts = [_of_key(con, setting, of_year) for of_year in wanted.partition_by("year", "unit")]
    return with_series(pl.concat([pl.DataFrame(schema=TALLY), *parts]), "keyed_reach")


def _of_key(con: Connection, setting: Setting, units: pl.DataFrame) -> pl.DataFrame:
    """units: of one year and key, a row per group."""
    year, unit = units.row(0, named=True)["year"], units["unit"][0]
    years = range(year - STANDARD.years_back, year + 1)  # those before give the depth its rate
    moments = tuple(Moment(y, None, "keyed_reach", date(y, 12, 31)) for y in years)
    tally = reach(con, Occasion("child_year", "year", moments), Selection(), _only(setting, units))
    return tally.filter(pl.col("sex") == "all", pl.col("year") == year).with_columns(
        source=pl.lit(None if unit == SHARED_SPACE else unit, pl.String)
    )


def _only(setting: Setting, units: pl.DataFrame) -> Setting:
    """The groups, each with the offers of the key alone."""
    wanted = set(units["offers"].explode())
    known = tuple(offer for offer in setting.offers if offer.name in wanted)
    place = {offer.name: at for at, offer in enumerate(known)}
    of = {group.name: group for group in setting.groups}
    groups = (
        as_group(name, sorted(place[offer] for offer in offers), known, of[name].below_district)
        for name, offers in units.select("offer_group", "offers").iter_rows()
    )
    return replace(setting, offers=known, groups=tuple(groups))


MEASURE = Measure(
    name="keyed_reach",
    label="Mit Schlüssel gezählt",
    question="Wie viele Kinder sind in diesem Jahr schon durch einen Schlüssel gezählt?",
    unit="Anteil der Kinder",
    numerator="Kinder mit Wohnort im Landkreis, die im Jahr ein Angebot der Gruppe genutzt haben, das mit einem Schlüssel geliefert wird; jedes Kind zählt einmal.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12., wie bei der Reichweite im Jahr.",
    scope="Nur Gruppen und Jahre, nach denen in einer Mitnutzungsfrage gefragt wurde, und die auch Angebote ohne diesen Schlüssel haben.",
    caveats="Ein Teil der Gruppe, nicht ihre Reichweite: womit die Schätzung aus der Mitnutzungsfrage beginnt.",
    source="Eigene Auszählung der Lieferungen.",
    reviewed_on="2026-11-28",
    oracle="Reichweite im Jahr derselben Angebote in kleinen erfundenen Ämtern, von Hand ausgezählt.",
    sql="SELECT year, area, age, count(*) FROM child_year WHERE space = $schluessel AND mask & $gruppe <> 0 GROUP BY ALL",
    lattice=("year", "area", "age_band", "offer_group", "source"),
    uses=("reason", "reason_offers", "rows_lost", "estimated_people", "leavers"),
    compute=compute,
)
