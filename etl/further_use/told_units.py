"""Which are the units of a group in a year, and what may be done with them? Kept for every measure that looks at the sources of a group."""

from collections.abc import Callable

import polars as pl

from etl.further_use.units import Unit, Year
from measures.engine.reading.coverage import OLDER_SPACE, OWN_SPACE, SHARED_SPACE, WITHOUT_KEY
from store.connect import Connection
from store.table import Row
from store.tables import ANALYSIS

HEADS = """
    SELECT DISTINCT year, offer_group FROM coverage, offer_group WHERE level = 'kopf' AND year IS NOT NULL
    UNION SELECT year, offer_group FROM further_use ORDER BY ALL"""
BY_HAND = f"""SELECT year, offer_a, offer_b, low FROM stated_overlap
    WHERE '{SHARED_SPACE}' IN (offer_a, offer_b) AND area = (SELECT area FROM area WHERE parent IS NULL)"""
COUNTING = f"SELECT year, offer, min(counting) FROM coverage WHERE counting IN {WITHOUT_KEY} GROUP BY ALL"
TABLE = next(table for table in ANALYSIS if table.name == "further_use_unit")


def fill(con: Connection, year_of: Callable[[int], Year]) -> None:
    """Fills further_use_unit. `con` holds `analysis` as its default schema, all other tables filled; year_of: read_year, each year once."""
    marks = _marks(con)
    members = {
        group: frozenset(offers) for group, offers in con.sql("SELECT offer_group, offers FROM offer_group").fetchall()
    }
    rows = [
        {"year": year, "offer_group": group, "position": place} | _of_unit(unit, year, year_of(year), *marks)
        for year, group in con.sql(HEADS).fetchall()
        for place, unit in enumerate(year_of(year).units(group, members[group]), 1)
    ]
    con.register("rows", pl.DataFrame(rows, schema=TABLE.schema))
    con.execute(f"INSERT INTO {TABLE.name} BY NAME SELECT * FROM rows")
    con.unregister("rows")


def _marks(con: Connection) -> tuple[set[str], dict[tuple[int, str], int], dict[tuple[int, str], str]]:
    """Offers the law forbids to link; (year, offer) → counted by hand; (year, offer) → how it comes without a key."""
    never = {offer for (offer,) in con.sql("SELECT offer FROM offer WHERE never_linked").fetchall()}
    by_hand = {(year, offer): low for year, *pair, low in con.sql(BY_HAND).fetchall() for offer in pair}
    return never, by_hand, {(year, offer): how for year, offer, how in con.sql(COUNTING).fetchall()}


def _of_unit(
    unit: Unit,
    year: int,
    of: Year,
    never: set[str],
    by_hand: dict[tuple[int, str], int],
    how: dict[tuple[int, str], str],
) -> Row:
    shared = unit.name if unit.name in (SHARED_SPACE, OLDER_SPACE) else OWN_SPACE
    return {
        "unit": unit.name,
        "counting": shared if unit.name in of.spaces else how.get((year, unit.name), WITHOUT_KEY[0]),
        "offers": sorted(unit.offers),
        "never_linked": bool(unit.offers & never),
        "by_hand": by_hand.get((year, unit.name)),
    }
