"""How is the funnel drawn? Counted children per 100 expected against the expected children, with the limits of chance.

Firm ones are filled, unsure ones hollow; the inner limit is dashed, the outer one a line.
"""

import math
from collections.abc import Iterator

from exports.drawing.canvas import SIZE, SMALL, WIDTH, Drawing, Scale, dot, line, path, ticks, width_of, write
from exports.drawing.picture_frame import PAD, ROW, axis_word, demo_line
from views.finding import Chart

LEFT = 26.0
LOOKS = {"firm": ("gap", False), "unsure": ("gap", True)}  # token, hollow
DASHES = ("3 2", "")  # of the inner and the outer limit
ACROSS = "zu erwartende Kinder"


Point = tuple[str, float, float, str]  # name, place on the paper, look


def draw_funnel(chart: Chart, demo: str, height: float) -> Drawing:
    head, marks = demo_line(demo)
    told = [(at, *one) for at in range(len(chart.categories)) if (one := chart.told_of(at))]
    places, values = [cell.low or 0.0 for cell in chart.across], [cell.low or 0.0 for *_, cell in told]
    low, high = 10 * math.floor(min(*values, 90) / 10 - 0.5), 10 * math.ceil(max(*values, 110) / 10 + 0.5)
    across = Scale(0, max(places) * 1.08, LEFT, WIDTH)
    up = Scale(max(low, 0), high, height - 2 * ROW - PAD, head + 2 * ROW)
    marks += [write(0, head + ROW, chart.unit, size=SMALL, token="ink3"), *_axes(across, up, height)]
    for band, dash in zip(chart.bands, DASHES, strict=True):
        for limit in (band.low, band.high):
            inside = [
                (across(at), up(value)) for at, value in zip(band.at, limit, strict=True) if up.low <= value <= up.high
            ]
            marks.append(path(inside, "context", 0.9, dash))
    points = [(chart.categories[at], across(places[at]), up(cell.low or 0.0), one.look) for at, one, cell in told]
    for _, x, y, look in points:
        token, hollow = LOOKS.get(look, ("context", False))
        marks.append(dot(x, y, token, hollow=hollow))
    return height, [*marks, *_names(points, chart.now)]


def _axes(across: Scale, up: Scale, height: float) -> Iterator[str]:
    step = 25 if up.high - up.low > 60 else 10
    for value in range(0, int(up.high) + 1, step):
        if value >= up.low:
            yield line(LEFT, up(value), WIDTH, up(value), *(("axis", 0.8) if value == 100 else ("line", 0.6)))
            yield write(LEFT - 4, up(value) + 2.5, str(value), size=SMALL, token="ink3", anchor="end")
    for expected in ticks(0, across.high)[1:-1]:
        yield write(
            across(expected), height - ROW - PAD, axis_word(expected), size=SMALL, token="ink3", anchor="middle"
        )
    yield write(WIDTH, height - PAD, ACROSS, size=SMALL, token="ink3", anchor="end")


def _names(points: list[Point], chosen: str) -> Iterator[str]:
    """Names where they have room: the firm and the chosen first, then the largest."""
    taken = [(x - 4, x + 4, y) for _, x, y, _ in points]
    for name, x, y, look in sorted(points, key=lambda one: (one[3] != "firm", one[0] != chosen, -one[1])):
        firm, own = look == "firm", (x - 4, x + 4, y)
        wide = width_of(name, SMALL, firm)
        left = x - 6 - wide if x + 6 + wide > WIDTH else x + 6
        near = [(start, end) for start, end, height in taken if abs(y - height) < SIZE and (start, end, height) != own]
        if not any(left < end and start < left + wide for start, end in near):
            taken.append((left, left + wide, y))
            yield write(left, y + 2.5, name, size=SMALL, token="gap" if firm else "ink2", bold=firm)
