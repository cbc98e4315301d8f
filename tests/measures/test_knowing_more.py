"""Whoever knows more never gets a wider range: worlds with a truth, some of what could be known, and one statement more.

Offers come as lists with a key or as sums; a sum may get a list besides, a list a stock of 1 March, and any two offers,
or an offer and everything linked, a count by hand of the children in both. Some children may have moved away by the end of the
year: they are among those counted, unless it is told of an offer who left.
"""

from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
import pytest

from measures.engine.counting import linear
from measures.engine.counting.linear import union_bounds
from tests.measures.office import analysis, figures
from tests.measures.test_ranges import OFFERS

NAMES, TOWNS = ("help", "visit", "kita", "late"), ("A", "B", "C")
INSIDE = {"D": set(TOWNS), "R": {"A", "B"}} | {town: {town} for town in TOWNS}
BANDS = {"all": (0, 17), "u3": (0, 2), "3-5": (3, 5), "6-17": (6, 17)}
GROUPS = {"alle": NAMES, "own": ("help", "visit")} | {name: (name,) for name in NAMES[:3]}
LINKED = "verknuepft"
LEAVE = 0.05  # a child moves away in the year, and so it is stated


@dataclass
class World:
    """ages, homes, uses[offer, child]; at_place: the offer whose sums say where it is, not where the child lives; around: drawn
    (below, above) of each count by hand; gone[child]: moved away by the end of the year."""

    ages: np.ndarray
    homes: np.ndarray
    uses: np.ndarray
    at_place: int
    march: np.ndarray
    gone: np.ndarray
    around: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)


def drawn(seed: int, leave: float = 0.0) -> World:
    random = np.random.default_rng(seed)
    people = int(random.integers(60, 160))
    ages, homes = random.integers(0, 18, people), random.choice(TOWNS, people)
    family = random.random(people)  # some families use everything, some nothing
    uses = family < random.uniform(0.05, 0.7, (4, 1)) if random.random() < 0.3 else random.random((4, people)) < 0.3
    uses = uses & (random.random((4, people)) < 0.9)
    uses[2] &= ages < 7
    march = uses & (random.random((4, people)) < 0.8)
    place = int(random.integers(1, 4))
    world = World(ages, homes, uses, place, march, np.random.default_rng([seed, 1]).random(people) < leave)
    for pair in combinations((LINKED, *NAMES), 2):
        world.around[pair] = tuple(random.integers(0, 4, 2))
    return world


def possible(world: World, seed: int) -> list[tuple[str, str]]:
    """Everything that can be known: (kind, what of). A new list makes "everything linked" something else: in a world that
    gets lists nobody counts that by hand."""
    kinds = ("list", "march") if seed % 2 else ("march",)
    pairs = [pair for pair in world.around if not (seed % 2 and LINKED in pair)]
    told = [("leavers", name) for name in NAMES] if world.gone.any() else []
    return [(kind, name) for kind in kinds for name in NAMES[1:]] + pairs + told


def tables(world: World, known: set[tuple[str, str]]) -> dict:
    """What is delivered: help as a list, the others as sums or lists, and what is known besides."""
    listed = ["help", *(name for kind, name in known if kind == "list")]
    sums = [name for name in NAMES if name not in listed]
    told = {name for kind, name in known if kind == "leavers"}
    counted = {name: ~world.gone if name in told else np.ones(len(world.gone), bool) for name in NAMES}
    rows = [row for name in sums for row in _sums(world, name, counted[name])]
    rows += [row for kind, name in known if kind == "march" for row in _march(world, name)]
    coverage = [("linked", name, LINKED) for name in listed] + [("sums", name, "zaehlwerte") for name in sums]
    coverage += [("march", name, "zaehlwerte") for kind, name in known if kind == "march"]
    return {
        "offer": OFFERS,
        "child_year": _children(world, {NAMES.index(name): counted[name] for name in listed}),
        "counted_year": rows,
        "coverage": [
            {"source": source, "offer": name, "year": 2024, "complete": True, "until": "2024-12-31", "counting": way}
            | {"leavers": bool(world.gone.any()) and (name not in told or source == "march")}
            for source, name, way in coverage
        ],
        "moving_out": [{"share": LEAVE, "source": "office"}],
        "population": _people(world),
        "stated_overlap": [_both(world, pair, listed) for pair in sorted(known) if pair in world.around],
    }


def _children(world: World, listed: dict[int, np.ndarray]) -> list[dict]:
    told = ((world.uses[at] & counted).astype(int) << at for at, counted in listed.items())
    masks = sum(told, start=np.zeros(len(world.ages), dtype=int))
    same = {"space": LINKED, "year": 2024, "sex": "w"}
    people = zip(world.homes, world.ages, masks, strict=True)
    return [same | {"area": home, "age": int(age), "mask": int(mask)} for home, age, mask in people if mask]


def _sums(world: World, name: str, counted: np.ndarray) -> list[dict]:
    at = NAMES.index(name)
    place, found = at == world.at_place, []
    for town in TOWNS:
        for first, last in [(0, 17)] if place else list(BANDS.values())[1:]:
            inside = (world.homes == town) & (world.ages >= first) & (world.ages <= last) & counted
            found.append(_row(name, town, first, last, int((world.uses[at] & inside).sum())) | {"by_place": place})
    return [row for row in found if row["low"]]  # delivered in full: no row, nobody


def _march(world: World, name: str) -> list[dict]:
    """A stock at the place of the service; on that day some children were a year younger."""
    count = int(world.march[NAMES.index(name)].sum())
    return [_row(name, "A", 0, 17, count) | {"date": "2024-03-01", "by_place": True}] if count else []


def _row(name: str, area: str, first: int, last: int, count: int) -> dict:
    ages = {"age_from": first, "age_to": last, "sex": "all", "low": count, "high": count}
    return {"year": 2024, "offer": name, "area": area} | ages


def _people(world: World) -> list[dict]:
    same = {"date": "2024-12-31", "sex": "all"}
    return [
        same
        | {"area": town, "age_from": first, "age_to": last}
        | {"count": int(((world.homes == town) & (world.ages >= first) & (world.ages <= last) & ~world.gone).sum())}
        for town in TOWNS
        for first, last in list(BANDS.values())[1:]
    ]


def _both(world: World, pair: tuple[str, str], listed: list[str]) -> dict:
    """Around the true number of children in both; of everything linked as it is linked in this delivery."""
    used = [world.uses[[NAMES.index(n) for n in (listed if name == LINKED else [name])]].any(axis=0) for name in pair]
    both, (below, above) = int((used[0] & used[1] & ~world.gone).sum()), world.around[pair]
    names = dict(zip(("offer_a", "offer_b"), sorted(pair), strict=True))
    return {"year": 2024, "area": "D", "low": max(0, both - below), "high": both + above} | names


def edges(world: World, known: set[tuple[str, str]]) -> dict[tuple, tuple[float, float]]:
    """Area, band, group → children at least, at most (inf: no limit told), as the exact figures say it."""
    found = {}
    for row in figures(analysis(**tables(world, known))).filter(sex="all").iter_rows(named=True):
        if row["state"] == "ok" and row["denominator"]:
            people = row["denominator"]
            least, most = (
                None if row[f"bound_{end}"] is None else row[f"bound_{end}"] * people for end in ("low", "high")
            )
            value = row["numerator"]
            cell = row["area"], row["age_band"], row["offer_group"]
            found[cell] = (least, np.inf if most is None else most) if value is None else (value, value)
    return found


def truth(world: World, cell: tuple[str, str, str]) -> int:
    area, band, group = cell
    first, last = BANDS[band]
    inside = np.isin(world.homes, list(INSIDE[area])) & (world.ages >= first) & (world.ages <= last) & ~world.gone
    return int((world.uses[[NAMES.index(name) for name in GROUPS[group]]].any(axis=0) & inside).sum())


def widened(before: dict, after: dict, *, recounted: bool) -> list[tuple]:
    """recounted: those who left are no longer counted, and both ends may be lower by them."""
    return [
        (cell, before[cell], told)
        for cell, told in after.items()
        if cell in before
        and told[1] > before[cell][1] + 1e-6
        or cell in before
        and told[0] < before[cell][0] - recounted * (before[cell][1] - told[1]) - 1e-6
    ]


@pytest.mark.parametrize(("combinations_in_a_program", "leave"), [(2**15, 0.0), (12, 0.0), (2**15, LEAVE)])
def test_one_statement_more_never_widens_a_range_and_never_loses_the_truth(
    monkeypatch, combinations_in_a_program, leave
):
    """In a program for all sources, and in chunks of a few sources with pairs across them; and where children move away."""
    monkeypatch.setattr(linear, "MOST_COMBINATIONS", combinations_in_a_program)
    union_bounds.cache_clear()
    narrowed = 0
    for seed in range(8):
        world, random = drawn(seed, leave), np.random.default_rng(seed)
        order = random.permutation(len(possible(world, seed)))
        known = {possible(world, seed)[at] for at in order[: random.integers(0, 8)]}
        before = edges(world, known)
        for at in order[8:10]:
            known = known | {possible(world, seed)[at]}
            after = edges(world, known)
            more = possible(world, seed)[at]
            assert not widened(before, after, recounted=more[0] == "leavers"), (seed, more)
            outside = {
                cell: told for cell, told in after.items() if not told[0] - 1e-6 <= truth(world, cell) <= told[1] + 1e-6
            }
            assert not outside, (seed, known)
            narrowed += sum(told != after[cell] for cell, told in before.items() if cell in after)
            before = after
    assert narrowed > 50
    union_bounds.cache_clear()
