"""How much does a sample say? Shares, effective numbers, scatter of children who come together, children of drawn days.

`weight`: so much a row counts; `cluster`: what was drawn as one (a family, a day; each row its own where children were).
"""

from math import sqrt

import numpy as np
import polars as pl
from scipy.stats import t as student

NINETY_FIVE = 0.975  # of each side


def effective(weight: pl.Series) -> float:
    """So many rows of one weight would say as much (Kish 1965); 0 without rows."""
    w = weight.to_numpy()
    return float(w.sum() ** 2 / (w**2).sum()) if w.size else 0.0


def share(weight: pl.Series, hit: pl.Series) -> float:
    """The weighted share of rows that are true; 0 without rows."""
    w = weight.to_numpy()
    return float(w[hit.to_numpy()].sum() / w.sum()) if w.size else 0.0


def scatter(rows: pl.DataFrame, hit: str) -> float:
    """Variance of a share between clusters over that of single children, each band about its own share; at least 1.

    rows: weight, cluster, age_band and the column `hit`. Where all or none are true nothing is seen: then those of one cluster are
    taken to be alike. One cluster alone says as little as one child."""
    if rows.is_empty() or rows["cluster"].n_unique() == rows.height:
        return 1.0
    alike = effective(rows["weight"]) / effective(rows.group_by("cluster").agg(pl.col("weight").sum())["weight"])
    clusters = rows["cluster"].n_unique()
    weighted = (pl.col("weight") * pl.col(hit)).sum() / pl.col("weight").sum()
    off = rows.with_columns(p=weighted.over("age_band")).with_columns(
        apart=pl.col("weight") * (pl.col(hit) - pl.col("p")),
        alone=pl.col("weight") ** 2 * pl.col("p") * (1 - pl.col("p")),
    )
    single = float(off["alone"].sum())
    if single == 0 or clusters == 1:
        return max(1.0, alike)
    between = float((off.group_by("cluster").agg(pl.col("apart").sum())["apart"] ** 2).sum())
    return max(1.0, clusters / (clusters - 1) * between / single)


def children_of_days(rows: pl.DataFrame, band: str, visits: int | None) -> tuple[float, float] | None:
    """Children of an age band in the year, 95 %, from everybody on randomly drawn days; None: not known.

    A visit stands for 1/visits of its child in the year: children = visits × mean(1/visits), scattered between days. rows:
    age_band, cluster (the day), visits, at_home (others are nobody here)."""
    return None if visits is None else _total(rows, band, 1 / pl.col("visits"), pl.len(), visits)


def children_of_families(rows: pl.DataFrame, band: str, families: int | None) -> tuple[float, float] | None:
    """The same where families were drawn from a list of so many: families × mean of their children on it."""
    return None if families is None else _total(rows, band, pl.lit(1.0), pl.lit(1), families)


def _total(rows: pl.DataFrame, band: str, part: pl.Expr, size: pl.Expr, many: int) -> tuple[float, float] | None:
    """many × Σ part / Σ size, each summed over a cluster, and scattered between clusters; None where there is only one."""
    clusters = rows["cluster"].n_unique()
    if clusters < 2:
        return None
    mine = pl.when((pl.col("age_band") == band) & pl.col("at_home")).then(part).otherwise(0.0)
    of_cluster = rows.with_columns(part=mine).group_by("cluster").agg(pl.col("part").sum(), size=size.cast(pl.Float64))
    parts, sizes = of_cluster["part"].to_numpy(), of_cluster["size"].to_numpy()
    mean = parts.sum() / sizes.sum()
    variance = clusters / (clusters - 1) * np.square(parts - mean * sizes).sum() / sizes.sum() ** 2
    wide = float(student.ppf(NINETY_FIVE, clusters - 1)) * sqrt(variance)
    return max(0.0, many * (mean - wide)), many * (mean + wide)
