"""What do answers of families add to the small store? Estimates beside the ranges of its last two years, and one contradiction."""

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl

from store.published import Published, open_published
from store.tables import PUBLISHED, PUBLISHED_FORMAT

HEADS = ("alle", "ohne_kita", "individuell")
WIDE = 0.03  # on either side of the estimate


def answered(published: Published) -> Published:
    """The same figures with those of asked_reach and their card; written in the format of today."""
    share, card = pl.lit("Anteil der Kinder"), published.table("definition")
    unit = pl.when(pl.col("measure") == "annual_reach").then(share).otherwise("unit")
    figure = published.table("figure").with_columns(unit=unit)
    reach = figure.filter(
        pl.col("offer_group").is_in(HEADS) & (pl.col("bound_high") - pl.col("bound_low") > WIDE),
        measure="annual_reach", sex="all",
    ).filter(pl.col("year") >= 2024)  # fmt: skip
    middle = (pl.col("bound_low") + 0.45 * (pl.col("bound_high") - pl.col("bound_low"))).round(2)
    fits = ~((pl.col("year") == 2024) & (pl.col("offer_group") == "individuell") & (pl.col("area") == "03155"))
    asked = reach.with_columns(
        measure=pl.lit("asked_reach"),
        numerator=pl.lit(None, pl.Int64),
        interval=pl.lit("asked"),
        evidence=pl.lit("asked"),
        answers=pl.lit(640, pl.Int64),
        concealed=pl.lit(0.3),
        unequal=pl.lit(1.25),
        value=pl.when(fits).then(middle),
        low=pl.when(fits).then(pl.max_horizontal(middle - WIDE, "bound_low")),
        high=pl.when(fits).then(pl.min_horizontal(middle + WIDE, "bound_high")),
        reason=pl.when(~fits).then(pl.lit("asked_contradicts")),
    )
    told = card.filter(measure="annual_reach").with_columns(
        measure=pl.lit("asked_reach"), label=pl.lit("Reichweite im Jahr, geschätzt")
    )
    number = pl.when(pl.col("key") == "format").then(pl.lit(str(PUBLISHED_FORMAT))).otherwise("value")
    more = {"figure": pl.concat([figure, asked]), "definition": pl.concat([card, told])}
    more["meta"] = published.table("meta").with_columns(value=number)
    return replace(published, tables=published.tables | more)


def answer(store: Path) -> Path:
    """A store whose version holds them; its own is changed."""
    tables = answered(open_published(store)).tables
    with duckdb.connect(store / "versions" / "1" / "published.duckdb") as con:
        for table in PUBLISHED:
            con.execute(f"DROP TABLE {table.name}")
            con.execute(table.ddl())
            con.register("incoming", tables[table.name].to_arrow())
            con.execute(f"INSERT INTO {table.name} SELECT * FROM incoming")
            con.unregister("incoming")
    return store
