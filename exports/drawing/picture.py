"""How is a chart of a document drawn? As SVG with the words in it; Word gets the same drawing as pixels.

Full = counted, middle tone with a whisker = estimated, hatched = possible, grey = for comparison, dashed = projected. Every picture
of invented figures says so.
Figures stand in columns and bars only as the words of the chart; a round axis says how high lines are.
"""

import math
from collections.abc import Iterator, Sequence

from exports.drawing.canvas import (
    SIZE,
    SMALL,
    WIDTH,
    Drawing,
    Scale,
    area,
    line,
    whisker,
    whole,
    width_of,
    wrapped,
    write,
)
from exports.drawing.drawn import KINDS, Row, breaks_of, extent, is_bars, portion, rows_of, whiskers_of, words_of
from exports.drawing.funnel import draw_funnel
from exports.drawing.line_picture import draw_lines
from exports.drawing.picture_frame import PAD, ROW, break_marks, demo_line, key, thinned
from views.finding import Chart

HEIGHTS = {
    "columns": (190.0, 130.0),
    "lines": (210.0, 150.0),
    "funnel": (260.0, 200.0),
}  # on a page of a paper, a briefing
TALLEST = 540.0  # what still fits on a page below two headings and a caption


def svgs(chart: Chart, demo: str = "", *, brief: bool = False) -> list[str]:
    """The drawing of a chart; a long list of bars becomes several, each small enough for a page."""
    if is_bars(chart):
        return [whole(*draw_bars(piece, chart, demo)) for piece in pieces(chart)]
    return [whole(*drawing(chart, demo, brief=brief))]


def drawing(chart: Chart, demo: str = "", *, brief: bool = False) -> Drawing:
    """All of a chart in one piece."""
    if is_bars(chart):
        return draw_bars(chart, chart, demo)
    kind = KINDS[chart.kind]
    return DRAW[kind](chart, demo, HEIGHTS[kind][brief])


# ── Columns over years ───────────────────────────────────────────────────────────────────────────


def _columns(chart: Chart, demo: str, height: float) -> Drawing:
    rows, words, breaks = rows_of(chart), words_of(chart), breaks_of(chart)
    head, marks = demo_line(demo)
    key_height, key_marks = key(rows, head)
    slot, floor = WIDTH / len(chart.categories), height - ROW - PAD
    told, size, room = _fitted(words, slot - 3)
    top = head + key_height + (2 * ROW if breaks else 0) + room
    low, high = extent(chart)
    scale = Scale(low, high or 1, floor, top)
    places = [slot * (i + 0.5) for i in range(len(chart.categories))]
    marks += key_marks + break_marks(chart, [x - slot / 2 for x in places], head + key_height, floor)
    for i, x in enumerate(places):
        width = min(slot * 0.74, 42)
        last = all(value is None for value in rows[0].values[i + 1 :])
        for start, end, paint in _blocks(rows, i, scale, last=last):
            marks.append(area(x - width / 2, start, width, end - start, *paint))
        if ends := whiskers_of(chart)[i]:
            marks += whisker((x, scale(ends[0])), (x, scale(ends[1])))
        marks += _words_above(told[i], x, scale(_top(rows, i)) - 3, size, last=i == len(words) - 1)
    marks.append(line(0, scale(0), WIDTH, scale(0), "axis", 0.8))
    return height, marks + thinned(chart.categories, places, height - PAD + 1)


def _fitted(words: Sequence[str], wide: float) -> tuple[list[list[str]], float | None, float]:
    """The words of columns in lines that fit beside each other, their size, and the room above the highest; no size: they are too
    wide and read from below."""
    lines = [wrapped(word, wide, bold=True) for word in words]
    widest = [part for parts in lines for part in parts]
    size = next((size for size in (SIZE, 8, SMALL, 7) if _widest(widest, size) <= wide), None)
    if size is None:
        return [[word] for word in words], None, _widest(words, SIZE) + ROW / 2
    return lines, size, ROW * max(map(len, lines))


def _widest(words: Sequence[str], size: float) -> float:
    return max((width_of(word, size, True) for word in words), default=0.0)


def _top(rows: Sequence[Row], i: int) -> float:
    return max((value for row in rows if (value := row.values[i]) is not None), default=0.0)


def _blocks(
    rows: Sequence[Row], i: int, scale: Scale, *, last: bool = True
) -> Iterator[tuple[float, float, tuple[str, str, str]]]:
    """From where to where on the paper each row goes, each from where the one before ends, and how it is painted."""
    base = 0.0
    for row in rows:
        value = row.values[i]
        if value is not None and value != base:
            start, end = sorted((scale(base), scale(value)))
            yield start, end, _paint(row, last)
            base = value


def _paint(row: Row, last: bool) -> tuple[str, str, str]:
    """Fill, edge and dashes: the past is pale, the last one is the one in question."""
    tone = "accent" if last else "context"
    if row.look == "estimate":
        return "estimate", "accent", ""
    fills = {"possible": f"hatch-{tone}", "vacant": "none"}
    return fills.get(row.look, "accent" if last else "land"), tone, ""


def _words_above(lines: Sequence[str], x: float, y: float, size: float | None, *, last: bool) -> list[str]:
    """The word of a column, its last line just above it; size None: there is room only for a word read from below."""
    token = "accent" if last else "ink2"
    if size is None:
        return [write(x + SIZE / 3, y, line, token=token, bold=last, upright=True) for line in lines]
    return [
        write(x, y - n * ROW, line, size=size, token=token, bold=last, anchor="middle")
        for n, line in enumerate(reversed(lines))
    ]


# ── Bars, one per name ───────────────────────────────────────────────────────────────────────────


def pieces(chart: Chart) -> list[Chart]:
    """The rows of a chart of bars in portions that fit on a page, as even as possible."""
    width = _name_width(chart)
    heights = [_row_height(name, width) for name in chart.categories]
    room = TALLEST - 4 * ROW
    size = math.ceil(len(heights) / max(1, math.ceil(sum(heights) / room)))
    while any(sum(heights[start : start + size]) > room for start in range(0, len(heights), size)):
        size -= 1
    return [portion(chart, range(start, min(start + size, len(heights)))) for start in range(0, len(heights), size)]


def _name_width(chart: Chart) -> float:
    return min(WIDTH * 0.42, max(width_of(name) for name in chart.categories) + 1)


def _row_height(name: str, width: float) -> float:
    return len(wrapped(name, width)) * ROW + PAD


def draw_bars(piece: Chart, chart: Chart, demo: str) -> Drawing:
    """One portion of rows on the scale of the whole chart."""
    head, marks = demo_line(demo)
    key_height, key_marks = key(rows_of(chart), head)
    names = _name_width(chart)
    words = _widest(words_of(chart), SIZE) + PAD
    edges = [end for ends in (extent(chart), *whiskers_of(chart)) if ends for end in ends]
    scale = Scale(min(edges), max(edges) or 1, names + 2 * PAD, WIDTH - words - PAD)
    top = y = head + key_height
    marks += key_marks
    rows = rows_of(piece)
    for i, (name, word) in enumerate(zip(piece.categories, words_of(piece), strict=True)):
        height = _row_height(name, names)
        middle = y + height / 2
        marks.append(line(0, y + height, WIDTH, y + height))
        lines = enumerate(wrapped(name, names))
        marks += [write(0, y + PAD / 2 + SIZE + n * ROW, part, token="ink") for n, part in lines]
        marks += [area(start, middle - 4, end - start, 8, *paint) for start, end, paint in _blocks(rows, i, scale)]
        if ends := whiskers_of(piece)[i]:
            marks += whisker((scale(ends[0]), middle), (scale(ends[1]), middle))
        token = "ink3" if rows[0].values[i] is None else "ink"
        marks.append(write(WIDTH, middle + SIZE / 3, word, token=token, anchor="end"))
        y += height
    return y + 2, [*marks, line(scale(0), top, scale(0), y, "axis", 0.8)]


DRAW = {"columns": _columns, "lines": draw_lines, "funnel": draw_funnel}
