"""What becomes of a delivery at the desk, step by step, also with two people at once and with a process that dies?"""

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from store import spool, suggested, versions
from store.answers import Answer, answer, answers
from store.arriving import Arriving
from store.keys import KeyProblem
from store.spool import Changed, Delivery, Progress, S

NOW = datetime(2027, 1, 14, 9, 12)  # noqa: DTZ001  local time, as the desk shows it
KEY = bytes(range(32))
SURE = Answer("schluessel_neu", "hze", "so ist es")


def put(store: Path, files: dict[str, bytes]) -> Delivery:
    arriving = Arriving(store, KEY, NOW)
    for name, content in files.items():
        with arriving.file(name) as sealer:
            sealer.write(content)
        arriving.kept(name, sealer.size)
    return arriving.done()


@pytest.fixture
def found(tmp_path) -> Delivery:
    return put(tmp_path, {"hze_2026.csv": b"planted;row\n", "lieferschein.csv": b"slip\n"})


def test_what_arrived_is_there_with_its_names_and_opens_as_often_as_one_likes(tmp_path, found):
    assert spool.deliveries(tmp_path) == [found]
    assert [(file.name, file.size) for file in found.files] == [("hze_2026.csv", 12), ("lieferschein.csv", 5)]
    for content in spool.contents(found, KEY) * 2:
        with content.open() as file:
            assert file.read() in (b"planted;row\n", b"slip\n")


def test_nothing_of_a_row_is_written_anywhere_and_nobody_else_may_look(tmp_path, found):
    spool.keep_report(found, KEY, {"findings": ["planted"]})
    suggested.keep(found, KEY, {"file": "planted"})
    answer(moved(found, S.CHECKING, S.CHECKED), KEY, [Answer("code", "", "planted reason")], NOW)
    written = [path for path in (tmp_path / "spool").rglob("*") if path.is_file()]
    assert len(written) == 9 and not [path for path in written if b"planted" in path.read_bytes()]
    if os.name != "nt":
        assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}
        assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "spool").rglob("*") if path.is_dir()} == {
            0o700
        }


def moved(delivery: Delivery, *states: S) -> Delivery:
    for state in states:
        delivery = spool.move(delivery, state, NOW)
    return delivery


WAYS = [
    (S.CHECKING, S.CHECKED, S.CONFIRMED, S.LOADING, S.DRAFT, S.RELEASING, S.RELEASED),
    (S.CHECKING, S.CHECKED, S.CONFIRMED, S.LOADING, S.DRAFT, S.DISCARDING, S.DISCARDED),
    (S.CHECKING, S.REFUSED, S.RECEIVED, S.CHECKING, S.REFUSED, S.DISCARDING, S.DISCARDED),
    (S.CHECKING, S.REFUSED, S.TO_MAP, S.MAPPING, S.SUGGESTED, S.TO_MAP, S.MAPPING, S.RECEIVED, S.CHECKING, S.CHECKED),
    (S.CHECKING, S.REFUSED, S.TO_MAP, S.MAPPING, S.TO_MAP, S.MAPPING, S.REFUSED, S.TO_MAP, S.DISCARDING, S.DISCARDED),
    (S.CHECKING, S.CHECKED, S.CONFIRMED, S.LOADING, S.CONFIRMED, S.LOADING, S.REFUSED),
]


@pytest.mark.parametrize("way", WAYS)
def test_the_ways_of_a_delivery(tmp_path, found, way):
    last = moved(found, *way)
    assert spool.deliveries(tmp_path) == [last] and (last.number, last.state) == (len(way) + 1, way[-1])


@pytest.mark.parametrize("state", [S.LOADING, S.DRAFT, S.RELEASED, S.RECEIVED])
def test_no_step_can_be_left_out(found, state):
    with pytest.raises(Changed):
        spool.move(found, state, NOW)


def test_of_two_people_who_saw_the_same_state_only_the_first_decides(tmp_path, found):
    seen = moved(found, S.CHECKING, S.CHECKED)
    answer(seen, KEY, [SURE], NOW)
    for other in (lambda: spool.move(seen, S.DISCARDING, NOW), lambda: answer(seen, KEY, [SURE], NOW)):
        with pytest.raises(Changed, match="Inzwischen hat sich diese Lieferung weiterbewegt"):
            other()
    (latest,) = spool.deliveries(tmp_path)
    assert latest.state == S.CONFIRMED and answers(latest, KEY) == [SURE]


def test_the_states_it_has_been_in_are_known_with_their_time(found):
    checked = moved(found, S.CHECKING, S.CHECKED)
    assert [(one.state, one.at) for one in spool.history(checked)] == [
        (state, "2027-01-14T09:12:00") for state in (S.RECEIVED, S.CHECKING, S.CHECKED)
    ]


def test_a_state_that_was_only_half_written_leaves_the_one_before(tmp_path, found):
    (found.folder / ".state-2.json.ab12.part").write_text('{"state": "chec')
    assert spool.deliveries(tmp_path) == [found]
    assert moved(found, S.CHECKING).number == 2


def test_a_delivery_that_never_arrived_whole_is_none(tmp_path):
    arriving = Arriving(tmp_path, KEY, NOW)
    with arriving.file("a.csv") as sealer:
        sealer.write(b"row")
    assert spool.deliveries(tmp_path) == []
    arriving.forget()
    assert list((tmp_path / "spool").iterdir()) == []


@pytest.mark.parametrize("way", WAYS[:3])
def test_when_it_is_settled_its_content_is_gone_and_its_names_stay(found, way):
    last = moved(found, *way)
    assert not [file for file in last.folder.iterdir() if file.name.isdigit()]
    assert [file.name for file in last.files] == ["hze_2026.csv", "lieferschein.csv"]


def test_progress_is_told_while_a_step_lasts(found):
    checking = moved(found, S.CHECKING)
    spool.tell_progress(checking, Progress("hze_2026.csv wird gelesen", 12.5))
    assert spool.progress_of(checking) == Progress("hze_2026.csv wird gelesen", 12.5)
    assert spool.progress_of(moved(checking, S.CHECKED)) is None


def drawn_store(store: Path, *, encrypted: bool) -> Path:
    new = versions.begin(store)
    versions.finish(store, new, {"after": None, "encrypted": encrypted})
    return store


def test_the_key_of_the_store_closes_the_spool_and_an_open_store_has_one_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    open_one = drawn_store(tmp_path / "open", encrypted=False)
    assert (
        spool.spool_key(open_one)
        == spool.spool_key(open_one)
        != spool.spool_key(drawn_store(tmp_path / "b", encrypted=False))
    )
    (tmp_path / "key").write_text("k" * 40)
    monkeypatch.setenv("REICHWEITE_KEY_FILE", str(tmp_path / "key"))
    assert spool.spool_key(drawn_store(tmp_path / "closed", encrypted=True)) == b"k" * 40


def test_who_only_asks_for_a_key_writes_none(tmp_path, monkeypatch):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    store = drawn_store(tmp_path, encrypted=False)
    before = sorted(store.rglob("*"))
    assert spool.key_of_store(store) is None and spool.deliveries(store) == []
    assert sorted(store.rglob("*")) == before


@pytest.mark.parametrize("started", [True, False])
def test_without_its_key_a_store_takes_no_delivery(tmp_path, monkeypatch, started):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    store = drawn_store(tmp_path, encrypted=True) if started else tmp_path
    with pytest.raises(KeyProblem, match="Ohne Schlüssel nimmt das Programm keine Lieferung an"):
        spool.spool_key(store)
