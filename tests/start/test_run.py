"""Does `python run.py` set up and explain itself? Each test works on a small house of its own."""

from __future__ import annotations

import runpy
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import run
from tests.slow import SLOW
from tests.small_house import call

ROOT = Path(run.__file__).parent
LINUX = ("linux-x86_64", "cpython-311-x86_64-linux-gnu")


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
    assert [slow for files in SLOW.values() for slow in files if not (ROOT / slow).exists()] == []
    run.run_tests(["fast", "--collect-only", "-q", "tests/store"])
    said = capfd.readouterr().out
    assert "tests/store/test_versions.py::" in said
    assert "tests/store/test_keys.py::" not in said
    assert [line for line in said.splitlines() if all(what in line for what in SLOW)] != []
