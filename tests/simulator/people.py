"""Where does every child live, year by year? Families with children two or three years apart, who move as a whole.

Everyone outside is one more place, from which families come and to which they go: as many arrive as leave, and some come back.
"""

from dataclasses import dataclass

import numpy as np

from tests.simulator.world import LIVING, PLACES, World

OUTSIDE = len(PLACES)
SIZES, OF_SIZE = (1, 2, 3, 4), (0.35, 0.42, 0.17, 0.06)
AWAY = 0.3  # share of all families that live outside at any time
GROWN, YOUNG = 18, 21


@dataclass(frozen=True)
class People:
    """Of every child: family, born (day, datetime64), sex. years: from the first lived through to the last ahead.

    place[child, year]: on 31 December, OUTSIDE when not in the district; moved[child, year]: the day of the move of a year with
    one, NaT in the others.
    """

    years: np.ndarray
    family: np.ndarray
    born: np.ndarray
    girl: np.ndarray
    place: np.ndarray
    moved: np.ndarray

    @property
    def birth_year(self) -> np.ndarray:
        return year_of(self.born)

    @property
    def ages(self) -> np.ndarray:
        """[child, year]: completed years on 31 December; below 0: not born."""
        return self.years[None, :] - self.birth_year[:, None]

    def here(self, under: int = GROWN) -> np.ndarray:
        """[child, year]: somebody under 18, or as old as said, who lives in the district on 31 December."""
        return (self.ages >= 0) & (self.ages < under) & (self.place < OUTSIDE)


def year_of(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[Y]").astype(int) + 1970


def new_year(year: int) -> np.datetime64:
    return np.datetime64(f"{year}-01-01", "D")


def people_of(world: World, rng: np.random.Generator) -> People:
    """As many families as make about `world.children` children under 18 in the district in every year."""
    years = np.arange(world.years[0] - world.before, world.years[-1] + world.ahead + 1)
    outside = AWAY if world.move_away else 0.0
    first_births = np.arange(years[0] - YOUNG - 12, years[-1] + 1)
    mean_size = float(np.dot(SIZES, OF_SIZE))
    families = round(len(first_births) * world.children / GROWN / mean_size / (1 - outside))
    first = np.resize(first_births, families)  # as many every year: no trend comes from births
    size = rng.choice(SIZES, families, p=OF_SIZE)
    gaps = rng.choice((1, 2, 3, 4), (families, max(SIZES) - 1), p=(0.1, 0.4, 0.35, 0.15)).cumsum(axis=1)
    born_in = first[:, None] + np.hstack([np.zeros((families, 1), int), gaps])
    family, nth = np.nonzero(np.arange(max(SIZES)) < size[:, None])
    born = born_in[family, nth]
    start = born.astype(str).astype("datetime64[Y]").astype("datetime64[D]")
    day = start + rng.integers(0, 365, len(family))
    place, moved = _moves(world, rng, years, families, outside)
    girl = rng.random(len(family)) < 0.49
    return People(years, family, day, girl, place[family], moved[family])


def _moves(
    world: World, rng: np.random.Generator, years: np.ndarray, families: int, outside: float
) -> tuple[np.ndarray, np.ndarray]:
    """place and moved of every family."""
    home = np.where(rng.random(families) < outside, OUTSIDE, rng.choice(OUTSIDE, families, p=LIVING))
    place, moved = np.empty((families, len(years)), int), np.full((families, len(years)), "NaT", "datetime64[D]")
    arrive = world.move_away * (1 - outside) / outside if outside else 0.0
    for at, year in enumerate(years):
        chance, new = rng.random(families), rng.choice(OUTSIDE, families, p=LIVING)
        away = home == OUTSIDE
        goes = ~away & (chance < world.move_away)
        shifts = ~away & ~goes & (chance < world.move_away + world.move_within) & (new != home)
        comes = away & (chance < arrive)
        moves = goes | shifts | comes
        moved[moves, at] = new_year(year) + rng.integers(1, 365, int(moves.sum()))
        home = np.where(goes, OUTSIDE, np.where(shifts | comes, new, home))
        place[:, at] = home
    return place, moved
