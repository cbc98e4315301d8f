"""How are values over years drawn? One column a year, full what is counted, in the middle tone with a whisker what is estimated,
hatched what is possible, breaks dotted.

A figure is the same for every chosen year: which column is marked and which words stand is told beside it, so that choosing
another year draws nothing anew.
"""

from markupsafe import Markup

from views.drawings import plot
from views.finding import Cell, Chart, Event
from views.words.cells import UNITS, at_least, at_most, is_narrow, is_open, said
from views.words.pointed import pointed

TALL, LOW = 300, 150  # px, of a drawing of its own, and of one of several
ROOM = 1.14  # above the highest column, for its figure
APART = 0.22  # of all columns, between two figures of a small drawing
FITTING = {"mode": "hide", "minsize": 11}  # a figure that finds no room is left out: the pointer and the table tell it
STACKED: plot.Part = {  # a click chooses the year
    "barmode": "stack",
    "bargap": 0.22,
    "meta": {"filter": "jahr"},
}
HALF = 0.39  # of a year, half the width of a column
ROW = 16  # px from one row of events to the next
EVENT = -0.13  # below the ground, as a part of the height


def columns(chart: Chart) -> Markup:
    """Every column with its figure where it finds room, on an axis; breaks and events with their words."""
    cells = _cells(chart)
    marks, words = _events(chart)
    layout = plot.framed(
        TALL,
        (24, 8, 64 if words else 26, 34),
        _axis(chart),
        plot.grid(_top(cells) * ROOM),
        words=[*(_dash(at) for at, cell in enumerate(cells) if _low(cell) is None), *words],
        shapes=[*marks, *_open(cells)],
        uniformtext=FITTING,
        **STACKED,
    )
    return plot.plotted(_bars(chart, cells, [_figures(cell) for cell in cells]), layout, chart.alt, now=_now(chart))


def amounts(chart: Chart) -> Markup:
    """Small, without an axis; figures only at the chosen year and at the ends, where they do not touch."""
    cells = _cells(chart)
    last = len(cells) - 1
    sides = {0: {"xanchor": "left", "xshift": -10}, last: {"xanchor": "right", "xshift": 10}}
    figures = [
        _dash(at)
        if _low(cell) is None
        else plot.word(at, _end(cell), said(cell), yanchor="bottom", size=plot.SMALL)
        | sides.get(at, {"xanchor": "center"})
        for at, cell in enumerate(cells)
    ]
    layout = plot.framed(
        LOW,
        (24, 8, 26, 4),
        _axis(chart),
        {"visible": False, "range": [0, _top(cells)]},
        words=figures,
        shapes=[*map(plot.before, plot.breaks(chart)), *_open(cells)],
        **STACKED,
    )
    return plot.plotted(_bars(chart, cells, []), layout, chart.alt, now=_now(chart), words=_told(chart, cells))


def _now(chart: Chart) -> int | None:
    """The place of the chosen year."""
    return chart.categories.index(chart.now) if chart.now in chart.categories else None


def _told(chart: Chart, cells: list[Cell]) -> list[int]:
    """Years whose words stand: the chosen one or the last, the ends that do not touch it, those without a value."""
    last = len(cells) - 1
    chosen = _now(chart)
    now = last if chosen is None else chosen
    ends = {now} | {end for end in (0, last) if abs(end - now) >= APART * len(cells)}
    return [at for at, cell in enumerate(cells) if at in ends or _low(cell) is None]


def _cells(chart: Chart) -> list[Cell]:
    return list(chart.series[0].filled)


def _axis(chart: Chart) -> plot.Part:
    return {"type": "category", "categoryarray": list(chart.categories), "categoryorder": "array", "nticks": 12}


def _bars(chart: Chart, cells: list[Cell], figures: list[tuple[str, str]]) -> list[plot.Part]:
    """Counted columns are full and the pointer reads them; above them lies what is estimated, then what is possible, hatched, or
    empty where posts are vacant.

    The hatching is given for each column, so that each has its own and the chosen one's can be marked.
    """
    series, counted = chart.series[0], [_low(cell) or 0 for cell in cells]
    possible = [_possible(cell) for cell in cells]
    line = {"color": plot.light("context"), "width": 1}
    hatched = plot.hatched("context") | {"shape": ["/"] * len(cells)}
    pattern = {} if series.look == "vacant" else {"pattern": hatched}
    bar: plot.Part = {"type": "bar", "x": list(chart.categories), "cliponaxis": False, "textposition": "none"}
    inside = {"textposition": "auto", "insidetextanchor": "end", "insidetextfont": {"color": plot.light("ink2")}}
    above = {"textposition": "outside", "textfont": {"color": plot.light("context")}}
    middle = [bar | part for part in plot.estimated(chart.categories, cells)]  # its whisker leaves no room for a figure
    return [
        bar
        | {
            "y": counted,
            "marker": {"color": plot.light("land"), "line": line},
            **plot.pointed_at([pointed(chart, series, at) for at in range(len(cells))]),
            **(inside | {"textangle": 0, "text": [low for low, _ in figures]} if figures else {}),
        },
        *middle,
        bar
        | {
            "y": [high or None for high in possible],
            "marker": {"color": plot.CLEAR, "line": line, **pattern},
            "hoverinfo": "skip",
            **(above | {"textangle": 0, "text": [high for _, high in figures]} if figures else {}),
        },
        *plot.whiskers(chart.categories, cells),
    ]


def _possible(cell: Cell) -> float:
    """So much lies above what is counted or estimated, up to the possible end."""
    low = _low(cell)
    return 0 if low is None else round(max(_end(cell) - plot.scaled(cell.likeliest, cell), 0), 6)


def _figures(cell: Cell) -> tuple[str, str]:
    """The figure in the counted column, and the one above what is possible."""
    if _low(cell) is None:
        return "", ""
    one = is_open(cell) and not cell.asked
    if one or is_narrow(cell) or cell.low == cell.high or cell.unit in ("posts", "months"):
        return said(cell), ""
    of = UNITS[cell.unit].plain
    return at_least(cell.least, cell.digits, of), "" if is_open(cell) else at_most(cell.most, cell.digits, of)


def _low(cell: Cell) -> float | None:
    return None if cell.state != "ok" or cell.low is None else plot.scaled(cell.low, cell)


def _end(cell: Cell) -> float:
    low = _low(cell)
    if low is None:
        return 0
    return (
        plot.scaled(cell.asked.high if cell.asked else cell.least, cell)
        if cell.high is None
        else plot.scaled(cell.high, cell)
    )


def _top(cells: list[Cell]) -> float:
    return max(map(_end, cells), default=0) or 1


def _dash(at: int) -> plot.Part:
    """A year without a value has a dash; the pointer says why."""
    return plot.word(at, 0, "–", "ink3", xanchor="center", yanchor="bottom")


def _open(cells: list[Cell]) -> list[plot.Part]:
    top = _top(cells) * 1.08
    return [
        plot.outline(at, HALF, plot.scaled(cell.likeliest, cell), top)
        for at, cell in enumerate(cells)
        if cell.state == "ok" and is_open(cell)
    ]


def _events(chart: Chart) -> tuple[list[plot.Part], list[plot.Part]]:
    """A break: a dotted line before the first year it touches. An event: a line below its years. Each with its word."""
    shapes, words = list(map(plot.before, plot.breaks(chart))), list[plot.Part]()
    for place, told in sorted(_by_place(chart).items()):
        until = max(_place(chart, event.until or event.at) for event in told)
        middle = place - 0.5 if all(event.breaks for event in told) else (place + until) / 2
        if middle >= place:
            shapes.append(plot.below(place, until, HALF, EVENT))
        text = ", ".join(dict.fromkeys(event.word for event in told))
        row = {"xanchor": "center", "yanchor": "top", "yshift": -ROW * (len(words) % 2)}  # neighbours do not touch
        words.append(plot.word(middle, EVENT, text, "ink3", yref="paper", size=plot.SMALL, name=plot.LONG, **row))
    return shapes, words


def _by_place(chart: Chart) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = {}
    for event in chart.events:
        found.setdefault(_place(chart, event.at), []).append(event)
    return found


def _place(chart: Chart, at: str) -> int:
    return chart.categories.index(at) if at in chart.categories else len(chart.categories) - 1
