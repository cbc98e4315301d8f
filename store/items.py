"""How are the dimensions of a figure written as one text, for the command line and other programs? Nothing reads it back."""

import re

import polars as pl

AGES = "{quantity}:{ages}"
OF_UNIT = ("{quantity}:{counted_unit}", "{quantity}")
ITEMS = {  # measure → the first pattern whose dimensions are all known; a measure that is not here has the quantity alone
    "caseload": ("department:{department}",),
    "change": ("seit:{period_from}:{quantity}", "seit:{period_from}"),
    "cumulative_reach": ("{quantity}:{age}", "{quantity}:{cohort}", "{quantity}"),
    "edition_change": ("{edition}:{part}{end}{share}",),
    "expenditure": ("{quantity}:product:{product}", "{quantity}"),
    "first_contact": (f"{AGES}:{{source}}", AGES, "{quantity}:{offer}"),
    "forecast": ("{quantity}:{scenario}:{projection}", "{quantity}:{scenario}"),
    "gap": ("{quantity}:{period_from}-{period_to}", "pooled:{period_from}-{period_to}", "{quantity}"),
    "hze_rate": ("{quantity}{without}",),
    "keyed_reach": ("{source}",),
    "overlap": ("{offer_group}+{partner}",),
    "overlap_share": ("{quantity}:{partner}", "{quantity}:{source}", "{quantity}", "+{partner}"),
    "pathway": ("{quantity}:{partner}", "{quantity}:{source}", "{quantity}"),
    "places": ("{quantity}:{age}-{age_to}", "{quantity}"),
    "places_taken": ("ages:{age}-{age_to}",),
    "sharpen": ("{quantity}:{offer}", "{quantity}:{source}", "{quantity}"),
    "staffing": (
        "{quantity}:section:{department}/{section}",
        "{quantity}:department:{department}",
        "{quantity}:office",
    ),
    "waiting": OF_UNIT,
    "waiting_time": OF_UNIT,
    **dict.fromkeys(("point_reach", "care_share"), ("stichtag:{reference_date}",)),
}
OTHERS = ("{quantity}", "")
PIECES = {  # what is written in another way than it stands in its column
    "ages": pl.when(pl.col("age") == pl.col("age_to")).then(pl.col("age").cast(pl.String)).otherwise(pl.format("{}-{}", "age", "age_to")),
    "part": pl.col("quantity").fill_null(""),
    "end": pl.col("edge").replace_strict({"low": ":mindestens", "high": ":hoechstens"}, default="", return_dtype=pl.String),
    "share": pl.when(pl.col("unit").str.starts_with("Anteil")).then(pl.lit(":anteil")).otherwise(pl.lit("")),
    "without": pl.when(pl.col("offer_group") != "").then(pl.lit(":without_28")).otherwise(pl.lit("")),
}  # fmt: skip


def with_item(figures: pl.DataFrame, measure: str) -> pl.DataFrame:
    """The figures of one measure, with all dimensions as columns, and their item; '' where they have none."""
    found = [_written(pattern) for pattern in (*ITEMS.get(measure, OTHERS), "")]
    return figures.with_columns(pl.coalesce(found).alias("item"))


def _written(pattern: str) -> pl.Expr:
    """Null where one of the dimensions is."""
    names = re.findall(r"\{(\w+)\}", pattern)
    pieces = [PIECES.get(name, pl.col(name).cast(pl.String)) for name in names]
    return pl.format(re.sub(r"\{\w+\}", "{}", pattern), *pieces) if pieces else pl.lit(pattern)
