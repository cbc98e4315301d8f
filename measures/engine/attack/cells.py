"""Which counts does a publication hold, and between which numbers does each figure put them? What an attacker reads off.

A shown number r says r − 4 … r + 4 (base 5), whichever way it was drawn; the cap at the population does not widen it. A hidden
cell says nothing: 0 … population. A range is three counts: the children, its lower end and its upper end, each rounded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from measures.engine.figures import as_counted
from measures.engine.measure import catalogue
from store.tables import SHOWN

UNKNOWN, NOBODY = -1, -2  # no such count is published; the cell has no children by definition
UNLIMITED = 1_000_000  # children in a cell without a population
CHILDREN = ("annual_reach", "keyed_reach", "point_reach", "first_contact")  # never more than live there
AXES = ["area", "age_band", "sex", "offer_group"]
COUNTED = (*SHOWN, "protected")


@dataclass(frozen=True)
class Reading:
    """What a rule of protection lets one read: how far a count may lie from the number shown (None: base − 1), and between which
    counts a hidden cell lies (None: anything). Only tests of weaker rules say something else than the default."""

    spread: int | None = None
    hidden: tuple[int, int] | None = None


AS_PUBLISHED = Reading()


@dataclass(frozen=True)
class Cells:
    """Counts nobody is told. low … high: what the figure says; shown: it says something; plain: as one number.

    rows: the figures; the children of each come first in the arrays. lower, upper: the place of the count that is the lower or
    upper end of a row's range (itself where it is one number, UNKNOWN where there is none). owner: the row a count belongs to.
    """

    rows: pl.DataFrame
    low: np.ndarray
    high: np.ndarray
    shown: np.ndarray
    plain: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    owner: np.ndarray

    def name(self, at: int) -> tuple[object, ...]:
        """measure, year, item, area, age_band, sex, offer_group of a count."""
        return self.rows.select("measure", "year", "item", *AXES).row(int(self.owner[at]))

    def with_more(self, owner: np.ndarray) -> "Cells":
        """And one more count for each of these rows, of which no figure tells."""
        return replace(
            self,
            low=np.append(self.low, np.zeros(len(owner), dtype=np.int64)),
            high=np.append(self.high, np.full(len(owner), UNLIMITED)),
            shown=np.append(self.shown, np.zeros(len(owner), dtype=bool)),
            owner=np.append(self.owner, owner),
        )


def read_cells(tables: Mapping[str, pl.DataFrame], reading: Reading = AS_PUBLISHED) -> Cells:
    """All counted figures of the publication; derived ones are made of these and tell nothing more. The ends of a range are
    published as far out as rounding may have moved them: within lies the one multiple they were rounded to."""
    base = int(dict(tables["meta"].iter_rows())["base"])
    spread = base - 1 if reading.spread is None else reading.spread
    per = {name: measure.per for name, measure in catalogue().items() if measure.compute}
    counted = tables["figure"].filter(pl.col("measure").is_in(list(per)) & pl.col("state").is_in(COUNTED))
    rows = as_counted(counted)
    factor = pl.col("denominator") / pl.col("measure").replace_strict(per, default=1)
    rows = rows.with_columns(
        *[
            pl.when(pl.col("state") != "protected").then((pl.col(bound) * factor).round()).cast(pl.Int64).alias(name)
            for name, bound in (("at_least", "bound_low"), ("at_most", "bound_high"))
        ]
    )
    number, least, most = (rows[name].fill_null(UNKNOWN).to_numpy() for name in ("numerator", "at_least", "at_most"))
    least, most = (np.where(edge < 0, edge, (edge + by) // base * base) for edge, by in ((least, base - 1), (most, 0)))
    bounded = pl.col("measure").is_in(CHILDREN) & (pl.col("state") != "unreliable")
    people = rows.select(pl.when(bounded).then("denominator").fill_null(UNLIMITED)).to_series().to_numpy()
    plain, ranged = number >= 0, (number < 0) & (least >= 0)
    closed = ranged & (most >= 0)
    low, high = _edges(people, number, least, np.where(closed, most, UNKNOWN), spread, reading.hidden)
    count, ends = len(rows), [np.flatnonzero(ranged), np.flatnonzero(closed)]
    own = np.where(plain, np.arange(count), UNKNOWN)
    lower, upper = own.copy(), own.copy()
    lower[ends[0]] = count + np.arange(len(ends[0]))
    upper[ends[1]] = count + len(ends[0]) + np.arange(len(ends[1]))
    edges = np.concatenate([least[ends[0]], most[ends[1]]])
    return Cells(
        rows,
        np.concatenate([low, np.maximum(edges - spread, 0)]),
        np.concatenate([high, edges + spread]),
        np.concatenate([plain | ranged, np.ones(len(edges), dtype=bool)]),
        plain,
        lower,
        upper,
        np.concatenate([np.arange(count), *ends]),
    )


def _edges(
    people: np.ndarray,
    number: np.ndarray,
    least: np.ndarray,
    most: np.ndarray,
    spread: int,
    hidden: tuple[int, int] | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Of the children of each row, at least and at most; people: the most there can be."""
    nothing_less, nothing_more = (0, people) if hidden is None else hidden
    low = np.where(number >= 0, number - spread, np.where(least >= 0, least - spread, nothing_less))
    ranged = np.where(most >= 0, most + spread, np.where(least >= 0, people, nothing_more))
    high = np.minimum(np.where(number >= 0, number + spread, ranged), people)
    low = np.maximum(low, 0)
    return low, np.maximum(low, high)


@dataclass(frozen=True)
class Lattice:
    """The cells of one measure as an array [sheet, area, interval, sex, group] of places; a sheet is a year and an item.

    Filled with UNKNOWN, or NOBODY where the offer is not for this cell; people: the denominator of each, NaN = none. An offer that is counted where the service is has no
    figure below the district either, but it has children there: UNKNOWN.
    """

    at: np.ndarray
    people: np.ndarray
    sheets: list[tuple[object, ...]]
    areas: list[str]
    bands: list[str]
    sexes: list[str]
    groups: list[str]


def lattice(cells: Cells, figures: pl.DataFrame, district: str) -> Lattice:
    """figures: all rows of one measure, also those without a count."""
    counted = cells.rows.with_row_index("place")
    key = ["measure", "year", "item", *AXES]
    rows = figures.join(counted.select(*key, "place"), on=key, how="left")
    sheet = rows.select("year", "item").unique(maintain_order=True).with_row_index("sheet")
    rows = rows.join(sheet, on=["year", "item"], how="left", maintain_order="left")
    names = [sorted(rows[axis].unique()) for axis in AXES]
    shape = (len(sheet), *map(len, names))
    at = np.full(shape, UNKNOWN, dtype=np.int64)
    places = [rows["sheet"].to_numpy()]
    places += [rows[axis].cast(pl.Enum(of)).to_physical().to_numpy() for axis, of in zip(AXES, names, strict=True)]
    nobody = pl.when(pl.col("state") == "not_applicable").then(NOBODY).otherwise(UNKNOWN)
    at[tuple(places)] = rows.select(pl.coalesce(pl.col("place").cast(pl.Int64), nobody)).to_series().to_numpy()
    if district in names[0]:
        by_place = (at == NOBODY) & (at[:, [names[0].index(district)]][:, :, :, [names[2].index("all")]] != NOBODY)
        at[by_place] = UNKNOWN
    people = np.full(shape, np.nan)
    people[tuple(places)] = rows["denominator"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return Lattice(at, people, list(sheet.select("year", "item").iter_rows()), *names)
