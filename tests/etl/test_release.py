"""Who sees a draft, what undoes it, and what stays? With real stores, and the commands that a steward types."""

import json
import shutil
from pathlib import Path

import pytest

from etl.delivery import Refused
from etl.load import load
from etl.release import discard_draft, forget, release_draft, roll_back
from store import versions
from store.profile import read_profile
from store.published import open_published, open_version
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import NOW, deliver, fingerprints, load_into, quiet
from tests.etl.steward import typed


def files(year: int, number: int = 60) -> dict[str, str]:
    return {f"muster_{year}.csv": muster_uses(year, number), "bevoelkerung.csv": muster_people(year)}


def as_draft(store: Path, year: int, number: int = 60) -> int:
    """The number of the draft that the delivery of a year became."""
    delivery = deliver(store.parent / f"draft-{year}-{number}", files(year, number))
    report = load(delivery, read_profile(SECOND), store, key=None, now=NOW, say=quiet, as_draft=True)
    assert not report.refused
    return versions.draft(store).number


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Version 1 holds: the year 2023."""
    store = tmp_path_factory.mktemp("release") / "store"
    load_into(store, read_profile(SECOND), files(2023))
    return store


@pytest.fixture(scope="module")
def drafted(base, tmp_path_factory) -> dict[int, Path]:
    """By how many drafts stand upon it: the year 2024, then 2025."""
    stores = {0: base}
    for number, year in enumerate((2024, 2025), 1):
        stores[number] = Path(shutil.copytree(stores[number - 1], tmp_path_factory.mktemp("drafted") / "store"))
        as_draft(stores[number], year)
    return stores


@pytest.fixture
def store(base, tmp_path) -> Path:
    """A copy of the base that a test may change."""
    return Path(shutil.copytree(base, tmp_path / "store"))


@pytest.fixture
def two_drafts(drafted, tmp_path) -> Path:
    """Version 1 holds; 2 and 3 are drafts."""
    return Path(shutil.copytree(drafted[2], tmp_path / "store"))


@pytest.fixture
def one_draft(drafted, tmp_path) -> Path:
    """Version 1 holds; 2 is a draft."""
    return Path(shutil.copytree(drafted[1], tmp_path / "store"))


def years(published) -> set[int]:
    return set(published.table("source_status")["year"])


def test_a_draft_is_seen_by_nobody_until_it_is_released(store):
    before = fingerprints(store)
    number = as_draft(store, 2024)
    assert (open_published(store).number, fingerprints(store)) == (1, before)
    assert 2024 in years(open_version(versions.draft(store)))
    release_draft(store, number)
    assert open_published(store).number == number and 2024 in years(open_published(store))


def test_a_load_builds_on_the_open_draft_and_one_that_releases_releases_both(one_draft):
    store = one_draft
    load_into(store, read_profile(SECOND), files(2025))
    assert open_published(store).number == 3 and {2023, 2024, 2025} <= years(open_published(store))
    assert versions.draft(store) is None


def test_discarding_a_draft_undoes_its_delivery_and_the_drafts_built_on_it(base, two_drafts, tmp_path):
    store = two_drafts
    assert [gone.number for gone in discard_draft(store, 2, NOW)] == [2, 3]
    assert versions.draft(store) is None
    load_into(store, read_profile(SECOND), files(2025))
    never_drafted = Path(shutil.copytree(base, tmp_path / "other" / "store"))
    load_into(never_drafted, read_profile(SECOND), files(2025))
    here, there = fingerprints(store), fingerprints(never_drafted)
    told = {"meta": "", "delivered": ""}  # name the load and its time
    assert here | told == there | told


def test_of_a_discarded_draft_no_row_stays_and_the_history_still_names_it(one_draft):
    discard_draft(one_draft, 2, NOW)
    assert [file.name for file in versions.version(one_draft, 2).folder.iterdir()] == ["version.json"]
    marks = [line.split()[0] for line in typed("history", "--store", one_draft).stdout.splitlines()]
    assert marks == ["gilt", "verworfen"]


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (lambda store: release_draft(store), "Es ist kein Entwurf offen"),
        (lambda store: discard_draft(store, 1, NOW), "Version 1 ist kein offener Entwurf. Offen: keiner."),
        (lambda store: discard_draft(store, 9, NOW), "Version 9 ist kein offener Entwurf. Offen: keiner."),
        (lambda store: roll_back(store, 9), "Version 9 gibt es nicht. Vorhanden: 1."),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(store, what, sentence):
    with pytest.raises(Refused, match=sentence):
        what(store)
    assert (versions.released(store).number, versions.draft(store)) == (1, None)


def test_a_draft_that_another_person_has_built_on_is_not_released_unseen(two_drafts):
    with pytest.raises(Refused, match="Der Entwurf ist inzwischen Version 3, nicht 2"):
        release_draft(two_drafts, 2)
    assert open_published(two_drafts).number == 1


def test_while_a_draft_is_open_nothing_is_taken_back_and_nothing_counted_again(one_draft):
    for call in (("rollback", "1"), ("publish", "--profile", SECOND, "--unencrypted")):
        told = typed(*call, "--store", one_draft)
        assert told.returncode == 1 and "Offen: Version 2" in told.stderr and "etl discard 2" in told.stderr
    assert open_published(one_draft).number == 1


def test_a_discarded_version_cannot_hold_again(one_draft):
    discard_draft(one_draft, 2, NOW)
    with pytest.raises(Refused, match="Version 2 wurde verworfen"):
        roll_back(one_draft, 2)


def drawn(store: Path, *steps: str) -> None:
    """Versions without a load: each `load` or `draft` writes the three files of its version as empty ones."""
    for step in steps:
        before, new = versions.newest(store), versions.begin(store)
        for file in (new.microdata, new.analysis, new.published):
            file.touch()
        versions.finish(store, new, {"after": before and before.number}, as_draft=step == "draft")


def with_rows(store: Path) -> list[int]:
    return [version.number for version in versions.all_versions(store) if version.microdata.exists()]


@pytest.mark.parametrize(
    ("steps", "held", "kept"),
    [
        (("load", "load", "load", "load"), 2, [3, 4]),
        (("load", "load", "draft", "draft", "draft"), 2, [1, 2, 3, 4, 5]),
        (("load", "load", "load", "draft", "draft"), 1, [3, 4, 5]),
        (("draft", "draft"), 1, [1, 2]),
    ],
)
def test_rows_stay_in_the_newest_versions_the_one_that_holds_and_the_open_drafts(tmp_path, steps, held, kept):
    drawn(tmp_path, *steps)
    forget(tmp_path, held)
    assert with_rows(tmp_path) == kept


def test_a_discard_that_was_killed_is_finished_by_the_next_load(tmp_path):
    drawn(tmp_path, "load", "draft", "draft")
    versions.discard(versions.version(tmp_path, 2), "2026-11-01T12:00:00")  # and nothing was deleted yet
    forget(tmp_path, 5)
    assert with_rows(tmp_path) == [1]


def test_a_steward_loads_a_draft_looks_at_the_history_releases_it_and_discards_the_next(store, tmp_path):
    def said(*words):
        done = typed(*words, "--store", store)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def loaded(year):
        delivery = deliver(tmp_path / f"typed-{year}", files(year))
        return said("load", delivery, "--draft", "--profile", SECOND, "--unencrypted")[-1]

    assert loaded(2024).startswith("Als Entwurf geladen: Version 2.")
    assert [line.split()[0] for line in said("history")] == ["gilt", "Entwurf"]
    assert said("release", "2") == ["Freigegeben: Es gilt Version 2."]
    loaded(2025)
    assert said("discard", "3") == ["Verworfen: Version 3. Das nächste Laden baut auf Version 2 auf."]
    assert json.loads((store / "versions" / "3" / "version.json").read_text())["discarded_at"]


def test_a_load_that_releases_says_which_drafts_it_releases_with_it(one_draft, tmp_path):
    delivery = deliver(tmp_path / "typed", files(2025))
    told = typed("load", delivery, "--store", one_draft, "--profile", SECOND, "--unencrypted")
    assert told.stdout.splitlines()[-1] == "Geladen: Version 3. Damit gilt auch der Entwurf davor: Version 2."
