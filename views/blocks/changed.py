"""What would a draft change in the figures? As a finding of the page Lieferung: before and after, measure by measure."""

from collections.abc import Iterator
from datetime import date

from measures.need import MARKS
from store.german import SEXES, day, number, one_or_many
from views.blocks.divided import PARTS
from views.figures.changed import Change, Changed, OfMeasure, Told
from views.finding import Cell, Column, Finding, Row, Said, table_of
from views.words.quantities import QUANTITIES
from views.words.texts import DESK

SAID = DESK["changed"]
QUANTITY = QUANTITIES | PARTS | MARKS
MOST = 8  # measures that are told; the others are named


def sentence(found: Changed) -> str:
    """How many figures change, in how many measures."""
    if not found.number:
        return str(DESK["no_changes"])
    figures, measures = (
        one_or_many(SAID[name], count) for name, count in (("figures", found.number), ("measures", len(found.measures)))
    )
    return str(SAID["headline"].format(figures=figures, measures=measures))


def changed(found: Changed) -> Finding:
    """Of each measure the figures that change most, and how many others there are."""
    if not found.number:
        return Finding("aenderungen", "Was sich in den Zahlen ändert", DESK["no_changes"])
    told, others = found.measures[:MOST], found.measures[MOST:]
    rows = [row for measure in told for row in _rows(measure, found.base)]
    heads = ("Zahl", Column("bisher", figure=True), Column("dann", figure=True))
    rest = sum(measure.number - len(measure.first) for measure in told)
    notes = [SAID["rest"].format(rest=number(rest))] if rest else []
    if others:
        labels = ", ".join(f"{measure.label} ({number(measure.number)})" for measure in others)
        notes.append(SAID["others"].format(number=number(sum(measure.number for measure in others)), labels=labels))
    table = table_of(SAID["title"], heads, rows)
    return Finding("aenderungen", SAID["title"], SAID["sub"], table=table, notes=tuple(notes))


def _rows(measure: OfMeasure, base: int) -> Iterator[Row]:
    figures = one_or_many(SAID["figures"], measure.number)
    yield Row((SAID["part"].format(label=measure.label, figures=figures),), part=True)
    for change in measure.first:
        values = (_value(told, change, measure, base) for told in (change.before, change.after))
        about = (change.area, str(change.year), change.ages, SEXES.get(change.sex, ""))
        more = (_about(change), "" if change.counted else change.unit, _doubts(change))
        yield Row((change.group or measure.label, *values), beside=", ".join(filter(None, (*about, *more))))


def _about(change: Change) -> str:
    """What it speaks of besides: am 01.03.2026, mit Frühe Hilfen."""
    return ", ".join(DESK["about"][name].format(of=_dimension(name, of)) for name, of in change.about)


def _dimension(name: str, of: str | int | date) -> str:
    if isinstance(of, date):
        return day(of)
    words = {"quantity": QUANTITY, "partner": DESK["partners"]}.get(name, {})
    return str(words.get(of, of))


def _doubts(change: Change) -> str:
    """What is said of its completeness, where that is another than before."""
    if change.before is None or change.after is None or change.before.doubts == change.after.doubts:
        return ""
    words = [DESK["doubts"].get(code, DESK["doubts"]["else"]) for code in change.after.doubts]
    return str(SAID["now"].format(doubts=", ".join(dict.fromkeys(words)) or SAID["sure"]))


def _value(told: Told | None, change: Change, measure: OfMeasure, base: int) -> Said:
    if told is None:
        return "–"
    if told.low is None:
        return Cell("number", state=told.state)
    if change.counted:
        return Cell("children", told.low, told.high, base=base)
    of = dict(change.about).get("quantity")
    unit = DESK["cells"].get(f"{measure.measure}.{of}") or DESK["cells"].get(measure.measure, "number")
    return Cell(unit, told.low, told.high, digits=1)
