"""How is a development said? Only a tested word says rise or fall; what divides numbers of children and use; no judgement."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from store.german import VERDICTS, listed, number
from views.figures.reach import MISSING, Reach

TESTED = re.compile(r"Getestet (\d{4})–(\d{4})\.\s*")
SMALL_WORDS = ("Weniger", "In", "Für", "Nur", "Nicht")  # with these a reason may go on after a colon
WITHOUT_JUDGEMENT = "Ohne Wertung: mehr Hilfen sind weder gut noch schlecht."
RANGE_ONLY = "Nur als Spanne bekannt; keine Entwicklung ausgewiesen."
NOT_TESTED = "Nicht geprüft; keine Entwicklung ausgewiesen."
UNITS = (100, 1_000, 10_000)  # children; the first in which the largest share is at least LEAST is taken
LEAST = 10
JUMP = "zählt nicht als Veränderung"  # how the note of a trend says that a step was taken out
STEP = "; der Sprung am Reihenbruch ist herausgerechnet"
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."
SHOWN_CHANGE = 10  # children; smaller parts are rounding


@dataclass(frozen=True)
class Trend:
    """A tested line. word: rising, falling, none, undetermined; change: mean a year (0.03 = 3 %);
    first, last: years that were tested; note: what else must be known."""

    word: str
    state: str
    change: float | None = None
    first: int | None = None
    last: int | None = None
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


def from_row(row: dict | None, *, ranges: bool = True) -> Trend:
    """A row of the measure `trend`; None: nothing was tested, because the group is known only as a range, or was not asked."""
    if row is None:
        return Trend("undetermined", "not_applicable", note=RANGE_ONLY if ranges else NOT_TESTED)
    years = TESTED.search(row["note"])
    return Trend(
        row["label"] or "undetermined",
        row["state"],
        row["value"],
        *(int(year) for year in years.groups()) if years else (None, None),
        note=TESTED.sub("", row["note"]).strip(),
    )


def development(
    name: str, trend: Trend, series: dict[int, Reach], *, place: str = "", missing: Sequence[int] = ()
) -> str:
    """The sentence of one offer or group, in all its cases; place: '' = the district; missing: years not delivered."""
    if trend.state == "protected":
        return f"{name}: in {place or 'dieser Auswahl'} nicht gezeigt."
    if trend.state == "no_data" and missing:
        return f"{name}: keine Lieferung für {listed([str(year) for year in missing])}."
    if not trend.tested:
        return f"{name}: {_going_on(trend.note or RANGE_ONLY)}"
    said = _clear(trend, series) if trend.clear else _unclear(trend, series)
    return " ".join(part for part in (f"{name}: {said}", trend.note) if part)


def _going_on(reason: str) -> str:
    first = reason.split(" ", 1)[0]
    return reason[0].lower() + reason[1:] if first in SMALL_WORDS else reason


def _clear(trend: Trend, series: dict[int, Reach]) -> str:
    """From where to where; where a step at a break hides the direction, only the mean of a year."""
    start, end = (series.get(year, MISSING).low for year in (trend.first, trend.last))
    yearly = f"im Schnitt {number(abs(trend.change) * 100, 1)}\u202f% im Jahr"
    if not told_by_its_ends(trend, start, end):
        return f"seit {trend.first} {trend.said}, {yearly}{STEP if JUMP in trend.note else ''}."
    per, (a, b) = per_children([start, end])
    return f"von {a} ({trend.first}) auf {b} ({trend.last}) je {per} {trend.said}, {yearly}."


def told_by_its_ends(trend: Trend, start: float | None, end: float | None) -> bool:
    """Do first and last value tell about the same change as the test? Not where it takes out the step at a break."""
    if not start or not end:
        return False
    mean = (end / start) ** (1 / (trend.last - trend.first)) - 1
    return abs(mean - trend.change) <= abs(trend.change) / 2


def _unclear(trend: Trend, series: dict[int, Reach]) -> str:
    told = [r.low for y, r in series.items() if trend.first <= y <= trend.last and r.is_value and r.low is not None]
    if not told:
        return f"kein klarer Trend seit {trend.first}."
    per, (low, high) = per_children([min(told), max(told)])
    return f"kein klarer Trend seit {trend.first}; die Werte liegen zwischen {low} und {high} je {per}."


def unit_for(shares: Sequence[float]) -> int:
    """Of how many children are these shares said, so that whole numbers tell them?"""
    return next((unit for unit in UNITS if max(shares) * unit >= LEAST), UNITS[-1])


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


def split(now: int, before: int, whole: dict, by_numbers: dict | None, by_use: dict | None) -> str:
    """More or fewer children than then, divided into other numbers of children and other use; rows of the measure `change`."""
    if whole["state"] != "ok":
        return whole["note"] or "Nicht bestimmbar."
    if WITHIN_ROUNDING in whole["note"]:
        told = [row for row in (by_numbers, by_use) if row and row["state"] == "ok"]
        if len(told) == 2 and told[0]["value"] <= -SHOWN_CHANGE and told[1]["value"] >= SHOWN_CHANGE:
            return "Die Zahl blieb gleich: Rückgang der Kinder und stärkere Nutzung glichen sich aus."
        return WITHIN_ROUNDING
    amount = f"{number(abs(whole['value']))} Kinder {'mehr' if whole['value'] > 0 else 'weniger'}"
    said = f"{now} waren es {amount} als {before}"
    if not by_numbers or not by_use or by_numbers["state"] != "ok":
        return f"{said}."
    return f"{said}: {signed(by_numbers['value'])} durch andere Kinderzahl, {signed(by_use['value'])} durch andere Nutzung."


def signed(children: float) -> str:
    """'+25', '−5', '0'."""
    text = number(round(children))
    return f"+{text}" if round(children) > 0 else text


def signed_percent(change: float) -> str:
    """'+3,1 %', '−2,4 %'."""
    return f"{'+' if change > 0 else ''}{number(change * 100, 1)}\u202f%"
