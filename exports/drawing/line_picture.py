"""How are lines over years drawn? One end label per line, a hatched band for what is possible, gaps where nothing is known."""

from collections.abc import Sequence

from exports.drawing.canvas import SIZE, WIDTH, Scale, colour, drawing, line, ticks, width_of, wrapped, write
from exports.drawing.picture_frame import ROW, axis, axis_word, break_marks, demo_line, thinned
from exports.report import Chart, Series

LABEL = 108.0
STROKES = {  # token, width, dashes
    "proved": ("accent", 2.0, ""),
    "accent": ("accent", 2.0, ""),
    "possible": ("accent", 1.2, "3 2"),
    "dashed": ("accent", 1.6, "4 2.5"),
    "context": ("context", 1.3, ""),
}


def draw_lines(chart: Chart, demo: str, height: float) -> str:
    """The drawing; the possible is drawn from the proved upwards."""
    head, marks = demo_line(demo)
    drawn = [(series, _heights(chart, series)) for series in chart.series]
    known = [value for _, values in drawn for value in values if value is not None]
    values = ticks(min(known, default=0), max(known, default=1))
    left = max(width_of(axis_word(value)) for value in values) + 6
    right = min(LABEL, max(width_of(series.name, bold=True) for series in chart.series) + 10)
    top, floor = head + ROW * (3 if chart.breaks else 1) + 4, height - ROW - 6
    scale = Scale(values[0], values[-1], floor, top)
    step = (WIDTH - left - right - 8) / max(1, len(chart.categories) - 1)
    places = [left + 8 + step * i for i in range(len(chart.categories))]
    marks += axis(chart, scale, left, WIDTH - right)
    marks += break_marks(chart, [x - step / 2 for x in places], head, floor)
    marks += _band(chart, drawn, places, scale)
    for series, heights in drawn:
        marks += _one_line(series, heights, places, scale)
    marks += _end_labels(drawn, places, scale)
    marks.append(line(left, scale(0), WIDTH - right, scale(0), "axis", 0.8))
    marks += thinned(chart.categories, places, height - 5)
    return drawing(height, marks)


def _heights(chart: Chart, series: Series) -> list[float | None]:
    if series.look != "possible":
        return list(series.values)
    proved = next((one.values for one in chart.series if one.look == "proved"), (0.0,) * len(series.values))
    return [None if a is None or b is None else a + b for a, b in zip(proved, series.values, strict=True)]


def _runs(heights: Sequence[float | None]) -> list[list[int]]:
    """The stretches without a gap."""
    runs: list[list[int]] = [[]]
    for i, value in enumerate(heights):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(i)
    return [run for run in runs if run]


def _one_line(series: Series, heights: Sequence[float | None], places: Sequence[float], scale: Scale) -> list[str]:
    token, width, dash = STROKES[series.look]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    marks = []
    for run in _runs(heights):
        points = " ".join(f"{places[i]:.1f},{scale(heights[i]):.1f}" for i in run)
        marks.append(
            f'<polyline points="{points}" fill="none" stroke="{colour(token)}" stroke-width="{width}" '
            f'stroke-linejoin="round"{dashed}/>'
        )
        if len(run) == 1:
            marks.append(_dot(places[run[0]], scale(heights[run[0]]), token))
    last = max((i for i, value in enumerate(heights) if value is not None), default=None)
    return marks if last is None or dash else [*marks, _dot(places[last], scale(heights[last]), token)]


def _dot(x: float, y: float, token: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.8" fill="{colour(token)}"/>'


def _band(chart: Chart, drawn: list, places: Sequence[float], scale: Scale) -> list[str]:
    low = next((heights for series, heights in drawn if series.look == "proved"), None)
    high = next((heights for series, heights in drawn if series.look == "possible"), None)
    if low is None or high is None:
        return []
    marks = []
    for run in _runs(high):
        edge = [(places[i], scale(high[i])) for i in run] + [(places[i], scale(low[i])) for i in reversed(run)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in edge)
        marks.append(f'<polygon points="{points}" fill="url(#hatch-accent)"/>')
    return marks


def _end_labels(drawn: list, places: Sequence[float], scale: Scale) -> list[str]:
    """Each name at the end of its line, pushed apart where two would touch; a line that ends early is named there."""
    wanted = []
    for series, heights in drawn:
        last = max((i for i, value in enumerate(heights) if value is not None), default=None)
        if last is not None:
            wanted.append((scale(heights[last]), series))
    marks, free = [], -1e9
    for y, series in sorted(wanted, key=lambda pair: pair[0]):
        lines = wrapped(series.name, LABEL - 10)
        at = max(y - ROW * (len(lines) - 1) / 2 + SIZE / 3, free)
        token = STROKES[series.look][0] if series.look != "context" else "ink2"
        bold = series.look in ("accent", "proved")
        marks += [write(places[-1] + 8, at + n * ROW, words, token=token, bold=bold) for n, words in enumerate(lines)]
        free = at + ROW * len(lines)
    return marks
