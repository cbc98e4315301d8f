"""Which versions are there, and does an earlier one hold again when asked? By the commands that a steward types."""

import shutil
from pathlib import Path

import pytest

from store.profile import read_profile
from store.published import open_published
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import load_into
from tests.etl.steward import typed


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    store = tmp_path_factory.mktemp("history") / "store"
    for year in (2023, 2024):
        files = {f"muster_{year}.csv": muster_uses(year, 60), "bevoelkerung.csv": muster_people(year)}
        load_into(store, read_profile(SECOND), files)
    return store


@pytest.fixture
def two_loads(base, tmp_path) -> Path:
    return Path(shutil.copytree(base, tmp_path / "store"))


def test_the_history_lists_every_version_and_marks_the_one_that_holds(two_loads):
    lines = typed("history", "--store", two_loads).stdout.splitlines()
    assert [line.split()[:3] for line in lines] == [["Version", "1", lines[0].split()[2]], ["gilt", "Version", "2"]]


def test_after_a_rollback_all_readers_see_the_earlier_figures_and_the_next_load_builds_on_them(two_loads):
    later = open_published(two_loads).table("figure")
    assert typed("rollback", "1", "--store", two_loads).returncode == 0
    earlier = open_published(two_loads)
    assert earlier.number == 1 and not earlier.table("figure").equals(later)
    again = {"muster_2024.csv": muster_uses(2024, 60), "bevoelkerung.csv": muster_people(2024)}
    load_into(two_loads, read_profile(SECOND), again)
    assert open_published(two_loads).number == 3 and open_published(two_loads).table("figure").equals(later)


def test_a_version_that_is_not_there_is_refused_and_nothing_changes(two_loads):
    told = typed("rollback", "7", "--store", two_loads)
    assert (told.returncode, told.stderr) == (1, "Version 7 gibt es nicht. Vorhanden: 1, 2.\n")
    assert open_published(two_loads).number == 2


def test_counting_again_makes_a_new_version_with_the_same_figures(two_loads):
    before = open_published(two_loads).table("figure")
    done = typed("publish", "--store", two_loads, "--profile", SECOND, "--unencrypted")
    assert done.returncode == 0, done.stderr
    assert open_published(two_loads).number == 3 and open_published(two_loads).table("figure").equals(before)
