"""What does an offer cost?"""

import polars as pl

from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.engine.reading.setting import read_setting
from store.connect import Connection

STAGES = {  # as delivered → code and word; the first one delivered for a year holds
    "ergebnis": ("final", "Ergebnis"),
    "vorlaeufig": ("preliminary", "vorläufig"),
    "plan": ("plan", "Plan"),
}
KINDS = {
    "spent": pl.col("spent"),
    "earned": pl.col("earned"),
    "net": pl.col("spent") - pl.col("earned"),
    "own": pl.col("spent") - pl.col("refunded"),
}
NO_REFUNDS = "Erstattungen anderer nicht geliefert."
HIDDEN = "Nicht gezeigt, weil die Zahl der nutzenden Kinder geschützt ist: Aus dem Aufwand ließe sie sich schätzen."
NO_CHILDREN = "Die Zahl der nutzenden Kinder ist nicht als ein Wert bekannt, geschützt oder kleiner als {}."


def report(con: Connection, figures: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table for the district, in euro: quantities spent, earned, net (spent − earned), own (spent − refunded
    by others), by offer, or by product where only that was named; per_child = spent / protected annual reach."""
    money, setting = _money(con), read_setting(con)
    district, whole = setting.district, setting.whole
    per_child = _per_child(money, figures, district, rule.least_divisor)
    rows = pl.concat([*(_kind(money, kind) for kind in KINDS), per_child], how="diagonal_relaxed")
    rows = rows.join(_hidden(figures, district), on=["year", "offer"], how="left").with_columns(
        pl.when(pl.col("hidden").is_null()).then("value").alias("value"),
        pl.when(pl.col("hidden")).then(pl.lit("protected")).otherwise("lack").alias("lack"),
        pl.when(pl.col("hidden")).then(pl.lit(HIDDEN)).otherwise("why").alias("why"),
        pl.when(pl.col("hidden")).then(pl.lit("part_hidden")).otherwise("reason").alias("reason"),
    )
    known = pl.col("value").is_not_null()
    code, word = (
        pl.col("stage").replace_strict({s: said[at] for s, said in STAGES.items()}, return_dtype=pl.String)
        for at in (0, 1)
    )
    stage = pl.format("Stand: {}.", word)
    return rows.select(
        pl.lit(district).alias("area"),
        "year",
        pl.when(pl.col("offer") == "").then(pl.lit(whole)).otherwise("offer").alias("offer_group"),
        pl.lit("all").alias("age_band"),
        pl.lit("all").alias("sex"),
        "quantity",
        pl.col("product").replace("", None),
        "unit",
        "value",
        pl.when(known).then(pl.lit("ok")).otherwise("lack").alias("state"),
        pl.when(~known).then("reason").alias("reason"),
        pl.when(known).then(code).alias("stage"),
        pl.when(known).then(stage).otherwise("why").alias("note"),
    )


def _hidden(figures: pl.DataFrame, district: str) -> pl.DataFrame:
    """year, offer, hidden (always true): whose number of children is protected."""
    total = (pl.col("area") == district) & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    told = figures.filter((pl.col("measure") == "annual_reach") & total & (pl.col("state") == "protected"))
    return told.select(
        pl.col("year").cast(pl.Int32), pl.col("offer_group").alias("offer"), pl.lit(True).alias("hidden")
    ).unique()


def _per_child(money: pl.DataFrame, figures: pl.DataFrame, district: str, least: int) -> pl.DataFrame:
    """Money of an offer over the children who used it, where the rounded number of them is known and large enough."""
    total = (pl.col("area") == district) & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    reach = figures.filter((pl.col("measure") == "annual_reach") & total).select(
        pl.col("year").cast(pl.Int32), pl.col("offer_group").alias("offer"), "numerator", pl.col("state").alias("told")
    )
    of_offers = money.filter(pl.col("product") == "")
    enough = ((pl.col("told") == "ok") & (pl.col("numerator") >= least)).fill_null(False)
    hidden = (pl.col("told") == "protected") | (pl.col("numerator") < least)
    return of_offers.join(reach, on=["year", "offer"], how="left", maintain_order="left").with_columns(
        pl.lit("per_child").alias("quantity"),
        pl.when(enough).then(pl.col("spent") / pl.col("numerator")).alias("value"),
        pl.when(hidden).then(pl.lit("protected")).otherwise(pl.lit("no_data")).alias("lack"),
        pl.lit(NO_CHILDREN.format(least)).alias("why"),
        pl.lit("part_hidden").alias("reason"),
        pl.lit("Euro je nutzendes Kind unter 18").alias("unit"),
    )


def _kind(money: pl.DataFrame, kind: str) -> pl.DataFrame:
    return money.with_columns(
        pl.lit(kind).alias("quantity"),
        KINDS[kind].alias("value"),
        pl.lit("no_data").alias("lack"),
        pl.lit(NO_REFUNDS).alias("why"),
        pl.lit("not_delivered").alias("reason"),
        pl.lit("Euro").alias("unit"),
    )


def _money(con: Connection) -> pl.DataFrame:
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
    label="Aufwand",
    question="Was kostet ein Angebot im Jahr?",
    unit="Euro",
    numerator="Aufwand (spent), Ertrag (earned), Aufwand abzüglich Ertrag (net), Aufwand abzüglich Erstattung anderer (own), "
    "Aufwand je nutzendes Kind (per_child).",
    denominator="Bei per_child: Kinder unter 18, die das Angebot im Jahr nutzten (geschützte Zahl der Reichweite im Jahr).",
    ages="Alle; bei per_child unter 18.",
    scope="Angebote und Produkte, für die ein Betrag geliefert wurde; Landkreis.",
    caveats="Ergebnisrechnung, keine Auszahlungen, nicht preisbereinigt. Gezeigt wird je Jahr der am weitesten fortgeschrittene Stand: "
    "Ergebnis vor vorläufig vor Plan. Ist die Zahl der Kinder geschützt, wird auch der Aufwand nicht gezeigt. Je Kind nur ab {least_divisor} Kindern; der Aufwand kann auch Ältere oder Eltern betreffen.",
    source="Ausgaben (HANDBUCH „Lieferformat“, ausgaben).",
    reviewed_on="2026-11-22",
    oracle="Gezeichnete Ergebnisrechnungen, von Hand gerechnet.",
    sql="SELECT year, offer, product, stage, sum(spent), sum(earned), sum(refunded) FROM expenditure GROUP BY ALL",
    lattice=("year", "offer_group", "product", "quantity"),
    uses=("reason", "stage"),
    report=report,
)
