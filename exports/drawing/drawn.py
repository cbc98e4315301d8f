"""From where to where is a chart drawn? The one place that turns cells into lengths; pictures, slides and sheets read it."""

import math
from dataclasses import dataclass, replace

from views.finding import Cell, Chart, Series
from views.words.cells import UNITS, said
from views.words.evidence import COUNTED, ESTIMATED, POSSIBLE

KINDS = {  # of a finding → what paper can draw
    "columns": "columns",
    "amounts": "columns",
    "bars": "bars",
    "dots": "bars",
    "apart": "bars",
    "lines": "lines",
    "small_lines": "lines",
    "curve": "lines",
    "funnel": "funnel",
}
LOOKS = {"proved": "accent", "vacant": "accent", "behind": "context"}  # of single values
STACKED = {  # look of a series of ranges → name and look of what is counted, and of what lies above it
    "proved": ((COUNTED, "proved"), (POSSIBLE, "possible")),
    "vacant": (("besetzt", "proved"), ("nicht besetzt", "vacant")),
}


@dataclass(frozen=True)
class Row:
    """One value a category in the unit of the chart, None = nothing to draw. look: proved | estimate (from the proved upwards, in
    the middle tone) | possible (from there upwards, hatched) | vacant (an empty outline there) | accent (the one in question) | context (grey) | dashed (projected)."""

    name: str
    values: tuple[float | None, ...]
    look: str


def ends(cell: Cell | None) -> tuple[float | None, float | None]:
    """From where to where, one decimal: a lower end is never rounded up, an upper one never down. The first is None where
    nothing is drawn, the second for one value and where no upper end is known."""
    if cell is None or cell.state != "ok" or cell.low is None:
        return None, None
    plain = UNITS[cell.unit].plain
    if cell.low == cell.high:
        return round(cell.low * plain, 1), None
    low = math.floor(round(cell.low * plain * 10, 6)) / 10
    return low, None if cell.high is None else math.ceil(round(cell.high * plain * 10, 6)) / 10


def rows_of(chart: Chart) -> tuple[Row, ...]:
    """Its series as they are drawn: one of values, or one for each end where any cell is a range."""
    if chart.kind == "apart":  # the verdicts are words, not series of their own
        return (Row(chart.unit, tuple(ends(cell)[0] for _, cell in _verdicts(chart)), "accent"),)
    return tuple(row for series in chart.series for row in _rows(series))


def _rows(series: Series) -> tuple[Row, ...]:
    low, high = zip(*map(ends, series.cells), strict=True)
    if not any(value is not None for value in high):
        return (Row(series.name, low, LOOKS.get(series.look, series.look)),)
    asked = tuple(map(_asked, series.cells))
    if series.look in STACKED:
        counted, above = STACKED[series.look]
        middle = (Row(ESTIMATED, asked, "estimate"),) if any(asked) else ()
        return Row(counted[0], low, counted[1]), *middle, Row(above[0], high, above[1])
    upper = tuple(one if end is None else end for one, end in zip(low, high, strict=True))
    look = LOOKS.get(series.look, series.look)
    middle = (Row(f"{series.name}, {ESTIMATED}", asked, look),) if any(asked) else ()
    return Row(f"{series.name}, mindestens", low, look), *middle, Row(f"{series.name}, höchstens", upper, look)


def _asked(cell: Cell | None) -> float | None:
    return round(cell.asked.value * UNITS[cell.unit].plain, 1) if cell and cell.asked else None


def words_of(chart: Chart) -> tuple[str, ...]:
    """The words of a column or bar, as a reader sees them in the table ('28–86', 'geschützt')."""
    if chart.kind == "apart":
        return tuple(f"{said(cell)} ({verdict})" for verdict, cell in _verdicts(chart))
    return tuple(map(said, chart.series[0].cells))


def _verdicts(chart: Chart) -> list[tuple[str, Cell]]:
    told = map(chart.told_of, range(len(chart.categories)))
    return [(one[0].name, one[1]) for one in told if one]


def is_line(chart: Chart) -> bool:
    """An axis says its values; those of columns and bars stand beside them as words."""
    return KINDS[chart.kind] == "lines"


def is_bars(chart: Chart) -> bool:
    return KINDS[chart.kind] == "bars"


def whiskers_of(chart: Chart) -> list[tuple[float, float] | None]:
    """From where to where chance alone may put each bar, or in 95 of 100 cases its estimate lies; None where neither is told."""
    if chart.kind == "apart":
        return [cell.chance for _, cell in _verdicts(chart)]
    return [_between(cell) for cell in chart.series[0].cells]


def _between(cell: Cell | None) -> tuple[float, float] | None:
    if cell is None or cell.asked is None:
        return None
    plain = UNITS[cell.unit].plain
    return cell.asked.low * plain, cell.asked.high * plain


def breaks_of(chart: Chart) -> tuple[tuple[str, str], ...]:
    """Category and word: nothing may be compared across the line before it."""
    return tuple((event.at, event.word) for event in chart.events if event.breaks and event.at in chart.categories)


def extent(chart: Chart) -> tuple[float, float]:
    """From where to where the values go, 0 among them."""
    values = [value for row in rows_of(chart) for value in row.values if value is not None]
    return min([0.0, *values]), max([0.0, *values])


def portion(chart: Chart, places: range | list[int]) -> Chart:
    """Some of its categories alone."""
    series = tuple(replace(one, cells=tuple(one.cells[at] for at in places)) for one in chart.series)
    return replace(chart, categories=tuple(chart.categories[at] for at in places), series=series)
