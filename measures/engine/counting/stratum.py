"""Which sources tell of the children of one moment, area and age band, and how many has each? What a program is made of."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.counting.bounds import best_cut, blocks, lower, upper
from measures.engine.reading.counted import Counted
from measures.engine.reading.coverage import SHARED_SPACE
from measures.engine.reading.keyed import Keyed
from measures.engine.reading.population import Population
from measures.engine.reading.setting import Band, Group, Setting

LINKED = -1  # in place of an offer's position: any offer of the shared key
Part = tuple[tuple[int, ...], float, float]  # stated offers these children used, at least, at most
Source = tuple[Part, ...]  # disjoint parts


@dataclass(frozen=True)
class Stratum:
    """What was counted among the children of one moment, area and age band."""

    setting: Setting
    keyed: Keyed
    counted: Counted
    population: Population
    moment: int
    area_at: int
    band: Band

    @property
    def people(self) -> float:
        return float(self.population.count[self.moment, self.area_at, 0, self.band.first, self.band.last])

    def sources(self, group: Group, stated: set[int]) -> list[tuple[Source, int]]:
        """One per key and one per sum that tells of the group here, each with how many parts it could ever be cut into."""
        keys = [self._of_key(space, group, stated) for space in sorted(self.keyed.rows)]
        sums = [((((at,), *self._of_sum(at)),), 1) for at in group.offers if self._is_sum(at)]
        return [(source, parts) for source, parts in keys if source] + sums

    def spaces(self, offer: int) -> set[str]:
        """The keys that tell of the offer this year, and its own name if a sum does."""
        if offer == LINKED:
            return {SHARED_SPACE} if len(self._masks(SHARED_SPACE)) else set()
        mask = np.uint64(self.setting.offers[offer].mask)
        keys = {space for space in self.keyed.rows if (self._masks(space) & mask).any()}
        return keys | ({f"+{self.setting.offers[offer].name}"} if self._is_sum(offer) else set())

    def holds(self, group: Group, offer: int) -> bool:
        """Are all users of the offer users of the group?"""
        if offer == LINKED:
            return bool(((self._masks(SHARED_SPACE) & np.uint64(group.mask)) != 0).all())
        return offer in group.offers

    def _masks(self, space: str) -> np.ndarray:
        rows = self.keyed.rows.get(space)
        return np.zeros(0, np.uint64) if rows is None else rows["mask"].filter(rows["moment"] == self.moment).to_numpy()

    def _is_sum(self, offer: int) -> bool:
        return bool(self.counted.delivered[self.moment, offer])

    def _of_sum(self, offer: int) -> tuple[float, float]:
        first, last = np.array(blocks(self.setting.last_age)).T
        here = (self.moment, self.area_at)
        people = self.population.count[here][:, first, last]
        cut = {"first": self.band.first, "last": self.band.last, "last_age": self.setting.last_age}
        low = best_cut(lower([self.counted.low[offer][here]]), pick=np.maximum, **cut)[0]
        high = best_cut(upper([self.counted.high[offer][here]], people), pick=np.minimum, **cut)[0]
        return float(low), float(max(low, high))

    def _of_key(self, space: str, group: Group, stated: set[int]) -> tuple[Source, int]:
        rows, area = self.keyed.rows[space], self.setting.areas[self.area_at]
        inside = [leaf for leaf in rows["area"].unique() if area in self.setting.chain(leaf)]
        of_band = pl.col("age").is_between(self.band.first, self.band.last)
        here = rows.filter(of_band, pl.col("area").is_in(inside), moment=self.moment)
        masks, children = here["mask"].to_numpy(), here["children"].to_numpy()
        bits = {at: self.setting.offers[at].mask for at in sorted(stated - {LINKED})}
        linked = (LINKED,) if space == SHARED_SPACE else ()
        marks, of_group = masks & np.uint64(sum(bits.values())), masks & np.uint64(group.mask)
        used = of_group != 0
        parts = tuple(
            (linked + tuple(at for at, bit in bits.items() if int(mark) & bit), float(n), float(n))
            for mark in np.unique(marks[used])
            for n in [children[used & (marks == mark)].sum()]
        )
        return parts, len(np.unique(of_group[used]))
