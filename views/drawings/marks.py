"""Which mark stands in a cell of a table? A bar, or a dot with its range; full = counted, middle tone with a whisker =
estimated, hatched = possible.

SVG without a viewBox: x in per cent, so that circles keep their size at every width; colours are CSS variables.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import htpy as h
from markupsafe import Markup

from views.finding import Asked, Cell, Chart
from views.words.cells import UNITS, at_most, estimate, heard, is_narrow, is_open, is_value, of_range
from views.words.evidence import COUNTED, ESTIMATED, POSSIBLE

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
    return drawing(parts(cell, top, 2, 14), alt, 18, "bars")


def parts(cell: Cell, top: float, y: int, tall: int) -> list[h.Element]:
    """The full, the middle and the hatched part of a bar, the whisker over them."""
    low, likeliest = cell.least / top * 100, cell.likeliest / top * 100
    marks, half = [_part(0, low, y, tall, "bar")], y + tall // 2
    if is_open(cell):
        marks.append(h.line(x1=f"{likeliest:.2f}%", x2="100%", y1=half, y2=half, class_="open"))
    elif not is_value(cell):
        kind = "open-band" if cell.window else "maybe beyond" if cell.asked else "maybe"
        marks.append(_part(likeliest, cell.most / top * 100, y, tall, kind))
    if cell.asked:
        marks.append(_part(low, likeliest, y, tall, "estimate"))
        marks += whisker(cell.asked, lambda share: f"{share / top * 100:.2f}%", half, tall // 3)
    return marks


def _part(start: float, end: float, y: int, tall: int, kind: str) -> h.Element:
    return h.rect(x=f"{start:.2f}%", y=y, width=f"{max(end - start, 0):.2f}%", height=tall, class_=kind)


def whisker(asked: Asked, x: Callable[[float], str], y: int, half: int) -> list[h.Element]:
    """How sure an estimate is: a stroke in ink with its two ends and the value as a dot, on a halo of paper."""
    low, high = x(asked.low), x(asked.high)
    strokes = [(low, high, y, y), (low, low, y - half, y + half), (high, high, y - half, y + half)]
    lines = [
        h.line(x1=x1, x2=x2, y1=y1, y2=y2, class_=kind) for kind in ("halo", "whisker") for x1, x2, y1, y2 in strokes
    ]
    return [*lines, h.circle(cx=x(asked.value), cy=y, r="3.5", class_="whisker")]


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
        return [mark(cell, top_of(chart), f"{demo}{name}: {heard(cell)}") for name, cell in named]

    return Inside(rows, lambda chart: f"0 bis {at_most(top_of(chart), of=plain_of(chart))} {chart.unit}")


def top_of(chart: Chart) -> float:
    """The value at the right edge: the largest possible one; no share above all children."""
    cells = [cell for cell in chart.series[0].cells if cell and cell.state == "ok" and cell.low is not None]
    ends = [end for cell in cells for end in (cell.low, cell.high) if end is not None]
    ends += [cell.asked.high for cell in cells if cell.asked]
    chances = [cell.chance[1] for cell in cells if chart.kind == "dots" and cell.chance]
    top = max([*ends, *chances], default=1) * 1.02
    return (top if plain_of(chart) == 1 else min(1.0, top)) or 1.0


def plain_of(chart: Chart) -> float:
    """What one unit of the stored number is on the axis: 100 for shares, 1 for counts."""
    return next((UNITS[cell.unit].plain for cell in chart.series[0].cells if cell), 100)


def ranges(chart: Chart, demo: str) -> list[Markup]:
    named = zip(chart.categories, chart.series[0].filled, strict=True)
    return [held(cell, f"{demo}{name}: {heard(cell)}", chart.threshold) for name, cell in named]


MARKS = {"bars": shares(bar), "dots": shares(dot), "ranges": Inside(ranges, lambda chart: f"0 bis 100 {chart.unit}")}


BETWEEN = ("estimate", "maybe")  # told only where there are such dots


def hundred(chart: Chart) -> Markup:
    """Of 100 children: filled counted, in the middle tone estimated, hatched possible, empty without a use; the words below."""
    (cell,) = chart.series[0].filled
    proved, possible = dots_of(cell)
    likely = round(cell.asked.value * 100) if cell.asked else proved
    sizes = {"full": proved, "estimate": likely - proved, "maybe": possible - likely, "none": 100 - possible}
    kinds = [kind for kind, size in sizes.items() for _ in range(size)]
    dots = [h.circle(cx=i % 10 * 20 + 10, cy=i // 10 * 20 + 10, r=7, class_=kind) for i, kind in enumerate(kinds)]
    words = {"full": f"{proved} {COUNTED}", "none": f"{100 - possible} ohne Nutzung"}
    words["maybe"] = f"{sizes['maybe']} {POSSIBLE}"
    if cell.asked:
        words["estimate"] = f"{estimate(cell.asked)} {ESTIMATED} ({of_range(cell.asked)})"
        words["maybe"] = "nach oben offen" if is_open(cell) else f"bis {possible} {POSSIBLE}"
    told = [kind for kind in sizes if sizes[kind] or kind not in BETWEEN]
    legend = [h.span[h.i(class_=kind), words[kind]] for kind in told]
    alt = f"{chart.alt}100 Punkte: {', '.join(words[kind] for kind in told)}"
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
