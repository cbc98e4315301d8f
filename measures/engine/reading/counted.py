"""What do sums without a key prove about the children of a cell? Lower and upper bounds per offer.

A row says: of the children of a region R (area, ages, sex) at least `low` and at most `high` used the offer. For any
set T of children then: at least low − (children of R outside T), at most the smaller of `high` and the children of
R inside T. Where nobody knows how many live in R, those of the next wider ages of which it is known stand for them. Rows
that count different children may be added; rows that may count the same ones (the total beside its parts, a stock beside
the users of a year, overlapping ages) are compared: largest lower, safest upper bound.

A stock of 1 March counts children who on 31 December are as old or one year older: in annual reach its ages reach one
year further, like those of sums that state the ages at the visit or at the begin (`older`). It bounds the year from above
only by a stated turnover (children over the year per child on the day); without one, everyone of the offer's ages may have used it. Beyond the default range there is nobody to look at: of those who may have
left it by 31 December (17 at the visit, 18 now) a share is told, that of as many ages as they may be older.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.counting.bounds import blocks
from measures.engine.reading.occasion import Occasion
from measures.engine.reading.population import Population
from measures.engine.reading.setting import AGES, SEXES, Setting, as_position, check_areas
from store.connect import Connection

ROWS = """
    SELECT year, date, offer, CASE WHEN by_place OR area = '-' THEN $1 ELSE area END AS area, coalesce(by_place, false) AS by_place,
        area = $1 AS is_total, age_from AS first, age_to AS last, coalesce(sex, 'all') AS sex, sum(low) AS low,
        CASE WHEN count(high) = count(*) THEN sum(high) END AS high, max(turnover) AS turnover, area = '-' AS unknown, coalesce(older, 0) AS later
    FROM counted_year WHERE year IS NOT NULL GROUP BY ALL ORDER BY ALL"""
SAME, INSIDE, AROUND = 0, 1, 2
APART = -1
NUMBERS = (
    "area_at",
    "sex_at",
    "day",
    "layer",
    "free",
    "first",
    "last",
    "free_first",
    "free_last",
    "low",
    "high",
    "over_year",
)


@dataclass(frozen=True)
class Counted:
    """Per offer (position in Setting.offers) low[moment, area, sex, block] and high (inf = no limit).

    delivered[moment, offer]: rows exist; reaches[moment, offer, age]: a row speaks of this age; by_place[moment, offer]:
    counted where the service is, not where the child lives, and on no other day (or over the year) by home alone;
    by_sex[moment, offer]: girls and boys apart; placed[moment, offer]: of a place below the district, by where the child
    lives; outgrown[moment, offer]: this share of its children may be too old for the default range by 31 December.
    """

    low: dict[int, np.ndarray]
    high: dict[int, np.ndarray]
    delivered: np.ndarray
    reaches: np.ndarray
    by_place: np.ndarray
    by_sex: np.ndarray
    placed: np.ndarray
    outgrown: np.ndarray

    def beside(self, listed: np.ndarray) -> "Counted":
        """What the sums tell besides lists of children; listed[moment, offer]: a list tells of all the offer's children.

        A list of the year and a stock of 1 March are the same children: to add them would widen the range."""
        low, high = (
            {at: np.where(listed[:, at, None, None, None], 0, bound) for at, bound in edge.items()}
            for edge in (self.low, self.high)
        )
        marks = {name: getattr(self, name) & ~listed for name in ("delivered", "by_place", "by_sex", "placed")}
        outgrown = np.where(listed, 0, self.outgrown)
        return Counted(low, high, reaches=self.reaches & ~listed[..., None], outgrown=outgrown, **marks)


def read_counted(con: Connection, setting: Setting, occasion: Occasion, population: Population) -> Counted:
    """The sums of every counting offer, for every moment, area, sex and interval of ages."""
    rows = _rows(con, setting, occasion)
    moments, names = len(occasion.moments), [offer.name for offer in setting.offers]
    delivered, by_place, by_sex, placed = np.zeros((4, moments, len(names)), dtype=bool)
    reaches, outgrown = np.zeros((moments, len(names), AGES), dtype=bool), np.zeros((moments, len(names)))
    low, high = {}, {}
    for (name,), of_offer in rows.partition_by("offer", as_dict=True).items():
        at = names.index(name)
        rows_of = of_offer.select("moment", "first", "last", "by_place", "sex", "area", "outgrown")
        for moment, first, last, place, sex, area, share in rows_of.iter_rows():
            delivered[moment, at] = True
            by_sex[moment, at] |= sex != "all"
            placed[moment, at] |= area != setting.district and not place
            reaches[moment, at, first : last + 1] = True
            outgrown[moment, at] = max(outgrown[moment, at], share)
        of_day = of_offer.group_by("moment", "alternative").agg(pl.col("by_place").any())
        for moment, place in of_day.group_by("moment").agg(pl.col("by_place").all()).iter_rows():
            by_place[moment, at] = place
        low[at], high[at] = _bounds_of_offer(setting, of_offer, population.count)
    return Counted(low, high, delivered, reaches, by_place, by_sex, placed, outgrown)


def _rows(con: Connection, setting: Setting, occasion: Occasion) -> pl.DataFrame:
    """counted_year for these moments, ages as on the day of the figure. `first` … `last`: where the counted children are;
    `free_first` … `free_last`: where users may be; `alternative`: rows of another day may be the same children."""
    rows = con.sql(ROWS, params=[setting.district]).pl().filter(pl.col("offer").is_in([o.name for o in setting.offers]))
    check_areas(setting, rows["area"])
    if rows.is_empty():
        return rows.clear()
    rows = (
        rows.with_columns(moment=as_position(rows["year" if occasion.yearly else "date"], occasion.keys))
        .drop_nulls("moment")
        .sort("moment", "offer", "date", "area", "sex", pl.col("last") - pl.col("first"), "first")
    )
    layers = pl.Series("layer", _layers(rows), dtype=pl.Int64)
    return _on_the_day(rows.with_columns(layers), setting, yearly=occasion.yearly)


def _on_the_day(rows: pl.DataFrame, setting: Setting, *, yearly: bool) -> pl.DataFrame:
    """A stock inside annual reach: a year older unless counted on 31 December, limited only by a stated turnover."""
    stock = pl.lit(yearly) & pl.col("date").is_not_null()
    older = stock & ((pl.col("date").dt.month() < 12) | (pl.col("date").dt.day() < 31))
    grown, later = setting.bands[0].last, pl.when(yearly).then("later").otherwise(0)
    outgrown = (pl.col("last") <= grown) & (pl.col("last") + later > grown)
    of_ages = (later / (pl.col("last") - pl.col("first") + 1)).clip(upper_bound=1)
    most = pl.when(stock).then((pl.col("high") * pl.col("turnover") - 1e-9).ceil()).otherwise("high")
    ages = pl.DataFrame([{"offer": o.name, "from": o.first, "to": o.last + 1} for o in setting.offers])
    return (
        rows.with_columns(
            pl.col("first").cast(pl.Int64),
            pl.when(outgrown)
            .then(grown)
            .otherwise(pl.col("last") + older.fill_null(False) + later)
            .cast(pl.Int64)
            .alias("last"),
            pl.when(outgrown).then(of_ages).otherwise(0.0).alias("outgrown"),
            (stock & most.is_null()).alias("free"),
            pl.col("date").cast(pl.String).fill_null("").alias("alternative"),
            most.fill_null(np.inf).alias("high"),
        )
        .join(ages, on="offer", maintain_order="left")
        .with_columns(
            pl.when("free").then(pl.min_horizontal("first", "from")).otherwise("first").alias("free_first"),
            pl.when("free").then(pl.max_horizontal("last", "to")).otherwise("last").alias("free_last"),
        )
        .with_columns(pl.col("first", "last", "free_first", "free_last").clip(0, AGES - 1))
    )


def _layers(rows: pl.DataFrame) -> list[int]:
    """Rows of one area, sex and day whose ages overlap as delivered go to different layers: their children may be the same."""
    taken: dict[tuple[object, ...], list[list[tuple[int, int]]]] = {}
    layers = []
    for *place, first, last in rows.select(
        "moment", "offer", "date", "area", "by_place", "is_total", "unknown", "sex", "first", "last"
    ).iter_rows():
        intervals = taken.setdefault(tuple(place), [])
        layer = next(
            (at for at, of_layer in enumerate(intervals) if all(last < f or t < first for f, t in of_layer)),
            len(intervals),
        )
        if layer == len(intervals):
            intervals.append([])
        intervals[layer].append((first, last))
        layers.append(layer)
    return layers


def _bounds_of_offer(setting: Setting, rows: pl.DataFrame, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """low and high [moment, area, sex, block] of one offer; without a row of its own a cell has nobody, unless a stock leaves it open."""
    shape = (len(people), len(setting.areas), len(SEXES), len(blocks(setting.last_age)))
    low, high = np.zeros(shape), np.zeros(shape)
    rows = rows.with_columns(
        as_position(rows["area"], setting.areas).fill_null(-1).alias("area_at"),
        as_position(rows["sex"], SEXES).fill_null(-1).alias("sex_at"),
        pl.col("alternative").rank("dense").alias("day"),
        (pl.col("alternative") == "").alias("over_year"),
        pl.col("low").fill_null(0),
    )
    chains = {area: setting.chain(area) for area in {*setting.areas, *rows["area"]}}
    for (moment,), of_moment in rows.partition_by("moment", as_dict=True).items():
        known = np.pad(
            people[moment], ((0, 1), (0, 1), (0, 0), (0, 0)), constant_values=np.nan
        )  # index -1: area or sex without a population
        columns = {name: of_moment[name].to_numpy() for name in NUMBERS}
        ranks = _ranks(setting, of_moment, chains)
        for area_at, sex_at in np.ndindex(shape[1:3]):
            rank = ranks[:, area_at, sex_at]
            touching = {name: values[rank >= 0] for name, values in columns.items()} | {"rank": rank[rank >= 0]}
            high[moment, area_at, sex_at] = np.inf if columns["free"].any() else 0
            if len(touching["rank"]):
                low[moment, area_at, sex_at], high[moment, area_at, sex_at] = _bounds_of_cell(
                    touching, known, (area_at, sex_at), setting.last_age
                )
            if columns["over_year"].any() and not (columns["over_year"] & (rank >= 0)).any():
                high[moment, area_at, sex_at] = 0  # whatever a stock leaves open
    return low, high


def _ranks(setting: Setting, rows: pl.DataFrame, chains: dict[str, list[str]]) -> np.ndarray:
    """[row, area, sex]: how each row lies to each cell."""
    known, kinds = {}, rows.select("area", "sex", "is_total", "unknown", "alternative").rows()
    for kind in set(kinds):
        delivered = set(rows.filter(alternative=kind[-1])["area"])
        known[kind] = [
            [_rank(kind[:-1], delivered, chains, area=area, sex=sex, district=setting.district) for sex in SEXES]
            for area in setting.areas
        ]
    return np.array([known[kind] for kind in kinds])


def _rank(
    row: tuple[str, str, bool, bool],
    delivered: set[str],
    chains: dict[str, list[str]],
    *,
    area: str,
    sex: str,
    district: str,
) -> int:
    """100 × (same, inside, around by area) + 10 × levels + the same by sex; or APART. Equal ranks count different children.

    Levels: inside, the areas delivered between the row's and the cell's; around, how far above the cell.
    """
    row_area, row_sex, is_total, unknown = row
    above_row, above_cell = chains[row_area], chains[area]
    if row_sex != sex and "all" not in (row_sex, sex):
        return APART
    by_sex = SAME if row_sex == sex else INSIDE if sex == "all" else AROUND
    if area in above_row:
        if row_area == area and (is_total or area != district):
            return by_sex
        return 100 * INSIDE + 10 * len(delivered & set(above_row[1 : above_row.index(area)])) + by_sex
    if row_area in above_cell and not unknown:
        return 100 * AROUND + 10 * above_cell.index(row_area) + by_sex
    return APART


def _bounds_of_cell(
    rows: dict[str, np.ndarray], people: np.ndarray, cell: tuple[int, int], last_age: int
) -> tuple[np.ndarray, np.ndarray]:
    """low and high per block: rows of one kind are added, kinds are compared; `high` from the kind nearest to the cell."""
    around_area, around_sex = rows["rank"] // 100 == AROUND, rows["rank"] % 10 == AROUND
    cut = people[
        np.where(around_area, cell[0], rows["area_at"]), np.where(around_sex, cell[1], rows["sex_at"])
    ]  # [row, first, last] people of the region in the cell
    edges = tuple(np.array(blocks(last_age)).T)
    region = _at_most_so_many(people[rows["area_at"], rows["sex_at"]])
    low = _low(rows, cut, region, ~around_area & ~around_sex, edges)
    high = _high(rows, cut, edges)
    day, rank = rows["day"], rows["rank"]
    kinds = np.unique([day, rank, rows["layer"]], axis=1).T
    nearest = {of: rank[day == of].min() for of in np.unique(day)}
    return (
        np.maximum.reduce(
            [low[(day == d) & (rank == r) & (rows["layer"] == layer)].sum(axis=0) for d, r, layer in kinds]
        ),
        np.minimum.reduce([high[(day == of) & (rank == least)].sum(axis=0) for of, least in nearest.items()]),
    )


def _at_most_so_many(people: np.ndarray) -> np.ndarray:
    """[..., first, last]: the fewest people of any ages, known, that hold these ages in them; NaN where there are none."""
    later = np.fmin.accumulate(people[..., ::-1], axis=-1)[..., ::-1]
    return np.asarray(np.fmin.accumulate(later, axis=-2))


def _overlap(
    first: np.ndarray, last: np.ndarray, edges: tuple[np.ndarray, np.ndarray]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The ages of each row as a column, and [row, block] the ages it shares with each block (first > last: none)."""
    return first[:, None], last[:, None], np.maximum(first[:, None], edges[0]), np.minimum(last[:, None], edges[1])


def _low(
    rows: dict[str, np.ndarray],
    cut: np.ndarray,
    region: np.ndarray,
    within: np.ndarray,
    edges: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """[row, block]: low − (children of the region outside the block), never below 0; unknown outside = no proof."""
    first, last, inner_first, inner_last = _overlap(rows["first"], rows["last"], edges)
    at = np.arange(len(first))[:, None]
    outside = region[at, first, last] - cut[at, inner_first, np.maximum(inner_first, inner_last)]
    whole = within[:, None] & (inner_first == first) & (inner_last == last)
    low = rows["low"][:, None]
    proved = np.where(whole, low, np.nan_to_num(np.maximum(low - outside, 0)))
    return np.where(inner_first <= inner_last, proved, 0)


def _high(rows: dict[str, np.ndarray], cut: np.ndarray, edges: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """[row, block]: the smaller of `high` and the children of the region in the block."""
    _, _, inner_first, inner_last = _overlap(rows["free_first"], rows["free_last"], edges)
    people = cut[np.arange(len(inner_first))[:, None], inner_first, np.maximum(inner_first, inner_last)]
    return np.where(inner_first <= inner_last, np.fmin(rows["high"][:, None], people), 0)
