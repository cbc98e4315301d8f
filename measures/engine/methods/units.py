"""How many children has each source of a group, in every area and age band, as far as published figures tell?

And together with what families of samples said: how many children used the group at all.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from measures.engine.measure import Surroundings
from measures.engine.methods.further_use import (
    Allowance,
    Children,
    Numbers,
    Sample,
    alone,
    counted,
    shares,
    spread_of_places,
)
from measures.engine.reading.coverage import SHARED_SPACE, WITH_KEY
from store.table import Row
from store.tables import SHOWN

ALL = "all"
NOWHERE = "by_place"  # the reason for which a place has no figure although children of it may use the offer
LEAST_SPREAD = 0.05  # between places, of the share that uses something else too
HIDDEN_SPREAD = 0.3  # between places, at least, of a hidden number about what the district has by its children
OF_FAMILIES = 1.5  # so many times as much as that of single children does such a number scatter


@dataclass(frozen=True)
class Grid:
    """areas: the district first; bands: all ages first, then from young to old. people[area, band]; NaN: not known. few: a hidden number is
    hardly larger, in the district; apart: so far outwards are the ends of ranges published; variance: of rounding."""

    areas: list[str]
    bands: list[str]
    people: np.ndarray
    few: int
    apart: int
    variance: float

    @classmethod
    def of(cls, group: pl.DataFrame, around: Surroundings) -> "Grid":
        """group: the figures of one year and group of offers."""
        told, places = set(group["age_band"]), sorted(set(group["area"]) - {around.district})
        bands = [band for band in around.age_bands.sort("age_from")["age_band"] if band in told and band != ALL]
        by_rounding = (around.few, around.most_apart, around.variance)
        grid = cls([around.district, *places], [ALL, *bands], np.empty(0), *by_rounding)
        return replace(grid, people=grid.laid_out(group, "denominator"))

    def children(self, rows: pl.DataFrame) -> Numbers:
        """rows: the figures of one unit.

        A hidden number lies in the district between nobody and what the others leave of all ages. In a place, a hidden one, or one
        not told by the children's homes, is what the district has by its children, give or take what the shown places differ by.
        """
        least, most = (pl.col(bound) * pl.col("denominator") for bound in ("bound_low", "bound_high"))
        inwards = (
            least + self.apart * (pl.col("bound_low") > 0),
            pl.coalesce("counted", most - self.apart, "denominator"),
        )
        counts = rows.with_columns(
            least=pl.coalesce("numerator", pl.min_horizontal(*inwards)),
            most=pl.coalesce("numerator", pl.max_horizontal(*inwards)),
            nobody=pl.lit(0),
        )
        told, untold = counts.filter(pl.col("state").is_in(SHOWN)), counts.filter(state="not_applicable")
        nobody = ~np.isnan(self.laid_out(untold.filter(pl.col("reason").ne_missing(NOWHERE)), "nobody"))
        least_of, most_of = (np.where(nobody, 0, self.laid_out(told, edge)) for edge in ("least", "most"))
        least_of[0], most_of[0] = self._of_district(least_of[0], most_of[0])
        hidden, likely = np.isnan(most_of), self.people / self.people[0] * (least_of[0] + most_of[0]) / 2
        scatter = OF_FAMILIES * likely + (self._spread(likely, (least_of + most_of) / 2) * likely) ** 2
        low, high = (np.where(hidden, likely, edge) for edge in (least_of, most_of))
        return Numbers(low, np.fmin(high, self.people), np.where(hidden, scatter, np.where(nobody, 0, self.variance)))

    @staticmethod
    def _spread(likely: np.ndarray, told: np.ndarray) -> float:
        """How far lie the places that are shown from what they would have by their children? As a share of that; an offer may be in some
        places only."""
        away = (told - likely)[1:, 0]
        known = ~np.isnan(away) & (likely[1:, 0] > 0)
        usual = (likely[1:, 0][known] ** 2).sum()
        return max(HIDDEN_SPREAD, float((away[known] ** 2).sum() / usual) ** 0.5) if usual else HIDDEN_SPREAD

    def laid_out(self, rows: pl.DataFrame, column: str) -> np.ndarray:
        """[area, band] of a column; NaN where it is null or there is no row."""
        found = np.full((len(self.areas), len(self.bands)), np.nan)
        for area, band, value in rows.select("area", "age_band", column).drop_nulls().iter_rows():
            if area in self.areas and band in self.bands:
                found[self.areas.index(area), self.bands.index(band)] = value
        return found

    def _of_district(self, least: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The district's own numbers without a hidden one: together they are no more than those of all ages."""
        whole = self.few if np.isnan(most[0]) else most[0]
        hidden = np.isnan(most)
        hidden[0] = False
        left = max(0.0, whole - np.nansum(least[1:]))
        most = np.where(hidden, left / max(1, hidden.sum()), most)
        most[0] = whole
        return np.nan_to_num(least), most


@dataclass(frozen=True)
class Unit:
    """What tells of its children without saying which of another unit's they are. counting, never_linked, by_hand: as in the table
    further_use_unit; told: the district's number of all ages is shown; ranged: as a range, and not only because some may have left;
    by_place: it does not say where its children live; sample: what its families said, None: they were not asked."""

    name: str
    counting: str
    children: Numbers
    told: bool
    ranged: bool = False
    by_place: bool = False
    never_linked: bool = False
    by_hand: int | None = None
    sample: Sample | None = None

    @property
    def keyed(self) -> bool:
        return self.counting in WITH_KEY

    @property
    def likeliest(self) -> np.ndarray:
        return np.asarray((self.children.least + self.children.most) / 2)


@dataclass(frozen=True)
class Model:
    """All units of one group and year, in their order; the first one is counted whole. proved: the figures of the group."""

    grid: Grid
    units: tuple[Unit, ...]
    proved: pl.DataFrame

    def asked(self, within: Allowance) -> Children:
        """[area, band] how many used the group, by what was counted and what families said."""
        first, *others = self.units
        found, spoken = counted(first.children), np.zeros(self.grid.people.shape)
        in_places = np.ones(self.grid.people.shape)
        in_places[0] = 0
        for unit in others:
            of = shares(unit.sample, within, len(self.grid.bands) - 1).with_all_ages(unit.likeliest[0, 1:])
            of = of.no_more_than(1 - (unit.by_hand or 0) / max(unit.children.most[0, 0], 1))
            speaks = unit.sample is not None and unit.sample.speaks
            scatter = in_places * (unit.sample.scatter if unit.sample else 0)
            found = found + alone(unit.children, of, scatter=scatter)
            spoken += in_places * unit.likeliest * speaks
        return found.and_more((self._spread() * spoken) ** 2)

    def _spread(self) -> float:
        """How far do places lie apart in the share that uses the first unit?"""
        share, people = (self.units[0].children.least / self.grid.people)[1:, 0], self.grid.people[1:, 0]
        known = ~np.isnan(share) & (people > 0)
        if not known.any():
            return LEAST_SPREAD
        return max(LEAST_SPREAD, spread_of_places(share[known], people[known], self.grid.variance))


def model_of(units: pl.DataFrame, reach: pl.DataFrame, keyed: pl.DataFrame, around: Surroundings) -> Model:
    """units: rows of further_use_unit of one year and group, the first one in front; reach: annual reach of the year, both sexes
    together; keyed: keyed_reach of the year and group."""
    about = units.row(0, named=True)
    proved = reach.filter(offer_group=about["offer_group"])
    grid = Grid.of(proved, around)
    answers = around.asked.answers.filter(year=about["year"], offer_group=about["offer_group"])
    told = (_unit(row, reach, keyed, answers, grid) for row in units.iter_rows(named=True))
    return Model(grid, tuple(told), proved)


def _unit(row: Row, reach: pl.DataFrame, of_keys: pl.DataFrame, answers: pl.DataFrame, grid: Grid) -> Unit:
    """Its figures are what its key tells of the group, or its offer's own reach."""
    source = None if row["unit"] == SHARED_SPACE else row["unit"]
    keyed = row["counting"] in WITH_KEY
    figures = of_keys.filter(pl.col("source").eq_missing(source)) if keyed else reach.filter(offer_group=row["unit"])
    shown = figures.filter(pl.col("state").is_in(SHOWN), area=grid.areas[0], age_band=ALL)
    ranged = shown.filter(pl.col("numerator").is_null() & pl.col("counted").is_null()).height > 0
    by_place = figures.filter(pl.col("reason").eq_missing(NOWHERE)).height > 0
    told_by = answers.filter(unit=row["unit"])
    children = _by_sample(grid.children(figures), told_by, grid)
    about = {name: row[name] for name in ("counting", "never_linked", "by_hand")}
    sample = _sample(told_by, grid)
    return Unit(
        row["unit"], children=children, told=shown.height > 0, ranged=ranged, by_place=by_place, sample=sample, **about
    )


def _by_sample(numbers: Numbers, answers: pl.DataFrame, grid: Grid) -> Numbers:
    """The children of an offer, in the district no fewer and no more than its sample tells (further_use, children_low). Of an age of which
    none of m was seen there are hardly more than 3 of m (rule of three)."""
    telling = answers.drop_nulls(["children_low", "children_high"])
    if telling.is_empty() or len(telling) < len(answers):
        return numbers
    told = {band: ends for band, *ends in telling.select("age_band", "children_low", "children_high").iter_rows()}
    unseen = [0.0, 3 / max(float(answers["answers"].sum()), 3) * sum(high for _, high in told.values())]
    ends = np.array([told.get(band, unseen) for band in grid.bands[1:]]).T
    middle, half = ends.mean(axis=0), np.diff(ends, axis=0)[0] / 2
    together = middle.sum() + np.array([[-1.0], [1.0]]) * (half**2).sum() ** 0.5
    least, most = numbers.least.copy(), numbers.most.copy()
    least[0], most[0] = np.clip(np.column_stack([together, ends]), least[0], most[0])
    return replace(numbers, least=least, most=most)


def _sample(answers: pl.DataFrame, grid: Grid) -> Sample | None:
    """answers: of one unit, a row per age band."""
    if answers.is_empty():
        return None
    of = {band: (told, earlier) for band, told, earlier in answers.select("age_band", "answers", "earlier").iter_rows()}
    told, earlier = np.array([of.get(band, (0.0, 0.0)) for band in grid.bands[1:]]).T
    about = answers.row(0, named=True)
    return Sample(told, earlier, about["scatter"], about["response"], about["drawn_from"] or np.inf)
