"""Gap and change of a whole publication, computed a second way: loops over the published rows, in plain Python."""

import duckdb
import polars as pl
import pytest

from measures.engine.protect import Rule
from measures.engine.publication import publish
from tests.measures.district import BANDS, fill_district

PARTS = [name for name, _, _ in BANDS[1:]]
YEARS = range(2019, 2025)


@pytest.fixture(scope="module")
def published() -> pl.DataFrame:
    con = duckdb.connect()
    fill_district(con, seed=3, years=YEARS)
    return publish(con, Rule(b"k" * 32, "D"))


@pytest.fixture(scope="module")
def reach(published) -> dict[tuple, dict]:
    rows = published.filter((pl.col("measure") == "annual_reach") & (pl.col("sex") == "all"))
    return {(r["area"], r["year"], r["offer_group"], r["age_band"]): r for r in rows.iter_rows(named=True)}


def rates(reach: dict, area: str, year: int, group: str) -> dict[str, float]:
    """Users per child in each age: shown ones by themselves, what is left over all the others alike."""
    cells = {part: reach[area, year, group, part] for part in PARTS}
    meant = {part: cell for part, cell in cells.items() if cell["state"] != "not_applicable"}
    found = {
        part: cell["numerator"] / cell["denominator"] for part, cell in meant.items() if cell["numerator"] is not None
    }
    hidden = [part for part in meant if part not in found]
    left = reach[area, year, group, "all"]["numerator"] - sum(meant[part]["numerator"] for part in found)
    people = sum(meant[part]["denominator"] for part in hidden)
    return dict.fromkeys(PARTS, 0.0) | found | {part: max(0, left) / people for part in hidden}


def test_every_gap_is_the_sum_over_ages_of_children_times_the_districts_rate(published, reach):
    rows = published.filter((pl.col("measure") == "gap") & (pl.col("item") == "") & (pl.col("state") == "ok"))
    for row in rows.iter_rows(named=True):
        area, year, group = row["area"], row["year"], row["offer_group"]
        rate = rates(reach, "D", year, group)
        expected = sum(reach[area, year, group, part]["denominator"] * rate[part] for part in PARTS)
        counted = reach[area, year, group, "all"]["numerator"]
        assert (row["value"], row["numerator"]) == (pytest.approx(expected - counted), counted)
    assert len(rows) > 1000


def test_every_change_is_the_children_at_mean_rates_and_the_rest(published, reach):
    rows = published.filter((pl.col("measure") == "change") & (pl.col("state") == "ok"))
    found = {(r["area"], r["year"], r["offer_group"], r["item"]): r["value"] for r in rows.iter_rows(named=True)}
    whole = [key for key in found if key[3].count(":") == 1]
    for area, year, group, item in whole:
        before = int(item.removeprefix("seit:"))
        now, past = (rates(reach, area, y, group) for y in (year, before))
        by_numbers = sum(
            (reach[area, year, group, p]["denominator"] - reach[area, before, group, p]["denominator"])
            * (now[p] + past[p])
            / 2
            for p in PARTS
        )
        counted = reach[area, year, group, "all"]["numerator"] - reach[area, before, group, "all"]["numerator"]
        assert found[area, year, group, item] == counted
        assert found[area, year, group, f"{item}:kinderzahl"] == pytest.approx(by_numbers)
        assert found[area, year, group, f"{item}:nutzung"] == pytest.approx(counted - by_numbers)
    assert len(whole) > 1000
