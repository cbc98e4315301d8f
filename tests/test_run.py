"""Does `python run.py` set up, start, stop and explain itself? Each test works on a small house of its own."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from tests.conftest import SLOW
from tests.small_house import APP, call, clean_environment, load_that, make_house

ROOT = Path(run.__file__).parent
LINUX = ("linux-x86_64", "cpython-311-x86_64-linux-gnu")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with a page and a load of three lines."""
    make_house(tmp_path)
    (tmp_path / "dashboard.py").write_text(APP, encoding="utf-8")
    (tmp_path / "etl").mkdir()
    load_that(tmp_path, ends_with="(store / 'current').write_text('1')")
    return tmp_path


@pytest.fixture
def started(house: Path, free_port: int) -> Iterator:
    """Starts run.py in the house; its lines are read one by one, and it is stopped with the test."""
    processes = []

    def start(*arguments: str, **settings: str) -> subprocess.Popen:
        command = [sys.executable, str(house / "run.py"), "--port", str(free_port), *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=clean_environment() | settings
        )
        processes.append(process)
        return process

    yield start
    run.stop(processes)


def progress(house: Path) -> list[dict]:
    text = (house / "data" / "store" / "progress.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


# ── What is missing is one line ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("version", "tag", "soabi", "has_venv", "says"),
    [
        ((3, 8, 18), *LINUX, True, "Python 3.11 oder neuer nötig. Dieses Python ist 3.8."),
        ((3, 11, 0), *LINUX, False, "sudo apt install python3-venv"),
        ((3, 12, 1), "win-arm64", "None", True, "win-arm64"),
        ((3, 12, 1), "win32", "None", True, "win32"),
        ((3, 12, 1), "linux-x86_64", "cpython-312-x86_64-linux-musl", True, "Alpine/musl"),
    ],
)
def test_a_python_that_cannot_run_it_is_told_why_in_one_line(version, tag, soabi, has_venv, says):
    told = run.missing_here(version, tag, soabi, has_venv)
    assert says in told
    assert "\n" not in told


@pytest.mark.parametrize("tag", ["linux-x86_64", "linux-aarch64", "win-amd64", "macosx-14.0-arm64", "macosx-13-x86_64"])
def test_a_python_that_can_run_it_is_told_nothing(tag):
    assert run.missing_here((3, 11, 0), tag, "cpython-311", True) is None


@pytest.mark.parametrize(
    ("log", "offline", "says"),
    [
        (
            "Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found for x",
            None,
            "Kein Netz",
        ),
        ("error: Failed to fetch: `https://example.org/x/`", None, "Kein Netz"),
        ("ERROR: No matching distribution found for duckdb==1.5.5", None, "gibt es nicht alle fertigen Pakete"),
        ("ERROR: No matching distribution found for duckdb==1.5.5", "wheels", "In wheels fehlen Pakete"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", None, "Prüfsumme"),
        ("OSError: [Errno 28] No space left on device", None, "Kein Platz"),
        ("something else", None, "ließen sich nicht installieren"),
    ],
)
def test_the_reason_of_a_failed_installation_is_one_german_line(log, offline, says):
    told = run.why_install_failed(log, offline)
    assert says in told
    assert "\n" not in told


def test_an_old_python_stops_at_one_line(house):
    old = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['run.py']; "
    old += "runpy.run_path('run.py', run_name='__main__')"
    told = subprocess.run([sys.executable, "-c", old], cwd=house, capture_output=True, text=True, encoding="utf-8")
    assert (told.returncode, told.stderr) == (1, "Python 3.11 oder neuer nötig. Dieses Python ist 3.9.\n")


def test_a_taken_port_is_named_before_anything_is_installed(house, free_port):
    shutil.rmtree(house / ".venv")
    with socket.create_server(("127.0.0.1", free_port)):
        told = call(house, "--port", str(free_port))
    assert told.returncode == 1
    assert told.stderr.startswith(f"Port {free_port} ist belegt")
    assert len(told.stderr.splitlines()) == 1
    assert not (house / ".venv").exists()


def test_a_folder_without_the_packages_is_named_in_one_line(house):
    (house / "requirements.txt").write_text("not-there==1.0 --hash=sha256:" + 64 * "0" + "\n", encoding="utf-8")
    (house / "empty").mkdir()
    told = call(house, "setup", "--offline", str(house / "empty"))
    assert told.returncode == 1
    assert "fehlen Pakete für Python" in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize("arguments", [["strat"], ["--prot", "1"], ["wheels"], ["--port", "eins"], ["setup", "x"]])
def test_a_wrong_call_shows_the_right_ones_in_german(house, arguments):
    told = call(house, *arguments)
    assert told.returncode == 1
    assert told.stderr.startswith("Falscher Aufruf. So geht es:\npython run.py ")


# ── Set-up ───────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_installed_twice(house):
    assert call(house, "setup").stdout == ""


def test_a_changed_requirement_file_is_another_state(house):
    stamp_of = runpy.run_path(str(house / "run.py"))["stamp_of"]
    before = stamp_of("requirements.txt")
    (house / "requirements.txt").write_text("# changed", encoding="utf-8")
    assert stamp_of("requirements.txt") != before


def test_what_follows_test_goes_to_pytest_and_its_exit_code_is_ours(house):
    (house / "tests").mkdir()
    body = "def test_one(): assert True\n\ndef test_two(): assert False\n"
    (house / "tests" / "test_small.py").write_text(body, encoding="utf-8")
    outcome = {chosen: call(house, "test", "-n", "0", "-k", chosen).returncode for chosen in ("one", "two", "nobody")}
    assert outcome == {"one": 0, "two": 1, "nobody": 5}


def test_what_the_fast_tests_leave_out_is_there_and_said_and_not_run(capfd):
    assert [slow for slow in SLOW if not (ROOT / slow).exists()] == []
    run.run_tests(["fast", "--collect-only", "-q", "tests/test_how_to_add.py", "tests/test_draws.py"])
    said = capfd.readouterr().out
    assert "tests/test_draws.py::" in said
    assert "tests/test_how_to_add.py::" not in said
    assert [line for line in said.splitlines() if all(what in line for what in SLOW.values())] != []


# ── Start ────────────────────────────────────────────────────────────────────────────────────────


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
