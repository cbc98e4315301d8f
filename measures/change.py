"""Are there more users than some years ago because there are more children, or because more of them use it?"""

import polars as pl

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.standardise import band_rates, parts_of_all
from measures.engine.reading.events import first_years

AGO = (1, 5)  # compared with the year before, and with five years before
LINE = ["area", "offer_group"]
PARTS = (None, "kinderzahl", "nutzung")
SAID = ("reason", "reason_offers", "estimated_people", "note")
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."
BROKEN = "Zwischen {} und {} liegt ein Reihenbruch ({}); eine Zerlegung ist nicht möglich."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Three rows for every area, year, offer group and earlier year (period_from): the whole, kinderzahl and nutzung.

    value in children: the whole change, the part of other numbers of children, the part of other use; the last two add up
    to the first. numerator and denominator are those of the later year. No label: two years are no trend. Where the whole
    change is unknown, only its row stands, with the reason.
    """
    reach = figures.filter((pl.col("measure") == "annual_reach") & (pl.col("sex") == "all"))
    parts, breaks = parts_of_all(around.age_bands), _breaks(around)
    now = reach.filter(pl.col("age_band") == "all").select(
        *LINE, "year", "numerator", "denominator", "denominator_date", "state", *SAID
    )
    rates = band_rates(reach, parts)
    rows = [_compared(now, rates, breaks, years, around.unchanged) for years in AGO]
    return pl.concat(rows).with_columns(
        pl.lit("all").alias("age_band"), pl.lit("all").alias("sex"), pl.lit("Kinder").alias("unit")
    )


def _breaks(around: Surroundings) -> pl.DataFrame:
    """offer_group, break_year, name, of_all: the break names no group, so the children counted stay comparable."""
    for_all = set(around.events.filter((pl.col("kind") == "reihenbruch") & (pl.col("offer_group") == ""))["short"])
    rows = [
        (group, year, name, name in for_all)
        for group, found in first_years(around).items()
        for year, name in found.items()
    ]
    return pl.DataFrame(
        rows,
        schema={"offer_group": pl.String, "break_year": pl.Int16, "name": pl.String, "of_all": pl.Boolean},
        orient="row",
    )


def _compared(now: pl.DataFrame, rates: pl.DataFrame, breaks: pl.DataFrame, years: int, unchanged: int) -> pl.DataFrame:
    later = (pl.col("year") + years).cast(pl.Int16)
    past = now.select(
        *LINE,
        later.alias("year"),
        pl.col("numerator").alias("before"),
        pl.col("state").alias("state_before"),
        *[pl.col(name).alias(f"{name}_before") for name in SAID],
    )
    crossed = (
        breaks.join(now.select("offer_group", "year").unique(), on="offer_group")
        .filter(pl.col("break_year").is_between(pl.col("year") - years + 1, pl.col("year")))
        .group_by("offer_group", "year")
        .agg(
            pl.col("name").sort_by("break_year").str.join(", ").alias("names"),
            pl.col("of_all").all().alias("only_of_all"),
        )
    )
    pairs = (
        now.join(past, on=[*LINE, "year"])
        .join(_by_numbers(rates, years), on=[*LINE, "year"], how="left")
        .join(crossed, on=["offer_group", "year"], how="left")
        .with_columns((pl.col("numerator") - pl.col("before")).alias("whole"), (pl.col("year") - years).alias("ago"))
        .with_columns((pl.col("whole") - pl.col("by_numbers")).alias("by_use"))
    )
    values = dict(zip(PARTS, ("whole", "by_numbers", "by_use"), strict=True))
    return pl.concat([_rows(pairs, part, value, unchanged) for part, value in values.items()])


def _by_numbers(rates: pl.DataFrame, years: int) -> pl.DataFrame:
    """LINE, year, by_numbers: Σ over ages of the change in children × mean of both rates (Kitagawa 1955)."""
    later = (pl.col("year") + years).cast(pl.Int16)
    past = rates.select(
        *LINE,
        "age_band",
        later.alias("year"),
        pl.col("people").alias("people_before"),
        pl.col("rate").alias("rate_before"),
    )
    nobody = (pl.col("rate") == 0) & (pl.col("rate_before") == 0)
    share = (pl.col("people") - pl.col("people_before")) * (pl.col("rate") + pl.col("rate_before")) / 2
    return (
        rates.join(past, on=[*LINE, "age_band", "year"])
        .with_columns(pl.when(nobody).then(0.0).otherwise(share).alias("share"))
        .group_by([*LINE, "year"], maintain_order=True)
        .agg(pl.when(pl.col("share").is_not_null().all()).then(pl.col("share").sum()).alias("by_numbers"))
    )


TOLD = (pl.col("state") == "ok") & (pl.col("state_before") == "ok")
RANGED = pl.col("whole").is_null()


def _rows(pairs: pl.DataFrame, part: str | None, value: str, unchanged: int) -> pl.DataFrame:
    """Across a break the parts are unknown, and the whole only if children are no longer counted alike."""
    broken = pl.col("names").is_not_null() & (~pl.col("only_of_all") | pl.lit(part is not None))
    kept = pairs if part is None else pairs.filter(TOLD & ~RANGED)
    ok = pl.col("state") == "ok"
    return kept.with_columns(_state_and_said(broken, pl.col(value).is_null(), unchanged)).select(
        *LINE,
        "year",
        pl.col("ago").alias("period_from"),
        pl.col("year").alias("period_to"),
        pl.lit(part, pl.String).alias("quantity"),
        *[pl.when(ok).then(column).alias(column) for column in ("numerator", "denominator", "denominator_date")],
        pl.when(ok).then(pl.col(value).cast(pl.Float64)).alias("value"),
        "state",
        *SAID,
    )


def _state_and_said(broken: pl.Expr, unknown: pl.Expr, unchanged: int) -> list[pl.Expr]:
    """The first that applies: a year without a figure, a range, a break, no children by age, or a change."""
    here = pl.col("state") == "ok"
    small = pl.col("whole").abs() <= unchanged
    earlier = pl.when(pl.col("note_before") != "").then(pl.format("{}: {}", "ago", "note_before"))
    beside = pl.concat_str(
        "note", earlier, pl.when(small).then(pl.lit(WITHIN_ROUNDING)), separator=" ", ignore_nulls=True
    )
    of_both = lambda name: pl.coalesce(name, f"{name}_before")
    reason = pl.coalesce(of_both("reason"), pl.when(small).then(pl.lit("within_rounding")))
    absent = pl.lit(None, pl.List(pl.String))
    cases = [  # when, state, reason, its offers, note
        (~TOLD & ~here, "state", "reason", "reason_offers", "note"),
        (~TOLD, "state_before", pl.lit("part_hidden"), absent, pl.format("Für {} wird keine Zahl gezeigt.", "ago")),
        (RANGED, pl.lit("not_applicable"), pl.lit("range_only"), absent, pl.lit("Nur als Spanne bekannt.")),
        (broken, pl.lit("not_applicable"), pl.lit("series_break"), absent, pl.format(BROKEN, "ago", "year", "names")),
        (unknown, pl.lit("no_data"), pl.lit("no_people"), absent, pl.lit("Die Kinderzahl nach Alter fehlt.")),
        (pl.lit(True), pl.lit("ok"), reason, of_both("reason_offers"), beside.str.strip_chars()),
    ]
    found = {}
    for at, name in enumerate(("state", "reason", "reason_offers", "note"), start=1):
        found[name] = pl.lit(None)
        for case in reversed(cases):
            found[name] = pl.when(case[0]).then(case[at]).otherwise(found[name])
    ok = found["state"] == "ok"
    estimated = pl.when(~TOLD & ~here).then("estimated_people").when(ok).then(of_both("estimated_people"))
    return [*(expr.alias(name) for name, expr in found.items()), estimated.alias("estimated_people")]


MEASURE = Measure(
    name="change",
    label="Andere Kinderzahl, andere Nutzung",
    question="Liegt die Veränderung an der Zahl der Kinder oder an ihrer Nutzung?",
    unit="Kinder",
    numerator="Kinder, die im späteren Jahr mindestens ein Angebot der Gruppe genutzt haben (geschützt). Der Wert ist die Veränderung in Kindern gegenüber dem früheren Jahr.",
    denominator="Alle Kinder am 31.12. des späteren Jahres.",
    ages="Unter 18, nach Altersgruppen des Profils zerlegt.",
    scope="Verglichen mit dem Vorjahr und mit dem fünften Jahr davor. Nur Jahre, deren Nutzung als eine Zahl bekannt ist.",
    caveats="Über einen Reihenbruch wird nicht zerlegt; über einen Bruch einer Angebotsgruppe auch nicht verglichen. Bis zu {unchanged} Kinder Unterschied können allein aus der Rundung "
    "kommen. Zwei Jahre sind kein Trend. Änderungen gegenüber einer früheren Ausgabe (Nachmeldungen, neue Definition) stehen hier nicht.",
    source="Zerlegung nach Kitagawa 1955, je Altersgruppe mit dem Mittel beider Anteile, aus geschützten Zahlen.",
    reviewed_on="2026-11-22",
    oracle="Zerlegung von Hand (Kitagawa 1955); die Teile ergeben das Ganze.",
    sql="kinderzahl = Σ Alter (Kinder jetzt − Kinder früher) × (Anteil jetzt + Anteil früher) / 2; nutzung = Veränderung − kinderzahl",
    lattice=("year", "period_from", "area", "offer_group", "quantity"),
    uses=("period_to", "reason", "reason_offers", "estimated_people"),
    derive=derive,
    after=("annual_reach",),
)
