"""How many children will use the offers in the years to come, if children of each age use them as lately?"""

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.standardise import band_rates, parts_of_all
from measures.engine.methods.wandering import half_width, strayed
from measures.engine.reading.events import first_years
from measures.engine.reading.projection import aged
from store.german import day, in_words, listed
from store.table import Row

Half = partial[np.ndarray]  # ahead → half of the range on the scale of logarithms

YEARS_AHEAD = 10
POOLED_YEARS = 3  # the rates are those of so many years
MEASURED_YEARS = 10  # how far they stray is measured on at most so many
LAGS = 3  # years apart, at most, that are compared (wandering.py)
WIDEST = float(np.log(1.3))  # a range wider than ±30 % says nothing
TREND_YEARS = 3  # a trend is carried on no further
RANGE = "Nur als Spanne bekannt; keine Vorausschau."
HIDDEN = "Zum Schutz der Kinder nicht gezeigt; keine Vorausschau."
OLD = "Seit {} liegt keine Zahl vor; keine Vorausschau."
NEVER = "Es liegt keine Zahl vor; keine Vorausschau."
ONE_YEAR = "Erst ein vergleichbares Jahr liegt vor; für eine Vorausschau sind mindestens zwei nötig."
FEW = "In einzelnen Jahren weniger als {} Kinder; keine Vorausschau."
NO_AGES = "Die Kinderzahl nach einzelnen Altersjahren fehlt; keine Vorausschau."
TOO_FAR = "So weit voraus lässt sich nichts sagen."
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
    """What recent years tell of a group. rates: of each part, of the `pooled` last years; years: all that are measured; breaks:
    first years after a break among them; counts: users of each; fitted: as many as the rates would make of the children of
    that year; break_year: the rates are of no older year."""

    rates: np.ndarray
    years: np.ndarray
    breaks: tuple[int, ...]
    counts: np.ndarray
    fitted: np.ndarray
    pooled: int
    break_year: int | None
    note: str

    @property
    def levels(self) -> np.ndarray:
        """Logarithms of the use of each year up to the last one, NaN where it is not known; before a break so many NaN more that
        no year is compared with one behind it."""
        found = np.full(MEASURED_YEARS * (1 + LAGS), np.nan)
        breaks_after = (np.array(self.breaks, dtype=int)[:, None] > self.years).sum(axis=0)
        found[self.years - self.years[-1] - 1 - LAGS * breaks_after] = np.log(self.counts / self.fitted)
        return found

    @property
    def known_years(self) -> int:
        """Of so many the two variances are made: each stretch between breaks has a level of its own."""
        return len(self.years) - len(self.breaks)


@dataclass(frozen=True)
class Trend:
    """Tested change a year on the scale of logarithms, and half of its 95 % interval."""

    change: float
    half: float


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """For each offer group and future year in the district: scenario constant (rates as lately) and trend (a tested trend of
    the users carried on for three years), in children and as a share of the children then (quantity scenario and share), by
    the variants of a delivered projection.

    denominator: children then; low, high: 95 %; a year whose range would be wider than ±30 %, or further ahead than years are
    known, has a reason instead. One row
    says why where there is no forecast. Raises nothing.
    """
    reach = figures.filter(measure="annual_reach", area=around.district, sex="all")
    totals, parts = reach.filter(age_band="all").sort("year"), parts_of_all(around.age_bands)
    futures, rates = futures_of(around, parts), band_rates(reach, parts)
    last = max(around.people["year"], default=None) or max(totals["year"], default=0)
    breaks, trends, rows, used = first_years(around), _trends(figures, around.district), [], {}
    for group in totals["offer_group"].unique(maintain_order=True):
        of_group, of_parts = (table.filter(offer_group=group) for table in (totals, rates))
        use = use_of(of_group, of_parts, parts, breaks.get(group, {}), last, few=around.few)
        if isinstance(use, dict) or not futures:
            lack = use if isinstance(use, dict) else _lack("no_data", "no_people", NO_AGES)
            rows.append(_same(group, last + 1, "scenario", "constant") | lack)
        else:
            used[group] = use
    for group, (use, half) in _with_ranges(used, around.variance).items():
        trend = trends.get((group, int(use.years[-1])))
        rows += [row for future in futures for row in _rows(group, use, half, trend, future)]
    return pl.DataFrame(rows, schema=FIGURE_TYPES).with_columns(area=pl.lit(around.district))


def _with_ranges(used: dict[str, Use], variance: float) -> dict[str, tuple[Use, Half]]:
    """Each group with its range by years ahead (wandering.py): how far it strays is drawn to what the groups have in common
    that chance alone lets be told."""
    if not used:
        return {}
    mean = np.array([use.counts.mean() for use in used.values()])
    least = 1 / mean + variance / mean**2
    large = half_width(least, 0.0, years=MEASURED_YEARS, pooled=POOLED_YEARS, ahead=1) <= WIDEST
    found = strayed(np.array([use.levels for use in used.values()]), least, large)
    ways = zip(used.items(), found.noise, found.drift, strict=True)
    return {
        group: (use, partial(half_width, noise, drift, years=use.known_years, pooled=use.pooled))
        for (group, use), noise, drift in ways
    }


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
    since = max([year for year in breaks if year <= end], default=0)
    table = {part: rates.filter(pl.col("rate").is_not_null(), age_band=part).sort("year") for part in parts}
    whole = set.intersection(*(set(rows["year"]) for rows in table.values()))
    used = told.filter(pl.col("year") > end - MEASURED_YEARS, pl.col("year").is_in(whole))
    years, counts = used["year"].to_numpy(), used["numerator"].to_numpy().astype(float)
    if end not in whole:
        return _lack("no_data", "no_people", NO_AGES)
    late = years > max(since - 1, end - POOLED_YEARS)
    broken = since if since > end - POOLED_YEARS + 1 else None
    note = BROKEN.format(since, breaks[since], since) if broken else ""
    if late.sum() < 2 or years[-2] != end - 1:
        return _lack("no_data", "few_years", f"{ONE_YEAR} {note}".strip()) | {"break_year": broken}
    if (counts[late] < few).any():
        return _lack("not_applicable", "small_years", FEW.format(in_words(few)))
    kept = counts >= few
    people, rate = (
        np.array([rows.filter(pl.col("year").is_in(years))[name].fill_null(0).to_list() for rows in table.values()])
        for name in ("people", "rate")
    )
    pooled = pooled_rates(rate[:, late], people[:, late], counts[late])
    told_years = f"Anteile je Altersgruppe aus {listed([str(year) for year in years[late]])}."
    fitted, said = pooled @ people, f"{told_years} {note}".strip()
    inside = tuple(year for year in breaks if years[kept][0] < year <= end)
    return Use(pooled, years[kept], inside, counts[kept], fitted[kept], int(late.sum()), broken, said)


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


def _trends(figures: pl.DataFrame, district: str) -> dict[tuple[str, int], Trend]:
    """(offer group, last year) → the tested trend of its users, only where the test bears one; one of those who are new says
    nothing yet of how many there will be."""
    tested = pl.col("label").is_in(["rising", "falling"])
    rows = figures.filter(tested, measure="trend", quantity="users", area=district, age_band="all")
    return {
        (group, year): Trend(np.log1p(value), (np.log1p(high) - np.log1p(low)) / 2)
        for group, year, value, low, high in rows.select("offer_group", "year", "value", "low", "high").iter_rows()
    }


def _rows(group: str, use: Use, half: Half, trend: Trend | None, future: Future) -> list[Row]:
    """The rows of one group and future year: children and share, with and without the trend."""
    end, whole = int(use.years[-1]), float(future.people.sum())
    value, ahead = float(use.rates @ future.people), future.year - int(use.years[-1])
    width = float(half(ahead=ahead)) if ahead <= use.known_years else np.inf  # no further ahead than was looked back
    about = {"period_from": int(use.years[0]), "period_to": end, "break_year": use.break_year}
    rows = _told(group, future, "constant", (value, width, whole), about | {"note": use.note})
    if trend:
        further = (use.pooled - 1) / 2 + min(ahead, TREND_YEARS)
        carried, width = value * np.exp(trend.change * further), np.hypot(width, trend.half * further)
        note = f"{use.note} {CARRIED.format(end, end + TREND_YEARS)}"
        rows += _told(group, future, "trend", (carried, width, whole), about | {"note": note})
    return rows


def _told(group: str, future: Future, scenario: str, numbers: tuple[float, float, float], about: Row) -> list[Row]:
    """In children and as a share; never below nobody, never above everyone. numbers: value, half of its range on the scale of
    logarithms, all children."""
    value, half, whole = numbers
    edges = {"value": value, "low": value * np.exp(-half), "high": value * np.exp(half)}
    people = {"denominator": round(whole), "denominator_date": date(future.year, 12, 31)}
    said = {"interval": "forecast", "state": "ok", "note": f"{about['note']} {future.note}"}
    same = about | people | {"projection": future.variant or None}
    kinds = [("scenario", "Kinder", 1.0)] + [("share", "Anteil der Kinder", whole)] * (whole > 0)
    too_far = _lack("not_applicable", "too_far_ahead", TOO_FAR)
    return [
        _same(group, future.year, kind, scenario)
        | same
        | {"unit": unit}
        | (too_far if half > WIDEST else said | {n: min(float(edge), whole) / of for n, edge in edges.items()})
        for kind, unit, of in kinds
    ]


def _same(group: str, year: int, quantity: str, scenario: str) -> Row:
    told = {"year": year, "offer_group": group, "quantity": quantity, "scenario": scenario}
    return told | {"unit": "Kinder", "interval": "none"}


MEASURE = Measure(
    name="forecast",
    version="2",
    label="Vorausschau",
    question="Wie viele Kinder würden unsere Angebote in den nächsten Jahren nutzen, wenn Kinder in jedem Alter so nutzen wie zuletzt?",
    unit="Kinder",
    numerator="Nutzende Kinder im künftigen Jahr: Anteile je Altersgruppe der letzten drei vergleichbaren Jahre (geschützt) mal Kinder dieses Alters im künftigen Jahr.",
    denominator="Kinder unter 18 im künftigen Jahr: gelieferte Vorausrechnung (ihr Name steht im Merkmal), sonst die heutigen Jahrgänge, um die Jahre älter.",
    ages="Unter 18, nach Altersgruppen des Profils gerechnet.",
    scope="„scenario:constant“: Nutzung wie zuletzt, höchstens zehn Jahre. „scenario:trend“: eine belegte Entwicklung drei Jahre fortgesetzt, danach gleichbleibend; nur wo ein Test sie trägt. "
    "„share“: dasselbe als Anteil. Nur für den Landkreis und nur, wo die Nutzung als eine Zahl bekannt ist.",
    caveats="Eine Rechnung, keine Vorhersage: Neue Angebote, Plätze, Gesetze und die Unsicherheit der Kinderzahl selbst stehen nicht darin. "
    "Die Zufallsspanne trennt das Schwanken einzelner Jahre von der Drift über Jahre, gemessen an bis zu zehn vergleichbaren Jahren und halb an dem, was alle Angebote gemeinsam haben. "
    "Gezeigt wird nur, so weit sie nicht über ±30 % hinausgeht, und nicht weiter voraus, als Jahre vorliegen. Fortgesetzt wird nur eine belegte Entwicklung der Nutzenden, nie eine der Neuzugänge: aus ihr folgt noch keine Zahl. "
    "Ohne Vorausrechnung sind die Jüngsten nur fortgeschrieben, nach zehn Jahren alle unter zehn. Anteile nur aus Jahren seit dem letzten Reihenbruch; sein Sprung zählt nicht als Schwanken.",
    source="Anteile mal künftige Kinder; Fortschreibung nach Hamilton, Perry 1962; Zufallsspanne aus mittleren quadrierten Differenzen im Abstand von einem und drei Jahren (lokales Niveau mit Rauschen, t-Verteilung).",
    reviewed_on="2026-11-28",
    oracle="Anteil mal Kinderzahl von Hand; in erfundenen Reihen mit Rauschen und Drift enthält die Spanne in mindestens 93 von 100 den Wert; wachsen alle gemeinsam, weit voraus nur in etwas mehr als der Hälfte.",
    sql="Wert = Σ Alter (Nutzende dreier Jahre / Kinder dreier Jahre) × Kinder im künftigen Jahr; Spanne = Wert · exp(±w), w = t(2(n − 1)) · √(e²(1 + 1/3) + d²(Jahre + 5/9)), d² = (V3 − V1)/2, e² = (V1 − d²)/2",
    lattice=("year", "offer_group", "quantity", "scenario", "projection"),
    uses=("period_from", "period_to", "reason", "break_year"),
    derive=derive,
    of_counted=True,
    after=("annual_reach", "trend"),
)
