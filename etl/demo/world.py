"""Who grows up in the demo district? Invented children with birth month, home at every year's end, moves and families.

Each 31 December holds exactly the children that the population table (anchors) counts; moves in and out make up the
difference on top of the usual 4 to 5 % a year. Nobody here exists.
"""

from dataclasses import dataclass

import numpy as np

from etl.demo.anchors import YEARS, Anchors

OLDEST = 20  # children are followed until the year in which they turn 20
MOVES_OUT, MOVES_WITHIN = 0.033, 0.015  # beside the moves that the population table itself asks for
SHARE_BORN_HERE = 0.955  # per year of age, for those who already lived here in 2008
SIBLING = 0.45
FAR = 200_000  # a day never reached (after the year 2500)


def days(year: int | np.ndarray, month: int | np.ndarray = 1, day: int | np.ndarray = 1) -> np.ndarray:
    """Days since 1970-01-01."""
    months = (np.asarray(year) - 1970) * 12 + np.asarray(month) - 1
    found: np.ndarray = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + np.asarray(day) - 1
    return found


YEAR_START, YEAR_END = days(YEARS), days(YEARS, 12, 31)
HORIZON = int(YEAR_END[-1])


@dataclass(frozen=True)
class World:
    """One entry per child. Days since 1970. home[child, year] = municipality on 31 December, -1 = not here or older than 20;
    entry = first day in the district (the birth for who was born here), leaves = first day away (FAR = still here)."""

    municipalities: tuple[str, ...]
    birth_year: np.ndarray
    birth_month: np.ndarray
    sex: np.ndarray
    entry: np.ndarray
    leaves: np.ndarray
    born_here: np.ndarray
    home: np.ndarray
    family: np.ndarray
    burden: np.ndarray  # mean 1; makes some families use several offers
    openness: np.ndarray  # the same for open offers

    @property
    def born(self) -> np.ndarray:
        return days(self.birth_year, self.birth_month)

    def ages(self) -> np.ndarray:
        """[child, year] completed years on 31 December."""
        ages: np.ndarray = YEARS[None, :] - self.birth_year[:, None]
        return ages

    def place(self) -> np.ndarray:
        """[child, year] the municipality last lived in: also in the year of moving away."""
        last = np.column_stack([self.home[:, :1], self.home[:, :-1]])
        return np.where(self.home >= 0, self.home, last)


def grow(anchors: Anchors, rng: np.random.Generator) -> World:
    """The children of all years, so that every year's end equals the population table up to age 20."""
    population = _Population(anchors, rng)
    for y in range(len(YEARS)):
        population.year(y)
    return population.world()


class _Population:
    """Grows year by year; each list holds one array per year of arrival."""

    def __init__(self, anchors: Anchors, rng: np.random.Generator):
        self.anchors, self.rng = anchors, rng
        self.columns = {
            name: np.empty(0, np.int64) for name in ("birth_year", "birth_month", "sex", "entry", "leaves", "born_here")
        }
        self.home = np.empty((0, len(YEARS)), np.int8)

    def year(self, y: int) -> None:
        target = self.anchors.people[y, :, :, : OLDEST + 1].reshape(-1)
        cell = self._moved(y) if y else np.full(0, -1)
        here = np.flatnonzero(cell >= 0)
        order = here[np.lexsort((self.rng.random(len(here)), cell[here]))]
        sorted_cells = cell[order]
        rank = np.arange(len(order)) - np.searchsorted(sorted_cells, sorted_cells)
        stays = rank < target[sorted_cells]
        self._leave(order[~stays], y)
        self.home[order[stays], y] = sorted_cells[stays] // (2 * (OLDEST + 1))
        missing = target - np.bincount(sorted_cells[stays], minlength=len(target))
        self._arrive(np.repeat(np.arange(len(target)), missing), y)

    def _moved(self, y: int) -> np.ndarray:
        """The population cell of each child at the year's end after moves; -1 = gone or too old."""
        before = self.home[:, y - 1].astype(np.int64)
        age = YEARS[y] - self.columns["birth_year"]
        here = (before >= 0) & (age <= OLDEST)
        leaving = here & (self.rng.random(len(here)) < MOVES_OUT)
        self._leave(np.flatnonzero(leaving), y)
        sizes = self.anchors.people[y].sum((1, 2))
        elsewhere = self.rng.choice(len(sizes), len(here), p=sizes / sizes.sum())
        now = np.where(self.rng.random(len(here)) < MOVES_WITHIN * 1.2, elsewhere, before)
        return np.where(here & ~leaving, (now * 2 + self.columns["sex"]) * (OLDEST + 1) + age, -1)

    def _leave(self, who: np.ndarray, y: int) -> None:
        self.columns["leaves"][who] = YEAR_START[y] + self.rng.integers(1, 360, len(who))

    def _arrive(self, cells: np.ndarray, y: int) -> None:
        count, age = len(cells), cells % (OLDEST + 1)
        birth_year, month = YEARS[y] - age, self.rng.integers(1, 13, count)
        born = days(birth_year, month)
        moved_in = np.maximum(born + 20, YEAR_START[y] + self.rng.integers(0, 360, count))
        before_2008 = born + (self.rng.random(count) * np.maximum(1, YEAR_START[0] - born)).astype(np.int64)
        here = self.rng.random(count) < (SHARE_BORN_HERE**age if y == 0 else np.where(age == 0, 0.975, 0))
        entry = np.where(here, born, before_2008 if y == 0 else np.minimum(moved_in, YEAR_END[y]))
        new = {
            "birth_year": birth_year,
            "birth_month": month,
            "sex": cells // (OLDEST + 1) % 2,
            "entry": entry,
            "leaves": np.full(count, FAR),
            "born_here": here.astype(np.int64),
        }
        self.columns = {name: np.concatenate([old, new[name]]) for name, old in self.columns.items()}
        home = np.full((count, len(YEARS)), -1, np.int8)
        home[:, y] = cells // (2 * (OLDEST + 1))
        self.home = np.concatenate([self.home, home])

    def world(self) -> World:
        family = _families(self.columns, self.home, self.rng)
        by_family = self.rng.normal(size=(family.max(initial=0) + 1, 2))
        own = self.rng.normal(size=(len(family), 2)) * 0.5
        latent = 0.8 * by_family[family] + own
        factors = np.exp(latent * 0.85 - (0.8**2 + 0.25) * 0.85**2 / 2)
        return World(
            self.anchors.municipalities,
            **self.columns,
            home=self.home,
            family=family,
            burden=factors[:, 0],
            openness=factors[:, 1],
        )


def _families(columns: dict[str, np.ndarray], home: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Family of each child: neighbours in age who came to the same municipality in the same way."""
    arrival = home.argmax(1) if len(home) == 0 else (home >= 0).argmax(1)
    first = home[np.arange(len(home)), arrival].astype(np.int64)
    group = first * 100 + np.where(columns["born_here"] == 1, 0, arrival + 1)
    order = np.lexsort((columns["birth_year"] + rng.random(len(group)) * 6, group))
    apart = np.abs(np.diff(columns["birth_year"][order]))
    joins = (
        (np.diff(group[order]) == 0)
        & (apart >= 1)
        & (apart <= 6)
        & (rng.random(max(0, len(group) - 1)) < SIBLING / 0.75)
    )
    family = np.empty(len(group), np.int64)
    family[order] = np.concatenate([[0], np.cumsum(~joins)])[: len(group)]
    return family
