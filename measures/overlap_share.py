"""Of 100 children in one offer, how many used another one, in the same year or before?"""

import numpy as np
import polars as pl

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.intervals import wilson

ABOUT = ("year", "offer_group", "quantity", "partner", "source")
FACTS = ("reason", "reason_offers", "observed_from")
OUTER = "Nicht verknüpfbar: rechnerische Grenzen aus beiden Zahlen."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Rows of the district, offer_group = the offer whose users are the denominator.

    partner alone: used it in the same year (both directions of a pair); before: used the partner, or any, in earlier years;
    entry: of the children with their first contact, so many began with this offer. value from two
    protected counts; bound_low and bound_high where the overlap is stated by hand, or follows from both counts and
    says something. Only shares that can be told, of enough users to divide by: why another cannot, its count says."""
    users, variance = _users(figures, around.district), around.variance
    enough = users.filter(pl.col("users") >= around.least_divisor)
    both = figures.filter(pl.col("measure") == "overlap")
    sides = [both, both.rename({"offer_group": "partner", "partner": "offer_group"}).select(both.columns)]
    before = figures.filter((pl.col("measure") == "pathway") & (pl.col("quantity") == "before"))
    of_users = pl.concat([*sides, before], how="diagonal").join(enough, on=["offer_group", "year"])
    entries = _entries(figures, around).filter(pl.col("users") >= around.least_divisor)
    told = [_shares(of_users, variance), _outer(pl.concat(sides), enough, users), _shares(entries, variance)]
    return pl.concat(told, how="diagonal").with_columns(
        pl.lit(around.district).alias("area"),
        pl.lit("all").alias("age_band"),
        pl.lit("all").alias("sex"),
        pl.lit("Anteil der Kinder im Angebot").alias("unit"),
        pl.lit("ok").alias("state"),
    )


def _users(figures: pl.DataFrame, district: str) -> pl.DataFrame:
    """offer_group, year, users (null: a range), users_least, users_most (null: not known), people."""
    reach = figures.filter(
        (pl.col("measure") == "annual_reach")
        & (pl.col("area") == district)
        & (pl.col("age_band") == "all")
        & (pl.col("sex") == "all")
        & (pl.col("state") == "ok")
    )
    children = lambda bound: (pl.col(bound) * pl.col("denominator")).round().cast(pl.Int64)
    return reach.select(
        "offer_group",
        "year",
        pl.col("numerator").alias("users"),
        pl.coalesce("numerator", children("bound_low")).alias("users_least"),
        pl.coalesce("numerator", children("bound_high")).alias("users_most"),
        pl.col("denominator").alias("people"),
    )


def _entries(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Entry counts with the first contacts of all offers of the same key as `users`."""
    ages = around.age_bands.filter(pl.col("age_band") == "all").row(0, named=True)
    first = figures.filter(
        (pl.col("measure") == "first_contact")
        & (pl.col("offer_group") == around.whole)
        & (pl.col("quantity") == "age")
        & (pl.col("age") == ages["age_from"])
        & (pl.col("age_to") == ages["age_to"])
    )
    entries = figures.filter((pl.col("measure") == "pathway") & (pl.col("quantity") == "entry"))
    users = first.select("year", "source", pl.col("numerator").alias("users"))
    return entries.join(users, on=["year", "source"], nulls_equal=True)


def _shares(rows: pl.DataFrame, variance: float) -> pl.DataFrame:
    """One value, or the bounds of what was stated, over the users."""
    told = rows.filter(pl.col("state") == "ok")
    share = lambda count: (count / pl.col("users")).clip(0, 1)
    least, most = (pl.col(bound) * pl.col("denominator") for bound in ("bound_low", "bound_high"))
    low, high = wilson(
        told["numerator"].clip(upper_bound=told["users"]).cast(pl.Float64).fill_null(np.nan).to_numpy(),
        told["users"].cast(pl.Float64).to_numpy(),
        extra_variance=variance,
    )
    return told.select(
        *ABOUT,
        "numerator",
        pl.col("users").alias("denominator"),
        share(pl.col("numerator")).alias("value"),
        pl.Series("low", low).fill_nan(None),
        pl.Series("high", high).fill_nan(None),
        share(least).alias("bound_low"),
        share(most).alias("bound_high"),
        pl.when(pl.col("numerator").is_null()).then(pl.lit("bounds")).otherwise(pl.lit("wilson")).alias("interval"),
        *FACTS,
        "note",
    )


def _outer(sides: pl.DataFrame, enough: pl.DataFrame, users: pl.DataFrame) -> pl.DataFrame:
    """Of a pair that no key joins: a + b − people ≤ both ≤ the smaller of the two, where that narrows 0 to 100."""
    other = users.rename({name: f"other_{name}" for name in ("users", "users_least", "users_most")}).drop("people")
    rows = (
        sides.filter(pl.col("state") == "not_applicable")
        .join(enough, on=["offer_group", "year"])
        .join(other.rename({"offer_group": "partner"}), on=["partner", "year"])
    )
    least = (pl.col("users") + pl.col("other_users_least") - pl.col("people")).clip(0)
    return rows.select(
        *ABOUT,
        pl.col("users").alias("denominator"),
        (least / pl.col("users")).clip(0, 1).alias("bound_low"),
        (pl.col("other_users_most") / pl.col("users")).fill_null(1).clip(0, 1).alias("bound_high"),
        pl.lit("bounds").alias("interval"),
        pl.lit("not_linkable").alias("reason"),
        pl.lit(OUTER).alias("note"),
    ).filter((pl.col("bound_low") > 0) | (pl.col("bound_high") < 1))


MEASURE = Measure(
    name="overlap_share",
    label="Mehrfachnutzung von 100 Kindern eines Angebots",
    question="Wie viele von 100 Kindern in einem Angebot nutzten auch ein anderes, im selben Jahr oder davor?",
    unit="Anteil der Kinder im Angebot",
    numerator="Kinder, die beide Angebote genutzt haben (geschützt): im selben Jahr („+…“) oder das andere in früheren Jahren („before:…“). "
    "„entry“: Kinder, deren erster Kontakt dieses Angebot war.",
    denominator="Kinder, die das Angebot im Jahr genutzt haben (geschützt); bei „entry“ alle Kinder mit erstem Kontakt in diesem Jahr.",
    ages="Unter 18, alle Altersgruppen zusammen: vollendete Jahre am 31.12.",
    scope="Nur für den Landkreis und ab {least_divisor} Kindern im Angebot.",
    caveats="Beide Zahlen sind gerundet; bei kleinen Angeboten schwankt der Anteil dadurch um einige Punkte. Ohne gemeinsamen Schlüssel steht eine Spanne, "
    "wenn eine Auszählung von Hand oder die beiden Zahlen selbst sie begrenzen. Eine Reihenfolge ist keine Ursache.",
    source="Aus den geschützten Zahlen von Mehrfachnutzung, Davor und zuerst genutzt, Erster Kontakt und Reichweite im Jahr.",
    reviewed_on="2026-11-22",
    oracle="Geteilt von Hand aus den geschützten Zahlen.",
    sql="anteil = Kinder in beiden / Kinder im Angebot",
    lattice=("year", "offer_group", "quantity", "partner"),
    uses=("source", "reason", "reason_offers", "observed_from"),
    derive=derive,
    after=("annual_reach", "first_contact", "overlap", "pathway"),
)
