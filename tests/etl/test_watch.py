"""Does the desk do what people decide, and lose nothing when a process dies? Real stores and processes where it counts."""

import json
import os
import shutil
import signal
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from etl.drop import AGAIN, QUIET, Drop
from etl.release import Busy
from etl.watch import Watcher, settled
from store import spool, versions
from store.answers import Answer, answer
from store.connect import connect
from store.profile import read_profile
from store.published import open_published
from store.spool import Delivery, S
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import NOW, ROOT, call, deliver, load_into, surroundings
from tests.etl.steward import typed
from tests.etl.test_release import drawn
from tests.store.test_spool import moved, put

PLANTED = "M7-11"  # the number of a child in the file of the invented office


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Version 1 holds: the year 2023."""
    store = tmp_path_factory.mktemp("watch") / "store"
    files = {"muster_2023.csv": muster_uses(2023, 60), "bevoelkerung.csv": muster_people(2023)}
    load_into(store, read_profile(SECOND), files)
    return store


@pytest.fixture
def store(base, tmp_path, monkeypatch) -> Path:
    """A copy of it that a test may change; no key is named."""
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    return Path(shutil.copytree(base, tmp_path / "store"))


def watched(store: Path) -> list[str]:
    """All that is to do is done; what the watcher said."""
    said: list[str] = []
    options = ("--store", str(store), "--profile", str(SECOND))
    Watcher(store, options, said.append, Drop(store / "eingang")).run(once=True)
    return said


def only(store: Path) -> Delivery:
    (found,) = spool.deliveries(store)
    return found


def dropped(store: Path, name: str, files: dict[str, str]) -> None:
    deliver(store / "eingang" / name, files)


# ── The whole way ────────────────────────────────────────────────────────────────────────────────


def test_a_dropped_folder_is_checked_loaded_as_a_draft_and_released_as_a_person_decides(store, tmp_path):
    dropped(store, "nachtrag", {"muster_2024.csv": muster_uses(2024, 90), "bevoelkerung.csv": muster_people(2024)})
    watched(store)
    assert only(store).state == S.CHECKED and not list((store / "eingang").iterdir())
    report = spool.report_of(only(store), spool.spool_key(store))
    assert [(file["file"], file["read"], file["rejected"]) for file in report["files"]][1:] == [
        ("muster_2024.csv", 90, 0)
    ]
    sizes = {
        size["size"]: (size["before"]["value"], size["now"], size["jumped"])
        for size in report["sizes"]
        if size["source"] == "musterverfahren" and size["before"]
    }
    assert sizes["rows"] == (60, 90, True) and sizes["children"] == (60, 90, True) and sizes["offers"] == (2, 2, False)

    answer(only(store), spool.spool_key(store), [], NOW)
    watched(store)
    assert (only(store).state, only(store).version, open_published(store).number) == (S.DRAFT, 2, 1)
    spool.move(only(store), S.RELEASING, NOW)
    watched(store)
    assert (only(store).state, open_published(store).number) == (S.RELEASED, 2)
    readable = [path for path in tmp_path.rglob("*") if path.is_file() and PLANTED.encode() in path.read_bytes()]
    assert {path.name for path in readable} <= {"microdata.duckdb"}, "this store was loaded without a key"


def test_a_question_holds_the_load_until_a_person_says_why_and_the_reason_stays_with_the_delivery(store):
    dropped(store, "weniger.csv", {"muster_2024.csv": muster_uses(2024, 20)})
    watched(store)
    report = spool.report_of(only(store), spool.spool_key(store))
    asked = [one["code"] for one in report["findings"] if one["level"] == "frage"]
    assert (only(store).state, asked) == (S.CHECKED, ["weniger_als_halb"])
    answer(only(store), spool.spool_key(store), [], NOW)
    watched(store)
    assert (only(store).state, versions.draft(store)) == (S.CHECKED, None), "nobody has said why"
    answer(only(store), spool.spool_key(store), [Answer("weniger_als_halb", "", "Ein Angebot ist beendet")], NOW)
    watched(store)
    assert only(store).state == S.DRAFT
    with closing(connect({"microdata": versions.draft(store).microdata})) as con:
        assert con.sql("SELECT code, reason FROM confirmed").fetchall() == [
            ("weniger_als_halb", "Ein Angebot ist beendet")
        ]


def test_a_delivery_that_cannot_be_read_is_refused_with_its_reasons_and_can_be_checked_again_or_thrown_away(store):
    dropped(store, "falsch.csv", {"muster_2024.csv": "Nr;Leistung;Name\nM1;S;planted\n"})
    watched(store)
    refused = only(store)
    findings = spool.report_of(refused, spool.spool_key(store))["findings"]
    assert refused.state == S.REFUSED and {finding["level"] for finding in findings} == {"fehler"}
    assert "planted" not in json.dumps(findings)
    spool.move(refused, S.DISCARDING, NOW)
    watched(store)
    assert only(store).state == S.DISCARDED and not [path for path in only(store).folder.iterdir() if path.name == "0"]


def test_a_file_that_was_cut_in_the_spool_is_refused_in_german(store):
    found = put(store, {"muster_2024.csv": muster_uses(2024, 9).encode()})
    watched(store)  # closed with another key than this store's
    assert only(store).name == found.name and only(store).state == S.REFUSED
    assert (
        "beschädigt oder mit einem anderen Schlüssel" in only(store).problem and "Traceback" not in only(store).problem
    )


def test_watcher_and_load_killed_in_the_midst_are_taken_up_again_by_the_next_watcher(store):
    dropped(store, "nachtrag", {"muster_2024.csv": muster_uses(2024, 900), "bevoelkerung.csv": muster_people(2024)})
    watched(store)
    answer(only(store), spool.spool_key(store), [], NOW)
    arguments = call("etl", "watch", "--store", store, "--profile", SECOND)
    watcher = subprocess.Popen(
        arguments, cwd=ROOT, env=surroundings(), start_new_session=True, stdout=subprocess.DEVNULL
    )
    until = time.monotonic() + 100
    while spool.progress_of(only(store)) is None or only(store).state != S.LOADING:
        assert time.monotonic() < until and watcher.poll() is None
        time.sleep(0.02)
    os.killpg(watcher.pid, signal.SIGKILL)
    watcher.wait()
    assert open_published(store).number == 1
    watched(store)
    assert (only(store).state, versions.draft(store).about()["spooled"]) == (S.DRAFT, only(store).name)
    assert len(versions.open_drafts(store)) == 1


# ── What is done again after a process died ──────────────────────────────────────────────────────


@pytest.fixture
def desk(tmp_path) -> Path:
    """A store drawn without a load: version 1 holds."""
    drawn(tmp_path / "desk", "load")
    return tmp_path / "desk"


def delivered(store: Path, *states: S) -> Delivery:
    return moved(put(store, {"muster_2024.csv": b"row"}), *states)


LOADING = (S.CHECKING, S.CHECKED, S.CONFIRMED, S.LOADING)


@pytest.mark.parametrize(("states", "back"), [((S.CHECKING,), S.RECEIVED), (LOADING, S.CONFIRMED)])
def test_a_step_that_nobody_works_on_is_done_again(desk, states, back):
    settled(desk, delivered(desk, *states))
    assert only(desk).state == back


def drafted(store: Path, found: Delivery) -> int:
    """The draft that a load made of a delivery."""
    drawn(store, "draft")
    made = versions.draft(store)
    versions.write_about(made, {**made.about(), "spooled": found.name})
    return made.number


def test_a_load_that_was_killed_after_its_draft_stood_is_not_loaded_twice(desk):
    found = delivered(desk, *LOADING)
    number = drafted(desk, found)
    settled(desk, found)
    assert (only(desk).state, only(desk).version) == (S.DRAFT, number)


def as_draft(store: Path) -> Delivery:
    found = delivered(store, *LOADING)
    return spool.move(found, S.DRAFT, NOW, version=drafted(store, found))


@pytest.mark.parametrize(("done", "state"), [("release", S.RELEASED), ("discard", S.DISCARDED)])
def test_what_somebody_decided_by_a_command_is_known_at_the_desk(desk, done, state):
    found = as_draft(desk)
    told = typed(done, str(found.version), "--store", desk)
    assert told.returncode == 0, told.stderr
    settled(desk, found)
    assert only(desk).state == state


def test_discarding_a_draft_settles_the_deliveries_built_on_it_too(desk):
    first, second = as_draft(desk), as_draft(desk)
    settled(desk, spool.move(first, S.DISCARDING, NOW))
    settled(desk, second)
    assert [found.state for found in spool.deliveries(desk)] == [S.DISCARDED, S.DISCARDED]
    assert versions.draft(desk) is None


def test_a_draft_that_another_one_was_built_on_meanwhile_is_not_released_unseen(desk):
    first, _ = as_draft(desk), as_draft(desk)
    settled(desk, spool.move(first, S.RELEASING, NOW))
    found = spool.delivery(desk, first.name)
    assert found.state == S.DRAFT and "Der Entwurf ist inzwischen Version 3, nicht 2" in found.problem
    assert versions.released(desk).number == 1


def test_two_watchers_of_one_store_are_one_too_many(desk):
    process = subprocess.Popen(
        call("etl", "watch", "--store", desk), cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, text=True
    )
    try:
        assert "Die Ablage wird beobachtet" in process.stdout.readline()
        with pytest.raises(Busy, match="wird schon beobachtet"):
            watched(desk)
    finally:
        process.kill()
        process.communicate()


# ── The drop folder ──────────────────────────────────────────────────────────────────────────────


def test_what_still_grows_is_left_alone_and_taken_when_it_stands_still(tmp_path):
    drop, file = Drop(tmp_path / "eingang"), tmp_path / "eingang" / "muster_2024.csv"
    assert drop.ready(0) == []
    file.write_text("a")
    assert drop.ready(1) == []
    file.write_text("ab")
    assert drop.ready(1 + QUIET) == [] and drop.arriving(1 + QUIET)
    assert drop.ready(1 + 2 * QUIET) == [file]


def test_what_could_not_be_taken_is_tried_again_later(tmp_path):
    drop, file = Drop(tmp_path / "eingang"), tmp_path / "eingang" / "muster_2024.csv"
    drop.ready(0)
    file.write_text("a")
    drop.ready(1)
    assert drop.ready(1 + QUIET) == [file]
    drop.later(file, 1 + QUIET)
    assert drop.ready(2 + QUIET) == [] and not drop.arriving(2 + QUIET)
    assert drop.ready(1 + 2 * QUIET + AGAIN) == [file]


def test_hidden_files_and_links_to_elsewhere_are_no_delivery(tmp_path):
    drop, secret = Drop(tmp_path / "eingang"), tmp_path / "secret.csv"
    drop.ready(0)
    secret.write_text("a")
    (tmp_path / "eingang" / ".muster.csv.part").write_text("a")
    (tmp_path / "eingang" / "link.csv").symlink_to(secret)
    assert drop.ready(1) == drop.ready(1 + QUIET) == [] and not drop.arriving(1 + QUIET)


def test_without_a_key_nothing_is_taken_and_the_file_stays(tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    dropped(tmp_path, "", {"muster_2024.csv": "row"})
    said = watched(tmp_path)
    assert "muster_2024.csv: lässt sich nicht übernehmen. Ohne Schlüssel" in said[-1]
    assert (tmp_path / "eingang" / "muster_2024.csv").exists() and spool.deliveries(tmp_path) == []


def test_a_step_that_cannot_even_begin_says_why_and_is_not_tried_for_ever(store, tmp_path, monkeypatch):
    found = put(store, {"muster_2024.csv": b"row"})
    options = ("--store", str(store), "--profile", str(tmp_path / "missing"))
    Watcher(store, options, lambda line: None, Drop(store / "eingang")).run(once=True)
    assert only(store).name == found.name and only(store).state == S.REFUSED and "profil" in only(store).problem.lower()
