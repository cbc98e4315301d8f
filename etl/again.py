"""Do the children whose cases were running come again? Of the delivery before, by the numbers that its source gave them."""

from collections.abc import Sequence

import duckdb
import polars as pl

from etl.delivery import Checked
from etl.roles import CHILD, REFERENCE


def running(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> pl.Series:
    """Who had a case running in the newest delivery before this one, of the offers that this one tells of too."""
    offers = sorted(set().union(*(part.rows["angebot"].to_list() for part in parts)))
    stand = max((part.as_of for part in parts if part.as_of), default=None)
    return con.execute(
        f"""WITH held AS (
            SELECT {REFERENCE} AS child, ende, as_of FROM nutzung
            WHERE source = $1 AND list_contains($2, angebot) AND replaced_in IS NULL AND as_of <= coalesce($3, DATE '9999-12-31'))
        SELECT DISTINCT child FROM held WHERE as_of = (SELECT max(as_of) FROM held) AND (ende IS NULL OR ende > as_of)""",
        [parts[0].source.name, offers, stand],
    ).pl()["child"]


def numbers(parts: Sequence[Checked]) -> pl.Series:
    """What the source calls the children of a delivery, each once."""
    named = pl.concat([part.rows.select(pl.coalesce(CHILD)) for part in parts]).to_series()
    return named.drop_nulls().unique()


def come_again(before: pl.Series, now: pl.Series) -> int:
    """How many of those before are among those now."""
    return before.filter(before.is_in(now.implode())).len()
