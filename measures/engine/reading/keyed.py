"""How many distinct children used an offer group, as far as the children carry a key? Exact, per space.

child_year and child_day hold a child once per year or day and space, with one bit per offer: a child used a group of
offers if its mask shares a bit with the group's. No COUNT(DISTINCT); the table is first reduced to distinct masks.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.reading.occasion import Occasion
from measures.engine.reading.setting import AGES, SEXES, Setting, as_position, check_areas
from store.connect import Connection

CELLS = """
    SELECT space, {column} AS moment, area, age, sex, mask, count(*)::BIGINT AS children
    FROM {table} WHERE list_contains($1, {column}) AND age BETWEEN 0 AND $2 GROUP BY ALL"""


@dataclass(frozen=True)
class Keyed:
    """One row per space, moment, area, age, sex and mask; sex as position in SEXES, null for d and o."""

    setting: Setting
    moments: int
    rows: dict[str, pl.DataFrame]

    def used(self, space: str) -> np.ndarray:
        """children[moment, offer, age] of the whole district in this space, whatever their sex."""
        return np.stack([self.of_district(space, offer.mask) for offer in self.setting.offers], axis=1)

    def children(self, space: str, mask: int) -> np.ndarray:
        """children[moment, area, sex, age] with a bit of the mask; areas include all below them."""
        rows, areas = self.rows[space], tuple(self.rows[space]["area"].unique().sort())
        shape = (self.moments, len(areas), 3, AGES)
        where = rows.with_columns(as_position(rows["area"], areas)).select("moment", "area", "sex", "age")
        place = np.ravel_multi_index(tuple(where.to_numpy().T), shape)
        leaf = _sums(rows, place, int(np.prod(shape)), mask).reshape(shape)
        by_sex = np.stack([leaf.sum(axis=2), leaf[:, :, 1], leaf[:, :, 2]], axis=2)
        inside = [[float(shown in self.setting.chain(area)) for area in areas] for shown in self.setting.areas]
        return np.asarray(np.einsum("al,tlsx->tasx", np.array(inside), by_sex))

    def of_district(self, space: str, mask: int) -> np.ndarray:
        """children[moment, age] of the whole district with a bit of the mask."""
        rows = self.rows[space]
        place = rows["moment"].to_numpy() * AGES + rows["age"].to_numpy()
        return _sums(rows, place, self.moments * AGES, mask).reshape(self.moments, AGES)


def _sums(rows: pl.DataFrame, place: np.ndarray, size: int, mask: int) -> np.ndarray:
    hit = (rows["mask"].to_numpy() & np.uint64(mask)) != 0
    return np.bincount(place[hit], weights=rows["children"].to_numpy()[hit], minlength=size)


def read_keyed(con: Connection, setting: Setting, occasion: Occasion) -> Keyed:
    """Raises SettingProblem for an area outside the profile: its children would be in no sum."""
    cells = con.sql(CELLS.format(table=occasion.table, column=occasion.column), params=[occasion.keys, AGES - 1]).pl()
    if cells.is_empty():
        return Keyed(setting, len(occasion.moments), {})
    check_areas(setting, cells["area"])
    cells = cells.with_columns(
        as_position(cells["moment"], occasion.keys),
        pl.col("age").cast(pl.Int64),
        as_position(cells["sex"], SEXES).fill_null(0),
    )
    rows = {space: cells.filter(space=space) for space in cells["space"].unique().sort()}
    return Keyed(setting, len(occasion.moments), rows)
