"""What stands around the marks of every drawing? The word DEMO, the key, the axis, the years, the breaks."""

from collections.abc import Sequence

from exports.drawing.canvas import SMALL, WIDTH, Scale, area, line, ticks, width_of, wrapped, write
from exports.drawing.drawn import Row, breaks_of
from store import german
from views.finding import Chart

ROW, PAD = 11.0, 6.0
SWATCHES = {"estimate": "estimate", "possible": "hatch-accent", "vacant": "none"}


def demo_line(demo: str) -> tuple[float, list[str]]:
    """The sentence of invented figures at the top right, and the height it takes."""
    lines = wrapped(demo, WIDTH, SMALL) if demo else []
    marks = [
        write(WIDTH, ROW * (n + 0.7), words, size=SMALL, token="gap", anchor="end", bold=True)
        for n, words in enumerate(lines)
    ]
    return ROW * len(lines), marks


def key(rows: Sequence[Row], top: float) -> tuple[float, list[str]]:
    """What each look stands for; nothing where only one row is drawn."""
    if len(rows) < 2:
        return 0.0, []
    marks, x, y = [], 0.5, top + 1
    for row in rows:
        swatch = area(x, y + 0.5, 10, 7, SWATCHES.get(row.look, "accent"), "accent")
        marks += [swatch, write(x + 14, y + 7, row.name, size=SMALL)]
        x += width_of(row.name, SMALL) + 24
    return y - top + ROW + 4, marks


def axis_word(value: float) -> str:
    """A round value at the axis."""
    return german.number(value, 0 if value == round(value) else 1)


def axis(unit: str, scale: Scale, left: float, right: float) -> list[str]:
    """Round values at the left, a hairline for each, and the unit above."""
    marks = [write(1, min(scale.start, scale.end) - ROW * 0.8, unit, size=SMALL, token="ink3")]
    for value in ticks(scale.low, scale.high):
        marks.append(line(left, scale(value), right, scale(value)))
        marks.append(write(left - 4, scale(value) + 2.5, axis_word(value), size=SMALL, token="ink3", anchor="end"))
    return marks


def thinned(categories: Sequence[str], places: Sequence[float], y: float) -> list[str]:
    """The categories below their places, every n-th where they would touch, the last one always."""
    step = places[1] - places[0] if len(places) > 1 else WIDTH
    widest = max(width_of(name, SMALL) for name in categories) + 4
    every = max(1, -(-int(widest) // max(1, int(step))))
    chosen = [i for i in range(len(categories)) if (len(categories) - 1 - i) % every == 0]
    return [write(places[i], y, categories[i], size=SMALL, token="ink3", anchor="middle") for i in chosen]


def break_marks(chart: Chart, starts: Sequence[float], top: float, floor: float) -> list[str]:
    """A dotted line before the category of each break, its word on top; words that would touch take turns."""
    marks, ends = [], [-1.0, -1.0]
    for category, words in breaks_of(chart):
        x, width = starts[chart.categories.index(category)], width_of(words, SMALL)
        begin = min(max(0.0, x - width / 2), WIDTH - width)
        level = 0 if begin > ends[0] or ends[1] > ends[0] else 1
        ends[level] = begin + width + 4
        y = top + ROW * (level + 0.7)
        marks.append(write(begin, y, words, size=SMALL, token="ink2"))
        marks.append(line(x, y + 3, x, floor, "axis", 0.8, "1.2 2"))
    return marks
