"""How is a development said? Only a tested word says rise or fall; what divides numbers of children and use; no judgement."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.german import VERDICTS, listed, number
from views.figures.reach import MISSING, Reach
from views.finding import Cell
from views.words.cells import said

ONLY_TESTED = "„Gestiegen“ und „gesunken“ stehen nur, wo ein Test es trägt."
WITHOUT_JUDGEMENT = "Ohne Wertung: mehr Hilfen sind weder gut noch schlecht."
RANGE_ONLY = "Nur als Spanne bekannt; keine Entwicklung ausgewiesen."
NOT_TESTED = "Nicht geprüft; keine Entwicklung ausgewiesen."
UNITS = (100, 1_000, 10_000)  # children; the first in which the largest share is at least LEAST is taken
LEAST = 10
STEP = "; der Sprung am Reihenbruch ist herausgerechnet"
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."


@dataclass(frozen=True)
class Trend:
    """A tested line. word: rising, falling, none, undetermined; change: mean a year (0.03 = 3 %); first, last: years that were
    tested; break_year: after first, the step of that year is taken out; note: what else must be known."""

    word: str
    state: str
    change: float | None = None
    first: int | None = None
    last: int | None = None
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
        if not self.tested or self.first is None:
            return ()
        if self.break_year is None or self.break_year <= self.first:
            return ((self.first, self.last),)
        return ((self.first, self.break_year - 1), (self.break_year, self.last))


def from_row(row: dict | None, *, ranges: bool = True) -> Trend:
    """A row of the measure `trend`; None: nothing was tested, because the group is known only as a range, or was not asked."""
    if row is None:
        return Trend("undetermined", "not_applicable", note=RANGE_ONLY if ranges else NOT_TESTED)
    tested = (row["value"], row["period_from"], row["period_to"], row["break_year"])
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
    pairs = [tuple(series.get(year, MISSING) for year in run) for run in trend.runs]
    if not pairs or any(not reach.is_value or not reach.low for pair in pairs for reach in pair):
        return []
    ends = [(start.low, end.low) for start, end in pairs]
    return ends if not trend.clear or _agree(trend, ends) else []


def _agree(trend: Trend, ends: Sequence[tuple[float, float]]) -> bool:
    years, times = sum(last - first for first, last in trend.runs), 1.0
    for start, end in ends:
        times *= end / start
    return abs(times ** (1 / max(years, 1)) - 1 - trend.change) <= abs(trend.change) / 2


def _unclear(trend: Trend, series: dict[int, Reach]) -> str:
    shares = [r.low for y, r in series.items() if trend.first <= y <= trend.last and r.is_value and r.low is not None]
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
    counts = {
        word: sum(trend.word == word for trend in trends) for word in ("rising", "falling", "none", "undetermined")
    }
    return (
        f"{f'{place}, seit' if place else 'Seit'} {min(tested)}: {counts['rising']} gestiegen, {counts['falling']} gesunken, {counts['none']} ohne klaren "
        f"Trend, {counts['undetermined']} nicht bestimmbar."
    )


def split(now: int, before: int, whole: dict, by_numbers: dict | None, by_use: dict | None, base: int) -> str:
    """More or fewer children than then, divided into other numbers of children and other use; rows of the measure `change`;
    parts below twice the rounding base are rounding."""
    if whole["state"] != "ok":
        return whole["note"] or "Nicht bestimmbar."
    divided = by_numbers and by_use and by_numbers["state"] == "ok" == by_use["state"]
    if whole["reason"] == "within_rounding":
        if divided and by_numbers["value"] <= -2 * base and by_use["value"] >= 2 * base:
            return "Die Zahl blieb gleich: Rückgang der Kinder und stärkere Nutzung glichen sich aus."
        return WITHIN_ROUNDING
    amount = f"{number(abs(whole['value']))} Kinder {'mehr' if whole['value'] > 0 else 'weniger'}"
    found = f"{now} waren es {amount} als {before}"
    if not divided:
        return f"{found}."
    numbers, use = (said(more(row["value"])) for row in (by_numbers, by_use))
    return f"{found}: {numbers} durch andere Kinderzahl, {use} durch andere Nutzung."


def more(children: float) -> Cell:
    """A difference in children as a cell."""
    return Cell("more", children, children)
