"""How is a value shown on a scale? One share from 0 to 100 with its words, ranges one below the other, or our value beside those of
official statistics."""

from collections.abc import Callable

import htpy as h
from markupsafe import Markup

from views.drawings.marks import drawing, parts
from views.finding import Cell, Chart
from views.words.cells import at_least, at_most, estimate, in_words, is_open, of_range, said
from views.words.evidence import COUNTED, ESTIMATED, POSSIBLE

SCALE = 62  # px, height of a scale
ROW = 46  # px from one range of the strip to the next
TOP, TALL = 46, 36  # px: of the one bar, below its two lines of words
TICKS = ((0, "start"), (50, "middle"), (100, "end"))


def share(chart: Chart) -> Markup:
    """One share from 0 to 100: full what is counted, in the middle tone what is estimated, hatched what is possible, each with its words."""
    (cell,) = chart.series[0].filled
    ground = TOP + TALL
    ticks = [
        h.text(x=f"{x}%", y=ground + 18, class_="tick", style=f"text-anchor:{anchor}")[
            f"{x} {chart.unit}" if x == 100 else x
        ]
        for x, anchor in TICKS
    ]
    base = h.line(x1=0, x2="100%", y1=ground, y2=ground, class_="base")
    return drawing([parts(cell, 1, TOP, TALL), base, ticks, _words(cell)], chart.alt, ground + 24, "share")


def _words(cell: Cell) -> list[h.Element]:
    """The estimate in a line of its own, so that nothing touches on a telephone."""
    words = [h.text(x=0, y=38, class_="name proved")[f"{at_least(cell.least)} {COUNTED}"]]
    if cell.asked:
        at = cell.asked.value
        anchor = "start" if at < 0.35 else "end" if at > 0.65 else "middle"
        told = f"{estimate(cell.asked)} {ESTIMATED} ({of_range(cell.asked)})"
        words.append(h.text(x=f"{at * 100:.2f}%", y=16, class_="name likely", style=f"text-anchor:{anchor}")[told])
    end = 1.0 if is_open(cell) else cell.most
    possible = "nach oben offen" if is_open(cell) else f"bis {at_most(cell.most)} {POSSIBLE}"
    place = {"x": f"{max(end, 0.3) * 100:.2f}%", "style": f"text-anchor:{'end' if end > 0.6 else 'start'}"}
    return [*words, h.text(y=38, class_="name", **place)[possible]]


def strip(chart: Chart) -> Markup:
    """Ranges on one scale from 0 to 100, one below the other, with their words above."""
    cells = list(zip(chart.categories, chart.series[0].cells, strict=True))
    height = ROW * len(cells)
    scale = [
        [
            h.line(x1=f"{x}%", x2=f"{x}%", y1=14, y2=height, class_="grid"),
            h.text(x=f"{x}%", y=height + 16, class_="tick", style=f"text-anchor:{anchor}")[x],
        ]
        for x, anchor in TICKS
    ]
    ranges = [_range(name, cell, 20 + ROW * at) for at, (name, cell) in enumerate(cells) if cell]
    return drawing([scale, ranges], chart.alt, height + 20, "range")


def _range(name: str, cell: Cell, y: int) -> list[h.Element]:
    """A proved part as a full bar, an open part behind it, and the words above."""
    words = h.text(x=0, y=y - 2, class_="name")[f"{name}: ", h.tspan(".strong")[in_words(cell)]]
    if cell.state != "ok" or cell.low is None:
        return [words]
    return [*parts(cell, 1, y + 4, 14), words]


def scale(chart: Chart) -> Markup:
    """Our value as a dot on a scale from 0, with marks of official statistics below it."""
    (ours, *_), marks = chart.series[0].filled, [cell for cell in chart.series[1].cells if cell]
    top = max(ours.least, *(mark.least for mark in marks), 1) * 1.08
    x: Callable[[Cell], str] = lambda cell: f"{cell.least / top * 100:.2f}%"
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
