"""Which official indicator stands beside an offer? Counted as official statistics do, beside their values where some were entered."""

import math
import re
from collections.abc import Callable

from measures.hze_rate import ADVICE, HELPS
from store.german import STATES, count_shown, number, percent
from views.blocks import supply
from views.drawings import rate_charts
from views.drawings.rate_charts import Point
from views.figures.read import Figures
from views.shell import page

HZE = (("hze_rate", "hze_ohne_28", "cases:without_28"), ("hze_density", "hze_ohne_28", ""))
OF_OFFER = {  # offer → (measure, offer group of its rows, item) of each indicator; item ending in * = a prefix
    **dict.fromkeys(HELPS, HZE),
    **dict.fromkeys(ADVICE, (("advice_rate", "erziehungsberatung", "cases"),)),
    "unterhaltsvorschuss": (("maintenance_rate", "unterhaltsvorschuss", ""),),
    "beistandschaft": (("assistance_rate", "beistandschaft", ""),),
    "familienhebammen": (("early_help_rate", "familienhebammen", ""),),
    "anlaufstelle_fruehe_hilfen": (("early_help_rate", "anlaufstelle_fruehe_hilfen", ""),),
    "kindertagespflege": (("care_share", "kindertagespflege", "stichtag:*"),),
}
BENCHMARK = {"hze_rate": "hze_inanspruchnahme"}
MEANT = {"cases:without_28": "ohne § 28"}  # which of the variants in the label of the measure
PER_CENT = "\u202f%"
VARIANT = {
    "cases:without_28": "Gezählt sind Fälle, nicht junge Menschen.",
    "cases": "Gezählt sind Fälle, nicht junge Menschen.",
}


def beside(figures: Figures, offer: str, year: int) -> list[str]:
    """Every indicator of the offer that has a value, each in a block and a unit of its own."""
    return [block for asked in OF_OFFER.get(offer, ()) if (block := _indicator(figures, *asked, year))]


def _rows(figures: Figures, measure: str, group: str, item: str) -> dict[int, dict]:
    """By year; of several dates in a year the first, which is the day official statistics use."""
    if not item.endswith("*"):
        return supply.of_offer(figures, measure, group, item)
    rows = [r for r in figures.rows(measure, area=figures.district) if r["item"].startswith(item[:-1])]
    return {row["year"]: row for row in sorted(rows, key=lambda row: row["item"], reverse=True)}


def _indicator(figures: Figures, measure: str, group: str, item: str, year: int) -> str:
    rows = _rows(figures, measure, group, item)
    known = [y for y, row in rows.items() if row["state"] == "ok"]
    if not known:
        return ""
    shown = year if year in known else max(known)
    definition = figures.definition(measure)
    label = definition.get("label", measure).replace("mit/ohne § 28", MEANT.get(item, "")).replace("§ ", "§\u00a0")
    unit = rows[shown]["unit"]
    series = supply.without_holes({y: _point(row) for y, row in rows.items()})
    lines = [[str(y), _point(rows[y]).said, _cases(rows[y], figures.base)] for y in sorted(rows)]
    notes = (VARIANT.get(item, ""), f"Für {year} liegt kein Wert vor; gezeigt wird {shown}." if shown != year else "")
    return page.block(
        figures,
        f"{label}: {_point(rows[shown]).said}{_per(unit)} ({shown})",
        " ".join(note for note in (f"{unit[:1].upper()}{unit[1:]}, {min(rows)} bis {max(rows)}.", *notes) if note),
        rate_charts.columns(series, shown, label),
        _compared(figures, measure, rows[shown], shown),
        supply.table(label, ["Jahr", unit, "Zahl"], lines),
        supply.card(figures, measure, f"Jahr {shown}", _cases(rows[shown], figures.base)),
    )


def _per(unit: str) -> str:
    return "" if unit.startswith("Anteil") else f" {unit}"


def _point(row: dict) -> Point:
    """A share in per cent, a rate as a number; a range where the source leaves one."""
    if row["state"] != "ok":
        return Point(STATES[row["state"]])
    if row["value"] is not None:
        return rate_charts.value(_written(row, row["value"], round), row["value"])
    low, high = row["bound_low"], row["bound_high"]
    least = _written(row, low, math.floor)
    if high is None:
        return Point(f"mind. {least}", low, None)
    return Point(f"{least.removesuffix(PER_CENT)}–{_written(row, high, math.ceil)}", low, high)


def _written(row: dict, amount: float, cut: Callable[[float], int]) -> str:
    """A bound is cut so that „mindestens“ and „höchstens“ stay true."""
    if row["unit"].startswith("Anteil"):
        return percent(cut(round(amount * 1000, 6)) / 1000)
    digits = 0 if amount >= 100 else 1
    return number(cut(round(amount * 10**digits, 6)) / 10**digits, digits)


def _cases(row: dict, base: int) -> str:
    return count_shown(row["numerator"], base) if row["numerator"] is not None else STATES.get(row["state"], "Spanne")


def _compared(figures: Figures, measure: str, row: dict, year: int) -> str:
    """Our value on one scale with the values that official statistics published, each named below; '' without any."""
    entered = figures.published.table("benchmark").to_dicts()
    marks = [m for m in entered if m["indicator"] == BENCHMARK.get(measure) and m["unit"] == row["unit"]]
    if not marks or row["value"] is None:
        return ""
    marks.sort(key=lambda mark: mark["value"])
    said = [f"{_named(mark['label'])} {number(mark['value'])}" for mark in marks]
    alt = f"{year}: {number(row['value'])} {row['unit']}; {'; '.join(said)}"
    sources = sorted({f"{mark['place']}, {mark['source']}" for mark in marks})
    return rate_charts.scale(
        row["value"], f"{number(row['value'])} ({year})", [m["value"] for m in marks], alt
    ) + page.notes(
        f"Striche: {'; '.join(said)} {row['unit']}. {'; '.join(sources)}. "
        "Andere Jahre und Orte: ein Vergleich, kein Ziel."
    )


def _named(label: str) -> str:
    """The label without the part that every mark of the scale shares."""
    return re.sub(r", ohne § 28$", "", label)
