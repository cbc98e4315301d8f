"""What does the reader get? A tally becomes figure rows: protected for publication, or exact for the planners."""

import numpy as np
import polars as pl

from measures.engine.measure import Measure
from measures.engine.methods.intervals import kind_of, share_interval
from measures.engine.protect import COUNTS, Rule, protect
from measures.engine.reading.leaving import still_here
from measures.engine.told import first_case
from store.items import with_item
from store.table import typed
from store.tables import CELL_KEY, FACTS, FIGURE, FIGURE_KEY, SHOWN

FIGURE_TYPES = FIGURE.schema
TEXTS = ("offer_group", "label", "note")
RATES_FROM = "Anteile erst ab {} Kindern."


class FigureProblem(Exception):
    """A fault of ours: two figures with one key."""


def exact_figures(tally: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Figure rows with true counts; for the analysis pages and the command line only."""
    return _as_figures(open_downwards(tally).with_columns(pl.lit(True).alias("rate_allowed")), measure, None)


def protected_figures(tally: pl.DataFrame, measure: Measure, rule: Rule) -> pl.DataFrame:
    """Figure rows that may leave the office: small cells hidden, counts rounded, everything else computed from those."""
    counted, facts = pl.col("state").is_in(SHOWN), typed(FACTS)
    as_told = {name: pl.col(name) for name in ("state", "note", *facts)}
    hidden = dict.fromkeys(facts) | {"state": "protected", "note": ""}
    cells = tally.filter(counted).with_columns(population="denominator", unreliable=pl.col("state") == "unreliable")
    safe = (
        open_downwards(protect(_as_handed_out(cells, measure, rule), rule))
        .with_columns(**_proved(rule), **first_case((pl.col("shown"), as_told), (True, hidden)))
        .select(*tally.columns, "rate_allowed", "counted", "cell")
    )
    rest = tally.filter(~counted).with_columns(
        pl.lit(False).alias("rate_allowed"),
        *[pl.lit(None, dtype=pl.Int64).alias(name) for name in (*COUNTS, "counted", "cell")],
    )
    told = _as_figures(pl.concat([safe, rest]), measure, rule)
    return told.with_columns(pl.when(pl.col("state").is_in(SHOWN)).then("cell"))


def open_downwards(tally: pl.DataFrame) -> pl.DataFrame:
    """With `counted`: one number of which some may have moved away is a range from those still here up to itself."""
    ranged, share = pl.col("children").is_not_null() & (pl.col("may_leave") > 0), tally["may_leave"].fill_null(0)
    here = still_here(tally["children"].fill_null(0).to_numpy(), share.to_numpy())
    return tally.with_columns(
        at_least=pl.when(ranged)
        .then(pl.max_horizontal("at_least", pl.Series(here)))
        .otherwise("at_least")
        .cast(pl.Int64),
        at_most=pl.when(ranged).then("children").otherwise("at_most"),
        counted=pl.when(ranged).then("children"),
        children=pl.when(~ranged.fill_null(False)).then("children"),
    )


def as_counted(figures: pl.DataFrame) -> pl.DataFrame:
    """The figures as one number where they are a range only because some may have moved away: whoever compares counts with
    counts compares those counted."""
    ranged = pl.col("counted").is_not_null()
    rate = pl.when(pl.col("bound_low").is_not_null()).then(pl.col("counted") / pl.col("denominator"))
    return figures.with_columns(
        numerator=pl.coalesce("numerator", "counted"),
        value=pl.when(ranged).then(rate).otherwise("value"),
        **{bound: pl.when(~ranged).then(bound) for bound in ("bound_low", "bound_high")},
    )


def _as_handed_out(cells: pl.DataFrame, measure: Measure, rule: Rule) -> pl.DataFrame:
    """The cells with `handed`, whether they were handed out, and `kept`, the number they have there."""
    handed = rule.handed.select(*CELL_KEY, kept="cell", handed=pl.lit(True))
    named = with_item(cells, measure.name).with_columns(measure=pl.lit(measure.name))
    found = named.join(handed, on=CELL_KEY, how="left", maintain_order="left")
    return found.select(*cells.columns, "kept", pl.col("handed").fill_null(False))


def _proved(rule: Rule) -> dict[str, pl.Expr]:
    """The ends of a range moved outwards by as much as rounding may have moved them inwards, no further than nobody and
    everybody: the true count always lies between them."""
    least, most = pl.col("at_least") - rule.most_apart, pl.col("at_most") + rule.most_apart
    everybody = pl.when(pl.col("state") != "unreliable").then("denominator")
    most_told = pl.when(pl.col("at_most").is_not_null()).then(pl.min_horizontal(most, everybody))
    return {"at_least": least.clip(lower_bound=0), "at_most": most_told}


def completed(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """All columns of the figure table, in their order; what is left out is null, or as measure.py says; an item is made of the dimensions."""
    rows = rows.with_columns(pl.lit(measure.name).alias("measure"), pl.lit(measure.version).alias("version"))
    missing = [pl.lit(None, kind).alias(name) for name, kind in FIGURE_TYPES.items() if name not in rows.columns]
    rows = rows.with_columns(missing).with_columns(
        pl.col("interval").fill_null("none"),
        pl.col("age_band", "sex").cast(pl.String).fill_null("all"),
        pl.col("unit").cast(pl.String).fill_null(measure.unit),
        pl.col(TEXTS).cast(pl.String).fill_null(""),
    )
    return with_item(rows, measure.name).select(pl.col(name).cast(kind) for name, kind in FIGURE_TYPES.items())


def _as_figures(tally: pl.DataFrame, measure: Measure, rule: Rule | None) -> pl.DataFrame:
    """Rates late and from the counts given; `low`/`high` is chance, `bound_low`/`bound_high` is what overlap leaves open.

    rule: by which the counts were rounded; None: they are exact."""
    share = pl.col("children", "at_least", "at_most") / pl.col("denominator") * measure.per
    shares = tally.select(pl.when(pl.col("rate_allowed") & (pl.col("denominator") > 0)).then(share))
    rows = tally.with_columns(
        value=shares["children"], bound_low=shares["at_least"], bound_high=shares["at_most"], numerator="children"
    )
    users, people = (rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in ("children", "denominator"))
    base = rule.base if rule else 1
    low, high = share_interval(users, people, base=base)
    told = pl.col("value").is_not_null() & (pl.col("state") == "ok")
    bounds, chance = pl.col("bound_low").is_not_null(), pl.col("low").is_not_null()
    rows = rows.with_columns(
        low=pl.when(told).then(pl.Series(low) * measure.per), high=pl.when(told).then(pl.Series(high) * measure.per)
    ).with_columns(interval=pl.when(bounds).then(pl.lit("bounds")).when(chance).then(pl.lit(kind_of(base))))
    rows = rows.with_columns(**_where_people_are_few(rule)) if rule else rows
    return completed(rows.with_columns(evidence=_evidence()), measure)


def _evidence() -> pl.Expr:
    """What a counted figure rests on (store/tables.toml, evidence)."""
    told = pl.when(pl.col("bound_low").is_not_null()).then(pl.lit("bounds")).when(pl.col("linked").is_not_null())
    of_count = told.then(pl.lit("linked")).when(pl.col("numerator").is_not_null()).then(pl.lit("counted"))
    return pl.when(pl.col("state").is_in(SHOWN)).then(of_count)


def _where_people_are_few(rule: Rule) -> dict[str, pl.Expr]:
    """No rate, and so no range; a count stands."""
    few = pl.col("state").is_in(SHOWN) & ~pl.col("rate_allowed")
    said = pl.concat_str("note", pl.lit(RATES_FROM.format(rule.min_population)), separator=" ").str.strip_chars()
    reason = pl.when(pl.col("reason").eq_missing("more_than_people")).then("reason").otherwise(pl.lit("few_people"))
    hidden = pl.when(pl.col("at_least").is_not_null()).then(pl.lit("protected")).otherwise("state")
    as_told = {name: pl.col(name) for name in ("state", "note", "reason", "reason_offers")}
    return first_case((few, {"state": hidden, "note": said, "reason": reason}), (True, as_told))


def checked(figures: pl.DataFrame) -> pl.DataFrame:
    """Sorted by their key, which must be unique."""
    twice = figures.filter(pl.struct(FIGURE_KEY).is_duplicated())
    if not twice.is_empty():
        raise FigureProblem(f"figure: {len(twice)} rows share a key, first of measure {twice['measure'][0]}")
    return figures.sort(FIGURE_KEY)
