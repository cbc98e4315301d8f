"""Which columns does a chart have as data of an office program? The ones that are drawn and written into its sheet.

A range is told by its two ends, never by its width: the width is a number that no page shows. The upper end is drawn
behind the lower one, so that what shows of it is what is only possible.
"""

from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest

from exports.report import Chart, Series

ENDS = {"proved": "mindestens", "possible": "höchstens"}


@dataclass(frozen=True)
class Column:
    """One series as it is drawn, from back to front; labels: the word at each point, '' = none."""

    name: str
    values: tuple[float | None, ...]
    look: str
    labels: tuple[str, ...] = ()


def is_range(chart: Chart) -> bool:
    return {"proved", "possible"} <= {series.look for series in chart.series}


def is_line(chart: Chart) -> bool:
    """A range over the years is no line but columns: office programs differ in how they lay areas over each other."""
    return chart.kind == "lines" and not is_range(chart)


def columns_of(chart: Chart) -> list[Column]:
    """The series of a chart from back to front, the one in question last."""
    back = [Column(s.name, s.values, s.look) for s in chart.series if s.look in ("context", "dashed")]
    if not is_range(chart):
        front = [Column(s.name, s.values, s.look) for s in chart.series if s.look not in ("context", "dashed")]
        return _labelled(back + front, chart)
    proved, possible = (next(s for s in chart.series if s.look == look) for look in ENDS)
    ends = [_named(possible, _upper_ends(proved, possible)), _named(proved, proved.values)]
    return _labelled(back + ends, chart)


def _named(series: Series, values: tuple[float | None, ...]) -> Column:
    return Column(f"{series.name} ({ENDS[series.look]})", values, series.look)


def _upper_ends(proved: Series, possible: Series) -> tuple[float | None, ...]:
    """Adding up in binary leaves a trace in the last digits; what was published has none."""
    pairs = zip(proved.values, possible.values, strict=True)
    return tuple(None if more is None else round((low or 0.0) + more, 10) for low, more in pairs)


def _labelled(columns: list[Column], chart: Chart) -> list[Column]:
    """Every word stands at the point that reaches farthest: at the upper end, or at the series in question."""
    if not chart.words or not columns:
        return columns
    front = [i for i, column in enumerate(columns) if column.look not in ("context", "dashed")] or [0]
    told = [[""] * len(chart.categories) for _ in columns]
    for at, word in enumerate(chart.words):
        holder = next((i for i in front if columns[i].values[at] is not None), None)
        if holder is not None:
            told[holder][at] = word
    return [replace(column, labels=tuple(words)) for column, words in zip(columns, told, strict=True)]


def categories_of(chart: Chart) -> list[str]:
    """The categories; where nothing can be drawn, with the word that says why."""
    drawn = zip_longest(*(series.values for series in chart.series))
    words = chart.words or ("",) * len(chart.categories)
    return [
        f"{category} {word}".strip() if all(value is None for value in values) else category
        for category, word, values in zip(chart.categories, words, drawn, strict=True)
    ]


def pieces(chart: Chart, most: int) -> list[Chart]:
    """A chart with too many bars for one slide, in parts of nearly equal length."""
    count = len(chart.categories)
    parts = -(-count // most) or 1
    edges = [round(count * i / parts) for i in range(parts + 1)]
    return [chart.rows(start, end) for start, end in pairwise(edges)]


def scale_of(chart: Chart) -> tuple[float, float]:
    """From where to where the values go, 0 among them."""
    values = [value for column in columns_of(chart) for value in column.values if value is not None]
    return min([0.0, *values]), max([0.0, *values])


def number_format(chart: Chart) -> str:
    """As the office program wants it; it shows separators in the reader's language."""
    values = [value for series in chart.series for value in series.values if value is not None]
    return "#,##0" if all(float(value).is_integer() for value in values) else "#,##0.0"
