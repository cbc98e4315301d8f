"""What changes in the figures from one version to another? From protected published figures only, largest first."""

import polars as pl

from store.published import Published

KEY = ["area", "year", "age_band", "sex", "offer_group", "item"]
CHANGES: dict[str, pl.DataType] = {
    "area": pl.String(),
    "year": pl.Int16(),
    "age_band": pl.String(),
    "sex": pl.String(),
    "offer_group": pl.String(),
    "item": pl.String(),
    "before": pl.Int64(),  # children; null: no number is shown, or there was no such figure
    "after": pl.Int64(),
    "state_before": pl.String(),  # of table figure; null: there was no such figure
    "state_after": pl.String(),
    "difference": pl.Int64(),  # null where one of the two has no number
}
COUNT = pl.coalesce("numerator", (pl.col("bound_low") * pl.col("denominator")).round()).cast(pl.Int64)


def changes(before: Published | None, after: Published, measure: str) -> pl.DataFrame:
    """Rows of CHANGES for every figure of a measure that another version shows otherwise; before: None = nothing was shown yet.

    First what has a number in both, by the size of the difference; then what has one in one of them, by its size.
    """
    old = _counted(before, measure, "before")
    new = _counted(after, measure, "after")
    both = old.join(new, on=KEY, how="full", coalesce=True, nulls_equal=True)
    differ = pl.col("before").ne_missing(pl.col("after")) | pl.col("state_before").ne_missing(pl.col("state_after"))
    size = [pl.col("difference").abs(), pl.coalesce("after", "before"), *KEY]
    told = both.with_columns(difference=pl.col("after") - pl.col("before")).filter(differ)
    order = [True, True, *(False for _ in KEY)]
    return told.sort(size, descending=order, nulls_last=True).select(
        pl.col(name).cast(kind) for name, kind in CHANGES.items()
    )


def _counted(version: Published | None, measure: str, when: str) -> pl.DataFrame:
    """The key of each figure, its children (at least) and its state; a figure that is only a bound counts as that."""
    if version is None:
        return pl.DataFrame(schema={name: CHANGES[name] for name in [*KEY, when, f"state_{when}"]})
    return version.figures(measure).select(*KEY, COUNT.alias(when), pl.col("state").alias(f"state_{when}"))
