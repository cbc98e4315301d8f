"""Which mark stands in a cell of a table? A bar, or a dot with its range; full = counted, hatched = possible.

SVG without a viewBox: x in per cent, so that circles keep their size at every width; colours are CSS variables.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from views.finding import Cell, Chart
from views.words.cells import UNITS, at_most, in_words, is_narrow, is_open, is_value

HATCHES = [
    h.pattern(id=name, width=5, height=5, patternUnits="userSpaceOnUse", patternTransform="rotate(45)")[
        h.line(x1=1, y1=0, x2=1, y2=5, class_=name)
    ]
    for name in ("hatch", "hatch-grey")
]
DEFINITIONS = Markup(h.svg(width=0, height=0, class_="defs", aria_hidden="true")[h.defs[HATCHES]])


def drawing(content: h.Node, alt: str, height: int, kind: str) -> Markup:
    """An SVG that says in words what it shows."""
    return Markup(h.svg(class_=kind, width="100%", height=height, role="img", aria_label=alt)[content])


def bar(cell: Cell, top: float, alt: str) -> Markup:
    """Counted as a full bar, possible as a hatched one behind it; `top` is the value at the right edge."""
    if cell.state != "ok" or cell.low is None:
        return drawing(None, alt, 18, "bars")
    low = cell.low / top * 100
    marks = [h.rect(x=0, y=2, width=f"{low:.2f}%", height=14, class_="bar")]
    if is_open(cell):
        marks.append(h.line(x1=f"{low:.2f}%", x2="100%", y1=9, y2=9, class_="open"))
    elif not is_value(cell):
        wide = (cell.most - cell.least) / top * 100
        marks.append(h.rect(x=f"{low:.2f}%", y=2, width=f"{wide:.2f}%", height=14, class_="maybe"))
    return drawing(marks, alt, 18, "bars")


def dot(cell: Cell, top: float, alt: str) -> Markup:
    """A counted value with its usual scatter as a thin line, or a range as a hatched band."""
    if cell.state != "ok" or cell.low is None:
        return drawing(None, alt, 26, "strip")
    low = cell.low / top * 100
    if not is_value(cell):
        wide = (top if cell.high is None else cell.high) / top * 100 - low
        return drawing(h.rect(x=f"{low:.2f}%", y=7, width=f"{wide:.2f}%", height=12, class_="maybe"), alt, 26, "strip")
    marks = [h.circle(cx=f"{low:.2f}%", cy=13, r="5.5", class_="dot")]
    if cell.chance:
        ends = [f"{min(1, edge / top) * 100:.2f}%" for edge in cell.chance]
        marks.insert(0, h.line(x1=ends[0], x2=ends[1], y1=13, y2=13, class_="chance"))
    return drawing(marks, alt, 26, "strip")


def held(cell: Cell, alt: str, threshold: float | None) -> Markup:
    """A range as a bar of its own on a scale from 0 to 1, and the threshold it is held against."""
    marks = [h.line(x1="0", x2="100%", y1=11, y2=11, class_="base")]
    if cell.state == "ok" and cell.low is not None:
        wide = max(((1.0 if cell.high is None else cell.high) - cell.low) * 100, 0.6)
        kind = "bar" if is_value(cell) else "open-band" if cell.window else "maybe"
        marks.append(h.rect(x=f"{cell.low * 100:.1f}%", y=4, width=f"{wide:.1f}%", height=14, class_=kind))
    if threshold is not None:
        at = f"{threshold * 100:g}%"
        marks.append(h.line(x1=at, x2=at, y1=0, y2=22, class_="threshold"))
    return drawing(marks, alt, 22, "strip")


@dataclass(frozen=True)
class Inside:
    """A drawing inside a table. rows: one mark for each category, after what a demo says before it; head: of its column;
    after: so many columns of the table stand before it."""

    rows: Callable[[Chart, str], list[Markup]]
    head: Callable[[Chart], h.Node]
    after: int = 1


def shares(mark: Callable[[Cell, float, str], Markup]) -> Inside:
    """Marks on one scale from 0 to the largest possible value."""

    def rows(chart: Chart, demo: str) -> list[Markup]:
        named = zip(chart.categories, chart.series[0].filled, strict=True)
        return [mark(cell, top_of(chart), f"{demo}{name}: {in_words(cell)}") for name, cell in named]

    return Inside(rows, lambda chart: f"0 bis {at_most(top_of(chart), of=plain_of(chart))} {chart.unit}")


def top_of(chart: Chart) -> float:
    """The value at the right edge: the largest possible one; no share above all children."""
    cells = [cell for cell in chart.series[0].cells if cell and cell.state == "ok" and cell.low is not None]
    ends = [end for cell in cells for end in (cell.low, cell.high) if end is not None]
    chances = [cell.chance[1] for cell in cells if chart.kind == "dots" and cell.chance]
    top = max([*ends, *chances], default=1) * 1.02
    return (top if plain_of(chart) == 1 else min(1.0, top)) or 1.0


def plain_of(chart: Chart) -> float:
    """What one unit of the stored number is on the axis: 100 for shares, 1 for counts."""
    return next((UNITS[cell.unit].plain for cell in chart.series[0].cells if cell), 100)


def ranges(chart: Chart, demo: str) -> list[Markup]:
    named = zip(chart.categories, chart.series[0].filled, strict=True)
    return [held(cell, f"{demo}{name}: {in_words(cell)}", chart.threshold) for name, cell in named]


MARKS = {"bars": shares(bar), "dots": shares(dot), "ranges": Inside(ranges, lambda chart: f"0 bis 100 {chart.unit}")}


def hundred(chart: Chart) -> Markup:
    """Of 100 children: filled counted, hatched possible, empty without a use; the words below."""
    (cell,) = chart.series[0].filled
    proved, possible = dots_of(cell)
    kinds = ["full"] * proved + ["maybe"] * (possible - proved) + ["none"] * (100 - possible)
    dots = [h.circle(cx=i % 10 * 20 + 10, cy=i // 10 * 20 + 10, r=7, class_=kind) for i, kind in enumerate(kinds)]
    alt = f"{chart.alt}100 Punkte: {proved} gefüllt, {possible - proved} schraffiert, {100 - possible} leer"
    words = (
        ("full", f"{proved} nachgewiesen"),
        ("maybe", f"{possible - proved} möglich"),
        ("none", f"{100 - possible} ohne Nutzung"),
    )
    legend = [h.span[h.i(class_=kind), said] for kind, said in words if kind != "maybe" or possible > proved]
    picture = h.svg(".hundred", viewBox="0 0 200 200", role="img", aria_label=alt)[dots]
    return Markup(picture) + Markup(h.p(".legend")[legend])


def dots_of(cell: Cell) -> tuple[int, int]:
    """How many dots are counted, and how many at most possible."""
    if cell.state != "ok" or cell.low is None:
        return 0, 0
    if is_narrow(cell):
        middle = round(cell.middle * 100)
        return middle, middle
    return math.floor(round(cell.low * 100, 6)), 100 if cell.high is None else math.ceil(round(cell.high * 100, 6))
