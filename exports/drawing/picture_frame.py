"""What stands around the marks of every drawing? The word DEMO, the key, the axis, the years, the breaks."""

from collections.abc import Sequence

from exports.drawing.canvas import SMALL, WIDTH, Scale, area, line, ticks, width_of, wrapped, write
from exports.report import Chart, Series
from store import german

ROW = 11.0


def demo_line(demo: str) -> tuple[float, list[str]]:
    """The sentence of invented figures at the top right, and the height it takes."""
    lines = wrapped(demo, WIDTH, SMALL) if demo else []
    marks = [
        write(WIDTH, ROW * (n + 0.7), words, size=SMALL, token="gap", anchor="end", bold=True)
        for n, words in enumerate(lines)
    ]
    return ROW * len(lines), marks


def key(chart: Chart, top: float) -> tuple[float, list[str]]:
    """What each look stands for; nothing where only one series is drawn."""
    if len(chart.series) < 2:
        return 0.0, []
    marks, x, y = [], 0.5, top + 1
    for series in chart.series:
        width = width_of(series.name, SMALL) + 24
        if x > 1 and x + width > WIDTH:
            x, y = 0.5, y + ROW
        marks += [*_swatch(chart, series, x, y), write(x + 14, y + 7, series.name, size=SMALL)]
        x += width
    return y - top + ROW + 4, marks


def _swatch(chart: Chart, series: Series, x: float, y: float) -> list[str]:
    if chart.kind == "bars" and series.look == "context":
        return [line(x + 5, y, x + 5, y + 8, "ink", 1.4)]
    looks = {
        "possible": ("hatch-accent", "accent", ""),
        "dashed": ("none", "accent", "2.5 2"),
        "context": ("middle", "context", ""),
    }
    return [area(x, y + 0.5, 10, 7, *looks.get(series.look, ("accent", "accent", "")))]


def axis_word(value: float) -> str:
    """A round value at the axis."""
    return german.number(value, 0 if value == round(value) else 1)


def axis(chart: Chart, scale: Scale, left: float, right: float = WIDTH) -> list[str]:
    """Round values at the left, a hairline for each, and the unit above."""
    marks = [write(1, min(scale.start, scale.end) - ROW * 0.8, chart.unit, size=SMALL, token="ink3")]
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
    for category, words in chart.breaks:
        if category not in chart.categories:
            continue
        x, width = starts[chart.categories.index(category)], width_of(words, SMALL)
        begin = min(max(0.0, x - width / 2), WIDTH - width)
        level = 0 if begin > ends[0] or ends[1] > ends[0] else 1
        ends[level] = begin + width + 4
        y = top + ROW * (level + 0.7)
        marks.append(write(begin, y, words, size=SMALL, token="ink2"))
        marks.append(line(x, y + 3, x, floor, "axis", 0.8, "1.2 2"))
    return marks
