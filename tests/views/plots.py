"""The Plotly figures in a piece of a page, as the browser gets them."""

import html
import json
import re

FIGURE = re.compile(r'data-figure="([^"]*)"')
NOW = re.compile(r'data-now="(\d+)"')
STANDING = re.compile(r'data-words="([\d ]*)"')


def plots(drawn: str) -> list[dict]:
    return [json.loads(html.unescape(found)) for found in FIGURE.findall(drawn)]


def hovers(figure: dict) -> list[str]:
    """What the pointer reads at each point, trace after trace."""
    return [told for trace in figure["data"] for told in trace.get("customdata", []) if told is not None]


def words(figure: dict) -> list[str]:
    """What stands in the drawing beside its marks."""
    return [word["text"] for word in figure["layout"]["annotations"]]


def lasting(figure: dict) -> list[dict]:
    """Lines across the axis: breaks upright, events flat."""
    return [shape for shape in figure["layout"]["shapes"] if shape["type"] == "line"]


def standing(drawn: str) -> list[str]:
    """The words of the one figure that stand for this choice."""
    (figure,), (told,) = plots(drawn), STANDING.findall(drawn)
    return [words(figure)[int(at)] for at in told.split()]
