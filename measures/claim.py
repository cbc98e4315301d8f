"""Do the data bear the sentence that nearly every child uses an offer while growing up?"""

import numpy as np
import polars as pl

from measures.cumulative_reach import floors, share_by
from measures.engine.figures import FIGURE_TYPES
from measures.engine.measure import Measure, Surroundings
from measures.engine.methods.record import containing, entries_of, records_of, sums_by_year
from measures.engine.reading.coverage import SHARED_SPACE, WITHOUT_KEY
from measures.engine.reading.further_use import names_known
from store.table import Row

HEAD = "kopf"  # the level of the groups that the sentence is asked of
DECIDES = {
    "key": "Am meisten würde klären: {} mit Schlüssel statt als Summe.",
    "link": "Am meisten würde klären: die Quelle {} mit den anderen zu verknüpfen.",
    "arrivals": "Am meisten würde klären: die Angabe, seit wann ein Kind im Kreis lebt (im_kreis_seit).",
    "time": "Mit jedem weiteren Jahr der Aufzeichnung wird die Spanne enger.",
}


def derive(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """One row per year and head group: label covered | not_covered | undecided, the bounds it rests on, and what would decide
    it. The bounds of a value are those of chance."""
    return verdicts(figures, around, threshold=around.threshold)


def verdicts(figures: pl.DataFrame, around: Surroundings, *, threshold: float) -> pl.DataFrame:
    """threshold: from this share on „nahezu jedes Kind“ is covered (0..1)."""
    heads = around.offer_groups.filter(level=HEAD)["offer_group"]
    of_heads = pl.col("offer_group").is_in(heads.to_list()) & pl.col("age").is_null()
    reach = figures.filter(of_heads, measure="cumulative_reach", quantity="period")
    entries, names = entries_of(figures), dict(around.offer_groups.select("offer_group", "name").iter_rows())
    sizes = largest_reach(figures, around.district)
    rows = []
    for row in reach.sort("offer_group", "year").iter_rows(named=True):
        floor = float(floors(figures, around, row["offer_group"]).get(row["year"], np.zeros(1))[-1])
        label = verdict(row, threshold=threshold, floor=floor)
        undecided = label == "undecided"
        code, of = what_would_decide(entries, sizes, row, around) if undecided else ("", None)
        advice = DECIDES[code].format(names.get(of, of) if code == "key" else f"„{of}“") if undecided else ""
        least, most = bounds_of(row)
        said = {
            "bound_low": least,
            "bound_high": most,
            "label": label,
            "would_decide": code or None,
            "would_decide_offer": of,
        }
        not_here = dict.fromkeys(("value", "low", "high"))
        rows.append(row | not_here | said | {"unit": MEASURE.unit, "note": f"{row['note']} {advice}".strip()})
    return pl.DataFrame(rows, schema=FIGURE_TYPES)


def bounds_of(row: Row) -> tuple[float | None, float | None]:
    return (row["low"], row["high"]) if row["value"] is not None else (row["bound_low"], row["bound_high"])


def verdict(row: Row, *, threshold: float, floor: float) -> str:
    """covered needs a lower bound, less its chance, that arrivals cannot have raised: known arrivals, or one year's reach
    (`floor`) alone."""
    least, most = bounds_of(row)
    if row["state"] != "ok" or least is None:
        return ""
    proved = floor if row["arrivals_known"] is False else least
    if proved >= threshold:
        return "covered"
    return "not_covered" if most is not None and most < threshold else "undecided"


def what_would_decide(
    entries: pl.DataFrame, sizes: dict[tuple[str, int], float], row: Row, around: Surroundings
) -> tuple[str, str | None]:
    """Which delivery would narrow the range most? A key of DECIDES and the offer or source it is about. First a key for the
    largest offer that is only a sum (of equals the first of the profile) and could have one, then a link between sources, then
    arrivals, then time. An offer whose number is hidden or missing is none of them."""
    of_group = entries.filter(offer_group=row["offer_group"])
    sums = sums_by_year(of_group, around.places).get(row["year"], [])
    listable = _could_have_a_key(around, row)
    known = [offer for offer in sums if offer in listable and (offer, row["year"]) in sizes]
    if known:
        return "key", max(known, key=lambda offer: sizes[offer, row["year"]])
    wider = containing(around.offer_groups, row["offer_group"])
    records = records_of(of_group, entries, wider=wider, variance=around.variance)
    if len(records) > 1:
        last = next(iter(records.values())).people.shape[1] - 1
        most = {
            space: share_by(r, r.years.index(row["year"]), last).most
            for space, r in records.items()
            if row["year"] in r.years
        }
        second = sorted(most, key=lambda space: most[space])[-2:][0]
        return "link", second or SHARED_SPACE
    return "arrivals" if row["arrivals_known"] is False else "time", None


def _could_have_a_key(around: Surroundings, row: Row) -> set[str]:
    """Offers of the group that come as a sum and whose deliverer could give a key."""
    units = around.asked.units.filter(year=row["year"], offer_group=row["offer_group"])
    told = units.select("unit", "counting", "never_linked").iter_rows()
    return {unit for unit, counting, never in told if counting in WITHOUT_KEY and names_known(counting, never)}


def largest_reach(figures: pl.DataFrame, district: str) -> dict[tuple[str, int], float]:
    """(offer, year) → the upper edge of its reach in the district, as far as one is known."""
    reach = figures.filter(measure="annual_reach", area=district, sex="all", age_band="all")
    most = reach.select("offer_group", "year", pl.coalesce("value", "bound_high", "bound_low")).drop_nulls()
    return {(offer, year): upper for offer, year, upper in most.iter_rows()}


MEASURE = Measure(
    name="claim",
    version="2",
    label="Faktencheck „nahezu jedes Kind“",
    question="Nutzt nahezu jedes Kind im Laufe des Aufwachsens mindestens ein Angebot oder eine Leistung?",
    unit="Anteil der Kinder",
    numerator="Kinder, die bis 18 mindestens einmal dabei waren (Reichweite bis 18, hochgerechnet).",
    denominator="Kinder, die im Landkreis aufwachsen.",
    ages="0 bis 17 vollendete Jahre.",
    scope="Drei Zeilen: alle Angebote und Leistungen, ohne Kita und Hort, nur individuelle Hilfen und Beratung. Ob Kita und Hort mitzählen, ist eine Festlegung, keine Rechenfrage.",
    caveats="Durch die Daten gedeckt: untere Grenze, Zufall abgezogen, mindestens die Schwelle. Nicht gedeckt: obere Grenze darunter. Sonst mit den vorliegenden Daten nicht zu entscheiden. "
    "Die Schwelle von 95 von 100 ist ein Vorschlag; das Amt beschließt sie. Sind Zuzüge nicht erkennbar, gilt als gedeckt nur, was schon die Reichweite eines Jahres zeigt.",
    source="Grenzen der Reichweite bis 18; Schwelle: amt.toml, [aussage].",
    reviewed_on="2026-11-28",
    oracle="Jeder Fall der Grenzen gegen die Schwelle von Hand.",
    sql="covered: bound_low ≥ Schwelle; not_covered: bound_high < Schwelle; sonst undecided",
    lattice=("year", "offer_group"),
    uses=(
        "quantity",
        "reason",
        "reason_offers",
        "observed_from",
        "arrivals_known",
        "ends_at_age",
        "would_decide",
        "would_decide_offer",
    ),
    derive=derive,
    after=("cumulative_reach", "annual_reach"),
)
