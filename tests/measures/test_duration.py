"""How long does a use last? Drawn spells in, months out: running ones censored, few ones hidden, another reckoning beside it."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from measures.duration import DAYS_PER_MONTH, quantiles
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection, catalogue
from measures.engine.protect import Rule
from tests.measures.office import analysis
from tests.measures.office import reported as as_reported

RULE = Rule(b"k" * 32, "D")
YEARS = range(2018, 2025)


def product_limit(days: list[int], ended: list[bool], share: float) -> float | None:
    """The first day on which the estimated share still running is at most 1 − share."""
    running = 1.0
    for day in sorted(set(days)):
        at_risk = sum(d >= day for d in days)
        running *= 1 - sum(d == day and e for d, e in zip(days, ended, strict=True)) / at_risk
        if running <= 1 - share + 1e-12:
            return day
    return None


def office(spells: list[dict], *, complete: dict[int, bool] | None = None):
    """One offer `help` under 21, 2,000 young people in every year."""
    return analysis(
        spell=spells,
        population=[
            {"date": date(year, 12, 31), "area": "D", "age_from": 0, "age_to": 20, "sex": "all", "count": 2000}
            for year in YEARS
        ],
        coverage=[
            {"source": "one", "offer": "help", "year": year, "complete": (complete or {}).get(year, True), "counting": "eigener_schluessel"}
            for year in YEARS
        ],
    )  # fmt: skip


def spells(per_year: int, *, days=lambda n: 30 * (n + 1), ended=lambda year: True, age: int = 9) -> list[dict]:
    return [
        {"offer": "help", "start": date(year, 4, 1), "days": days(n), "ended": ended(year), "area": "A", "age": age, "sex": "m"}
        for year in YEARS
        for n in range(per_year)
    ]  # fmt: skip


def reported(con) -> pl.DataFrame:
    counting = catalogue()["new_spells"]
    return as_reported(con, "duration", protected_figures(counting.compute(con, Selection()), counting, RULE))


def newest(found: pl.DataFrame) -> dict[str, tuple]:
    return {r["item"]: (r["state"], r["value"]) for r in found.filter(year=2024).iter_rows(named=True)}


@pytest.mark.parametrize("seed", range(5))
def test_months_are_those_of_a_plain_product_limit_estimate(seed):
    draw = np.random.default_rng(seed)
    length, seen = draw.exponential(400, 200).astype(int) + 1, draw.integers(100, 1200, 200)
    days, ended = np.minimum(length, seen), length <= seen
    by_hand = {
        name: product_limit(days.tolist(), ended.tolist(), share)
        for name, share in (("lower_quartile", 0.25), ("median", 0.5), ("upper_quartile", 0.75))
    }
    assert quantiles(days, ended) == {
        name: None if day is None else round(day / DAYS_PER_MONTH) for name, day in by_hand.items()
    }
    assert SurvfuncRight(days, ended.astype(int)).quantile(0.5) == by_hand["median"]


def test_running_uses_make_the_duration_longer_than_the_mean_of_the_ended_ones():
    """Truth: every use lasts 20 months; half began ten months ago and run, so that nothing has ended before 20 months."""
    days, ended = np.array([609] * 50 + [304] * 50), np.array([True] * 50 + [False] * 50)
    assert quantiles(days, ended) == {"lower_quartile": 20, "median": 20, "upper_quartile": 20}


def test_exponential_uses_of_fourteen_months_have_a_median_of_ten():
    """Mean × ln 2, drawn as the demo draws its SPFH, cut off after five years at the latest."""
    draw = np.random.default_rng(1)
    length, seen = draw.exponential(14 * DAYS_PER_MONTH, 5000).astype(int) + 1, draw.integers(1, 1826, 5000)
    found = quantiles(np.minimum(length, seen), length <= seen)
    assert found == {
        "lower_quartile": round(14 * np.log(4 / 3)),
        "median": round(14 * np.log(2)),
        "upper_quartile": round(14 * np.log(4)),
    }


def test_median_and_quartiles_of_the_newest_five_years_stand_with_the_rounded_number_of_uses():
    found = reported(office(spells(24)))
    assert newest(found) == {"lower_quartile": ("ok", 6), "median": ("ok", 12), "upper_quartile": ("ok", 18)}
    counts = found.filter(year=2024)["numerator"]
    assert abs(counts[0] - 120) < 25 and counts[0] % 5 == 0 and set(found["unit"]) == {"Monate"}
    assert (
        set(found["note"]) == {"Beginn 2020 bis 2024."} and found["year"].to_list() == [2024] * 3
    )  # 2015 to 2019: no five years


def test_under_fifty_uses_in_five_years_nothing_is_shown():
    """Nine a year after fourteen: each year is still shown, all five together are fewer than fifty."""
    few = [spell for at, spell in enumerate(spells(14)) if spell["start"].year < 2020 or at % 14 < 8]
    counting, con = catalogue()["new_spells"], office(few)
    counts = protected_figures(counting.compute(con, Selection()), counting, RULE).filter(pl.col("year") >= 2020)
    assert set(counts["state"]) == {"ok"} and counts["numerator"].sum() < 50
    hidden = reported(con)
    assert {state for state, _ in newest(hidden).values()} == {"protected"}
    assert hidden["numerator"].null_count() == hidden["value"].null_count() == 3
    assert {state for state, _ in newest(reported(office(spells(14)))).values()} == {"ok"}


def test_years_too_small_to_be_shown_give_no_duration():
    assert {state for state, _ in newest(reported(office(spells(9)))).values()} == {"protected"}


def test_quantiles_that_have_not_come_yet_are_not_made_up():
    running = spells(20, days=lambda n: 400 + n, ended=lambda year: year == 2020)
    found = newest(reported(office(running)))
    assert found["lower_quartile"][0] == "ok" and found["upper_quartile"] == ("no_data", None)


def test_a_year_not_delivered_in_full_ends_the_five_years_before_it():
    found = reported(office(spells(20), complete={2024: False}))
    assert found["year"].unique().to_list() == [2023] and set(found["note"]) == {"Beginn 2019 bis 2023."}
    assert reported(office(spells(20), complete={2022: False})).is_empty()


def test_uses_from_21_on_are_left_out():
    found = reported(office(spells(20) + spells(20, days=lambda n: 3000, age=21)))
    assert newest(found)["upper_quartile"] == ("ok", 15)
