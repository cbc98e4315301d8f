"""How does a chart with axes reach the browser? As a Plotly figure in plain data, which the page's script draws (views/shell/page.js).

One template for all: always the light colours, which `css` maps to the theme, so that one figure serves light, dark and print.
Every number is a German word before it gets here; the browser formats none but the ticks of an axis, with our separators.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import htpy as h
from markupsafe import Markup

from views.drawings.tokens import TOKENS
from views.finding import Asked, Cell, Chart
from views.words.cells import UNITS

MAPPED = (
    "paper",
    "land",
    "middle",
    "line",
    "ink",
    "ink2",
    "ink3",
    "axis",
    "context",
    "accent",
    "accent-pale",
    "estimate",
    "gap",
)
CLEAR = "rgba(0,0,0,0)"
SIZE, SMALL = 14, 13  # px of words
ESTIMATE = "estimate"  # the name of the trace with the middle tone
LONG = "long"  # the name of words that a narrow screen leaves out
FONT = '"Source Sans", sans-serif'
Part = dict[str, Any]  # a piece of a figure as Plotly's reference names it


def light(token: str) -> str:
    return TOKENS[token][0]


def plotted(
    traces: list[Part], layout: Part, alt: str, *, now: int | None = None, words: Iterable[int] | None = None
) -> Markup:
    """The place of a figure on the page; what it shows stands beside it in words for those who hear the page.

    now: the place of the column to mark; words: those of the layout that stand, by their number. None: no column, all words.
    """
    told = json.dumps({"data": traces, "layout": layout}, ensure_ascii=False, separators=(",", ":"))
    standing = None if words is None else " ".join(map(str, words))
    style = f"height:{layout['height']}px"
    return Markup(
        h.div(".plot", role="img", aria_label=alt, data_figure=told, data_now=now, data_words=standing, style=style)
    )


def template() -> Part:
    """What all figures share: the page's script has it once."""
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "", "tickangle": 0, "automargin": False}
    axis |= {
        "tickfont": {"color": light("ink3"), "size": SMALL},
        "linecolor": light("axis"),
        "gridcolor": light("line"),
    }
    label = {"bgcolor": light("paper"), "bordercolor": light("ink"), "align": "left", "namelength": -1}
    layout = {
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": FONT, "size": SIZE, "color": light("ink2")},
        "separators": ",.",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "hoverdistance": -1,
        "hoverlabel": label | {"font": {"family": FONT, "size": SIZE, "color": light("ink")}},
        "xaxis": axis | {"showline": True},
        "yaxis": axis | {"tickformat": ",.10~f", "nticks": 4},
    }
    return {"layout": layout}


def framed(
    height: int,
    margin: tuple[int, int, int, int],
    x: Part,
    y: Part,
    *,
    words: Iterable[Part] = (),
    shapes: Iterable[Part] = (),
    **more: object,
) -> Part:
    """The layout of one figure, beside the template. margin: above, right, below, left, in px; x, y: of the two axes."""
    room = dict(zip("trbl", margin, strict=True))
    return {
        "height": height, "margin": room, "annotations": list(words), "shapes": list(shapes), "xaxis": x, "yaxis": y, **more
    }  # fmt: skip


def scaled(value: float, cell: Cell) -> float:
    """An end of this cell on the axis: 0.28 of all children stand at 28."""
    return round(value * UNITS[cell.unit].plain, 6)


def grid(top: float) -> Part:
    """A value axis from 0 with hairlines."""
    return {"range": [0, top], "showgrid": True}


def word(x: float | str, y: float, text: str, token: str = "ink2", **more: object) -> Part:
    """Words at a place of the drawing, right of it unless said otherwise."""
    font = {"color": light(token), "size": more.pop("size", SIZE)}
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "font": font, **more}


def pointed_at(words: list[str] | list[str | None]) -> Part:
    """What the pointer reads at each point of a trace."""
    return {"customdata": words, "hovertemplate": "%{customdata}<extra></extra>"}


def band(at: Iterable[int], low: list[float], high: list[float]) -> list[Part]:
    """A pale area between two edges."""
    edge: Part = {"type": "scatter", "mode": "lines", "x": list(at), "line": {"width": 0}, "hoverinfo": "skip"}
    return [edge | {"y": low}, edge | {"y": high, "fill": "tonexty", "fillcolor": light("accent-pale")}]


def estimated(at: Sequence[int | str], cells: Sequence[Cell]) -> list[Part]:
    """What answers make likely: the middle tone from what is counted up to the estimate; nothing where no cell has one."""
    asked = [cell.asked for cell in cells]
    if not any(asked):
        return []
    wide = [scaled(one.value - cell.least, cell) if one else None for one, cell in zip(asked, cells, strict=True)]
    line = {"color": light("accent"), "width": 1}
    tone = {"color": light("estimate"), "line": line}
    return [{"type": "bar", "x": list(at), "y": wide, "marker": tone, "hoverinfo": "skip", "name": ESTIMATE}]


def whiskers(at: Sequence[int | str], cells: Sequence[Cell]) -> list[Part]:
    """How sure each estimate is: a stroke in ink with the value as a dot, on a halo of paper."""
    told = [(place, cell, cell.asked) for place, cell in zip(at, cells, strict=True) if cell.asked]
    if not told:
        return []
    point: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": [place for place, *_ in told],
        "y": [scaled(asked.value, cell) for _, cell, asked in told],
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    span = [_span(cell, asked) for _, cell, asked in told]
    return [
        point
        | {
            "marker": {"color": light(token), "size": size},
            "error_y": {"type": "data", "symmetric": False, "array": [up for up, _ in span], "arrayminus": [down for _, down in span],
                        "color": light(token), "thickness": thick, "width": wide},
        }
        for token, size, thick, wide in (("paper", 10, 5, 6), ("ink", 7, 1.6, 5))
    ]  # fmt: skip


def _span(cell: Cell, asked: Asked) -> tuple[float, float]:
    return scaled(asked.high - asked.value, cell), scaled(asked.value - asked.low, cell)


def outline(at: int, half: float, low: float, top: float) -> Part:
    """Only a lower bound is known: an empty column above it, up to the edge."""
    style = {"color": light("context"), "width": 1, "dash": "dot"}
    return {"type": "rect", "x0": at - half, "x1": at + half, "y0": low, "y1": top, "line": style}


def before(at: float) -> Part:
    """A dotted line before this place of the axis."""
    ends = {"x0": at - 0.5, "x1": at - 0.5, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "line": {"color": light("ink3"), "width": 1, "dash": "dot"}, "layer": "below", **ends}


def below(first: int, last: int, half: float, level: float) -> Part:
    """A line below these places, for what lasted so long."""
    ends = {"x0": first - half, "x1": last + half, "y0": level, "y1": level, "yref": "paper"}
    return {"type": "line", "line": {"color": light("axis"), "width": 2}, **ends}


def breaks(chart: Chart) -> list[int]:
    """The first places after a break: no line leads to them."""
    return sorted({chart.categories.index(e.at) for e in chart.events if e.breaks and e.at in chart.categories[1:]})


def hatched(token: str) -> Part:
    """What is possible only: strokes and an outline."""
    return {"shape": "/", "fgcolor": light(token), "bgcolor": CLEAR, "size": 7, "solidity": 0.2, "fillmode": "overlay"}


def css() -> str:
    """Rules that turn the light colours of a drawn figure into those of the theme."""
    rules = []
    for token in MAPPED:
        red, green, blue = (int(light(token)[at : at + 2], 16) for at in (1, 3, 5))
        colour = f"rgb({red}, {green}, {blue})"
        rules += [
            f'.plot [style*="{kind}: {colour}"]{{{kind}:var(--{token})!important}}' for kind in ("stroke", "fill")
        ]
        rules.append(f'.plot pattern path[stroke="{colour}"]{{stroke:var(--{token})!important}}')
    return "\n".join(rules)
