"""What do tests of the running app need? A browser of the system and fresh server processes on 127.0.0.1."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import duckdb
import hypothesis
import pytest
from hypothesis.internal.conjecture import providers

os.environ["POLARS_MAX_THREADS"] = "1"  # the workers share the processors; read at the first import of polars

import run
import store.connect
from tests import browser as system_browser
from tests.offices.stores import (  # noqa: F401  fixtures of every test
    coarse_office,
    new_ids,
    renamed_office,
    second_office,
    small_demo,
    small_office,
)
from tests.planted import PLANTED, holding
from tests.slow import SLOW
from tests.views.small_store import make_small_store

# The same examples in every run: a test that fails here fails on the next machine too. `sown` takes --hypothesis-seed.
hypothesis.settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=True)
hypothesis.settings.register_profile("sown", deadline=None, database=None, print_blob=True)
# Constants of our own code would be drawn, too: of all modules imported so far, and of none where a folder is named `test`.
providers._get_local_constants = providers.Constants

ROOT = Path(run.__file__).parent
SPEAKING = ("log", "jsonl", "html", "pdf", "docx", "pptx")  # what the program writes and nobody delivers
store.connect.SETTINGS["threads"] = 1  # as well; commands take all, and test_determinism.py compares both
os.environ["REICHWEITE_KEY_FILE"] = ""  # no test uses the key of the person who runs it
PLACE = {ROOT / slow: place for place, files in enumerate(SLOW.values()) for slow in files}


@dataclass(frozen=True)
class RunningServer:
    """A server process of its own: its address and the file that holds everything it said."""

    url: str
    log: Path
    process: subprocess.Popen


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """One worker at a time, the others wait; the lock falls with its process, however that ends."""
    held = None
    while held is None:
        try:
            held = duckdb.connect(str(lock))
        except duckdb.IOException:
            time.sleep(0.2)
    try:
        yield
    finally:
        held.close()


@pytest.fixture(scope="session")
def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one folder of all workers of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def nothing_speaks_of_a_child(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """After all tests: no log, page or document that any of them left holds a planted key, name or day of birth."""
    yield
    left = [file for ending in SPEAKING for file in tmp_path_factory.getbasetemp().rglob(f"*.{ending}")]
    assert holding(left, PLANTED) == []


@pytest.fixture(scope="session")
def installed(request: pytest.FixtureRequest, folder_of_the_run: Path) -> Callable[[ModuleType], str]:
    """Where a program of the system is, installed first where that asks for no password; else the test fails with what to type."""
    say = request.config.pluginmanager.get_plugin("terminalreporter").write_line

    def place(program: ModuleType) -> str:
        with only_one(folder_of_the_run / "installed.lock"):
            found = program.find() or program.install(say)
        return found or pytest.fail(program.hint(), pytrace=False)

    return place


@pytest.fixture(scope="session")
def browser(installed: Callable[[ModuleType], str]) -> Iterator[object]:
    """One headless browser for the whole run."""
    from playwright.sync_api import sync_playwright

    place = installed(system_browser)
    with sync_playwright() as playwright:
        # No name but 127.0.0.1 resolves: what the page asks of others is recorded and never sent.
        closed = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        opened = playwright.chromium.launch(executable_path=place, headless=True, args=[closed])
        yield opened
        opened.close()


def unused_port() -> int:
    """Which port of 127.0.0.1 is free right now?"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    return unused_port()


@contextlib.contextmanager
def serve(log: Path, store: Path, profile: Path | None, environment: dict[str, str]) -> Iterator[RunningServer]:
    """Start the server as run.py does, wait until it answers, and end it at the end whatever happened."""
    port = unused_port()
    settings = {**run.server_environment(store, str(profile) if profile else None), **environment}
    with log.open("wb") as output:
        command = run.server_command(sys.executable, port)
        process = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT)
    try:
        if not run.answers(process, port):
            said = log.read_text(encoding="utf-8", errors="replace")
            pytest.fail(f"The server did not answer. It said:\n{said}", pytrace=False)
        yield RunningServer(url=f"http://127.0.0.1:{port}", log=log, process=process)
    finally:
        run.stop([process])


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Callable:
    """For fixtures of a wider scope: `with serving(store=…, profile=…, environment={…}) as server: yield server`."""

    def start(*, store: Path, profile: Path | None = None, environment: dict[str, str] | None = None):
        return serve(tmp_path_factory.mktemp("server") / "server.log", store, profile, environment or {})

    return start


@pytest.fixture
def server(serving: Callable) -> Iterator[Callable[..., RunningServer]]:
    """A factory: `server(store=…, profile=…)` is a fresh process for this test, ended with it."""
    with contextlib.ExitStack() as running:
        yield lambda **wanted: running.enter_context(serving(**wanted))


@pytest.fixture(scope="session")
def made_once(folder_of_the_run: Path) -> Callable[[str, Callable[[Path], object]], Path]:
    """`made_once(name, make)`: a folder filled by the first worker that asks; all workers of the run read it, none changes it."""

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        place, ready = folder_of_the_run / name, folder_of_the_run / f"{name}.ready"
        with only_one(folder_of_the_run / f"{name}.lock"):
            if not ready.exists():
                shutil.rmtree(place, ignore_errors=True)  # of a worker that ended on the way
                place.mkdir()
                make(place)
                ready.touch()
        return place

    return folder


def load_demo(store: Path, *said: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "etl", "demo", "--store", str(store), *said], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def demo_store(made_once: Callable) -> Path:
    """The whole demo of the default seed and world, loaded once for the run; read it, do not change it."""
    return made_once("demo", lambda place: load_demo(place / "store")) / "store"


@pytest.fixture(scope="session")
def small_world(made_once: Callable) -> Callable[[str], Path]:
    """`small_world(name)`: the demo at a tenth of its size in one of its worlds, loaded once for the run; read it, do not change it."""
    load = lambda place, name: load_demo(place / "store", "--children", "2000", "--world", name)
    return lambda name: made_once(f"world_{name}", lambda place: load(place, name)) / "store"


@pytest.fixture(scope="session")
def small_store(made_once: Callable) -> Path:
    """A small published store of invented figures, made once for the run; read it, do not change it."""
    return made_once("small_published", lambda place: make_small_store(place / "store")) / "store"


@pytest.fixture
def own_small_store(small_store: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(small_store, tmp_path / "store"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="leave out what takes longest (SLOW in tests/slow.py)")


def place_among_the_slow(path: Path) -> int:
    """At which place of SLOW does this file or folder lie? The length of SLOW: nowhere in it."""
    return min((PLACE[folder] for folder in (path, *path.parents) if folder in PLACE), default=len(SLOW))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With `--fast` what is slow is not even read; None: pytest decides."""
    return True if config.getoption("fast") and place_among_the_slow(collection_path) < len(SLOW) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place_among_the_slow(item.path))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in every run how many tests of the real browser there were and how many had none."""
    reports = [
        report
        for outcome in ("passed", "failed", "error")
        for report in terminalreporter.stats.get(outcome, [])
        if report.nodeid.startswith("tests/e2e/") and report.when in ("call", "setup")
    ]
    without = sum(system_browser.NOT_FOUND in str(report.longrepr) for report in reports)
    tests = len({report.nodeid for report in reports})
    terminalreporter.write_line(f"browser tests: {tests}, without a browser: {without}")
    if terminalreporter.config.getoption("fast"):
        terminalreporter.write_line(f"left out (SLOW in tests/slow.py): {'; '.join(SLOW)}")
