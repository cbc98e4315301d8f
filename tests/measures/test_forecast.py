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
from measures.forecast import FEW, MEASURE, NO_AGES, ONE_YEAR, RANGE, TOO_FAR
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


EARLIER = """
    age_band | numerator | denominator | state
    u3       | 25        | 100         | ok
    3-5      | 80        | 100         | ok
    6-17     |           | 400         | not_applicable
    all      | 105       | 600         | ok
"""


def reach(drawn: str = REACH, group: str = "help", *, times: int = 100, since: int = 2015) -> pl.DataFrame:
    """So many times the children drawn, and EARLIER in each year before 2022: long and large enough to look ahead."""
    before = [frame(EARLIER).with_columns(year=pl.lit(year, pl.Int64)) for year in range(since, 2022)]
    rows = pl.concat([frame(drawn), *before], how="diagonal_relaxed")
    rows = rows.with_columns(pl.col("numerator", "denominator").cast(pl.Int64) * times, pl.lit("D").alias("area"))
    return figures_of_one_year(rows.with_columns(pl.lit(group).alias("offer_group")))


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
    """Three years tell of no drift at lag 3: what is not chance and rounding is taken for drift."""
    found = forecast(reach(since=2022), around(projection=projected()))
    row, share = found["scenario:constant:mittlere", 2025], found["share:constant:mittlere", 2025]
    level, least = np.log(np.array([10_000, 11_000, 10_500])), 1 / 10_500 + 4 / 10_500**2
    near = ((level[1:] - level[:-1]) ** 2).mean()
    drift, noise = near - 2 * least, least
    half = student.ppf(0.975, 4) * np.sqrt(noise * (1 + 1 / 3) + drift * (1 + 5 / 9))
    assert (row["low"], row["high"]) == pytest.approx((row["value"] * np.exp(-half), row["value"] * np.exp(half)))
    assert (share["low"], share["high"]) == (pytest.approx(row["low"] / 600), pytest.approx(row["high"] / 600))


def test_what_is_wider_than_thirty_per_cent_is_not_said_but_stays_a_row_with_its_reason():
    restless = REACH.replace("| 100       | 600", "| 60        | 600")
    for row in forecast(reach(restless, since=2022), around(projection=projected())).values():
        told = (row["state"], row["reason"], row["note"], row["value"], row["low"], row["denominator"])
        assert told == ("not_applicable", "too_far_ahead", TOO_FAR, None, None, 600 if row["year"] == 2025 else 500)


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


def trend(label: str, value: float = 0.04, year: int = 2024, quantity: str = "users") -> pl.DataFrame:
    row = {
        "measure": "trend",
        "quantity": quantity,
        "area": "D",
        "age_band": "all",
        "year": year,
        "value": value,
        "low": 0.02,
        "high": 0.06,
    }
    return figures_of_one_year(pl.DataFrame([row | {"label": label, "state": "ok"}]))


def test_a_tested_trend_is_carried_on_for_three_years_from_the_middle_of_the_pooled_ones_and_then_no_further():
    found = forecast(pl.concat([reach(), trend("rising")]), around())
    ratio = {year: found["scenario:trend", year]["value"] / found["scenario:constant", year]["value"] for year in range(2025, 2035)}  # fmt: skip
    assert [ratio[year] for year in (2025, 2026, 2027, 2028, 2034)] == pytest.approx([1.04**2, 1.04**3, 1.04**4, 1.04**4, 1.04**4])  # fmt: skip
    assert "Entwicklung von 2024 bis 2027 fortgesetzt, danach gleichbleibend." in found["scenario:trend", 2025]["note"]
    constant, carried = found["scenario:constant", 2027], found["scenario:trend", 2027]
    slope = 4 * (np.log(1.06) - np.log(1.02)) / 2
    chance = np.log(constant["high"] / constant["value"])
    assert np.log(carried["high"] / carried["value"]) == pytest.approx(np.hypot(chance, slope))


@pytest.mark.parametrize(
    "no_trend", [trend("none"), trend("higher"), trend("rising", year=2022), trend("rising", quantity="entries")]
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
    found = forecast(pl.concat([reach(full, since=2022), trend("rising", 0.2)]), around(projection=projected(low)))
    told = [row for row in found.values() if row["state"] == "ok"]
    assert {row["item"] for row in told} == {
        f"{kind}:{way}:mittlere" for kind in ("scenario", "share") for way in ("constant", "trend")
    }
    for row in told:
        assert 0 <= row["low"] <= row["value"] <= row["high"] <= (row["denominator"] if row["unit"] == "Kinder" else 1)


# ── When nothing is said ─────────────────────────────────────────────────────────────────────────


def test_a_range_has_no_forecast_and_says_so():
    ranged = reach("year | age_band | numerator | denominator | state\n 2024 | all | | 600 | ok", since=2022)
    assert (only(ranged, around())["state"], only(ranged, around())["note"]) == ("not_applicable", RANGE)


def test_one_year_alone_is_too_little_and_so_is_one_year_since_a_break():
    alone = reach("\n".join(REACH.splitlines()[:2] + REACH.splitlines()[-4:]), since=2022)
    row = only(alone, around())
    assert (row["state"], row["note"], row["value"], row["year"]) == ("no_data", ONE_YEAR, None, 2025)
    row = only(reach(), around((2024, "neue Basis")))
    assert row["state"] == "no_data" and "Reihenbruch 2024 (neue Basis): nur Jahre seit 2024 verwendet." in row["note"]


def test_only_years_since_the_last_break_are_pooled():
    row = forecast(reach(), around((2023, "neue Basis"), projection=projected()))["scenario:constant:mittlere", 2025]
    assert row["value"] == pytest.approx(120 * 55 / 200 + 100 * 160 / 200)
    assert "Reihenbruch 2023 (neue Basis)" in row["note"] and "aus 2023 und 2024." in row["note"]
    assert "Reihenbruch" not in forecast(reach(), around((2022, "alt")))["scenario:constant", 2025]["note"]


def test_the_step_of_a_break_is_no_straying_and_the_years_before_it_still_tell_of_it():
    """Before 2020 half as many were counted: with the break named the range is nearly that of the years without any step."""
    low = pl.col("numerator") // pl.when(pl.col("year") < 2020).then(2).otherwise(1)
    halved = reach().with_columns(numerator=low)
    unnamed, named, steady = (
        forecast(figures, known)["scenario:constant", 2026]
        for figures, known in ((halved, around()), (halved, around((2020, "neu"))), (reach(), around()))
    )
    assert unnamed["reason"] == "too_far_ahead"
    assert np.log(named["high"] / named["value"]) == pytest.approx(np.log(steady["high"] / steady["value"]), rel=0.15)


def test_nothing_is_said_further_ahead_than_was_looked_back():
    found = forecast(reach(since=2021), around())
    assert {row["year"] for row in found.values() if row["state"] == "ok"} == {2025, 2026, 2027, 2028}
    assert found["scenario:constant", 2029]["reason"] == "too_far_ahead"


def test_hidden_old_or_few_children_have_no_forecast():
    line = "year | age_band | numerator | denominator | state\n"
    assert only(reach(line + "2024 | all | | 600 | protected", since=2022), around())["state"] == "protected"
    row = only(reach(line + "2021 | all | 100 | 600 | ok", since=2022), around())
    assert (row["state"], row["note"]) == ("no_data", "Seit 2021 liegt keine Zahl vor; keine Vorausschau.")
    few = REACH.replace("| 100       | 600", "| 5         | 600")
    assert (only(reach(few, times=1), around())["state"], only(reach(few, times=1), around())["note"]) == (
        "not_applicable",
        FEW.format("zehn"),
    )


def test_without_children_by_age_now_or_then_nothing_is_said():
    assert only(reach(), around(people=pl.DataFrame(schema=PEOPLE)))["note"] == NO_AGES
    unknown = REACH.replace("| 75        | 100 ", "| 75        |     ")
    assert (only(reach(unknown), around())["state"], only(reach(unknown), around())["note"]) == ("no_data", NO_AGES)


# ── Worlds whose future is known ─────────────────────────────────────────────────────────────────


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
    told = {n: row for n in range(size) if (row := found[f"g{n}"])["state"] == "ok"}
    inside = [row["low"] <= whole[n, 3] <= row["high"] for n, row in told.items()]
    assert len(inside) > size / 2 and np.mean(inside) >= 0.93


def forecast_of_next_year(figures: pl.DataFrame, known: Surroundings) -> dict[str, dict]:
    rows = derived_figures(figures, MEASURE, known).filter(
        (pl.col("item") == "scenario:constant") & (pl.col("year") == 2025)
    )
    return {row["offer_group"]: row for row in rows.iter_rows(named=True)}
