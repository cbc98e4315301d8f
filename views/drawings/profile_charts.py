"""How is one municipality drawn beside the district? The spine inside a table, and small lines over the years.

Blue says nothing about good or bad. The first series is the place, the second the district, the others all municipalities.
"""

from collections.abc import Callable

import htpy as h
import numpy as np
from markupsafe import Markup

from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart, Series
from views.words.cells import in_words, is_open, is_value, said

MIDDLE = 50  # per cent: the line of the district
ROOM = 46  # per cent on each side of it
LINE = 92  # px, height of a small drawing over the years
FOOT = 20  # px below it for the years
ROW = 16  # px, height of one line of the spine
END = 70  # per cent of the width that the line has; right of it stand the last values
APART = 15  # px that the two last values need

Place = Callable[[float], float]


def _spine(chart: Chart, demo: str) -> list[Markup]:
    """Each line on its own scale around the district: smallest to largest municipality pale, the middle half darker."""
    return [_backbone(chart, at, demo) for at in range(len(chart.categories))]


def _scale(chart: Chart) -> h.Element:
    return h.span(".ends")[h.span["niedriger"], h.span["Landkreis"], h.span["höher"]]


SPINE = Inside(_spine, _scale, after=2)


def _backbone(chart: Chart, at: int, demo: str) -> Markup:
    """The line of the district in the middle; on it the spread of the municipalities and this place."""
    place, district, *all_places = (series.cells[at] for series in chart.series)
    alt = f"{demo}{chart.categories[at]}: {in_words(place)}, Landkreis {in_words(district)}"
    if not (_known(place) and _known(district)):
        return drawing(None, alt, ROW, "strip")
    centre = (district.low + (district.low if district.high is None else district.high)) / 2
    others = [cell.low for cell in all_places if is_value(cell)]
    edges = [*others, *(end for cell in (place, district) for end in (cell.low, cell.high) if end is not None)]
    reach = max((abs(edge - centre) for edge in edges), default=0) or 1
    x: Place = lambda share: MIDDLE + ROOM * (share - centre) / reach
    marks = []
    if len(others) > 3:
        quarter = np.quantile(others, [0.25, 0.75])
        marks += [_bar(x(min(others)), x(max(others)), "land"), _bar(x(quarter[0]), x(quarter[1]), "middle")]
    if not is_value(district) and district.high is not None:
        marks.append(_bar(x(district.low), x(district.high), "county", 0, 6))
    zero = h.line(x1=f"{MIDDLE}%", x2=f"{MIDDLE}%", y1=0, y2=ROW, class_="zero")
    return drawing([marks, zero, _place(place, x)], alt, ROW, "strip")


def _known(cell: Cell) -> bool:
    return cell.state == "ok" and cell.low is not None


def _bar(low: float, high: float, kind: str, top: int = 4, height: int = 8) -> h.Element:
    return h.rect(x=f"{low:.2f}%", y=top, width=f"{max(high - low, 0.5):.2f}%", height=height, class_=kind)


def _place(cell: Cell, x: Place) -> h.Element:
    left = f"{x(cell.low):.2f}%"
    if is_value(cell):
        return h.circle(cx=left, cy=8, r=5, class_="dot")
    if is_open(cell):
        return h.line(x1=left, x2="100%", y1=12, y2=12, class_="open")
    return h.rect(x=left, y=9, width=f"{max(x(cell.high) - x(cell.low), 1):.2f}%", height=7, class_="maybe")


def small_multiples(chart: Chart) -> Markup:
    """A drawing for each panel, its title and the words beside it above."""
    here, there = (series.name for series in chart.panels[0].series)
    panels = [h.figure[h.figcaption[h.b[panel.title], " ", panel.beside], small_lines(panel)] for panel in chart.panels]
    legend = h.p(".sub")[f"{here} blau, {there} grau. Achsen beginnen nicht bei 0"]
    return Markup(legend) + Markup(h.div(".many")[panels])


def small_lines(chart: Chart) -> Markup:
    """The first series in blue, the second in grey, both in children of 100; the last values stand at the right.

    Both on one scale from 40 to 160 per cent of their mean, so that chance does not look like a trend.
    """
    kinds = {"here": _values(chart.series[0]), "county": _values(chart.series[1])}
    years = sorted({at for values in kinds.values() for at in values})
    both = [value for values in kinds.values() for value in values.values()]
    mean = sum(both) / len(both)
    low, high = min(mean * 0.4, *both), max(mean * 1.6, *both)
    height = LINE - FOOT
    x: Place = lambda at: END * (at - years[0]) / max(years[-1] - years[0], 1)
    y: Place = lambda share: 6 + (height - 12) * (high - share) / ((high - low) or 1)
    base = h.line(x1=0, x2=f"{END}%", y1=height, y2=height, class_="base")
    ends = [
        h.text(x=f"{x(at):.1f}%", y=LINE - 4, class_=f"tick {side}")[chart.categories[at]]
        for at, side in ((years[0], "start"), (years[-1], "end"))
    ]
    lines = [_trace(kinds[kind], x, y, kind) for kind in ("county", "here")]
    return drawing([base, ends, lines, _last(chart, kinds, y)], chart.alt, LINE, "small-lines")


def _values(series: Series) -> dict[int, float]:
    """Place on the axis → what may be said as one number."""
    return {at: cell.low for at, cell in enumerate(series.cells) if cell and _known(cell) and is_value(cell)}


def _trace(values: dict[int, float], x: Place, y: Place, kind: str) -> list[h.Element]:
    """Neighbouring years are joined; a hole stays a hole."""
    return [
        h.line(x1=f"{x(at):.2f}%", y1=f"{y(value):.1f}", x2=f"{x(at + 1):.2f}%", y2=f"{y(values[at + 1]):.1f}", class_=f"line {kind}")
        for at, value in values.items()
        if at + 1 in values
    ]  # fmt: skip


def _last(chart: Chart, kinds: dict[str, dict[int, float]], y: Place) -> list[h.Element]:
    """The two last values as words at the right, pushed apart where they would touch."""
    ends = {kind: max(values) for kind, values in kinds.items() if values}
    dots = {kind: y(kinds[kind][at]) for kind, at in ends.items()}
    levels = dict(dots)
    if len(levels) == 2 and abs(levels["here"] - levels["county"]) < APART:
        middle, first = sum(levels.values()) / 2, -1 if levels["here"] <= levels["county"] else 1
        levels = {"here": middle + 8 * first, "county": middle - 8 * first}
    series = dict(zip(("here", "county"), chart.series, strict=True))
    marks = []
    for kind in sorted(ends):  # the district first: this place lies above it
        words = f"{said(series[kind].cells[ends[kind]])}{' Kreis' if kind == 'county' else ''}"
        marks += [
            h.circle(cx=f"{END}%", cy=f"{dots[kind]:.1f}", r="3.5", class_=kind),
            h.text(x=f"{END}%", dx=8, y=f"{levels[kind] + 5:.1f}", class_=f"start last {kind}")[words],
        ]
    return marks
