"""Which share of the children in day care is in Kindertagespflege?"""

import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings

FOSTER_CARE, DAY_CARE = "kindertagespflege", "tagesbetreuung"  # roles of offer groups
UNDER, DAY = 3, (3, 1)
NOT_SHOWN = "Kinder in Kindertagespflege oder in Tagesbetreuung insgesamt werden für diesen Tag nicht gezeigt."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per 1 March: a share, or its bounds where Kita and Kindertagespflege have no common key."""
    on, band = pl.col("reference_date"), around.band_under(UNDER)
    foster_care, day_care = around.group(FOSTER_CARE), around.group(DAY_CARE)
    if None in (band, foster_care, day_care):
        return pl.DataFrame(schema=FIGURE_TYPES)
    of_day = figures.filter(
        (pl.col("measure") == "point_reach")
        & (pl.col("area") == around.district)
        & (pl.col("age_band") == band)
        & (pl.col("sex") == "all")
        & (on.dt.month() == DAY[0])
        & (on.dt.day() == DAY[1])
    )
    at_least = pl.coalesce("numerator", (pl.col("bound_low") * pl.col("denominator")).round())
    at_most = pl.coalesce("numerator", (pl.col("bound_high") * pl.col("denominator")).round())
    alone, together = (
        of_day.filter(pl.col("offer_group") == group).select(
            "year", "reference_date", "state", at_least.alias("low"), at_most.alias("high")
        )
        for group in (foster_care, day_care)
    )
    both = alone.join(together, on=["year", "reference_date"], suffix="_all").sort("reference_date")
    return _shares(both).with_columns(
        pl.lit(around.district).alias("area"),
        pl.lit(band).alias("age_band"),
        pl.lit("all").alias("sex"),
        pl.lit(foster_care).alias("offer_group"),
        pl.lit(MEASURE.unit).alias("unit"),
    )


def _shares(both: pl.DataFrame) -> pl.DataFrame:
    """Smallest share: fewest in Tagespflege, most in care. Protected counts only; never above 1."""
    told = (
        (pl.col("state") == "ok")
        & (pl.col("state_all") == "ok")
        & pl.col("low").is_not_null()
        & (pl.col("low_all") > 0)
    )
    exact = told & pl.col("low").eq_missing(pl.col("high")) & pl.col("low_all").eq_missing(pl.col("high_all"))
    smallest = (pl.col("low") / pl.col("high_all")).clip(upper_bound=1)
    largest = (pl.col("high") / pl.col("low_all")).clip(upper_bound=1)
    worse = pl.when(pl.col("state") != "ok").then("state").when(pl.col("state_all") != "ok").then("state_all")
    return both.select(
        "year",
        "reference_date",
        pl.when(told).then(pl.when(pl.col("low") == pl.col("high")).then("low")).alias("numerator"),
        pl.when(exact).then("low_all").alias("denominator"),
        pl.when(exact).then(smallest).alias("value"),
        pl.when(told & ~exact).then(smallest.fill_null(0)).alias("bound_low"),
        pl.when(told & ~exact).then(largest).alias("bound_high"),
        pl.when(told & ~exact).then(pl.lit("bounds")).otherwise(pl.lit("none")).alias("interval"),
        pl.when(told).then(pl.lit("ok")).otherwise(worse.otherwise(pl.lit("protected"))).alias("state"),
        pl.when(~told).then(pl.lit("part_hidden")).alias("reason"),
        pl.when(told).then(pl.lit("")).otherwise(pl.lit(NOT_SHOWN)).alias("note"),
    )


MEASURE = Measure(
    name="care_share",
    label="Anteil der Kindertagespflege",
    question="Welcher Anteil der betreuten Kinder unter drei ist in Kindertagespflege?",
    unit="Anteil der betreuten Kinder unter 3",
    numerator="Kinder unter drei in Kindertagespflege am 1. März.",
    denominator="Kinder unter drei in Kita oder Kindertagespflege am 1. März, jedes Kind einmal.",
    ages="Unter drei: vollendete Jahre am 1. März.",
    scope="Kita und Kindertagespflege. Nur für den Landkreis, weil Kitas am Ort der Einrichtung zählen.",
    caveats="Ohne gemeinsamen Schlüssel ist nicht bekannt, wie viele Kinder in beiden sind: Dann steht eine Spanne. Aus gerundeten Zahlen gebildet.",
    source="Statistisches Bundesamt, Kinder und tätige Personen in Tageseinrichtungen und in öffentlich geförderter Kindertagespflege am 1. März.",
    reviewed_on="2026-11-22",
    oracle="Geteilt von Hand aus den geschützten Zahlen.",
    sql="""SELECT reference_date, sum(numerator) FILTER (offer_group = $tagespflege) / sum(numerator) FILTER (offer_group = $tagesbetreuung) FROM figure WHERE measure = 'point_reach' AND age_band = $unter_drei GROUP BY reference_date""",
    lattice=("reference_date",),
    uses=("reason",),
    derive=derive,
    after=("point_reach",),
)
