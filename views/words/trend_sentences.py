"""How is a development said? Only a tested word says rise or fall; what divides numbers of children and use; no judgement."""

from collections.abc import Sequence
from dataclasses import dataclass

from store.german import VERDICTS, listed, number
from views.figures.reach import Reach, Record
from views.finding import Cell
from views.words.cells import said

ONLY_TESTED = (
    "Geprüft werden die Neuzugänge: „Gestiegen“ und „gesunken“ stehen nur, wo ein Test es trägt. "
    "„Bestand höher“ und „niedriger“ vergleichen zwei Jahre."
)
WITHOUT_JUDGEMENT = "Ohne Wertung: mehr Hilfen sind weder gut noch schlecht."
RANGE_ONLY = "Nur als Spanne bekannt; keine Entwicklung ausgewiesen."
NOT_TESTED = "Nicht geprüft; keine Entwicklung ausgewiesen."
SUBJECTS = {"entries": "Neuzugänge", "users": "Nutzung"}
STOCK = "Bestand"
UNITS = (100, 1_000, 10_000)  # children; the first in which the largest share is at least LEAST is taken
LEAST = 10
COUNTED = {word: VERDICTS[word] for word in ("rising", "falling", "none")} | {"none": "ohne klaren Trend"}
COMPARED = {word: f"{STOCK} {VERDICTS[word]}" for word in ("higher", "lower")}
OPEN = {"undetermined": VERDICTS["undetermined"]}
STEP = "; der Sprung am Reihenbruch ist herausgerechnet"
WITHIN_ROUNDING = "Veränderung kleiner als die Schutzrundung."


@dataclass(frozen=True)
class Trend:
    """A line with its word: rising, falling, none (tested), higher, lower (compared), undetermined. change: mean a year (0.03 = 3 %);
    first, last: years that were tested or compared, 0 where none was; break_year: after first, the step of that year is taken out;
    note: what else must be known; quantity: entries or users, None in an edition that does not say it; ends: first and last
    share of every run of years, of the very series the word is on; count: entries or users of the last year, None where not told;
    stock: what is said of the users beside their entries."""

    word: str
    state: str
    change: float = 0.0
    first: int = 0
    last: int = 0
    break_year: int | None = None
    note: str = ""
    quantity: str | None = None
    ends: tuple[tuple[float, float], ...] = ()
    count: int | None = None
    stock: "Trend | None" = None

    @property
    def tested(self) -> bool:
        return self.word in COUNTED

    @property
    def clear(self) -> bool:
        return self.word in ("rising", "falling")

    @property
    def known(self) -> bool:
        """Is there a word for it, tested or compared?"""
        return self.tested or self.word in COMPARED

    @property
    def said(self) -> str:
        """„Neuzugänge gestiegen“, „Bestand höher als 2016“, „kein klarer Trend“."""
        if self.word in COMPARED:
            return f"{COMPARED[self.word]} als {self.first}"
        subject = SUBJECTS.get(self.quantity or "", "") if self.clear else ""
        return f"{subject} {VERDICTS[self.word]}".strip()

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        """First and last year of what was compared: one run of years, or those before and after a break."""
        if not self.known or not self.first:
            return ()
        if self.break_year is None or self.break_year <= self.first:
            return ((self.first, self.last),)
        return ((self.first, self.break_year - 1), (self.break_year, self.last))

    @property
    def unit(self) -> int | None:
        """Of how many children are the ends said? None where not even the finest unit shows them apart, as the word needs it."""
        coarse = UNITS.index(unit_for([share for run in self.ends for share in run]))
        return next((of for of in UNITS[coarse:] if self.word == "none" or _apart(self.ends, of)), None)


def _apart(ends: Sequence[tuple[float, float]], of: int) -> bool:
    return all(number(start * of) != number(end * of) for start, end in ends)


def from_row(row: Record | None, *, ranges: bool = True) -> Trend:
    """A row of the measure `trend`; None: nothing was tested, because the group is known only as a range, or was not asked."""
    if row is None:
        return Trend("undetermined", "not_applicable", note=RANGE_ONLY if ranges else NOT_TESTED)
    tested = (row["value"] or 0.0, row["period_from"] or 0, row["period_to"] or 0, row["break_year"])
    runs = ((row[f"value_from{when}"], row[f"value_to{when}"]) for when in ("_before", ""))
    ends = tuple((start, end) for start, end in runs if start is not None and end is not None)
    about = (row["note"], row["quantity"], ends, row["numerator"])
    return Trend(row["label"] or "undetermined", row["state"], *tested, *about)


def told(trend: Trend, series: dict[int, Reach], *, place: str = "", missing: Sequence[int] = ()) -> str:
    """What is said of one offer or group, in all its cases; series: of the quantity the word is on; place: '' = the district;
    missing: years not delivered."""
    if trend.state == "protected":
        return f"in {place or 'dieser Auswahl'} nicht gezeigt."
    if trend.state == "no_data" and missing:
        return f"keine Lieferung für {listed([str(year) for year in missing])}."
    if not trend.known:
        return trend.note or RANGE_ONLY
    found = _unclear(trend, series) if trend.word == "none" else _clear(trend)
    beside = _clear(trend.stock) if trend.stock else ""
    return " ".join(filter(None, (found, beside, trend.note)))


def _clear(trend: Trend) -> str:
    """From where to where, on either side of a break, and the mean of a year where it was tested."""
    subject = SUBJECTS.get(trend.quantity or "", "")
    yearly = f"im Schnitt {number(abs(trend.change) * 100, 1)}\u202f% im Jahr"
    of = trend.unit if trend.ends else None
    runs = _runs(trend, of) if of else ""
    if trend.word in COMPARED:
        return f"{trend.said}: {runs}." if runs else f"{trend.said}."
    if not runs:
        step = STEP if len(trend.runs) > 1 else ""
        return f"{subject} seit {trend.first} {VERDICTS[trend.word]}, {yearly}{step}.".strip()
    last = f"; {trend.last} waren es rund {number(trend.count)}" if subject and trend.count else ""
    return f"{subject} {runs} {VERDICTS[trend.word]}, {yearly}{last}.".strip()


def _runs(trend: Trend, of: int) -> str:
    """'von 22 (2016) auf 20 (2021) und nach dem Reihenbruch von 30 (2022) auf 26 (2025) je 10.000 Kinder'"""
    pairs = zip(trend.runs, trend.ends, strict=True)
    runs = [f"von {number(a * of)} ({first}) auf {number(b * of)} ({last})" for (first, last), (a, b) in pairs]
    return f"{' und nach dem Reihenbruch '.join(runs)} je {number(of)} Kinder"


def _unclear(trend: Trend, series: dict[int, Reach]) -> str:
    subject = f"{SUBJECTS[trend.quantity]}: " if trend.quantity in SUBJECTS else ""
    told = [reach for year, reach in series.items() if trend.first <= year <= trend.last and reach.is_value]
    shares = [reach.low for reach in told if reach.low is not None]
    if not shares:
        return f"{subject}kein klarer Trend seit {trend.first}."
    per, (low, high) = per_children([min(shares), max(shares)])
    return f"{subject}kein klarer Trend seit {trend.first}; die Werte liegen zwischen {low} und {high} je {per}."


def unit_for(shares: Sequence[float]) -> int:
    """Of how many children are these shares said, so that whole numbers tell them?"""
    return next((unit for unit in UNITS if max(shares, default=1) * unit >= LEAST), UNITS[-1])


def per_children(shares: Sequence[float]) -> tuple[str, list[str]]:
    """Shares as whole children of a unit that fits them all."""
    unit = unit_for(shares)
    return f"{number(unit)} Kinder", [number(share * unit) for share in shares]


def changed(trends: Sequence[Trend], *, place: str = "") -> str:
    """How many rose and fell, and of how many only the stock is compared, in one sentence; place: '' = the district."""
    known = [trend.first for trend in trends if trend.known]
    if not known:
        return f"{f'{place}: ' if place else ''}Für keines der Angebote ist eine Entwicklung bestimmbar."
    words = [trend.word for trend in trends]
    compared = {word: counted for word, counted in COMPARED.items() if word in words}
    counts = ", ".join(f"{words.count(word)} {counted}" for word, counted in (COUNTED | compared | OPEN).items())
    return f"{f'{place}, seit' if place else 'Seit'} {min(known)}: {counts}."


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
