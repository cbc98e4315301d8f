"""What does an offer cost?"""

import polars as pl

from measures.engine.counting.supply import WHOLE
from measures.engine.measure import Measure
from measures.engine.reading.setting import read_setting

STAGES = {"ergebnis": "Ergebnis", "vorlaeufig": "vorläufig", "plan": "Plan"}  # the first one delivered for a year holds
LEAST_CHILDREN = 50  # a rounded count of fewer moves the quotient by more than a tenth
KINDS = {
    "spent": pl.col("spent"),
    "earned": pl.col("earned"),
    "net": pl.col("spent") - pl.col("earned"),
    "own": pl.col("spent") - pl.col("refunded"),
}
NO_REFUNDS = "Erstattungen anderer nicht geliefert."
HIDDEN = "Nicht gezeigt, weil die Zahl der nutzenden Kinder geschützt ist: Aus dem Aufwand ließe sie sich schätzen."
NO_CHILDREN = "Die Zahl der nutzenden Kinder ist nicht als ein Wert bekannt, geschützt oder kleiner als 50."


def report(con, figures: pl.DataFrame) -> pl.DataFrame:
    """Rows of the figure table for the district, in euro: items spent, earned, net (spent − earned), own (spent − refunded by
    others), by offer, or KIND:product:NAME where only a product was named; per_child = spent / protected annual reach."""
    money, district = _money(con), read_setting(con).district
    rows = pl.concat(
        [*(_kind(money, kind) for kind in KINDS), _per_child(money, figures, district)], how="diagonal_relaxed"
    )
    rows = rows.join(_hidden(figures, district), on=["year", "offer"], how="left").with_columns(
        pl.when(pl.col("hidden").is_null()).then("value").alias("value"),
        pl.when(pl.col("hidden")).then(pl.lit("protected")).otherwise("lack").alias("lack"),
        pl.when(pl.col("hidden")).then(pl.lit(HIDDEN)).otherwise("why").alias("why"),
    )
    known = pl.col("value").is_not_null()
    stage = pl.format("Stand: {}.", pl.col("stage").replace_strict(STAGES, return_dtype=pl.String))
    return rows.select(
        pl.lit(district).alias("area"),
        "year",
        pl.when(pl.col("offer") == "").then(pl.lit(WHOLE)).otherwise("offer").alias("offer_group"),
        pl.lit("all").alias("age_band"),
        pl.lit("all").alias("sex"),
        "item",
        "unit",
        "value",
        pl.when(known).then(pl.lit("ok")).otherwise("lack").alias("state"),
        pl.when(known).then(stage).otherwise("why").alias("note"),
    )


def _hidden(figures: pl.DataFrame, district: str) -> pl.DataFrame:
    """year, offer, hidden (always true): whose number of children is protected."""
    total = (pl.col("area") == district) & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    told = figures.filter((pl.col("measure") == "annual_reach") & total & (pl.col("state") == "protected"))
    return told.select(
        pl.col("year").cast(pl.Int32), pl.col("offer_group").alias("offer"), pl.lit(True).alias("hidden")
    ).unique()


def _per_child(money: pl.DataFrame, figures: pl.DataFrame, district: str) -> pl.DataFrame:
    """Money of an offer over the children who used it, where the rounded number of them is known and large enough."""
    total = (pl.col("area") == district) & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    reach = figures.filter((pl.col("measure") == "annual_reach") & total).select(
        pl.col("year").cast(pl.Int32), pl.col("offer_group").alias("offer"), "numerator", pl.col("state").alias("told")
    )
    of_offers = money.filter(pl.col("product") == "")
    enough = ((pl.col("told") == "ok") & (pl.col("numerator") >= LEAST_CHILDREN)).fill_null(False)
    hidden = (pl.col("told") == "protected") | (pl.col("numerator") < LEAST_CHILDREN)
    return of_offers.join(reach, on=["year", "offer"], how="left", maintain_order="left").with_columns(
        pl.lit("per_child").alias("item"),
        pl.when(enough).then(pl.col("spent") / pl.col("numerator")).alias("value"),
        pl.when(hidden).then(pl.lit("protected")).otherwise(pl.lit("no_data")).alias("lack"),
        pl.lit(NO_CHILDREN).alias("why"),
        pl.lit("Euro je nutzendes Kind unter 18").alias("unit"),
    )


def _kind(money: pl.DataFrame, kind: str) -> pl.DataFrame:
    item = (
        pl.when(pl.col("product") == "")
        .then(pl.lit(kind))
        .otherwise(pl.format("{}:product:{}", pl.lit(kind), "product"))
    )
    return money.with_columns(
        item.alias("item"),
        KINDS[kind].alias("value"),
        pl.lit("no_data").alias("lack"),
        pl.lit(NO_REFUNDS).alias("why"),
        pl.lit("Euro").alias("unit"),
    )


def _money(con) -> pl.DataFrame:
    """One row by year and offer (all its products), or by product where no offer is named: of its most final stage."""
    stage = pl.col("stage").replace_strict(list(STAGES), range(len(STAGES)), return_dtype=pl.Int8)
    rows = con.sql("SELECT * REPLACE (year::INTEGER AS year) FROM expenditure ORDER BY ALL").pl()
    about = ["year", "offer", "product"]
    rows = rows.with_columns(
        pl.when(pl.col("offer") == "").then("product").otherwise(pl.lit("")).alias("product"), stage.alias("order")
    )
    rows = rows.filter(pl.col("order") == pl.col("order").min().over(about))
    refunded = pl.when(pl.col("refunded").null_count() == 0).then(pl.col("refunded").sum()).alias("refunded")
    return rows.group_by(*about, "stage").agg(pl.col("spent").sum(), pl.col("earned").sum(), refunded).sort(about)


MEASURE = Measure(
    name="expenditure",
    version="1",
    label="Aufwand",
    question="Was kostet ein Angebot im Jahr?",
    unit="Euro",
    numerator="Aufwand (spent), Ertrag (earned), Aufwand abzüglich Ertrag (net), Aufwand abzüglich Erstattung anderer (own), "
    "Aufwand je nutzendes Kind (per_child).",
    denominator="Bei per_child: Kinder unter 18, die das Angebot im Jahr nutzten (geschützte Zahl der Reichweite im Jahr).",
    ages="Alle; bei per_child unter 18.",
    scope="Angebote und Produkte, für die ein Betrag geliefert wurde; Landkreis.",
    polarity="ohne Wertung",
    caveats="Ergebnisrechnung, keine Auszahlungen, nicht preisbereinigt. Gezeigt wird je Jahr der am weitesten fortgeschrittene Stand: "
    "Ergebnis vor vorläufig vor Plan. Ist die Zahl der Kinder geschützt, wird auch der Aufwand nicht gezeigt. Je Kind nur ab 50 Kindern; der Aufwand kann auch Ältere oder Eltern betreffen.",
    source="Ausgaben (HANDBUCH „Lieferformat“, ausgaben).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Ergebnisrechnungen, von Hand gerechnet.",
    sql="SELECT year, offer, product, stage, sum(spent), sum(earned), sum(refunded) FROM expenditure GROUP BY ALL",
    lattice=("year", "offer_group", "item"),
    report=report,
)
