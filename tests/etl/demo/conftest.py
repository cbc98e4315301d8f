"""What do tests of the demo need? The full district of the default seed, its truth and its population table."""

import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from etl.demo import make_deliveries
from tests.etl.demo.plain import SHEET, quiet


@pytest.fixture(scope="session")
def demo(made_once) -> Path:
    """The files of the full district of the default seed, made once for the run."""
    return made_once(
        "demo_files", lambda place: make_deliveries(place, seed=2026, children=None, world="verknuepft", say=quiet)
    )


@pytest.fixture(scope="session")
def apart(made_once) -> Path:
    """The same where the lists have numbers of their own and Kita is only counted."""
    make = lambda place: make_deliveries(place, seed=2026, children=None, world="getrennt", say=quiet)
    return made_once("demo_files_apart", make)


@pytest.fixture(scope="session")
def truth(demo) -> dict:
    return json.loads((demo / "wahrheit.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def population(demo) -> list[dict[str, str]]:
    """The rows of the LSN-like workbook."""
    with zipfile.ZipFile(demo / "01_bevoelkerung" / "A100002G_demo.zip") as archive:
        root = ElementTree.fromstring(archive.read(archive.namelist()[0]))
    rows = [[cell.text or "" for cell in row.iter(f"{SHEET}Data")] for row in root.iter(f"{SHEET}Row")]
    header = next(n for n, row in enumerate(rows) if row[0] == "Stichtag")
    return [dict(zip(rows[header], row)) for row in rows[header + 1 :]]
