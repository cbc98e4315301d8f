"""What is in the stores? The tables and columns of tables.toml; all SQL and all readers rely on them.

Three stores, one direction: `microdata` (rows as delivered, etl only), `analysis`
(counted once per child and year, no keys), `published` (protected figures, all that leadership and exports open).
"""

import tomllib
from pathlib import Path
from typing import Any

from store.table import Columns, Table

PUBLISHED_FORMAT = 2  # newer programs must read every older format: store/format_1.py
AS_IT_IS = ("area", "offer", "offer_group", "age_band", "event", "benchmark", "decision")  # published as in `analysis`
SAID = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _columns(said: dict[str, Any]) -> Columns:
    stated = {name: SAID["shared"][name] if about == "shared" else about for name, about in said.items()}
    return tuple((name, kind, meaning) for name, (kind, meaning) in stated.items())


def _tables(store: str) -> tuple[Table, ...]:
    """Each part of a table that is itself a table holds columns."""
    parts = {name: [part for part in said.values() if isinstance(part, dict)] for name, said in SAID[store].items()}
    return tuple(Table(name, SAID[store][name]["row"], sum(map(_columns, of), ())) for name, of in parts.items())


ANALYSIS = _tables("analysis")
PUBLISHED = (*_tables("published"), *(table for table in ANALYSIS if table.name in AS_IT_IS))
DIMENSIONS = _columns(SAID["published"]["figure"]["dimensions"])
FACTS = _columns(SAID["published"]["figure"]["facts"])
FIGURE = next(table for table in PUBLISHED if table.name == "figure")
SHOWN = ("ok", "unreliable")  # states of a figure that tells a number
CELL_KEY = [
    "measure",
    "year",
    "item",
    "area",
    "age_band",
    "sex",
    "offer_group",
]  # a cell, whatever version of the definition
FIGURE_KEY = ["measure", "version", "area", "year", "age_band", "sex", "offer_group", "item"]
