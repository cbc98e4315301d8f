"""The trends: tested words on drawn series, breaks that are no trend, few children, and the stock beside them."""

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


def around(*breaks: tuple[int, str, str], stay: dict[str, float] | None = None) -> Surroundings:
    """Breaks as (year, offer group, name); stay: offer → share that stays."""
    events = pl.DataFrame(
        [(date(year, 7, 1), "reihenbruch", group, name) for year, group, name in breaks]
        + [(date(2020, 3, 1), "ereignis", "", "Covid")],
        schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String},
        orient="row",
    )
    return Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), events, stay=stay or {})


def series(
    counts, *, people=2000, area="D", last=2024, group="help", band="all", hidden=(), of="entries"
) -> pl.DataFrame:
    """One line of entries (of annual reach), one count a year up to `last`; null = a range."""
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
    return figures_of_one_year(pl.DataFrame(rows)).with_columns(measure=pl.lit(of))


def trend_of(*lines: pl.DataFrame, breaks=(), stay=None, **where) -> dict:
    found = derived_figures(pl.concat(lines), MEASURE, around(*breaks, stay=stay))
    usual = {"quantity": "entries", "area": "D", "age_band": "all", "offer_group": "help"}
    for column, wanted in (usual | where).items():
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
    row = trend_of(series(RISING), series(RISING, area="A", hidden=(2024,)), area="A")
    assert (row["state"], row["value"]) == ("protected", None)
    row = trend_of(series(RISING), series(RISING[:-1], area="A", last=2023), area="A")
    assert (row["state"], row["value"]) == ("no_data", None)


# ── The stock of users ───────────────────────────────────────────────────────────────────────────


def stock_of(counts, **how) -> dict:
    return trend_of(series(counts, of="annual_reach"), quantity="users", **how)


def test_users_of_whom_nobody_knows_how_many_stay_are_higher_or_lower_and_never_rising_or_falling():
    row = stock_of(RISING)
    told = [row[name] for name in ("label", "period_from", "period_to", "value", "value_from", "value_to")]
    assert told == ["higher", 2017, 2024, None, 0.1, 0.15]
    assert stock_of(RISING[::-1])["label"] == "lower"
    assert stock_of(RISING, stay={"visit": 0.5})["label"] == "higher"


def test_a_stock_differs_only_where_rounding_cannot_be_the_whole_difference():
    words = [stock_of((200, last))["label"] for last in (190, 195, 205, 210)]
    assert words == ["lower", "undetermined", "undetermined", "higher"]
    assert stock_of((200, 205))["reason"] == "within_rounding"


def test_a_stock_is_compared_only_since_the_last_break():
    row = stock_of((100, 105, 200, 220, 240), breaks=[(2022, "", "neue Basis")])
    assert (row["label"], row["period_from"], row["break_year"], row["value_from"]) == ("higher", 2022, 2022, 0.1)
    assert "verglichen nur ab 2022" in row["note"]
    row = stock_of((100, 105, 200), breaks=[(2024, "", "neue Basis")])
    assert (row["label"], row["reason"], row["break_year"]) == ("undetermined", "few_years", 2024)


def test_users_of_whom_it_is_known_how_many_stay_are_tested_with_that_much_more_variance():
    steep = (100, 130, 160, 190, 220, 250, 280, 310)
    row = stock_of(steep, stay={"help": 0.5})
    once = trend_of(series(steep))
    wider = lambda of: np.log1p(of["high"]) - np.log1p(of["low"])
    assert row["label"] == "rising" and row["value"] == pytest.approx(once["value"])
    assert wider(row) == pytest.approx(wider(once) * 3**0.5)


def test_of_several_offers_all_must_say_how_many_stay_and_the_largest_share_counts():
    line = series(RISING, of="annual_reach", group="own")
    told = {"quantity": "users", "offer_group": "own"}
    assert trend_of(line, stay={"help": 0.5}, **told)["label"] == "higher"
    row, other = (trend_of(line, stay={"help": a, "visit": b}, **told) for a, b in ((0.5, 0.1), (0.1, 0.5)))
    both = trend_of(line, stay={"help": 0.5, "visit": 0.5}, **told)
    assert row["low"] == other["low"] == both["low"] and row["interval"] == "quasi_poisson"


def test_entries_and_users_are_told_beside_each_other():
    lines = series(FLAT), series(RISING, of="annual_reach")
    assert (trend_of(*lines)["label"], trend_of(*lines, quantity="users")["label"]) == ("none", "higher")


# ── Verdict and numbers are of one series ────────────────────────────────────────────────────────


def test_the_ends_are_those_of_what_was_tested():
    row = trend_of(series(RISING))
    assert [row[n] for n in ("value_from", "value_to", "value_from_before", "value_to_before")] == [
        0.1,
        0.15,
        None,
        None,
    ]
    row = trend_of(series((10, 15, 10, 15, 15, 20, 15, 20, 25, 25)))
    assert (row["value_from"], row["value_to"]) == (25 / 4000, 50 / 4000)
    cut = (200, 215, 225, 245, 255, 270, 203, 210)
    row = trend_of(series(cut), breaks=[(2023, "", "neue Basis")])
    assert row["label"] == "rising"
    assert [row[n] for n in ("value_from_before", "value_to_before", "value_from", "value_to")] == [
        n / 2000 for n in (200, 270, 203, 210)
    ]


def test_ends_that_go_the_other_way_leave_the_word_open():
    row = trend_of(series((450, 250, 290, 330, 370, 410, 450, 490, 530, 445)))
    assert row["label"] in ("none", "undetermined")
    grown = tuple(round(n * factor) for n, factor in zip(RISING, (1,) * 6 + (0.72, 0.7), strict=True))
    row = trend_of(series((*grown[:6], 206, 200)), breaks=[(2023, "", "neue Basis")])
    assert (row["label"], row["reason"]) == ("undetermined", "ends_differ")


def test_no_trend_is_said_only_where_ten_per_cent_a_year_would_have_been_found():
    wild = (100, 300, 90, 310, 120, 290, 140, 330)
    row = trend_of(series(wild))
    assert (row["label"], row["reason"]) == ("undetermined", "wide_chance") and row["high"] - row["low"] > 0.2
    assert trend_of(series(FLAT))["label"] == "none"
