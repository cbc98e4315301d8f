"""Which offers does each child use in which year? Everything the demo knows, before any of it is delivered."""

from dataclasses import dataclass

import numpy as np

from etl.demo import daycare, spells
from etl.demo.anchors import YEARS, Anchors
from etl.demo.daycare import DayCare
from etl.demo.rates import OPEN, Open, by_town, dip
from etl.demo.spells import Spells
from etl.demo.world import YEAR_END, YEAR_START, World, grow


@dataclass(frozen=True)
class Use:
    """spells and visited hold what is used by offer; resident[child, year] = in the district on 31 December, 20 or younger."""

    anchors: Anchors
    world: World
    spells: dict[str, Spells]
    visited: dict[str, np.ndarray]
    care: DayCare

    @property
    def resident(self) -> np.ndarray:
        return self.world.home >= 0

    @property
    def offers(self) -> list[str]:
        return sorted([*self.spells, *self.visited, "kita", "hort"])

    def used(self, offer: str) -> np.ndarray:
        """[child, year] at least one use in the year, wherever the child lives at its end."""
        if offer in ("kita", "hort"):
            return self.care.in_year(getattr(self.care, offer))
        if offer in self.visited:
            return self.visited[offer]
        return in_years(self.spells[offer], len(self.world.sex))


def in_years(spells: Spells, children: int) -> np.ndarray:
    """[child, year] running on at least one day of the year."""
    out = np.zeros((children, len(YEARS)), bool)
    for y in range(len(YEARS)):
        running = (spells.start <= YEAR_END[y]) & (spells.end >= YEAR_START[y])
        out[spells.child[running], y] = True
    return out


def live(anchors: Anchors, rng: np.random.Generator, scale: float) -> Use:
    """A whole district: children, then day care, help over a time, and open offers."""
    world = grow(anchors, rng)
    help = spells.all_spells(world, rng)
    care = daycare.day_care(world, rng, scale)
    help["kindertagespflege"] = daycare.care_spells(world, rng, care.care)
    return Use(anchors, world, help, {offer.offer: _visited(world, rng, offer) for offer in OPEN}, care)


def _visited(world: World, rng: np.random.Generator, offer: Open) -> np.ndarray:
    ages = world.ages()
    here = (world.home >= 0) & (ages >= 0)
    latent = world.openness if offer.by_openness else world.burden
    chance = (
        offer.share[np.clip(ages, 0, 20)]
        * latent[:, None]
        * dip(offer.covid)[None, :]
        * (YEARS >= offer.since)[None, :]
    )
    chance = chance * by_town(offer.offer, world.municipalities)[world.place()]
    if offer.towns:
        chance = chance * np.isin(np.array(world.municipalities), offer.towns)[world.place()]
    came: np.ndarray = here & (rng.random(chance.shape) < np.minimum(chance, 0.9))
    return came
