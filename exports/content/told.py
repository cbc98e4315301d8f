"""How does a finding stand in a document? Its drawing, notes, table and Zahlenpass one after another, in the words of the page."""

import math
from collections.abc import Iterable
from dataclasses import replace

from exports.report import Chart, Content, Paragraph, Part, Passport, Series, Table
from views.finding import Cell, Finding
from views.finding import Chart as Drawing
from views.finding import Series as Line
from views.finding import Table as Told
from views.words.cells import UNITS, is_open, is_value, of_chart, said, words

SHORT = ("Kennzahl", "gezählt", "bezogen auf", "Zeitraum", "Gebiet", "Angebote", "Spanne", "Vergleichbarkeit", "Quelle")
KINDS = {  # what paper can draw
    "columns": "columns",
    "bars": "bars",
    "dots": "bars",
    "apart": "bars",
    "lines": "lines",
    "small_lines": "lines",
    "curve": "lines",
    "amounts": "columns",
}
LOOKS = {"proved": "accent", "behind": "context"}
Measured = tuple[float | None, ...]


def drawing_of(told: Finding) -> Finding:
    """Its drawing alone."""
    return replace(told, lead=(), table=None, notes=(), quote="", passport=None)


def table_of(told: Finding) -> Finding:
    """Its table alone."""
    return replace(drawing_of(told), title="", sub="", chart=None, table=told.table)


def laid_out(content: Iterable[Content]) -> tuple[Part, ...]:
    """What is read, from first to last, every finding as its parts."""
    return tuple(part for one in content for part in (_parts(one) if isinstance(one, Finding) else (one,)))


def _parts(told: Finding) -> Iterable[Part]:
    """The Zahlenpass without what every page states anyway (in full in the annex)."""
    if not (told.chart or told.quote):  # what a drawing would have as its title
        yield from (Paragraph(_sentence(words(line))) for line in (told.title, told.sub) if line)
    yield from (Paragraph(words(line)) for line in told.lead if line)
    if told.chart and told.chart.kind in KINDS:
        yield from (chart(told, drawing) for drawing in told.chart.panels or (told.chart,) if drawing.series)
    if told.quote:
        yield Paragraph(f"„{words(told.quote)}“", "quote")
    yield from (Paragraph(words(line), "note") for line in told.notes if line)
    if told.table:
        yield table(told.table)
    if told.passport:
        yield Passport(
            tuple((name, text) for name, text in told.passport.fields if name in SHORT), told.passport.measures
        )


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "!")) else f"{text.removesuffix('.')}."


def table(told: Told) -> Table:
    """Parts of a table are lines of their own with nothing beside their name."""
    figures = frozenset(at for at, column in enumerate(told.columns) if column.figure)
    return Table(told.caption, tuple(c.head for c in told.columns), tuple(row.cells for row in told.rows), figures)


def chart(told: Finding, drawing: Drawing) -> Chart:
    """With the words of the page beside every category, as far as they are one series."""
    if drawing.kind == "apart":
        return apart(told, drawing)
    title = (drawing.title or words(told.title)).removesuffix(".")
    title = f"{title}: {drawing.beside}" if drawing.beside else title
    lines = KINDS[drawing.kind] == "lines"
    return Chart(
        title=title,
        sub=words(told.sub),
        alt=f"{title}. {drawing.alt or of_chart(drawing)}",
        kind=KINDS[drawing.kind],
        unit=drawing.unit,
        categories=drawing.categories,
        series=tuple(series for line in drawing.series for series in drawn(line)),
        words=() if lines else tuple(map(said, drawing.series[0].cells)),
        breaks=tuple(
            (event.at, event.word) for event in drawing.events if event.breaks and event.at in drawing.categories
        ),
    )


def apart(told: Finding, drawing: Drawing) -> Chart:
    """Children fewer to the right, more to the left, with their verdicts; what is too small to judge is not drawn."""
    found = [(name, *drawing.told_of(at)) for at, name in enumerate(drawing.categories)]
    judged = [(name, line, cell) for name, line, cell in found if cell.low is not None and line.look != "small"]
    names = tuple(name for name, *_ in judged)
    said_ = tuple(f"{said(cell)} ({line.name})" for _, line, cell in judged)
    title = words(told.title).removesuffix(".")
    alt = "; ".join(f"{name}: {word}" for name, word in zip(names, said_, strict=True))
    bars = Series(drawing.unit, tuple(counted(cell) for *_, cell in judged))
    return Chart(title, words(told.sub), f"{title}. {alt}", KINDS["apart"], drawing.unit, names, (bars,), said_)


def drawn(line: Line) -> tuple[Series, ...]:
    """One series of values, or both ends where any is a range: what is counted and what is possible above it, or two lines."""
    low, more = tuple(map(counted, line.cells)), tuple(map(possible, line.cells))
    look = LOOKS.get(line.look, line.look)
    if all(value is None for value in more):
        return (Series(line.name, low, look),)
    if line.look != "proved":
        high = tuple(one if wide is None else round(one + wide, 1) for one, wide in zip(low, more, strict=True))
        return (Series(f"{line.name}, mindestens", low, look), Series(f"{line.name}, höchstens", high, look))
    return (Series("nachgewiesen", low, "proved"), Series("möglich", more, "possible"))


def counted(cell: Cell | None) -> float | None:
    """The lower end in the unit of the chart, one decimal, never rounded up; None where nothing is drawn."""
    if cell is None or cell.state != "ok" or cell.low is None:
        return None
    value = cell.low * UNITS[cell.unit].plain
    return round(value, 1) if is_value(cell) else math.floor(round(value * 10, 6)) / 10


def possible(cell: Cell | None) -> float | None:
    """What lies open above it, never rounded down; None for a value and where no upper end is known."""
    if counted(cell) is None or is_value(cell) or is_open(cell):
        return None
    return round(math.ceil(round(cell.high * UNITS[cell.unit].plain * 10, 6)) / 10 - counted(cell), 1)
