"""When is counted: over which years, or on which days, and over which population?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Moment:
    """One year or one day. `series` names its line through the years, for the protection."""

    year: int
    day: date | None  # None: the whole year
    series: str
    population_date: date


@dataclass(frozen=True)
class Occasion:
    """The moments of a measure and the table of children with a key that serves them."""

    table: str  # child_year | child_day
    column: str  # its column of time: year | date
    moments: tuple[Moment, ...]

    @property
    def yearly(self) -> bool:
        return self.column == "year"

    @property
    def keys(self) -> list[int | date | None]:
        return [moment.year if self.yearly else moment.day for moment in self.moments]
