"""How do valid rows become counted children? Static SQL, one table per file (planning: all its tables), from `microdata` into `analysis`."""

from functools import cache, partial
from pathlib import Path

import duckdb
import polars as pl

from etl import from_profile
from etl.further_use import count as further_use
from etl.further_use import told_units
from etl.further_use.units import read_year
from etl.link import number_children
from store.profile import Profile
from store.tables import ANALYSIS

SQL = Path(__file__).parent / "sql"
FILES = (
    "resident",
    "episode",
    "child_year",
    "child_day",
    "counted_year",
    "coverage",
    "population",
    "planning",
    "benchmark",
    "case_year",
    "spell",
)


def build(con: duckdb.DuckDBPyConnection, profile: Profile, *, demo: bool = False) -> None:
    """Fills every table of `analysis` from `microdata`, both attached to `con`; demo: municipalities carry the prefix."""
    con.execute("USE analysis")
    for table in ANALYSIS:
        con.execute(table.ddl())
    _from_profile(con, profile, demo)
    number_children(con)
    for name in FILES:
        con.execute((SQL / f"{name}.sql").read_text("utf-8"))
    year_of = cache(partial(read_year, con))
    further_use.count(con, year_of)
    told_units.fill(con, year_of)


def _from_profile(con: duckdb.DuckDBPyConnection, profile: Profile, demo: bool) -> None:
    for name, frame in from_profile.tables(profile, demo=demo).items():
        _fill(con, name, frame)
    office = profile.office
    order = office.people.order
    _temp(con, "preference", pl.DataFrame({"kind": order, "place": range(len(order))}))
    turnover = {
        offer: said.at_most for offer, said in (office.turnover | (office.invented.turnover if demo else {})).items()
    }
    _temp(
        con,
        "turnover",
        pl.DataFrame(
            {"offer": list(turnover), "turnover": list(turnover.values())},
            schema={"offer": pl.String, "turnover": pl.Float64},
        ),
    )
    days = [tuple(map(int, d.split("-"))) for d in office.reference_days.days]
    _temp(con, "month_day", pl.DataFrame(days, schema=["month", "day"], orient="row"))
    con.execute("""CREATE OR REPLACE TEMP TABLE reference_date AS
        WITH years AS (SELECT unnest(range(min(year(beginn)), max(year(coalesce(period_to, as_of))) + 1)) AS year FROM microdata.nutzung WHERE replaced_in IS NULL)
        SELECT make_date(year, month, day) AS date FROM years, month_day
        UNION SELECT DISTINCT stichtag FROM microdata.zaehlwerte WHERE replaced_in IS NULL AND stichtag IS NOT NULL""")


def _fill(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("rows", frame)
    con.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows")
    con.unregister("rows")


def _temp(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("rows", frame)
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM rows")
    con.unregister("rows")
