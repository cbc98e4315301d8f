"""How many children will use the offers in the years to come, if children of each age use them as lately?"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.standardise import band_rates, parts_of_all
from measures.engine.reading.events import first_years
from measures.engine.reading.projection import aged
from store.german import day, in_words, listed
from store.table import Row

YEARS_AHEAD = 10
POOLED_YEARS = 3
Numbers = np.ndarray | float
TREND_YEARS = 3  # a trend is carried on no further
RANGE = "Nur als Spanne bekannt; keine Vorausschau."
HIDDEN = "Zum Schutz der Kinder nicht gezeigt; keine Vorausschau."
OLD = "Seit {} liegt keine Zahl vor; keine Vorausschau."
NEVER = "Es liegt keine Zahl vor; keine Vorausschau."
ONE_YEAR = "Erst ein vergleichbares Jahr liegt vor; für eine Vorausschau sind mindestens zwei nötig."
FEW = "In einzelnen Jahren weniger als {} Kinder; keine Vorausschau."
NO_AGES = "Die Kinderzahl nach einzelnen Altersjahren fehlt; keine Vorausschau."
DELIVERED = "Vorausrechnung „{}“ ({}), erstellt am {}."
BROKEN = "Reihenbruch {} ({}): nur Jahre seit {} verwendet."
CARRIED = "Entwicklung von {} bis {} fortgesetzt, danach gleichbleibend."


@dataclass(frozen=True)
class Future:
    """Children of each part of the ages in one future year; variant "" = aged cohorts."""

    year: int
    variant: str
    people: np.ndarray
    note: str


@dataclass(frozen=True)
class Use:
    """What recent years tell of a group. rates: of each part; years: pooled; counts: users of each year; fitted: as many as
    the rates would make of the children of that year; break_year: older years are left out."""

    rates: np.ndarray
    years: np.ndarray
    counts: np.ndarray
    fitted: np.ndarray
    break_year: int | None
    note: str


@dataclass(frozen=True)
class Trend:
    """Tested change a year on the scale of logarithms, and half of its 95 % interval."""

    change: float
    half: float


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """For each offer group and future year in the district: scenario constant (rates as lately) and trend (a tested trend
    carried on for three years), in children and as a share of the children then (quantity scenario and share), by the variants
    of a delivered projection.

    denominator: children then; low, high: 95 %. One row says why where there is no forecast. Raises nothing.
    """
    reach = figures.filter(measure="annual_reach", area=around.district, sex="all")
    totals, parts = reach.filter(age_band="all").sort("year"), parts_of_all(around.age_bands)
    futures, rates = futures_of(around, parts), band_rates(reach, parts)
    last = max(around.people["year"], default=None) or max(totals["year"], default=0)
    breaks, trends, rows = first_years(around), _trends(figures, around.district), []
    for group in totals["offer_group"].unique(maintain_order=True):
        of_group, of_parts = (table.filter(offer_group=group) for table in (totals, rates))
        use = use_of(of_group, of_parts, parts, breaks.get(group, {}), last, few=around.few)
        if isinstance(use, dict) or not futures:
            lack = use if isinstance(use, dict) else _lack("no_data", "no_people", NO_AGES)
            rows.append(_same(group, last + 1, "scenario", "constant") | lack)
            continue
        trend = trends.get((group, int(use.years[-1])))
        rows += [row for future in futures for row in _rows(group, use, trend, future, around.variance)]
    return pl.DataFrame(rows, schema=FIGURE_TYPES).with_columns(area=pl.lit(around.district))


def futures_of(around: Surroundings, parts: list[str]) -> list[Future]:
    """The delivered projection, each variant; without one that tells of all ages, today's cohorts grown older."""
    start = max(around.people["year"], default=None) or min(around.projection["year"], default=1) - 1
    within = pl.col("year").is_between(start + 1, start + YEARS_AHEAD) & pl.col("age_band").is_in(parts)
    found = []
    for rows in around.projection.filter(within).sort("variant", "year").partition_by("variant", "year"):
        count, (year, variant, made_on, source) = dict(rows.select("age_band", "count").iter_rows()), rows.row(0)[:4]
        if len(count) == len(parts):
            note = DELIVERED.format(variant, source, day(made_on))
            found.append(Future(year, variant, np.array([count[part] for part in parts], dtype=float), note))
    grown = None if found else aged(around.people, around.moves, years=YEARS_AHEAD)
    if grown is None:
        return found
    ages = around.age_bands.filter(pl.col("age_band").is_in(parts)).sort("age_from").select("age_from", "age_to").rows()
    return [
        Future(start + ahead, "", np.array([single[first : last + 1].sum() for first, last in ages]), grown.note)
        for ahead, single in enumerate(grown.count, start=1)
    ]


def use_of(
    totals: pl.DataFrame, rates: pl.DataFrame, parts: list[str], breaks: dict[int, str], last: int, *, few: int
) -> Use | Row:
    """What the last comparable years tell of one group, or state, reason and note why nothing.

    totals: its rows of all ages; rates: of each part (engine/methods/standardise.py); breaks: first new year → name; few:
    children a year (Rounded.few).
    """
    told = totals.filter((pl.col("state") == "ok") & pl.col("numerator").is_not_null() & (pl.col("year") <= last))
    end = max(told["year"], default=None)
    if end is None or end <= last - POOLED_YEARS:
        return _untold(totals, end)
    since = max([year for year in breaks if year <= end], default=end - POOLED_YEARS)
    used = told.filter(pl.col("year") > max(since - 1, end - POOLED_YEARS))
    years, counts = used["year"].to_list(), used["numerator"].to_numpy().astype(float)
    cells = rates.filter(pl.col("year").is_in(years)).sort("year")
    table = {part: cells.filter(age_band=part) for part in parts}
    if any(len(rows) != len(years) or rows["rate"].null_count() for rows in table.values()):
        return _lack("no_data", "no_people", NO_AGES)
    broken = since if since in breaks and since > end - POOLED_YEARS + 1 else None
    note = BROKEN.format(since, breaks[since], since) if broken else ""
    if len(years) < 2:
        return _lack("no_data", "few_years", f"{ONE_YEAR} {note}".strip()) | {"break_year": broken}
    if (counts < few).any():
        return _lack("not_applicable", "small_years", FEW.format(in_words(few)))
    people, rate = (
        np.array([table[part][name].fill_null(0).to_list() for part in parts]) for name in ("people", "rate")
    )
    pooled = pooled_rates(rate, people, counts)
    told_years = f"Anteile je Altersgruppe aus {listed([str(year) for year in years])}."
    return Use(pooled, np.array(years), counts, pooled @ people, broken, f"{told_years} {note}".strip())


def _lack(state: str, reason: str, note: str) -> Row:
    return {"state": state, "reason": reason, "note": note}


def _untold(totals: pl.DataFrame, end: int | None) -> Row:
    """The latest year with a state says why."""
    if end is not None:
        return _lack("no_data", "no_figure", OLD.format(end))
    state = totals["state"][-1]
    why = {"ok": ("not_applicable", "range_only", RANGE), "protected": (state, "part_hidden", HIDDEN)}
    return _lack(*why.get(state, (state, "no_figure", NEVER)))


def pooled_rates(rate: np.ndarray, people: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Users per child of each part over all years together; rate, people [part, year], counts [year] of all parts.

    Drawn to the counts of all ages: these are rounded once, the parts each on their own.
    """
    users, everyone = (rate * people).sum(axis=1), people.sum(axis=1)
    pooled = np.divide(users, everyone, out=np.zeros(len(users)), where=everyone > 0)
    return np.asarray(pooled * (counts.sum() / users.sum()) if users.sum() > 0 else pooled)


def scatter(counts: np.ndarray, fitted: np.ndarray, *, variance: float) -> np.ndarray:
    """How much do the years scatter around the same rates? Pearson's chi² / degrees of freedom, at least that of rounding."""
    measured = ((counts - fitted) ** 2 / fitted).sum(axis=-1) / (counts.shape[-1] - 1)
    return np.asarray(np.maximum(measured, variance / fitted.mean(axis=-1)))


def half_width(value: Numbers, users: Numbers, scatter: Numbers, years: int, ahead: int) -> np.ndarray:
    """Half of the 95 % interval of the count of a future year, `ahead` years after the last one counted.

    Variance = scatter × (value × ahead + value² / users): every further year adds the scatter of one year, and the rates
    themselves are known as well as their users allow. t with as many degrees of freedom as years pooled, less one.
    """
    from scipy.special import stdtrit  # only publishing looks ahead

    return np.asarray(stdtrit(years - 1, 0.975) * np.sqrt(scatter * (value * ahead + value**2 / users)))


def _trends(figures: pl.DataFrame, district: str) -> dict[tuple[str, int], Trend]:
    """(offer group, last year) → its tested trend, only where the test bears one."""
    tested = pl.col("label").is_in(["rising", "falling"])
    rows = figures.filter(tested, measure="trend", quantity="users", area=district, age_band="all")
    return {
        (group, year): Trend(np.log1p(value), (np.log1p(high) - np.log1p(low)) / 2)
        for group, year, value, low, high in rows.select("offer_group", "year", "value", "low", "high").iter_rows()
    }


def _rows(group: str, use: Use, trend: Trend | None, future: Future, variance: float) -> list[Row]:
    """The rows of one group and future year: children and share, with and without the trend."""
    end, whole = int(use.years[-1]), float(future.people.sum())
    value = float(use.rates @ future.people)

    def half(mean: float, fitted: np.ndarray) -> float:
        """The same years, once as they are and once along the trend."""
        scattered = scatter(use.counts, fitted, variance=variance)
        return float(half_width(mean, use.counts.sum(), scattered, len(use.years), future.year - end))

    about = {"period_from": int(use.years[0]), "period_to": end, "break_year": use.break_year}
    rows = _told(group, future, "constant", (value, half(value, use.fitted), whole), about | {"note": use.note})
    if trend:
        centre = use.years.mean()
        further = end - centre + min(future.year - end, TREND_YEARS)
        carried = value * np.exp(trend.change * further)
        along = use.fitted * np.exp(trend.change * (use.years - centre))
        width = np.hypot(half(carried, along), carried * trend.half * further)
        note = f"{use.note} {CARRIED.format(end, end + TREND_YEARS)}"
        rows += _told(group, future, "trend", (carried, width, whole), about | {"note": note})
    return rows


def _told(group: str, future: Future, scenario: str, numbers: tuple[float, float, float], about: Row) -> list[Row]:
    """In children and as a share; never below nobody, never above everyone. numbers: value, half of its range, all children."""
    value, half, whole = numbers
    edges = {"value": value, "low": value - half, "high": value + half}
    people = {"denominator": round(whole), "denominator_date": date(future.year, 12, 31)}
    said = {"interval": "forecast", "state": "ok", "note": f"{about['note']} {future.note}"}
    same = about | people | said | {"projection": future.variant or None}
    kinds = [("scenario", "Kinder", 1.0)] + [("share", "Anteil der Kinder", whole)] * (whole > 0)
    return [
        _same(group, future.year, kind, scenario)
        | same
        | {"unit": unit}
        | {name: min(max(float(number), 0.0), whole) / of for name, number in edges.items()}
        for kind, unit, of in kinds
    ]


def _same(group: str, year: int, quantity: str, scenario: str) -> Row:
    told = {"year": year, "offer_group": group, "quantity": quantity, "scenario": scenario}
    return told | {"unit": "Kinder", "interval": "none"}


MEASURE = Measure(
    name="forecast",
    label="Vorausschau",
    question="Wie viele Kinder würden unsere Angebote in den nächsten Jahren nutzen, wenn Kinder in jedem Alter so nutzen wie zuletzt?",
    unit="Kinder",
    numerator="Nutzende Kinder im künftigen Jahr: Anteile je Altersgruppe der letzten drei vergleichbaren Jahre (geschützt) mal Kinder dieses Alters im künftigen Jahr.",
    denominator="Kinder unter 18 im künftigen Jahr: gelieferte Vorausrechnung (ihr Name steht im Merkmal), sonst die heutigen Jahrgänge, um die Jahre älter.",
    ages="Unter 18, nach Altersgruppen des Profils gerechnet.",
    scope="„scenario:constant“: Nutzung wie zuletzt, höchstens zehn Jahre. „scenario:trend“: eine belegte Entwicklung drei Jahre fortgesetzt, danach gleichbleibend; nur wo ein Test sie trägt. "
    "„share“: dasselbe als Anteil. Nur für den Landkreis und nur, wo die Nutzung als eine Zahl bekannt ist.",
    caveats="Eine Rechnung, keine Vorhersage: Neue Angebote, Plätze, Gesetze und die Unsicherheit der Kinderzahl selbst stehen nicht darin. "
    "Die Zufallsspanne misst das Schwanken der zusammengefassten Jahre und wächst mit jedem Jahr; aus zwei oder drei Jahren gemessen ist sie breit. "
    "Ohne Vorausrechnung sind die Jüngsten nur fortgeschrieben, nach zehn Jahren alle unter zehn. Nur Jahre seit dem letzten Reihenbruch.",
    source="Anteile mal künftige Kinder; Fortschreibung nach Hamilton, Perry 1962; Zufallsspanne aus der gemessenen Streuung (Quasi-Poisson, t-Verteilung), mindestens die der Rundung.",
    reviewed_on="2026-11-22",
    oracle="Anteil mal Kinderzahl von Hand; die Spanne enthält in 95 von 100 erfundenen Reihen den Wert.",
    sql="Wert = Σ Alter (Nutzende dreier Jahre / Kinder dreier Jahre) × Kinder im künftigen Jahr; Spanne = t · √(Streuung · (Wert · Jahre + Wert² / Nutzende))",
    lattice=("year", "offer_group", "quantity", "scenario", "projection"),
    uses=("period_from", "period_to", "reason", "break_year"),
    derive=derive,
    after=("annual_reach", "trend"),
)
