"""Three yearly returns of looked-after children, through a mapping that the assistant suggests and a person completes: the
known answer in any order.

Files: SSDA903, synthetic, Social Finance Ltd 2022, MIT (package cs-demand-model 0.5.1). 810 children, 2,463 episodes in
3,082 rows: an episode delivered open comes again, closed; 210 are still open.
"""

from itertools import permutations
from pathlib import Path

import pytest

from etl.assistant.suggest import suggest
from etl.assistant.suggestion import by_person
from etl.assistant.written import written
from etl.content import OnDisk
from etl.findings import Confirmation
from tests.etl.office import ROOT, Desk, balanced, profile_in

YEARS = ("2017", "2018", "2019")
KINDS = ("episodes", "header", "ad1", "missing", "reviews", "uasc")
KNOWN = (810, 2463, 210)


USED = ("header", "episodes")
ANSWERS = {  # what no file says: which offer it is, where the children live; a day that means „still open“
    "angebot": {"fest": "hze_34"},
    "wohngemeinde": {"fest": "unbekannt"},
    "ende": {"aus": "DEC", "datum": "%d/%m/%Y", "offen": ["", "31/12/9999"]},
}
EDITED = {  # what a person changes in the text
    "# vollstaendig_seit = 2020-01-01": "vollstaendig_seit = 2015-01-01",
    'bis = "31.12."': 'bis = "31.03. des Folgejahres"',
}
FEWER = [Confirmation("weniger_als_halb", "2019 sind es nur noch halb so viele Episoden")]  # where no year lies between
UNUSED = '[[datei]]\nrolle = "unbenutzt"\nmuster = ["*-ad1.csv", "*-missing.csv", "*-reviews.csv", "*-uasc.csv"]\n'


@pytest.fixture
def mapping(real, tmp_path: Path) -> str:
    """The text of the mapping, suggested of the files of one year and completed."""
    bare = profile_in(tmp_path / "bare")
    children, episodes = (
        suggest(OnDisk(real(f"events/ssda903/2018-{kind}.csv")), bare, name="ssda903") for kind in USED
    )
    assert ((children.role, children.open), episodes.role) == (("kinder", ()), "nutzung")
    text = written([children, episodes.answered(by_person(ANSWERS))])
    for suggested, meant in EDITED.items():
        assert suggested in text
        text = text.replace(suggested, meant)
    return text + UNUSED


@pytest.fixture
def desk(tmp_path: Path, mapping: str) -> Desk:
    return Desk(tmp_path, {"ssda903": mapping})


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
        assert balanced(desk.load(returns[year], confirmed=FEWER))
    assert (kept(desk), counted(desk)) == (KNOWN, KNOWN)


def test_years_one_by_one_a_folder_and_loading_twice_give_the_same_figures(tmp_path, mapping, returns):
    mapped = {"ssda903": mapping}
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
        for code, _, _, _, rows in desk.con.sql((ROOT / "etl" / "sql" / "findings.sql").read_text("utf-8")).fetchall()
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


def test_columns_that_lead_to_a_child_are_named_first_and_dropped(real, tmp_path):
    bare = profile_in(tmp_path / "profile")
    found = {kind: suggest(OnDisk(real(f"events/ssda903/2018-{kind}.csv")), bare) for kind in USED}
    assert found["header"].identifying == ("UPN", "MOTHER", "MC_DOB")
    assert found["episodes"].identifying == ("HOME_POST", "PL_POST", "URN")
    assert not {*found["header"].identifying} & {*found["header"].dropped}
