"""Does docs/how-to-add.md lead to a new figure on a page? Its blocks and commands, and nothing else, in a copy.

But for the first one: the demo that it loads is the one that other files of tests have loaded in this run.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from store.german import number
from tests.conftest import unused_port
from tests.offices.stores import CHILDREN, Opened

ROOT = Path(run.__file__).parent
LOAD_THE_DEMO = f"python -m etl demo --children {CHILDREN}"
LEFT_OUT = shutil.ignore_patterns(
    ".venv", ".git", "store", "incoming", "wheels", "screenshots", "__pycache__", ".*_cache", ".hypothesis"
)
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?( append)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def copy_of_the_house(place: Path) -> Path:
    """The repository without its data store; `store` is a package, too, and must come along."""
    shutil.copytree(ROOT, place, ignore=LEFT_OUT)
    shutil.copytree(ROOT / "store", place / "store", ignore=LEFT_OUT)
    return place


def changed(text: str, diff: str) -> str:
    """The text with one diff applied: the lines around it must stand there exactly once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    assert text.count(before) == 1, f"the document shows lines that are not there once:\n{before}"
    return text.replace(before, after)


def environment(house: Path) -> dict[str, str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("REICHWEITE_")}
    return {**bare, "PYTHONUTF8": "1", "PYTHONPATH": str(house)}


def called(house: Path, command: str) -> str:
    """What a command of the document prints; it must succeed."""
    program, *arguments = shlex.split(command)
    assert program == "python"
    told = subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=environment(house),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert told.returncode == 0, f"{command}\n{told.stdout}\n{told.stderr}"
    return told.stdout


def follow(house: Path, demo: Path) -> list[str]:
    """Does what the document says, from top to bottom; the paths it wrote to. demo: what its first command loads."""
    written, commands = [], []
    for language, name, append, text in BLOCK.findall((house / "docs" / "how-to-add.md").read_text(encoding="utf-8")):
        if language == "sh":
            commands += text.splitlines()
            for command in text.splitlines():
                if command == LOAD_THE_DEMO:
                    shutil.copytree(demo, house / "data" / "store")
                else:
                    called(house, command)
            continue
        file = house / name
        file.parent.mkdir(parents=True, exist_ok=True)
        known = file.read_text(encoding="utf-8") if append or language == "diff" else ""
        file.write_text(changed(known, text) if language == "diff" else known + text, encoding="utf-8")
        written.append(name)
    assert commands[0] == LOAD_THE_DEMO
    return written


@pytest.fixture(scope="module")
def house(tmp_path_factory, small_office: Opened) -> Path:
    """A copy in which the document was followed."""
    place = copy_of_the_house(tmp_path_factory.mktemp("copy") / "house")
    written = follow(place, small_office.store)
    assert {
        "data/profile/angebote.csv",
        "data/profile/quellen/familienpaten.toml",
        "measures/first_use.py",
        "pages/leitung/neu_dabei.py",
        "dashboard.py",
    } <= set(written)
    return place


@pytest.fixture(scope="module")
def address(house: Path) -> Iterator[str]:
    """A fresh server of the copy."""
    port = unused_port()
    command = [str(house) if part == str(run.ROOT) else part for part in run.server_command(sys.executable, port)]
    with (house / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=house, env=environment(house), stdout=log, stderr=subprocess.STDOUT)
    try:
        assert run.answers(process, port), (house / "server.log").read_text(encoding="utf-8")
        yield f"http://127.0.0.1:{port}"
    finally:
        run.stop([process])


def published(house: Path, measure: str, group: str) -> dict:
    rows = json.loads(
        called(house, f"python -m measures {measure} --where offer_group={group} year=2025 --format json")
    )
    assert len(rows) == 1
    return rows[0]


def shown_in_row(browser, address: str, name: str) -> str:
    """What stands at the end of the row of this name, once the page is drawn."""
    page = browser.new_page()
    try:
        page.goto(address)
        row = page.locator("tr", has=page.get_by_role("rowheader", name=name, exact=True)).first
        row.wait_for(timeout=30_000)
        return row.locator("td").last.inner_text()
    finally:
        page.close()


def test_the_new_offer_stands_on_the_page_with_the_figure_of_its_delivery(house, address, browser):
    figure = published(house, "annual_reach", "familienpaten")
    assert (figure["numerator"], figure["state"]) == (140, "ok")
    assert shown_in_row(browser, f"{address}/reichweite?jahr=2025", "Familienpaten") == number(figure["value"] * 100, 1)


def test_the_new_measure_stands_on_the_new_page(house, address, browser):
    figure = published(house, "first_use", "b_hze_ambulant")
    assert (figure["numerator"] > 0, figure["state"]) == (True, "ok")
    name = "Hilfen zur Erziehung, ambulant und teilstationär"
    assert shown_in_row(browser, f"{address}/neu_dabei?jahr=2025", name) == number(figure["value"] * 100, 1)
