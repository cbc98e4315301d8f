"""How is a childhood drawn? Curves by age: observed solid, projected dashed, what a short record leaves open a pale band.

Never hatched, for hatching means overlap.
"""

import math
from dataclasses import replace
from html import escape

from markupsafe import Markup

from store.german import number
from views.drawings import plot
from views.finding import Cell, Chart, Series
from views.words.cells import at_least, is_open, is_value
from views.words.pointed import pointed

HEIGHT = 350  # px
TOP, BELOW, ASIDE = 14, 62, 170  # px around the field; the names of the curves stand at its right
SMALLEST_GAP = 18  # px between two words at the right
EDGES = (5, 10, 25, 50, 100)  # the scale ends at one of these
LOOKS = {  # look of a series → colour, width, dash
    "accent": ("accent", 2.8, "solid"),
    "context": ("context", 1.8, "solid"),
    "dashed": ("accent", 1.8, "dash"),
}


def curve(chart: Chart) -> Markup:
    """The curves with their words at the right; an event stands before the first age it touches."""
    lines = [(line, {at: cell for at, cell in enumerate(line.cells) if cell}) for line in chart.series]
    top = next(
        edge
        for edge in EDGES
        if max(_top(cell) for _, told in lines for cell in told.values()) <= edge * 0.98 or edge == 100
    )
    last = len(chart.categories) - 1
    ticks = sorted({0, 3, 6, 10, 14, last} & set(range(last + 1)))
    traces = [trace for line, told in lines for trace in (*_band(told), _line(chart, line, told))]
    axis = {"tickvals": ticks, "ticktext": [chart.categories[at] for at in ticks], "range": [-0.3, last + 0.3]}
    title = {
        "text": "Alter in Jahren, jeweils bis zum Ende des Altersjahrs",
        "font": {"size": plot.SMALL, "color": plot.light("ink3")},
    }
    layout = plot.framed(
        HEIGHT,
        (TOP, ASIDE, BELOW, 34),
        axis | {"title": title | {"standoff": 8}},
        plot.grid(top),
        words=[*_names(lines, last, top), *_event_words(chart)],
        shapes=[plot.before(chart.categories.index(event.at)) for event in chart.events],
    )
    return plot.plotted(traces, layout, chart.alt)


def _top(cell: Cell) -> float:
    return 100 if is_open(cell) else plot.scaled(cell.most, cell)


def _low(cell: Cell) -> float:
    return plot.scaled(cell.least, cell)


def _band(told: dict[int, Cell]) -> list[plot.Part]:
    """What a range leaves open; beside it the chance of values, so that no edge falls where the whole record ends."""
    if all(map(is_value, told.values())):
        return []
    ends = [replace(cell, low=cell.chance[0], high=cell.chance[1]) if cell.chance else cell for cell in told.values()]
    return plot.band(told, list(map(_low, ends)), list(map(_top, ends)))


def _line(chart: Chart, line: Series, told: dict[int, Cell]) -> plot.Part:
    token, width, dash = LOOKS[line.look]
    fill = plot.light("paper") if line.look == "dashed" else plot.light(token)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": list(told),
        "y": list(map(_top, told.values())),
        "line": {"color": plot.light(token), "width": width, "dash": dash},
        "marker": {"color": fill, "size": 6, "line": {"color": plot.light(token), "width": 1.2}},
        **plot.pointed_at([pointed(chart, line, at) for at in told]),
    }


def _names(lines: list[tuple[Series, dict[int, Cell]]], last: int, top: float) -> list[plot.Part]:
    """Names at the ends: those at the last age stand apart from one another, the others below their end."""
    words, beside = [], []
    for line, told in lines:
        age = max(told)
        end, token = told[age], LOOKS[line.look][0]
        if age < last and line.look != "dashed":
            words.append(
                plot.word(age, _top(end), escape(line.name), token, size=plot.SMALL, yanchor="top", yshift=-4, xshift=4)
            )
            continue
        beside.append((_top(end), age, number(_top(end)), line.name, token))
        if not is_value(end):
            name = "beobachtet" if line.look == "dashed" else line.name
            beside.append((_low(end), age, f"mind. {at_least(end.least)}", name, token))
    field = HEIGHT - TOP - BELOW
    lowest = math.inf
    for value, age, figure, name, token in sorted(beside, reverse=True):
        lowest = min(value / top * field, lowest - SMALLEST_GAP)
        text = f"<b>{figure}</b> {escape(name)}"
        words.append(plot.word(age, lowest / field * top, text, token, xshift=9, size=plot.SIZE))
    return words


def _event_words(chart: Chart) -> list[plot.Part]:
    return [
        plot.word(
            chart.categories.index(event.at) - 0.5,
            0,
            event.word,
            "ink3",
            size=plot.SMALL,
            yanchor="bottom",
            xshift=3,
            name=plot.LONG,
        )
        for event in chart.events
    ]
