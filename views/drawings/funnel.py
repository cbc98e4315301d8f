"""How is it drawn what chance explains? Each municipality against its size, between the limits of chance.

Rust never stands alone: firm is filled and bold, unsure is hollow, and the pointer says the word. The looks of the series are
the verdicts: firm | unsure | small | plain.
"""

import math
from html import escape

from markupsafe import Markup

from views.drawings import plot
from views.finding import Cell, Chart, Series
from views.words.cells import counted, said

HEIGHT, FIELD = 380, 320  # px, of the drawing and of what lies between its margins
NAMES = (0.09, 16)  # what two names keep between them: a share of the width, px down
LOOKS = {
    "firm": ("gap", "gap"),
    "unsure": ("paper", "gap"),
    "small": ("paper", "context"),
}  # fill and outline of a point
WORDS = {"firm": "gap", "unsure": "ink"}
Point = tuple[str, float, Cell, Series]  # name, expected children, counted of 100 expected, series of its verdict


def funnel(chart: Chart) -> Markup:
    """Counted children per 100 expected against the expected children, with what chance explains for each size."""
    points = [
        (name, chart.across[at].least, told[1], told[0])
        for at, name in enumerate(chart.categories)
        if (told := chart.told_of(at))
    ]
    values = [cell.least for _, _, cell, _ in points]
    low, high = min(*values, 90) - 5, max(*values, 110) + 5
    most = max(expected for _, expected, *_ in points) * 1.08
    layout = plot.framed(
        HEIGHT,
        (12, 12, 48, 40),
        {"range": [0, most], "nticks": 6, "tickformat": ",d", "title": _title("zu erwartende Kinder")},
        {"range": [max(0, low), high], "showgrid": True, "nticks": 6},
        words=_names(points, chart.now, most, FIELD / (high - max(0, low))),
        shapes=[_hundred(most)],
        hovermode="closest",
        hoverdistance=25,
    )
    return plot.plotted([*_limits(chart), *(_spots(chart, look, points) for look in _looks(points))], layout, chart.alt)


def _title(text: str) -> plot.Part:
    return {"text": text, "standoff": 6, "font": {"size": plot.SMALL, "color": plot.light("ink3")}}


def _hundred(most: float) -> plot.Part:
    style = {"color": plot.light("ink"), "width": 1}
    return {"type": "line", "x0": 0, "x1": most, "y0": 100, "y1": 100, "line": style, "layer": "below"}


def _limits(chart: Chart) -> list[plot.Part]:
    """The narrow limits are dashed."""
    return [
        {
            "type": "scatter", "mode": "lines", "x": list(band.at), "y": list(limit), "hoverinfo": "skip",
            "line": {"color": plot.light("context"), "width": 1, "dash": dash},
        }
        for band, dash in zip(chart.bands, ("dash", "solid"), strict=True)
        for limit in (band.low, band.high)
    ]  # fmt: skip


def _looks(points: list[Point]) -> list[str]:
    return list(dict.fromkeys(series.look for *_, series in points))


def _spots(chart: Chart, look: str, points: list[Point]) -> plot.Part:
    fill, edge = LOOKS.get(look, ("context", "context"))
    own = [point for point in points if point[3].look == look]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [expected for _, expected, *_ in own],
        "y": [cell.least for _, _, cell, _ in own],
        "marker": {"color": plot.light(fill), "size": 12, "line": {"color": plot.light(edge), "width": 2}},
        **plot.pointed_at([_told(chart, point) for point in own]),
    }


def _told(chart: Chart, point: Point) -> str:
    name, expected, cell, series = point
    children = counted(cell) or said(Cell("number", expected, expected))
    facts = (f"{said(cell)} {chart.unit}, gezählt", f"{children} zu erwarten", series.name)
    return "<br>".join([f"<b>{escape(name)}</b>", *map(escape, facts)])


def _names(points: list[Point], chosen: str, most: float, px: float) -> list[plot.Part]:
    """Names where they have room: the firm and the chosen first, then the largest. px: of one unit of the value axis."""
    placed: list[tuple[float, float]] = []
    words = []
    for name, expected, cell, series in sorted(points, key=lambda p: (p[3].look != "firm", p[0] != chosen, -p[1])):
        x, y = expected / most, cell.least * px
        if any(abs(x - a) < NAMES[0] * 2 and abs(y - b) < NAMES[1] for a, b in placed):
            continue
        placed.append((x, y))
        at_left = x > 0.75
        weight = f"<b>{escape(name)}</b>" if series.look == "firm" or name == chosen else escape(name)
        place = {"xanchor": "right" if at_left else "left", "xshift": -9 if at_left else 9, "size": plot.SMALL}
        aside = {} if series.look == "firm" or name == chosen else {"name": plot.LONG}
        shift = -9 * math.copysign(1, 100 - cell.least) if abs(cell.least - 100) * px < 9 else 0
        words.append(
            plot.word(expected, cell.least, weight, WORDS.get(series.look, "ink2"), yshift=shift, **place, **aside)
        )
    return words
