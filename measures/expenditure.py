"""What does an offer cost?"""

import polars as pl

from measures.engine.measure import Measure
from measures.engine.protect import Rule
from measures.engine.reading.setting import read_setting
from measures.engine.told import first_case
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
    setting = read_setting(con)
    reach = figures.filter(measure="annual_reach", area=setting.district, age_band="all", sex="all")
    children = reach.select(pl.col("year").cast(pl.Int32), "numerator", offer="offer_group", told="state")
    money = _money(con).join(children, on=["year", "offer"], how="left", maintain_order="left")
    of_offers = money.filter(product="")
    rows = pl.concat([*(_kind(money, kind) for kind in KINDS), _per_child(of_offers, rule.least_divisor)])
    hidden = (pl.col("told") == "protected").fill_null(False)
    rows = rows.with_columns(
        **first_case(
            (hidden, {"lack": "protected", "why": HIDDEN, "reason": "part_hidden"}),
            (True, {name: pl.col(name) for name in ("lack", "why", "reason", "value")}),
        )
    )
    known = pl.col("value").is_not_null()
    code, word = (pl.col("stage").replace_strict({s: said[at] for s, said in STAGES.items()}) for at in (0, 1))
    return rows.select(
        *("year", "quantity", "unit", "value"),
        pl.lit(setting.district).alias("area"),
        pl.when(pl.col("offer") == "").then(pl.lit(setting.whole)).otherwise("offer").alias("offer_group"),
        pl.col("product").replace("", None),
        **first_case(
            (known, {"state": "ok", "stage": code, "note": pl.format("Stand: {}.", word)}),
            (True, {"state": pl.col("lack"), "reason": pl.col("reason"), "note": pl.col("why"), "stage": None}),
        ),
    )


def _per_child(money: pl.DataFrame, least: int) -> pl.DataFrame:
    """Money of an offer over the children who used it, where the rounded number of them is known and large enough."""
    enough = (pl.col("told") == "ok") & (pl.col("numerator") >= least)
    return money.with_columns(
        quantity=pl.lit("per_child"),
        value=pl.when(enough).then(pl.col("spent") / pl.col("numerator")),
        lack=pl.when(pl.col("numerator") < least).then(pl.lit("protected")).otherwise(pl.lit("no_data")),
        why=pl.lit(NO_CHILDREN.format(least)),
        reason=pl.lit("part_hidden"),
        unit=pl.lit("Euro je nutzendes Kind unter 18"),
    )


def _kind(money: pl.DataFrame, kind: str) -> pl.DataFrame:
    return money.with_columns(
        quantity=pl.lit(kind),
        value=KINDS[kind],
        lack=pl.lit("no_data"),
        why=pl.lit(NO_REFUNDS),
        reason=pl.lit("not_delivered"),
        unit=pl.lit("Euro"),
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
    of_counted=True,
)
