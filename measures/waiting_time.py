"""How long do those on a waiting list wait?"""

import polars as pl

from measures.engine.counting.supply import latest
from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.waiting import UNITS
from store.connect import Connection

KINDS = {"wartend": "am Stichtag noch Wartende", "begonnen": "im Jahr Begonnene"}
TOO_FEW = "Zu wenige Wartende für eine Wartezeit."
NOT_DELIVERED = "Wartezeit nicht geliefert, oder mehrere Listen ohne gemeinsamen Median."


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table, days by counted_unit; decided by the protected number of those waiting, never by the true one.

    A median of few would be the waiting time of one child.
    """
    unit = pl.col("unit").replace_strict(UNITS, return_dtype=pl.String).alias("counted_unit")
    lists = latest(con, "waiting", "offer, unit").drop("reason").with_columns(unit)
    keys = ["area", "year", "offer", "counted_unit"]
    beside = lists.join(_counted(figures), on=keys, how="inner", maintain_order="left")
    enough = (pl.col("state") == "ok") & (pl.col("numerator") >= rule.few)
    told, unknown = enough & pl.col("median_days").is_not_null(), pl.col("state") == "no_data"
    days_of = pl.col("days_of").fill_null("wartend")
    kind = days_of.replace_strict(KINDS, return_dtype=pl.String)
    state = pl.when(told).then(pl.lit("ok")).when(enough | unknown).then(pl.lit("no_data"))
    note = pl.when(told).then(pl.format("Median, {}, Stichtag {}.", kind, pl.col("date").dt.strftime("%d.%m.%Y")))
    reason = pl.when(told).then(None).when(enough).then(pl.lit("not_delivered")).when(unknown).then("reason")
    return beside.select(
        "area",
        "year",
        pl.col("offer").alias("offer_group"),
        pl.lit("median").alias("quantity"),
        "counted_unit",
        pl.when(told).then("date").alias("reference_date"),
        pl.when(told).then(days_of).alias("days_of"),
        pl.lit("all").alias("age_band"),
        pl.lit("all").alias("sex"),
        pl.lit("Tage").alias("unit"),
        pl.when(told).then("median_days").cast(pl.Float64).alias("value"),
        state.otherwise(pl.lit("protected")).alias("state"),
        reason.otherwise(pl.lit("too_few")).alias("reason"),
        pl.when(unknown).then("reason_offers").alias("reason_offers"),
        note.when(enough)
        .then(pl.lit(NOT_DELIVERED))
        .when(unknown)
        .then("note")
        .otherwise(pl.lit(TOO_FEW))
        .alias("note"),
    )


def _counted(figures: pl.DataFrame) -> pl.DataFrame:
    """The protected numbers of those waiting."""
    waiting = figures.filter((pl.col("measure") == "waiting") & (pl.col("quantity") == "waiting"))
    return waiting.select(
        "area",
        pl.col("year").cast(pl.Int32),
        pl.col("offer_group").alias("offer"),
        "counted_unit",
        "numerator",
        "state",
        "reason",
        "reason_offers",
        "note",
    )


MEASURE = Measure(
    name="waiting_time",
    label="Wartezeit",
    question="Wie lange warten Kinder und Familien auf einen Platz?",
    unit="Tage",
    numerator="Median der Wartezeit in Tagen, wie geliefert: die Hälfte wartet kürzer, die Hälfte länger.",
    denominator="Wer auf der Liste steht: am Stichtag noch Wartende, sonst im Jahr Begonnene (steht im Hinweis).",
    ages="Alter des Angebots nach angebote.csv.",
    scope="Nur wo die geschützte Zahl der Wartenden mindestens {few} beträgt.",
    polarity="weniger ist besser",
    caveats="Noch Wartende und Begonnene sind zwei verschiedene Größen und nicht vergleichbar. Mehrere Listen haben keinen gemeinsamen Median.",
    source="Wartelisten der Angebote (HANDBUCH „Lieferformat“, warteliste).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Listen; gezeigt nur, wo die Zahl der Wartenden gezeigt wird.",
    sql="SELECT offer, area, date, median_days, days_of FROM waiting QUALIFY date = max(date) OVER (PARTITION BY offer, unit, year(date))",
    lattice=("year", "area", "offer_group", "counted_unit"),
    uses=("quantity", "reference_date", "reason", "reason_offers", "days_of"),
    report=report,
)
