"""Reach until 18 where it is not known who arrived, but births and moves are: what these totals carry, and what not.

Children who moved away are taken off the reached; newcomers stand among those not yet reached. As they were never seen
here, however eager, the chances of a first contact are still somewhat too high, and so is the curve: a range, and marked.
"""

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.cumulative_reach import GONE, LIVED, MIGRATION, MOVED
from measures.engine.methods.lifetable import Contacts, already_reached, ever_seen
from measures.engine.methods.record import entries_of, moves_of, records_of
from measures.engine.publication import surroundings
from measures.engine.reading.projection import MOVES
from tests.measures.simulated_childhood import TRUTH, fill_childhood
from tests.measures.test_cumulative_reach import of_district, published, rows


@pytest.fixture(scope="module")
def moving():
    return of_district(seed=3, turnover=0.05, moves_known=True)


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────


def test_the_reached_leave_by_the_share_that_moved_away_where_it_is_known():
    people, nan = np.full((3, 3), 100.0), np.nan
    first = np.array([[40.0, 0, 0], [0, 10, 0], [0, 0, 0]])
    left = np.array([[nan, nan, nan], [nan, 0.2, nan], [nan, nan, 0.5]])
    contacts = Contacts(first, first, people, np.full((3, 3), nan))
    reached = already_reached(contacts, arrivals=True, left=left)
    assert (reached[1, 1], reached[2, 2]) == pytest.approx((32, 21))  # 40 · 0.8, (32 + 10) · 0.5
    left[1, 1] = nan
    assert already_reached(contacts, arrivals=True, left=left)[1, 1] == 40


def test_whoever_was_seen_stays_seen_and_one_count_of_all_goes_before_a_sum():
    first, nan = np.array([[40.0, 0, 0], [0, 10, 0], [0, 0, 5]]), np.nan
    contacts = Contacts(first, first, np.full((3, 3), 100.0), np.full((3, 3), nan))
    assert np.diag(ever_seen(contacts)).tolist() == [40, 50, 55]
    contacts.seen[2, 2] = 60
    assert ever_seen(contacts)[2, 2] == 60


def moves(*drawn: tuple) -> pl.DataFrame:
    return pl.DataFrame(drawn, schema=MOVES, orient="row")


def test_whoever_was_born_here_or_came_has_lived_here_and_whoever_left_is_taken_from_the_year_before():
    people = np.array([[100.0, 80], [105, 90]])
    found = moves_of(
        moves((2020, 0, 95, 7, 2), (2020, 1, None, 3, 4), (2021, 0, 99, 8, 2), (2021, 1, None, 5, 15)),
        [2020, 2021],
        people,
    )
    assert found.born_here[1, 1] == pytest.approx(1 - 5 / 90)  # at 1 in 2021, of 90 five came
    assert found.born_here[0].tolist() == pytest.approx([1, 1 - 8 / 170])  # before 2020 as in both years
    assert found.lived.tolist() == [[102, 84], [107, 107]]  # 95 + 7, 80 + 4 gone in the year; 99 + 8, 102 + 5
    assert found.left[1, 1] == pytest.approx(15 / 100) and np.isnan(found.left[0]).all()


def test_who_was_born_here_is_followed_through_the_birth_year():
    came = [(2021, 1, None, 10, 0), (2021, 2, None, 0, 0), (2022, 1, None, 20, 0), (2022, 2, None, 30, 0)]
    found = moves_of(moves(*came), [2020, 2021, 2022], np.full((3, 3), 100.0))
    assert found.born_here[2].tolist() == pytest.approx([1, 0.8, 0.9 * 0.7])  # at 2 those who were 1 in 2021
    assert found.born_here[0].tolist() == pytest.approx([1, 0.85, 0.85 * 0.85])  # before: the mean of both years


def test_without_births_they_are_the_youngest_and_those_of_them_who_left_and_a_year_without_moves_is_too_little():
    people = np.array([[100.0, 80], [105, 90]])
    drawn = [(2021, 0, None, 8, 2), (2021, 1, None, 5, 15)]
    found = moves_of(moves(*drawn), [2020, 2021], people)
    assert found.lived.tolist() == [[100, 80], [107, 105]]
    assert moves_of(moves(*drawn), [2020, 2021, 2022], np.full((3, 2), 100.0)) is None


# ── A district in which every twentieth child moves each year ───────────────────────────────────


def test_with_births_and_moves_the_range_holds_the_truth_and_its_upper_edge_is_no_longer_everyone(moving):
    without = rows(of_district(seed=3, turnover=0.05)[1])["period", 2025]
    row = rows(moving[1])["period", 2025]
    assert without["bound_high"] == 1 and without["bound_low"] < 0.6
    assert row["value"] is None and row["bound_low"] < TRUTH < row["bound_high"]
    assert row["bound_high"] == pytest.approx(0.985, abs=0.006)  # five points above the truth, six without
    assert row["bound_low"] > 0.85


@pytest.mark.parametrize(("turnover", "seed", "record_years"), [(0.02, 4, 18), (0.02, 3, 8), (0.05, 5, 8)])
def test_the_truth_is_inside_for_other_turnovers_and_records(turnover, seed, record_years):
    row = rows(of_district(seed=seed, turnover=turnover, record_years=record_years, moves_known=True)[1])[
        "period", 2025
    ]
    assert row["bound_low"] < TRUTH < row["bound_high"] and row["bound_high"] - row["bound_low"] < 0.18


def test_it_stays_marked_as_rather_too_high(moving):
    found = rows(moving[1])
    assert MIGRATION in found["period", 2025]["note"] and MOVED in found["period", 2025]["note"]
    assert MIGRATION in found["cohort:2008", 2025]["note"] and LIVED in found["cohort:2008", 2025]["note"]


def test_seen_by_births_and_arrivals_is_a_share_again_and_the_cohort_no_value_above_the_truth(moving):
    truth, figures = moving
    row = rows(figures)["cohort:2008", 2025]
    seen = len(truth.users.filter((pl.col("year") - pl.col("age") == 2008) & (pl.col("prev") == 0)))
    of_cohort = truth.moves.filter(pl.col("year") - pl.col("age") == 2008)
    lived = of_cohort["births"].sum() + of_cohort["moved_in"].sum()
    assert seen / 1150 > 1.2 and row["value"] is None
    assert seen / lived - 0.035 < row["bound_low"] < seen / lived
    assert row["bound_low"] < TRUTH < row["bound_high"] < 1


def test_without_turnover_nothing_is_left_open():
    row = rows(of_district(seed=3, moves_known=True)[1])["period", 2025]
    assert TRUTH - 0.03 < row["bound_low"] < TRUTH < row["bound_high"] < TRUTH + 0.02  # chance alone


def test_where_arrivals_are_known_too_moves_tell_how_many_were_born_here_whoever_uses_more():
    con = duckdb.connect()
    truth = fill_childhood(con, seed=3, turnover=0.05, arrivals_known=True, moves_known=True)
    con.execute("DELETE FROM child_year WHERE since > year - age AND age % 2 = 0")  # as if newcomers used less
    figures, around = published(con), surroundings(con)
    entries = entries_of(figures).filter(offer_group="alle")
    found = records_of(entries, entries, around.moves, wider=["alle"], variance=around.variance)[""]
    assert found.contacts.people[-1] == pytest.approx(truth.stayed, abs=50)
    row = rows(figures)["period", 2025]
    assert row["low"] <= TRUTH <= row["high"] and MOVED not in row["note"]


def test_without_either_only_those_of_one_year_are_proved():
    """Two of a hundred move each year: more were seen than live here, but fewer than would give it away."""
    truth, figures = of_district(seed=3, turnover=0.02, record_years=8)
    row, seen = rows(figures)["period", 2025], truth.users.filter(pl.col("prev") == 0)
    assert len(seen.filter(pl.col("year") - pl.col("age") == 2008)) / 1150 > TRUTH
    assert row["bound_low"] < TRUTH < row["bound_high"] and GONE in row["note"] and MIGRATION in row["note"]
