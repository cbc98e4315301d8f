"""Does `python run.py` start, name the key, show the load of the demo and stop? Each test works on a small house of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

import run
from tests.small_house import clean_environment, load_that, progress


def test_the_page_answers_while_the_demo_is_still_loading(house, started, free_port):
    load_that(house, ends_with="time.sleep(600)")
    process = started()
    assert process.stdout.readline() == f"Bereit: http://127.0.0.1:{free_port}   (Beenden mit Strg+C)\n"
    assert process.stdout.readline().startswith("Die Demodaten werden geladen.")
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=20) as answer:
        assert answer.status == 200
    assert progress(house)[0] == {"phase": "start", "text": "Die Demodaten werden vorbereitet.", "percent": 0}
    assert not (house / "data" / "store" / "released").exists()


def test_deliveries_are_watched_beside_the_page_and_no_longer_than_it(house, started):
    process, watching = started(), house / "data" / "store" / "watching"
    assert [process.stdout.readline() for _ in range(3)][2] == "Die Demodaten sind geladen.\n"
    while not watching.exists() or not watching.read_text():
        time.sleep(0.05)
    run.stop([process])
    with pytest.raises(ProcessLookupError):
        os.kill(int(watching.read_text()), 0)


def test_a_loaded_demo_is_said_and_not_loaded_again(house, started):
    first = started()
    lines = [first.stdout.readline() for _ in range(3)]
    assert lines[2] == "Die Demodaten sind geladen.\n"
    assert [step["percent"] for step in progress(house)] == [0, 40]
    run.stop([first])
    (house / "data" / "store" / "pid").unlink()
    assert started().stdout.readline().startswith("Bereit: ")
    assert not (house / "data" / "store" / "pid").exists()


def test_a_failed_demo_is_said_in_one_line_and_the_page_stays(house, started, free_port):
    load_that(house, ends_with="raise RuntimeError('a fault of ours')")
    process = started()
    lines = [process.stdout.readline() for _ in range(3)]
    log = house / "data" / "store" / "demo.log"
    assert lines[2] == f"Die Demodaten ließen sich nicht laden. Protokoll: {log}\n"
    assert "a fault of ours" in log.read_text(encoding="utf-8")
    assert progress(house)[-1]["phase"] == "failed"
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/_stcore/health", timeout=20) as answer:
        assert answer.status == 200


@pytest.mark.skipif(os.name == "nt", reason="Windows ends processes without a signal")
def test_stopping_ends_the_server_and_the_load(house, started, free_port):
    load_that(house, ends_with="time.sleep(600)")
    process = started()
    process.stdout.readline()
    process.stdout.readline()
    pid_file = house / "data" / "store" / "pid"
    while not pid_file.exists() or not pid_file.read_text():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert (process.wait(timeout=30), process.stdout.read()) == (0, "Beendet.\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)
    assert run.port_problem(free_port) is None


def test_store_and_profile_reach_the_load(house, started, tmp_path):
    store, profile = tmp_path / "elsewhere", tmp_path / "amt"
    process = started("--store", str(store), "--profile", str(profile))
    assert [process.stdout.readline() for _ in range(3)][2] == "Die Demodaten sind geladen.\n"
    assert (store / "profile").read_text(encoding="utf-8") == str(profile)


def test_a_key_is_made_outside_the_store_and_said_with_what_its_loss_means(started, tmp_path_factory):
    key = tmp_path_factory.mktemp("own") / "key"
    process = started(REICHWEITE_KEY_FILE=str(key))
    lines = [process.stdout.readline() for _ in range(2)]
    assert lines[0] == f"Schlüssel: {key}\n"
    assert lines[1].startswith("Eine Kopie ist noch nicht geprüft.") and "python -m etl key prove" in lines[1]
    assert len(key.read_text().strip()) == 64


def test_the_key_of_the_user_is_found_again_and_not_made_anew(house, tmp_path):
    own = tmp_path / "home" / ".reichweitenmonitor" / "schluessel"
    own.parent.mkdir(parents=True)
    own.write_text("k" * 64)
    home = {"HOME": str(tmp_path / "home"), "USERPROFILE": str(tmp_path / "home")}
    code = "import run, pathlib; run.prepare(pathlib.Path('store'))"
    settings = {name: value for name, value in clean_environment().items() if name != "REICHWEITE_KEY_FILE"} | home
    done = subprocess.run([sys.executable, "-c", code], cwd=house, env=settings, capture_output=True, text=True)
    assert done.stdout.startswith(f"Schlüssel: {own}\n") and own.read_text() == "k" * 64


def test_a_lost_key_is_said_and_the_page_is_there_all_the_same(house, started, tmp_path_factory):
    lost = tmp_path_factory.mktemp("lost") / "key"
    version = house / "data" / "store" / "versions" / "1"
    version.mkdir(parents=True)
    (version / "version.json").write_text('{"encrypted": true}')
    (version / "microdata.duckdb").write_text("")
    (house / "data" / "store" / "released").write_text("1")
    process = started(REICHWEITE_KEY_FILE=str(lost))
    assert "sein Schlüssel fehlt" in process.stdout.readline()
    assert process.stdout.readline().startswith("Bereit: ")
    assert not lost.exists()


@pytest.mark.skipif(os.name == "nt", reason="rights of Windows are those of the folder")
def test_logs_and_store_are_their_owners_alone(house, started):
    store = house / "data" / "store"
    store.mkdir(parents=True)
    (store / "server.log").write_text("of an earlier version")
    for path in (store, store / "server.log"):
        path.chmod(0o755)
    process = started()
    assert [process.stdout.readline() for _ in range(3)][2] == "Die Demodaten sind geladen.\n"
    rights = {path.name: path.stat().st_mode & 0o777 for path in (store, *store.iterdir())}
    assert {right & 0o077 for right in rights.values()} == {0}, rights


def test_no_request_is_logged(house, started, free_port):
    process = started()
    process.stdout.readline()
    urllib.request.urlopen(f"http://127.0.0.1:{free_port}/?gruppe=ohne_kita", timeout=20).close()
    assert "gruppe=" not in (house / "data" / "store" / "server.log").read_text(encoding="utf-8")
