"""How is a development said? Only a tested word says rise or fall; what divides numbers of children and use; no judgement."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from store.german import VERDICTS, listed, number
from views.figures.reach import MISSING, Reach, Record
from views.finding import Cell
from views.words.cells import said

ONLY_TESTED = "„Gestiegen“ und „gesunken“ stehen nur, wo ein Test es trägt."
WITHOUT_JUDGEMENT = "Ohne Wertung: mehr Hilfen sind weder gut noch schlecht."
RANGE_ONLY = "Nur als Spanne bekannt; keine Entwicklung ausgewiesen."
NOT_TESTED = "Nicht geprüft; keine Entwicklung ausgewiesen."
UNITS = (100, 1_000, 10_000)  # children; the first in which the largest share is at least LEAST is taken
LEAST = 10
COUNTED = {word: VERDICTS[word] for word in ("rising", "falling", "none", "undetermined")} | {
    "none": "ohne klaren Trend"
}
STEP = "; der Sprung am Reihenbruch ist herausgerechnet"
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."


@dataclass(frozen=True)
class Trend:
    """A tested line. word: rising, falling, none, undetermined; change: mean a year (0.03 = 3 %); first, last: years that were
    tested, 0 where none was; break_year: after first, the step of that year is taken out; note: what else must be known."""

    word: str
    state: str
    change: float = 0.0
    first: int = 0
    last: int = 0
    break_year: int | None = None
    note: str = ""

    @property
    def tested(self) -> bool:
        return self.word in ("rising", "falling", "none")

    @property
    def clear(self) -> bool:
        return self.word in ("rising", "falling")

    @property
    def said(self) -> str:
        return VERDICTS[self.word]

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """First and last year of what was compared: one run of years, or those before and after a break."""
        if not self.tested or not self.first:
            return ()
        if self.break_year is None or self.break_year <= self.first:
            return ((self.first, self.last),)
        return ((self.first, self.break_year - 1), (self.break_year, self.last))


def from_row(row: Record | None, *, ranges: bool = True) -> Trend:
    """A row of the measure `trend`; None: nothing was tested, because the group is known only as a range, or was not asked."""
    if row is None:
        return Trend("undetermined", "not_applicable", note=RANGE_ONLY if ranges else NOT_TESTED)
    tested = (row["value"] or 0.0, row["period_from"] or 0, row["period_to"] or 0, row["break_year"])
    return Trend(row["label"] or "undetermined", row["state"], *tested, row["note"])


def told(trend: Trend, series: dict[int, Reach], *, place: str = "", missing: Sequence[int] = ()) -> str:
    """What is said of one offer or group, in all its cases; place: '' = the district; missing: years not delivered."""
    if trend.state == "protected":
        return f"in {place or 'dieser Auswahl'} nicht gezeigt."
    if trend.state == "no_data" and missing:
        return f"keine Lieferung für {listed([str(year) for year in missing])}."
    if not trend.tested:
        return trend.note or RANGE_ONLY
    found = _clear(trend, series) if trend.clear else _unclear(trend, series)
    return f"{found} {trend.note}".strip()


def _clear(trend: Trend, series: dict[int, Reach]) -> str:
    """From where to where, on either side of a break; where the ends do not tell what the test tells, the mean of a year."""
    yearly = f"im Schnitt {number(abs(trend.change) * 100, 1)}\u202f% im Jahr"
    ends = ends_of(trend, series)
    if not ends:
        return f"seit {trend.first} {trend.said}, {yearly}{STEP if len(trend.runs) > 1 else ''}."
    per, words = per_children([share for run in ends for share in run])
    pairs = zip(trend.runs, zip(words[::2], words[1::2], strict=True), strict=True)
    runs = [f"von {a} ({first}) auf {b} ({last})" for (first, last), (a, b) in pairs]
    return f"{' und nach dem Reihenbruch '.join(runs)} je {per} {trend.said}, {yearly}."


def ends_of(trend: Trend, series: dict[int, Reach]) -> list[tuple[float, float]]:
    """First and last share of every run that was compared; none where one is not known as a number, or where together
    they do not tell what the test of all years tells."""
    pairs = [(series.get(first, MISSING), series.get(last, MISSING)) for first, last in trend.runs]
    if not pairs or any(not reach.is_value or not reach.low for pair in pairs for reach in pair):
        return []
    ends = [(start.least, end.least) for start, end in pairs]
    return ends if not trend.clear or _agree(trend, ends) else []


def _agree(trend: Trend, ends: Sequence[tuple[float, float]]) -> bool:
    years, times = sum(last - first for first, last in trend.runs), math.prod(end / start for start, end in ends)
    yearly: float = times ** (1 / max(years, 1)) - 1
    return abs(yearly - trend.change) <= abs(trend.change) / 2


def _unclear(trend: Trend, series: dict[int, Reach]) -> str:
    told = [reach for year, reach in series.items() if trend.first <= year <= trend.last and reach.is_value]
    shares = [reach.low for reach in told if reach.low is not None]
    if not shares:
        return f"kein klarer Trend seit {trend.first}."
    per, (low, high) = per_children([min(shares), max(shares)])
    return f"kein klarer Trend seit {trend.first}; die Werte liegen zwischen {low} und {high} je {per}."


def unit_for(shares: Sequence[float]) -> int:
    """Of how many children are these shares said, so that whole numbers tell them?"""
    return next((unit for unit in UNITS if max(shares, default=1) * unit >= LEAST), UNITS[-1])


def per_children(shares: Sequence[float]) -> tuple[str, list[str]]:
    """Shares as whole children of a unit that fits them all."""
    unit = unit_for(shares)
    return f"{number(unit)} Kinder", [number(share * unit) for share in shares]


def changed(trends: Sequence[Trend], *, place: str = "") -> str:
    """How many rose and fell, in one sentence; place: '' = the district."""
    tested = [trend.first for trend in trends if trend.tested]
    if not tested:
        return f"{f'{place}: ' if place else ''}Für keines der Angebote ist eine Entwicklung bestimmbar."
    words = [trend.word for trend in trends]
    counts = ", ".join(f"{words.count(word)} {counted}" for word, counted in COUNTED.items())
    return f"{f'{place}, seit' if place else 'Seit'} {min(tested)}: {counts}."


def split(now: int, before: int, whole: Record, parts: Sequence[Cell], base: int) -> str:
    """More or fewer children than then, divided into other numbers of children and other use. whole: a row of the measure
    `change`; parts: both in children, none where it cannot be divided; below twice the rounding base they are rounding."""
    if whole["state"] != "ok":
        return str(whole["note"] or "Nicht bestimmbar.")
    if whole["reason"] == "within_rounding":
        if parts and parts[0].least <= -2 * base and parts[1].least >= 2 * base:
            return "Die Zahl blieb gleich: Rückgang der Kinder und stärkere Nutzung glichen sich aus."
        return WITHIN_ROUNDING
    amount = f"{number(abs(whole['value']))} Kinder {'mehr' if whole['value'] > 0 else 'weniger'}"
    found = f"{now} waren es {amount} als {before}"
    if not parts:
        return f"{found}."
    numbers, use = map(said, parts)
    return f"{found}: {numbers} durch andere Kinderzahl, {use} durch andere Nutzung."


def parts(rows: Sequence[Record | None]) -> list[Cell]:
    """The change by another number of children and by other use; none where it cannot be divided."""
    told = [more(row["value"]) for row in rows if row and row["state"] == "ok"]
    return told if len(told) == len(rows) else []


def more(children: float) -> Cell:
    """A difference in children as a cell."""
    return Cell("more", children, children)
