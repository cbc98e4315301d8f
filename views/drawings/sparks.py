"""How does a development look in a row of a table? A small line, or the parts of a change around a common zero."""

from collections.abc import Callable, Sequence

import htpy as h
from markupsafe import Markup

from views.drawings.lines import told, values
from views.drawings.marks import Inside, drawing
from views.drawings.plot import breaks
from views.finding import Cell, Chart, Series
from views.words.cells import of_chart, said

LOOSE = (0.4, 1.6)  # of the mean: what the small line shows at least
CALM = {"accent": "", "context": " calm"}  # look of a series → its class


def _sparks(chart: Chart, mark: str) -> list[Markup]:
    """A line for each row of a table."""
    return [spark(panel, f"{mark}{panel.title}: {of_chart(panel)}") for panel in chart.panels]


def spark(chart: Chart, alt: str) -> Markup:
    """On a scale relative to its mean: what is small against the mean looks small."""
    series = chart.series[0] if chart.series else Series("", ())
    known = values(series)
    if len(known) < 2:
        return Markup("")
    mean = sum(cell.least for cell in known.values()) / len(known)
    shares = {at: cell.least / mean if mean else 1.0 for at, cell in known.items()}
    low, high = min(LOOSE[0], *shares.values()), max(LOOSE[1], *shares.values())
    first, last, calm = min(known), max(known), CALM[series.look]
    heights = {at: 24 - (share - low) / (high - low) * 20 for at, share in shares.items()}
    x: Callable[[float], float] = lambda at: 3 + (at - first) / (last - first) * 94
    ends = [(at - 1, at) for at in heights if at - 1 in heights and at not in breaks(chart)]
    joined = [
        h.line(
            x1=f"{x(a):.2f}%", y1=f"{heights[a]:.1f}", x2=f"{x(b):.2f}%", y2=f"{heights[b]:.1f}", class_=f"trend{calm}"
        )
        for a, b in ends
    ]
    dot = h.circle(cx=f"{x(last):.1f}%", cy=f"{heights[last]:.1f}", r=4, class_=f"trend-dot{calm}")
    return drawing([joined, dot], alt, 28, "strip")


def _split(chart: Chart, mark: str) -> list[Markup]:
    """Changes around a common zero for each row: one bar a series."""
    widest = max((abs(cell.least) for series in chart.series for cell in told(series).values()), default=1) or 1
    rows = zip(chart.categories, zip(*(series.filled for series in chart.series), strict=True), strict=True)
    return [
        _bars(chart, cells, widest, f"{mark}{name}: ") if all(cell.low is not None for cell in cells) else Markup("")
        for name, cells in rows
    ]


def _bars(chart: Chart, cells: Sequence[Cell], widest: float, name: str) -> Markup:
    marks = [h.line(x1="50%", x2="50%", y1="0", y2="100%", class_="base")]
    for at, (series, cell) in enumerate(zip(chart.series, cells, strict=True)):
        size = min(abs(cell.least) / widest, 1) * 48
        left, kind = 50 if cell.least >= 0 else 50 - size, "proved past" if series.look == "context" else "bar"
        marks.append(h.rect(x=f"{left:.2f}%", width=f"{max(size, 0.4):.2f}%", y=3 + at * 14, height=11, class_=kind))
    alt = name + "; ".join(f"{series.name} {said(cell)}" for series, cell in zip(chart.series, cells, strict=True))
    return drawing(marks, alt, 6 + 14 * len(cells), "strip")


SPARKS = Inside(_sparks, lambda chart: chart.title)
SPLIT = Inside(_split, lambda chart: chart.title)
