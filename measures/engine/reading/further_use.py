"""What did the families of a sample say they use besides? What is kept of each Mitnutzungsfrage, and the units of a group.

A unit is what tells of its children without saying which of another unit's they are: a key, or an offer that comes as a sum.
Nothing of it is published: measures/asked_reach.py makes whole per cent of it (methods, second part, B 1).
"""

from dataclasses import dataclass, field

import polars as pl

from measures.engine.reading.coverage import SHARED_SPACE, WITH_KEY, space_of
from store.connect import Connection
from store.tables import ANALYSIS

TABLES = {table.name: table for table in ANALYSIS}
UNITS: dict[str, pl.DataType] = {
    "year": pl.Int16(),
    "offer_group": pl.String(),
    "unit": pl.String(),
    "counting": pl.String(),
    "offers": pl.List(pl.String()),
    "never_linked": pl.Boolean(),
    "by_hand": pl.Boolean(),
}
OF_GROUPS = f"""
    SELECT g.offer_group, c.year, c.offer, c.source, c.counting, c.complete, coalesce(o.never_linked, false),
        EXISTS (SELECT 1 FROM stated_overlap s WHERE s.year = c.year AND '{SHARED_SPACE}' IN (s.offer_a, s.offer_b)
            AND c.offer IN (s.offer_a, s.offer_b))
    FROM coverage c JOIN (SELECT offer_group, level, unnest(offers) AS offer FROM offer_group) g USING (offer) JOIN offer o USING (offer)
    WHERE o.counts AND coalesce(o.since, c.year) <= c.year AND c.year <= coalesce(o.until, c.year)
        AND (g.level = 'kopf' OR (c.year, g.offer_group) IN (SELECT (year, offer_group) FROM further_use))
    ORDER BY ALL"""


@dataclass(frozen=True)
class FurtherUse:
    """answers, recall: the tables further_use and further_use_recall; units (UNITS): of groups and years, the units with the
    offers of the group that each tells of; concealed, unequal: the office's allowance (amt.toml, mitnutzung)."""

    answers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TABLES["further_use"].schema))
    recall: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TABLES["further_use_recall"].schema))
    units: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNITS))
    concealed: float = 0.3
    unequal: float = 1.25


def read_further_use(con: Connection) -> FurtherUse:
    answers, recall = (con.sql(f"FROM {name} ORDER BY ALL").pl() for name in ("further_use", "further_use_recall"))
    return FurtherUse(answers, recall, read_units(con))


def read_units(con: Connection) -> pl.DataFrame:
    """UNITS of every group and year that was asked about, and of all years of the groups that stand above all others (kopf); the first one
    in front. by_hand: somebody counted how many of its children use something linked.

    Where a list of an offer's children was delivered in full, sums of the offer are no unit (Coverage.listed)."""
    told = con.sql(OF_GROUPS).fetchall()
    listed = {(offer, year) for _, year, offer, _, counting, complete, *_ in told if counting in WITH_KEY and complete}
    rows = [
        (year, group, space_of(counting, source) or offer, counting, offer, *more)
        for group, year, offer, source, counting, _, *more in told
        if counting in WITH_KEY or (offer, year) not in listed
    ]
    single = {name: kind for name, kind in UNITS.items() if name != "offers"}
    names = ("year", "offer_group", "unit", "counting", "offer", "never_linked", "by_hand")
    schema = {name: single.get(name, pl.String()) for name in names}
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("year", "offer_group", "unit")
        .agg(
            pl.col("counting").first(),
            offers=pl.col("offer").unique().sort(),
            never_linked=pl.col("never_linked").any(),
            by_hand=pl.col("by_hand").any(),
        )
        .sort("year", "offer_group", pl.col("unit") != SHARED_SPACE, "unit")
        .select(*UNITS)
    )
