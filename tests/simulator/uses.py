"""Who used which offer from when to when? Beginning, staying, ending, coming back, of every child and offer through the years."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from tests.simulator.people import OUTSIDE, People, new_year, year_of
from tests.simulator.world import DISTRICT, LIVING, OFFERS, PLACES, World

NEVER = np.datetime64("2200-01-01", "D")
Days = np.ndarray  # datetime64[D]


@dataclass(frozen=True)
class Living:
    """One lived year: the days on which each child is in the district (lo up to hi, without hi), and where it is then."""

    year: int
    lo: Days
    hi: Days
    place: np.ndarray


@dataclass(frozen=True)
class Draws:
    """Of one offer and year, one number a child: family members share theirs where the family comes together."""

    begins: np.ndarray
    day: np.ndarray
    stays: np.ndarray
    ends: np.ndarray


def factors_of(world: World, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Offer → how likely children of each place are to begin, against the mean of all children; nobody begins outside."""
    found = {}
    for name in OFFERS:
        true = gamma(rng, world.spread, OUTSIDE)
        planted = [world.planted.get((place, name), 1.0) for place in PLACES]
        found[name] = np.append(true / np.average(true, weights=LIVING) * planted, 0.0)
    return found


def uses_of(world: World, people: People, factors: dict[str, np.ndarray], rng: np.random.Generator) -> pl.DataFrame:
    """child, offer, start, end (the last day of use): every use of every child, also before and after the record."""
    frailty = gamma(rng, world.frailty, people.family.max() + 1)[people.family]
    leaves, lived = next_leave(people), list(living(people))
    parts = []
    for name, offer in OFFERS.items():
        first, last = anniversary(people.born, offer.first), anniversary(people.born, offer.last + 1)
        stay = world.stay if offer.stay is None else offer.stay
        growth = 1 + world.growth.get(name, 0.0)
        busy, before = np.full(len(people.born), new_year(1900)), np.zeros(len(people.born), bool)
        for at, here in enumerate(lived):
            lo, hi = np.maximum(here.lo, first), np.minimum(here.hi, last)
            days = np.where(busy < new_year(here.year), (hi - lo).astype(int), 0).clip(0)
            rate = -np.log1p(-offer.a_year) * frailty * factors[name][here.place] * np.where(before, world.back, 1.0)
            rate = rate * gamma(rng, world.shock, 1) * growth ** (here.year - world.years[0])
            draws = drawn(world, people, rng)
            begins = np.flatnonzero(draws.begins < -np.expm1(-rate * days / 365))
            start = lo[begins] + (draws.day[begins] * days[begins]).astype(int)
            end = np.minimum(_drawn_end(stay, start, draws, begins), np.minimum(last, leaves[:, at])[begins] - 1)
            busy[begins], before[begins] = np.maximum(end, start), True
            parts.append({"child": begins, "offer": name, "start": start, "end": busy[begins]})
    return pl.concat(pl.DataFrame(part) for part in parts)


def gamma(rng: np.random.Generator, spread: float, size: int) -> np.ndarray:
    """Mean 1, coefficient of variation `spread`."""
    return rng.gamma(spread**-2, spread**2, size) if spread else np.ones(size)


def drawn(world: World, people: People, rng: np.random.Generator) -> Draws:
    families, children = people.family.max() + 1, len(people.family)
    shared = (rng.random(families) < world.together)[people.family]
    both = (np.where(shared, rng.random(families)[people.family], rng.random(children)) for _ in range(4))
    return Draws(*both)


def _drawn_end(stay: float, start: Days, draws: Draws, who: np.ndarray) -> Days:
    """It lasts over as many ends of a year as the child stays; in the last of its years it ends on any day."""
    with np.errstate(divide="ignore"):
        over = np.floor(np.log(draws.stays[who]) / np.log(stay)) if stay else np.zeros(len(who))
    last_year = (year_of(start) + np.minimum(over, 20)).astype(int).astype(str).astype("datetime64[Y]")
    opens = np.maximum(last_year.astype("datetime64[D]"), start)
    closes = (last_year + 1).astype("datetime64[D]")
    return opens + (draws.ends[who] * (closes - opens).astype(int)).astype(int)


def living(people: People) -> list[Living]:
    """Every lived year after the first, in which nobody moves."""
    found = []
    for at, year in enumerate(people.years):
        after, moved = people.place[:, at], people.moved[:, at]
        prior = people.place[:, max(at - 1, 0)]
        comes, goes = (prior == OUTSIDE) & (after < OUTSIDE), (prior < OUTSIDE) & (after == OUTSIDE)
        away = (prior == OUTSIDE) & (after == OUTSIDE)
        lo = np.where(comes, moved, new_year(year))
        hi = np.where(away, lo, np.where(goes, moved, new_year(year + 1)))
        found.append(Living(int(year), lo, hi, np.where(goes, prior, after)))
    return found


def next_leave(people: People) -> Days:
    """[child, year]: the first day away from the district of this year or a later one; NEVER."""
    prior = np.hstack([people.place[:, :1], people.place[:, :-1]])
    goes = (prior < OUTSIDE) & (people.place == OUTSIDE)
    leave = np.where(goes, people.moved, NEVER)
    return np.minimum.accumulate(leave[:, ::-1], axis=1)[:, ::-1]


def anniversary(born: Days, age: int) -> Days:
    """The day on which a child becomes this old."""
    years = born.astype("datetime64[Y]")
    return (years + age).astype("datetime64[D]") + (born - years.astype("datetime64[D]"))


def completed_years(born: Days, day: Days) -> np.ndarray:
    """The age on a day."""
    years = year_of(day) - year_of(born)
    into_year = (day - day.astype("datetime64[Y]").astype("datetime64[D]")).astype(int)
    return years - (into_year < (born - born.astype("datetime64[Y]").astype("datetime64[D]")).astype(int))


def home_on(people: People, child: np.ndarray, day: Days) -> np.ndarray:
    """Where each child is on its day: a place, or OUTSIDE."""
    at = np.clip(year_of(day) - people.years[0], 0, len(people.years) - 1)
    moved = people.moved[child, at]
    before = ~np.isnat(moved) & (day < moved)
    return np.where(before, people.place[child, np.maximum(at - 1, 0)], people.place[child, at])


def key_of(place: np.ndarray) -> list[str]:
    """Area keys of places; of the district for those outside it."""
    return np.append(PLACES, DISTRICT)[place].tolist()


def by_year(uses: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """child, offer, start, end, year: one row for each of these years in which a use has a day."""
    years = pl.int_ranges(pl.col("start").dt.year(), pl.col("end").dt.year() + 1).alias("year")
    return uses.with_columns(years).explode("year").filter(pl.col("year").is_between(first, last))
