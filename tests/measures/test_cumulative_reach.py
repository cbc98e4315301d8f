"""Reach until 18, against a simulated district whose truth is known; the wrong ways to count stand beside it."""

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE as ANNUAL
from measures.cumulative_reach import LEAST_AT_RISK, MEASURE, MIGRATION, share_by
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.methods.record import entries_of, records_of
from measures.engine.protect import Rule
from measures.engine.publication import derived_figures, surroundings
from measures.first_contact import MEASURE as FIRST
from tests.grid import fill_analysis
from tests.measures.simulated_childhood import OFFERS, TRUTH, fill_childhood, office, simulate

RULE = Rule(b"a key that only the tests have", "D")


def published(con) -> pl.DataFrame:
    """The protected figures of all three measures."""
    counted = pl.concat([protected_figures(m.compute(con, Selection()), m, RULE) for m in (FIRST, ANNUAL)])
    return pl.concat([counted, derived_figures(counted, MEASURE, surroundings(con))])


def of_district(**how) -> tuple:
    """What truly happened, and what is published."""
    con = duckdb.connect()
    return fill_childhood(con, **how), published(con)


def rows(figures: pl.DataFrame, group: str = "alle") -> dict:
    """(item, year) → row of cumulative reach."""
    found = figures.filter((pl.col("measure") == "cumulative_reach") & (pl.col("offer_group") == group))
    return {(row["item"], row["year"]): row for row in found.iter_rows(named=True)}


def record(figures: pl.DataFrame):
    entries = entries_of(figures)
    return records_of(entries.filter(pl.col("offer_group") == "alle"), entries, wider=["alle"], variance=4.0)[""]


@pytest.fixture(scope="module")
def full():
    return of_district(seed=3, arrivals_known=True)


@pytest.fixture(scope="module")
def eight():
    return of_district(seed=3, record_years=8, arrivals_known=True)


@pytest.fixture(scope="module")
def moving():
    return of_district(seed=3, turnover=0.05, arrivals_known=True)


@pytest.mark.parametrize("seed", [3, 4])
def test_a_full_record_comes_within_one_and_a_half_points_of_the_truth(seed):
    _, figures = of_district(seed=seed, arrivals_known=True)
    row = rows(figures)["period", 2025]
    exact = share_by(record(figures), 17, 17)
    assert exact.value == pytest.approx(TRUTH, abs=0.015)
    assert row["value"] == pytest.approx(exact.value, abs=0.0051)  # published in whole per cent
    assert row["low"] <= TRUTH <= row["high"] and (row["bound_low"], row["interval"]) == (None, "window")


def test_the_whole_population_below_the_line_gives_61_per_cent(full):
    """What the published child-welfare life-table code does; fine at 12 %, wrong here."""
    known = record(full[1])
    wrong = 1 - np.prod(1 - known.contacts.first[-1] / known.people[-1])
    assert wrong == pytest.approx(0.61, abs=0.02)


def test_a_birth_year_is_observed_from_birth_to_17(full):
    truth, figures = full
    found = rows(figures)
    assert found["cohort:2008", 2025]["value"] == pytest.approx(TRUTH, abs=0.02)
    assert ("cohort:2008", 2024) in found and ("cohort:2007", 2025) not in found
    curve_of_2012 = [found["cohort:2012", year]["value"] for year in range(2012, 2026)]
    assert curve_of_2012 == sorted(curve_of_2012)


@pytest.mark.parametrize(("record_years", "seed"), [(8, 3), (8, 5), (3, 3), (12, 6)])
def test_a_short_record_gives_a_range_and_the_truth_is_inside(record_years, seed):
    _, figures = of_district(seed=seed, record_years=record_years)
    row = rows(figures)["period", 2025]
    assert row["value"] is None and row["interval"] == "window"
    assert row["bound_low"] <= TRUTH <= row["bound_high"]


@pytest.mark.parametrize("seed", [3, 4])
def test_a_short_record_with_turnover_and_known_arrivals_holds_the_truth(seed):
    row = rows(of_district(seed=seed, record_years=8, turnover=0.05, arrivals_known=True)[1])["period", 2025]
    assert row["bound_low"] <= TRUTH <= row["bound_high"] and row["bound_high"] - row["bound_low"] < 0.15


def test_the_lower_edge_is_what_was_seen_and_the_range_says_since_when(eight):
    truth, figures = eight
    row = rows(figures)["period", 2025]
    in_window = truth.users.filter((pl.col("year") - pl.col("age") == 2008) & (pl.col("prev") == 0))
    assert row["bound_low"] == pytest.approx(len(in_window) / 1150, abs=0.03)
    assert "Beobachtet seit 2018" in row["note"]


def test_young_ages_need_no_long_record(eight):
    found = rows(eight[1])
    assert found["period:5", 2025]["value"] is not None and found["period:8", 2025]["value"] is None


def test_less_than_three_years_say_nothing():
    found = rows(of_district(seed=3, record_years=3)[1])
    assert found["period", 2024]["state"] == "no_data"
    assert found["period", 2024]["note"] == "Aufzeichnungen reichen 2 Jahre zurück; für eine Aussage bis 18 zu kurz."


def test_with_known_arrivals_turnover_does_no_harm(moving):
    exact = share_by(record(moving[1]), 17, 17)
    assert exact.value == pytest.approx(TRUTH, abs=0.02)
    assert MIGRATION not in rows(moving[1])["period", 2025]["note"]


def test_the_already_reached_are_those_of_the_simulation(moving):
    """P is no count of rows: a child reached earlier and idle this year has none."""
    truth, figures = moving
    known = record(figures)
    assert known.contacts.people[-1] == pytest.approx(truth.stayed, abs=90)
    found, really = known.reached[-1] / known.contacts.people[-1], truth.reached / truth.stayed
    assert found == pytest.approx(really, abs=0.06)


def test_ever_seen_per_head_counts_those_who_moved_on():
    users = simulate(seed=3, turnover=0.05).users
    assert len(users.filter((pl.col("year") - pl.col("age") == 2008) & (pl.col("prev") == 0))) / 1150 > 1.2


def test_without_arrivals_the_upper_figure_is_marked_and_nothing_is_called_proved():
    _, figures = of_district(seed=3, turnover=0.05)
    row = rows(figures)["period", 2025]
    assert MIGRATION in row["note"] and row["value"] is None
    assert row["bound_low"] <= TRUTH <= row["bound_high"]


def test_the_curve_ends_where_too_few_are_left():
    found = rows(of_district(seed=3, births=120)[1])
    ended = found["period", 2025]
    assert "sind zu wenige noch nicht erreichte Kinder übrig; die Kurve endet dort." in ended["note"]
    assert ended["value"] is None and ended["bound_high"] == 1
    assert 0.06 * 120 < LEAST_AT_RISK


def test_whole_per_cent_only(full):
    for row in rows(full[1]).values():
        for name in ("value", "low", "high", "bound_low", "bound_high"):
            assert row[name] is None or row[name] * 100 == pytest.approx(round(row[name] * 100), abs=1e-6)


def apart(counted: tuple = ()) -> dict:
    """The same childhoods, but each offer with a key of its own; those in `counted` only as sums."""
    found = simulate(seed=3).users
    parts = [
        found.filter((pl.col("mask") & bit) > 0).with_columns(
            pl.lit(offer).alias("space"),
            pl.lit(bit, pl.UInt64).alias("mask"),
            (pl.col("prev") & bit).alias("prev"),
            pl.lit("T").alias("area"),
            pl.lit("m").alias("sex"),
        )
        for bit, offer in enumerate(OFFERS, start=1)
        if offer not in counted
    ]
    tables = office(1150, range(2008, 2026))
    tables["coverage"] = [
        row | {"source": row["offer"], "counting": "zaehlwerte" if row["offer"] in counted else "eigener_schluessel"}
        for row in tables["coverage"]
    ]
    tables["child_year"] = pl.concat(parts) if parts else []
    tables["counted_year"] = [
        {
            "year": year,
            "offer": offer,
            "area": "D",
            "by_place": False,
            "age_from": 0,
            "age_to": 17,
            "sex": "all",
            "unit": "kinder",
            "count": 1600,
            "low": 1600.0,
            "high": 1600.0,
        }
        for offer in counted
        for year in range(2008, 2026)
    ]
    return tables


def test_sources_without_a_common_key_give_the_range_from_the_largest_to_the_sum():
    con = duckdb.connect()
    fill_analysis(con, **apart())
    figures = published(con)
    whole, one, two = (rows(figures, group)["period", 2025] for group in ("alle", "one", "two"))
    assert whole["interval"] == "bounds" and "ohne gemeinsamen Schlüssel" in whole["note"]
    assert whole["bound_low"] == pytest.approx(max(one["low"], two["low"]), abs=0.011)
    assert whole["bound_low"] <= TRUTH <= whole["bound_high"] == 1


def test_an_offer_that_is_only_a_sum_leaves_the_upper_edge_open_and_alone_it_says_nothing():
    con = duckdb.connect()
    fill_analysis(con, **apart(counted=("two",)))
    figures = published(con)
    whole, alone = rows(figures)["period", 2025], rows(figures, "two")["period", 2025]
    assert whole["bound_high"] == 1 and "Nur als Summe gemeldet: two." in whole["note"]
    assert (alone["state"], alone["bound_low"]) == ("not_applicable", None)
    assert not [item for item, _ in rows(figures) if item.startswith("cohort")]
