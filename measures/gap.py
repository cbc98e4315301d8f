"""Where did fewer children use an offer than children of their age do in the whole district?"""

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.multiple import discovery_threshold
from measures.engine.methods.pooled import SAID, pooled
from measures.engine.methods.standardise import (
    CELL,
    EXACT_BELOW,
    expected,
    parts_of_all,
    poisson_interval,
    shrunk_ratio,
    weighted_median,
)
from measures.engine.protect import Rounded
from store.german import number

LEAST_GAP = 0.10  # a firm gap is at least a tenth of what is usual
MEDIAN_OF = 5  # the usual ratio is that of the median area; with fewer areas, that of the district
POWER = 0.8
SCREEN = ["year", "level"]  # everything that is tested together
SINGLE = pl.col("years") == 1
PERIOD = ["period_from", "period_to"]
COUNTED, EXPECTED = (
    (pl.col(column) / pl.col("years")).round().cast(pl.Int64).alias(name)
    for column, name in (("counted", "numerator"), ("expected", "denominator"))
)
UNIT = pl.when(SINGLE).then(pl.lit("Kinder")).otherwise(pl.lit("Kinder im Jahr")).alias("unit")
UNTOLD = pl.col("state") != "ok"
AS_RANGE = pl.col("numerator").is_null() | pl.col("of_district").is_null()
NOBODY = pl.col("expected").is_null()
NO_VALUE = "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."
NO_PEOPLE = "Die Kinderzahl nach Alter fehlt; ohne sie lässt sich nichts erwarten."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Three rows for every area below the district, year and offer group: in children, ratio and shrunk (quantity).

    In children: value = expected − counted (above 0: fewer than expected), low/high its 95 % interval, label and note the verdict.
    ratio: counted / expected with interval. shrunk: the same drawn towards all areas of its kind, for small areas.
    Two more for the last comparable years together (engine/methods/pooled.py), with their period, year = the last of them: all
    in children a year (means of the years), with a verdict of its own; ratio from the sums of the years.
    """
    yearly = _yearly(figures, around)
    no_year = pl.lit(None, pl.Int16)
    single = {
        "years": pl.lit(1),
        "spread": pl.lit(1.0),
        "period_from": no_year,
        "period_to": no_year,
        "break_year": no_year,
    }
    parts = []
    for cells in (yearly.with_columns(**single), pooled(yearly, figures, around)):
        ok = pl.col("state") == "ok"
        judged = verdicts(cells.filter(ok), around)
        parts += [_in_children(judged, around), *_ratios(judged, around), _untold(cells.filter(~ok))]
    return pl.concat(parts, how="diagonal_relaxed").with_columns(
        pl.lit("all").alias("age_band"), pl.lit("all").alias("sex")
    )


def _yearly(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """CELL, level, counted, people, expected, state, SAID: every cell below the district."""
    reach = figures.filter((pl.col("measure") == "annual_reach") & (pl.col("sex") == "all"))
    parts = parts_of_all(around.age_bands)
    of_district = reach.filter((pl.col("area") == around.district) & (pl.col("age_band") == "all"))
    return (
        reach.filter((pl.col("area") != around.district) & (pl.col("age_band") == "all"))
        .join(around.areas.select("area", "level"), on="area")
        .join(expected(reach, around.district, parts), on=CELL, how="left", maintain_order="left")
        .join(
            of_district.select("year", "offer_group", pl.col("numerator").alias("of_district")),
            on=["year", "offer_group"],
            how="left",
        )
        .with_columns(_state().alias("state"), *_reason(), _note().alias("note"))
        .rename({"numerator": "counted", "denominator": "people"})
        .select(*CELL, "level", "counted", "people", "expected", "state", *SAID)
    )


def _state() -> pl.Expr:
    """Nothing is said of a range, here or in the district, nor without the children by age; rates only where reach has one."""
    state = (
        pl.when(UNTOLD).then("state").when(AS_RANGE).then(pl.lit("not_applicable")).when(NOBODY).then(pl.lit("no_data"))
    )
    return state.when(pl.col("value").is_null()).then(pl.lit("protected")).otherwise(pl.lit("ok"))


def _note() -> pl.Expr:
    return (
        pl.when(UNTOLD)
        .then("note")
        .when(AS_RANGE)
        .then(pl.lit(NO_VALUE))
        .when(NOBODY)
        .then(pl.lit(NO_PEOPLE))
        .otherwise("note")
    )


def _reason() -> list[pl.Expr]:
    """As the note says: what reach has to say, or why nothing can be compared."""
    reason = (
        pl.when(UNTOLD).then("reason").when(AS_RANGE).then(pl.lit("range_only")).when(NOBODY).then(pl.lit("no_people"))
    )
    of_reach = UNTOLD | ~(AS_RANGE | NOBODY)
    return [
        reason.otherwise("reason").alias("reason"),
        *[pl.when(of_reach).then(name).alias(name) for name in ("reason_offers", "estimated_people")],
    ]


def verdicts(cells: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    """Which gaps are more than chance? SCREEN, offer_group, counted, people, expected, years, spread → the same with p, label, note,
    detectable (None: no difference would be) and detectable_of_100.

    Tested are all cells of a screen with enough expected, two-sided, against the usual ratio: the population-weighted
    median of the areas, so that a few areas far below do not make all others look above. The count scatters like a
    binomial one, `spread` times as much, and by the rounding of each of its years. firm: a discovery (engine/methods/multiple.py), below the district and at least 10 % below
    the usual. unsure: below, but not firm. too_small: too few expected. "": as many as expected, or more.
    """
    judged = (
        cells.with_columns((_usual_ratio(cells, around.few) * pl.col("expected")).alias("usual"))
        .with_columns(
            (
                pl.col("spread") * pl.col("usual") * (1 - pl.col("usual") / pl.col("people")).clip(lower_bound=0)
                + around.variance * pl.col("years")
            )
            .sqrt()
            .alias("scatter")
        )
        .with_columns(_p_value(around.few).alias("p"))
    )
    judged = judged.with_columns(discovery_threshold(judged, SCREEN).alias("threshold"))
    fewer = pl.col("counted") < pl.col("expected")
    firm = fewer & (pl.col("p") <= pl.col("threshold")) & (pl.col("counted") <= (1 - LEAST_GAP) * pl.col("usual"))
    label = pl.when(pl.col("expected") < around.few).then(pl.lit("too_small")).when(firm).then(pl.lit("firm"))
    judged = judged.with_columns(label.when(fewer).then(pl.lit("unsure")).otherwise(pl.lit("")).alias("label"))
    judged = judged.with_columns(_detectable(judged))
    unsure, found = pl.col("label") == "unsure", pl.col("detectable").is_not_null()
    return judged.with_columns(
        pl.when(unsure)
        .then(pl.concat_str("note", pl.Series(_visible(judged), dtype=pl.String), separator=" ").str.strip_chars())
        .otherwise("note")
        .alias("note"),
        *[pl.when(unsure & found).then(name).alias(name) for name in ("detectable", "detectable_of_100")],
    )


def _usual_ratio(cells: pl.DataFrame, least: int) -> pl.Series:
    """Per screen and offer group; 1 where too few areas are shown."""
    group = [*SCREEN, "offer_group"]
    ratio = pl.struct(pl.col("counted") / pl.col("expected"), pl.col("people").cast(pl.Float64).alias("weight"))
    median = lambda rows: (
        weighted_median(rows.struct[0].to_numpy(), rows.struct[1].to_numpy()) if len(rows) >= MEDIAN_OF else 1.0
    )
    usual = (
        cells.filter(pl.col("expected") >= least)
        .group_by(group)
        .agg(ratio.map_batches(median, return_dtype=pl.Float64, returns_scalar=True).alias("usual_ratio"))
    )
    return cells.select(group).join(usual, on=group, how="left", maintain_order="left")["usual_ratio"].fill_null(1.0)


def _p_value(least: int) -> pl.Expr:
    distance = ((pl.col("counted") - pl.col("usual")) / pl.col("scatter")).abs()
    p = distance.map_batches(lambda z: pl.Series(2 * ndtr(-z.to_numpy())), return_dtype=pl.Float64)
    return pl.when(pl.col("expected") >= least).then(p)


def _detectable(judged: pl.DataFrame) -> list[pl.Series]:
    """How large would a difference have to be to be found here in eight of ten cases? Children a year, and of 100."""
    needed = (ndtri(POWER) - ndtri(judged["threshold"].to_numpy() / 2)) * judged["scatter"].to_numpy()
    usual, years = judged["usual"].to_numpy(), judged["years"].to_numpy()
    needed = np.maximum(needed, LEAST_GAP * usual)
    found = [(round(n / y), round(100 * n / u)) if n < u else (None, None) for n, u, y in zip(needed, usual, years)]
    return [
        pl.Series("detectable", [children for children, _ in found], dtype=pl.Int64),
        pl.Series("detectable_of_100", [of_100 for _, of_100 in found], dtype=pl.Int16),
    ]


def _visible(judged: pl.DataFrame) -> list[str]:
    return [
        f"Zuverlässig zu sehen wäre hier erst ein Unterschied von rund {number(children)} Kindern"
        f"{' im Jahr' if years > 1 else ''} ({of_100} von 100)."
        if children is not None
        else "Hier leben zu wenige Kinder, als dass ein Unterschied zuverlässig zu sehen wäre."
        for children, of_100, years in judged.select("detectable", "detectable_of_100", "years").iter_rows()
    ]


def _interval(judged: pl.DataFrame, variance: float) -> tuple[pl.Series, pl.Series]:
    """Of the count; a sum over years is as certain as the smaller count of children who come in one year only."""
    spread = judged["spread"].to_numpy()
    rounding = variance * judged["years"].to_numpy() / spread**2
    low, high = poisson_interval(judged["counted"].to_numpy() / spread, extra_variance=rounding)
    return pl.Series(low * spread, dtype=pl.Float64), pl.Series(high * spread, dtype=pl.Float64)


def _in_children(judged: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    low, high = _interval(judged, around.variance)
    a_year = lambda counted: (pl.col("expected") - counted) / pl.col("years")
    return judged.select(
        *CELL,
        *PERIOD,
        UNIT,
        COUNTED,
        EXPECTED,
        a_year(pl.col("counted")).alias("value"),
        a_year(high).alias("low"),
        a_year(low).alias("high"),
        _kind().alias("interval"),
        "label",
        "state",
        *("break_year", "detectable", "detectable_of_100"),
        *SAID,
    )


def _kind() -> pl.Expr:
    return pl.when(pl.col("counted") / pl.col("spread") < EXACT_BELOW).then(pl.lit("exact")).otherwise(pl.lit("byar"))


def _ratios(judged: pl.DataFrame, around: Rounded) -> list[pl.DataFrame]:
    """Only where enough are expected: below, a ratio says nothing."""
    rows = judged.filter(pl.col("expected") >= around.few)
    low, high = _interval(rows, around.variance)
    believable = lambda cells: shrunk_ratio(
        cells.struct["counted"].to_numpy(), cells.struct["expected"].to_numpy(), variance=around.variance
    )
    shrunk = pl.struct(pl.col("counted").cast(pl.Float64), "expected").map_batches(
        lambda cells: pl.Series(believable(cells)), return_dtype=pl.Float64
    )
    counts = [
        *CELL,
        *PERIOD,
        pl.lit("Verhältnis").alias("unit"),
        COUNTED,
        EXPECTED,
        "state",
    ]
    return [
        rows.select(
            *counts,
            pl.lit("ratio").alias("quantity"),
            (pl.col("counted") / pl.col("expected")).alias("value"),
            (low / pl.col("expected")).alias("low"),
            (high / pl.col("expected")).alias("high"),
            _kind().alias("interval"),
        ),
        rows.filter(SINGLE).select(
            *counts, pl.lit("shrunk").alias("quantity"), shrunk.over(*SCREEN, "offer_group").alias("value")
        ),
    ]


def _untold(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.select(*CELL, *PERIOD, UNIT, "state", *SAID)


def to_target(counted: float, people: int, target: float, *, variance: float) -> tuple[float, float, float]:
    """How many more children would have to use it, so that `target` (0..1) of all do? Value and 95 % range, never below 0."""
    low, high = poisson_interval(np.array([counted]), extra_variance=variance)
    return tuple(max(0.0, float(target * people - n)) for n in (counted, high[0], low[0]))


MEASURE = Measure(
    name="gap",
    label="Abstand zum Kreisdurchschnitt",
    question="Wo nutzen weniger Kinder unsere Angebote als zu erwarten?",
    unit="Kinder",
    numerator="Kinder der Gemeinde, die im Jahr mindestens ein Angebot der Gruppe genutzt haben (Reichweite im Jahr, geschützt).",
    denominator="Zu erwartende Kinder, auf ganze gerundet: Kinder der Gemeinde in jeder Altersgruppe mal Anteil dieser Altersgruppe im Landkreis. "
    "Der Wert ist erwartete minus gezählte Kinder: über 0 weniger als zu erwarten, unter 0 mehr. "
    "Mehrere Jahre zusammen („pooled:2021-2025“) stehen als Jahresmittel.",
    ages="Unter 18, nach Altersgruppen des Profils verglichen. Nicht nach Geschlecht: unterhalb des Landkreises wird es nicht veröffentlicht.",
    scope="Nur Angebotsgruppen, deren Nutzung am Wohnort und als eine Zahl bekannt ist; keine Spannen, keine am Ort der Einrichtung gezählten Angebote.",
    caveats="Weniger Nutzung kann weniger Bedarf, Angebote anderer Träger oder eine Einrichtung im Nachbarort bedeuten. "
    "Belastbar heißt: zweiseitig gegen den bevölkerungsgewichteten Median geprüft, höchstens 10 von 100 solcher Hinweise sind Zufall, "
    "und der Abstand beträgt mindestens ein Zehntel. Die Prüfung kennt Zufall und Rundung, aber keine Ballung, etwa von Geschwistern. "
    "Mehrere Jahre zusammen: höchstens fünf, nie über einen Reihenbruch der Gruppe; der Wechsel der Zensusbasis trennt nicht, weil jedes Jahr "
    "nur mit dem Landkreis desselben Jahres verglichen wird. Kinder, die in mehreren Jahren kommen, machen die Summe unsicherer: gerechnet mit dem "
    "Anteil der Nutzenden des letzten Jahres, die schon früher da waren; ohne Schlüssel mit der Ähnlichkeit der Jahre untereinander.",
    source="Indirekte Standardisierung; Intervall nach Byar, unter 10 exakt (Breslow, Day 1987), mit Rundungsvarianz {variance}; Mehrfachprüfung nach "
    "Benjamini, Hochberg 1995; geglättetes Verhältnis nach Marshall 1991. Mehrere Jahre: Varianz der Summe mal 1 + 2 Σ (1 − d/Jahre) · Anteil^d (d = 1, 2 …).",
    reviewed_on="2026-11-22",
    oracle="Byar 65: 50,16 bis 82,85; 300 erfundene Übersichten mit bekannten Abständen; Summe über die Altersgruppen von Hand.",
    sql="erwartet = Σ Alter (Kinder der Gemeinde × Nutzende des Landkreises / Kinder des Landkreises); Wert = erwartet − gezählt; "
    "pooled = Mittel der Jahre; ratio = gezählt / erwartet; shrunk = (gezählt + a) / (erwartet + b)",
    lattice=("year", "period_from", "period_to", "area", "offer_group", "quantity"),
    uses=("reason", "reason_offers", "estimated_people", "break_year", "detectable", "detectable_of_100"),
    derive=derive,
    after=("annual_reach", "first_contact"),
)
