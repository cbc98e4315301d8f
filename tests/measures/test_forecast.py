"""The forecast: children times rates by hand, the interval in worlds whose future is known, and when nothing is said."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from scipy.stats import t as student

from measures.engine.measure import Surroundings
from measures.engine.publication import derived_figures
from measures.engine.reading.projection import PEOPLE, PROJECTION
from measures.forecast import FEW, MEASURE, NO_AGES, ONE_YEAR, RANGE, half_width, scatter
from tests.grid import frame
from tests.measures.office import AREAS, BANDS, GROUPS
from tests.measures.simulated_screens import figures_of_one_year, rounded
from tests.measures.test_projection import people

REACH = """
    year | age_band | numerator | denominator | state
    2022 | u3       | 20        | 100         | ok
    2022 | 3-5      | 80        | 100         | ok
    2022 | 6-17     |           | 400         | not_applicable
    2022 | all      | 100       | 600         | ok
    2023 | u3       | 25        | 100         | ok
    2023 | 3-5      | 85        | 100         | ok
    2023 | 6-17     |           | 400         | not_applicable
    2023 | all      | 110       | 600         | ok
    2024 | u3       | 30        | 100         | ok
    2024 | 3-5      | 75        | 100         | ok
    2024 | 6-17     |           | 400         | not_applicable
    2024 | all      | 105       | 600         | ok
"""  # pooled: u3 75 of 300, 3-5 240 of 300
PROJECTED = """
    year | variant  | age_band | count
    2025 | mittlere | u3       | 120
    2025 | mittlere | 3-5      | 100
    2025 | mittlere | 6-17     | 380
    2034 | mittlere | u3       | 80
    2034 | mittlere | 3-5      | 50
    2034 | mittlere | 6-17     | 370
"""


def reach(drawn: str = REACH, group: str = "help") -> pl.DataFrame:
    return figures_of_one_year(frame(drawn).with_columns(pl.lit("D").alias("area"), pl.lit(group).alias("offer_group")))


STEADY = people((2023, [33] * 18), (2024, [33] * 18))


def projected(drawn: str = PROJECTED) -> pl.DataFrame:
    rows = frame(drawn).with_columns(pl.lit(date(2025, 6, 1)).alias("made_on"), pl.lit("LSN").alias("source"))
    return rows.select(pl.col(name).cast(kind) for name, kind in PROJECTION.items())


def around(*breaks: tuple[int, str], **public: pl.DataFrame) -> Surroundings:
    events = pl.DataFrame(
        [(date(year, 7, 1), "reihenbruch", "", name) for year, name in breaks],
        schema={"date": pl.Date, "kind": pl.String, "offer_group": pl.String, "short": pl.String},
        orient="row",
    )
    return Surroundings(frame(AREAS), frame(BANDS), frame(GROUPS), events, **({"people": STEADY} | public))


def forecast(figures: pl.DataFrame, known: Surroundings) -> dict[tuple[str, int], dict]:
    found = derived_figures(figures, MEASURE, known)
    return {(row["item"], row["year"]): row for row in found.iter_rows(named=True)}


def only(figures: pl.DataFrame, known: Surroundings) -> dict:
    (row,) = forecast(figures, known).values()
    return row


# ── By hand ──────────────────────────────────────────────────────────────────────────────────────


def test_children_of_each_age_times_their_rate_of_three_years():
    found = forecast(reach(), around(projection=projected()))
    row = found["scenario:constant:mittlere", 2025]
    assert row["value"] == pytest.approx(120 * 75 / 300 + 100 * 240 / 300)  # 30 + 80; nobody from 6 on
    assert (row["denominator"], row["denominator_date"], row["interval"]) == (600, date(2025, 12, 31), "forecast")
    assert found["scenario:constant:mittlere", 2034]["value"] == pytest.approx(80 * 0.25 + 50 * 0.8)
    assert found["share:constant:mittlere", 2025]["value"] == pytest.approx(110 / 600)
    assert "Vorausrechnung „mittlere“ (LSN), erstellt am 01.06.2025." in row["note"]
    assert "Anteile je Altersgruppe aus 2022, 2023 und 2024." in row["note"] and len(found) == 4


def test_the_interval_by_hand():
    found = forecast(reach(), around(projection=projected()))
    counts, fitted, value = np.array([100, 110, 105]), 105, found["scenario:constant:mittlere", 2034]["value"]
    spread = max(((counts - fitted) ** 2 / fitted).sum() / 2, 4 / fitted)
    half = student.ppf(0.975, 2) * np.sqrt(spread * (value * 10 + value**2 / 315))
    row = found["scenario:constant:mittlere", 2034]
    assert (row["low"], row["high"]) == (pytest.approx(value - half), pytest.approx(value + half))
    share = found["share:constant:mittlere", 2034]
    assert (share["low"], share["high"]) == (pytest.approx(row["low"] / 500), pytest.approx(row["high"] / 500))


def test_years_that_do_not_move_are_still_as_uncertain_as_rounding_makes_them():
    assert scatter(np.array([105.0, 105, 105]), np.array([105.0, 105, 105]), variance=4) == pytest.approx(4 / 105)


def test_counts_of_all_ages_are_rounded_once_and_the_ages_are_drawn_to_them():
    drawn = REACH.replace("all      | 100 ", "all      | 115 ")
    row = forecast(reach(drawn), around(projection=projected()))["scenario:constant:mittlere", 2025]
    assert row["value"] == pytest.approx(110 * 330 / 315)


def test_an_age_that_is_not_shown_gets_the_rest_and_one_the_offer_is_not_for_has_no_users():
    hidden = REACH.replace(
        "2022 | u3       | 20        | 100         | ok", "2022 | u3       |           | 100         | protected"
    )
    assert forecast(reach(hidden), around(projection=projected())) == forecast(reach(), around(projection=projected()))


def test_two_variants_stand_side_by_side_and_a_variant_without_all_ages_does_not():
    other = PROJECTED.replace("mittlere", "obere") + "    2026 | halb     | u3       | 120\n"
    both = pl.concat([projected(), projected(other)])
    items = {item for item, _ in forecast(reach(), around(projection=both))}
    assert items == {f"{kind}:constant:{name}" for kind in ("scenario", "share") for name in ("mittlere", "obere")}


def test_no_forecast_reaches_further_than_ten_years():
    far = projected(PROJECTED.replace("2034", "2035"))
    assert {year for _, year in forecast(reach(), around(projection=far))} == {2025}
    assert {year for _, year in forecast(reach(), around())} == set(range(2025, 2035))


# ── A tested trend ───────────────────────────────────────────────────────────────────────────────


def trend(label: str, value: float = 0.04, year: int = 2024, of: str = "users") -> pl.DataFrame:
    row = {"measure": "trend", "area": "D", "age_band": "all", "year": year, "value": value, "low": 0.02, "high": 0.06}
    return figures_of_one_year(pl.DataFrame([row | {"label": label, "state": "ok", "quantity": of}]))


def test_a_tested_trend_is_carried_on_for_three_years_from_the_middle_of_the_pooled_ones_and_then_no_further():
    found = forecast(pl.concat([reach(), trend("rising")]), around())
    ratio = {year: found["scenario:trend", year]["value"] / found["scenario:constant", year]["value"] for year in range(2025, 2035)}  # fmt: skip
    assert [ratio[year] for year in (2025, 2026, 2027, 2028, 2034)] == pytest.approx([1.04**2, 1.04**3, 1.04**4, 1.04**4, 1.04**4])  # fmt: skip
    assert "Entwicklung von 2024 bis 2027 fortgesetzt, danach gleichbleibend." in found["scenario:trend", 2025]["note"]
    along, value = 105 * 1.04 ** np.array([-1, 0, 1]), found["scenario:trend", 2027]["value"]
    spread = max(((np.array([100, 110, 105]) - along) ** 2 / along).sum() / 2, 4 / along.mean())
    chance = student.ppf(0.975, 2) * np.sqrt(spread * (value * 3 + value**2 / 315))
    slope = value * 4 * (np.log(1.06) - np.log(1.02)) / 2
    assert found["scenario:trend", 2027]["high"] - value == pytest.approx(np.hypot(chance, slope))


@pytest.mark.parametrize(
    "no_trend", [trend("none"), trend("higher"), trend("rising", year=2022), trend("rising", of="entries")]
)
def test_without_a_tested_trend_up_to_the_last_year_there_is_no_such_scenario(no_trend):
    found = forecast(pl.concat([reach(), no_trend]), around())
    assert {item for item, _ in found} == {"scenario:constant", "share:constant"}


def test_no_share_is_above_everyone_and_no_count_below_nobody():
    full = REACH.replace("| 20  ", "| 90  ").replace("| 25  ", "| 95  ").replace("| 30  ", "| 100 ")
    full = (
        full.replace("| 100       | 600", "| 170       | 600").replace("| 110 ", "| 180 ").replace("| 105 ", "| 175 ")
    )
    low = PROJECTED.replace("| 380", "| 0").replace("| 370", "| 0")
    for row in forecast(pl.concat([reach(full), trend("rising", 0.2)]), around(projection=projected(low))).values():
        assert 0 <= row["low"] <= row["value"] <= row["high"] <= (row["denominator"] if row["unit"] == "Kinder" else 1)


# ── When nothing is said ─────────────────────────────────────────────────────────────────────────


def test_a_range_has_no_forecast_and_says_so():
    ranged = reach("year | age_band | numerator | denominator | state\n 2024 | all | | 600 | ok")
    assert (only(ranged, around())["state"], only(ranged, around())["note"]) == ("not_applicable", RANGE)


def test_one_year_alone_is_too_little_and_so_is_one_year_since_a_break():
    alone = reach("\n".join(REACH.splitlines()[:2] + REACH.splitlines()[-4:]))
    row = only(alone, around())
    assert (row["state"], row["note"], row["value"], row["year"]) == ("no_data", ONE_YEAR, None, 2025)
    row = only(reach(), around((2024, "neue Basis")))
    assert row["state"] == "no_data" and "Reihenbruch 2024 (neue Basis): nur Jahre seit 2024 verwendet." in row["note"]


def test_only_years_since_the_last_break_are_pooled():
    row = forecast(reach(), around((2023, "neue Basis"), projection=projected()))["scenario:constant:mittlere", 2025]
    assert row["value"] == pytest.approx(120 * 55 / 200 + 100 * 160 / 200)
    assert "Reihenbruch 2023 (neue Basis)" in row["note"] and "aus 2023 und 2024." in row["note"]
    assert "Reihenbruch" not in forecast(reach(), around((2022, "alt")))["scenario:constant", 2025]["note"]


def test_hidden_old_or_few_children_have_no_forecast():
    line = "year | age_band | numerator | denominator | state\n"
    assert only(reach(line + "2024 | all | | 600 | protected"), around())["state"] == "protected"
    row = only(reach(line + "2021 | all | 100 | 600 | ok"), around())
    assert (row["state"], row["note"]) == ("no_data", "Seit 2021 liegt keine Zahl vor; keine Vorausschau.")
    few = REACH.replace("| 100       | 600", "| 5         | 600")
    assert (only(reach(few), around())["state"], only(reach(few), around())["note"]) == (
        "not_applicable",
        FEW.format("zehn"),
    )


def test_without_children_by_age_now_or_then_nothing_is_said():
    assert only(reach(), around(people=pl.DataFrame(schema=PEOPLE)))["note"] == NO_AGES
    unknown = REACH.replace("| 75        | 100 ", "| 75        |     ")
    assert (only(reach(unknown), around())["state"], only(reach(unknown), around())["note"]) == ("no_data", NO_AGES)


# ── Worlds whose future is known ─────────────────────────────────────────────────────────────────


def covered(random: np.random.Generator, *, mean: float, walk: bool, ahead: int, years: int = 3) -> float:
    """How often the interval holds the published count of a later year; 5 % scatter, from year to year or adding up."""
    steps = random.normal(0, 0.05, (20_000, years + ahead))
    counts = rounded(random.poisson(mean * np.exp(np.cumsum(steps, axis=1) if walk else steps)), random)
    past, then = counts[:, :years], counts[:, -1]
    value = past.mean(axis=1)
    half = half_width(
        value, past.sum(axis=1), scatter(past, np.repeat(value[:, None], years, axis=1), variance=4), years, ahead
    )
    return float(np.mean(np.abs(then - value) <= half))


@pytest.mark.parametrize("mean", [200, 1500, 5000])
def test_the_interval_of_next_year_holds_what_comes_in_95_of_100_worlds(mean):
    assert covered(np.random.default_rng(5), mean=mean, walk=False, ahead=1) == pytest.approx(0.95, abs=0.01)


@pytest.mark.parametrize("ahead", [1, 3, 10])
def test_ten_years_ahead_it_still_holds_where_the_rates_wander_off(ahead):
    assert covered(np.random.default_rng(5), mean=1500, walk=True, ahead=ahead) == pytest.approx(0.94, abs=0.02)


def test_an_interval_that_does_not_grow_fails_where_the_rates_wander_off():
    random = np.random.default_rng(5)
    counts = rounded(random.poisson(1500 * np.exp(np.cumsum(random.normal(0, 0.05, (20_000, 13)), axis=1))), random)
    value = counts[:, :3].mean(axis=1)
    spread = scatter(counts[:, :3], np.repeat(value[:, None], 3, axis=1), variance=4)
    half = half_width(value, counts[:, :3].sum(axis=1), spread, 3, 1)
    assert np.mean(np.abs(counts[:, -1] - value) <= half) < 0.75


def test_whole_forecasts_hold_the_next_year():
    """300 invented groups through the measure itself: two ages, drawn users, published and rounded."""
    random, size = np.random.default_rng(8), 300
    use = np.exp(random.normal(0, 0.03, (size, 4, 1))) * np.array([0.3, 0.7, 0.2])
    drawn = random.binomial(np.array([3000, 3000, 12000]), use)
    bands, whole = rounded(drawn, random), rounded(drawn.sum(axis=2), random)
    rows = [
        (2021 + year, band, f"g{group}", int(count), people)
        for group in range(size)
        for year in range(1, 4)
        for band, count, people in zip(
            ("u3", "3-5", "6-17", "all"), [*bands[group, year - 1], whole[group, year - 1]], (3000, 3000, 12000, 18000),
            strict=True,
        )
    ]  # fmt: skip
    figures = pl.DataFrame(rows, schema=["year", "age_band", "offer_group", "numerator", "denominator"], orient="row")
    known = around(people=people((2023, [1000] * 18), (2024, [1000] * 18)))
    groups = pl.DataFrame({"offer_group": [f"g{n}" for n in range(size)], "offers": [["x"]] * size})
    figures = figures_of_one_year(figures.with_columns(pl.lit("D").alias("area"), pl.lit("ok").alias("state")))
    found = forecast_of_next_year(figures, replace(known, offer_groups=groups))
    inside = [found[f"g{n}"]["low"] <= whole[n, 3] <= found[f"g{n}"]["high"] for n in range(size)]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.03)


def forecast_of_next_year(figures: pl.DataFrame, known: Surroundings) -> dict[str, dict]:
    rows = derived_figures(figures, MEASURE, known).filter(
        (pl.col("item") == "scenario:constant") & (pl.col("year") == 2025)
    )
    return {row["offer_group"]: row for row in rows.iter_rows(named=True)}
