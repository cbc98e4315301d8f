"""How long do those on a waiting list wait?"""

import polars as pl

from measures.engine.counting.supply import UNITS, latest
from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.engine.told import first_case
from store.connect import Connection

KINDS = {"wartend": "am Stichtag noch Wartende", "begonnen": "im Jahr Begonnene"}
TOO_FEW = "Zu wenige Wartende für eine Wartezeit."
NOT_DELIVERED = "Wartezeit nicht geliefert, oder mehrere Listen ohne gemeinsamen Median."


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table, days by counted_unit; decided by the protected number of those waiting, never by the true one.

    A median of few would be the waiting time of one child.
    """
    codes = {unit: code for unit, (code, _) in UNITS.items()}
    lists = latest(con, "waiting", "offer, unit").select(
        *("area", "year", "date", "days_of", "median_days"),
        offer_group="offer",
        counted_unit=pl.col("unit").replace_strict(codes, return_dtype=pl.String),
    )
    keys = ["area", "year", "offer_group", "counted_unit"]
    counted = figures.filter(measure="waiting", quantity="waiting").with_columns(pl.col("year").cast(pl.Int32))
    counted = counted.select(*keys, "numerator", "state", "reason", "reason_offers", "note")
    enough = (pl.col("state") == "ok") & (pl.col("numerator") >= rule.few)
    days_of = pl.col("days_of").fill_null("wartend")
    kind, on = days_of.replace_strict(KINDS, return_dtype=pl.String), pl.col("date").dt.strftime("%d.%m.%Y")
    told = {"state": "ok", "note": pl.format("Median, {}, Stichtag {}.", kind, on), "reference_date": pl.col("date")}
    told |= {"value": pl.col("median_days").cast(pl.Float64), "days_of": days_of}
    delivered = {name: pl.col(name) for name in ("state", "reason", "reason_offers", "note")}
    hidden = {"state": "protected", "reason": "too_few", "note": TOO_FEW}
    cases = first_case(
        (enough & pl.col("median_days").is_not_null(), told),
        (enough, {"state": "no_data", "reason": "not_delivered", "note": NOT_DELIVERED}),
        (pl.col("state") == "no_data", delivered),
        (True, dict.fromkeys((*told, *delivered)) | hidden),
    )
    both = lists.join(counted, on=keys, how="inner", maintain_order="left")
    return both.select(*keys, pl.lit("median").alias("quantity"), **cases)


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
