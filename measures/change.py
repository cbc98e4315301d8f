"""Are there more users than some years ago because there are more children, or because more of them use it?"""

import polars as pl

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.standardise import band_rates, parts_of_all
from measures.engine.reading.events import BREAK, first_years
from measures.engine.told import first_case

AGO = (1, 5)  # compared with the year before, and with five years before
LINE = ["area", "offer_group"]
PARTS = (None, "kinderzahl", "nutzung")
COUNTED = ("numerator", "denominator", "denominator_date")
SAID = ("reason", "reason_offers", "estimated_people", "note")
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."
BROKEN = "Zwischen {} und {} liegt ein Reihenbruch ({}); eine Zerlegung ist nicht möglich."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Three rows for every area, year, offer group and earlier year (period_from): the whole, kinderzahl and nutzung.

    value in children: the whole change, the part of other numbers of children, the part of other use; the last two add up
    to the first. numerator and denominator are those of the later year. No label: two years are no trend. Where the whole
    change is unknown, only its row stands, with the reason.
    """
    reach = figures.filter(measure="annual_reach", sex="all")
    now = reach.filter(age_band="all").select(*LINE, "year", *COUNTED, "state", *SAID)
    rates, breaks = band_rates(reach, parts_of_all(around.age_bands)), _breaks(around)
    return pl.concat([_compared(now, rates, breaks, years, around.unchanged) for years in AGO])


def _breaks(around: Surroundings) -> pl.DataFrame:
    """offer_group, break_year, name, of_all: the break names no group, so the children counted stay comparable."""
    for_all = set(around.events.filter(kind=BREAK, offer_group="")["short"])
    found = first_years(around).items()
    rows = [(group, year, name, name in for_all) for group, breaks in found for year, name in breaks.items()]
    schema = {"offer_group": pl.String, "break_year": pl.Int16, "name": pl.String, "of_all": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _compared(now: pl.DataFrame, rates: pl.DataFrame, breaks: pl.DataFrame, years: int, unchanged: int) -> pl.DataFrame:
    later = (pl.col("year") + years).cast(pl.Int16)
    past = now.select(*LINE, later, pl.col("numerator", "state", *SAID).name.suffix("_before"))
    crossed = (
        breaks.join(now.select("offer_group", "year").unique(), on="offer_group")
        .filter(pl.col("break_year").is_between(pl.col("year") - years + 1, pl.col("year")))
        .group_by("offer_group", "year")
        .agg(names=pl.col("name").sort_by("break_year").str.join(", "), only_of_all=pl.col("of_all").all())
    )
    pairs = (
        now.join(past, on=[*LINE, "year"])
        .join(_by_numbers(rates, years), on=[*LINE, "year"], how="left")
        .join(crossed, on=["offer_group", "year"], how="left")
        .with_columns(whole=pl.col("numerator") - pl.col("numerator_before"), ago=pl.col("year") - years)
        .with_columns(by_use=pl.col("whole") - pl.col("by_numbers"))
    )
    values = dict(zip(PARTS, ("whole", "by_numbers", "by_use"), strict=True))
    return pl.concat([_rows(pairs, part, value, unchanged) for part, value in values.items()])


def _by_numbers(rates: pl.DataFrame, years: int) -> pl.DataFrame:
    """LINE, year, by_numbers: Σ over ages of the change in children × mean of both rates (Kitagawa 1955)."""
    later = (pl.col("year") + years).cast(pl.Int16)
    past = rates.select(*LINE, "age_band", later, pl.col("people", "rate").name.suffix("_before"))
    nobody = (pl.col("rate") == 0) & (pl.col("rate_before") == 0)
    share = (pl.col("people") - pl.col("people_before")) * (pl.col("rate") + pl.col("rate_before")) / 2
    return (
        rates.join(past, on=[*LINE, "age_band", "year"])
        .with_columns(share=pl.when(nobody).then(0.0).otherwise(share))
        .group_by([*LINE, "year"], maintain_order=True)
        .agg(by_numbers=pl.when(pl.col("share").is_not_null().all()).then(pl.col("share").sum()))
    )


TOLD = (pl.col("state") == "ok") & (pl.col("state_before") == "ok")
RANGED = pl.col("whole").is_null()


def _rows(pairs: pl.DataFrame, part: str | None, value: str, unchanged: int) -> pl.DataFrame:
    """Across a break the parts are unknown, and the whole only if children are no longer counted alike."""
    broken = pl.col("names").is_not_null() & (~pl.col("only_of_all") | pl.lit(part is not None))
    kept = pairs if part is None else pairs.filter(TOLD & ~RANGED)
    ok = pl.col("state") == "ok"
    return kept.with_columns(**_state_and_said(broken, pl.col(value).is_null(), unchanged)).select(
        *(*LINE, "year", "state", *SAID),
        *[pl.when(ok).then(column).alias(column) for column in COUNTED],
        period_from="ago",
        period_to="year",
        quantity=pl.lit(part, pl.String),
        value=pl.when(ok).then(pl.col(value).cast(pl.Float64)),
    )


def _state_and_said(broken: pl.Expr, unknown: pl.Expr, unchanged: int) -> dict[str, pl.Expr]:
    """A year without a figure, a range, a break, no children by age, or a change."""
    small = pl.col("whole").abs() <= unchanged
    earlier = pl.when(pl.col("note_before") != "").then(pl.format("{}: {}", "ago", "note_before"))
    within = pl.when(small).then(pl.lit(WITHIN_ROUNDING))
    of_both = {name: pl.coalesce(name, f"{name}_before") for name in SAID}
    reason = pl.coalesce(of_both["reason"], pl.when(small).then(pl.lit("within_rounding")))
    note = pl.concat_str("note", earlier, within, separator=" ", ignore_nulls=True).str.strip_chars()
    not_then = pl.format("Für {} wird keine Zahl gezeigt.", "ago")
    none = {"state": "not_applicable"}
    return first_case(
        (pl.col("state") != "ok", {name: pl.col(name) for name in ("state", *SAID)}),
        (~TOLD, {"state": pl.col("state_before"), "reason": "part_hidden", "note": not_then}),
        (RANGED, none | {"reason": "range_only", "note": "Nur als Spanne bekannt."}),
        (broken, none | {"reason": "series_break", "note": pl.format(BROKEN, "ago", "year", "names")}),
        (unknown, {"state": "no_data", "reason": "no_people", "note": "Die Kinderzahl nach Alter fehlt."}),
        (True, of_both | {"state": "ok", "reason": reason, "note": note}),
    )


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
    of_counted=True,
    after=("annual_reach",),
)
