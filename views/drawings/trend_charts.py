"""How is a development drawn? Small panels that all begin at 0, so that noise stays small; breaks and events on the axis.

A counted line is solid with its chance as thin strokes; what overlap leaves open is hatched; a projection is dashed in a
pale fan. x in per cent, so that words keep their size at every width.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import htpy as h
from markupsafe import Markup

from views.drawings.marks import Inside, drawing
from views.finding import Cell, Chart, Event, Series
from views.words.cells import is_open, is_value, of_chart, said

HEIGHT, TOP, BOTTOM = 132, 30, 22  # px
GROUND = HEIGHT - BOTTOM
ROOM = 1.2  # the scale ends this far above the largest value
LEFT, RIGHT = 4, 96  # per cent: first and last year
LOOSE = (0.4, 1.6)  # of the mean: what the small line in a table shows at least
CALM = {"accent": "", "context": " calm"}
LINES = {"accent": "trend", "context": "trend calm", "behind": "trend district"}


@dataclass(frozen=True)
class Scale:
    """Where do the categories, counted from 0, and the values lie?"""

    last: int
    top: float
    breaks: frozenset[int]  # the first categories after a break: no line leads to them

    def x(self, at: float) -> float:
        return LEFT + at / max(self.last, 1) * (RIGHT - LEFT)

    def y(self, share: float) -> float:
        return GROUND - share / self.top * (GROUND - TOP)


def lines(chart: Chart) -> Markup:
    """One panel a line: its name, its tested word, the drawing and its sentence."""
    return Markup(h.div(".panels")[[_titled(panel) for panel in chart.panels or (chart,)]])


def _titled(chart: Chart) -> h.Element:
    clear = chart.series[0].look == "accent"
    word = h.p(class_="word clear" if clear else "word")[chart.beside, h.span(".of")[f" · {chart.unit}"]]
    return h.div(".panel")[
        h.p(".title")[chart.title],
        word if chart.beside else None,
        panel(chart),
        h.p(".note")[chart.below] if chart.below else None,
    ]


def panel(chart: Chart) -> Markup:
    """One offer or group over the years: the first series with its ranges, other places behind it, projections after it."""
    own, scale = chart.series[0], Scale(len(chart.categories) - 1, _top(chart), _breaks(chart))
    dashed = [series for series in chart.series if series.look == "dashed"]
    marks = [
        _axis(chart),
        [_event(event, chart.categories, scale) for event in chart.events],
        _fan(chart, dashed[0], scale) if dashed else None,
        [_line(series, scale, "ahead" if series is dashed[0] else "ahead second") for series in dashed],
        [_line(series, scale) for series in chart.series[1:] if series.look == "behind"],
        _ranges(chart, own, scale),
        _chances(own, scale),
        _line(own, scale),
        _points(chart, own, scale),
        _ends(own, scale),
    ]
    return drawing(marks, chart.alt, HEIGHT, "panel-drawing")


def _told(series: Series) -> list[tuple[int, Cell]]:
    """The cells with a number, by their place."""
    return [(at, cell) for at, cell in enumerate(series.cells) if cell and cell.state == "ok" and cell.low is not None]


def _values(series: Series) -> dict[int, Cell]:
    return {at: cell for at, cell in _told(series) if is_value(cell)}


def _top(chart: Chart) -> float:
    edges = [cell.low if is_open(cell) else cell.high for series in chart.series for _, cell in _told(series)]
    fans = [c.chance[1] for series in chart.series if series.look == "dashed" for _, c in _told(series) if c.chance]
    return max([*edges, *fans], default=0) * ROOM or 1.0


def _breaks(chart: Chart) -> frozenset[int]:
    at = [event.at for event in chart.events if event.breaks]
    return frozenset(place for place, category in enumerate(chart.categories) if place and category in at)


def _axis(chart: Chart) -> list:
    return [
        h.line(x1="0", x2="100%", y1=GROUND, y2=GROUND, class_="base"),
        h.text(x="0", y=HEIGHT - 5, class_="tick left")[chart.categories[0]],
        h.text(x="100%", y=HEIGHT - 5, class_="tick right")[chart.categories[-1]],
    ]


def _event(event: Event, categories: Sequence[str], scale: Scale) -> h.Element | None:
    """A break between two years, an event over its years; the words stand below the panels, once for all."""
    if event.at not in categories[1:]:
        return None
    at, title = categories.index(event.at), h.title[event.word]
    if event.breaks:
        x = f"{scale.x(at - 0.5):.2f}%"
        return h.line(x1=x, x2=x, y1=TOP - 12, y2=GROUND, class_="panel-break")[title]
    end = categories.index(event.until) if event.until in categories else at
    ends = {"x1": f"{scale.x(at) - 1.5:.2f}%", "x2": f"{scale.x(end) + 1.5:.2f}%"}
    return h.line(**ends, y1=GROUND + 3, y2=GROUND + 3, class_="event wide")[title]


def _line(series: Series, scale: Scale, kind: str = "") -> list[h.Element]:
    heights = {at: scale.y(cell.low) for at, cell in _values(series).items()}
    return _joined(heights, scale.x, scale.breaks, kind or LINES[series.look])


def _joined(
    heights: dict[int, float], x: Callable[[float], float], breaks: frozenset[int], kind: str
) -> list[h.Element]:
    """From year to year; over a year without a value and over a break nothing is drawn."""
    ends = [(at - 1, at) for at in heights if at - 1 in heights and at not in breaks]
    return [
        h.line(x1=f"{x(a):.2f}%", y1=f"{heights[a]:.1f}", x2=f"{x(b):.2f}%", y2=f"{heights[b]:.1f}", class_=kind)
        for a, b in ends
    ]


def _fan(chart: Chart, series: Series, scale: Scale) -> list[h.Element]:
    """The range of a scenario from year to year as pale columns that touch."""
    step = scale.x(1) - scale.x(0)
    return [
        h.rect(
            x=f"{scale.x(at) - step / 2:.2f}%",
            width=f"{step:.2f}%",
            y=f"{scale.y(cell.chance[1]):.1f}",
            height=f"{scale.y(cell.chance[0]) - scale.y(cell.chance[1]):.1f}",
            class_="fan",
        )[
            h.title[
                f"{chart.categories[at]}: {said(replace(cell, low=cell.chance[0], high=cell.chance[1]))} {chart.unit}"
            ]
        ]
        for at, cell in _told(series)
        if cell.chance
    ]


def _chances(series: Series, scale: Scale) -> list[h.Element]:
    ends = [(f"{scale.x(at):.2f}%", *map(scale.y, cell.chance)) for at, cell in _values(series).items() if cell.chance]
    return [h.line(x1=x, x2=x, y1=f"{a:.1f}", y2=f"{max(b, 2):.1f}", class_="chance pale") for x, a, b in ends]


def _ranges(chart: Chart, series: Series, scale: Scale) -> list[h.Element]:
    """What overlap leaves open: a hatched column a year, or a dashed one where only a lower bound is known."""
    out, half = [], (RIGHT - LEFT) / max(scale.last, 1) * 0.32
    for at, cell in _told(series):
        if is_value(cell):
            continue
        low, high = scale.y(cell.low), TOP - 12 if is_open(cell) else scale.y(cell.high)
        left = max(scale.x(at) - half, 0)
        place = {"x": f"{left:.2f}%", "width": f"{2 * half:.2f}%"}
        title = h.title[f"{chart.categories[at]}: {said(cell)} {chart.unit}"]
        out += [
            h.rect(**place, y=f"{low:.1f}", height=f"{GROUND - low:.1f}", class_="proved past")[title],
            h.rect(
                **place,
                y=f"{high:.1f}",
                height=f"{max(low - high, 1):.1f}",
                class_="unknown" if is_open(cell) else "possible past",
            )[title],
        ]
    return out


def _points(chart: Chart, series: Series, scale: Scale) -> list[h.Element]:
    """Each tells its year; the last is larger."""
    known = _values(series)
    return [
        h.circle(
            cx=f"{scale.x(at):.2f}%",
            cy=f"{scale.y(cell.low):.1f}",
            r="4.5" if at == max(known) else "2.6",
            class_=f"trend-dot{CALM[series.look]}",
        )[h.title[f"{chart.categories[at]}: {said(cell)} {chart.unit}"]]
        for at, cell in known.items()
    ]


def _ends(series: Series, scale: Scale) -> list[h.Element]:
    """First and last value as words, of a tested line on either side of a break; without any value, what the column of the
    last year says."""
    known, ranges = _values(series), dict(_told(series))
    if not known:
        last = ranges.get(len(series.cells) - 1)
        top = None if last is None else TOP - 12 if is_open(last) else scale.y(last.high)
        return [] if last is None else [_word("100%", "right", top, last)]
    beside = {at for first in scale.breaks for at in (first - 1, first) if {first - 1, first} <= known.keys()}
    places = {min(known), max(known)} | (beside if series.look == "accent" else set())
    heights = {at: scale.y(known[at].chance[1] if known[at].chance else known[at].low) for at in sorted(places)}
    return [_word(*_beside(at, scale), y, known[at]) for at, y in heights.items()]


def _beside(at: int, scale: Scale) -> tuple[str, str]:
    """Where the words of a value begin or end: inside the drawing, and on their side of a break."""
    x, begins, ends = scale.x(at), at in scale.breaks, at + 1 in scale.breaks
    if at == 0 or (x < 20 and not begins):
        return "0", "left"
    if at == scale.last or (x > 80 and not ends):
        return "100%", "right"
    side = "left" if begins else "right" if ends else ""
    return f"{x + {'left': -1.5, 'right': 1.5}.get(side, 0):.2f}%", side


def _word(x: str, side: str, y: float, cell: Cell) -> h.Element:
    return h.text(x=x, y=f"{max(y - 6, 12):.1f}", class_=f"value {side}".strip())[said(cell)]


def _sparks(chart: Chart, mark: str) -> list[Markup]:
    """A line for each row of a table."""
    return [spark(panel, f"{mark}{panel.title}: {of_chart(panel)}") for panel in chart.panels]


def spark(chart: Chart, alt: str) -> Markup:
    """On a scale relative to its mean: what is small against the mean looks small."""
    series = chart.series[0] if chart.series else Series("", ())
    known = _values(series)
    if len(known) < 2:
        return Markup("")
    mean = sum(cell.low for cell in known.values()) / len(known)
    shares = {at: cell.low / mean if mean else 1.0 for at, cell in known.items()}
    low, high = min(LOOSE[0], *shares.values()), max(LOOSE[1], *shares.values())
    first, last = min(known), max(known)
    heights = {at: 24 - (share - low) / (high - low) * 20 for at, share in shares.items()}
    x = lambda at: 3 + (at - first) / (last - first) * 94
    dot = h.circle(cx=f"{x(last):.1f}%", cy=f"{heights[last]:.1f}", r=4, class_=f"trend-dot{CALM[series.look]}")
    return drawing([_joined(heights, x, _breaks(chart), LINES[series.look]), dot], alt, 28, "strip")


def _split(chart: Chart, mark: str) -> list[Markup]:
    """Changes around a common zero for each row: one bar a series."""
    widest = max((abs(cell.low) for series in chart.series for _, cell in _told(series)), default=1) or 1
    rows = zip(chart.categories, zip(*(series.cells for series in chart.series), strict=True), strict=True)
    return [_bars(chart, cells, widest, f"{mark}{name}: ") if all(cells) else Markup("") for name, cells in rows]


def _bars(chart: Chart, cells: Sequence[Cell], widest: float, name: str) -> Markup:
    marks = [h.line(x1="50%", x2="50%", y1="0", y2="100%", class_="base")]
    for at, (series, cell) in enumerate(zip(chart.series, cells, strict=True)):
        size = min(abs(cell.low) / widest, 1) * 48
        left, kind = 50 if cell.low >= 0 else 50 - size, "proved past" if series.look == "context" else "bar"
        marks.append(h.rect(x=f"{left:.2f}%", width=f"{max(size, 0.4):.2f}%", y=3 + at * 14, height=11, class_=kind))
    alt = name + "; ".join(f"{series.name} {said(cell)}" for series, cell in zip(chart.series, cells, strict=True))
    return drawing(marks, alt, 6 + 14 * len(cells), "strip")


SPARKS = Inside(_sparks, lambda chart: chart.title)
SPLIT = Inside(_split, lambda chart: chart.title)
