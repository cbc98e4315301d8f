"""Where did fewer children use an offer than children of their age do in the whole district?"""

import numpy as np
import polars as pl
from scipy.special import ndtr, ndtri

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.intervals import ROUNDING_VARIANCE
from measures.engine.methods.multiple import discovery_threshold
from measures.engine.methods.pooled import pooled
from measures.engine.methods.standardise import (
    CELL,
    EXACT_BELOW,
    expected,
    parts_of_all,
    poisson_interval,
    shrunk_ratio,
    weighted_median,
)
from store.german import number

LEAST_EXPECTED = 10  # fewer: too small for a verdict
LEAST_GAP = 0.10  # a firm gap is at least a tenth of what is usual
MEDIAN_OF = 5  # the usual ratio is that of the median area; with fewer areas, that of the district
POWER = 0.8
SCREEN = ["year", "level"]  # everything that is tested together
SINGLE = pl.col("years") == 1
ITEM = pl.when(SINGLE).then(pl.lit("")).otherwise(pl.format("pooled:{}", "span")).alias("item")
COUNTED, EXPECTED = (
    (pl.col(column) / pl.col("years")).round().cast(pl.Int64).alias(name)
    for column, name in (("counted", "numerator"), ("expected", "denominator"))
)
UNIT = pl.when(SINGLE).then(pl.lit("Kinder")).otherwise(pl.lit("Kinder im Jahr")).alias("unit")
NO_VALUE = "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."
NO_PEOPLE = "Die Kinderzahl nach Alter fehlt; ohne sie lässt sich nichts erwarten."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Three rows for every area below the district, year and offer group: item "" in children, "ratio" and "shrunk".

    "": value = expected − counted (above 0: fewer than expected), low/high its 95 % interval, label and note the verdict.
    "ratio": counted / expected with interval. "shrunk": the same drawn towards all areas of its kind, for small areas.
    Two more for the last comparable years together (engine/methods/pooled.py), year = the last of them: "pooled:2021-2025", all
    in children a year (means of the years), with a verdict of its own; "ratio:2021-2025" from the sums of the years.
    """
    yearly = _yearly(figures, around)
    single = {"span": pl.lit(""), "years": pl.lit(1), "spread": pl.lit(1.0)}
    parts = []
    for cells in (yearly.with_columns(**single), pooled(yearly, figures, around)):
        ok = pl.col("state") == "ok"
        judged = verdicts(cells.filter(ok))
        parts += [_in_children(judged), *_ratios(judged), _untold(cells.filter(~ok))]
    return pl.concat(parts, how="diagonal_relaxed").with_columns(
        pl.lit("all").alias("age_band"), pl.lit("all").alias("sex")
    )


def _yearly(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """CELL, level, counted, people, expected, state, note: every cell below the district."""
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
        .with_columns(_state().alias("state"), _note().alias("note"))
        .rename({"numerator": "counted", "denominator": "people"})
        .select(*CELL, "level", "counted", "people", "expected", "state", "note")
    )


def _state() -> pl.Expr:
    """Nothing is said of a range, here or in the district, nor without the children by age; rates only where reach has one."""
    told = pl.col("state") == "ok"
    as_range = pl.col("numerator").is_null() | pl.col("of_district").is_null()
    state = pl.when(~told).then("state").when(as_range).then(pl.lit("not_applicable"))
    return (
        state.when(pl.col("expected").is_null())
        .then(pl.lit("no_data"))
        .when(pl.col("value").is_null())
        .then(pl.lit("protected"))
        .otherwise(pl.lit("ok"))
    )


def _note() -> pl.Expr:
    as_range = pl.col("numerator").is_null() | pl.col("of_district").is_null()
    note = pl.when(pl.col("state") != "ok").then("note").when(as_range).then(pl.lit(NO_VALUE))
    return note.when(pl.col("expected").is_null()).then(pl.lit(NO_PEOPLE)).otherwise("note")


def verdicts(cells: pl.DataFrame) -> pl.DataFrame:
    """Which gaps are more than chance? SCREEN, offer_group, counted, people, expected, years, spread → the same with p, label, note.

    Tested are all cells of a screen with at least 10 expected, two-sided, against the usual ratio: the population-weighted
    median of the areas, so that a few areas far below do not make all others look above. The count scatters like a
    binomial one, `spread` times as much, and by the rounding of each of its years. firm: a discovery (engine/methods/multiple.py), below the district and at least 10 % below
    the usual. unsure: below, but not firm. too_small: expected below 10. "": as many as expected, or more.
    """
    judged = (
        cells.with_columns((_usual_ratio(cells) * pl.col("expected")).alias("usual"))
        .with_columns(
            (
                pl.col("spread") * pl.col("usual") * (1 - pl.col("usual") / pl.col("people")).clip(lower_bound=0)
                + ROUNDING_VARIANCE * pl.col("years")
            )
            .sqrt()
            .alias("scatter")
        )
        .with_columns(_p_value().alias("p"))
    )
    judged = judged.with_columns(discovery_threshold(judged, SCREEN).alias("threshold"))
    fewer = pl.col("counted") < pl.col("expected")
    firm = fewer & (pl.col("p") <= pl.col("threshold")) & (pl.col("counted") <= (1 - LEAST_GAP) * pl.col("usual"))
    label = pl.when(pl.col("expected") < LEAST_EXPECTED).then(pl.lit("too_small")).when(firm).then(pl.lit("firm"))
    judged = judged.with_columns(label.when(fewer).then(pl.lit("unsure")).otherwise(pl.lit("")).alias("label"))
    unsure = pl.col("label") == "unsure"
    return judged.with_columns(
        pl.when(unsure)
        .then(pl.concat_str("note", _visible(judged), separator=" ").str.strip_chars())
        .otherwise("note")
        .alias("note")
    )


def _usual_ratio(cells: pl.DataFrame) -> pl.Series:
    """Per screen and offer group; 1 where too few areas are shown."""
    group = [*SCREEN, "offer_group"]
    ratio = pl.struct(pl.col("counted") / pl.col("expected"), pl.col("people").cast(pl.Float64).alias("weight"))
    median = lambda rows: (
        weighted_median(rows.struct[0].to_numpy(), rows.struct[1].to_numpy()) if len(rows) >= MEDIAN_OF else 1.0
    )
    usual = (
        cells.filter(pl.col("expected") >= LEAST_EXPECTED)
        .group_by(group)
        .agg(ratio.map_batches(median, return_dtype=pl.Float64, returns_scalar=True).alias("usual_ratio"))
    )
    return cells.select(group).join(usual, on=group, how="left", maintain_order="left")["usual_ratio"].fill_null(1.0)


def _p_value() -> pl.Expr:
    distance = ((pl.col("counted") - pl.col("usual")) / pl.col("scatter")).abs()
    p = distance.map_batches(lambda z: pl.Series(2 * ndtr(-z.to_numpy())), return_dtype=pl.Float64)
    return pl.when(pl.col("expected") >= LEAST_EXPECTED).then(p)


def _visible(judged: pl.DataFrame) -> pl.Series:
    """How large would a difference have to be to be found here in eight of ten cases?"""
    needed = (ndtri(POWER) - ndtri(judged["threshold"].to_numpy() / 2)) * judged["scatter"].to_numpy()
    usual, years = judged["usual"].to_numpy(), judged["years"].to_numpy()
    needed = np.maximum(needed, LEAST_GAP * usual)
    return pl.Series(
        [
            f"Zuverlässig zu sehen wäre hier erst ein Unterschied von rund {number(n / y)} Kindern"
            f"{' im Jahr' if y > 1 else ''} ({number(100 * n / u)} von 100)."
            if n < u
            else "Hier leben zu wenige Kinder, als dass ein Unterschied zuverlässig zu sehen wäre."
            for n, u, y in zip(needed, usual, years, strict=True)
        ],
        dtype=pl.String,
    )


def _interval(judged: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Of the count; a sum over years is as certain as the smaller count of children who come in one year only."""
    spread = judged["spread"].to_numpy()
    rounding = ROUNDING_VARIANCE * judged["years"].to_numpy() / spread**2
    low, high = poisson_interval(judged["counted"].to_numpy() / spread, extra_variance=rounding)
    return pl.Series(low * spread, dtype=pl.Float64), pl.Series(high * spread, dtype=pl.Float64)


def _in_children(judged: pl.DataFrame) -> pl.DataFrame:
    low, high = _interval(judged)
    a_year = lambda counted: (pl.col("expected") - counted) / pl.col("years")
    return judged.select(
        *CELL,
        ITEM,
        UNIT,
        COUNTED,
        EXPECTED,
        a_year(pl.col("counted")).alias("value"),
        a_year(high).alias("low"),
        a_year(low).alias("high"),
        _kind().alias("interval"),
        "label",
        "state",
        "note",
    )


def _kind() -> pl.Expr:
    return pl.when(pl.col("counted") / pl.col("spread") < EXACT_BELOW).then(pl.lit("exact")).otherwise(pl.lit("byar"))


def _ratios(judged: pl.DataFrame) -> list[pl.DataFrame]:
    """Only from 10 expected on: below, a ratio says nothing."""
    rows = judged.filter(pl.col("expected") >= LEAST_EXPECTED)
    low, high = _interval(rows)
    shrunk = pl.struct(pl.col("counted").cast(pl.Float64), "expected").map_batches(
        lambda cells: pl.Series(shrunk_ratio(cells.struct["counted"].to_numpy(), cells.struct["expected"].to_numpy())),
        return_dtype=pl.Float64,
    )
    counts = [
        *CELL,
        pl.lit("Verhältnis").alias("unit"),
        COUNTED,
        EXPECTED,
        "state",
    ]
    return [
        rows.select(
            *counts,
            pl.when(SINGLE).then(pl.lit("ratio")).otherwise(pl.format("ratio:{}", "span")).alias("item"),
            (pl.col("counted") / pl.col("expected")).alias("value"),
            (low / pl.col("expected")).alias("low"),
            (high / pl.col("expected")).alias("high"),
            _kind().alias("interval"),
        ),
        rows.filter(SINGLE).select(
            *counts, pl.lit("shrunk").alias("item"), shrunk.over(*SCREEN, "offer_group").alias("value")
        ),
    ]


def _untold(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.select(*CELL, ITEM, UNIT, "state", "note")


def to_target(counted: float, people: int, target: float) -> tuple[float, float, float]:
    """How many more children would have to use it, so that `target` (0..1) of all do? Value and 95 % range, never below 0."""
    low, high = poisson_interval(np.array([counted]), extra_variance=ROUNDING_VARIANCE)
    return tuple(max(0.0, float(target * people - n)) for n in (counted, high[0], low[0]))


MEASURE = Measure(
    name="gap",
    version="1",
    label="Abstand zum Kreisdurchschnitt",
    question="Wo nutzen weniger Kinder unsere Angebote als zu erwarten?",
    unit="Kinder",
    numerator="Kinder der Gemeinde, die im Jahr mindestens ein Angebot der Gruppe genutzt haben (Reichweite im Jahr, geschützt).",
    denominator="Zu erwartende Kinder, auf ganze gerundet: Kinder der Gemeinde in jeder Altersgruppe mal Anteil dieser Altersgruppe im Landkreis. "
    "Der Wert ist erwartete minus gezählte Kinder: über 0 weniger als zu erwarten, unter 0 mehr. "
    "Mehrere Jahre zusammen („pooled:2021-2025“) stehen als Jahresmittel.",
    ages="Unter 18, nach Altersgruppen des Profils verglichen. Nicht nach Geschlecht: unterhalb des Landkreises wird es nicht veröffentlicht.",
    scope="Nur Angebotsgruppen, deren Nutzung am Wohnort und als eine Zahl bekannt ist; keine Spannen, keine am Ort der Einrichtung gezählten Angebote.",
    polarity="ohne Wertung",
    caveats="Weniger Nutzung kann weniger Bedarf, Angebote anderer Träger oder eine Einrichtung im Nachbarort bedeuten. "
    "Belastbar heißt: zweiseitig gegen den bevölkerungsgewichteten Median geprüft, höchstens 10 von 100 solcher Hinweise sind Zufall, "
    "und der Abstand beträgt mindestens ein Zehntel. Die Prüfung kennt Zufall und Rundung, aber keine Ballung, etwa von Geschwistern. "
    "Mehrere Jahre zusammen: höchstens fünf, nie über einen Reihenbruch der Gruppe; der Wechsel der Zensusbasis trennt nicht, weil jedes Jahr "
    "nur mit dem Landkreis desselben Jahres verglichen wird. Kinder, die in mehreren Jahren kommen, machen die Summe unsicherer: gerechnet mit dem "
    "Anteil der Nutzenden des letzten Jahres, die schon früher da waren; ohne Schlüssel mit der Ähnlichkeit der Jahre untereinander.",
    source="Indirekte Standardisierung; Intervall nach Byar, unter 10 exakt (Breslow, Day 1987), mit Rundungsvarianz 4; Mehrfachprüfung nach "
    "Benjamini, Hochberg 1995; geglättetes Verhältnis nach Marshall 1991. Mehrere Jahre: Varianz der Summe mal 1 + 2 Σ (1 − d/Jahre) · Anteil^d (d = 1, 2 …).",
    reviewed_on="2026-11-22",
    oracle="Byar 65: 50,16 bis 82,85; 300 erfundene Übersichten mit bekannten Abständen; Summe über die Altersgruppen von Hand.",
    sql="erwartet = Σ Alter (Kinder der Gemeinde × Nutzende des Landkreises / Kinder des Landkreises); Wert = erwartet − gezählt; "
    "pooled = Mittel der Jahre; ratio = gezählt / erwartet; shrunk = (gezählt + a) / (erwartet + b)",
    lattice=("year", "area", "offer_group", "item"),
    derive=derive,
    after=("annual_reach", "first_contact"),
)
