"""What is different from the edition before, and why: late records, the population, or what was decided to count?"""

from itertools import product

import polars as pl

from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.told import first_case
from store.german import number

LINE = ["area", "offer_group", "year"]
STEPS = ("ausgabe", "festlegung", "bevoelkerung", "jetzt")
PARTS = {None: ("ausgabe", "jetzt")} | {
    part: between
    for part, between in zip(("festlegung", "bevoelkerung", "spaet"), zip(STEPS, STEPS[1:], strict=False), strict=True)
}
ENDS = {None: ("numerator", "value"), "low": ("at_least", "bound_low"), "high": ("at_most", "bound_high")}
UNITS = {"count": "Kinder", "share": "Anteil der Kinder"}
NOTHING = 1e-12  # a change of a share below this is none
COUNTED = ("numerator", "denominator", "denominator_date", "value")
ROW = {name: FIGURE_TYPES[name] for name in (*LINE, *COUNTED, "quantity", "edge", "unit", "state", "reason", "note")}
AS_ROW = [pl.col(name).cast(kind) for name, kind in ROW.items()]


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Rows for every figure of annual reach (all ages) that differs from the newest edition; none where nothing does.

    quantity: null is the whole change, then festlegung, bevoelkerung and spaet, which add up to it; edge: of a range. value: the
    change in children, or in the share (unit); numerator and
    denominator are those of now. A figure that was a number and is a range, or is not shown any more, has only its whole row,
    without a value and with the reason.
    """
    frozen = around.earlier.filter(age_band="all", sex="all")
    if frozen.is_empty():
        return pl.DataFrame(schema=ROW)
    now = figures.filter(measure="annual_reach", age_band="all", sex="all").with_columns(step=pl.lit("jetzt"))
    rows = pl.concat([frozen, now], how="diagonal_relaxed")
    texts = _texts(rows)
    told = [*(_compared(_ends(rows, end), texts, end) for end in ENDS), _other_kind(rows)]
    return pl.concat(told).with_columns(edition=pl.lit(frozen["edition"][0]))


def _ends(rows: pl.DataFrame, end: str | None) -> pl.DataFrame:
    """LINE, and for each step count_STEP and share_STEP: of numbers, of lower or of upper ends of ranges."""
    count, share = ENDS[end]
    least, most = ((pl.col(of) * pl.col("denominator")).round().cast(pl.Int64) for of in ("bound_low", "bound_high"))
    told = (
        rows.filter(state="ok")
        .with_columns(at_least=least, at_most=most)
        .select(*LINE, "step", count=count, share=share)
        .drop_nulls("count")
    )
    wide = told.select(LINE).unique()
    for step in STEPS:
        of_step = told.filter(step=step).drop("step")
        wide = wide.join(of_step.rename({c: f"{c}_{step}" for c in ("count", "share")}), on=LINE, how="left")
    return wide


def _texts(rows: pl.DataFrame) -> pl.DataFrame:
    """LINE: numerator, denominator and its date of now, and what is to be said beside each part."""
    now, frozen, decided = (rows.filter(step=step) for step in ("jetzt", "ausgabe", "festlegung"))
    told = (
        now.select(*LINE, "numerator", "denominator", "denominator_date", version_now="version")
        .join(frozen.select(*LINE, "version", "why", "why_code", people="denominator"), on=LINE)
        .join(decided.select(*LINE, groups="why"), on=LINE, how="left")
    )
    people = [
        f"Bevölkerung {number(now)} statt {number(then)}." if None not in (now, then) and now != then else ""
        for now, then in told.select("denominator", "people").iter_rows()
    ]
    version = pl.when(pl.col("version") != pl.col("version_now")).then(
        pl.format("Definition der Kennzahl: Version {} statt {}.", "version_now", "version")
    )
    return told.with_columns(
        note_bevoelkerung=pl.Series(people, dtype=pl.String),
        note_festlegung=pl.concat_str("groups", version, separator=" ", ignore_nulls=True).str.strip_chars(),
        note_spaet=pl.lit(""),
    )


def _compared(wide: pl.DataFrame, texts: pl.DataFrame, end: str | None) -> pl.DataFrame:
    """The whole and its parts where something moved; the parts only where every step between is known."""
    pairs = wide.drop_nulls(["count_ausgabe", "count_jetzt"]).join(texts, on=LINE)
    step = {
        (kind, part): pl.col(f"{kind}_{after}") - pl.col(f"{kind}_{before}")
        for kind, (part, (before, after)) in product(UNITS, PARTS.items())
    }
    moved = pl.any_horizontal(change.fill_null(0).abs() > NOTHING for change in step.values())
    pairs, divided = pairs.filter(moved), pl.all_horizontal(pl.col(f"count_{s}").is_not_null() for s in STEPS)
    rows = []
    for (kind, part), change in step.items():
        kept = pairs if part is None else pairs.filter(divided)
        beside = {"reason": pl.lit(None, pl.String), "note": pl.col(f"note_{part}")} if part else _said(divided)
        about = {"quantity": part, "edge": end, "unit": UNITS[kind], "state": "ok"}
        said = {name: pl.lit(text, pl.String) for name, text in about.items()} | beside
        rows.append(
            kept.with_columns(change.cast(pl.Float64).alias("value"), **said).drop_nulls("value").select(AS_ROW)
        )
    return pl.concat(rows)


def _said(divided: pl.Expr) -> dict[str, pl.Expr]:
    """Why there are no parts: the reason given, or a step between that is not shown."""
    hidden = {"reason": "part_hidden", "note": "Nicht aufteilbar: Ein Zwischenschritt wird nicht gezeigt."}
    given = {"reason": pl.col("why_code"), "note": pl.col("why")}
    return first_case((~divided & pl.col("why_code").is_null(), hidden), (True, given))


def _other_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """Figures that the edition told in another way than now: as a number, as a range, or not at all."""
    kind = (
        pl.when(pl.col("state") != "ok")
        .then(pl.lit("nicht gezeigt"))
        .when(pl.col("numerator").is_not_null())
        .then(pl.lit("eine Zahl"))
        .when(pl.col("bound_high").is_not_null())
        .then(pl.lit("eine Spanne"))
        .otherwise(pl.lit("eine Untergrenze"))
    )
    frozen = rows.filter(step="ausgabe").select(*LINE, "edition", then=kind)
    both = frozen.join(rows.filter(step="jetzt").select(*LINE, now=kind), on=LINE)
    told = both.filter(pl.col("then") != pl.col("now")).with_columns(
        *[pl.lit(None).alias(name) for name in (*COUNTED, "quantity", "edge")],
        note=pl.format("Nicht aufteilbar: In der Ausgabe {}: {}, jetzt {}.", "edition", "then", "now"),
        unit=pl.lit("Kinder"),
        state=pl.lit("not_applicable"),
        reason=pl.lit("other_kind"),
    )
    return told.select(AS_ROW)


MEASURE = Measure(
    name="edition_change",
    label="Änderung gegenüber der Ausgabe",
    question="Warum steht hier eine andere Zahl als in der letzten Ausgabe?",
    unit="Kinder",
    numerator="Kinder, die im Jahr mindestens ein Angebot der Gruppe genutzt haben (geschützt), nach heutigem Stand. Der Wert ist die Änderung gegenüber der Ausgabe.",
    denominator="Alle Kinder am 31.12. des Jahres nach heutigem Stand der Bevölkerung.",
    ages="Unter 18, alle Altersgruppen zusammen.",
    scope="Die neueste Ausgabe gegen die heutigen Zahlen. Nur Zahlen, die sich geändert haben; neue Jahre stehen nicht hier.",
    caveats="Drei Teile ergeben zusammen genau die ganze Änderung: andere Festlegung (Angebote, Rechenweg), andere Bevölkerung, Nachmeldungen und Berichtigungen. "
    "Jeder Teil kann allein aus der Schutzrundung um bis zu {unchanged} Kinder abweichen. Wo die Einzeldaten von damals gelöscht sind, lässt sich die Änderung nicht aufteilen.",
    source="Die Lieferungen der Ausgabe, mit heutigem Rechenweg noch einmal gezählt und geschützt; Unterschiede aus geschützten Zahlen.",
    reviewed_on="2026-11-22",
    oracle="Gepflanzte Nachmeldungen, ein abgeschaltetes Angebot, eine neue Bevölkerungsbasis.",
    sql="festlegung = damals geliefert, heute gezählt − Ausgabe; bevoelkerung = dasselbe mit heutiger Bevölkerung − davor; spaet = heute − davor",
    lattice=("year", "area", "offer_group", "quantity", "edge"),
    uses=("edition", "reason"),
    derive=derive,
    of_counted=True,
    after=("annual_reach",),
)
