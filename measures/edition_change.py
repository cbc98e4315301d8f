"""What is different from the edition before, and why: late records, the population, or what was decided to count?"""

import polars as pl

from measures.engine.measure import Measure, Surroundings
from store.german import number

LINE = ["area", "offer_group", "year"]
STAGES = ("ausgabe", "festlegung", "bevoelkerung", "jetzt")
PARTS = {"": ("ausgabe", "jetzt")} | {
    part: between
    for part, between in zip(
        ("festlegung", "bevoelkerung", "spaet"), zip(STAGES, STAGES[1:], strict=False), strict=True
    )
}
ENDS = {"": ("numerator", "value"), ":mindestens": ("at_least", "bound_low"), ":hoechstens": ("at_most", "bound_high")}
UNITS = {"count": ("", "Kinder"), "share": (":anteil", "Anteil der Kinder")}
NOTHING = 1e-12  # a change of a share below this is none
ROW = {**dict.fromkeys([*LINE[:2], "item", "unit", "state", "note"], pl.String), "year": pl.Int16}
ROW |= {"numerator": pl.Int64, "denominator": pl.Int64, "denominator_date": pl.Date, "value": pl.Float64}


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """Rows for every figure of annual reach (all ages) that differs from the newest edition; none where nothing does.

    item: EDITION:PART[:END][:anteil]. PART '' is the whole change, then festlegung, bevoelkerung and spaet, which add up to it;
    END mindestens or hoechstens for a range. value: the change in children, or with `anteil` in the share; numerator and
    denominator are those of now. A figure that was a number and is a range, or is not shown any more, has only its whole row,
    without a value and with the reason.
    """
    frozen = around.earlier.filter((pl.col("age_band") == "all") & (pl.col("sex") == "all"))
    if frozen.is_empty():
        return pl.DataFrame(schema=ROW).with_columns(_of_all())
    now = figures.filter(
        (pl.col("measure") == "annual_reach") & (pl.col("age_band") == "all") & (pl.col("sex") == "all")
    ).with_columns(pl.lit("jetzt").alias("stage"), pl.lit("").alias("reason"))
    edition = frozen["edition"][0]
    rows = pl.concat([frozen.drop("edition"), now], how="diagonal")
    texts = _texts(rows)
    ends = [_compared(_ends(rows, end), texts, edition, end) for end in ENDS]
    return pl.concat([*ends, _other_kind(rows, edition)]).with_columns(_of_all())


def _of_all() -> list[pl.Expr]:
    return [pl.lit("all").alias("age_band"), pl.lit("all").alias("sex")]


def _ends(rows: pl.DataFrame, end: str) -> pl.DataFrame:
    """LINE, and for each stage count_STAGE and share_STAGE: of numbers, of lower or of upper ends of ranges."""
    count, share = ENDS[end]
    whole = lambda bound: (pl.col(bound) * pl.col("denominator")).round().cast(pl.Int64)
    told = (
        rows.filter(pl.col("state") == "ok")
        .with_columns(whole("bound_low").alias("at_least"), whole("bound_high").alias("at_most"))
        .filter(pl.col(count).is_not_null())
        .select(*LINE, "stage", pl.col(count).alias("count"), pl.col(share).alias("share"))
    )
    wide = told.select(LINE).unique()
    for stage in STAGES:
        of_stage = told.filter(pl.col("stage") == stage).drop("stage")
        wide = wide.join(of_stage.rename({c: f"{c}_{stage}" for c in ("count", "share")}), on=LINE, how="left")
    return wide


def _texts(rows: pl.DataFrame) -> pl.DataFrame:
    """LINE: numerator, denominator and its date of now, and what is to be said beside each part."""
    of = lambda stage, *columns: rows.filter(pl.col("stage") == stage).select(*LINE, *columns)
    told = (
        of("jetzt", "numerator", "denominator", "denominator_date", pl.col("version").alias("version_now"))
        .join(of("ausgabe", pl.col("denominator").alias("people"), "version", "reason"), on=LINE)
        .join(of("festlegung", pl.col("reason").alias("groups")), on=LINE, how="left")
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
        pl.col("reason").alias("note_"),
        pl.lit("").alias("note_spaet"),
    )


def _compared(wide: pl.DataFrame, texts: pl.DataFrame, edition: str, end: str) -> pl.DataFrame:
    """The whole and its parts where something moved; the parts only where every step between is known."""
    pairs = wide.drop_nulls(["count_ausgabe", "count_jetzt"]).join(texts, on=LINE)
    step = lambda kind, part: pl.col(f"{kind}_{PARTS[part][1]}") - pl.col(f"{kind}_{PARTS[part][0]}")
    moved = pl.any_horizontal(
        *[step("count", part).fill_null(0) != 0 for part in PARTS],
        *[step("share", part).fill_null(0).abs() > NOTHING for part in PARTS],
    )
    pairs, divided = pairs.filter(moved), pl.all_horizontal(pl.col(f"count_{s}").is_not_null() for s in STAGES)
    rows = []
    for kind, (suffix, unit) in UNITS.items():
        for part in PARTS:
            kept = pairs if part == "" else pairs.filter(divided)
            rows.append(
                kept.with_columns(
                    step(kind, part).cast(pl.Float64).alias("value"),
                    pl.lit(f"{edition}:{part}{end}{suffix}").alias("item"),
                    pl.lit(unit).alias("unit"),
                    pl.lit("ok").alias("state"),
                    _whole_note(divided) if part == "" else pl.col(f"note_{part}").alias("note"),
                )
                .drop_nulls("value")
                .select(pl.col(name).cast(kind_of) for name, kind_of in ROW.items())
            )
    return pl.concat(rows)


def _whole_note(divided: pl.Expr) -> pl.Expr:
    """Why there are no parts: the reason given, or a step between that is not shown."""
    unknown = pl.when(~divided & (pl.col("note_") == "")).then(
        pl.lit("Nicht aufteilbar: Ein Zwischenschritt wird nicht gezeigt.")
    )
    return pl.coalesce(unknown, "note_").alias("note")


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
    of = lambda stage, name: rows.filter(pl.col("stage") == stage).select(*LINE, kind.alias(name))
    both = of("ausgabe", "then").join(of("jetzt", "now"), on=LINE).filter(pl.col("then") != pl.col("now"))
    empty = [pl.lit(None, ROW[name]).alias(name) for name in ("numerator", "denominator", "denominator_date", "value")]
    return both.with_columns(
        *empty,
        pl.lit(f"{edition}:").alias("item"),
        pl.lit("Kinder").alias("unit"),
        pl.lit("not_applicable").alias("state"),
        pl.format("Nicht aufteilbar: In der Ausgabe {}: {}, jetzt {}.", pl.lit(edition), "then", "now").alias("note"),
    ).select(pl.col(name).cast(kind_of) for name, kind_of in ROW.items())


MEASURE = Measure(
    name="edition_change",
    version="1",
    label="Änderung gegenüber der Ausgabe",
    question="Warum steht hier eine andere Zahl als in der letzten Ausgabe?",
    unit="Kinder",
    numerator="Kinder, die im Jahr mindestens ein Angebot der Gruppe genutzt haben (geschützt), nach heutigem Stand. Der Wert ist die Änderung gegenüber der Ausgabe.",
    denominator="Alle Kinder am 31.12. des Jahres nach heutigem Stand der Bevölkerung.",
    ages="Unter 18, alle Altersgruppen zusammen.",
    scope="Die neueste Ausgabe gegen die heutigen Zahlen. Nur Zahlen, die sich geändert haben; neue Jahre stehen nicht hier.",
    polarity="ohne Wertung",
    caveats="Drei Teile ergeben zusammen genau die ganze Änderung: andere Festlegung (Angebote, Rechenweg), andere Bevölkerung, Nachmeldungen und Berichtigungen. "
    "Jeder Teil kann allein aus der Schutzrundung um bis zu acht Kinder abweichen. Wo die Einzeldaten von damals gelöscht sind, lässt sich die Änderung nicht aufteilen.",
    source="Die Lieferungen der Ausgabe, mit heutigem Rechenweg noch einmal gezählt und geschützt; Unterschiede aus geschützten Zahlen.",
    reviewed_on="2026-11-22",
    oracle="Gepflanzte Nachmeldungen, ein abgeschaltetes Angebot, eine neue Bevölkerungsbasis.",
    sql="festlegung = damals geliefert, heute gezählt − Ausgabe; bevoelkerung = dasselbe mit heutiger Bevölkerung − davor; spaet = heute − davor",
    lattice=("year", "area", "offer_group", "item"),
    derive=derive,
    after=("annual_reach",),
)
