"""How are values over years drawn? One column a year, full what is counted, hatched what is possible, breaks dotted.

SVG without a viewBox: x in per cent, so that text keeps its size at every width; colours are CSS variables.
"""

import htpy as h
from markupsafe import Markup

from views.drawings.marks import drawing
from views.finding import Cell, Chart, Event
from views.words.cells import UNITS, at_least, at_most, is_narrow, is_open, said

LABEL_SPACE, YEAR_SPACE = 52, 24  # px above the columns for the words of breaks, below them for the years
MANY = 12  # above this a narrow screen shows every second year and only the chosen figure
INSIDE = 26  # px: from this height on the lower number stands in the column


def columns(chart: Chart, *, height: int = 280) -> Markup:
    """The columns of the first series, `chart.now` in colour."""
    cells = chart.series[0].cells
    ends = [end for cell in cells if cell and cell.low is not None for end in (cell.low, cell.high) if end is not None]
    top, width = max(ends, default=1) * 1.02 or 1, 100 / len(chart.categories)
    marks = [
        _column(at, cell, (n * width, width), top, height, "now" if at == chart.now else "past")
        for n, (at, cell) in enumerate(zip(chart.categories, cells, strict=True))
    ]
    base = h.line(x1="0", x2="100%", y1=height - YEAR_SPACE, y2=height - YEAR_SPACE, class_="base")
    kind = "columns dense" if len(cells) > MANY else "columns"
    return drawing([marks, base, _events(chart, width, height)], chart.alt, height, kind)


def _column(at: str, cell: Cell | None, place: tuple[float, float], top: float, height: int, kind: str) -> list:
    left, width = place
    room, ground, centre = height - LABEL_SPACE - YEAR_SPACE, height - YEAR_SPACE, f"{left + width / 2:.2f}%"
    even = " even" if int(at) % 2 == 0 else ""
    parts = [_word(centre, height - 6, at, "tick long"), _word(centre, height - 6, f"’{at[-2:]}", f"tick short{even}")]
    if cell is None or cell.state != "ok" or cell.low is None:
        return [
            *parts,
            _word(centre, ground - 8, said(cell), "tick long"),
            _word(centre, ground - 8, "–", "tick short"),
        ]
    low = cell.low / top * room
    high = room if cell.high is None else cell.high / top * room
    parts += stacked(cell, place, top, room, ground, kind)
    times = UNITS[cell.unit].plain
    if low <= INSIDE:
        return [*parts, _word(centre, ground - high - 6, said(cell), "figure")]
    parts.append(
        _word(
            centre, ground - low + 19, said(cell) if is_narrow(cell) else at_least(cell.low, of=times), f"figure {kind}"
        )
    )
    if not is_narrow(cell) and not is_open(cell):
        parts.append(_word(centre, ground - high - 6, at_most(cell.high, of=times), f"upper {kind}"))
    return parts


def stacked(
    cell: Cell, place: tuple[float, float], top: float, room: float, ground: float, kind: str, above: str = "possible"
) -> list[h.Element]:
    """A full column for what is counted, and above it what else is possible. place: from the left and wide, in per cent."""
    low, high = cell.low / top * room, room if cell.high is None else cell.high / top * room
    where = {"x": f"{place[0] + place[1] * 0.14:.2f}%", "width": f"{place[1] * 0.72:.2f}%"}
    parts = [h.rect(**where, y=f"{ground - low:.1f}", height=f"{low:.1f}", class_=f"proved {kind}")]
    if high > low:
        over = f"{'unknown' if is_open(cell) else above} {kind}"
        parts.append(h.rect(**where, y=f"{ground - high:.1f}", height=f"{high - low:.1f}", class_=over))
    return parts


def _word(x: str, y: float, words: str, kind: str) -> h.Element:
    return h.text(x=x, y=f"{y:.1f}", class_=kind)[words]


def _events(chart: Chart, width: float, height: int) -> list:
    """A break: a dotted line before the first year it touches. An event: a line over its years, in a row of its own."""
    breaks: dict[int, list[str]] = {}
    for event in chart.events:
        if event.breaks:
            breaks.setdefault(_place(chart, event.at), []).append(event.word)
    out = [part for event in chart.events if not event.breaks for part in _lasting(chart, event, width)]
    for place, words in breaks.items():
        x = f"{place * width:.2f}%"
        out += [
            h.line(x1=x, x2=x, y1=15, y2=height - YEAR_SPACE, class_="break"),
            _word(x, 11, ", ".join(words), "tick long"),
        ]
    return out


def _lasting(chart: Chart, event: Event, width: float) -> list:
    left = _place(chart, event.at) * width
    right = (_place(chart, event.until or event.at) + 1) * width
    return [
        h.line(x1=f"{left + width * 0.14:.2f}%", x2=f"{right - width * 0.14:.2f}%", y1=34, y2=34, class_="event"),
        _word(f"{(left + right) / 2:.2f}%", 29, event.word, "tick long"),
    ]


def _place(chart: Chart, at: str) -> int:
    return chart.categories.index(at) if at in chart.categories else len(chart.categories) - 1
