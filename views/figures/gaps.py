"""Which gaps does the edition tell? One row of the figure table becomes one `Gap`; nobody else looks into its columns.

Pooled years stand before the single year: they carry more. Within one group all municipalities have the same period.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np

from measures.engine.protect import rounding_variance
from store.german import STATES, VERDICTS
from views.figures.reach import Record, counted
from views.figures.read import Figures, kept
from views.finding import Cell

OUTER, INNER = 3.09, 1.96  # the limits of the funnel: 99.8 % and 95 %
LOOKS = {"firm": "firm", "unsure": "unsure", "too_small": "small"}


@dataclass(frozen=True)
class Gap:
    """One area and one group of offers in one period.

    fewer = expected − counted children, low and high its 95 % range; below 0 more children than expected. All are None
    where nothing is told. index = counted per 100 expected; unit: Kinder, or Kinder im Jahr for pooled years. verdict: firm
    (fewer) | more | unsure (either) | usual | too_small | '' (not told, see state). families, spread: how far counts lie from the
    usual where nothing is the matter (family_factor, place_spread); None: an edition that did not ask.
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
    reason: str | None = None
    base: int = 0  # of the rounding
    detectable: int | None = None  # children: a smaller difference would not be seen here; None: no difference would
    detectable_of_100: int | None = None
    families: float | None = None
    spread: float | None = None

    @property
    def told(self) -> bool:
        return self.fewer is not None

    @property
    def below(self) -> bool:
        """Fewer than expected, surely or perhaps; what is usual or too small to judge is not said to be below."""
        return self.verdict in ("firm", "unsure") and (self.fewer or 0) > 0

    @property
    def blind(self) -> bool:
        """Tested where no difference would have been seen."""
        return self.families is not None and self.verdict != "too_small" and self.detectable is None

    @property
    def word(self) -> str:
        """The verdict, or the kind of the empty cell."""
        if self.told:
            return VERDICTS[self.verdict]
        return "nur Spanne" if self.reason == "range_only" else STATES[self.state]

    @property
    def look(self) -> str:
        """Of a mark or a row: firm | unsure | small | plain | untold."""
        above = self.verdict == "unsure" and not self.below
        return "untold" if not self.told else "plain" if above else LOOKS.get(self.verdict, "plain")

    @property
    def distance(self) -> Cell:
        """Children fewer than expected with their range, in whole children; below 0 more."""
        if self.fewer is None or self.low is None or self.high is None:
            return Cell("apart", state=self.state)
        return Cell("apart", round(self.fewer), round(self.fewer), chance=(round(self.low), round(self.high)))

    @property
    def counted_cell(self) -> Cell:
        return Cell("number") if self.counted is None else counted(self.counted, self.base)

    @property
    def expected_cell(self) -> Cell:
        return Cell("number", self.expected, self.expected)

    @property
    def ratio(self) -> Cell:
        """Counted per 100 expected; a sign where the gap is firm."""
        told = replace(self.point, mark="▾" if self.verdict == "firm" else "")
        small = (self.counted or 0) < 2 * self.base
        return replace(told, low=None, high=None, state="small", base=self.base) if small else told

    @property
    def point(self) -> Cell:
        """The same where it is drawn: with its children, those counted of those expected."""
        return Cell("number", self.index, self.index, count=self.counted_cell, of=self.expected)


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
        return [gap for gap in self.below if gap.verdict == "firm"]

    @property
    def blind(self) -> bool:
        """No difference would have been seen anywhere."""
        return all(gap.blind for gap in self.told if gap.verdict != "too_small")

    @property
    def below(self) -> list[Gap]:
        """Most children first."""
        return sorted((g for g in self.gaps if g.below), key=lambda g: -(g.fewer or 0))

    def of(self, area: str) -> Gap | None:
        return next((gap for gap in self.gaps if gap.area == area), None)


@kept
def screen(figures: Figures, group: str, year: int, *, pooled: bool = True) -> Screen:
    """One group in one year; `pooled=False` keeps to the single year."""
    rows = figures.rows("gap", offer_group=group, year=year)
    periods = [_period(row) for row in rows if row["quantity"] is None and row["period_from"] and row["state"] == "ok"]
    period = max(periods, default=(None, None)) if pooled else (None, None)
    of_period = [row for row in rows if _period(row) == period]
    found = {row["area"]: row for row in of_period if row["quantity"] is None}
    ratio = {row["area"]: row["value"] for row in of_period if row["quantity"] == "ratio" and row["value"] is not None}
    said = f"{period[0]} bis {period[1]}" if period[0] else str(year)
    towns = municipalities(figures).items()
    return Screen(
        group, said, tuple(_gap(area, name, found.get(area), ratio.get(area), figures, group) for area, name in towns)
    )


def _period(row: Record) -> tuple[int | None, int | None]:
    """The years taken together; none: the single year."""
    return row["period_from"], row["period_to"]


@kept
def municipalities(figures: Figures) -> dict[str, str]:
    """Key and name of every inhabited municipality, by name."""
    towns = figures.areas.filter(figures.areas["level"] == "gemeinde").sort("name")
    return dict(towns.select("area", "name").iter_rows())


def _gap(area: str, name: str, row: Record | None, ratio: float | None, figures: Figures, group: str) -> Gap:
    if row is None:
        absent = figures.absent(group, area)
        return Gap(area, name, absent.state, note=absent.note, reason=absent.reason)
    if row["state"] != "ok" or row["value"] is None:
        state = row["state"] if row["state"] != "ok" else "protected"
        return Gap(area, name, state, note=row["note"] or "", reason=row["reason"])
    counts = (row["value"], row["low"], row["high"], row["numerator"], row["denominator"])
    index = None if ratio is None else 100 * ratio
    seen = [row[name] for name in ("detectable", "detectable_of_100", "family_factor", "place_spread")]
    about = (row["unit"], row["note"] or "", row["reason"], figures.base, *seen)
    return Gap(area, name, "ok", row["label"] or _of_version_1(row), *counts, index, *about)


def _of_version_1(row: Record) -> str:
    """Version 1 of the definition published no verdict where not fewer than expected were counted."""
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
    heads = [key for key in figures.heads if key in told and screen(figures, key, year).told]
    return heads[0] if heads else max(told, key=lambda key: len(screen(figures, key, year).told))


def limits(usual: float, expected: np.ndarray, width: float, like: Gap) -> tuple[np.ndarray, np.ndarray]:
    """Between which counts per 100 expected does an area of this size lie where nothing is the matter? usual: the district's
    share (0..1), which says how much a count of this size scatters; width: of the funnel, in standard deviations; like: any
    gap of the same screen."""
    from measures.engine.methods.standardise import funnel_limits  # loads scipy, and only one page shows funnels

    measured = {
        "variance": rounding_variance(like.base),
        "families": like.families or 1.0,
        "spread": like.spread or 0.0,
    }
    low, high = funnel_limits(usual, expected / usual, width, **measured)
    return 100 * low / usual, 100 * high / usual


def below_the_funnel(shown: Screen, usual: float) -> list[Gap]:
    """Which municipalities have fewer children than the outer limit for their size?"""
    found = [gap for gap in shown.told if gap.index is not None]
    lowest, _ = limits(usual, np.array([gap.expected for gap in found], dtype=float), OUTER, found[0])
    return [gap for gap, limit in zip(found, lowest, strict=True) if gap.index < limit]


def why_not(gaps: Sequence[Gap]) -> str:
    """Why is nothing told? The reasons given, each once."""
    notes = [gap.note or f"Für Gemeinden: {STATES[gap.state]}." for gap in gaps if not gap.told]
    return " ".join(dict.fromkeys(notes))


def link(year: int, group: str, area: str = "", page: str = "") -> str:
    """The address of a choice: all filters, so that a click changes only one of them."""
    return f"{page}?{urlencode({'jahr': year, 'gruppe': group} | ({'gebiet': area} if area else {}))}"
