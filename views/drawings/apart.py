"""How far are municipalities from what is to be expected? Dot and range on a common zero line inside a table.

Rust never stands alone: firm is filled and bold, unsure is hollow, and a word says it beside. The looks of the series are
the verdicts: firm | unsure | small | plain.
"""

from collections.abc import Callable

import htpy as h
from markupsafe import Markup

from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart, Series
from views.words.cells import apart_span

ROW = 22  # px, height of one line of the table


def _lines(chart: Chart, demo: str) -> list[Markup]:
    left, right = _edges(chart)
    return [_line(chart, at, left, right, demo) for at in range(len(chart.categories))]


def _edges(chart: Chart) -> tuple[float, float]:
    """Children on both sides of the zero line, so that every range fits."""
    chances = [cell.chance for series in chart.series for cell in series.cells if cell and cell.chance]
    return max([-low for low, _ in chances] + [1]) * 1.05, max([high for _, high in chances] + [1]) * 1.05


def _line(chart: Chart, at: int, left: float, right: float, demo: str) -> Markup:
    """Children fewer to the right of the line, more to the left, both in children; the thin line is chance."""
    series, cell = chart.told_of(at) or (Series("", ()), Cell("apart"))
    alt = f"{demo}{chart.categories[at]}: {series.name}"
    if cell.low is None or cell.chance is None:
        return drawing(None, alt, ROW, "strip")
    x: Callable[[float], str] = lambda value: f"{min(100, max(0, (value + left) / (left + right) * 100)):.2f}%"
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
