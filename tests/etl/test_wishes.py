"""Does the watcher do what people wish of what was loaded before, once, and with their reason? Real stores and processes."""

import shutil
from pathlib import Path

import pytest

from store import spool, versions, wishes
from store.profile import read_profile
from store.published import open_published, open_version
from store.spool import Changed, Delivery, S, Wish
from store.wishes import Decision
from tests.etl.muster import SECOND, muster_people, muster_slip, muster_uses
from tests.etl.office import NOW, load_into
from tests.etl.test_watch import only, watched

WHY = Decision("Datenpflege", "falsche Datei")


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Version 1: population and 2023; version 2: 2024 as well."""
    store = tmp_path_factory.mktemp("wishes") / "store"
    for year in (2023, 2024):
        files = {"bevoelkerung.csv": muster_people(year), f"muster_{year}.csv": muster_uses(year, 60)}
        load_into(store, read_profile(SECOND), {**files, "lieferschein.csv": muster_slip(year)})
    return store


@pytest.fixture
def store(base, tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    return Path(shutil.copytree(base, tmp_path / "store"))


def wished(store: Path, wish: Wish, about: int) -> Delivery:
    return wishes.put(store, spool.spool_key(store), wish, about, WHY, NOW)


def years(published) -> set[int]:
    return set(published.table("source_status")["year"])


def test_a_delivery_taken_back_is_a_draft_at_the_desk_that_a_person_releases(store):
    wished(store, Wish.WITHDRAW, 2)
    watched(store)
    found = only(store)
    assert (found.state, found.version, years(open_published(store))) == (S.DRAFT, 3, {2023, 2024})
    assert years(open_version(versions.draft(store))) == {2023}
    spool.move(found, S.RELEASING, NOW)
    watched(store)
    assert (only(store).state, years(open_published(store))) == (S.RELEASED, {2023})
    assert wishes.decision_of(only(store), spool.spool_key(store)) == WHY, "it stays as the record"


def test_a_draft_without_a_delivery_that_is_thrown_away_leaves_all_as_it_was(store):
    wished(store, Wish.WITHDRAW, 1)
    watched(store)
    spool.move(only(store), S.DISCARDING, NOW)
    watched(store)
    assert (only(store).state, versions.draft(store), open_published(store).number) == (S.DISCARDED, None, 2)


def test_an_earlier_version_holds_again_at_once(store):
    wished(store, Wish.ROLL_BACK, 1)
    watched(store)
    assert (only(store).state, open_published(store).number) == (S.RELEASED, 1)


@pytest.mark.parametrize(
    ("wish", "about", "sentence"),
    [(Wish.WITHDRAW, 9, "Lieferung 9 gibt es in diesem Stand nicht"), (Wish.ROLL_BACK, 9, "Version 9 gibt es nicht")],
)
def test_what_cannot_be_done_is_said_and_can_be_thrown_away(store, wish, about, sentence):
    wished(store, wish, about)
    watched(store)
    assert only(store).state == S.CHECKED and sentence in only(store).problem
    assert open_published(store).number == 2 and versions.draft(store) is None
    with pytest.raises(Changed):
        spool.move(only(store), S.RECEIVED, NOW)  # there is no file to be checked
    spool.move(only(store), S.DISCARDING, NOW)
    watched(store)
    assert only(store).state == S.DISCARDED


def test_two_people_who_wish_the_same_take_it_back_once(store):
    wished(store, Wish.WITHDRAW, 2)
    wished(store, Wish.WITHDRAW, 2)
    watched(store)
    states = sorted(found.state for found in spool.deliveries(store))
    assert states == [S.CHECKED, S.DRAFT] and len(versions.open_drafts(store)) == 1


def test_one_that_a_killed_process_left_is_done_after_all(store):
    spool.move(wished(store, Wish.WITHDRAW, 2), S.LOADING, NOW)
    watched(store)
    assert only(store).state == S.DRAFT


def test_nobody_reads_who_decided_and_why_without_the_key(store):
    wished(store, Wish.WITHDRAW, 2)
    watched(store)
    spoken = [p for p in store.rglob("*") if p.is_file() and WHY.why.encode() in p.read_bytes()]
    assert {p.name for p in spoken} <= {"microdata.duckdb"}, "this store was loaded without a key"
