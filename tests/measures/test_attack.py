"""Can published figures be added and subtracted until a cell of one or two children is proved?

The attacker knows the rule, not the key. Every published rounded count r says: the true count lies within r ± 4 and is a
whole number of children. What belongs together by definition is used until nothing narrows any more: areas and their
parts, bands and all ages, a group and the groups inside it, one group and the offers it is the union of. Intervals are
propagated as arrays; a proof is a cell with at least one child and at most two that was not a lucky guess but follows.
"""

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from tests.measures.district import BANDS, SIZES, TREE, fill_district, groups, offers

KEY = b"a key that the attacker does not have"
YEARS = range(2016, 2022)
TOWNS = [f"T{at:02}" for at in range(len(SIZES))]
AREAS = [area for area, _, _ in TREE] + TOWNS
PARTS = {
    "D": ["R1", "R2", "R3"],
    "R1": [t for at, t in enumerate(TOWNS) if at != 10 and at % 2 == 0],
    "R2": [t for at, t in enumerate(TOWNS) if at % 2 == 1],
    "R3": [TOWNS[10]],
}
NAMES = [band for band, _, _ in BANDS]
MEMBERS = {group["offer_group"]: frozenset(group["offers"]) for group in groups(offers())}
GROUPS = list(MEMBERS)


def district(seed: int, scale: float, *, linked: bool = True) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tally of the lattice, and of every cut there is: the truth the attacker is after."""
    con = duckdb.connect()
    fill_district(con, seed=seed, years=YEARS, scale=scale, linked=linked)
    return MEASURE.compute(con, Selection()), MEASURE.compute(con, Selection(everywhere=True))


def as_array(frame: pl.DataFrame, column: str, missing: float) -> np.ndarray:
    """[year, area, band, group] of both sexes."""
    found = np.full((len(YEARS), len(AREAS), len(NAMES), len(GROUPS)), float(missing))
    for year, area, band, group, value in (
        frame.filter(pl.col("sex") == "all").select("year", "area", "age_band", "offer_group", column).iter_rows()
    ):
        if value is not None:
            found[year - YEARS[0], AREAS.index(area), NAMES.index(band), GROUPS.index(group)] = value
    return found


def attacked(known_low: np.ndarray, known_high: np.ndarray, rounds: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """What follows from the published intervals by addition and inclusion; an empty interval would be a contradiction."""
    low, high = known_low.copy(), known_high.copy()
    for _ in range(rounds):
        before = (low.copy(), high.copy())
        for whole, parts in PARTS.items():
            _sum(low, high, AREAS.index(whole), [AREAS.index(p) for p in parts], axis=1)
        _sum(low, high, 0, list(range(1, len(NAMES))), axis=2)
        for inner, outer in NESTED:
            high[..., inner] = np.minimum(high[..., inner], high[..., outer])
            low[..., outer] = np.maximum(low[..., outer], low[..., inner])
        for union, members in UNIONS:
            high[..., union] = np.minimum(high[..., union], high[..., members].sum(axis=-1))
            for member in members:
                others = [m for m in members if m != member]
                low[..., member] = np.maximum(low[..., member], low[..., union] - high[..., others].sum(axis=-1))
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    assert (low <= high).all(), "the attack contradicts itself: a relation it uses does not hold"
    return low, high


NESTED = [(GROUPS.index(a), GROUPS.index(b)) for a in GROUPS for b in GROUPS if MEMBERS[a] < MEMBERS[b]]
UNIONS = [
    (GROUPS.index("alle"), [GROUPS.index(g) for g in GROUPS if g.startswith("b_")]),
    (GROUPS.index("home_and_away"), [GROUPS.index("b_home"), GROUPS.index("b_away")]),
    *[(GROUPS.index(g), [GROUPS.index(o) for o in sorted(MEMBERS[g])]) for g in GROUPS if g.startswith("b_")],
]


def _sum(low: np.ndarray, high: np.ndarray, whole: int, parts: list[int], axis: int) -> None:
    """whole = Σ parts: each narrows the others."""
    low, high = np.moveaxis(low, axis, 0), np.moveaxis(high, axis, 0)
    low[whole], high[whole] = (
        np.maximum(low[whole], low[parts].sum(axis=0)),
        np.minimum(high[whole], high[parts].sum(axis=0)),
    )
    for part in parts:
        others = [p for p in parts if p != part]
        low[part] = np.maximum(low[part], low[whole] - high[others].sum(axis=0))
        high[part] = np.minimum(high[part], high[whole] - low[others].sum(axis=0))


def proofs(rounded: np.ndarray, spread: int, population: np.ndarray, truth: np.ndarray) -> tuple[int, int]:
    """Cells of one or two children that are proved, and how many such cells there are at all."""
    shown = ~np.isnan(rounded)
    low = np.where(shown, np.maximum(rounded - spread, 0), 0)
    high = np.where(shown, np.minimum(rounded + spread, population), population)
    found_low, found_high = attacked(low, high)
    assert ((found_low <= truth) & (truth <= found_high)).all()
    small = (truth >= 1) & (truth <= 2)
    return int((small & (found_low >= 1) & (found_high <= 2)).sum()), int(small.sum())


@pytest.mark.parametrize(("seed", "scale"), [(1, 1.0), (2, 1.0), (3, 0.35), (4, 0.35), (5, 0.15)])
def test_no_cell_of_one_or_two_children_can_be_proved(seed, scale):
    tally, everything = district(seed, scale)
    truth, population = as_array(everything, "children", 0), as_array(everything, "denominator", 0)
    published = as_array(protected_figures(tally, MEASURE, Rule(KEY, "D")), "numerator", np.nan)
    assert (~np.isnan(published)).sum() > 1000
    proved, small = proofs(published, 4, population, truth)
    assert small > 800 and proved == 0


def test_the_same_attack_breaks_plain_rounding_on_the_full_lattice():
    """Rounded to the nearest 5 and everything shown: what the rule is there to prevent."""
    _, everything = district(3, 0.35)
    truth, population = as_array(everything, "children", 0), as_array(everything, "denominator", 0)
    proved, small = proofs(5 * ((truth + 2) // 5), 2, population, truth)
    assert proved > small / 100


def test_one_count_under_several_names_is_published_once():
    """The same active offers, area and band give the same number under every name: no second draw to narrow it."""
    tally, _ = district(1, 1.0)
    published = protected_figures(tally, MEASURE, Rule(KEY, "D"))
    named = tally.join(
        published.select("area", "year", "age_band", "sex", "offer_group", "numerator"),
        on=["area", "year", "age_band", "sex", "offer_group"],
    ).drop_nulls("numerator")
    numbers = named.group_by("offers", "cell_area", "cell_band", "sex", "year").agg(
        pl.col("numerator").n_unique().alias("numbers"), pl.len().alias("names")
    )
    assert numbers.filter(pl.col("names") > 1).height > 100
    assert numbers["numbers"].max() == 1


def test_ranges_prove_no_small_cell_either():
    """Lower and upper bound are rounded apart; a source alone is never above the one and their sum never below the other."""
    tally, everything = district(6, 0.35, linked=False)
    figures = protected_figures(tally, MEASURE, Rule(KEY, "D")).with_columns(
        (pl.col("bound_low") * pl.col("denominator")).round().alias("at_least"),
        (pl.col("bound_high") * pl.col("denominator")).round().alias("at_most"),
    )
    value, at_least, at_most = (as_array(figures, column, np.nan) for column in ("numerator", "at_least", "at_most"))
    assert (~np.isnan(at_least)).sum() > 500 and (np.nan_to_num(at_least) <= np.nan_to_num(at_most)).all()
    truth, population = (
        as_array(everything.with_columns(pl.coalesce("children", "at_least").alias("n")), "n", 0),
        as_array(everything, "denominator", 0),
    )
    known = np.where(np.isnan(value), at_least, value)
    low = np.where(np.isnan(known), 0, np.maximum(known - 4, 0))
    high = np.where(np.isnan(known), population, np.minimum(known + 4, population))
    for inner, outer in NESTED:  # the largest source is never above the lower bound of a group that holds it
        high[..., inner] = np.minimum(high[..., inner], high[..., outer])
        low[..., outer] = np.maximum(low[..., outer], low[..., inner])
    small = (truth >= 1) & (truth <= 2)
    assert small.sum() > 500 and not (small & (low >= 1) & (high <= 2)).any()
