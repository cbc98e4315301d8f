"""Do the data bear the sentence that nearly every child uses an offer while growing up?"""

import polars as pl

from measures.cumulative_reach import MIGRATION, Share, floors, share_by
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.record import entries_of, records_of, sums_by_year

GROUPS = ("alle", "ohne_kita", "individuell")
BOUNDS = {"bound_low": pl.Float64, "bound_high": pl.Float64}
KEY_FOR = "Am meisten würde klären: {} mit Schlüssel statt als Summe."
LINK = "Am meisten würde klären: die Quelle {} mit den anderen zu verknüpfen."
ARRIVALS = "Am meisten würde klären: die Angabe, seit wann ein Kind im Kreis lebt (im_kreis_seit)."
YEARS = "Mit jedem weiteren Jahr der Aufzeichnung wird die Spanne enger."


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per year and head group (GROUPS): label covered | not_covered | undecided, the bounds it rests on, and in the
    note what would decide it. The bounds of a value are those of chance."""
    return verdicts(figures, around, threshold=around.threshold)


def verdicts(figures: pl.DataFrame, around: Surroundings, *, threshold: float) -> pl.DataFrame:
    """threshold: from this share on „nahezu jedes Kind“ is covered (0..1)."""
    reach = figures.filter(
        (pl.col("measure") == "cumulative_reach") & (pl.col("item") == "period") & pl.col("offer_group").is_in(GROUPS)
    )
    entries, names = entries_of(figures), dict(around.offer_groups.select("offer_group", "name").iter_rows())
    sizes = largest_reach(figures, around.district)
    rows = []
    for row in reach.sort("offer_group", "year").iter_rows(named=True):
        floor = floors(figures, around.district, row["offer_group"]).get(row["year"], 0.0)
        label = verdict(row, threshold=threshold, floor=floor)
        advice = what_would_decide(entries, sizes, names, row) if label == "undecided" else ""
        rows.append(_row(row, label, f"{row['note']} {advice}".strip()))
    return pl.DataFrame(rows, schema_overrides=BOUNDS, infer_schema_length=None) if rows else reach.clear()


def _row(row: dict, label: str, note: str) -> dict:
    kept = (
        "area",
        "year",
        "age_band",
        "sex",
        "offer_group",
        "item",
        "interval",
        "state",
        "denominator",
        "denominator_date",
    )
    least, most = bounds_of(row)
    said = {"unit": MEASURE.unit, "bound_low": least, "bound_high": most, "label": label, "note": note}
    return {name: row[name] for name in kept} | said


def bounds_of(row: dict) -> tuple[float | None, float | None]:
    return (row["low"], row["high"]) if row["value"] is not None else (row["bound_low"], row["bound_high"])


def verdict(row: dict, *, threshold: float, floor: float) -> str:
    """covered needs a lower bound that arrivals cannot have raised: known arrivals, or one year's reach (`floor`) alone."""
    least, most = bounds_of(row)
    if row["state"] != "ok" or least is None:
        return ""
    proved = floor if MIGRATION in row["note"] else least
    if proved >= threshold:
        return "covered"
    return "not_covered" if most is not None and most < threshold else "undecided"


def what_would_decide(entries: pl.DataFrame, sizes: dict, names: dict, row: dict) -> str:
    """Which delivery would narrow the range most? First a key for the largest offer that is only a sum, then a link between
    sources, then arrivals, then time."""
    of_group = entries.filter(pl.col("offer_group") == row["offer_group"])
    sums = sums_by_year(of_group).get(row["year"], [])
    if sums:
        best = max(sums, key=lambda offer: sizes.get((offer, row["year"]), 1.0))
        return KEY_FOR.format(names.get(best, best))
    records = records_of(of_group, entries)
    if len(records) > 1:
        last = next(iter(records.values())).people.shape[1] - 1
        most = {
            space: _most(share_by(r, r.years.index(row["year"]), last))
            for space, r in records.items()
            if row["year"] in r.years
        }
        second = sorted(most, key=lambda space: most[space])[-2:][0]
        return LINK.format(f"„{second or 'verknuepft'}“")
    return ARRIVALS if MIGRATION in row["note"] else YEARS


def _most(share: Share) -> float:
    """The upper edge of one source; 1 where it says nothing."""
    if share.state != "ok":
        return 1.0
    return share.value if share.value is not None else share.most


def largest_reach(figures: pl.DataFrame, district: str) -> dict[tuple[str, int], float]:
    """(offer, year) → the upper edge of its reach in the district, as far as one is known."""
    reach = figures.filter(
        (pl.col("measure") == "annual_reach")
        & (pl.col("area") == district)
        & (pl.col("sex") == "all")
        & (pl.col("age_band") == "all")
    ).select("offer_group", "year", pl.coalesce("value", "bound_high", "bound_low").alias("most"))
    return {(offer, year): most for offer, year, most in reach.drop_nulls().iter_rows()}


MEASURE = Measure(
    name="claim",
    version="1",
    label="Faktencheck „nahezu jedes Kind“",
    question="Nutzt nahezu jedes Kind im Laufe des Aufwachsens mindestens ein Angebot oder eine Leistung?",
    unit="Anteil der Kinder",
    numerator="Kinder, die bis 18 mindestens einmal dabei waren (Reichweite bis 18, hochgerechnet).",
    denominator="Kinder, die im Landkreis aufwachsen.",
    ages="0 bis 17 vollendete Jahre.",
    scope="Drei Zeilen: alle Angebote und Leistungen, ohne Kita und Hort, nur individuelle Hilfen und Beratung. Ob Kita und Hort mitzählen, ist eine Festlegung, keine Rechenfrage.",
    polarity="ohne Wertung",
    caveats="Durch die Daten gedeckt: untere Grenze mindestens die Schwelle. Nicht gedeckt: obere Grenze darunter. Sonst mit den vorliegenden Daten nicht zu entscheiden. "
    "Die Schwelle von 95 von 100 ist ein Vorschlag; das Amt beschließt sie. Sind Zuzüge nicht erkennbar, gilt als gedeckt nur, was schon die Reichweite eines Jahres zeigt.",
    source="Grenzen der Reichweite bis 18; Schwelle: amt.toml, [aussage].",
    reviewed_on="2026-11-22",
    oracle="Jeder Fall der Grenzen gegen die Schwelle von Hand.",
    sql="covered: bound_low ≥ Schwelle; not_covered: bound_high < Schwelle; sonst undecided",
    lattice=("year", "offer_group"),
    derive=derive,
    after=("cumulative_reach", "annual_reach"),
)
