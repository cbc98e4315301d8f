"""How large is something beside what is usual? A bar for the usual range, a stroke for the last one, a dot for this one.

Each row has a scale of its own from 0: rows and months cannot be compared. A dot in rust is filled, and a sign at its number
and a bold name say the same.
"""

import htpy as h
from markupsafe import Markup

from store.german import number
from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart
from views.words.cells import said

ROOM = 1.25  # to the right of the largest
TALL = 20  # px


def _sizes(chart: Chart, demo: str) -> list[Markup]:
    usual, last = (series.filled for series in chart.series[:2])
    return [_size(chart, at, usual[at], last[at], demo) for at in range(len(chart.categories))]


def _size(chart: Chart, at: int, usual: Cell, last: Cell, demo: str) -> Markup:
    series = next(one for one in chart.series[2:] if one.cells[at])
    now = series.filled[at]
    alt = f"{demo}{chart.categories[at]}: jetzt {said(now)}"
    if last.low is None:
        return drawing(None, f"{alt}, früher nicht bekannt", TALL, "strip")
    top = max(usual.most, last.most, now.most, 1) * ROOM
    half = TALL // 2
    marks = [
        h.line(x1=0, x2="100%", y1=half, y2=half, class_="grid"),
        h.rect(x=_x(usual.least, top), width=_x(usual.most - usual.least, top), y=half - 6, height=12, class_="half"),
        h.line(x1=_x(last.least, top), x2=_x(last.least, top), y1=half - 9, y2=half + 9, class_="mark"),
        h.circle(cx=_x(now.least, top), cy=half, r="5.5", class_=f"size {series.look}"),
    ]
    usually = f"üblich {number(usual.least)} bis {number(usual.most)}"
    return drawing(marks, f"{alt}, zuletzt {said(last)}, {usually}", TALL, "strip")


def _x(value: float, top: float) -> str:
    return f"{value / top * 100:.2f}%"


SIZES = Inside(_sizes, lambda chart: chart.title)
