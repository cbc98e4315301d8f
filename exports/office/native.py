"""Which columns does a chart have as data of an office program? The ones that are drawn and written into its sheet.

A range is told by its two ends, never by its width: the width is a number that no page shows. The upper end is drawn
behind the estimate and the lower one, so that what shows of it is what is only possible. How sure an estimate is stands in
the word of its bar: „rund 55 (52–58)“.
"""

from dataclasses import dataclass, replace

from exports.drawing.drawn import Row, is_line, rows_of, words_of
from views.finding import Chart

ENDS = {"proved": "mindestens", "estimate": "rund", "possible": "höchstens"}
BEHIND = ("context", "dashed", "possible", "estimate")  # from back to front; all others in front of them


@dataclass(frozen=True)
class Column(Row):
    """One row as it is drawn, from back to front; labels: the word at each point, '' = none."""

    labels: tuple[str, ...] = ()


def is_range(chart: Chart) -> bool:
    return any(row.look == "possible" for row in rows_of(chart))


def columns_of(chart: Chart) -> list[Column]:
    """The rows of a chart from back to front, the one in question last."""
    rows = sorted(rows_of(chart), key=lambda row: BEHIND.index(row.look) if row.look in BEHIND else len(BEHIND))
    columns = [Column(_name(row), row.values, row.look) for row in rows]
    return columns if is_line(chart) else _labelled(columns, words_of(chart))


def _name(row: Row) -> str:
    return f"{row.name} ({ENDS[row.look]})" if row.look in ENDS else row.name


def _labelled(columns: list[Column], words: tuple[str, ...]) -> list[Column]:
    """Every word stands at the point that reaches farthest: at the upper end, where there is one."""
    told = [[""] * len(words) for _ in columns]
    for at, word in enumerate(words):
        holder = next((i for i, column in enumerate(columns) if column.values[at] is not None), None)
        if holder is not None:
            told[holder][at] = word
    return [replace(column, labels=tuple(labels)) for column, labels in zip(columns, told, strict=True)]


def categories_of(chart: Chart) -> list[str]:
    """The categories; where nothing can be drawn, with the word that says why."""
    words = ("",) * len(chart.categories) if is_line(chart) else words_of(chart)
    drawn = zip(*(row.values for row in rows_of(chart)), strict=True)
    return [
        category if any(value is not None for value in values) else f"{category} {word}".strip()
        for category, word, values in zip(chart.categories, words, drawn, strict=True)
    ]


def number_format(chart: Chart) -> str:
    """As the office program wants it; it shows separators in the reader's language."""
    values = [value for row in rows_of(chart) for value in row.values if value is not None]
    return "#,##0" if all(value.is_integer() for value in values) else "#,##0.0"
