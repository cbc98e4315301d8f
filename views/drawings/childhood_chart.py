"""How is a childhood drawn? One strip for both ranges of the overview, and the curves by age.

Observed is solid, projected dashed, what a short record leaves open a pale band: never hatched, for hatching means overlap.
SVG: curves in an inner drawing that stretches, words and points in per cent, so that they keep their size.
"""

import math
from collections.abc import Sequence

import htpy as h
from markupsafe import Markup

from store.german import number
from views.drawings.marks import Axes, drawing
from views.finding import Cell, Chart, Series
from views.words.cells import at_least, in_words, is_open, is_value, said

WIDE = 80  # per cent of the width for the ages; the rest is for the words at the end of each curve
HEIGHT, TOP, GROUND = 340, 16, 296  # px of the drawing, and from where to where the plot reaches
SMALLEST_GAP = 17  # px between two words at the right
LEFT = 5  # per cent for the figures of the scale
SCALES = {0.05: 0.01, 0.1: 0.02, 0.25: 0.05, 0.5: 0.1, 1.0: 0.25}  # end of the scale → its step
ROW = 46  # px from one range of the strip to the next
KINDS = {"accent": "cohort", "context": "older", "dashed": "period"}  # look of a series → its class


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


def _range(name: str, cell: Cell, y: int) -> list:
    """A proved part as a full bar, an open part behind it, and the words above."""
    told, of_all, _ = in_words(cell).partition(" von 100")
    marks = [h.text(x=0, y=y - 2, class_="name")[f"{name}: ", h.tspan(".strong")[told], of_all]]
    if cell.state != "ok" or cell.low is None:
        return marks
    left, wide = cell.low * 100, ((1.0 if cell.high is None else cell.high) - cell.low) * 100
    if wide > 0:
        kind = "open-band" if cell.window else "maybe"
        marks.insert(0, h.rect(x=f"{left:.1f}%", y=y + 4, width=f"{wide:.1f}%", height=14, class_=kind))
    return [h.rect(x=0, y=y + 4, width=f"{left:.1f}%", height=14, class_="bar"), *marks]


def curves(chart: Chart) -> Markup:
    """The curves by age with their words at the right; an event stands before the first age it touches."""
    lines = [(line, {at: cell for at, cell in enumerate(line.cells) if cell}) for line in chart.series]
    top = _scale(max(_top(cell) for _, cells in lines for cell in cells.values()))
    plot = Axes(max(len(chart.categories) - 1, 1), 0, top, LEFT, WIDE, TOP, GROUND)
    inner = [_band(cells, top) for _, cells in lines], [_line(line, cells, top) for line, cells in lines]
    frame = h.svg(
        x=f"{LEFT}%", y=TOP, width=f"{WIDE - LEFT}%", height=GROUND - TOP, viewBox=f"0 0 {plot.last} 100",
        preserveAspectRatio="none", aria_hidden="true",
    )[inner]  # fmt: skip
    content = [
        _grid(plot),
        frame,
        _events(chart, plot),
        _ages(chart, plot),
        _points(chart, lines, plot),
        _words(lines, plot),
    ]
    return drawing(content, chart.alt, HEIGHT, "curves")


def _top(cell: Cell) -> float:
    return 1.0 if is_open(cell) else cell.high


def _scale(share: float) -> float:
    """The scale ends at the next of a few round shares above the curves."""
    return next(edge for edge in SCALES if share <= edge * 0.98 or edge == 1.0)


def _path(points: Sequence[tuple[int, float]], top: float) -> str:
    return " ".join(f"{age},{100 - share / top * 100:.2f}" for age, share in points)


def _band(cells: dict[int, Cell], top: float) -> h.Element | None:
    """What a range leaves open, between observed and projected."""
    if all(map(is_value, cells.values())):
        return None
    edge = [(age, _top(cell)) for age, cell in cells.items()] + [(age, cells[age].low) for age in reversed(cells)]
    return h.polygon(points=_path(edge, top), class_="window")


def _line(line: Series, cells: dict[int, Cell], top: float) -> h.Element:
    points = [(age, _top(cell)) for age, cell in cells.items()]
    return h.polyline(points=_path(points, top), class_=f"curve {KINDS[line.look]}")


def _grid(plot: Axes) -> list:
    step = SCALES[plot.high]
    return [
        [
            h.line(x1=f"{LEFT}%", x2=f"{WIDE}%", y1=f"{plot.y(at * step):.1f}", y2=f"{plot.y(at * step):.1f}", class_="grid" if at else "base"),
            h.text(x=0, y=f"{plot.y(at * step) + 4:.1f}", class_="tick left")[number(at * step * 100)],
        ]
        for at in range(round(plot.high / step) + 1)
    ]  # fmt: skip


def _events(chart: Chart, plot: Axes) -> list:
    marks = []
    for event in chart.events:
        x = plot.x(chart.categories.index(event.at) - 1)
        marks += [
            h.line(x1=f"{x:.2f}%", x2=f"{x:.2f}%", y1=TOP, y2=GROUND, class_="break"),
            h.text(x=f"{x + 1:.2f}%", y=GROUND - 8, class_="tick left")[event.word],
        ]
    return marks


def _ages(chart: Chart, plot: Axes) -> list:
    last = len(chart.categories) - 1
    ticks = sorted({0, 3, 6, 10, 14, last} & set(range(last + 1)))
    return [
        [h.text(x=f"{plot.x(at):.2f}%", y=GROUND + 18, class_="tick")[chart.categories[at]] for at in ticks],
        h.text(x=f"{LEFT}%", y=HEIGHT - 6, class_="tick left")["Alter in Jahren, jeweils bis zum Ende des Altersjahrs"],
    ]


def _points(chart: Chart, lines: list[tuple[Series, dict[int, Cell]]], plot: Axes) -> list:
    """One point per age; resting on it tells its figure."""
    return [
        h.circle(cx=f"{plot.x(at):.2f}%", cy=f"{plot.y(_top(cell)):.1f}", r="4.5" if at == max(cells) else 3, class_=f"at {KINDS[line.look]}")[
            h.title[f"{line.name}, Alter {chart.categories[at]}: {in_words(cell)}"]
        ]
        for line, cells in lines
        for at, cell in cells.items()
    ]  # fmt: skip


def _words(lines: list[tuple[Series, dict[int, Cell]]], plot: Axes) -> list:
    """Names at the ends: those at the last age stand apart from one another, the others below their end."""
    out, beside = [], []
    for line, cells in lines:
        age, kind = max(cells), KINDS[line.look]
        end, x = cells[age], plot.x(age)
        at = plot.y(_top(end))
        if age < plot.last and line.look != "dashed":
            out.append(h.text(x=f"{x + 1:.2f}%", y=f"{at + 16:.1f}", class_=f"word halo {kind}")[line.name])
            continue
        short = line.name.replace("Jahrgang ", "Jg. ").replace("hochgerechnet", "hochger.")
        beside.append((at, x, said(Cell(end.unit, _top(end), _top(end))), (line.name, short), kind))
        if not is_value(end):
            names = ("beobachtet", "") if line.look == "dashed" else (line.name, short)
            beside.append((plot.y(end.low), x, f"mind. {at_least(end.low)}", names, kind))
    last = -math.inf
    for at, x, *words in sorted(beside, key=lambda word: word[0]):
        last = max(at + 5, last + SMALLEST_GAP)
        out += _end_word((x, last), *words)
    return out


def _end_word(place: tuple[float, float], figure: str, names: tuple[str, str], kind: str) -> list:
    """In full, and shorter for a narrow screen."""
    x, y = f"{place[0] + 1.6:.2f}%", f"{place[1]:.1f}"
    return [
        h.text(x=x, y=y, class_=f"word left {size} {kind}")[h.tspan(".strong")[figure], f" {name}"]
        for name, size in zip(names, ("long", "short"), strict=True)
    ]
