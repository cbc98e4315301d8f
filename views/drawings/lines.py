"""How is a development drawn? Small panels, and one large drawing of many lines; breaks and events on the axis.

A counted line is solid with its chance as thin strokes; what overlap leaves open is hatched; a projection is dashed in a
pale fan. Panels of trends begin at 0, so that noise stays small; those of a place beside the district do not.
"""

from html import escape

import htpy as h
from markupsafe import Markup

from views.drawings import plot
from views.finding import Cell, Chart, Series
from views.words.cells import is_open, is_value, said
from views.words.pointed import pointed

PANEL, LOW, HEIGHT = 136, 108, 360  # px, of a panel, of one beside the district, and of the large drawing
ROOM = 1.2  # the scale ends this far above the largest value
LOOSE = (0.4, 1.6)  # of the mean: what a panel that does not begin at 0 shows at least
MOST = 12  # more lines cannot be told apart: the table has them all
APART = 0.07  # of the scale, between two names at the right
LOOKS = {"accent": ("accent", 2.6), "context": ("context", 1.8), "behind": ("middle", 1.8)}
HALF = 0.32  # of a year, half the width of a column


def lines(chart: Chart) -> Markup:
    """One panel a line with its name, its tested word and its sentence; without panels one large drawing."""
    if not chart.panels:
        return _large(chart)
    return Markup(h.div(".panels")[[_titled(panel) for panel in chart.panels]])


def _titled(chart: Chart) -> h.Element:
    clear = chart.series[0].look == "accent"
    tested = h.p(class_="word clear" if clear else "word")[chart.beside, h.span(".of")[f" · {chart.unit}"]]
    return h.div(".panel")[
        h.p(".title")[chart.title],
        tested if chart.beside else None,
        panel(chart),
        h.p(".note")[chart.below] if chart.below else None,
    ]


def small_lines(chart: Chart) -> Markup:
    """A drawing for each panel, its title and the words beside it above: the first line in blue, the second in grey."""
    here, there = (series.name for series in chart.panels[0].series)
    panels = [h.figure[h.figcaption[h.b[one.title], " ", one.beside], panel(one, loose=True)] for one in chart.panels]
    legend = h.p(".sub")[f"{here} blau, {there} grau. Achsen beginnen nicht bei 0"]
    return Markup(legend) + Markup(h.div(".many")[panels])


def panel(chart: Chart, *, loose: bool = False) -> Markup:
    """One offer or group over the years: its own line in front, other places behind it, projections after it."""
    own, *others = chart.series
    last = len(chart.categories) - 1
    behind = [(line, *_style(line, at)) for at, line in enumerate(others)]
    traces = [
        *_fan(chart),
        *(_line(chart, *one) for one in reversed(behind)),
        *_ranges(chart, own),
        _line(chart, own, *_style(own, -1)) | ({} if loose else {"error_y": _chance(chart, own)}),
    ]
    low, high = _scale(
        [end for line in chart.series for cell in told(line).values() for end in _ends(cell)], loose=loose
    )
    edge = _height if loose else _above  # where the words of a value stand
    words = [
        plot.word(at, edge(cell), said(cell), _style(line, -1)[0], **place)
        for line, at, cell, place in _figures(chart, loose=loose)
    ]
    layout = plot.framed(
        LOW if loose else PANEL,
        (18, 12, 22, 12),
        {"tickvals": [0, last], "ticktext": [chart.categories[0], chart.categories[-1]], "range": [-0.4, last + 0.4]},
        {"visible": False, "range": [low, high]},
        words=words,
        shapes=[
            *_events(chart),
            *(
                plot.outline(at, HALF, plot.scaled(cell.likeliest, cell), high * 0.95)
                for at, cell in told(own).items()
                if is_open(cell)
            ),
        ],
        barmode="stack",
        bargap=1 - 2 * HALF,
    )
    return plot.plotted(traces, layout, chart.alt)


def _large(chart: Chart) -> Markup:
    """One line a series over the years, its last value and name at the right where there is room; the first is in question."""
    shown = chart.series[:MOST]
    traces = [_line(chart, line, *_style(line, at - 1)) for at, line in enumerate(shown)]
    top = max((value for line in shown for cell in told(line).values() for value in _ends(cell)), default=1) * 1.06 or 1
    words: list[plot.Part] = []
    for at, line in enumerate(shown):
        known = told(line)
        end = max(known, default=None)
        if end is not None and all(abs(_height(known[end]) - other["y"]) > top * APART for other in words):
            text = f"<b>{said(known[end])}</b> {escape(line.name)}"
            words.append(plot.word(end, _height(known[end]), text, "accent" if at == 0 else "ink2", xshift=8))
    step = range(0, len(chart.categories), max(1, len(chart.categories) // 8))
    axis = {"tickvals": list(step), "ticktext": [chart.categories[at] for at in step]}
    up = plot.grid(top) | {"fixedrange": False}  # pulling over lines that lie close together draws them apart
    layout = plot.framed(HEIGHT, (12, 190, 30, 52), axis, up, words=words, hovermode="closest", dragmode="zoom")
    return plot.plotted(traces, layout, chart.alt)


def _style(line: Series, at: int) -> tuple[str, float, str]:
    """Colour, width and dash. at: of a projection, which scenario it is."""
    if line.look == "dashed":
        return ("accent" if at <= 0 else "context"), 2, "dash"
    return *LOOKS.get(line.look, LOOKS["context"]), "solid"


def told(line: Series) -> dict[int, Cell]:
    """Place → a cell with a number."""
    return {at: cell for at, cell in enumerate(line.cells) if cell and cell.state == "ok" and cell.low is not None}


def values(line: Series) -> dict[int, Cell]:
    return {at: cell for at, cell in told(line).items() if is_value(cell)}


def _height(cell: Cell) -> float:
    return plot.scaled(cell.least, cell)


def _above(cell: Cell) -> float:
    """Over its chance, or over the range."""
    return max(_ends(cell))


def _ends(cell: Cell) -> list[float]:
    asked = (cell.asked.high,) if cell.asked else ()
    ends = (cell.low, *((cell.high,) if not is_open(cell) else ()), *(cell.chance or ()), *asked)
    return [plot.scaled(end, cell) for end in ends]


def _scale(values: list[float], *, loose: bool) -> tuple[float, float]:
    if not loose:
        return 0, max(values, default=0) * ROOM or 1
    mean = sum(values) / len(values) if values else 1
    low, high = min(mean * LOOSE[0], *values), max(mean * LOOSE[1], *values)
    return low, high + (high - low) * 0.1


def _places(chart: Chart, known: dict[int, Cell]) -> list[float]:
    """From year to year; a place between where nothing is drawn, over a year without a value and over a break."""
    places: list[float] = []
    for at in known:
        places += [at - 0.5] if places and (at in plot.breaks(chart) or at - 1 not in known) else []
        places.append(at)
    return places


def _line(chart: Chart, line: Series, token: str, width: float, dash: str) -> plot.Part:
    known = told(line) if line.look == "dashed" else values(line)
    x = _places(chart, known)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": x,
        "y": [_height(known[int(at)]) if at in known else None for at in x],
        "line": {"color": plot.light(token), "width": width, "dash": dash},
        "marker": {"color": plot.light(token), "size": [9 if at == max(known, default=0) else 5 for at in x]},
        **plot.pointed_at([pointed(chart, line, int(at)) if at in known else None for at in x]),
    }


def _chance(chart: Chart, line: Series) -> plot.Part:
    """The usual scatter of each value as a thin stroke."""
    known = values(line)
    cells = [known.get(int(at)) if at in known else None for at in _places(chart, known)]
    edges = [_ends(cell) if cell and cell.chance else None for cell in cells]
    return {
        "type": "data",
        "symmetric": False,
        "array": [edge and max(edge) - edge[0] for edge in edges],
        "arrayminus": [edge and edge[0] - min(edge) for edge in edges],
        "color": plot.light("axis"),
        "thickness": 1,
        "width": 0,
    }


def _fan(chart: Chart) -> list[plot.Part]:
    """The range of the first projection as a pale band."""
    ahead = next((line for line in chart.series if line.look == "dashed"), None)
    known = {at: cell for at, cell in told(ahead).items() if cell.chance} if ahead else {}
    low, high = ([end(_ends(cell)) for cell in known.values()] for end in (min, max))
    return plot.band(known, low, high) if known else []


def _ranges(chart: Chart, line: Series) -> list[plot.Part]:
    """What overlap leaves open: a column a year, hatched above what is counted or estimated."""
    known = {at: cell for at, cell in told(line).items() if not is_value(cell)}
    if not known:
        return []
    edge = {"color": plot.light("context"), "width": 1}
    column: plot.Part = {"type": "bar", "x": list(known)}
    low = column | {
        "y": list(map(_height, known.values())),
        "marker": {"color": plot.light("land"), "line": edge},
        **plot.pointed_at([pointed(chart, line, at) for at in known]),
    }
    cells = list(known.values())
    wide = [0 if is_open(cell) else plot.scaled(cell.most - cell.likeliest, cell) for cell in cells]
    high = column | {"y": wide, "hoverinfo": "skip"}
    high |= {"marker": {"color": plot.CLEAR, "line": edge, "pattern": plot.hatched("context")}}
    return [low, *plot.estimated(list(known), cells), high, *plot.whiskers(list(known), cells)]


def _events(chart: Chart) -> list[plot.Part]:
    """A break between two years, an event below its years; the words stand below the panels, once for all."""
    shapes = list(map(plot.before, plot.breaks(chart)))
    for event in chart.events:
        if not event.breaks and event.at in chart.categories[1:]:
            first = chart.categories.index(event.at)
            last = chart.categories.index(event.until) if event.until in chart.categories else first
            shapes.append(plot.below(first, last, 0.4, -0.03))
    return shapes


def _figures(chart: Chart, *, loose: bool) -> list[tuple[Series, int, Cell, plot.Part]]:
    """Which values stand as words: first and last, of a tested line on either side of a break; without any value, the
    last range. Of two lines that are compared, the last of each."""
    own = chart.series[0]
    if loose:
        lasts = [(line, max(known), known[max(known)]) for line in chart.series if (known := values(line))]
        above = max(range(len(lasts)), key=lambda at: _height(lasts[at][2]), default=0)
        return [(*one, _beside(chart, one[1], "bottom" if at == above else "top")) for at, one in enumerate(lasts)]
    known = values(own)
    if not known:
        last = told(own).get(len(own.cells) - 1)
        return [(own, len(own.cells) - 1, last, _beside(chart, len(own.cells) - 1, "bottom"))] if last else []
    beside = {at for first in plot.breaks(chart) for at in (first - 1, first) if {first - 1, first} <= known.keys()}
    places = {min(known), max(known)} | (beside if own.look == "accent" else set())
    return [(own, at, known[at], _beside(chart, at, "bottom")) for at in sorted(places)]


def _beside(chart: Chart, at: int, side: str) -> plot.Part:
    """Where the words of a value begin or end: inside the drawing, and on their side of a break."""
    last, new = len(chart.categories) - 1, plot.breaks(chart)
    anchor = "left" if at == 0 or at in new else "right" if at == last or at + 1 in new else "center"
    shift = {"left": -4, "right": 4}.get(anchor, 0)
    return {
        "xanchor": anchor,
        "xshift": shift,
        "yanchor": side,
        "yshift": 5 if side == "bottom" else -5,
        "size": plot.SMALL,
    }
