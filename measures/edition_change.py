"""What is different from the edition before, and why: late records, the population, or what was decided to count?"""

import polars as pl

from measures.engine.measure import Measure, Surroundings
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
TEXTS = (*LINE[:2], "edition", "quantity", "edge", "unit", "state", "reason", "note")
ROW = {**dict.fromkeys(TEXTS, pl.String), "year": pl.Int16}
ROW |= {"numerator": pl.Int64, "denominator": pl.Int64, "denominator_date": pl.Date, "value": pl.Float64}


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Rows for every figure of annual reach (all ages) that differs from the newest edition; none where nothing does.

    quantity: null is the whole change, then festlegung, bevoelkerung and spaet, which add up to it; edge: of a range. value: the
    change in children, or in the share (unit); numerator and
    denominator are those of now. A figure that was a number and is a range, or is not shown any more, has only its whole row,
    without a value and with the reason.
    """
    frozen = around.earlier.filter((pl.col("age_band") == "all") & (pl.col("sex") == "all"))
    if frozen.is_empty():
        return pl.DataFrame(schema=ROW).with_columns(_of_all())
    now = figures.filter(
        (pl.col("measure") == "annual_reach") & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    ).with_columns(pl.lit("jetzt").alias("step"))
    edition = frozen["edition"][0]
    rows = pl.concat([frozen, now], how="diagonal_relaxed")
    texts = _texts(rows)
    ends = [_compared(_ends(rows, end), texts, edition, end) for end in ENDS]
    return pl.concat([*ends, _other_kind(rows, edition)]).with_columns(_of_all())


def _of_all() -> list[pl.Expr]:
    return [pl.lit("all").alias("age_band"), pl.lit("all").alias("sex")]


def _ends(rows: pl.DataFrame, end: str | None) -> pl.DataFrame:
    """LINE, and for each step count_STEP and share_STEP: of numbers, of lower or of upper ends of ranges."""
    count, share = ENDS[end]
    whole = lambda bound: (pl.col(bound) * pl.col("denominator")).round().cast(pl.Int64)
    told = (
        rows.filter(pl.col("state") == "ok")
        .with_columns(whole("bound_low").alias("at_least"), whole("bound_high").alias("at_most"))
        .filter(pl.col(count).is_not_null())
        .select(*LINE, "step", pl.col(count).alias("count"), pl.col(share).alias("share"))
    )
    wide = told.select(LINE).unique()
    for step in STEPS:
        of_step = told.filter(pl.col("step") == step).drop("step")
        wide = wide.join(of_step.rename({c: f"{c}_{step}" for c in ("count", "share")}), on=LINE, how="left")
    return wide


def _texts(rows: pl.DataFrame) -> pl.DataFrame:
    """LINE: numerator, denominator and its date of now, and what is to be said beside each part."""
    of = lambda step, *columns: rows.filter(pl.col("step") == step).select(*LINE, *columns)
    told = (
        of("jetzt", "numerator", "denominator", "denominator_date", pl.col("version").alias("version_now"))
        .join(of("ausgabe", pl.col("denominator").alias("people"), "version", "why", "why_code"), on=LINE)
        .join(of("festlegung", pl.col("why").alias("groups")), on=LINE, how="left")
    )
    people = [
        f"Bevölkerung {number(now)} statt {number(then)}."
        if now is not None and then is not None and now != then
        else ""
        for now, then in told.select("denominator", "people").iter_rows()
    ]
    version = pl.when(pl.col("version") != pl.col("version_now")).then(
        pl.format("Definition der Kennzahl: Version {} statt {}.", "version_now", "version")
    )
    return told.with_columns(
        pl.Series("note_bevoelkerung", people, pl.String),
        pl.concat_str("groups", version, separator=" ", ignore_nulls=True).str.strip_chars().alias("note_festlegung"),
        pl.lit("").alias("note_spaet"),
    )


def _compared(wide: pl.DataFrame, texts: pl.DataFrame, edition: str, end: str | None) -> pl.DataFrame:
    """The whole and its parts where something moved; the parts only where every step between is known."""
    pairs = wide.drop_nulls(["count_ausgabe", "count_jetzt"]).join(texts, on=LINE)
    step = lambda kind, part: pl.col(f"{kind}_{PARTS[part][1]}") - pl.col(f"{kind}_{PARTS[part][0]}")
    moved = pl.any_horizontal(
        *[step("count", part).fill_null(0) != 0 for part in PARTS],
        *[step("share", part).fill_null(0).abs() > NOTHING for part in PARTS],
    )
    pairs, divided = pairs.filter(moved), pl.all_horizontal(pl.col(f"count_{s}").is_not_null() for s in STEPS)
    rows = []
    for kind, unit in UNITS.items():
        for part in PARTS:
            kept = pairs if part is None else pairs.filter(divided)
            beside = {"reason": pl.lit(None, pl.String), "note": pl.col(f"note_{part}")} if part else _said(divided)
            rows.append(
                kept.with_columns(
                    step(kind, part).cast(pl.Float64).alias("value"),
                    pl.lit(edition).alias("edition"),
                    pl.lit(part, pl.String).alias("quantity"),
                    pl.lit(end, pl.String).alias("edge"),
                    pl.lit(unit).alias("unit"),
                    pl.lit("ok").alias("state"),
                    **beside,
                )
                .drop_nulls("value")
                .select(pl.col(name).cast(kind_of) for name, kind_of in ROW.items())
            )
    return pl.concat(rows)


def _said(divided: pl.Expr) -> dict[str, pl.Expr]:
    """Why there are no parts: the reason given, or a step between that is not shown."""
    hidden = ~divided & pl.col("why_code").is_null()
    return {
        "reason": pl.when(hidden).then(pl.lit("part_hidden")).otherwise("why_code"),
        "note": pl.when(hidden)
        .then(pl.lit("Nicht aufteilbar: Ein Zwischenschritt wird nicht gezeigt."))
        .otherwise("why"),
    }


def _other_kind(rows: pl.DataFrame, edition: str) -> pl.DataFrame:
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
    of = lambda step, name: rows.filter(pl.col("step") == step).select(*LINE, kind.alias(name))
    both = of("ausgabe", "then").join(of("jetzt", "now"), on=LINE).filter(pl.col("then") != pl.col("now"))
    unknown = ("numerator", "denominator", "denominator_date", "value", "quantity", "edge")
    empty = [pl.lit(None, ROW[name]).alias(name) for name in unknown]
    return both.with_columns(
        *empty,
        pl.lit(edition).alias("edition"),
        pl.lit("other_kind").alias("reason"),
        pl.lit("Kinder").alias("unit"),
        pl.lit("not_applicable").alias("state"),
        pl.format("Nicht aufteilbar: In der Ausgabe {}: {}, jetzt {}.", pl.lit(edition), "then", "now").alias("note"),
    ).select(pl.col(name).cast(kind_of) for name, kind_of in ROW.items())


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
    after=("annual_reach",),
)
