"""Which share of children used at least one offer in a year, where samples of families were asked what else they use?"""

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.further_use import Allowance, judged
from measures.engine.methods.units import NOWHERE, Model, model_of
from measures.engine.reading.further_use import FurtherUse

KEY = ["year", "offer_group"]
ONE_POINT = 0.01
COPIED = ("sex", "denominator", "denominator_date", "estimated_people")


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per year, group, area and age band whose proved range an asked estimate narrows; evidence asked.

    value, low, high: whole per cent, never outside the proved range, which stands in bound_low and bound_high; answers: of all
    samples, in tens. reason asked_contradicts, without a value: the estimate lies outside the proved range.
    """
    reach, keyed = figures.filter(measure="annual_reach", sex="all"), figures.filter(measure="keyed_reach")
    of_years = {year: rows for (year,), rows in reach.partition_by("year", as_dict=True).items()}
    units, rows = around.asked.units, [pl.DataFrame(schema=FIGURE_TYPES)]
    for (year, group), answers in sorted(around.asked.answers.partition_by(KEY, as_dict=True).items()):
        of_group = units.filter(year=year, offer_group=group)
        if len(of_group) > 1 and year in of_years:
            model = model_of(of_group, of_years[year], keyed.filter(year=year, offer_group=group), around)
            rows.append(_rows(model, allowance(around.asked, year), answers))
    return pl.concat(rows, how="diagonal_relaxed")


def allowance(asked: FurtherUse, year: int) -> Allowance:
    """Of one year: what the office states, and more where further use is known exactly and was told otherwise."""
    known = asked.recall.filter(year=year)
    if known.is_empty():
        return asked.stated
    sums = known.select(pl.col("told", "known", "answers").sum(), pl.col("scatter").mean())
    return judged(asked.stated, **sums.row(0, named=True))


def edges(model: Model, within: Allowance) -> pl.DataFrame:
    """area, age_band, asked, asked_low, asked_high: whole per cent, both ends outwards; only where people are known."""
    children = model.asked(within)
    least, most = children.within()
    likeliest, low, high = (of / model.grid.people * 100 for of in (children.likeliest, least, most))
    whole = [per_cent / 100 for per_cent in (np.round(likeliest), np.floor(low), np.ceil(high))]
    cells = {
        "area": np.repeat(model.grid.areas, len(model.grid.bands)),
        "age_band": model.grid.bands * len(model.grid.areas),
    }
    cells |= {name: of.ravel() for name, of in zip(("asked", "asked_low", "asked_high"), whole, strict=True)}
    return pl.DataFrame(cells).fill_nan(None).drop_nulls()


def _rows(model: Model, within: Allowance, answers: pl.DataFrame) -> pl.DataFrame:
    """Figures of the cells whose proved range is wider than the estimate, and open only because homes are not told. answers: of all
    samples. A place that is proved to be another one than the district's shares say has no estimate."""
    closed = pl.col("bound_high").is_not_null() | pl.col("reason").eq_missing(NOWHERE)
    most = pl.coalesce("bound_high", pl.lit(1.0))
    usual = pl.col("asked").is_between(pl.col("bound_low") - ONE_POINT, most + ONE_POINT)
    low, high = pl.max_horizontal("bound_low", "asked_low"), pl.min_horizontal(most, "asked_high")
    return (
        model.proved.filter(pl.col("state") == "ok", pl.col("bound_low").is_not_null(), closed)
        .join(edges(model, within), on=["area", "age_band"])
        .with_columns(low=low, high=high)
        .filter((pl.col("asked_low") > pl.col("bound_low")) | (pl.col("asked_high") < most))
        .filter(usual | (pl.col("area") == model.grid.areas[0]))
        .with_columns(agrees=pl.col("low") <= pl.col("high"))
        .select(
            "area", "age_band", "bound_low", "bound_high", *KEY, *COPIED,
            value=pl.when("agrees").then(pl.col("asked").clip("low", "high")),
            low=pl.when("agrees").then("low"),
            high=pl.when("agrees").then("high"),
            interval=pl.lit("asked"),
            evidence=pl.lit("asked"),
            answers=pl.lit(round(answers["answers"].sum(), -1), pl.Int64),
            concealed=pl.lit(within.concealed),
            unequal=pl.lit(within.unequal),
            reason=pl.when(~pl.col("agrees")).then(pl.lit("asked_contradicts")),
            state=pl.lit("ok"),
        )
    )  # fmt: skip


MEASURE = Measure(
    name="asked_reach",
    label="Reichweite im Jahr, geschätzt",
    question="Wer war in diesem Jahr dabei, wenn Familien gefragt werden?",
    unit="Anteil der Kinder",
    numerator="Geschätzt: Kinder mit Schlüssel, dazu von jedem anderen Angebot der Teil, der nach den Antworten einer Stichprobe seiner Familien kein vorher gezähltes Angebot nutzt.",
    denominator="Alle Kinder am 31.12. desselben Jahres (amtliche Bevölkerung).",
    ages="Vollendete Jahre am 31.12., wie bei der Reichweite im Jahr.",
    scope="Gruppen mit mehreren Quellen und Jahre mit einer Mitnutzungsfrage. Gemeinden mit den Anteilen des Landkreises und einer Zugabe für ihre Unterschiede.",
    caveats="Schätzung in ganzen Prozent: In 95 von 100 Fällen liegt die Wahrheit in der Spanne, auch wenn ein Teil der Mitnutzung verschwiegen wird und Familien mit mehreren "
    "Angeboten häufiger antworten (amt.toml, mitnutzung). Nie außerhalb dessen, was gezählt bewiesen ist. Stichproben mit weniger als 30 Antworten oder unter 60 von 100 Antwortenden zählen nicht.",
    source="Mitnutzungsfrage; Schätzung nach Rangfolge der Quellen (Hartley 1962; Mecatti 2007).",
    reviewed_on="2026-11-28",
    oracle="Je 800 Ziehungen in erfundenen Landkreisen mit bekannter Wahrheit (benchmarks/further_use.py).",
    sql="n₁ + Σ n_ka · (1 − s_ka); s = (x + 2p)/(m + 2)",
    lattice=("year", "area", "age_band", "offer_group"),
    uses=("estimated_people", "reason", "evidence", "answers", "concealed", "unequal"),
    derive=derive,
    after=("annual_reach", "keyed_reach"),
)
