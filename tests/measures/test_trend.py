"""The trends: tested words on drawn series, breaks that are no trend, few children, and false alarms."""

from datetime import date

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from measures.engine.reading.events import first_years
from measures.trend import MEASURE, Points, fitted
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year

RISING = (200, 215, 225, 245, 255, 270, 290, 300)
FLAT = (200, 215, 195, 210, 190, 205, 215, 200)


def around(*breaks: tuple[int, str, str]) -> Surroundings:
    """Breaks as (year, offer group, name)."""
    events = pl.DataFrame(
        [(date(year, 7, 1), "reihenbruch", group, name) for year, group, name in breaks]
        + [(date(2020, 3, 1), "ereignis", "", "Covid")],
        schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String},
        orient="row",
    )
    return Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), events)


def series(counts, *, people=2000, area="D", last=2024, group="help", band="all", hidden=()) -> pl.DataFrame:
    """One line of annual reach, one count a year up to `last`; null = a range."""
    years = range(last - len(counts) + 1, last + 1)
    state = ["protected" if year in hidden else "ok" for year in years]
    told = [n is not None and s == "ok" for n, s in zip(counts, state, strict=True)]
    rows = {
        "year": years,
        "area": area,
        "age_band": band,
        "offer_group": group,
        "numerator": [n if t else None for n, t in zip(counts, told, strict=True)],
        "denominator": people,
        "denominator_date": [date(year, 12, 31) for year in years],
        "value": [n / people if t else None for n, t in zip(counts, told, strict=True)],
        "state": state,
    }
    return figures_of_one_year(pl.DataFrame(rows))


def trend_of(*lines: pl.DataFrame, breaks=(), **where) -> dict:
    found = derived_figures(pl.concat(lines), MEASURE, around(*breaks))
    for column, wanted in ({"area": "D", "age_band": "all", "offer_group": "help"} | where).items():
        found = found.filter(pl.col(column) == wanted)
    return found.row(0, named=True)


def test_a_steady_rise_is_rising_and_its_size_a_year_is_told():
    row = trend_of(series(RISING))
    assert (row["label"], row["year"], row["numerator"], row["denominator"], row["interval"]) == (
        "rising",
        2024,
        300,
        2000,
        "quasi_poisson",
    )
    assert 0.05 < row["low"] < row["value"] < row["high"] < 0.07
    assert (row["period_from"], row["period_to"]) == (2017, 2024)


def test_a_fall_is_falling_and_ups_and_downs_are_no_clear_trend():
    assert trend_of(series(RISING[::-1]))["label"] == "falling"
    row = trend_of(series(FLAT))
    assert row["label"] == "none" and row["low"] < 0 < row["high"]


def test_the_share_is_tested_and_not_the_number():
    rows = [
        series((n,), people=people, last=year)
        for n, people, year in zip(RISING, np.multiply(RISING, 10), range(2017, 2025), strict=True)
    ]
    assert trend_of(*rows)["label"] == "none"


@pytest.mark.parametrize(
    ("counts", "scale"),
    [((100, 300, 90, 310, 120, 290, 140, 330), "X2"), ((200, 205, 210, 215, 220, 225, 230, 235), 4 / 217.5)],
)
def test_the_slope_and_its_test_are_those_of_statsmodels_and_the_scatter_at_least_that_of_rounding(counts, scale):
    points = Points(np.arange(8.0), np.array(counts, float), np.full(8, 2000.0), np.zeros(8), 1)
    model = sm.GLM(
        points.counts, sm.add_constant(points.years), family=sm.families.Poisson(), offset=np.log(points.people)
    )
    wanted = model.fit(scale=scale, use_t=True)
    change, low, high, p = fitted(points, 4.0)
    assert np.log1p([change, low, high]) == pytest.approx([wanted.params[1], *wanted.conf_int()[1]])
    assert p == pytest.approx(wanted.pvalues[1]) and wanted.use_t and wanted.df_resid == 6


def test_fewer_than_five_years_are_undetermined():
    row = trend_of(series(RISING[:4]))
    assert (row["label"], row["value"], row["state"]) == ("undetermined", None, "ok") and "fünf" in row["note"]
    assert trend_of(series(RISING[:5]))["label"] == "rising"


def test_a_hole_in_the_series_ends_it():
    row = trend_of(series(RISING, hidden=(2021,)))
    assert row["label"] == "undetermined"
    assert trend_of(series(RISING, hidden=(2019,)))["period_from"] == 2020


def test_a_trend_looks_back_ten_years():
    assert trend_of(series((100,) * 10 + FLAT))["period_from"] == 2015


def test_only_years_since_a_break_are_tested_where_there_are_five():
    jump = (100, 105, 100, 200, 205, 200, 195, 200)
    assert trend_of(series(jump))["label"] == "rising"
    row = trend_of(series(jump), breaks=[(2020, "", "neue Basis")])
    assert row["label"] == "none" and "Reihenbruch 2020 (neue Basis); getestet nur ab 2020." in row["note"]


def test_with_fewer_years_since_a_break_its_jump_is_taken_out():
    jump = (100, 105, 100, 105, 100, 105, 200, 205)
    row = trend_of(series(jump), breaks=[(2023, "", "neue Basis")])
    assert row["label"] == "none" and "Der Sprung von 2022 auf 2023 zählt nicht als Veränderung." in row["note"]
    grown = tuple(round(n * factor) for n, factor in zip(RISING, (1,) * 6 + (0.7,) * 2, strict=True))
    assert trend_of(series(grown), breaks=[(2023, "", "neue Basis")])["label"] == "rising"


def test_a_break_in_the_first_year_lies_before_the_series():
    row = trend_of(series(FLAT), breaks=[(2017, "", "neue Basis")])
    assert (row["note"], row["period_from"], row["break_year"]) == ("", 2017, None)


def test_a_break_in_the_last_year_leaves_nothing_to_test():
    assert trend_of(series(RISING), breaks=[(2024, "", "neue Basis")])["label"] == "undetermined"


def test_a_break_of_a_group_holds_for_every_group_that_shares_an_offer_and_an_event_is_no_break():
    found = first_years(around((2020, "own", "Reform")))
    assert {group for group, years in found.items() if years} == {"alle", "own", "help", "visit"}
    assert found["help"] == {2020: "Reform"}


def test_few_children_are_pooled_by_two_years_and_fewer_than_ten_have_no_trend():
    few = (10, 15, 10, 15, 15, 20, 15, 20, 25, 25)
    row = trend_of(series(few))
    assert "Je 2 Jahre zusammengefasst." in row["note"] and row["label"] in ("rising", "none")
    row = trend_of(series((5, 0) * 5))
    assert (row["label"], row["value"]) == ("undetermined", None) and "weniger als zehn" in row["note"]


def test_counts_that_never_move_are_no_trend_when_the_children_become_slightly_fewer():
    rows = [series((20,), people=2000 - 20 * at, last=2017 + at) for at in range(8)]
    assert trend_of(*rows)["label"] == "none"


def test_a_range_and_a_hidden_line_have_no_trend():
    row = trend_of(series(RISING), series((*RISING[:-1], None), area="A"), area="A")
    assert (row["state"], row["value"]) == ("not_applicable", None)
    row = trend_of(series(RISING), series(RISING, area="A", hidden=range(2017, 2025)), area="A")
    assert (row["state"], row["value"]) == ("protected", None)
    row = trend_of(series(RISING), series(RISING[:-1], area="A", last=2023), area="A")
    assert (row["state"], row["value"]) == ("no_data", None)


# ── False alarms: ten years without a trend, 5 % extra scatter, published as rounded counts ──────


def without_trend(count: int, mean: int) -> np.ndarray:
    random = np.random.default_rng(21)
    counts = random.poisson(mean * random.normal(1, 0.05, (count, 10)))
    return 5 * ((counts + random.integers(0, 5, counts.shape)) // 5)


def test_one_series_in_twenty_without_a_trend_is_called_one():
    alarms = [fitted(_points(counts), 4.0)[3] < 0.05 for counts in without_trend(1000, 1500)]
    assert np.mean(alarms) == pytest.approx(0.05, abs=0.02)


def test_taking_all_scatter_for_chance_would_alarm_far_too_often():
    alarms = []
    for counts in without_trend(300, 1500):
        points = _points(counts)
        design = sm.add_constant(points.years)
        fit = sm.GLM(points.counts, design, family=sm.families.Poisson(), offset=np.log(points.people)).fit()
        alarms.append(fit.pvalues[1] < 0.05)
    assert np.mean(alarms) > 0.25


def _points(counts: np.ndarray) -> Points:
    return Points(np.arange(10.0), counts.astype(float), np.full(10, 20_000.0), np.zeros(10), 1)
