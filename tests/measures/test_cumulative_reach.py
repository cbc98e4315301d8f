"""Reach until 18, against a simulated district whose truth is known; the wrong ways to count stand beside it.

A value may lie four standard errors off (`near`): no seed does by chance. A 95 % interval may miss: of six districts two, hardly three.
"""

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.annual_reach import MEASURE as ANNUAL
from measures.cumulative_reach import LEAST_AT_RISK, MEASURE, MIGRATION, _pooled_years, share_by
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection
from measures.engine.methods.lifetable import period_curve
from measures.engine.methods.record import entries_of, records_of
from measures.engine.protect import Rule
from measures.engine.publication import derived_figures, surroundings
from measures.first_contact import MEASURE as FIRST
from tests.grid import fill_analysis
from tests.measures.simulated_childhood import OFFERS, TRUTH, fill_childhood, office, simulate, truth_by_age

BIRTHS = 1150
SEEDS = range(3, 9)
ENOUGH = len(SEEDS) - 2  # 998 of 1,000 times six intervals of 95 % hold the truth so often
RULE = Rule(b"a key that only the tests have", "D")


def published(con) -> pl.DataFrame:
    """The protected figures of all three measures."""
    counted = pl.concat([protected_figures(m.compute(con, Selection()), m, RULE) for m in (FIRST, ANNUAL)])
    return pl.concat([counted, derived_figures(counted, MEASURE, surroundings(con))])


def of_district(**how) -> tuple:
    """What truly happened, and what is published."""
    con = duckdb.connect()
    return fill_childhood(con, **how), published(con)


def near(share: float, children: float = BIRTHS) -> float:
    """Four standard errors of a share of so many children."""
    return float(4 * np.sqrt(share * (1 - share) / children))


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


def test_a_full_record_comes_near_the_truth_in_every_district_and_in_the_mean_nearer():
    told = []
    for seed in SEEDS:
        figures = of_district(seed=seed, arrivals_known=True)[1]
        row, exact = rows(figures)["period", 2025], share_by(record(figures), 17, 17)
        assert row["value"] == pytest.approx(exact.value, abs=0.0051)  # published in whole per cent
        assert (row["bound_low"], row["interval"]) == (None, "window")
        told.append((exact.value, row["low"] <= TRUTH <= row["high"]))
    values, inside = np.array(told).T
    assert values == pytest.approx(TRUTH, abs=near(TRUTH)) and inside.sum() >= ENOUGH
    assert values.mean() == pytest.approx(TRUTH, abs=near(TRUTH, len(SEEDS) * BIRTHS))


def test_the_whole_population_below_the_line_gives_62_per_cent(full):
    """What the published child-welfare life-table code does; fine at 12 %, wrong here."""
    known = record(full[1])
    wrong = 1 - np.prod(1 - known.contacts.first[-1] / known.people[-1])
    by_its_rule = 1 - np.prod(1 - np.diff(truth_by_age((0, 17), TRUTH), prepend=0))
    assert by_its_rule == pytest.approx(0.62, abs=0.005) and wrong == pytest.approx(by_its_rule, abs=near(by_its_rule))


def test_a_birth_year_is_observed_from_birth_to_17(full):
    truth, figures = full
    found = rows(figures)
    assert found["cohort:2008", 2025]["value"] == pytest.approx(TRUTH, abs=near(TRUTH) + 0.005)
    assert ("cohort:2008", 2024) in found and ("cohort:2007", 2025) not in found
    curve_of_2012 = [found["cohort:2012", year]["value"] for year in range(2012, 2026)]
    assert curve_of_2012 == sorted(curve_of_2012)


def held(**how) -> tuple[int, float]:
    """In how many districts the range holds the truth, and how wide it is in the mean."""
    found = [rows(of_district(seed=seed, **how)[1])["period", 2025] for seed in SEEDS]
    assert all(row["value"] is None and row["interval"] == "window" for row in found)
    inside = sum(row["bound_low"] <= TRUTH <= row["bound_high"] for row in found)
    return inside, float(np.mean([row["bound_high"] - row["bound_low"] for row in found]))


@pytest.mark.parametrize("record_years", [3, 8])
def test_a_short_record_gives_a_range_and_the_truth_is_inside(record_years):
    inside, width = held(record_years=record_years)
    assert inside >= ENOUGH and width > 0.03


def test_a_short_record_with_turnover_and_known_arrivals_holds_the_truth():
    inside, width = held(record_years=8, turnover=0.05, arrivals_known=True)
    assert inside >= ENOUGH and width < 0.15


def test_the_lower_edge_is_what_was_seen_and_the_range_says_since_when(eight):
    truth, figures = eight
    row = rows(figures)["period", 2025]
    in_window = truth.users.filter((pl.col("year") - pl.col("age") == 2008) & (pl.col("prev") == 0))
    seen = len(in_window) / BIRTHS
    assert row["bound_low"] == pytest.approx(seen, abs=near(seen))
    assert "Beobachtet seit 2018" in row["note"]


def test_the_upper_edge_contains_chance_and_is_no_middle_of_a_curve(eight):
    known = record(eight[1])
    last = len(known.years) - 1
    curve = period_curve(known.contacts, known.reached, _pooled_years(known, last), shock=known.shock)
    assert share_by(known, last, 17).most > curve.reached[17]


def test_young_ages_need_no_long_record(eight):
    found = rows(eight[1])
    assert found["period:5", 2025]["value"] is not None and found["period:8", 2025]["value"] is None


def test_less_than_three_years_say_nothing():
    found = rows(of_district(seed=3, record_years=3)[1])
    assert found["period", 2024]["state"] == "no_data"
    assert found["period", 2024]["note"] == "Aufzeichnungen reichen 2 Jahre zurück; für eine Aussage bis 18 zu kurz."


def test_with_known_arrivals_turnover_does_no_harm(moving):
    exact, born_here = share_by(record(moving[1]), 17, 17), BIRTHS * 0.95**17
    assert exact.value == pytest.approx(TRUTH, abs=near(TRUTH, born_here))
    assert MIGRATION not in rows(moving[1])["period", 2025]["note"]


def test_the_already_reached_are_those_of_the_simulation(moving):
    """P is no count of rows: a child reached earlier and idle this year has none."""
    truth, figures = moving
    known = record(figures)
    users = 0.3 * BIRTHS  # of an age, whose share born here stands for that of all children
    assert known.contacts.people[-1] == pytest.approx(truth.stayed, abs=near(0.5, users) * BIRTHS)
    found, really = known.reached[-1] / known.contacts.people[-1], truth.reached / truth.stayed
    assert found == pytest.approx(really, abs=near(0.5, truth.stayed.min()))


def test_ever_seen_per_head_counts_those_who_moved_on():
    """Of 1,150 places of a birth year 5 % go every year to others: 1.85 children have held one by 17."""
    users = simulate(seed=3, turnover=0.05).users
    seen = len(users.filter((pl.col("year") - pl.col("age") == 2008) & (pl.col("prev") == 0))) / BIRTHS
    assert 1.2 < seen < 1 + 17 * 0.05


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
