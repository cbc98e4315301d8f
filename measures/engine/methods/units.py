"""How many children has each source of a group, in every area and age band, as far as published figures tell?"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.measure import Surroundings
from store.tables import SHOWN

ALL = "all"
NOWHERE = ("by_place",)  # reasons for which a place has no figure although children of it may use the offer


@dataclass(frozen=True)
class Grid:
    """areas: the district first; bands: all ages first, then from young to old. people[area, band]; NaN: not known."""

    areas: list[str]
    bands: list[str]
    people: np.ndarray
    few: int  # a hidden number is hardly larger, in the district

    @classmethod
    def of(cls, group: pl.DataFrame, around: Surroundings) -> "Grid":
        """group: the figures of one year and group of offers."""
        bands = around.age_bands.filter(pl.col("age_band") != ALL).sort("age_from")["age_band"].to_list()
        told = set(group["age_band"])
        places = sorted(set(group["area"]) - {around.district})
        grid = cls(
            [around.district, *places], [ALL, *(band for band in bands if band in told)], np.empty(0), around.few
        )
        people = grid.laid_out(group, "denominator")
        return cls(grid.areas, grid.bands, people, around.few)

    def laid_out(self, rows: pl.DataFrame, column: str) -> np.ndarray:
        """[area, band] of a column; NaN where it is null or there is no row."""
        found = np.full((len(self.areas), len(self.bands)), np.nan)
        for area, band, value in rows.select("area", "age_band", column).drop_nulls().iter_rows():
            if area in self.areas and band in self.bands:
                found[self.areas.index(area), self.bands.index(band)] = value
        return found

    def children(self, rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """[area, band] at least and at most so many; rows: the figures of one unit.

        A number that is hidden lies in the district between nobody and what the others leave of all ages, in a place between nobody and
        twice what the district has there by its children. Where the home is not known, it may be as many as the district has.
        """
        counts = rows.with_columns(
            least=pl.coalesce("numerator", pl.col("bound_low") * pl.col("denominator")),
            most=pl.coalesce("numerator", pl.col("bound_high") * pl.col("denominator"), "denominator"),
            shown=pl.col("state").is_in(SHOWN),
            nobody=(pl.col("state") == "not_applicable") & ~pl.col("reason").is_in(NOWHERE),
            somewhere=pl.col("reason").is_in(NOWHERE),
        )
        told = counts.filter("shown")
        least, most = (self.laid_out(told, edge) for edge in ("least", "most"))
        nobody = np.nan_to_num(self.laid_out(counts.filter("nobody"), "nobody")) > 0
        somewhere = np.nan_to_num(self.laid_out(counts.filter("somewhere"), "somewhere")) > 0
        least, most = (np.where(np.isnan(edge) & nobody, 0, edge) for edge in (least, most))
        least[0], most[0] = self._of_district(least[0], most[0])
        share = self.people / self.people[0]
        hidden = np.where(somewhere, most[0], 2 * share * most[0] + self.few)
        most = np.where(np.isnan(most), np.fmin(hidden, most[0]), most)
        return np.nan_to_num(least), np.fmin(most, self.people)

    def _of_district(self, least: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The district's own numbers without a hidden one: together they are no more than those of all ages."""
        whole = self.few if np.isnan(most[0]) else most[0]
        left = max(0.0, whole - np.nansum(least[1:]))
        hidden = np.isnan(most)
        hidden[0] = False
        most = np.where(hidden, left / max(1, hidden[1:].sum()), most)
        most[0] = whole
        return np.nan_to_num(least), most
