"""How are gaps drawn? Dot and range on a common zero line inside a table, and the funnel.

Rust never stands alone: firm is filled and bold, unsure is hollow, and a word says it beside. The looks of the series are
the verdicts: firm | unsure | small | plain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import htpy as h
import numpy as np
from markupsafe import Markup

from store.german import number
from views.drawings.marks import Axes, Inside, drawing
from views.finding import Band, Cell, Chart
from views.words.cells import apart_span, said

HEIGHT, TOP, GROUND = 340, 14, 48  # px of the funnel: in all, above, below
LEFT = 7  # per cent at the left for the numbers of the axis
ROW = 22  # px, height of one line of the table
WIDE = 78  # per cent; a name right of this would leave the drawing
APART_NAMES = 34, 18  # per cent and px that two names need
STEPS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)  # expected children from one number of the axis to the next
FIELD = 1000  # units of the field of the limits in each direction


def _lines(chart: Chart, demo: str) -> list[Markup]:
    left, right = _edges(chart)
    return [_line(chart, at, left, right, demo) for at in range(len(chart.categories))]


def _edges(chart: Chart) -> tuple[float, float]:
    """Children on both sides of the zero line, so that every range fits."""
    chances = [cell.chance for series in chart.series for cell in series.cells if cell and cell.chance]
    return max([-low for low, _ in chances] + [1]) * 1.05, max([high for _, high in chances] + [1]) * 1.05


def _line(chart: Chart, at: int, left: float, right: float, demo: str) -> Markup:
    """Children fewer to the right of the line, more to the left, both in children; the thin line is chance."""
    series, cell = chart.told_of(at)
    alt = f"{demo}{chart.categories[at]}: {series.name}"
    if cell.low is None:
        return drawing(None, alt, ROW, "strip")
    x = lambda value: f"{min(100, max(0, (value + left) / (left + right) * 100)):.2f}%"
    (low, high), half = cell.chance, ROW // 2
    marks = [
        h.line(x1=x(0), x2=x(0), y1=0, y2=ROW, class_="zero"),
        h.line(x1=x(low), x2=x(high), y1=half, y2=half, class_=f"reach {series.look}"),
        h.circle(cx=x(cell.low), cy=half, r="5.5", class_=f"spot {series.look}"),
    ]
    return drawing(marks, f"{alt}, Spanne {apart_span(cell)}", ROW, "strip")


def _scale(chart: Chart) -> h.Element:
    left, right = _edges(chart)
    shift = max(0, left / (left + right) * 100 - 26)
    return h.span(".scale", style=f"padding-left:{shift:.0f}%")[h.span["mehr"], h.span["weniger"]]


APART = Inside(_lines, _scale)


@dataclass(frozen=True)
class Point:
    """One category of the funnel: its place in per cent and px, and the look of its series."""

    name: str
    x: float
    y: float
    look: str
    expected: float
    words: str


def funnel(chart: Chart) -> Markup:
    """Counted children per 100 expected against the expected children, with what chance explains for each size."""
    told = [(at, *chart.told_of(at)) for at in range(len(chart.categories))]
    values = [cell.low for *_, cell in told]
    most = max(cell.low for cell in chart.across) * 1.08
    field = Axes(most, *_range(values), LEFT, 100, TOP, HEIGHT - GROUND)
    points = [
        Point(chart.categories[at], field.x(chart.across[at].low), field.y(cell.low), series.look, chart.across[at].low,
              _in_words(chart, at, cell))
        for at, series, cell in told
    ]  # fmt: skip
    dots = [h.circle(cx=f"{p.x:.2f}%", cy=f"{p.y:.1f}", r=6, class_=f"spot {p.look}")[h.title[p.words]] for p in points]
    limits = [_limits(band, field, kind) for band, kind in zip(chart.bands, ("inner", "outer"), strict=True)]
    return drawing(
        [_axis(field), limits, _ground(field), dots, list(_names(points, field, chart.now))],
        chart.alt,
        HEIGHT,
        "funnel",
    )


def _in_words(chart: Chart, at: int, cell: Cell) -> str:
    return f"{chart.categories[at]}: {said(cell)} {chart.unit} ({said(chart.across[at])} zu erwarten)"


def _axis(field: Axes) -> list[h.Element]:
    marks = []
    for tick in _ticks(field.low, field.high, 25 if field.high - field.low > 60 else 10):
        y, kind = field.y(tick), "base" if tick == 100 else "grid"
        marks.append(h.line(x1=f"{LEFT}%", x2="100%", y1=f"{y:.1f}", y2=f"{y:.1f}", class_=kind))
        marks.append(h.text(x=0, y=f"{y + 5:.1f}", class_="tick start")[str(tick)])
    return marks


def _ground(field: Axes) -> list[h.Element]:
    ground = HEIGHT - GROUND
    step = next((step for step in STEPS if field.last / step <= 6), STEPS[-1])
    ticks = _ticks(1, field.last * 0.98, step)
    return [
        *(h.text(x=f"{field.x(tick):.1f}%", y=ground + 18, class_="tick")[number(tick)] for tick in ticks),
        h.text(x="100%", y=HEIGHT - 8, class_="tick end")["zu erwartende Kinder"],
        h.line(x1=f"{LEFT}%", x2="100%", y1=ground, y2=ground, class_="axis"),
    ]


def _range(values: list[float]) -> tuple[float, float]:
    """Every point is inside, 100 too, with a little room; a whole multiple of 10."""
    low, high = min(*values, 90), max(*values, 110)
    return max(0, 10 * np.floor(low / 10 - 0.5)), 10 * np.ceil(high / 10 + 0.5)


def _ticks(low: float, high: float, step: int) -> list[int]:
    return [tick for tick in range(0, int(high) + 1, step) if low <= tick <= high]


def _limits(band: Band, field: Axes, kind: str) -> h.Element:
    """Both limits as one drawing of its own, stretched to the field; the lines keep their width."""
    lines = []
    for limit in (band.low, band.high):
        inside = np.clip(limit, field.low - 50, field.high + 50)
        level = FIELD * (field.high - inside) / (field.high - field.low)
        points = " ".join(f"{FIELD * at / field.last:.0f},{y:.0f}" for at, y in zip(band.at, level, strict=True))
        lines.append(h.polyline(points=points, class_=f"limit {kind}"))
    place = {"x": f"{LEFT}%", "y": TOP, "width": f"{100 - LEFT}%", "height": HEIGHT - TOP - GROUND}
    return h.svg(".field", viewBox=f"0 0 {FIELD} {FIELD}", preserveAspectRatio="none", aria_hidden="true", **place)[
        lines
    ]


def _names(points: list[Point], field: Axes, chosen: str) -> Iterator[h.Element]:
    """Names where they have room: the firm and the chosen first, then the largest."""
    weight: Callable[[Point], tuple] = lambda p: (p.look != "firm", p.name != chosen, -p.expected)
    placed: list[Point] = []
    across, down = APART_NAMES
    for point in sorted(points, key=weight):
        if any(abs(point.x - other.x) < across and abs(point.y - other.y) < down for other in placed):
            continue
        placed.append(point)
        level = point.y - (down / 2 if abs(point.y - field.y(100)) < 8 else 0)
        side, away = ("end", -11) if point.x > WIDE else ("start", 11)
        last = "chosen" if point.name == chosen else "" if point.look == "firm" else "long"
        kind = f"point {point.look} {side} {last}".strip()
        yield h.text(x=f"{point.x:.2f}%", y=f"{level + 5:.1f}", dx=away, class_=kind)[point.name]
