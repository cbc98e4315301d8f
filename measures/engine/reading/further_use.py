"""What did the families of a sample say they use besides? What is kept of each Mitnutzungsfrage, and the units of a group.

A unit is what tells of its children without saying which of another unit's they are: a key, or an offer that comes as a sum.
Nothing of it is published: measures/asked_reach.py makes whole per cent of it (methods, second part, B 1).
"""

from dataclasses import dataclass, field

import polars as pl

from measures.engine.methods.further_use import Allowance
from measures.engine.reading.coverage import VISITS
from store.connect import Connection
from store.tables import ANALYSIS

SCHEMAS = {table.name: table.schema for table in ANALYSIS}
UNITS = "FROM further_use_unit ORDER BY year, offer_group, position"


def _empty(name: str) -> pl.DataFrame:
    return field(default_factory=pl.DataFrame(schema=SCHEMAS[name]).clone)


@dataclass(frozen=True)
class FurtherUse:
    """answers, recall, units: the tables further_use, further_use_recall and further_use_unit (store/tables.toml), the units of a group in
    their order; stated: the office's allowance (amt.toml, mitnutzung)."""

    answers: pl.DataFrame = _empty("further_use")
    recall: pl.DataFrame = _empty("further_use_recall")
    units: pl.DataFrame = _empty("further_use_unit")
    stated: Allowance = Allowance()


def read_further_use(con: Connection) -> FurtherUse:
    answers, recall = (con.sql(f"FROM {name} ORDER BY ALL").pl() for name in ("further_use", "further_use_recall"))
    stated = con.sql("SELECT concealed, answering FROM further_use_allowance").fetchone() or ()
    return FurtherUse(answers, recall, read_units(con), Allowance(*stated))


def names_known(counting: str, never_linked: bool) -> bool:
    """Does the deliverer of a unit know each of its children, and may say who? counting, never_linked: as in further_use_unit."""
    return counting != VISITS and not never_linked


def read_units(con: Connection) -> pl.DataFrame:
    return con.sql(UNITS).pl()
