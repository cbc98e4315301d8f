"""Does a load of the demo count exactly what the invented children truly did, where each list has numbers of its own?"""

import json
from collections import Counter
from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="module")
def store(small_world) -> Path:
    """Made and loaded by the command that everyone uses."""
    return small_world("getrennt")


@pytest.fixture(scope="module")
def analysis(store) -> duckdb.DuckDBPyConnection:
    with duckdb.connect(str(store / "versions" / "1" / "analysis.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def truth(store) -> dict:
    return json.loads((store / "wahrheit.json").read_text("utf-8"))


def counted_children(analysis: duckdb.DuckDBPyConnection, source: str) -> dict[tuple[str, str], Counter]:
    """(year, offer) -> area -> children under 18, from the bits of child_year."""
    bits = dict(analysis.sql("SELECT offer, bit FROM offer WHERE bit IS NOT NULL").fetchall())
    rows = "SELECT year, area, mask, count(*) FROM child_year WHERE space = $1 AND age < 18 GROUP BY ALL"
    counts: dict[tuple[str, str], Counter] = {}
    for year, area, mask, children in analysis.sql(rows, params=[source]).fetchall():
        for offer in ["alle", *(offer for offer, bit in bits.items() if mask >> bit & 1)]:
            counts.setdefault((str(year), offer), Counter()).update({area: children, "03155": children})
    return counts


@pytest.mark.parametrize("source", ["hze", "uvg", "ktp", "fruehe_hilfen"])
def test_every_source_counts_each_child_once_per_year_offer_and_municipality(analysis, truth, source):
    expected = {
        (year, offer): areas for year, offers in truth["quellen"][source].items() for offer, areas in offers.items()
    }
    found = counted_children(analysis, source)
    assert len(expected) > 30 and sum(areas["03155"] for areas in expected.values()) > 100
    assert {key: dict(found.get(key, {})) for key in expected} == expected


def test_unknown_homes_count_in_the_district_and_in_no_municipality(analysis, truth):
    unknown = sum(areas.get("-", 0) for offers in truth["quellen"]["uvg"].values() for areas in offers.values())
    assert unknown > 0
    assert analysis.sql("SELECT count(*) FROM child_year WHERE area = '-'").fetchone()[0] > 0


def test_the_population_of_every_year_arrives_whole(analysis, truth):
    rows = analysis.sql("""SELECT year(date)::VARCHAR, sum(count)::BIGINT FROM population
        WHERE area = '03155' AND sex IN ('m', 'w') AND age_to < 18 GROUP BY ALL""").fetchall()
    assert dict(rows) == {year: areas["03155"] for year, areas in truth["bevoelkerung_unter_18"].items()}


def test_every_year_of_every_offer_is_known_to_be_complete(analysis):
    years = analysis.sql(
        "SELECT year, bool_and(complete) FROM coverage WHERE year BETWEEN 2008 AND 2025 GROUP BY ALL"
    ).fetchall()
    assert dict(years) == dict.fromkeys(range(2008, 2026), True)
