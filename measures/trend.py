"""Did the share of children who use an offer rise or fall, and is that more than chance?"""

import warnings
from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.protect import Rounded
from measures.engine.reading.events import first_years
from store.german import in_words
from store.table import Row

YEARS = 10  # how far a trend looks back
LEAST_POINTS = 5
ENOUGH = 2  # times `Rounded.few` children per point; with fewer, two years are pooled where that leaves five points
LEVEL = 0.05
LINE = ["area", "age_band", "offer_group"]
TOLD = (pl.col("state") == "ok") & pl.col("value").is_not_null()
SAID = ("reason", "reason_offers", "estimated_people", "note")


@dataclass(frozen=True)
class Points:
    """What is tested: one point per year, or per `width` years pooled. `steps`: points after a break that is no trend."""

    years: np.ndarray
    counts: np.ndarray
    people: np.ndarray
    steps: np.ndarray
    width: int


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per line of annual reach: the district by age, other areas in total. `year` is the last year of the line's group.

    value: mean change a year as a share (0.03 = 3 % a year), low/high its 95 % interval, label the tested word
    (rising | falling | none | undetermined), numerator and denominator those of the last year.
    """
    told = (pl.col("area") == around.district) | (pl.col("age_band") == "all")
    reach, breaks = figures.filter(told, measure="annual_reach", sex="all").sort("year"), first_years(around)
    known = reach.filter(TOLD, area=around.district)
    last = dict(known.group_by("offer_group").agg(pl.col("year").max()).iter_rows())
    rows = [
        dict(zip(LINE, key, strict=True)) | _row(line, last[key[2]], breaks.get(str(key[2]), {}), around)
        for key, line in reach.group_by(LINE, maintain_order=True)
        if key[2] in last
    ]
    return pl.DataFrame(rows, schema=FIGURE_TYPES)


def _row(line: pl.DataFrame, last: int, breaks: dict[int, str], rounded: Rounded) -> Row:
    """`last`: the year up to which the group is known at all. A line that ends before it has no trend."""
    row: Row = {"year": last, "unit": "Veränderung im Jahr", "label": "undetermined", "interval": "none"}
    ending = line.filter(pl.col("year") == last)
    if ending.is_empty():
        return row | {"state": "no_data", "reason": "no_figure", "note": f"Für {last} liegt keine Zahl vor."}
    final = ending.row(0, named=True)
    row |= {name: final[name] for name in ("denominator", "denominator_date", "state")}
    if final["state"] != "ok":
        return row | {name: final[name] for name in SAID}
    if final["value"] is None:
        note = "Nur als Spanne bekannt oder zu wenige Kinder; keine Entwicklung ausgewiesen."
        return row | {"state": "not_applicable", "reason": "range_only", "note": note}
    points, said = chosen_points(_years_without_a_hole(line, last), breaks, rounded)
    row |= {"numerator": final["numerator"]} | said
    if points is None:
        return row
    change, low, high, p = fitted(points, rounded.variance)
    word = "none" if p >= LEVEL else "rising" if change > 0 else "falling"
    return row | {"value": change, "low": low, "high": high, "interval": "quasi_poisson", "label": word}


def _years_without_a_hole(line: pl.DataFrame, last: int) -> pl.DataFrame:
    """The unbroken run of years with a value that ends in `last`, at most YEARS long."""
    told = line.filter(TOLD, pl.col("year").is_between(last - YEARS + 1, last))
    run = told.filter(pl.col("year") - pl.int_range(pl.len()) == last - (len(told) - 1))
    return run.select("year", "numerator", "denominator")


def chosen_points(run: pl.DataFrame, breaks: dict[int, str], rounded: Rounded) -> tuple[Points | None, Row]:
    """Which points may be compared? The points, None where they cannot be, and what the reader must know: facts and note.

    Breaks (first new year → name): only years since the last one; with fewer than five, also those before it back to the
    break before, and the jump between them is taken out.
    """
    years = run["year"].to_list()
    inside = sorted(year for year in breaks if years[0] < year <= years[-1])
    since = inside[-1] if inside else years[0]
    if years[-1] - since + 1 >= LEAST_POINTS or not inside:
        points, step = run.filter(pl.col("year") >= since), None
        told = f"Reihenbruch {since} ({breaks[since]}); getestet nur ab {since}." if inside else ""
    else:
        before = inside[-2] if len(inside) > 1 else years[0]
        points, step = run.filter(pl.col("year") >= before), since
        told = f"Reihenbruch {since} ({breaks[since]}): Der Sprung von {since - 1} auf {since} zählt nicht als Veränderung."
    pooled = _pooled(points, step, ENOUGH * rounded.few)
    if (pooled.counts < rounded.few).any():
        note = f"In einzelnen Jahren weniger als {in_words(rounded.few)} Kinder; keine Entwicklung ausgewiesen."
        return None, {"reason": "small_years", "note": note}
    after = int(pooled.steps.sum())
    if len(pooled.years) < LEAST_POINTS + (step is not None) or (
        step is not None and not 2 <= after <= len(pooled.years) - 2
    ):
        note = f"Weniger als fünf vergleichbare Jahre, Entwicklung nicht bestimmbar. {told}".strip()
        return None, {"reason": "few_years", "break_year": since if inside else None, "note": note}
    together = f"Je {pooled.width} Jahre zusammengefasst." if pooled.width > 1 else ""
    said = {"period_from": points["year"][0], "period_to": years[-1], "break_year": since if inside else None}
    return pooled, said | {"note": f"{together} {told}".strip()}


def _pooled(points: pl.DataFrame, step: int | None, enough: int) -> Points:
    """One point per year; two years to a point, counted back from the last, where there are few children and no break."""
    small = step is None and (points["numerator"] < enough).any() and len(points) >= 2 * LEAST_POINTS
    width = 2 if small else 1
    blocks = (
        points.group_by(((points["year"].max() - pl.col("year")) // width).alias("block"))
        .agg(pl.col("year").mean(), pl.col("numerator").sum(), pl.col("denominator").sum(), pl.len())
        .filter(pl.col("len") == width)
        .sort("year")
    )
    years, counts, people = blocks.select("year", "numerator", "denominator").cast(pl.Float64).to_numpy().T
    return Points(years, counts, people, (years >= step) * 1.0 if step else np.zeros(len(years)), width)


def fitted(points: Points, variance: float) -> tuple[float, float, float, float]:
    """Mean change a year, its 95 % interval, p. Quasi-Poisson with offset log N and t-test; a break is a step of its own.

    The scatter is measured, but never taken to be less than the rounding alone makes it.
    Source: McCullagh, Nelder 1989, Generalized Linear Models, ch. 4.5 and 6.2.
    """
    import statsmodels.api as sm  # loads for seconds, and only publishing tests trends
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    columns = [np.ones(len(points.years)), points.years - points.years.mean()]
    design = np.column_stack([*columns, points.steps] if points.steps.any() else columns)
    model = sm.GLM(points.counts, design, family=sm.families.Poisson(), offset=np.log(points.people))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PerfectSeparationWarning)  # counts exactly on a line are no fault
        rough = model.fit(scale=1.0)  # scale="X2" itself fails where the counts never move
        measured, rounding = rough.pearson_chi2 / rough.df_resid, variance * points.width / points.counts.mean()
        fit = model.fit(scale=max(measured, rounding), use_t=True)
    low, high = fit.conf_int()[1]
    return float(np.expm1(fit.params[1])), float(np.expm1(low)), float(np.expm1(high)), float(fit.pvalues[1])


MEASURE = Measure(
    name="trend",
    label="Entwicklung",
    question="Was hat sich verändert, und ist das mehr als Zufall?",
    unit="Veränderung im Jahr",
    numerator="Kinder, die im letzten Jahr der Reihe mindestens ein Angebot der Gruppe genutzt haben (geschützt).",
    denominator="Alle Kinder am 31.12. desselben Jahres. Der Wert ist die mittlere Veränderung der Reichweite je Jahr (0,03 = im Schnitt 3 % mehr im Jahr).",
    ages="Unter 18; im Landkreis auch nach Altersgruppen.",
    scope="Höchstens die letzten zehn Jahre ohne Lücke. Nur Reihen, deren Jahre als eine Zahl bekannt sind; unvollständige Jahre gehen nie ein.",
    polarity="ohne Wertung: mehr Hilfen sind weder gut noch schlecht",
    caveats="„Gestiegen“ und „gesunken“ nur, wenn ein Test es trägt; unter fünf Punkten „nicht bestimmbar“. Über einen Reihenbruch wird nicht verglichen. "
    "Bei wenigen Kindern stehen zwei Jahre für einen Punkt. Wer mehrere Jahre nutzt, macht die Reihe glatter, als der Test annimmt.",
    source="Quasi-Poisson-Regression mit Bezug auf die Kinderzahl, t-Test (McCullagh, Nelder 1989), aus geschützten Zahlen; Streuung mindestens die der Rundung.",
    reviewed_on="2026-11-22",
    oracle="Steigung und Test wie statsmodels (Quasi-Poisson); höchstens 5 von 100 Fehlalarmen bei 5 % Schwankung.",
    sql="log(erwartete Kinder) = log(Kinderzahl) + a + b · Jahr (+ Sprung am Reihenbruch); Wert = exp(b) − 1",
    lattice=("area", "age_band", "offer_group"),
    uses=("period_from", "period_to", "reason", "reason_offers", "estimated_people", "break_year"),
    derive=derive,
    after=("annual_reach",),
)
