"""Does `python run.py check` find what it should, and nothing in this house?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import run
from tests.small_house import ROOT, call, make_house

PLANTED = {
    "Regeln": "import os\n",
    "Form": "WORD = 'one'\n",
    "Schichten": "import views\n\nSHOWN = views.__name__\n",
    "Typen": "def double(n: int) -> int:\n    return str(n)\n",
}


@pytest.mark.parametrize("question", run.CHECKS)
def test_this_house_passes(question):
    told = run.tool(run.CHECKS[question])
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """A house with our rules and a room of each name, in each one line."""
    place = tmp_path_factory.mktemp("house")
    make_house(place)
    shutil.copy(ROOT / "pyproject.toml", place / "pyproject.toml")
    for room in ("store", "measures", "etl", "views", "exports", "pages"):
        (place / room).mkdir(exist_ok=True)
        (place / room / "__init__.py").write_text(f'"""The room {room}."""\n', encoding="utf-8")
    (place / "dashboard.py").write_text('"""The entry."""\n', encoding="utf-8")
    return place


def test_a_clean_house_passes_and_the_errors_that_do_not_count_yet_are_said(house):
    told = call(house, "check")
    assert (told.returncode, told.stdout.splitlines()) == (
        0,
        [
            *(f"{question}: in Ordnung" for question in run.CHECKS),
            "Typen in pages, exports, dashboard.py, run.py: 0 Fehler, die noch nicht zählen",
        ],
    )


@pytest.mark.parametrize("question", run.CHECKS)
def test_a_planted_fault_is_found_and_no_other(house, question):
    planted = house / "store" / "planted.py"
    planted.write_text(PLANTED[question], encoding="utf-8")
    told = call(house, "check")
    planted.unlink()
    said = told.stdout.splitlines()
    assert told.returncode == 1
    assert [line for line in said if line.endswith("nicht in Ordnung")] == [f"{question}: nicht in Ordnung"]
    assert "planted" in told.stdout
    assert len([line for line in said if line.endswith(": in Ordnung")]) == len(run.CHECKS) - 1
