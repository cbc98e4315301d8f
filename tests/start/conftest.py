"""A house with a page and a load of three lines, and `python run.py` in it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from tests.small_house import APP, clean_environment, load_that, make_house


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
    assert still_running(house) == []


def still_running(house: Path) -> list[str]:
    """What was started from this house and is not ended; [] where the system does not tell."""
    commands = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it ended while it was asked
            commands.append(place.read_text(encoding="utf-8", errors="replace"))
    return [command for command in commands if str(house) in command]
