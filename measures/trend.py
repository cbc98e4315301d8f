"""Did more or fewer children begin, and is that more than chance? And is the stock of users higher or lower than some years ago?

The users of neighbouring years are mostly the same children. A test that takes them for others calls a rise or a fall in 26 % of
the series without one if half of them stay, and in 37 % if 80 % do (nominal 5 %). Tested are therefore those who are new
(measures/entries.py), who are others every year; the users only where it is known which share of them stays.
"""

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
FINDABLE = 0.1  # a change of so much a year must have been findable where it is said that there is none
OPEN = {
    "ends_differ": "Anfang und Ende zeigen in eine andere Richtung als der Verlauf; die Entwicklung ist nicht zu sagen.",
    "wide_chance": "Der Zufall ist zu groß für ein Urteil; die Entwicklung ist nicht zu sagen.",
}
LINE = ["area", "age_band", "offer_group"]
TOLD = (pl.col("state") == "ok") & pl.col("value").is_not_null()
SAID = ("reason", "reason_offers", "estimated_people", "note")
QUANTITIES = {"entries": "entries", "users": "annual_reach"}  # what the row speaks of → the measure that counts it


@dataclass(frozen=True)
class Points:
    """What is tested: one point per year, or per `width` years pooled. `steps`: points after a break that is no trend."""

    years: np.ndarray
    counts: np.ndarray
    people: np.ndarray
    steps: np.ndarray
    width: int

    @property
    def ends(self) -> list[tuple[float, float]]:
        """First and last share of what was tested; on either side of a break that is no trend."""
        shares, cut = self.counts / self.people, int((self.steps == 0).sum())
        return [(float(run[0]), float(run[-1])) for run in (shares[:cut], shares[cut:]) if len(run)]


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """A row for the entries and one for the users of every line: the district by age, other areas in total. `year` is the last
    year of the line's group.

    label: rising | falling | none, tested; users whose share that stays nobody knows: higher | lower than in `period_from`, not
    tested; undetermined. value: mean change a year as a share (0.03 = 3 % a year), low/high its 95 % interval, null where nothing
    was tested. value_from … value_to_before: the ends of that very series, and they go the way the label says. numerator and
    denominator are those of the last year.
    """
    told = (pl.col("area") == around.district) | (pl.col("age_band") == "all")
    counted, breaks = (
        figures.filter(told, pl.col("measure").is_in(list(QUANTITIES.values())), sex="all"),
        first_years(around),
    )
    known = counted.filter(TOLD, area=around.district)
    last = dict(known.group_by("offer_group").agg(pl.col("year").max()).iter_rows())
    rows = [
        dict(zip(LINE, key, strict=True))
        | {"quantity": quantity}
        | _row(line, last[key[2]], breaks.get(str(key[2]), {}), around, _tested(quantity, str(key[2]), around))
        for quantity, measure in QUANTITIES.items()
        for key, line in counted.filter(measure=measure).sort("year").group_by(LINE, maintain_order=True)
        if key[2] in last and (quantity == "users" or not line.filter(TOLD).is_empty())
    ]
    return pl.DataFrame(rows, schema=FIGURE_TYPES)


def _tested(quantity: str, group: str, around: Surroundings) -> float | None:
    """Which share of the counted are those of the year before? None: nobody knows, so they are not tested.

    Of several offers the largest share: it widens the most."""
    if quantity == "entries":
        return 0.0
    offers: list[str] = around.offer_groups.filter(offer_group=group)["offers"].explode().to_list()
    known = [around.stay.get(offer) for offer in offers]
    told = [share for share in known if share is not None]
    return max(told) if told and len(told) == len(known) else None


def _row(line: pl.DataFrame, last: int, breaks: dict[int, str], rounded: Rounded, stay: float | None) -> Row:
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
    row["numerator"], run = final["numerator"], _years_without_a_hole(line, last)
    return row | (stock(run, breaks, rounded) if stay is None else _trend(run, breaks, rounded, stay))


def _trend(run: pl.DataFrame, breaks: dict[int, str], rounded: Rounded, stay: float) -> Row:
    """A word for rise or fall only where the test bears it and the ends of every run of years go the same way; „none“ only
    where a change of FINDABLE a year would have been found."""
    points, said = chosen_points(run, breaks, rounded)
    if points is None:
        return said
    change, low, high, p = fitted(points, rounded.variance, stay)
    tested = {"value": change, "low": low, "high": high, "interval": "quasi_poisson"}
    if p < LEVEL:
        same_way = all((end - start) * change > 0 for start, end in points.ends)
        word, reason = ("rising" if change > 0 else "falling", None) if same_way else ("undetermined", "ends_differ")
    else:
        word, reason = ("none", None) if (high - low) / 2 <= FINDABLE else ("undetermined", "wide_chance")
    note = f"{OPEN[reason] if reason else ''} {said['note']}".strip()
    return said | tested | {"label": word, "reason": reason, "note": note} | _ends(points.ends)


def _ends(ends: list[tuple[float, float]]) -> Row:
    """The columns of first and last value: of the last run of years, and of the one before a break."""
    names = [("value_from", "value_to"), ("value_from_before", "value_to_before")]
    return {
        name: end for pair, run in zip(names, reversed(ends), strict=False) for name, end in zip(pair, run, strict=True)
    }


def stock(run: pl.DataFrame, breaks: dict[int, str], rounded: Rounded) -> Row:
    """Were there surely more or fewer of 100 children in the last year than in the first after the last break, whatever rounding
    hides? Not tested: a difference of two counts, not its chance."""
    first, last = run["year"][0], run["year"][-1]
    inside = [year for year in breaks if first < year <= last]
    since = max(inside, default=first)
    if since == last:
        note = "Weniger als zwei vergleichbare Jahre, Entwicklung nicht bestimmbar."
        return {"reason": "few_years", "break_year": since if inside else None, "note": note}
    ends = run.filter(pl.col("year").is_in([since, last]))
    (start, end), (least_start, least_end), (most_start, most_end) = (
        ((ends["numerator"] + by) / ends["denominator"]).to_list() for by in (0, 1 - rounded.base, rounded.base - 1)
    )
    word = "higher" if most_start < least_end else "lower" if most_end < least_start else "undetermined"
    told = {"period_from": since, "period_to": last, "break_year": since if inside else None, "label": word}
    if word == "undetermined":
        return told | {"reason": "within_rounding", "note": "Unterschied kleiner als die Schutzrundung."}
    note = f"Reihenbruch {since} ({breaks[since]}); verglichen nur ab {since}." if inside else ""
    return told | {"value_from": start, "value_to": end, "note": note}


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
    first = years[-1] - pooled.width * len(pooled.years) + 1
    said = {"period_from": first, "period_to": years[-1], "break_year": since if inside else None}
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


def fitted(points: Points, variance: float, stay: float = 0.0) -> tuple[float, float, float, float]:
    """Mean change a year, its 95 % interval, p. Quasi-Poisson with offset log N and t-test; a break is a step of its own.

    The scatter is measured, but never taken to be less than the rounding alone makes it. stay: the share of the counted who are
    those of the year before, who make the variance (1 + stay) / (1 − stay) times as large.
    Sources: McCullagh, Nelder 1989, Generalized Linear Models, ch. 4.5 and 6.2; for a mean of dependent years Bartlett 1946,
    On the theoretical specification and sampling properties of autocorrelated time-series.
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
        fit = model.fit(scale=max(measured, rounding) * (1 + stay) / (1 - stay), use_t=True)
    low, high = fit.conf_int()[1]
    return float(np.expm1(fit.params[1])), float(np.expm1(low)), float(np.expm1(high)), float(fit.pvalues[1])


MEASURE = Measure(
    name="trend",
    version="2",
    label="Entwicklung",
    question="Was hat sich verändert, und ist das mehr als Zufall?",
    unit="Veränderung im Jahr",
    numerator="Im letzten Jahr der Reihe: Kinder, die neu dazukamen (Merkmal „entries“), oder Kinder, die ein Angebot der Gruppe nutzten (Merkmal „users“); geschützt.",
    denominator="Alle Kinder am 31.12. desselben Jahres. Der Wert ist die mittlere Veränderung je Jahr, bezogen auf die Kinderzahl (0,03 = im Schnitt 3 % mehr im Jahr).",
    ages="Unter 18; im Landkreis auch nach Altersgruppen.",
    scope="Höchstens die letzten zehn Jahre ohne Lücke. Nur Reihen, deren Jahre als eine Zahl bekannt sind; unvollständige Jahre gehen nie ein.",
    polarity="ohne Wertung: mehr Hilfen sind weder gut noch schlecht",
    caveats="Geprüft werden die Neuzugänge, weil im Bestand zweier Jahre meist dieselben Kinder stehen. „Gestiegen“ und „gesunken“ nur, wenn ein Test es trägt und "
    "Anfang und Ende in dieselbe Richtung zeigen; „kein klarer Trend“ nur, wenn 10 % im Jahr zu erkennen gewesen wären; unter fünf Punkten „nicht bestimmbar“. Für den Bestand gilt das nur, wo das Profil sagt, welcher Anteil bleibt "
    "(verbleib); sonst heißt es „Bestand höher“ oder „niedriger“: ein Vergleich zweier Jahre, kein Test. Länger bleiben heißt: mehr Bestand bei gleichen Neuzugängen. "
    "Über einen Reihenbruch wird nicht verglichen. Bei wenigen Kindern stehen zwei Jahre für einen Punkt.",
    source="Quasi-Poisson-Regression mit Bezug auf die Kinderzahl, t-Test (McCullagh, Nelder 1989), aus geschützten Zahlen; Streuung mindestens die der Rundung. "
    "Bestand: Varianz mal (1 + verbleib) / (1 − verbleib) (Bartlett 1946).",
    reviewed_on="2026-11-28",
    oracle="Steigung und Test wie statsmodels (Quasi-Poisson); in einzelnen erfundenen Reihen höchstens 7 von 100 Fehlalarmen, auch wenn 90 von 100 Kindern bleiben; in ganzen erfundenen Landkreisen bei 3 bis 4 von 100 Reihen der Neuzugänge, in einem einzelnen bis zu 13, weil seine Reihen dieselben Kinder zählen.",
    sql="log(erwartete Kinder) = log(Kinderzahl) + a + b · Jahr (+ Sprung am Reihenbruch); Wert = exp(b) − 1",
    lattice=("quantity", "area", "age_band", "offer_group"),
    uses=(
        "period_from",
        "period_to",
        "reason",
        "reason_offers",
        "estimated_people",
        "break_year",
        "value_from",
        "value_to",
        "value_from_before",
        "value_to_before",
    ),
    derive=derive,
    of_counted=True,
    after=("annual_reach", "entries"),
)
