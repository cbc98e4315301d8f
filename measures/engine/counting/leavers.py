"""How many of the children counted in a year are children of the district at its end? The lower ends, where nobody says it.

Reach is of the children who live here on 31 December. Of a source that states no `wegzug`, everyone it counted lives here at
most; at least as many as remain when those are taken off who may have left in the year (engine/reading/leaving.py), and those
who may have outgrown the default range (engine/reading/counted.py). When a child was last there does not help: who moves away
ends the use by it, and so those whose use ended are the ones who left.

The share is one public number of the ages: what is shown as one number is rounded first and lowered then (engine/figures.py).
"""

from dataclasses import dataclass

import numpy as np

from measures.engine.counting.bounds import best_cut, blocks, lower
from measures.engine.reading.coverage import Coverage
from measures.engine.reading.keyed import Keyed
from measures.engine.reading.leaving import Leaving, gone, of_ages, rounded_up, still_here
from measures.engine.reading.setting import SEXES, Group, Setting


@dataclass(frozen=True)
class Leave:
    """share[block]: of the children of these ages who leave in a year. A source is an array [moment, area, sex, block], who may
    be gone of it a share [moment, block]."""

    setting: Setting
    coverage: Coverage
    share: np.ndarray

    @classmethod
    def read(cls, setting: Setting, coverage: Coverage, leaving: Leaving) -> "Leave":
        share = [of_ages(leaving, first, last) for first, last in blocks(setting.last_age)]
        return cls(setting, coverage, np.array(share))

    def of_key(self, space: str, group: Group) -> np.ndarray:
        """Which share of the children whom this key tells of the group may be gone?"""
        told = self.coverage.spaces.get(space, np.zeros_like(self.coverage.leavers))
        inside = (self.coverage.leavers & told)[:, list(group.offers)].any(axis=1)
        return np.asarray(inside[:, None] * self.share)

    def of_sum(self, offer: int, outgrown: np.ndarray) -> np.ndarray:
        """The same of a sum; outgrown[moment]: of its children, the oldest of the default range."""
        oldest = np.array([last == self.setting.bands[0].last for _, last in blocks(self.setting.last_age)])
        return np.asarray(self.coverage.leavers[:, offer, None] * self.share + rounded_up(outgrown)[:, None] * oldest)

    def told_by_key(self, keyed: Keyed, space: str, group: Group) -> np.ndarray:
        """A source of its own: those who used an offer of the group of which is told who left, where it is not told of all."""
        first, last = np.array(blocks(self.setting.last_age)).T
        found = np.zeros((keyed.moments, len(self.setting.areas), len(SEXES), len(first)))
        for moment in np.flatnonzero(self.of_key(space, group).any(axis=1)):
            mask = sum(self.setting.offers[at].mask for at in group.offers if not self.coverage.leavers[moment, at])
            if mask:
                ages = np.pad(keyed.children(space, mask)[moment].cumsum(axis=-1), [(0, 0)] * 2 + [(1, 0)])
                found[moment] = ages[..., last + 1] - ages[..., first]
        return found

    def of_bands(self, shares: list[np.ndarray]) -> np.ndarray:
        """[band, moment] the largest share."""
        place = {block: at for at, block in enumerate(blocks(self.setting.last_age))}
        most = np.maximum.reduce(shares)
        return np.stack([most[:, place[band.first, band.last]] for band in self.setting.bands])

    def staying(self, sources: list[np.ndarray], shares: list[np.ndarray]) -> np.ndarray:
        """[band, moment, area, sex] at least so many of the children of all sources are still here."""
        return self._in_bands([still_here(n, share[:, None, None]) for n, share in zip(sources, shares, strict=True)])

    def certain(self, sources: list[np.ndarray], shares: list[np.ndarray]) -> np.ndarray:
        """The same by those sources alone of which nobody is gone."""
        whole = [np.asarray(~share.any(axis=1))[:, None, None, None] for share in shares]
        return self._in_bands([n * here for n, here in zip(sources, whole, strict=True)])

    def _in_bands(self, here: list[np.ndarray]) -> np.ndarray:
        bound, last = lower(here), self.setting.last_age
        return np.stack(
            [best_cut(bound, band.first, band.last, last_age=last, pick=np.maximum) for band in self.setting.bands]
        )


def of_union(least: np.ndarray, counted: np.ndarray, share: np.ndarray) -> np.ndarray:
    """At least so many are still here of a union of at least so many, whose sources counted so many, some of them twice."""
    known = np.isfinite(counted)
    left = gone(np.where(known, counted, 0) * share)
    return np.where(known, np.floor(np.maximum(least - left, 0) + 1e-9), 0)
