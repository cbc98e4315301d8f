"""Which gaps does the edition tell? One row of the figure table becomes one `Gap`; nobody else looks into its columns.

Pooled years stand before the single year: they carry more. Within one group all municipalities have the same period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from store.german import STATES, VERDICTS
from views.figures.read import Figures, kept

POOLED = "pooled:"
VISIBLE = ("Zuverlässig zu sehen", "Hier leben zu wenige")  # how the note begins that says what could be seen


@dataclass(frozen=True)
class Gap:
    """One area and one group of offers in one period.

    fewer = expected − counted children, low and high its 95 % range; below 0 more children than expected. All are None
    where nothing is told. index = counted per 100 expected; unit: Kinder, or Kinder im Jahr for pooled years. verdict: firm | unsure | too_small | usual | more | '' (not told, see state).
    """

    area: str
    name: str
    state: str
    verdict: str = ""
    fewer: float | None = None
    low: float | None = None
    high: float | None = None
    counted: int | None = None
    expected: int | None = None
    index: float | None = None
    unit: str = "Kinder"
    note: str = ""

    @property
    def told(self) -> bool:
        return self.fewer is not None

    @property
    def below(self) -> bool:
        """Fewer than expected, surely or perhaps; what is too small to judge is not said to be below."""
        return self.verdict in ("firm", "unsure")

    @property
    def visible(self) -> str:
        """How large a difference would have to be to be seen here; '' where that is not said."""
        found = [self.note.find(start) for start in VISIBLE if start in self.note]
        return self.note[min(found) :] if found else ""

    @property
    def word(self) -> str:
        """The verdict, or the kind of the empty cell."""
        if self.told:
            return VERDICTS.get(self.verdict, "üblich" if self.verdict == "usual" else "mehr")
        return "nur Spanne" if "Spanne" in self.note else STATES[self.state]


@dataclass(frozen=True)
class Screen:
    """All municipalities by name, for one group of offers and one period as a reader says it."""

    group: str
    period: str
    gaps: tuple[Gap, ...]

    @property
    def told(self) -> list[Gap]:
        return [gap for gap in self.gaps if gap.told]

    @property
    def firm(self) -> list[Gap]:
        """Most children first."""
        return sorted((g for g in self.gaps if g.verdict == "firm"), key=lambda g: -g.fewer)

    @property
    def below(self) -> list[Gap]:
        """Most children first."""
        return sorted((g for g in self.gaps if g.below), key=lambda g: -g.fewer)

    def of(self, area: str) -> Gap | None:
        return next((gap for gap in self.gaps if gap.area == area), None)


@kept
def screen(figures: Figures, group: str, year: int, *, pooled: bool = True) -> Screen:
    """One group in one year; `pooled=False` keeps to the single year."""
    rows = figures.rows("gap", offer_group=group, year=year)
    periods = sorted({row["item"] for row in rows if row["item"].startswith(POOLED) and row["state"] == "ok"})
    item = periods[-1] if pooled and periods else ""
    found = {row["area"]: row for row in rows if row["item"] == item}
    span = item.removeprefix(POOLED)
    first, _, last = span.partition("-")
    ratio = f"ratio:{span}" if item else "ratio"
    index = {row["area"]: 100 * row["value"] for row in rows if row["item"] == ratio and row["value"] is not None}
    return Screen(
        group,
        f"{first} bis {last}" if item else str(year),
        tuple(
            _gap(area, name, found.get(area), index.get(area), figures, group)
            for area, name in municipalities(figures).items()
        ),
    )


@kept
def municipalities(figures: Figures) -> dict[str, str]:
    """Key and name of every inhabited municipality, by name."""
    towns = figures.areas.filter(figures.areas["level"] == "gemeinde").sort("name")
    return dict(towns.select("area", "name").iter_rows())


def _gap(area: str, name: str, row: dict | None, index: float | None, figures: Figures, group: str) -> Gap:
    if row is None:
        absent = figures.absent(group, area)
        return Gap(area, name, absent.state, note=absent.note)
    if row["state"] != "ok" or row["value"] is None:
        state = row["state"] if row["state"] != "ok" else "protected"
        return Gap(area, name, state, note=row["note"] or "")
    return Gap(
        area,
        name,
        "ok",
        _verdict(row, figures.base),
        row["value"],
        row["low"],
        row["high"],
        row["numerator"],
        row["denominator"],
        index,
        row["unit"],
        row["note"] or "",
    )


def _verdict(row: dict, base: int) -> str:
    """The published verdict; without one: more, where the whole range is above the expected, else usual.

    An unsure difference smaller than the rounding is none to speak of.
    """
    if row["label"] == "unsure" and row["value"] < base:
        return "usual"
    if row["label"]:
        return row["label"]
    return "more" if row["high"] is not None and row["high"] < 0 else "usual"


@kept
def compared_groups(figures: Figures) -> tuple[str, ...]:
    """Groups of offers for which any municipality has a gap in any year, in the order of the profile."""
    found = {row["offer_group"] for row in figures.rows("gap", state="ok")}
    return tuple(key for key in figures.group if key in found)


@kept
def told_groups(figures: Figures, year: int) -> tuple[str, ...]:
    """The same for one year."""
    return tuple(key for key in compared_groups(figures) if screen(figures, key, year).told)


def best_group(figures: Figures, year: int) -> str:
    """What is shown first: a head group where one is told; else the group with the most municipalities."""
    told = told_groups(figures, year) or compared_groups(figures) or tuple(figures.group)
    heads = [key for key in told if figures.group[key]["level"] == "kopf" and screen(figures, key, year).told]
    return heads[0] if heads else max(told, key=lambda key: len(screen(figures, key, year).told))


def why_not(gaps: Sequence[Gap]) -> str:
    """Why is nothing told? The reasons given, each once."""
    notes = [gap.note or f"Für Gemeinden: {STATES[gap.state]}." for gap in gaps if not gap.told]
    return " ".join(dict.fromkeys(notes))


def link(year: int, group: str, area: str = "", page: str = "") -> str:
    """The address of a choice: all filters, so that a click changes only one of them."""
    return f"{page}?{urlencode({'jahr': year, 'gruppe': group} | ({'gebiet': area} if area else {}))}"
