"""Of 100 children in one offer, how many used another one, in the same year or before?"""

import numpy as np
import polars as pl

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.intervals import kind_of, share_interval
from measures.engine.protect import Rounded

ABOUT = ("year", "offer_group", "quantity", "partner", "source")
FACTS = ("reason", "reason_offers", "observed_from")
BOUNDS = ("bound_low", "bound_high")
OUTER = "Nicht verknüpfbar: rechnerische Grenzen aus beiden Zahlen."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Rows of the district, offer_group = the offer whose users are the denominator.

    partner alone: used it in the same year (both directions of a pair); before: used the partner, or any, in earlier years;
    entry: of the children with their first contact, so many began with this offer. value from two
    protected counts; bound_low and bound_high where the overlap is stated by hand, or follows from both counts and
    says something. Only shares that can be told, of enough users to divide by: why another cannot, its count says."""
    users = _users(figures, around.district, around.most_apart)
    enough = users.filter(pl.col("users") >= around.least_divisor)
    both = figures.filter(measure="overlap")
    sides = [both, both.rename({"offer_group": "partner", "partner": "offer_group"}).select(both.columns)]
    before = figures.filter(measure="pathway", quantity="before")
    of_users = pl.concat([*sides, before], how="diagonal").join(enough, on=["offer_group", "year"])
    entries = _entries(figures, around).filter(pl.col("users") >= around.least_divisor)
    pairs = _outer(pl.concat(sides), enough, users, around.most_apart)
    told = [_shares(of_users, around), pairs, _shares(entries, around)]
    return pl.concat(told, how="diagonal").with_columns(area=pl.lit(around.district), state=pl.lit("ok"))


def _users(figures: pl.DataFrame, district: str, apart: int) -> pl.DataFrame:
    """offer_group, year, users (null: a range), users_least, users_most (null: not known), people; apart: a rounded count from
    the true one, at most."""
    reach = figures.filter(measure="annual_reach", area=district, age_band="all", sex="all", state="ok")
    least, most = ((pl.col(bound) * pl.col("denominator")).round().cast(pl.Int64) for bound in BOUNDS)
    return reach.select(
        *("offer_group", "year"),
        users="numerator",
        users_least=pl.coalesce(pl.col("numerator") - apart, least),
        users_most=pl.coalesce(pl.col("numerator") + apart, most),
        people="denominator",
    )


def _entries(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Entry counts with the first contacts of all offers of the same key as `users`."""
    first, last = around.age_bands.filter(age_band="all").select("age_from", "age_to").row(0)
    new = figures.filter(measure="first_contact", offer_group=around.whole, quantity="age", age=first, age_to=last)
    entries = figures.filter(measure="pathway", quantity="entry")
    return entries.join(new.select("year", "source", users="numerator"), on=["year", "source"], nulls_equal=True)


def _shares(rows: pl.DataFrame, rounded: Rounded) -> pl.DataFrame:
    """One value, or the bounds of what was stated, over the users."""
    truly = (pl.col("users") + rounded.most_apart, pl.col("users") - rounded.most_apart)
    told = rows.filter(state="ok").with_columns(
        *[(pl.col(bound) * pl.col("denominator") / of).clip(0, 1) for bound, of in zip(BOUNDS, truly, strict=True)],
        value=(pl.col("numerator") / pl.col("users")).clip(0, 1),
    )
    used = told["numerator"].clip(upper_bound=told["users"]).cast(pl.Float64).fill_null(np.nan).to_numpy()
    low, high = share_interval(used, told["users"].to_numpy(), base=rounded.base)
    kind = pl.when(pl.col("numerator").is_null()).then(pl.lit("bounds")).otherwise(pl.lit(kind_of(rounded.base)))
    return told.select(
        *(*ABOUT, "numerator", "value", *BOUNDS, *FACTS, "note"),
        denominator="users",
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
        interval=kind,
    )


def _outer(sides: pl.DataFrame, enough: pl.DataFrame, users: pl.DataFrame, apart: int) -> pl.DataFrame:
    """Of a pair that no key joins: a + b − people ≤ both ≤ the smaller of the two, whatever the rounding did to a and b, where
    that narrows 0 to 100."""
    other = users.select("year", "users_least", "users_most", partner="offer_group")
    rows = (
        sides.filter(state="not_applicable")
        .join(enough.drop("users_least", "users_most"), on=["offer_group", "year"])
        .join(other, on=["partner", "year"])
    )
    least = (pl.col("users") - apart + pl.col("users_least") - pl.col("people")).clip(0)
    return rows.select(
        *ABOUT,
        denominator="users",
        bound_low=(least / (pl.col("users") - apart)).clip(0, 1),
        bound_high=(pl.col("users_most") / (pl.col("users") - apart)).fill_null(1).clip(0, 1),
        interval=pl.lit("bounds"),
        reason=pl.lit("not_linkable"),
        note=pl.lit(OUTER),
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
    of_counted=True,
    after=("annual_reach", "first_contact", "overlap", "pathway"),
)
