"""How many users would an area have if its children used offers as children of their age do in the whole district?

Indirect standardisation from protected figures alone, and the estimates built on it. Counts are rounded: every estimate
carries their variance (engine/protect.py, Rounded).
"""

import numpy as np
import polars as pl

CELL = ["area", "year", "offer_group"]


def parts_of_all(age_bands: pl.DataFrame) -> list[str]:
    """Which bands cut „all“ into parts without overlap? The narrowest that fit end to end; ["all"] where none do."""
    (whole,) = age_bands.filter(age_band="all").rows(named=True)
    inner = age_bands.filter(pl.col("age_band") != "all").sort("age_from", "age_to")
    found, age = [], whole["age_from"]
    while age <= whole["age_to"]:
        fitting = inner.filter((pl.col("age_from") == age) & (pl.col("age_to") <= whole["age_to"]))
        if fitting.is_empty():
            return ["all"]
        found.append(fitting["age_band"][0])
        age = fitting["age_to"][0] + 1
    return found


def band_rates(reach: pl.DataFrame, parts: list[str]) -> pl.DataFrame:
    """CELL, age_band, people, rate: users per child in each part; null where the cell's total is not one number.

    Shown parts have their own rate. What the total has beyond them is shared out over the other parts by their children;
    a part the offer is not meant for has rate 0.
    """
    both = reach.filter(sex="all")
    whole = both.filter(age_band="all").select(*CELL, total="numerator")
    shown, meant = pl.col("numerator").is_not_null(), pl.col("state") != "not_applicable"
    rest_people = pl.col("people").filter(meant & ~shown).sum().over(CELL)
    rest = (pl.col("total") - pl.col("numerator").sum().over(CELL)).clip(lower_bound=0) / rest_people
    rate = pl.when(~meant).then(0.0).when(shown).then(pl.col("numerator") / pl.col("people"))
    return (
        both.filter(pl.col("age_band").is_in(parts))
        .rename({"denominator": "people"})
        .join(whole, on=CELL)
        .with_columns(rate=rate.when(rest_people > 0).then(rest))
        .select(*CELL, "age_band", "people", rate=pl.when(pl.col("total").is_not_null()).then("rate"))
    )


def expected(reach: pl.DataFrame, district: str, parts: list[str]) -> pl.DataFrame:
    """CELL, expected: Σ children of the area × rate of the district, by age; null where either is unknown.

    Never more than live there: rounding may lift the rate of an age above 1, and does not here.
    """
    rates = (
        band_rates(reach.filter(area=district), parts)
        .drop("area", "people")
        .with_columns(pl.col("rate").clip(upper_bound=1))
    )
    people = reach.filter(pl.col("age_band").is_in(parts), sex="all")
    known = pl.col("product").is_not_null().all() & (pl.len() == len(parts))
    product = pl.when(pl.col("rate") == 0).then(0.0).otherwise(pl.col("denominator") * pl.col("rate"))
    return (
        people.join(rates, on=["year", "offer_group", "age_band"])
        .with_columns(product=product)
        .group_by(CELL, maintain_order=True)
        .agg(expected=pl.when(known).then(pl.col("product").sum()))
    )


def shrunk_ratio(counted: np.ndarray, expected: np.ndarray, *, variance: float) -> np.ndarray:
    """What ratio is believable for each area, given all? (O + a) / (E + b), gamma-Poisson, a and b by moments.

    Where the ratios scatter no more than chance and rounding explain, every area has the common ratio.
    Source: Marshall 1991, Applied Statistics 40, 283–294 (global estimator), with the variance of the rounding taken off too.
    """
    mean = counted.sum() / expected.sum()
    scatter = (expected * (counted / expected - mean) ** 2).sum() / expected.sum()
    chance = mean / expected.mean() + variance * (1 / expected).sum() / expected.sum()
    true_variance = scatter - chance
    if true_variance <= 0 or mean <= 0:
        return np.full(len(counted), mean)
    return np.asarray((counted + mean**2 / true_variance) / (expected + mean / true_variance))


def weighted_median(values: np.ndarray, weights: np.ndarray) -> float:
    """Which value has half of the weight on each side? Between two areas it is interpolated."""
    order = np.argsort(values, kind="stable")
    middle = np.cumsum(weights[order]) - weights[order] / 2
    return float(np.interp(weights.sum() / 2, middle, values[order]))


def funnel_limits(
    average: float, people: np.ndarray, z: float, *, variance: float, families: float = 1.0, spread: float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """Within which shares do areas of this size lie where nothing is the matter? In 0..1:
    average ± z √(families av(1 − av)/n + (spread av)² + variance/n²); families, spread: engine/methods/scatter.py.

    z = 1.96 and 3.09 for 95 % and 99.8 %. Source: Spiegelhalter 2005, Statistics in Medicine 24, 1185–1202; the true variance
    between places as in Spiegelhalter 2005, Quality and Safety in Health Care 14, 347–351.
    """
    people = np.asarray(people, dtype=float)
    chance = families * average * (1 - average) / people
    half = z * np.sqrt(chance + (spread * average) ** 2 + variance / people**2)
    return np.maximum(average - half, 0), np.minimum(average + half, 1)
