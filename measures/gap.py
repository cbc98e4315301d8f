"""Where did fewer children use an offer than children of their age do in the whole district?"""

import numpy as np
import polars as pl
from scipy.special import ndtri, stdtr, stdtrit

from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.intervals import wilson
from measures.engine.methods.multiple import discovery_threshold
from measures.engine.methods.pooled import SAID, pooled
from measures.engine.methods.scatter import scatter_of
from measures.engine.methods.standardise import CELL, expected, parts_of_all, shrunk_ratio, weighted_median
from measures.engine.protect import Rounded
from measures.engine.told import first_case
from store.german import number

LEAST_GAP = 0.10  # worth a question, and firm, is a difference of at least a tenth
LEAST_CHILDREN = 5  # and of so many children a year, or of the step of the rounding
MEDIAN_OF = 5  # the usual ratio is that of the median area; with fewer areas, that of the district
POWER = 0.8
SCREEN = ["year", "level"]  # everything that is tested together
SINGLE = pl.col("years") == 1
PERIOD = ["period_from", "period_to"]
COUNTED, EXPECTED = (
    (pl.col(column) / pl.col("years")).round().cast(pl.Int64).alias(name)
    for column, name in (("counted", "numerator"), ("expected", "denominator"))
)
KIND = pl.lit("wilson").alias("interval")
DETECTABLE = ("detectable", "detectable_of_100")
SCATTER = ("family_factor", "place_spread")
FITTED = {"family_factor": pl.Float64(), "place_spread": pl.Float64(), "freedom": pl.Int64()}
UNIT = pl.when(SINGLE).then(pl.lit("Kinder")).otherwise(pl.lit("Kinder im Jahr")).alias("unit")
NO_VALUE = "Nur als Spanne bekannt; ein Vergleich mit dem Landkreis ist nicht möglich."
NO_PEOPLE = "Die Kinderzahl nach Alter fehlt; ohne sie lässt sich nichts erwarten."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Three rows for every area below the district, year and offer group: in children, ratio and shrunk (quantity).

    In children: value = expected − counted (above 0: fewer than expected, and never more than do not use it yet: so many more
    would reach the district's share), low/high its 95 % interval, label and note the verdict, family_factor and place_spread
    what it was judged with.
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
    """Which gaps are more than chance? SCREEN, offer_group, counted, people, expected, years, spread → the same with p, label,
    note, detectable and detectable_of_100 (None: no difference would be), family_factor, place_spread.

    Tested are all cells of a screen with enough expected, two-sided, against the usual ratio: the population-weighted
    median of the areas, so that a few areas far below do not make all others look above. How far cells of this screen lie
    from it where nothing is the matter is measured (engine/methods/scatter.py); chance is binomial, `spread` times as much.

    firm, more: a discovery (engine/methods/multiple.py), fewer or more than expected and a tenth or more from the usual.
    unsure: not discovered. All three are worth a question: a tenth of the expected and some children. usual: not worth one.
    too_small: too few expected.
    """
    judged = _tested(cells.with_columns(usual=_usual_ratio(cells, around.few) * pl.col("expected")), around)
    judged = judged.with_columns(threshold=discovery_threshold(judged, SCREEN))
    judged = judged.with_columns(_label(around)).with_columns(_detectable(judged))
    beside = pl.concat_str("note", pl.Series(_visible(judged), dtype=pl.String), separator=" ").str.strip_chars()
    return judged.with_columns(pl.when(pl.col("label") == "unsure").then(beside).otherwise("note").alias("note"))


def _tested(cells: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    """With chance and rounding (variances, children²), SCATTER of its screen, scatter (children) and p, null: not tested."""
    binomial = pl.col("usual") * (1 - pl.col("usual") / pl.col("people")).clip(lower_bound=0)
    tested = pl.col("expected") >= around.few
    cells = cells.with_columns(chance=pl.col("spread") * binomial, rounding=around.variance * pl.col("years"))
    cells = cells.join(_fitted(cells, around.few), on=SCREEN, how="left", maintain_order="left")
    true_spread = (pl.col("place_spread") * pl.col("usual")) ** 2
    scatter = (pl.col("family_factor") * pl.col("chance") + true_spread + pl.col("rounding")).sqrt()
    distance = ((pl.col("counted") - pl.col("usual")) / scatter).abs()
    p = pl.struct("freedom", distance.alias("distance")).map_batches(_two_sided, return_dtype=pl.Float64)
    return cells.with_columns(scatter=scatter, p=pl.when(tested).then(p))


def _two_sided(tested: pl.Series) -> pl.Series:
    """Student's t, because the scatter is measured, not known."""
    freedom, distance = (tested.struct[name].to_numpy() for name in ("freedom", "distance"))
    return pl.Series(2 * stdtr(freedom, -distance))


def _fitted(cells: pl.DataFrame, least: int) -> pl.DataFrame:
    """SCREEN → SCATTER, freedom, from the cells with at least so many expected."""
    rows = []
    for screen, all_of_it in cells.partition_by(SCREEN, as_dict=True).items():
        tested = all_of_it.filter(pl.col("expected") >= least)
        distance = (tested["counted"] - tested["usual"]).to_numpy()
        parts = (tested[name].cast(pl.Float64).to_numpy() for name in ("usual", "chance", "rounding"))
        found = scatter_of(distance, *parts, told_by=tested["offer_group"].n_unique())
        rows.append((*screen, found.families, found.spread, found.freedom))
    return pl.DataFrame(rows, schema={**{name: cells.schema[name] for name in SCREEN}, **FITTED}, orient="row")


def _label(around: Rounded) -> pl.Expr:
    """The verdict; which side of the expected it is on tells the value."""
    apart, from_usual = (pl.col(of) - pl.col("counted") for of in ("expected", "usual"))
    least = pl.max_horizontal(LEAST_GAP * pl.col("expected"), max(LEAST_CHILDREN, around.base) * pl.col("years"))
    found = (pl.col("p") <= pl.col("threshold")) & (apart * from_usual > 0)
    found &= from_usual.abs() >= LEAST_GAP * pl.col("usual")
    label = pl.when(pl.col("p").is_null()).then(pl.lit("too_small")).when(apart.abs() < least).then(pl.lit("usual"))
    label = label.when(found & (apart > 0)).then(pl.lit("firm")).when(found).then(pl.lit("more"))
    return label.otherwise(pl.lit("unsure")).alias("label")


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


def _detectable(judged: pl.DataFrame) -> list[pl.Series]:
    """How large would a difference have to be to be found here in eight of ten cases? Children a year, and of 100."""
    least = stdtrit(judged["freedom"].to_numpy(), judged["threshold"].to_numpy() / 2)
    needed = (ndtri(POWER) - least) * judged["scatter"].to_numpy()
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
    """Of the count, never above all children: it is as certain as the smaller count of single children who come in one year only."""
    times = (judged["spread"] * judged["family_factor"]).to_numpy()
    users, people, years = (judged[name].cast(pl.Float64).to_numpy() for name in ("counted", "people", "years"))
    edges = wilson(users / times, people / times, extra_variance=variance * years / times**2)
    low, high = (pl.Series(edge * people, dtype=pl.Float64) for edge in edges)
    return low, high


def _in_children(judged: pl.DataFrame, around: Rounded) -> pl.DataFrame:
    low, high = _interval(judged, around.variance)
    found = {"value": judged["counted"], "low": high, "high": low}
    a_year = {name: (judged["expected"] - counted) / judged["years"] for name, counted in found.items()}
    facts = ("label", "state", "break_year", *DETECTABLE, *SCATTER, *SAID)
    return judged.select(*CELL, *PERIOD, UNIT, COUNTED, EXPECTED, KIND, *facts, **a_year)


def _ratios(judged: pl.DataFrame, around: Rounded) -> list[pl.DataFrame]:
    """Only where enough are expected: below, a ratio says nothing."""
    rows = judged.filter(pl.col("expected") >= around.few)
    low, high = _interval(rows, around.variance)

    def believable(cells: pl.Series) -> pl.Series:
        counted, usual, families = (cells.struct[name].to_numpy() for name in ("counted", "expected", "family_factor"))
        one_by_one = (counted / families, usual / families)  # as certain as so many children who come one by one
        return pl.Series(shrunk_ratio(*one_by_one, variance=around.variance / families[0] ** 2))

    shrunk = pl.struct(pl.col("counted").cast(pl.Float64), "expected", "family_factor").map_batches(
        believable, return_dtype=pl.Float64
    )
    counts = [pl.col(*CELL, *PERIOD, "state"), COUNTED, EXPECTED, pl.lit("Verhältnis").alias("unit")]
    ratio, edges = rows["counted"] / rows["expected"], {"low": low / rows["expected"], "high": high / rows["expected"]}
    return [
        rows.select(*counts, KIND, quantity=pl.lit("ratio"), value=ratio, **edges),
        rows.filter(SINGLE).select(*counts, quantity=pl.lit("shrunk"), value=shrunk.over(*SCREEN, "offer_group")),
    ]


MEASURE = Measure(
    name="gap",
    version="2",
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
    "Belastbar heißt: zweiseitig gegen den bevölkerungsgewichteten Median geprüft, höchstens 3 von 100 solcher Hinweise sind Zufall, "
    "und der Abstand beträgt mindestens ein Zehntel. Geprüft wird gegen die Streuung, die alle Gemeinden und Angebotsgruppen desselben Zeitraums "
    "zusammen zeigen: Geschwister nutzen gemeinsam (`family_factor`: so vielmal stärker als bei einzelnen Kindern schwankt eine Zählung), "
    "und Orte unterscheiden sich ohnehin (`place_spread`, Anteil des Üblichen). Beides sind Schätzungen aus geschützten Zahlen, für alle "
    "Angebotsgruppen gemeinsam; wo Familien stärker gemeinsam nutzen als im Mittel, ist ein Hinweis unsicherer, als er aussieht. Unterscheiden sich alle "
    "Orte stark, fällt kein einzelner auf. Unsicher heißt nicht kein Unterschied: `detectable` nennt, was in acht von zehn Fällen zu sehen wäre. "
    "Üblich heißt: kleiner als ein Zehntel oder als fünf Kinder (bei gröberer Rundung: als ihr Schritt). "
    "Mehrere Jahre zusammen: höchstens fünf, nie über einen Reihenbruch der Gruppe; der Wechsel der Zensusbasis trennt nicht, weil jedes Jahr "
    "nur mit dem Landkreis desselben Jahres verglichen wird. Kinder, die in mehreren Jahren kommen, machen die Summe unsicherer: gerechnet mit dem "
    "Anteil der Nutzenden des letzten Jahres, die schon früher da waren; ohne Schlüssel mit der Ähnlichkeit der Jahre untereinander.",
    source="Indirekte Standardisierung; Streuung aus Familien und Orten nach Breslow 1984, ohne die Zellen, die herausfallen; Spanne: Score-Intervall (Wilson 1927) "
    "mit dieser Streuung der Familien und Rundungsvarianz {variance}, nie über allen Kindern; Mehrfachprüfung nach Benjamini, Hochberg 1995 (3 von 100), mit Students t; "
    "geglättetes Verhältnis nach Marshall 1991. Mehrere Jahre: Varianz der Summe mal 1 + 2 Σ (1 − d/Jahre) · Anteil^d (d = 1, 2 …).",
    reviewed_on="2026-11-28",
    oracle="Erfundene Übersichten mit bekannten Abständen, Geschwistern und Unterschieden der Orte (benchmarks/gaps.py); Score-Intervall gegen statsmodels; "
    "Summe über die Altersgruppen von Hand.",
    sql="erwartet = Σ Alter (Kinder der Gemeinde × Nutzende des Landkreises / Kinder des Landkreises); Wert = erwartet − gezählt; "
    "Varianz = family_factor × üblich × (1 − üblich / Kinder) + (place_spread × üblich)² + Rundung; "
    "pooled = Mittel der Jahre; ratio = gezählt / erwartet; shrunk = (gezählt + a) / (erwartet + b)",
    lattice=("year", "period_from", "period_to", "area", "offer_group", "quantity"),
    uses=("reason", "reason_offers", "estimated_people", "break_year", "detectable", "detectable_of_100", *SCATTER),
    derive=derive,
    of_counted=True,
    after=("annual_reach", "first_contact"),
)
