"""Which share of children was in contact at least once by an age? The rows of the reach until 18, as pages and texts read them."""

from dataclasses import dataclass, replace

from store.tables import SHOWN
from views.figures.reach import Record
from views.figures.read import Figures, kept
from views.finding import Cell, Ends

MEASURE = "cumulative_reach"


@dataclass(frozen=True)
class Childhood(Ends):
    """The reach until 18 (or until the end of an age), 0..1. by: 'value', 'window' (short record), 'bounds' (no common
    key), '' (not shown); chance: the usual scatter of a value; people: children of the last age; since: first year of the
    record; ends_at: from this age on too few are left; newcomers: counted in unseen; sums: offers that tell no first contact."""

    state: str
    low: float | None = None
    high: float | None = None
    by: str = ""
    chance: tuple[float, float] | None = None
    people: int | None = None
    note: str = ""
    since: int | None = None
    ends_at: int | None = None
    newcomers: bool = False
    sums: tuple[str, ...] = ()

    @property
    def shown(self) -> bool:
        return self.state == "ok" and self.low is not None

    @property
    def cell(self) -> Cell:
        window = self.by == "window"
        return Cell("of_100", self.low, self.high, state=self.state, chance=self.chance, window=window, of=self.people)


NOTHING = Childhood("no_data")


def from_row(row: Record | None) -> Childhood:
    """One row of the reach until 18, or of the claim; None is no data."""
    if row is None:
        return NOTHING
    told = Childhood(
        row["state"],
        note=row["note"] or "",
        newcomers=row["arrivals_known"] is False,
        sums=tuple(row["reason_offers"] or ()) if row["reason"] == "sums_only" else (),
    )
    if row["state"] not in SHOWN:
        return told
    told = replace(told, people=row["denominator"], since=row["observed_from"], ends_at=row["ends_at_age"])
    if row["value"] is None:
        return replace(told, low=row["bound_low"], high=row["bound_high"], by=row["interval"])
    chance = (row["low"], row["high"]) if row["low"] is not None else None
    return replace(told, low=row["value"], high=row["value"], by="value", chance=chance)


@kept
def of_year(figures: Figures, group: str, year: int) -> dict[int | None, Childhood]:
    """With the chances of this year: by the end of every completed age; None: until 18."""
    rows = figures.rows(MEASURE, area=figures.district, offer_group=group, year=year, quantity="period")
    return {row["age_to"]: from_row(row) for row in rows}


def until_18(figures: Figures, group: str, year: int) -> Childhood:
    return of_year(figures, group, year).get(None, NOTHING)


def curve_group(figures: Figures, group: str, year: int) -> str | None:
    """The group itself, or the largest of its parts that has a curve; None where there is none."""
    inside = set(figures.group[group]["offers"])
    parts = [key for key, row in figures.group.items() if set(row["offers"]) <= inside and key != group]
    by_size = [group, *sorted(parts, key=lambda key: -len(figures.group[key]["offers"]))]
    return next((key for key in by_size if of_year(figures, key, year).keys() - {None}), None)


@kept
def cohorts(figures: Figures, group: str, year: int) -> dict[int, dict[int, Childhood]]:
    """Year of birth → age → who was seen up to its end, as far as the record goes."""
    found: dict[int, dict[int, Childhood]] = {}
    for row in figures.rows(MEASURE, area=figures.district, offer_group=group, quantity="cohort", state="ok"):
        if row["year"] <= year:
            found.setdefault(row["cohort"], {})[row["year"] - row["cohort"]] = from_row(row)
    return found


def last_age(figures: Figures) -> int:
    return max(int(band["age_to"]) for band in figures.bands)
