"""Three yearly returns of looked-after children, through a mapping without code: the known answer in any order.

Files: SSDA903, synthetic, Social Finance Ltd 2022, MIT (package cs-demand-model 0.5.1). 810 children, 2,463 episodes in
3,082 rows: an episode delivered open comes again, closed; 210 are still open.
"""

from itertools import permutations
from pathlib import Path

import pytest

from tests.etl.office import ROOT, Desk, balanced

YEARS = ("2017", "2018", "2019")
KINDS = ("episodes", "header", "ad1", "missing", "reviews", "uasc")
KNOWN = (810, 2463, 210)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, {"ssda903": (ROOT / "tests" / "offices" / "ssda903.toml").read_text("utf-8")})


@pytest.fixture
def returns(real) -> dict[str, dict[str, bytes]]:
    """Year -> its files."""
    return {
        year: {f"{year}-{kind}.csv": real(f"events/ssda903/{year}-{kind}.csv").read_bytes() for kind in KINDS}
        for year in YEARS
    }


def counted(desk: Desk) -> tuple[int, int, int]:
    """Children, episodes, episodes still open."""
    query = "SELECT count(DISTINCT child)::INT, count(*)::INT, count(*) FILTER (open)::INT FROM episode"
    return desk.build().con.sql(query).fetchone()


def kept(desk: Desk) -> tuple[int, int, int]:
    query = "SELECT count(DISTINCT kind_nr)::INT, count(*)::INT, count(*) FILTER (ende IS NULL)::INT FROM microdata.nutzung WHERE replaced_in IS NULL"
    return desk.con.sql(query).fetchone()


def figures(desk: Desk) -> list[tuple]:
    """All that is counted: children by year, age, sex and area, without the numbers drawn for them."""
    return desk.con.sql(
        "SELECT space, year, area, age, sex, mask, prev FROM analysis.child_year ORDER BY ALL"
    ).fetchall()


def test_one_folder_holds_810_children_2463_episodes_and_210_open_ones(desk, returns):
    report = desk.load({name: content for files in returns.values() for name, content in files.items()})
    uses = [part for part in report.parts if part.kind.role == "nutzung"]
    assert (sum(part.read for part in uses), kept(desk), counted(desk)) == (3082, KNOWN, KNOWN)
    assert balanced(report)


@pytest.mark.parametrize("order", list(permutations(YEARS)), ids="-".join)
def test_the_order_of_the_years_does_not_matter(desk, returns, order):
    for year in order:
        assert balanced(desk.load(returns[year]))
    assert (kept(desk), counted(desk)) == (KNOWN, KNOWN)


def test_years_one_by_one_a_folder_and_loading_twice_give_the_same_figures(tmp_path, returns):
    mapped = {"ssda903": (ROOT / "tests" / "offices" / "ssda903.toml").read_text("utf-8")}
    whole, single = Desk(tmp_path / "whole", mapped), Desk(tmp_path / "single", mapped)
    everything = {name: content for files in returns.values() for name, content in files.items()}
    for _ in range(2):
        whole.load(everything)
    for year in reversed(YEARS):
        single.load(returns[year])
    assert (counted(whole), counted(single)) == (KNOWN, KNOWN)
    assert figures(whole) == figures(single)


def test_an_episode_open_in_an_older_file_and_missing_from_the_newer_ones_is_a_finding(desk, returns):
    for year in YEARS:
        desk.load(returns[year])
    desk.build()
    found = {
        code: rows
        for _, code, _, _, rows in desk.con.sql((ROOT / "etl" / "sql" / "findings.sql").read_text("utf-8")).fetchall()
    }
    newest = "SELECT max(as_of) FROM microdata.nutzung"
    lost = desk.con.sql(
        f"SELECT count(*)::INT FROM microdata.nutzung WHERE replaced_in IS NULL AND ende IS NULL AND as_of < ({newest})"
    ).fetchone()[0]
    assert (found["offen_verschwunden"], lost > 0) == (lost, True)
    still_counted = desk.con.sql(
        "SELECT count(*)::INT FROM episode WHERE open AND as_of < (SELECT max(as_of) FROM episode)"
    ).fetchone()[0]
    assert still_counted == lost
