"""Which word does a gap get? Drawn cells in a screen whose scatter is known, judged and worked out a second time."""

from statistics import NormalDist

import numpy as np
import polars as pl
import pytest
from scipy.stats import t

from measures.engine.protect import Rule
from measures.gap import verdicts
from tests.grid import frame

AROUND = Rule(b"", "D")

CELLS = """
    area | counted | people | expected
    a    | 300     | 2000   | 400
    b    | 410     | 2000   | 400
    c    | 360     | 2000   | 400
    d    | 440     | 2000   | 400
    e    | 395     | 2000   | 400
    f    | 15      | 100    | 20
    g    | 70      | 100    | 20
    h    | 5       | 30     | 6
    i    | 400     | 2000   | 400
"""


def test_only_a_large_gap_in_a_large_area_is_firm_and_beside_what_is_unsure_stands_what_could_be_seen():
    found = judged(CELLS)
    assert {area: row["label"] for area, row in found.items()} == {
        "a": "firm",
        "b": "usual",
        "c": "unsure",
        "d": "unsure",
        "e": "usual",
        "f": "unsure",
        "g": "more",
        "h": "too_small",
        "i": "usual",
    }
    row = found["c"]
    usual = row["usual"]
    chance = row["family_factor"] * usual * (1 - usual / 2000)
    scatter = np.sqrt(chance + (row["place_spread"] * usual) ** 2 + 4)
    needed = (t.isf(row["threshold"] / 2, row["freedom"]) + NormalDist().inv_cdf(0.8)) * scatter
    assert (row["detectable"], row["detectable_of_100"]) == (round(needed), round(100 * needed / usual))
    assert f"rund {needed:.0f} Kindern ({row['detectable_of_100']} von 100)" in row["note"] and found["a"]["note"] == ""


@pytest.mark.parametrize(
    ("counted", "people", "expected", "years", "label"),
    [
        (360, 2000, 400, 1, "unsure"),
        (361, 2000, 400, 1, "usual"),  # less than a tenth
        (15, 100, 20, 1, "unsure"),
        (15.1, 100, 20, 1, "usual"),  # fewer than five children
        (85, 500, 100, 5, "usual"),  # three children a year
        (74, 500, 100, 5, "unsure"),
    ],
)
def test_a_difference_is_worth_a_question_from_a_tenth_and_five_children_a_year_on(
    counted, people, expected, years, label
):
    one = {"area": "a", "counted": float(counted), "people": people, "expected": float(expected), "years": years}
    assert judged(pl.DataFrame([one]))["a"]["label"] == label


def test_what_could_be_seen_in_pooled_years_is_told_in_children_a_year_and_of_a_hundred():
    one = {"area": "a", "counted": 1600.0, "people": 10_000, "expected": 2000.0, "years": 5, "spread": 2.5}
    row = judged(pl.DataFrame([one]))["a"]
    scatter = (2.5 * row["family_factor"] * 2000 * 0.8 + (row["place_spread"] * 2000) ** 2 + 5 * 4) ** 0.5
    needed = (t.isf(row["threshold"] / 2, row["freedom"]) + NormalDist().inv_cdf(0.8)) * scatter
    assert (row["label"], row["detectable"], row["detectable_of_100"]) == (
        "firm",
        round(needed / 5),
        round(needed / 20),
    )


def judged(drawn: str | pl.DataFrame) -> dict[str, dict]:
    """Area → row, of the group that is drawn, in a screen of thirty more whose places scatter by chance alone."""
    cells = (
        cells_of(drawn)
        if isinstance(drawn, str)
        else drawn.with_columns(**{name: value for name, value in SAME.items() if name not in drawn.columns})
    )
    same = {name: kind for name, kind in cells.schema.items() if name != "area"}
    both = pl.concat(
        [cells.cast(same | {"counted": pl.Float64, "expected": pl.Float64}), quiet()], how="diagonal_relaxed"
    )
    return {row["area"]: row for row in verdicts(both, AROUND).filter(offer_group="x").iter_rows(named=True)}


def quiet() -> pl.DataFrame:
    """Thirty groups, four areas each: one standard deviation above the expected, and one below."""
    rows = []
    for group in range(30):
        for area, (sign, expected) in enumerate([(1, 400), (-1, 400), (1, 100), (-1, 100)]):
            away = sign * np.sqrt(0.8 * expected + 4)
            told = {"area": f"{group}-{area}", "counted": expected + away, "people": 5 * expected}
            rows.append(SAME_ROW | told | {"expected": float(expected), "offer_group": f"quiet {group}"})
    return pl.DataFrame(rows)


SAME_ROW = {"year": 2024, "level": "gemeinde", "offer_group": "x", "note": "", "state": "ok", "years": 1, "spread": 1.0}
SAME = {name: pl.lit(value) for name, value in SAME_ROW.items()}


def cells_of(drawn: str) -> pl.DataFrame:
    """One screen of one offer group, ready to be judged."""
    return frame(drawn).with_columns(**SAME)


def test_a_gap_of_less_than_a_tenth_is_never_firm_however_sure():
    large = cells_of(CELLS).with_columns(pl.col("counted", "people", "expected") * 2500)
    sure = {"a": 922_500, "b": 897_500}  # of a million
    large = large.with_columns(pl.col("area").replace_strict(sure, default=1_000_000).alias("counted"))
    found = judged(large.filter(pl.col("area").is_in(["a", "b", "c", "d", "e", "i"])))
    assert found["a"]["p"] < found["a"]["threshold"] and found["a"]["label"] == "usual"
    assert found["b"]["label"] == "firm"


def test_a_screen_of_few_cells_knows_little_of_its_own_scatter_and_says_so():
    alone = {row["area"]: row for row in verdicts(cells_of(CELLS), AROUND).iter_rows(named=True)}
    with_others = judged(CELLS)
    assert alone["a"]["label"] == "unsure" and alone["a"]["freedom"] < 10
    assert with_others["a"]["label"] == "firm" and with_others["a"]["freedom"] > 50


def test_where_nothing_can_be_tested_the_verdict_says_so_and_the_range_is_that_of_single_children():
    (row,) = verdicts(cells_of(CELLS).filter(area="h"), AROUND).to_dicts()
    assert (row["label"], row["family_factor"], row["place_spread"], row["p"]) == ("too_small", 1, 0, None)


USUAL = """
    area | counted | people | expected
    a    | 300     | 2000   | 400
    b    | 440     | 2000   | 400
    c    | 460     | 2000   | 400
    d    | 480     | 2000   | 400
    e    | 420     | 2000   | 400
"""


def test_usual_is_the_median_of_the_areas_and_with_fewer_than_five_the_district():
    usual = lambda cells: verdicts(cells, AROUND).select(pl.col("usual").unique()).item()
    assert usual(cells_of(USUAL)) == pytest.approx(440)
    assert usual(cells_of(USUAL).filter(pl.col("area") != "a")) == 400


@pytest.mark.parametrize("towns", [1, 2])
def test_where_every_place_is_far_from_the_usual_nobody_knows_what_is_usual_and_nothing_is_firm(towns):
    far = [{"area": f"{at}", "counted": 200, "people": 2000, "expected": 400.0} for at in range(towns)]
    found = verdicts(pl.DataFrame(far).with_columns(**SAME), AROUND)
    assert set(found["label"]) == {"unsure"} and set(found["freedom"]) == {1} and set(found["family_factor"]) == {1.0}
