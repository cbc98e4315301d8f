"""How is a chart of a document drawn? As SVG with the words in it; Word gets the same drawing as pixels.

Full = proved, hatched = possible, grey = for comparison, dashed = projected. Every picture of invented figures says so.
Figures stand in a drawing only as the words of the chart; where it has none, a round axis says the size (axis_words).
"""

import math
from collections.abc import Iterator, Sequence

from exports.drawing.canvas import SIZE, SMALL, WIDTH, Scale, area, drawing, line, ticks, width_of, wrapped, write
from exports.drawing.line_picture import draw_lines
from exports.drawing.picture_frame import axis, axis_word, break_marks, demo_line, key, thinned
from exports.report import Chart, Series

HEIGHTS = {"columns": (190.0, 130.0), "lines": (210.0, 150.0)}  # on a page of a paper, on the one page of a briefing
TALLEST = 540.0  # what still fits on a page below two headings and a caption
ROW, PAD = 11.0, 6.0


def svgs(chart: Chart, demo: str = "", *, brief: bool = False) -> list[str]:
    """The drawing of a chart; a long list of bars becomes several, each small enough for a page."""
    if chart.kind in HEIGHTS:
        draw = _columns if chart.kind == "columns" else draw_lines
        return [draw(chart, demo, HEIGHTS[chart.kind][brief])]
    return [_bars(piece, chart, demo) for piece in pieces(chart)]


def axis_words(chart: Chart) -> list[str]:
    """Which numbers stand at the axis of this chart and come from no figure? Round ones; [] where words say the values."""
    drawn_without = chart.words and chart.kind != "lines"
    return [] if drawn_without else [axis_word(value) for value in ticks(*extent(chart))]


def pngs(drawings: Sequence[str], dots_per_inch: float = 300) -> list[bytes]:
    """SVG → PNG in the same fonts, all in one run."""
    import json

    import typst

    from exports.drawing.canvas import font_folders

    if not drawings:
        return []
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n#set text(fallback: false)\n"
        f'#for svg in json(bytes(sys.inputs.svgs)) {{ page(image(bytes(svg), format: "svg", width: {WIDTH}pt)) }}'
    )
    made = typst.compile(
        source.encode(), font_paths=list(font_folders()), ignore_system_fonts=True, format="png", ppi=dots_per_inch,
        sys_inputs={"svgs": json.dumps(list(drawings))},
    )  # fmt: skip
    return made if isinstance(made, list) else [made]


def extent(chart: Chart) -> tuple[float, float]:
    """The smallest and the largest value that is drawn, possible ones on top of the proved."""
    tops = [
        value for stack in stacks(chart) for i in range(len(chart.categories)) if (value := _top(stack, i)) is not None
    ]
    return min(tops, default=0.0), max(tops, default=1.0)


def stacks(chart: Chart) -> list[tuple[Series, ...]]:
    """Which series stand on one another? The possible on the proved; every other one alone."""
    possible = [series for series in chart.series if series.look == "possible"]
    rest = [series for series in chart.series if series.look != "possible"]
    return [(series, *possible) if series.look == "proved" else (series,) for series in rest]


def _top(stack: tuple[Series, ...], i: int) -> float | None:
    known = [series.values[i] for series in stack if series.values[i] is not None]
    return sum(known) if known and stack[0].values[i] is not None else None


# ── Columns over years ───────────────────────────────────────────────────────────────────────────


def _columns(chart: Chart, demo: str, height: float) -> str:
    head, marks = demo_line(demo)
    key_height, key_marks = key(chart, head)
    top = head + key_height + (2 * ROW if chart.breaks else 0) + ROW
    floor = height - ROW - PAD
    low, high = extent(chart)
    left = 0.0 if chart.words else max(width_of(axis_word(value)) for value in ticks(low, high)) + PAD
    slot = (WIDTH - left) / len(chart.categories)
    size = next((size for size in (SIZE, 8, SMALL, 7) if _widest(chart, size) <= slot - 3), None)
    if size is None:  # too narrow beside each other: read from below
        top += _widest(chart, SIZE) - ROW / 2
    if chart.words:
        scale = Scale(min(low, 0), max(high, 0) or 1, floor, top)
    else:
        scale = Scale(ticks(low, high)[0], ticks(low, high)[-1], floor, top)
        marks += axis(chart, scale, left)
    places = [left + slot * (i + 0.5) for i in range(len(chart.categories))]
    marks += key_marks + break_marks(chart, [x - slot / 2 for x in places], head + key_height, floor)
    for i, x in enumerate(places):
        marks += _stacked_column(chart, i, x, min(slot * 0.74, 42), scale)
        if chart.words:
            marks.append(_word_above(chart, i, x, scale, size))
    marks.append(line(left, scale(0), WIDTH, scale(0), "axis", 0.8))
    marks += thinned(chart.categories, places, height - PAD + 1)
    return drawing(height, marks)


def _widest(chart: Chart, size: float) -> float:
    return max((width_of(word, size, True) for word in chart.words), default=0.0)


def _stacked_column(chart: Chart, i: int, middle: float, width: float, scale: Scale) -> list[str]:
    shown = [stack for stack in stacks(chart) if stack[0].values[i] is not None]
    marks = []
    for n, stack in enumerate(shown):
        share = width / len(shown)
        for start, end, paint in _blocks(stack, i, scale, last=_is_last(stack[0], i)):
            marks.append(area(middle - width / 2 + n * share, start, share, end - start, *paint))
    return marks


def _blocks(
    stack: tuple[Series, ...], i: int, scale: Scale, *, last: bool = True
) -> Iterator[tuple[float, float, tuple[str, str, str]]]:
    """From where to where on the paper each series of a stack goes, and how it is painted."""
    base = 0.0
    for series in stack:
        if value := series.values[i]:
            start, end = sorted((scale(base), scale(base + value)))
            yield start, end, _paint(series, last)
            base += value


def _is_last(series: Series, i: int) -> bool:
    return all(value is None for value in series.values[i + 1 :])


def _paint(series: Series, last: bool) -> tuple[str, str, str]:
    """Fill, edge and dashes: the past is pale, the last one is the one in question."""
    if series.look == "dashed":
        return "none", "accent", "2.5 2"
    if series.look == "context":
        return "middle", "context", ""
    tone = "accent" if last else "context"
    if series.look == "possible":
        return f"hatch-{tone}", tone, ""
    return ("accent" if last else "land"), tone, ""


def _word_above(chart: Chart, i: int, x: float, scale: Scale, size: float | None) -> str:
    tops = [value for stack in stacks(chart) if (value := _top(stack, i)) is not None]
    last = i == len(chart.categories) - 1
    token, y = ("accent" if last else "ink2"), scale(max(tops, default=0.0)) - 3
    if size is None:
        return write(x + SIZE / 3, y, chart.words[i], token=token, bold=last, upright=True)
    return write(x, y, chart.words[i], size=size, token=token, bold=last, anchor="middle")


# ── Bars, one per name ───────────────────────────────────────────────────────────────────────────


def pieces(chart: Chart) -> list[Chart]:
    """The rows of a chart of bars in portions that fit on a page, as even as possible."""
    width = _name_width(chart)
    heights = [_row_height(name, width) for name in chart.categories]
    room = TALLEST - 4 * ROW
    size = math.ceil(len(heights) / max(1, math.ceil(sum(heights) / room)))
    while any(sum(heights[start : start + size]) > room for start in range(0, len(heights), size)):
        size -= 1
    return [chart.rows(start, start + size) for start in range(0, len(heights), size)]


def _name_width(chart: Chart) -> float:
    return min(WIDTH * 0.42, max(width_of(name) for name in chart.categories) + 1)


def _row_height(name: str, width: float) -> float:
    return len(wrapped(name, width)) * ROW + PAD


def _bars(piece: Chart, whole: Chart, demo: str) -> str:
    """One portion of rows on the scale of the whole chart."""
    head, marks = demo_line(demo)
    key_height, key_marks = key(whole, head)
    y = head + key_height + (0 if whole.words else ROW)
    names = _name_width(whole)
    words = max((width_of(word, bold=True) for word in whole.words), default=0.0) + PAD
    low, high = extent(whole)
    ends = (min(low, 0), max(high, 0) or 1) if whole.words else (ticks(low, high)[0], ticks(low, high)[-1])
    scale = Scale(*ends, names + 2 * PAD, WIDTH - words - PAD)
    if not whole.words:
        marks += [
            write(scale(v), y - 3, axis_word(v), size=SMALL, token="ink3", anchor="middle") for v in ticks(low, high)
        ]
    marks += key_marks
    top = y
    for i, name in enumerate(piece.categories):
        height = _row_height(name, names)
        marks += _bar_row(piece, i, y, height, scale)
        y += height
    marks.append(line(scale(0), top, scale(0), y, "axis", 0.8))
    return drawing(y + 2, marks)


def _bar_row(chart: Chart, i: int, y: float, height: float, scale: Scale) -> list[str]:
    marks = [line(0, y + height, WIDTH, y + height)]
    lines = wrapped(chart.categories[i], _name_width(chart))
    first = y + PAD / 2 + SIZE
    marks += [write(0, first + n * ROW, words, token="ink") for n, words in enumerate(lines)]
    middle = y + height / 2
    shown = [stack for stack in stacks(chart) if stack[0].values[i] is not None]
    compared = len(stacks(chart)) > 1
    for stack in shown:
        if compared and stack[0].look == "context":
            marks.append(line(scale(stack[0].values[i]), y + 2, scale(stack[0].values[i]), y + height - 2, "ink", 1.4))
        else:
            marks += [area(start, middle - 4, end - start, 8, *paint) for start, end, paint in _blocks(stack, i, scale)]
    if chart.words:
        unknown = not shown
        word = chart.words[i]
        marks.append(write(WIDTH, middle + SIZE / 3, word, token="ink3" if unknown else "ink", anchor="end"))
    return marks
