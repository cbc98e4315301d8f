"""What is true? Counted from the persons of a world alone: plain numpy over children and years, nothing of the engine.

A child counts where it lives on 31 December, once, with the age it has then; whatever any source knows of it.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl

from tests.simulator.people import People, people_of
from tests.simulator.uses import by_year, completed_years, factors_of, home_on, uses_of
from tests.simulator.world import BANDS, COUNTING, DISTRICT, MEMBERS, OFFERS, PLACES, PLAIN, World

AGES = 18
CHILDHOOD = {"offer_group": pl.String, "age": pl.Int64, "share": pl.Float64}
POOL = 12_000  # children under 18 of the world in which the share of a childhood is counted


def used_in(people: People, uses: pl.DataFrame) -> dict[str, np.ndarray]:
    """Offer → [child, year of `people.years`]: did the child use it on any day of the year?"""
    used = {offer: np.zeros(people.place.shape, bool) for offer in OFFERS}
    rows = by_year(uses, int(people.years[0]), int(people.years[-1]))
    for (offer,), of_offer in rows.partition_by("offer", as_dict=True).items():
        used[offer][of_offer["child"].to_numpy(), of_offer["year"].to_numpy() - people.years[0]] = True
    return used


def of_group(used: dict[str, np.ndarray], group: str) -> np.ndarray:
    return np.any([used[offer] for offer in MEMBERS[group]], axis=0)


def reach(world: World, people: People, used: dict[str, np.ndarray]) -> pl.DataFrame:
    """year, area, age_band, offer_group, users, people; also each source as a group `source:NAME`; with the years ahead."""
    groups, record = {group: of_group(used, group) for group in MEMBERS}, _record(world, people, world.ahead)
    for source in COUNTING:
        mine = [used[name] for name, offer in OFFERS.items() if offer.source == source]
        groups[f"source:{source}"] = np.any(mine, axis=0)
    everyone = _counts(people, record, np.ones(people.place.shape, bool))
    return pl.concat(
        _in_bands(people, record, group, _counts(people, record, who), everyone) for group, who in groups.items()
    )


def entries(world: World, people: People, used: dict[str, np.ndarray]) -> pl.DataFrame:
    """The same of those who use a group in a year and did not in the year before; from the second year of the record on."""
    record = _record(world, people)
    later = slice(record.start + 1, record.stop)
    everyone = _counts(people, later, np.ones(people.place.shape, bool))
    parts = []
    for group in MEMBERS:
        who = of_group(used, group)
        new = who & ~np.hstack([who[:, :1], who[:, :-1]])
        parts.append(_in_bands(people, later, group, _counts(people, later, new), everyone))
    return pl.concat(parts)


def _record(world: World, people: People, ahead: int = 0) -> slice:
    start = world.years[0] - int(people.years[0])
    return slice(start, start + len(world.years) + ahead)


def _ats(world: World, people: People) -> range:
    record = _record(world, people)
    return range(record.start, record.stop)


def _counts(people: People, record: slice, who: np.ndarray) -> np.ndarray:
    """Children who live there on 31 December, [year, area (the district first), age]."""
    child, at = np.nonzero((people.here() & who)[:, record])
    place, age = people.place[:, record][child, at], people.ages[:, record][child, at]
    shape = (record.stop - record.start, len(PLACES), AGES)
    cells = np.bincount(np.ravel_multi_index((at, place, age), shape), minlength=int(np.prod(shape))).reshape(shape)
    return np.concatenate([cells.sum(axis=1, keepdims=True), cells], axis=1)


def _in_bands(people: People, record: slice, group: str, users: np.ndarray, everyone: np.ndarray) -> pl.DataFrame:
    years, areas = people.years[record], [DISTRICT, *PLACES]
    bands = [
        {
            "year": np.repeat(years, len(areas)),
            "area": areas * len(years),
            "age_band": [band] * (len(areas) * len(years)),
            **{name: n[..., a : b + 1].sum(axis=2).ravel() for name, n in (("users", users), ("people", everyone))},
        }
        for band, (a, b) in BANDS.items()
    ]
    return pl.concat(pl.DataFrame(rows) for rows in bands).with_columns(offer_group=pl.lit(group))


def on_day(world: World, people: People, uses: pl.DataFrame, month: int, day: int) -> pl.DataFrame:
    """year, area, age_band, offer_group, users: children who live there, and are of these ages, on the day on which their use lasts."""
    rows = []
    for year in world.years:
        date = np.datetime64(f"{year}-{month:02}-{day:02}", "D")
        running = uses.filter((pl.col("start") <= date) & (pl.col("end") >= date))
        for group, members in MEMBERS.items():
            child = running.filter(pl.col("offer").is_in(members))["child"].unique().to_numpy()
            days = np.full(len(child), date)
            age, home = completed_years(people.born[child], days), home_on(people, child, days)
            for band, (first, last) in BANDS.items():
                of_age = home[(first <= age) & (age <= last)]
                places = np.bincount(of_age, minlength=len(PLACES) + 1)[: len(PLACES)]
                users = zip([DISTRICT, *PLACES], [places.sum(), *places])
                rows += [(year, area, band, group, int(n)) for area, n in users]
    return pl.DataFrame(rows, schema=["year", "area", "age_band", "offer_group", "users"], orient="row")


def overlaps(world: World, people: People, used: dict[str, np.ndarray]) -> pl.DataFrame:
    """year, offer_group, partner, users: children of the district who used both, of every two groups."""
    here = people.here()
    groups = {group: of_group(used, group) & here for group in MEMBERS}
    rows = [
        (int(people.years[at]), a, b, int((groups[a][:, at] & groups[b][:, at]).sum()))
        for a, b in combinations(groups, 2)
        for at in _ats(world, people)
    ]
    return pl.DataFrame(rows, schema=["year", "offer_group", "partner", "users"], orient="row")


def first_contacts(world: World, people: People, used: dict[str, np.ndarray]) -> pl.DataFrame:
    """year, offer_group, source (null: the shared key), age, users: children of the district who use what this key knows of a
    group, and did not in any earlier year of the record."""
    here, ages, record = people.here(), people.ages, list(_ats(world, people))
    spaces = {None: [o for o, way in world.ways.items() if way == "verknuepft"]}
    spaces |= {OFFERS[o].source: [o] for o, way in world.ways.items() if way == "eigener_schluessel"}
    rows = []
    for space, told in spaces.items():
        for group, members in MEMBERS.items():
            inside = [used[offer] for offer in members if offer in told]
            if inside:
                who = np.any(inside, axis=0)
                for at in record:
                    new = who[:, at] & ~who[:, record[0] : at].any(axis=1) & here[:, at]
                    count = np.bincount(ages[new, at], minlength=AGES)
                    rows += [(int(people.years[at]), group, space, age, int(n)) for age, n in enumerate(count)]
    schema = {"year": pl.Int64, "offer_group": pl.String, "source": pl.String, "age": pl.Int64, "users": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def cohorts(world: World, people: People, used: dict[str, np.ndarray]) -> pl.DataFrame:
    """year, cohort, offer_group, share, share_born: of those who live here at the end of the year, and of those among them who
    always did, how many have used the group while they lived here."""
    here, record, rows = people.here(), list(_ats(world, people)), []
    for group in MEMBERS:
        ever = np.logical_or.accumulate(of_group(used, group)[:, record], axis=1)
        for at, cohort in enumerate(world.years):
            mine = people.birth_year == cohort
            always = np.logical_and.accumulate(here[:, record[at] :], axis=1)
            for later in range(at, len(world.years)):
                all_of, born = mine & here[:, record[later]], mine & always[:, later - at]
                shares = [float(ever[who, later].mean()) if who.any() else None for who in (all_of, born)]
                rows.append((world.years[later], cohort, group, *shares))
    return pl.DataFrame(rows, schema=["year", "cohort", "offer_group", "share", "share_born"], orient="row")


def childhood(world: World, seed: int = 0) -> pl.DataFrame:
    """offer_group, age, share: of children who grow up here from birth on, who has used the group by the end of this age? Of a
    large world like this one in which nobody moves and no year is good or bad. Without rows where use grows: no childhood is as lately."""
    if world.growth:
        return pl.DataFrame(schema=CHILDHOOD)
    still = replace(world, children=POOL, move_away=0.0, move_within=0.0, shock=0.0, spread=0.0, before=18, years=PLAIN.years, ahead=0)  # fmt: skip
    rng = np.random.default_rng([seed, 18])
    people = people_of(still, rng)
    used = used_in(people, uses_of(still, people, factors_of(still, rng), rng))
    grown = np.flatnonzero((people.birth_year >= people.years[0]) & (people.ages[:, -1] >= AGES - 1))
    ages = people.ages[grown]
    rows = []
    for group in MEMBERS:
        who = of_group(used, group)[grown]
        rows += [(group, age, float((who & (ages <= age)).any(axis=1).mean())) for age in range(AGES)]
    return pl.DataFrame(rows, schema=CHILDHOOD, orient="row")
