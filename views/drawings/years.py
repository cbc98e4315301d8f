"""How are values over years drawn? One column a year, full what is counted, hatched what is possible, breaks dotted."""

from itertools import groupby

from markupsafe import Markup

from views.drawings.plot import CLEAR, LONG, SMALL, Part, framed, grid, hatched, light, plotted, upright, word
from views.finding import Cell, Chart
from views.words.cells import UNITS, at_least, at_most, is_narrow, is_open, said
from views.words.pointed import pointed

TALL, LOW = 300, 150  # px, of a drawing of its own, and of one of several
ROOM = 1.14  # above the highest column, for its figure
FIGURES = {"mode": "hide", "minsize": 11}  # a figure that finds no room is left out: the pointer and the table tell it
EVENT = -0.13  # below the ground, as a part of the height


def columns(chart: Chart) -> Markup:
    """Every column with its figure, on an axis."""
    return _years(chart, TALL, labelled=set(chart.categories), events=True)


def amounts(chart: Chart) -> Markup:
    """Figures only at the first, the chosen and the last year."""
    ends = {chart.categories[0], chart.categories[-1], chart.now or chart.categories[-1]}
    return _years(chart, LOW, labelled=ends, events=False)


def _years(chart: Chart, height: int, *, labelled: set[str], events: bool) -> Markup:
    series = chart.series[0]
    cells = [cell or Cell("number", state="no_data") for cell in series.cells]
    top = max((_end(cell) for cell in cells), default=0) or 1
    counted = [0 if _low(cell) is None else _low(cell) for cell in cells]
    possible = [max(_end(cell) - low, 0) for cell, low in zip(cells, counted, strict=True)]
    hover = [pointed(chart, series, at) for at in range(len(cells))]
    figures = [_figures(cell) if at in labelled else ("", "") for at, cell in zip(chart.categories, cells, strict=True)]
    now = [at == chart.now for at in chart.categories]
    bars = [
        _bars(chart, counted, [low for low, _ in figures], now, hover),
        _bars(chart, possible, [high for _, high in figures], now, None, vacant=series.look == "vacant"),
    ]
    missing = [word(at, 0, "–", "ink3", xanchor="center", yanchor="bottom") for at in _missing(chart, cells)]
    marks, words = _events(chart) if events else (_breaks(chart), [])
    layout = framed(
        height,
        (24, 8, 50 if words else 26, 34 if events else 4),
        {"type": "category", "categoryarray": list(chart.categories), "categoryorder": "array", "nticks": 12},
        grid(top * ROOM) if events else {"visible": False, "range": [0, top * 1.25]},
        words=[*missing, *words],
        shapes=[*marks, *_open(chart, cells, top)],
        barmode="stack",
        bargap=0.22,
        uniformtext=FIGURES,
        meta={"filter": "jahr"},
    )
    return plotted(bars, layout, chart.alt)


def _bars(
    chart: Chart,
    heights: list[float],
    texts: list[str],
    now: list[bool],
    hover: list[str] | None,
    *,
    vacant: bool = False,
) -> Part:
    """Counted columns are full and the pointer reads them; what is possible lies hatched above, or empty where posts are vacant."""
    tokens = ["accent" if chosen else "context" for chosen in now]
    fills = [light("accent" if chosen else "land") for chosen in now] if hover else [CLEAR] * len(now)
    pattern = hatched("context") | {"fgcolor": [light(token) for token in tokens]}
    marker: Part = {
        "color": fills,
        "line": {"color": [light(token) for token in tokens], "width": [h and 1 for h in heights]},
    }
    trace: Part = {
        "type": "bar", "x": list(chart.categories), "y": heights, "text": texts, "textangle": 0, "cliponaxis": False,
        "marker": marker if hover or vacant else marker | {"pattern": pattern},
    }  # fmt: skip
    if hover:
        inside = [light("paper" if chosen else "ink2") for chosen in now]
        said_by = {"customdata": hover, "hovertemplate": "%{customdata}<extra></extra>"}
        return (
            trace | said_by | {"textposition": "auto", "insidetextanchor": "end", "insidetextfont": {"color": inside}}
        )
    return trace | {"hoverinfo": "skip", "textposition": "outside", "textfont": {"color": [light(t) for t in tokens]}}


def _figures(cell: Cell) -> tuple[str, str]:
    """The figure in the counted column, and the one above what is possible."""
    if _low(cell) is None:
        return "", ""
    if is_open(cell) or is_narrow(cell) or cell.low == cell.high or cell.unit in ("posts", "months"):
        return said(cell), ""
    of = UNITS[cell.unit].plain
    return at_least(cell.low, cell.digits, of), at_most(cell.high, cell.digits, of)


def _low(cell: Cell) -> float | None:
    return None if cell.state != "ok" or cell.low is None else cell.low * UNITS[cell.unit].plain


def _end(cell: Cell) -> float:
    low = _low(cell)
    return 0 if low is None else low if cell.high is None else cell.high * UNITS[cell.unit].plain


def _missing(chart: Chart, cells: list[Cell]) -> list[str]:
    return [at for at, cell in zip(chart.categories, cells, strict=True) if _low(cell) is None]


def _open(chart: Chart, cells: list[Cell], top: float) -> list[Part]:
    """Only a lower bound is known: an empty outline up to the edge."""
    style = {"color": light("context"), "width": 1, "dash": "dot"}
    return [
        {"type": "rect", "x0": at - 0.39, "x1": at + 0.39, "y0": _low(cell), "y1": top * ROOM, "line": style}
        for at, cell in enumerate(cells)
        if _low(cell) is not None and is_open(cell)
    ]


def _breaks(chart: Chart) -> list[Part]:
    places = {chart.categories.index(e.at) for e in chart.events if e.breaks and e.at in chart.categories[1:]}
    return [upright(place - 0.5, "ink3", "dot") for place in sorted(places)]


def _events(chart: Chart) -> tuple[list[Part], list[Part]]:
    """A break: a dotted line before the first year it touches. An event: a line below its years. Each with its word."""
    shapes, words = _breaks(chart), []
    by_place = groupby(
        sorted(chart.events, key=lambda e: (_place(chart, e.at), e.breaks)), key=lambda e: _place(chart, e.at)
    )
    for place, events in by_place:
        told = list(events)
        lasting = next((event for event in told if not event.breaks), None)
        until = _place(chart, lasting.until or lasting.at) if lasting else place
        if lasting:
            style = {"color": light("axis"), "width": 2}
            line = {"type": "line", "x0": place - 0.39, "x1": until + 0.39, "y0": EVENT, "y1": EVENT, "yref": "paper"}
            shapes.append(line | {"line": style})
        text = ", ".join(dict.fromkeys(event.word for event in told))
        words.append(
            word((place + until) / 2 if lasting else place - 0.5, EVENT, text, "ink3", xanchor="center", yanchor="top",
                 yref="paper", size=SMALL, name=LONG)
        )  # fmt: skip
    return shapes, words


def _place(chart: Chart, at: str) -> int:
    return chart.categories.index(at) if at in chart.categories else len(chart.categories) - 1
