"""A world as it was lived, from its seed."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from tests.simulator.people import People, people_of
from tests.simulator.uses import factors_of, uses_of
from tests.simulator.world import World


@dataclass(frozen=True)
class Drawn:
    """factors: how places differ (uses.py, factors_of); uses: every use of every child (uses.py); heard[child, year]: does any source hear when the child leaves in this year?"""

    world: World
    people: People
    factors: dict[str, np.ndarray]
    uses: pl.DataFrame
    heard: np.ndarray
    rounding_key: bytes
    rng: np.random.Generator

    @cached_property
    def last_day(self) -> np.datetime64:
        return np.datetime64(f"{self.world.years[-1]}-12-31", "D")


def draw(world: World, seed: int) -> Drawn:
    """The same seed gives the same world."""
    rng = np.random.default_rng(seed)
    people = people_of(world, rng)
    factors = factors_of(world, rng)
    uses = uses_of(world, people, factors, rng)
    heard = rng.random(people.place.shape) < world.noticed
    return Drawn(world, people, factors, uses, heard, f"simulated world {seed}".encode(), rng)
