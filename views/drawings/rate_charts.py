"""How is one quantity drawn over the years, or on a scale? Columns, spans of months, a scale with what official statistics say.

One unit for each drawing. Full = counted, hatched = possible, empty outline = posts that are not filled. x in per cent, so
that words keep their size at every width.
"""

import htpy as h
from markupsafe import Markup

from store.german import number
from views.drawings.columns import stacked
from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart
from views.words.cells import said

FOOT, HEAD = 22, 24  # px below and above the columns for years and figures
APART = 22  # per cent of the width that two labelled columns keep between them
TALL, LOW = 170, 108  # px, height of one drawing, and of one of several
SCALE = 62  # px, height of a scale


def amounts(chart: Chart) -> Markup:
    """A column a year, the chosen one in colour; figures only at the first, the chosen and the last year."""
    if chart.panels:
        drawn = [[h.p(".note")[p.title] if p.title else None, PARTS[p.kind](p)] for p in chart.panels]
        return Markup(h.fragment[drawn])
    series, years, height = chart.series[0], chart.categories, LOW if chart.title else TALL
    cells = [cell or Cell("number", state="no_data") for cell in series.cells]
    ends = [cell.low if cell.high is None else cell.high for cell in cells if cell.low is not None]
    top, width, above = max(ends, default=0) or 1, 100 / len(years), "vacant" if series.look == "vacant" else "possible"
    told = _labelled(years, chart.now, width)
    columns = []
    for n, (at, cell) in enumerate(zip(years, cells, strict=True)):
        place, kind = (n * width, width), "now" if at == chart.now else "past"
        columns += _words(at, cell, place, height) if at in told else []
        if cell.low is not None:
            columns += stacked(cell, place, top, height - FOOT - HEAD, height - FOOT, kind, above)
            columns += [_figure(cell, place, top, height, kind)] if at in told else []
        columns.append(_title(f"{at}: {said(cell)}", place, height))
    base = h.line(x1="0", x2="100%", y1=height - FOOT, y2=height - FOOT, class_="base")
    at = [f"{years.index(e.at) * width:.2f}%" for e in chart.events if e.breaks and e.at in years[1:]]
    breaks = [h.line(x1=x, x2=x, y1=4, y2=height - FOOT, class_="break") for x in at]
    return drawing([columns, base, breaks], chart.alt, height, "columns amounts")


def _labelled(years: tuple[str, ...], now: str, width: float) -> set[str]:
    """The chosen year and the ends, where they do not touch."""
    at = years.index(now) if now in years else len(years) - 1
    return {years[at]} | {years[end] for end in (0, len(years) - 1) if abs(end - at) * width >= APART}


def _place(place: tuple[float, float]) -> tuple[str, str]:
    """Where the words of a column stand: centred, or at the edge of the drawing where it is narrow."""
    left, width = place
    if width < APART and left < 1:
        return "0.00%", "left"
    return ("100.00%", "right") if width < APART and left + width > 99 else (f"{left + width / 2:.2f}%", "")


def _words(at: str, cell: Cell, place: tuple[float, float], height: int) -> list[h.Element]:
    x, side = _place(place)
    year = h.text(x=x, y=height - 5, class_=f"tick {side}")[at]
    return [year] if cell.low is not None else [year, h.text(x=x, y=height - FOOT - 6, class_=f"tick {side}")["–"]]


def _figure(cell: Cell, place: tuple[float, float], top: float, height: int, kind: str) -> h.Element:
    x, side = _place(place)
    tall = (height - FOOT - HEAD) * (1 if cell.high is None else cell.high / top)
    return h.text(x=x, y=f"{height - FOOT - tall - 6:.1f}", class_=f"figure {side} {kind} outside")[said(cell)]


def _title(words: str, place: tuple[float, float], height: int) -> h.Element:
    """The figure of every column for those who point at it."""
    return h.rect(x=f"{place[0]:.2f}%", width=f"{place[1]:.2f}%", y=0, height=height, class_="touch")[h.title[words]]


def spans(chart: Chart, demo: str) -> list[Markup]:
    """The middle half of the uses as a bar, the median as a stroke; an end that is not known yet runs to the right edge."""
    named, top = zip(chart.categories, *(series.cells for series in chart.series), strict=True), _months(chart)
    return [
        _span(half, median, top, f"{demo}{name}: Median {said(median)}, mittlere Hälfte {said(half)} Monate")
        for name, half, median in named
    ]


def _months(chart: Chart) -> float:
    ends = [end for series in chart.series for cell in series.cells for end in (cell.low, cell.high) if end is not None]
    return max(ends, default=0) * 1.1 or 1


def _span(half: Cell, median: Cell, top: float, alt: str) -> Markup:
    x = lambda months: f"{months / top * 100:.2f}%"
    if half.low is None:
        return drawing(None, alt, 20, "strip")
    wide, kind = (top if half.high is None else half.high) - half.low, "half open-half" if half.high is None else "half"
    marks = [h.rect(x=x(half.low), width=x(wide), y=5, height=10, class_=kind)]
    if median.low is not None:
        marks.append(h.line(x1=x(median.low), x2=x(median.low), y1=0, y2=20, class_="median"))
    return drawing(marks, alt, 20, "strip")


SPANS = Inside(spans, lambda chart: f"0 bis {number(_months(chart))} {chart.unit}")


def scale(chart: Chart) -> Markup:
    """Our value as a dot on a scale from 0, with marks of official statistics below it."""
    (ours, *_), marks = chart.series[0].cells, [cell for cell in chart.series[1].cells if cell]
    top = max(ours.low, *(mark.low for mark in marks), 1) * 1.08
    x = lambda cell: f"{cell.low / top * 100:.2f}%"
    return drawing(
        [
            h.line(x1="0", x2="100%", y1=32, y2=32, class_="base"),
            [h.line(x1=x(mark), x2=x(mark), y1=24, y2=40, class_="mark") for mark in marks],
            [h.text(x=x(mark), y=56, class_="tick")[said(mark)] for mark in marks],
            h.circle(cx=x(ours), cy=32, r=6, class_="dot"),
            h.text(x=x(ours), y=17, class_="figure strong")[f"{said(ours)} ({chart.categories[0]})"],
        ],
        chart.alt,
        SCALE,
        "scale-line",
    )


PARTS = {"amounts": amounts, "scale": scale}
