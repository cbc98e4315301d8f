"""What changes in the figures from one version to another? From protected published figures only, largest first."""

import tomllib
from pathlib import Path

import polars as pl

from store.published import Published
from store.tables import DIMENSIONS, FIGURE

COUNTED: dict[str, int] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))["counted"]
KEY = ["measure", "area", "year", "age_band", "sex", "offer_group", "item"]
ABOUT = ["unit", *(name for name, _, _ in DIMENSIONS)]  # the same in both versions, where both have the figure
DOUBT = ["reason", "rows_lost", "stage", "label"]  # how far a figure is complete, and what was concluded of it
SAID = ["low", "high", "state", *DOUBT]  # of each version
IS_COUNTED = pl.col("measure").is_in(list(COUNTED))
PER = pl.col("measure").replace_strict(COUNTED, default=1, return_dtype=pl.Int64)
TOLD = {  # low == high: one number; high null: a lower bound; low null: no number
    end: pl.when(IS_COUNTED)
    .then(pl.coalesce("numerator", (pl.col(f"bound_{end}") * pl.col("denominator") / PER).round()))
    .otherwise(pl.coalesce("value", f"bound_{end}"))
    .cast(pl.Float64)
    .round(9)
    for end in ("low", "high")
}


def changes(before: Published | None, after: Published) -> pl.DataFrame:
    """Every figure that another version shows otherwise; before: None = nothing was shown yet.

    Columns: KEY, ABOUT, counted, and of each version (…_before, …_after) its ends, its state (null: there was no such figure) and
    why it is doubted; difference: of the lower ends, null where one has none. Measure by measure, that with the largest difference
    first; in each first what has a number in both, then what has one in one of them, by its size.
    """
    both = _told(before, "before").join(_told(after, "after"), on=KEY, how="full", coalesce=True, nulls_equal=True)
    one = [pl.coalesce(f"{name}_after", f"{name}_before").alias(name) for name in ABOUT]
    found = both.filter(_differ()).with_columns(
        *one,
        counted=IS_COUNTED,
        difference=pl.col("low_after") - pl.col("low_before"),
        size=pl.coalesce("low_after", "low_before"),
    )
    widest = pl.when("counted").then(pl.col("difference").abs()).max().over("measure")
    order = [widest, pl.len().over("measure"), "measure", pl.col("difference").abs(), pl.col("size").abs(), *KEY]
    down = [True, True, False, True, True, *(False for _ in KEY)]
    told = [f"{name}_{when}" for when in ("before", "after") for name in SAID]
    return found.sort(order, descending=down, nulls_last=True).select(*KEY, *ABOUT, "counted", *told, "difference")


def _differ() -> pl.Expr:
    """Another number, another state of a figure that was there, or another doubt about a number."""
    other = {name: pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in SAID}
    shown = pl.any_horizontal(pl.col("low_before", "low_after").is_not_null())
    there = pl.all_horizontal(pl.col("state_before", "state_after").is_not_null())
    return (shown & pl.any_horizontal(other.values())) | (there & other["state"])


def _told(version: Published | None, when: str) -> pl.DataFrame:
    figures = pl.DataFrame(schema=FIGURE.schema) if version is None else version.table("figure")
    of = figures.with_columns(**TOLD)
    return of.select(*KEY, *(pl.col(name).alias(f"{name}_{when}") for name in [*ABOUT, *SAID]))
