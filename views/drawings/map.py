"""Where is that? The areas of the office as one SVG: circles for numbers, a link behind every inhabited area.

The outline comes from `gebiete.geojson` of the profile, once per file. Points are put on a grid of whole units; neighbours
share their points, so they still fit together, and a district stays far below 60 kB. An office without such a file has
no map: its tables say the same.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import htpy as h
import numpy as np
from markupsafe import Markup

from store.profile import profile_folder
from views.finding import Chart
from views.words.cells import said

WIDTH = 600  # units from the western to the eastern edge
FILE = "gebiete.geojson"
FINE = 28  # steps per direction in the search for the point of a name
ROOM = 13  # letters that stand on one line of a name
FULL = 40  # children from which the largest circle has its full size, so that a few children stay a small circle
HATCH = h.defs[
    h.pattern(id="hatch-land", width=6, height=6, patternUnits="userSpaceOnUse", patternTransform="rotate(45)")[
        h.line(x1=1, y1=0, x2=1, y2=6, class_="hatch-land")
    ]
]
INSIDE = 12  # from this radius the number has room in its circle

Ring = list[tuple[int, int]]


@dataclass(frozen=True)
class Shape:
    """An area as SVG path, and the point farthest from its border."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Outline:
    """All areas on one sheet, by their key."""

    height: int
    shapes: Mapping[str, Shape]
    source: str = ""


@dataclass(frozen=True)
class Mark:
    """What the map says of one area: its name, style, circle (radius and number) and where a click leads."""

    name: str
    kind: str = ""
    radius: float = 0
    number: str = ""
    link: str = ""


def of_office() -> Outline | None:
    """The outline of the profile in use; None where it has none."""
    file = profile_folder() / FILE
    return outline(file) if file.is_file() else None


@lru_cache(4)
def outline(file: Path) -> Outline:
    """Reads the polygons (WGS 84, property `schluessel`) and lays them flat, north up."""
    collection = json.loads(file.read_text("utf-8"))
    rings = {f["properties"]["schluessel"]: _rings(f["geometry"]) for f in collection["features"]}
    points = np.array([point for found in rings.values() for ring in found for point in ring])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    flat = math.cos(math.radians((south + north) / 2))
    unit = WIDTH / ((east - west) * flat)
    shapes = {
        key: _shape([[(round((x - west) * flat * unit), round((north - y) * unit)) for x, y in ring] for ring in found])
        for key, found in rings.items()
    }
    return Outline(round((north - south) * unit), shapes, collection.get("quelle", "").split(";")[0])


def _rings(geometry: dict[str, Any]) -> list[list[tuple[float, float]]]:
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for part in parts for ring in part]


def _shape(rings: list[Ring]) -> Shape:
    clean = [ring for ring in map(_without_repeats, rings) if len(ring) > 2]
    x, y = _point_for_a_name(np.array(max(clean, key=_area), dtype=float))
    return Shape("".join(map(_path, clean)), x, y)


def _without_repeats(ring: Ring) -> Ring:
    kept = ring[:1] + [point for before, point in pairwise(ring) if point != before]
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _path(ring: Ring) -> str:
    """One move, then steps: short, because neighbours on the grid are close."""
    steps = "".join(f"l{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}{steps}z"


def _area(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise([*ring, ring[0]]))) / 2


def _point_for_a_name(ring: np.ndarray) -> tuple[float, float]:
    """The centre of the largest circle inside, to the fineness of a grid."""
    low, high = ring.min(axis=0), ring.max(axis=0)
    xs, ys = np.meshgrid(*(np.linspace(low[i], high[i], FINE + 2)[1:-1] for i in (0, 1)))
    spots = np.column_stack([xs.ravel(), ys.ravel()])[:, None, :]
    start, end = ring, np.roll(ring, -1, axis=0)
    along = end - start
    share = ((spots - start) * along).sum(axis=2) / np.maximum((along**2).sum(axis=1), 1e-9)
    distance = np.hypot(*np.moveaxis(spots - (start + np.clip(share, 0, 1)[..., None] * along), 2, 0)).min(axis=1)
    crosses = (start[:, 1] > spots[..., 1]) != (end[:, 1] > spots[..., 1])
    rise = np.where(along[:, 1] == 0, 1, along[:, 1])
    left = spots[..., 0] < along[:, 0] * (spots[..., 1] - start[:, 1]) / rise + start[:, 0]
    inside = (crosses & left).sum(axis=1) % 2 == 1
    best = spots[np.argmax(np.where(inside, distance, -1)), 0]
    return float(best[0]), float(best[1])


def radius(number: float, most: float, largest: float = 34) -> float:
    """Twice the children, twice the area of the circle."""
    return largest * math.sqrt(max(number, 0) / max(most, FULL))


def gaps(chart: Chart) -> Markup:
    """Circles where fewer children than expected are told of; the look of a series is its verdict. Empty without outlines."""
    sheet = of_office()
    if sheet is None:
        return Markup()
    most = max((cell.least for series in chart.series for cell in series.filled), default=0)
    marks = {}
    for at, (key, name) in enumerate(zip(chart.keys, chart.categories, strict=True)):
        series, cell = chart.told_of(at) or (None, None)
        kind = f"{series.look if series else ''}{' chosen' if name == chart.now else ''}".strip()
        size = radius(cell.least, most) if cell else 0
        marks[key] = Mark(name, kind, size, said(cell), chart.links[at])
    return draw(sheet, marks, chart.alt) + (Markup(h.p(".note")[f"Karte: {sheet.source}"]) if sheet.source else "")


def locator(chart: Chart) -> Markup:
    """Where one area lies; small, without names."""
    sheet = of_office()
    if sheet is None or chart.now not in chart.categories:
        return Markup()
    marks = {
        key: Mark(name, "here" if name == chart.now else "", link=link)
        for key, name, link in zip(chart.keys, chart.categories, chart.links, strict=True)
    }
    return draw(sheet, marks, chart.alt, names=False, kind="small")


def draw(sheet: Outline, marks: Mapping[str, Mark], alt: str, *, names: bool = True, kind: str = "") -> Markup:
    """Every area with a mark is inhabited; the others are hatched. Numbers and names lie above all areas.

    Those who hear the page get `alt` and the links of the table: a picture with links in it cannot be read aloud.
    """
    ground = [_ground(shape, marks.get(key)) for key, shape in sheet.shapes.items()]
    above = [_above(sheet.shapes[key], mark, names=names) for key, mark in marks.items() if key in sheet.shapes]
    around = f"-2 -2 {WIDTH + 4} {sheet.height + 4}"
    picture = h.svg(class_=f"map {kind}".strip(), viewBox=around, aria_hidden="true")[HATCH, ground, above]
    return Markup(h.div(".map-frame")[h.span(".unseen", role="img", aria_label=alt), picture])


def _ground(shape: Shape, mark: Mark | None) -> h.Node:
    if mark is None:
        return h.path(d=shape.path, class_="wild")
    return _linked(h.path(d=shape.path, class_=f"place {mark.kind}".strip())[h.title[mark.name]], mark)


def _linked(content: h.Node, mark: Mark) -> h.Node:
    """For the mouse; by keyboard the same links stand in the table."""
    return h.a(href=mark.link, target="_self", tabindex="-1")[content] if mark.link and content else content


def _above(shape: Shape, mark: Mark, *, names: bool) -> h.Node:
    lines = _lines(mark.name) if names else []
    high = 2 * mark.radius + 17 * len(lines) if mark.radius else 17 * (len(lines) - 1)
    y = shape.y - high / 2 + mark.radius if lines else shape.y
    parts: list[h.Element] = []
    if mark.radius:
        beside = mark.radius < INSIDE
        where = {"x": f"{shape.x + (mark.radius + 4 if beside else 0):.0f}", "y": f"{y + 6:.0f}"}
        kind = f"number beside {mark.kind}" if beside else f"number {mark.kind}"
        parts += [
            h.circle(cx=f"{shape.x:.0f}", cy=f"{y:.0f}", r=f"{mark.radius:.1f}", class_=mark.kind),
            h.text(class_=kind, **where)[mark.number],
        ]
    if lines:
        spans = [h.tspan(x=f"{shape.x:.0f}", dy=f"{1.1 if i else 0}em")[line] for i, line in enumerate(lines)]
        first = y + mark.radius + 16 if mark.radius else y + 5
        parts.append(h.text(y=f"{first:.0f}", class_=f"town {mark.kind or 'quiet'}")[spans])
    return _linked(parts, mark)


def _lines(name: str) -> list[str]:
    """A long name on two lines, broken at the space or hyphen nearest to its middle."""
    breaks = [i + 1 for i, letter in enumerate(name) if letter in " -"]
    if len(name) <= ROOM or not breaks:
        return [name]
    at = min(breaks, key=lambda i: abs(i - len(name) / 2))
    return [name[:at].strip(), name[at:]]
