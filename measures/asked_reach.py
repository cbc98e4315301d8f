"""Which share of children used at least one offer in a year, where samples of families were asked what else they use?"""

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.further_use import (
    Allowance,
    Children,
    Sample,
    alone,
    counted,
    judged,
    shares,
    spread_of_places,
)
from measures.engine.methods.units import Grid
from measures.engine.reading.coverage import SHARED_SPACE
from measures.engine.reading.further_use import FurtherUse
from store.table import Row

LEAST_SPREAD = 0.05  # between places, of the share that uses something else too
KEY = ["year", "offer_group"]
COPIED = ("sex", "denominator", "denominator_date", "estimated_people")


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per year, group, area and age band whose proved range an asked estimate narrows; evidence asked.

    value, low, high: whole per cent, never outside the proved range, which stands in bound_low and bound_high; answers: of all
    samples, in tens. reason asked_contradicts, without a value: the estimate lies outside the proved range.
    """
    reach, keyed = figures.filter(measure="annual_reach", sex="all"), figures.filter(measure="keyed_reach")
    of_years = {year: rows for (year,), rows in reach.partition_by("year", as_dict=True).items()}
    units, rows = around.asked.units, [pl.DataFrame(schema=FIGURE_TYPES)]
    for year, group in around.asked.answers.select(KEY).unique().sort(KEY).iter_rows():
        of_group = units.filter(year=year, offer_group=group)
        if len(of_group) > 1 and year in of_years:
            rows.append(_of_group(of_years[year], keyed.filter(year=year, offer_group=group), of_group, around))
    return pl.concat(rows, how="diagonal_relaxed")


def allowance(asked: FurtherUse, year: int) -> Allowance:
    """Of one year: what the office states, and more where further use is known exactly and was told otherwise."""
    stated, known = Allowance(asked.concealed, asked.unequal), asked.recall.filter(year=year)
    if known.is_empty():
        return stated
    sums = known.select(pl.col("told", "known", "answers").sum(), pl.col("scatter").mean())
    return judged(stated, **sums.row(0, named=True))


def _of_group(whole: pl.DataFrame, keyed: pl.DataFrame, units: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """whole: annual reach of the year; keyed: of the group, by key; units: of the group, the first one in front."""
    year, group = units.select(KEY).row(0)
    proved, answers = whole.filter(offer_group=group), around.asked.answers.filter(year=year, offer_group=group)
    grid, within = Grid.of(proved, around), allowance(around.asked, year)
    in_places = np.ones(grid.people.shape)
    in_places[0] = 0
    parts, spoken = list[Children](), np.zeros(grid.people.shape)
    for unit in units.iter_rows(named=True):
        least, most = grid.children(_figures(unit, whole, keyed))
        if not parts:
            parts.append(counted(least, most, around.variance))
            first = least / grid.people
            continue
        sample = _sample(answers.filter(unit=unit["unit"]), grid)
        of = shares(sample, within, len(grid.bands) - 1).with_all_ages((least[0, 1:] + most[0, 1:]) / 2)
        scatter = sample.scatter if sample else 0.0
        parts.append(alone(least, most, of, around.variance, scatter=in_places * scatter))
        spoken += in_places * (least + most) / 2 * (sample is not None and sample.speaks)
    together = sum(parts[1:], parts[0]).and_more((_spread(first, grid, around.variance) * spoken) ** 2)
    return _rows(proved, grid, together, within, int(answers["answers"].sum()))


def _figures(unit: Row, whole: pl.DataFrame, keyed: pl.DataFrame) -> pl.DataFrame:
    """Of one unit: what its key tells of the group, or its offer's own reach."""
    if not unit["keyed"]:
        return whole.filter(offer_group=unit["unit"])
    source = None if unit["unit"] == SHARED_SPACE else unit["unit"]
    return keyed.filter(pl.col("source").eq_missing(source))


def _sample(answers: pl.DataFrame, grid: Grid) -> Sample | None:
    """answers: of one unit, a row per age band."""
    if answers.is_empty():
        return None
    of = {band: (told, earlier) for band, told, earlier in answers.select("age_band", "answers", "earlier").iter_rows()}
    told, earlier = np.array([of.get(band, (0.0, 0.0)) for band in grid.bands[1:]]).T
    about = answers.row(0, named=True)
    return Sample(told, earlier, about["scatter"], about["response"], about["drawn_from"])


def _spread(first: np.ndarray, grid: Grid, rounding: float) -> float:
    """How far lie places apart in the share that uses the first unit?"""
    known = ~np.isnan(first[1:, 0]) & (grid.people[1:, 0] > 0)
    if not known.any():
        return LEAST_SPREAD
    return max(LEAST_SPREAD, spread_of_places(first[1:, 0][known], grid.people[1:, 0][known], rounding))


def _rows(proved: pl.DataFrame, grid: Grid, children: Children, within: Allowance, answers: int) -> pl.DataFrame:
    """Figures of the cells whose proved range has both ends and is wider than the estimate."""
    least, most = children.within()
    edges = {"asked": children.likeliest, "asked_low": least, "asked_high": most}
    shares_of = {name: np.floor(of / grid.people * 100 + (0.5 if name == "asked" else 0)) for name, of in edges.items()}
    shares_of["asked_high"] = np.ceil(most / grid.people * 100)
    cells = pl.DataFrame(
        {"area": np.repeat(grid.areas, len(grid.bands)), "age_band": grid.bands * len(grid.areas)}
        | {name: (share / 100).ravel() for name, share in shares_of.items()}
    ).fill_nan(None)
    low, high = pl.max_horizontal("bound_low", "asked_low"), pl.min_horizontal("bound_high", "asked_high")
    return (
        proved.filter(pl.col("state") == "ok")
        .drop_nulls(["bound_low", "bound_high"])
        .join(cells.drop_nulls(), on=["area", "age_band"])
        .with_columns(low=low, high=high)
        .filter((pl.col("asked_low") > pl.col("bound_low")) | (pl.col("asked_high") < pl.col("bound_high")))
        .with_columns(agrees=pl.col("low") <= pl.col("high"))
        .select(
            "area", "age_band", "bound_low", "bound_high", *KEY, *COPIED,
            value=pl.when("agrees").then(pl.col("asked").clip("low", "high")),
            low=pl.when("agrees").then("low"),
            high=pl.when("agrees").then("high"),
            interval=pl.lit("asked"),
            evidence=pl.lit("asked"),
            answers=pl.lit(round(answers, -1), pl.Int64),
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
