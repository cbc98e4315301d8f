"""What is a drawing made of? SVG words, lines and areas in points, measured with the very font that will draw them.

One unit is one point when the drawing is 160 mm wide, the text width of our pages; so letters keep their size in print.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from PIL import ImageFont

from views.drawings.tokens import TOKENS

WIDTH = 453.5  # 160 mm
FONT = "Source Sans Pro"
SMALL, SIZE = 7.5, 8.5
Drawing = tuple[float, list[str]]  # its height and its marks


def colour(token: str) -> str:
    """The printed colour of a token: the light one."""
    return TOKENS[token][0]


@cache
def font_folders() -> tuple[str, ...]:
    """Where do the two fonts lie that everything is set in?"""
    import font_source_sans_pro
    import font_source_serif_pro

    return (font_source_sans_pro.font_directory, font_source_serif_pro.font_directory)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(Path(font_folders()[0]) / f"SourceSansPro-{'Semibold' if bold else 'Regular'}.ttf", 100)


@cache
def width_of(words: str, size: float = SIZE, bold: bool = False) -> float:
    """How wide are these words, in points?"""
    return _font(bold).getlength(words) * size / 100


def wrapped(words: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """The words in lines no wider than `width`; a single longer word keeps its line."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def write(
    x: float, y: float, words: str, *, size: float = SIZE, token: str = "ink2", anchor: str = "start",
    bold: bool = False, upright: bool = False,
) -> str:  # fmt: skip
    """Words on the baseline at (x, y); upright: read from below."""
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if upright else ""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size:g}" fill="{colour(token)}" '
        f'text-anchor="{anchor}"{weight}{turn}>{_with_triangles(escape(words))}</text>'
    )


def _with_triangles(words: str) -> str:
    """Our font has no small triangles; another one, which lies in the compiler, lends them."""
    return re.sub("[▾▴]", lambda sign: f'<tspan font-family="DejaVu Sans Mono">{sign[0]}</tspan>', words)


def line(x1: float, y1: float, x2: float, y2: float, token: str = "line", width: float = 0.6, dash: str = "") -> str:
    """A straight line."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour(token)}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def whisker(start: tuple[float, float], end: tuple[float, float]) -> list[str]:
    """How sure a value is: a stroke in ink on a halo of paper."""
    return [line(*start, *end, token, width) for token, width in (("paper", 3.6), ("ink", 1.2))]


def path(points: Iterable[tuple[float, float]], token: str, width: float, dash: str = "") -> str:
    """A line through many points."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{places}" fill="none" stroke="{colour(token)}" stroke-width="{width}" '
        f'stroke-linejoin="round"{dashed}/>'
    )


def dot(x: float, y: float, token: str, *, hollow: bool = False) -> str:
    edge = f' stroke="{colour(token)}" stroke-width="1.3"' if hollow else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{colour("paper" if hollow else token)}"{edge}/>'


def area(x: float, y: float, width: float, height: float, fill: str, edge: str = "", dash: str = "") -> str:
    """A rectangle; fill: a token, 'none', or 'hatch-…' for what is possible only."""
    painted = f"url(#{fill})" if fill.startswith("hatch") else fill if fill == "none" else colour(fill)
    outline = f' stroke="{colour(edge)}" stroke-width="0.7"' if edge else ""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{max(height, 0):.1f}" fill="{painted}"'
        f"{outline}{dashed}/>"
    )


def hatching(token: str) -> str:
    """The pattern 'hatch-<token>': strokes from below left to above right."""
    return (
        f'<pattern id="hatch-{token}" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="4" height="4" fill="#fff"/><rect width="1.3" height="4" fill="{colour(token)}"/></pattern>'
    )


def whole(height: float, marks: Iterable[str], width: float = WIDTH) -> str:
    """A whole SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:.1f}" '
        f'viewBox="0 0 {width} {height:.1f}"><defs>{hatching("accent")}{hatching("context")}</defs>{"".join(marks)}</svg>'
    )


@dataclass(frozen=True)
class Scale:
    """Where does a value lie between two ends of the paper?"""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float) -> list[float]:
    """Four to six round values that hold everything between low and high, 0 among them."""
    low, high = min(low, 0.0), max(high, 0.0)
    span = (high - low) or 1.0
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 5)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * i for i in range(first, last + (last == first) + 1)]
