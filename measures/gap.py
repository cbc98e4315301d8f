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
from measures.engine.told import first_case
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
KIND = pl.when(pl.col("counted") / pl.col("spread") < EXACT_BELOW).then(pl.lit("exact")).otherwise(pl.lit("byar"))
KIND = KIND.alias("interval")
DETECTABLE = ("detectable", "detectable_of_100")
UNIT = pl.when(SINGLE).then(pl.lit("Kinder")).otherwise(pl.lit("Kinder im Jahr")).alias("unit")
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
    single = dict.fromkeys((*PERIOD, "break_year"), pl.lit(None, pl.Int16))
    single |= {"years": pl.lit(1), "spread": pl.lit(1.0)}
    parts = []
    for cells in (yearly.with_columns(**single), pooled(yearly, figures, around)):
        ok = pl.col("state") == "ok"
        judged = verdicts(cells.filter(ok), around)
        parts += [_in_children(judged, around), *_ratios(judged, around)]
        parts.append(cells.filter(~ok).select(*CELL, *PERIOD, UNIT, "state", *SAID))
    return pl.concat(parts, how="diagonal_relaxed")


def _yearly(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """CELL, level, counted, people, expected, state, SAID: every cell below the district."""
    reach, district = figures.filter(measure="annual_reach", sex="all"), around.district
    in_district = reach.filter(area=district, age_band="all")
    return (
        reach.filter(pl.col("area") != district, age_band="all")
        .join(around.areas.select("area", "level"), on="area")
        .join(expected(reach, district, parts_of_all(around.age_bands)), on=CELL, how="left", maintain_order="left")
        .join(in_district.select(*CELL[1:], of_district="numerator"), on=CELL[1:], how="left")
        .with_columns(**_state_and_said())
        .select(*CELL, "level", "expected", "state", *SAID, counted="numerator", people="denominator")
    )


def _state_and_said() -> dict[str, pl.Expr]:
    """Nothing is said of a range, here or in the district, nor without the children by age; rates only where reach has one."""
    of_reach = {name: pl.col(name) for name in SAID}
    as_range = pl.col("numerator").is_null() | pl.col("of_district").is_null()
    return first_case(
        (pl.col("state") != "ok", of_reach | {"state": pl.col("state")}),
        (as_range, {"state": "not_applicable", "reason": "range_only", "note": NO_VALUE}),
        (pl.col("expected").is_null(), {"state": "no_data", "reason": "no_people", "note": NO_PEOPLE}),
        (pl.col("value").is_null(), of_reach | {"state": "protected"}),
        (True, of_reach | {"state": "ok"}),
    )


def verdicts(cells: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    """Which gaps are more than chance? SCREEN, offer_group, counted, people, expected, years, spread → the same with p, label, note,
    detectable (None: no difference would be) and detectable_of_100.

    Tested are all cells of a screen with enough expected, two-sided, against the usual ratio: the population-weighted
    median of the areas, so that a few areas far below do not make all others look above. The count scatters like a
    binomial one, `spread` times as much, and by the rounding of each of its years. firm: a discovery (engine/methods/multiple.py), below the district and at least 10 % below
    the usual. unsure: below, but not firm. too_small: too few expected. "": as many as expected, or more.
    """
    binomial = pl.col("usual") * (1 - pl.col("usual") / pl.col("people")).clip(lower_bound=0)
    judged = (
        cells.with_columns(usual=_usual_ratio(cells, around.few) * pl.col("expected"))
        .with_columns(scatter=(pl.col("spread") * binomial + around.variance * pl.col("years")).sqrt())
        .with_columns(p=_p_value(around.few))
    )
    judged = judged.with_columns(threshold=discovery_threshold(judged, SCREEN))
    fewer = pl.col("counted") < pl.col("expected")
    firm = fewer & (pl.col("p") <= pl.col("threshold")) & (pl.col("counted") <= (1 - LEAST_GAP) * pl.col("usual"))
    label = pl.when(pl.col("expected") < around.few).then(pl.lit("too_small")).when(firm).then(pl.lit("firm"))
    judged = judged.with_columns(label.when(fewer).then(pl.lit("unsure")).otherwise(pl.lit("")).alias("label"))
    judged = judged.with_columns(_detectable(judged))
    unsure = pl.col("label") == "unsure"
    beside = pl.concat_str("note", pl.Series(_visible(judged), dtype=pl.String), separator=" ").str.strip_chars()
    return judged.with_columns(
        pl.when(unsure).then(beside).otherwise("note").alias("note"),
        *[pl.when(unsure).then(name).alias(name) for name in DETECTABLE],
    )


def _usual_ratio(cells: pl.DataFrame, least: int) -> pl.Series:
    """Per screen and offer group; 1 where too few areas are shown."""
    group = [*SCREEN, "offer_group"]
    ratio = pl.struct(pl.col("counted") / pl.col("expected"), pl.col("people").cast(pl.Float64).alias("weight"))

    def median(rows: pl.Series) -> float:
        values, weights = (rows.struct[at].to_numpy() for at in (0, 1))
        return weighted_median(values, weights) if len(rows) >= MEDIAN_OF else 1.0

    of_median = ratio.map_batches(median, return_dtype=pl.Float64, returns_scalar=True)
    usual = cells.filter(pl.col("expected") >= least).group_by(group).agg(of_median.alias("usual_ratio"))
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
    return pl.DataFrame(found, schema=dict(zip(DETECTABLE, (pl.Int64, pl.Int16))), orient="row").get_columns()


def _visible(judged: pl.DataFrame) -> list[str]:
    return [
        f"Zuverlässig zu sehen wäre hier erst ein Unterschied von rund {number(children)} Kindern"
        f"{' im Jahr' if years > 1 else ''} ({of_100} von 100)."
        if children is not None
        else "Hier leben zu wenige Kinder, als dass ein Unterschied zuverlässig zu sehen wäre."
        for children, of_100, years in judged.select(*DETECTABLE, "years").iter_rows()
    ]


def _interval(judged: pl.DataFrame, variance: float) -> tuple[pl.Series, pl.Series]:
    """Of the count; a sum over years is as certain as the smaller count of children who come in one year only."""
    spread = judged["spread"].to_numpy()
    rounding = variance * judged["years"].to_numpy() / spread**2
    low, high = poisson_interval(judged["counted"].to_numpy() / spread, extra_variance=rounding)
    return pl.Series(low * spread, dtype=pl.Float64), pl.Series(high * spread, dtype=pl.Float64)


def _in_children(judged: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    low, high = _interval(judged, around.variance)
    found = {"value": judged["counted"], "low": high, "high": low}
    a_year = {name: (judged["expected"] - counted) / judged["years"] for name, counted in found.items()}
    facts = ("label", "state", "break_year", *DETECTABLE, *SAID)
    return judged.select(*CELL, *PERIOD, UNIT, COUNTED, EXPECTED, KIND, *facts, **a_year)


def _ratios(judged: pl.DataFrame, around: Rounded) -> list[pl.DataFrame]:
    """Only where enough are expected: below, a ratio says nothing."""
    rows = judged.filter(pl.col("expected") >= around.few)
    low, high = _interval(rows, around.variance)

    def believable(cells: pl.Series) -> pl.Series:
        counted, usual = (cells.struct[name].to_numpy() for name in ("counted", "expected"))
        return pl.Series(shrunk_ratio(counted, usual, variance=around.variance))

    shrunk = pl.struct(pl.col("counted").cast(pl.Float64), "expected").map_batches(believable, return_dtype=pl.Float64)
    counts = [pl.col(*CELL, *PERIOD, "state"), COUNTED, EXPECTED, pl.lit("Verhältnis").alias("unit")]
    ratio, edges = rows["counted"] / rows["expected"], {"low": low / rows["expected"], "high": high / rows["expected"]}
    return [
        rows.select(*counts, KIND, quantity=pl.lit("ratio"), value=ratio, **edges),
        rows.filter(SINGLE).select(*counts, quantity=pl.lit("shrunk"), value=shrunk.over(*SCREEN, "offer_group")),
    ]


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
