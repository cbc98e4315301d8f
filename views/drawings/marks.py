"""Which mark stands in a cell of a table? A bar, or a dot with its range; full = counted, hatched = possible.

SVG without a viewBox: x in per cent, so that circles keep their size at every width; colours are CSS variables.
"""

import htpy as h
from markupsafe import Markup

from views.finding import Cell
from views.words.cells import is_open, is_value

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
        wide = (cell.high - cell.low) / top * 100
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
    marks = [h.circle(cx=f"{low:.2f}%", cy=13, r=5.5, class_="dot")]
    if cell.chance:
        ends = [f"{min(1, edge / top) * 100:.2f}%" for edge in cell.chance]
        marks.insert(0, h.line(x1=ends[0], x2=ends[1], y1=13, y2=13, class_="chance"))
    return drawing(marks, alt, 26, "strip")


MARKS = {"bars": bar, "dots": dot}
