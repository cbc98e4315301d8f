"""How long does a use last? The middle half of the uses as a bar in a row of a table, the median as a stroke."""

from collections.abc import Callable

import htpy as h
from markupsafe import Markup

from store.german import number
from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart
from views.words.cells import said


def spans(chart: Chart, demo: str) -> list[Markup]:
    """The middle half of the uses as a bar, the median as a stroke; an end that is not known yet runs to the right edge."""
    named, top = zip(chart.categories, *(series.filled for series in chart.series), strict=True), _months(chart)
    return [
        _span(half, median, top, f"{demo}{name}: Median {said(median)}, mittlere Hälfte {said(half)} Monate")
        for name, half, median in named
    ]


def _months(chart: Chart) -> float:
    ends = [
        end for series in chart.series for cell in series.filled for end in (cell.low, cell.high) if end is not None
    ]
    return max(ends, default=0) * 1.1 or 1


def _span(half: Cell, median: Cell, top: float, alt: str) -> Markup:
    x: Callable[[float], str] = lambda months: f"{months / top * 100:.2f}%"
    if half.low is None:
        return drawing(None, alt, 20, "strip")
    wide, kind = (top if half.high is None else half.high) - half.low, "half open-half" if half.high is None else "half"
    marks = [h.rect(x=x(half.low), width=x(wide), y=5, height=10, class_=kind)]
    if median.low is not None:
        marks.append(h.line(x1=x(median.low), x2=x(median.low), y1=0, y2=20, class_="median"))
    return drawing(marks, alt, 20, "strip")


SPANS = Inside(spans, lambda chart: f"0 bis {number(_months(chart))} {chart.unit}")
