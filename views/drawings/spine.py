"""How is one municipality drawn beside the district? Each line of a table on its own scale around the district.

Blue says nothing about good or bad. The first series is the place, the second the district, the others all municipalities.
"""

from collections.abc import Callable

import htpy as h
import numpy as np
from markupsafe import Markup

from views.drawings.marks import Inside, drawing, whisker
from views.finding import Cell, Chart
from views.words.cells import heard, is_open, is_value

MIDDLE = 50  # per cent: the line of the district
ROOM = 46  # per cent on each side of it
ROW = 16  # px, height of one line

Place = Callable[[float], float]


def _spine(chart: Chart, demo: str) -> list[Markup]:
    """Each line on its own scale around the district: smallest to largest municipality pale, the middle half darker."""
    return [_backbone(chart, at, demo) for at in range(len(chart.categories))]


def _scale(chart: Chart) -> h.Element:
    return h.span(".ends")[h.span["niedriger"], h.span["Landkreis"], h.span["höher"]]


SPINE = Inside(_spine, _scale, after=2)


def _backbone(chart: Chart, at: int, demo: str) -> Markup:
    """The line of the district in the middle; on it the spread of the municipalities and this place."""
    place, district, *all_places = (series.filled[at] for series in chart.series)
    alt = f"{demo}{chart.categories[at]}: {heard(place)}, Landkreis {heard(district)}"
    if not (_known(place) and _known(district)):
        return drawing(None, alt, ROW, "strip")
    centre = district.least if is_open(district) else district.middle
    others = [cell.likeliest for cell in all_places if is_value(cell) or cell.asked]
    edges = [*others, *(end for cell in (place, district) for end in _ends(cell) if end is not None)]
    reach = max((abs(edge - centre) for edge in edges), default=0) or 1
    x: Place = lambda share: MIDDLE + ROOM * (share - centre) / reach
    marks = []
    if len(others) > 3:
        quarter = np.quantile(np.array(others), [0.25, 0.75])
        marks += [_bar(x(min(others)), x(max(others)), "land"), _bar(x(quarter[0]), x(quarter[1]), "middle")]
    if not is_value(district) and not is_open(district):
        low, high = _ends(district)
        kind = "around" if district.asked else "county"
        marks.append(_bar(x(low or 0), x(high or 1), kind, 0, 6))
    zero = h.line(x1=f"{MIDDLE}%", x2=f"{MIDDLE}%", y1=0, y2=ROW, class_="zero")
    return drawing([marks, zero, _place(place, x)], alt, ROW, "strip")


def _ends(cell: Cell) -> tuple[float | None, float | None]:
    """From where to where it is drawn: an estimate without what is only possible, so that its scale stays fine."""
    return (cell.asked.low, cell.asked.high) if cell.asked else (cell.low, cell.high)


def _known(cell: Cell) -> bool:
    return cell.state == "ok" and cell.low is not None


def _bar(low: float, high: float, kind: str, top: int = 4, height: int = 8) -> h.Element:
    return h.rect(x=f"{low:.2f}%", y=top, width=f"{max(high - low, 0.5):.2f}%", height=height, class_=kind)


def _place(cell: Cell, x: Place) -> h.Node:
    left = f"{x(cell.least):.2f}%"
    if cell.asked:
        pale = h.circle(cx=f"{x(cell.asked.value):.2f}%", cy=8, r=5, class_="estimate")
        return [*whisker(cell.asked, lambda share: f"{x(share):.2f}%", 8, 5), pale]
    if is_value(cell):
        return h.circle(cx=left, cy=8, r=5, class_="dot")
    if is_open(cell):
        return h.line(x1=left, x2="100%", y1=12, y2=12, class_="open")
    return h.rect(x=left, y=9, width=f"{max(x(cell.most) - x(cell.least), 1):.2f}%", height=7, class_="maybe")
