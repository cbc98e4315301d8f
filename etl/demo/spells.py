"""Who uses help over a time, from when to when? HzE, § 28, UVG, Beistandschaft, Familienhebammen, Kindertagespflege."""

from dataclasses import dataclass

import numpy as np

from etl.demo.anchors import YEARS
from etl.demo.rates import AGE, ASSISTANCE_STOCK, HELPS, MIDWIFE_SHARE, UVG_STOCK, Help, by_town, over_years
from etl.demo.world import HORIZON, YEAR_END, YEAR_START, World, days

MONTH = 30.44
LOST = 1.32  # Unterhaltsvorschuss and Beistandschaft: stock against begin × duration, because children move away or grow out
ADULT = {"hilfe_volljaehrige": 21, "erziehungsberatung": 21}  # an offer ends on this birthday, others on the 18th


@dataclass(frozen=True)
class Spells:
    """One row per use: child, first and last day (days since 1970). `town` = municipality at the start."""

    child: np.ndarray
    start: np.ndarray
    end: np.ndarray
    town: np.ndarray

    def take(self, which: np.ndarray) -> "Spells":
        return Spells(self.child[which], self.start[which], self.end[which], self.town[which])


def joined(parts: list[Spells]) -> Spells:
    return Spells(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("child", "start", "end", "town")))


def all_spells(world: World, rng: np.random.Generator) -> dict[str, Spells]:
    """Spells by offer; Kindertagespflege comes from etl/demo/daycare.py."""
    out = {help.offer: _help(world, rng, help) for help in HELPS}
    out["unterhaltsvorschuss"] = _allowance(world, rng)
    out["beistandschaft"] = _assistance(world, rng)
    out["familienhebammen"] = _midwives(world, rng)
    return out


def _help(world: World, rng: np.random.Generator, help: Help) -> Spells:
    years = help.months / 12
    mean = help.per_10000 / 10_000 / (1 + years)  # begun a year = (running + ended) / (1 + duration)
    by_age = np.bincount(np.clip(world.ages()[world.home >= 0], 0, 20), minlength=21)
    begun = help.profile * mean * by_age.sum() / (help.profile * by_age).sum()
    siblings = help.offer == "hze_31"
    spells = _drawn(world, rng, help.offer, begun / (1.35 if siblings else 1), help.months * MONTH)
    return _with_siblings(world, rng, spells) if siblings else spells


def _drawn(
    world: World, rng: np.random.Generator, offer: str, begun: np.ndarray, length: float, *, lost: float = 1
) -> Spells:
    """begun[age] = share of children who begin in a year; durations are exponential, so that 2008 starts in balance.

    `lost`: by how much the stock is smaller than begin × duration, because children move away or grow out.
    """
    ages, place = world.ages(), world.place()
    here = (world.home >= 0) & (ages >= 0) & (ages <= 20)
    factor = world.burden[:, None] * over_years(offer)[None, :] * by_town(offer, world.municipalities)[place]
    chance = np.where(here, begun[np.clip(ages, 0, 20)] * factor, 0)
    child, y = np.nonzero(rng.random(chance.shape) < chance)
    start = np.maximum(
        YEAR_START[y] + rng.integers(0, 365, len(child)), np.maximum(world.entry[child], world.born[child] + 1)
    )
    end = start + 20 + rng.exponential(length - 20, len(child)).astype(np.int64)
    running = np.flatnonzero(rng.random(len(chance)) < chance[:, 0] * length / 365.25 / lost)
    before = np.maximum(
        YEAR_START[0] - 1 - rng.exponential(length, len(running)).astype(np.int64),
        np.maximum(world.entry[running], world.born[running] + 1),
    )
    after = YEAR_START[0] + rng.exponential(length, len(running)).astype(np.int64)
    return bounded(
        world, offer, np.concatenate([running, child]), np.concatenate([before, start]), np.concatenate([after, end])
    )


def bounded(world: World, offer: str, child: np.ndarray, start: np.ndarray, end: np.ndarray) -> Spells:
    """Ends use with the age limit and the move away; of overlapping uses of one child the first stays."""
    limit = days(world.birth_year[child] + ADULT.get(offer, 18), world.birth_month[child]) - 1
    end = np.minimum(end, np.minimum(limit, world.leaves[child] - 1))
    keep = (end >= start) & (start <= HORIZON) & (end >= YEAR_START[0])
    order = np.flatnonzero(keep)[np.lexsort((start[keep], child[keep]))]
    while True:
        child_, start_, end_ = child[order], start[order], end[order]
        overlap = np.concatenate([[False], (np.diff(child_) == 0) & (start_[1:] <= end_[:-1] + 1)])[: len(order)]
        if not overlap.any():
            break
        order = order[~overlap]
    y = np.clip(np.searchsorted(YEAR_START, start_, side="right") - 1, 0, len(YEARS) - 1)
    return Spells(child_, start_, end_, world.place()[child_, y])


def _with_siblings(world: World, rng: np.random.Generator, spells: Spells) -> Spells:
    """SPFH helps the whole family: the next child of the family gets a row of its own."""
    order = np.argsort(world.family, kind="stable")
    position = np.empty(len(order), np.int64)
    position[order] = np.arange(len(order))
    sibling = order[np.minimum(position[spells.child] + 1, len(order) - 1)]
    age = (spells.start - world.born[sibling]) / 365.25
    fits = (world.family[sibling] == world.family[spells.child]) & (sibling != spells.child) & (age > 0) & (age < 17.5)
    fits &= (
        (world.entry[sibling] < spells.start) & (world.leaves[sibling] > spells.start) & (rng.random(len(age)) < 0.8)
    )
    return bounded(
        world,
        "hze_31",
        *(
            np.concatenate([own, own[fits] if name else sibling[fits]])
            for name, own in enumerate((spells.child, spells.start, spells.end))
        ),
    )


def _allowance(world: World, rng: np.random.Generator) -> Spells:
    """Unterhaltsvorschuss: up to 11 years before 1 July 2017, up to 17 since."""
    reform = int(days(2017, 7))
    before = _allowance_begun(world, rng, UVG_STOCK[0], eligible=12, years=2.4)
    since = _allowance_begun(world, rng, UVG_STOCK[1], eligible=18, years=3.2)
    early, late = before.take(before.start < YEAR_START[9]), since.take(since.start >= YEAR_START[9])
    every = joined([early, late, _wave(world, rng, reform)])
    old_limit = days(world.birth_year[every.child] + 12, world.birth_month[every.child]) - 1
    ended = (every.start < reform) & (old_limit < reform)
    end = np.where(ended, np.minimum(every.end, old_limit), every.end)
    return by_month(bounded(world, "unterhaltsvorschuss", every.child, every.start, end), world)


def _allowance_begun(world: World, rng: np.random.Generator, stock: float, *, eligible: int, years: float) -> Spells:
    ages = world.ages()[world.home >= 0]
    share = stock * (ages < 18).sum() / (ages < eligible).sum()
    begun = np.where(AGE < eligible, share / years * LOST, 0)
    return _drawn(world, rng, "unterhaltsvorschuss", begun, years * 365.25, lost=LOST)


def _wave(world: World, rng: np.random.Generator, reform: int) -> Spells:
    """Those newly entitled by the reform of 1 July 2017: they begin within half a year."""
    y = 2017 - int(YEARS[0])
    age = 2017 - world.birth_year
    chance = np.where(
        (world.home[:, y] >= 0) & (world.home[:, y - 1] >= 0) & (age >= 6) & (age < 17), 0.052 * world.burden, 0
    )
    chance = chance * by_town("unterhaltsvorschuss", world.municipalities)[world.place()[:, y]]
    child = np.flatnonzero(rng.random(len(chance)) < chance)
    start = reform + rng.integers(0, 150, len(child))
    return Spells(child, start, start + rng.exponential(3.2 * 365, len(child)).astype(np.int64), world.home[child, y])


def by_month(spells: Spells, world: World) -> Spells:
    """From the first to the last day of a month, as a paying office keeps it; a use that then touches the next becomes one."""
    months = spells.start.astype("datetime64[D]").astype("datetime64[M]")
    start = np.maximum(
        months.astype("datetime64[D]").astype(np.int64),
        days(world.birth_year[spells.child], world.birth_month[spells.child]),
    )
    end = (spells.end.astype("datetime64[D]").astype("datetime64[M]") + 1).astype("datetime64[D]").astype(np.int64) - 1
    touches = np.concatenate([[False], (np.diff(spells.child) == 0) & (start[1:] <= end[:-1])])
    return Spells(spells.child, start, end, spells.town).take(~touches[: len(start)])


def _assistance(world: World, rng: np.random.Generator) -> Spells:
    years = 4.5
    begun = np.where(AGE < 17, ASSISTANCE_STOCK / years * LOST * 1.1, 0) * np.where(AGE < 3, 2.0, 0.9)
    return _drawn(world, rng, "beistandschaft", begun, years * 365.25, lost=LOST * 1.1)


def _midwives(world: World, rng: np.random.Generator) -> Spells:
    """Familienhebammen: in the first weeks after the birth, for about eight months."""
    chance = np.where((world.born_here == 1) & (world.birth_year >= YEARS[0]), MIDWIFE_SHARE * world.burden, 0)
    child = np.flatnonzero(rng.random(len(chance)) < chance)
    start = world.born[child] + rng.integers(1, 70, len(child))
    end = start + 30 + rng.exponential(210, len(child)).astype(np.int64)
    return bounded(
        world,
        "familienhebammen",
        child,
        start,
        np.minimum(end, days(world.birth_year[child] + 3, world.birth_month[child]) - 1),
    )


def in_single_years(world: World, rng: np.random.Generator, used: np.ndarray, since: int) -> Spells:
    """used[child, year] as uses within each year from `since` on: what a list tells of an offer that children come to."""
    child, y = np.nonzero(used & (YEARS >= since))
    begin = np.maximum(
        YEAR_START[y] + rng.integers(0, 200, len(child)), np.maximum(world.entry[child], world.born[child])
    )
    end = np.maximum(begin, np.minimum(YEAR_END[y] - rng.integers(0, 120, len(child)), world.leaves[child] - 1))
    return Spells(child, begin, end, world.home[child, y].astype(np.int64))
