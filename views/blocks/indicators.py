"""Which official indicator stands beside an offer? Counted as official statistics do, beside their values where some were entered."""

import math
from dataclasses import dataclass

from store.german import capital, listed, number
from views.blocks import supply
from views.figures.reach import Record
from views.figures.read import Figures
from views.finding import Cell, Chart, Column, Finding, Passport, Said, Sentence, Series, table_of
from views.words.cells import said
from views.words.passport import as_of

CASES = "Gezählt sind Fälle, nicht junge Menschen."
AS_OFFICIAL = "Gezählt wie in der amtlichen Statistik. Fälle sind nicht Kinder."


@dataclass(frozen=True)
class Indicator:
    """of: role of the group of offers it is counted of; '' = of the offer itself. benchmark: its name in the figures of elsewhere.
    label: of a measure that is counted in several ways, the one that is shown; '' = that of the measure."""

    measure: str
    of: str = ""
    quantity: str = ""
    benchmark: str = ""
    label: str = ""

    def group(self, figures: Figures, offer: str) -> str:
        """The group of offers it is counted of, where it stands beside this offer."""
        return figures.head(self.of) if self.of else offer

    def name(self, figures: Figures) -> str:
        return self.label or str(figures.definition(self.measure).get("label", self.measure))


USE_OF_HELP = "HzE-Inanspruchnahme (AKJStat): mit §\u00a041, ohne §\u00a035a, ohne §\u00a028"
HELPS = (
    Indicator("hze_rate", "hze_ohne_beratung", "cases", "hze_inanspruchnahme", USE_OF_HELP),
    Indicator("hze_density", "hze_ohne_beratung"),
)
OF_ROLE = {  # role of the offer → its indicators
    "hilfe_zur_erziehung": HELPS,
    "junge_volljaehrige": HELPS,
    "erziehungsberatung": (Indicator("advice_rate", quantity="cases"),),
    "unterhaltsvorschuss": (Indicator("maintenance_rate"),),
    "beistandschaft": (Indicator("assistance_rate"),),
    "fruehe_hilfen": (Indicator("early_help_rate"),),
    "kindertagespflege": (Indicator("care_share"),),
}


def of_offer(figures: Figures, offer: str) -> list[Indicator]:
    """Every indicator of the offer that has a value."""
    asked = OF_ROLE.get(figures.offers[offer]["role"] if offer in figures.offers else "", ())
    return [one for one in asked if any(row["state"] == "ok" for row in _rows(figures, one, offer).values())]


def _rows(figures: Figures, asked: Indicator, offer: str) -> dict[int, Record]:
    """By year; of several dates in a year the first, which is the day official statistics use."""
    where = {"quantity": asked.quantity} if asked.quantity else {}
    rows = figures.rows(asked.measure, area=figures.district, offer_group=asked.group(figures, offer), **where)
    own = [row for row in rows if row["reference_date"] or row["age_band"] == "all"]
    return {row["year"]: row for row in sorted(own, key=lambda row: str(row["reference_date"]), reverse=True)}


def beside(figures: Figures, asked: Indicator, offer: str, year: int) -> Finding:
    """One indicator over the years in a unit of its own, and beside it what official statistics published."""
    rows, label = _rows(figures, asked, offer), asked.name(figures)
    known = [y for y, row in rows.items() if row["state"] == "ok"]
    shown = year if year in known else max(known)
    row, cells = rows[shown], {y: supply.with_count(value(row), row, figures.base) for y, row in rows.items()}
    unit, per = row["unit"], "" if _is_share(row) else f" {row['unit']}"
    chart, marks = supply.on_years(label, unit, cells, shown), _published(figures, asked, row)
    cases = {y: _cases(row, figures.base) for y, row in rows.items()}
    told = (
        f"{capital(unit)}, {min(rows)} bis {max(rows)}.",
        CASES if asked.quantity == "cases" else "",
        f"Für {year} liegt kein Wert vor; gezeigt wird {shown}." if shown != year else "",
    )
    return Finding(
        key=f"kennzahl_{asked.measure}",
        title=Sentence(
            "{label}: {value}{per} ({year})", dict(label=label, value=cells[shown], per=per, year=str(shown))
        ),
        sub=" ".join(filter(None, told)),
        chart=Chart("amounts", unit, panels=(chart, _scale(row, marks, shown))) if marks else chart,
        table=table_of(
            label, ("Jahr", unit, "Zahl"), [(str(y), cells[y], cases[y]) for y in sorted(rows)], closed=True
        ),
        notes=(_marks_said(marks, unit),) if marks else (),
        passport=supply.card(figures, asked.measure, f"Jahr {shown}", said(cases[shown])),
    )


def _is_share(row: Record) -> bool:
    return str(row["unit"]).startswith("Anteil")


def value(row: Record) -> Cell:
    """A share in per cent, a rate as a number; a range where the source leaves one, cut so that its ends stay true."""
    unit = "rate" if _is_share(row) else "number"
    if row["state"] != "ok":
        return Cell(unit, state=row["state"])
    low, high = (row["bound_low"], row["bound_high"]) if row["value"] is None else (row["value"],) * 2
    if unit == "number":
        return Cell(unit, low, high, 0 if low >= 100 else 1)
    if low != high:
        low, high = math.floor(round(low * 1000, 6)) / 1000, high and math.ceil(round(high * 1000, 6)) / 1000
    return Cell(unit, low, high)


def _cases(row: Record, base: int) -> Said:
    return supply.count(row, base) if row["numerator"] is not None or row["state"] != "ok" else "Spanne"


def _published(figures: Figures, asked: Indicator, row: Record) -> list[Record]:
    """The values that official statistics published in the same unit, from small to large; none beside a range."""
    entered = figures.published.table("benchmark").to_dicts()
    marks = [mark for mark in entered if mark["indicator"] == asked.benchmark and mark["unit"] == row["unit"]]
    return [] if row["value"] is None else sorted(marks, key=lambda mark: mark["value"])


def _scale(row: Record, marks: list[Record], year: int) -> Chart:
    """Our value on one scale with theirs."""
    names, none = tuple(_named(marks)), (None,) * len(marks)
    ours, *theirs = (Cell("number", one["value"], one["value"]) for one in (row, *marks))
    alt = f"{year}: {number(row['value'])} {row['unit']}; {_listed(marks)}"
    series = (Series("hier", (ours, *none)), Series("amtlich", (None, *theirs), "context"))
    return Chart("scale", row["unit"], (str(year), *names), series, alt=alt)


def _marks_said(marks: list[Record], unit: str) -> str:
    sources = sorted({f"{mark['place']}, {mark['source']}" for mark in marks})
    return f"Striche: {_listed(marks)} {unit}. {'; '.join(sources)}. Andere Jahre und Orte: ein Vergleich, kein Ziel."


def _listed(marks: list[Record]) -> str:
    return "; ".join(f"{name} {number(mark['value'])}" for name, mark in zip(_named(marks), marks, strict=True))


def _named(marks: list[Record]) -> list[str]:
    """The labels without the part that every mark of the scale shares."""
    labels = [mark["label"] for mark in marks]
    last = {label.rpartition(", ")[2] for label in labels}
    return [label.rpartition(", ")[0] for label in labels] if len(last) == 1 and len(labels) > 1 else labels


def of_year(figures: Figures, year: int) -> Finding | None:
    """All official indicators of one year, each in a unit of its own; one that stands at several offers names them. None: no one."""
    told: dict[tuple[str, str], tuple[Indicator, Record]] = {}
    for offer in figures.of_level("angebot"):
        for asked in of_offer(figures, offer):
            if row := _rows(figures, asked, offer).get(year):
                told.setdefault((asked.measure, asked.group(figures, offer)), (asked, row))
    if not told:
        return None
    measures, lines = [measure for measure, _ in told], []
    for (measure, group), (asked, row) in told.items():
        of = f", {figures.names[group]}" if measures.count(measure) > 1 else ""
        label = f"{asked.name(figures)}{of}{f' {CASES}' if asked.quantity == 'cases' else ''}"
        lines.append((label, Cell("year", year, year), value(row), row["unit"]))
    title, once = f"Amtliche Kennzahlen {year}", tuple(dict.fromkeys(measures))
    fields = (
        ("Kennzahl", listed([figures.definition(measure).get("label", measure) for measure in once])),
        ("Zeitraum", f"Jahr {year}"),
        ("Gebiet", figures.area_names[figures.district]),
        ("Quelle", as_of(figures)),
    )
    return Finding(
        "kennzahlen",
        title,
        table=table_of(title, ("Kennzahl", "Jahr", "Wert", Column("Einheit")), lines),
        notes=(AS_OFFICIAL,),
        passport=Passport(f"{len(lines)} Kennzahlen · Jahr {year}", fields, once),
    )
