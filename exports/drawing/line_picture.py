"""How are lines over years drawn? One end label per line, a hatched band for what is possible, gaps where nothing is known."""

from collections.abc import Sequence

from exports.drawing.canvas import SIZE, WIDTH, Drawing, Scale, dot, line, path, ticks, width_of, wrapped, write
from exports.drawing.drawn import Row, breaks_of, extent, rows_of
from exports.drawing.picture_frame import PAD, ROW, axis, axis_word, break_marks, demo_line, thinned
from views.finding import Chart

LABEL = 108.0
STROKES = {  # token, width, dashes
    "accent": ("accent", 2.0, ""),
    "dashed": ("accent", 1.6, "4 2.5"),
    "context": ("context", 1.3, ""),
}


def draw_lines(chart: Chart, demo: str, height: float) -> Drawing:
    """One line a row on a round axis that begins at 0."""
    head, marks = demo_line(demo)
    rows, (low, high) = rows_of(chart), extent(chart)
    values = ticks(low, high or 1)
    left = max(width_of(axis_word(value)) for value in values) + PAD
    right = min(LABEL, max(width_of(row.name, bold=True) for row in rows) + 10)
    top, floor = head + ROW * (3 if breaks_of(chart) else 1) + 4, height - ROW - PAD
    scale = Scale(values[0], values[-1], floor, top)
    step = (WIDTH - left - right - 8) / max(1, len(chart.categories) - 1)
    places = [left + 8 + step * i for i in range(len(chart.categories))]
    marks += axis(chart.unit, scale, left, WIDTH - right)
    marks += break_marks(chart, [x - step / 2 for x in places], head, floor)
    for row in rows:
        marks += _one_line(row, places, scale)
    marks += _end_labels(rows, places, scale)
    marks.append(line(left, scale(0), WIDTH - right, scale(0), "axis", 0.8))
    return height, marks + thinned(chart.categories, places, height - 5)


def _runs(heights: Sequence[float | None]) -> list[list[int]]:
    """The stretches without a gap."""
    runs: list[list[int]] = [[]]
    for i, value in enumerate(heights):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(i)
    return [run for run in runs if run]


def _one_line(row: Row, places: Sequence[float], scale: Scale) -> list[str]:
    token, width, dash = STROKES[row.look]
    heights = {i: scale(value) for i, value in enumerate(row.values) if value is not None}
    marks = [path([(places[i], heights[i]) for i in run], token, width, dash) for run in _runs(row.values)]
    ends = [run[0] for run in _runs(row.values) if len(run) == 1]
    ends += [max(heights)] if heights and not dash else []
    return marks + [dot(places[i], heights[i], token) for i in ends]


def _end_labels(rows: Sequence[Row], places: Sequence[float], scale: Scale) -> list[str]:
    """Each name at the end of its line, pushed apart where two would touch; a line that ends early is named there."""
    known = [([value for value in row.values if value is not None], row) for row in rows]
    wanted = [(scale(values[-1]), row) for values, row in known if values]
    marks, free = [], -1e9
    for y, row in sorted(wanted, key=lambda pair: pair[0]):
        lines = wrapped(row.name, LABEL - 10)
        at = max(y - ROW * (len(lines) - 1) / 2 + SIZE / 3, free)
        token = STROKES[row.look][0] if row.look != "context" else "ink2"
        bold = row.look == "accent"
        marks += [write(places[-1] + 8, at + n * ROW, words, token=token, bold=bold) for n, words in enumerate(lines)]
        free = at + ROW * len(lines)
    return marks
