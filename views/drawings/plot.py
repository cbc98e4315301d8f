"""How does a chart with axes reach the browser? As a Plotly figure in plain data, which the page's script draws (shell/charts.js).

One template for all: always the light colours, which `css` maps to the theme, so that one figure serves light, dark and print.
Every number is a German word before it gets here; the browser formats none but the ticks of an axis, with our separators.
"""

import json
from collections.abc import Iterable
from typing import Any

import htpy as h
from markupsafe import Markup

from views.drawings.tokens import TOKENS
from views.finding import Cell
from views.words.cells import UNITS

MAPPED = ("paper", "land", "middle", "line", "ink", "ink2", "ink3", "axis", "context", "accent", "accent-pale", "gap")
CLEAR = "rgba(0,0,0,0)"
SIZE, SMALL = 14, 13  # px of words
LONG = "long"  # the name of words that a narrow screen leaves out
Part = dict[str, Any]  # a piece of a figure as Plotly's reference names it


def light(token: str) -> str:
    return TOKENS[token][0]


def plotted(traces: list[Part], layout: Part, alt: str) -> Markup:
    """The place of a figure on the page; what it shows stands beside it in words for those who hear the page."""
    told = json.dumps({"data": traces, "layout": layout}, ensure_ascii=False, separators=(",", ":"))
    return Markup(h.div(".plot", role="img", aria_label=alt, data_figure=told, style=f"height:{layout['height']}px"))


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
    """The layout of the house. margin: above, right, below, left, in px; x, y: what their axes have of their own."""
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "", "tickangle": 0}
    axis |= {"tickfont": {"color": light("ink3"), "size": SMALL}}
    top, right, bottom, left = margin
    return {
        "height": height,
        "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "font": {"family": '"Source Sans", sans-serif', "size": SIZE, "color": light("ink2")},
        "separators": ",.",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "x",
        "hoverdistance": -1,
        "hoverlabel": {
            "bgcolor": light("paper"),
            "bordercolor": light("ink"),
            "font": {"family": '"Source Sans", sans-serif', "size": SIZE, "color": light("ink")},
            "align": "left",
            "namelength": -1,
        },
        "annotations": list(words),
        "shapes": list(shapes),
        "xaxis": axis | {"showline": True, "linecolor": light("axis")} | x,
        "yaxis": axis | {"tickformat": ",.10~f", "nticks": 4} | y,
        **more,
    }


def scaled(value: float, cell: Cell) -> float:
    """An end of this cell on the axis: 0.28 of all children stand at 28."""
    return round(value * UNITS[cell.unit].plain, 6)


def grid(top: float) -> Part:
    """A value axis from 0 with hairlines."""
    return {"range": [0, top], "showgrid": True, "gridcolor": light("line")}


def word(x: float | str, y: float, text: str, token: str = "ink2", **more: object) -> Part:
    """Words at a place of the drawing, right of it unless said otherwise."""
    font = {"color": light(token), "size": more.pop("size", SIZE)}
    return {"x": x, "y": y, "text": text, "showarrow": False, "xanchor": "left", "font": font, **more}


def upright(x: float, token: str, dash: str, *, top: float = 1, below: float = 0) -> Part:
    """A line from the ground to the top of the drawing at one place of the axis."""
    style = {"color": light(token), "width": 1, "dash": dash}
    return {"type": "line", "x0": x, "x1": x, "y0": below, "y1": top, "yref": "paper", "line": style, "layer": "below"}


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
        rules.append(f'.plot pattern path[style*="{colour}"]{{stroke:var(--{token})!important}}')
    return "\n".join(rules)
