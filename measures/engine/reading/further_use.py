"""What did the families of a sample say they use besides? What is kept of each Mitnutzungsfrage, and the units of a group.

A unit is what tells of its children without saying which of another unit's they are: a key, or an offer that comes as a sum.
Nothing of it is published: measures/asked_reach.py makes whole per cent of it (methods, second part, B 1).
"""

from dataclasses import dataclass, field

import polars as pl

from measures.engine.reading.coverage import WITH_KEY, space_of
from store.connect import Connection
from store.tables import ANALYSIS

TABLES = {table.name: table for table in ANALYSIS}
UNITS: dict[str, pl.DataType] = {
    "year": pl.Int16(),
    "offer_group": pl.String(),
    "unit": pl.String(),
    "offers": pl.List(pl.String()),
    "keyed": pl.Boolean(),
}
OF_GROUPS = """
    SELECT offer_group, year, offer, source, counting, complete
    FROM coverage JOIN (SELECT offer_group, unnest(offers) AS offer FROM offer_group) USING (offer) JOIN offer o USING (offer)
    WHERE o.counts AND coalesce(o.since, year) <= year AND year <= coalesce(o.until, year)
        AND (year, offer_group) IN (SELECT (year, offer_group) FROM further_use)
    ORDER BY ALL"""


@dataclass(frozen=True)
class FurtherUse:
    """answers, recall: the tables further_use and further_use_recall; units (UNITS): of every group and year asked about, its units
    with the offers of the group that each tells of; concealed, unequal: the office's allowance (amt.toml, mitnutzung)."""

    answers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TABLES["further_use"].schema))
    recall: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TABLES["further_use_recall"].schema))
    units: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=UNITS))
    concealed: float = 0.3
    unequal: float = 1.25


def read_further_use(con: Connection) -> FurtherUse:
    answers, recall = (con.sql(f"FROM {name} ORDER BY ALL").pl() for name in ("further_use", "further_use_recall"))
    return FurtherUse(answers, recall, read_units(con))


def read_units(con: Connection) -> pl.DataFrame:
    """UNITS. Where a list of an offer's children was delivered in full, sums of the offer are no unit (Coverage.listed)."""
    told = con.sql(OF_GROUPS).fetchall()
    listed = {(offer, year) for _, year, offer, _, counting, complete in told if counting in WITH_KEY and complete}
    rows = [
        (year, group, space_of(counting, source) or offer, offer, counting in WITH_KEY)
        for group, year, offer, source, counting, _ in told
        if counting in WITH_KEY or (offer, year) not in listed
    ]
    schema = {
        "year": pl.Int16(),
        "offer_group": pl.String(),
        "unit": pl.String(),
        "offer": pl.String(),
        "keyed": pl.Boolean(),
    }
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .group_by("year", "offer_group", "unit", "keyed")
        .agg(offers=pl.col("offer").unique().sort())
        .select(*UNITS)
        .sort("year", "offer_group", "unit")
    )
