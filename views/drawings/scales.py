"""How is a value shown on a scale? Ranges from 0 to 100 one below the other, or our value beside those of official statistics."""

from collections.abc import Callable

import htpy as h
from markupsafe import Markup

from views.drawings.marks import drawing
from views.finding import Cell, Chart
from views.words.cells import in_words, said

SCALE = 62  # px, height of a scale
ROW = 46  # px from one range of the strip to the next


def strip(chart: Chart) -> Markup:
    """Ranges on one scale from 0 to 100, one below the other, with their words above."""
    cells = list(zip(chart.categories, chart.series[0].cells, strict=True))
    height = ROW * len(cells)
    scale = [
        [
            h.line(x1=f"{x}%", x2=f"{x}%", y1=14, y2=height, class_="grid"),
            h.text(x=f"{x}%", y=height + 16, class_="tick", style=f"text-anchor:{anchor}")[x],
        ]
        for x, anchor in ((0, "start"), (50, "middle"), (100, "end"))
    ]
    ranges = [_range(name, cell, 20 + ROW * at) for at, (name, cell) in enumerate(cells) if cell]
    return drawing([scale, ranges], chart.alt, height + 20, "range")


def _range(name: str, cell: Cell, y: int) -> list[h.Element]:
    """A proved part as a full bar, an open part behind it, and the words above."""
    marks = [h.text(x=0, y=y - 2, class_="name")[f"{name}: ", h.tspan(".strong")[in_words(cell)]]]
    if cell.state != "ok" or cell.low is None:
        return marks
    left, wide = cell.low * 100, ((1.0 if cell.high is None else cell.high) - cell.low) * 100
    if wide > 0:
        kind = "open-band" if cell.window else "maybe"
        marks.insert(0, h.rect(x=f"{left:.1f}%", y=y + 4, width=f"{wide:.1f}%", height=14, class_=kind))
    return [h.rect(x=0, y=y + 4, width=f"{left:.1f}%", height=14, class_="bar"), *marks]


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
