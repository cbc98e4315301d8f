"""Does an edition of format 1 say on every page what format 2 says of the same figures? A whole demo, stored then and loaded now."""

import json
import re
import shutil
from pathlib import Path

import pytest

from store.editions import freeze
from store.published import open_published
from tests.pages.visible import PAGES, words_of
from tests.store.test_format_1 import DEMO

THEN, NOW = "ed-damals", "ed-jetzt"


@pytest.fixture(scope="module")
def store(tmp_path_factory, demo_store) -> Path:
    """A store with the same figures as two editions."""
    folder = tmp_path_factory.mktemp("editions") / "store"
    shutil.copytree(demo_store, folder)
    old = shutil.copytree(DEMO / "editions" / "2026", folder / "editions" / THEN)
    about = json.loads((old / "edition.json").read_text("utf-8")) | {"name": THEN}
    (old / "edition.json").write_text(json.dumps(about), "utf-8")
    freeze(folder, open_published(folder), {key: about[key] for key in ("note", "made_on", "program")} | {"name": NOW})
    return folder


OTHERWISE = (  # what they say is not a figure that both editions have
    "pages/planung/methoden.py",  # the definitions of its edition, which say how they were computed then
    "pages/daten/lieferung.py",  # what lies at the desk now
    "pages/daten/zuordnung.py",  # likewise
    "pages/daten/qualitaet.py",  # files, loss and who says that all is there: nobody kept that then
)
NOT_KEPT = "laut Lieferschein, "  # who says that a year is complete


@pytest.mark.parametrize("page", [page for page in PAGES if page not in OTHERWISE])
def test_a_page_says_the_same_of_both(page, store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))
    then, now = (words_of(page, ausgabe=name).replace(name, "…").splitlines() for name in (THEN, NOW))
    assert "Gezeigt wird die Ausgabe …" in then[0]
    assert list(map(unordered, then)) == [unordered(line.replace(NOT_KEPT, "")) for line in now]


def test_what_was_not_kept_then_is_said_to_be_unknown(store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))
    told = words_of("pages/daten/qualitaet.py", ausgabe=THEN)
    assert "Dieser Stand führt noch keine Liste der Dateien" in told and "nicht bekannt" in told


def unordered(line: str) -> list[str]:
    """Its words in no order: a note of then names several offers by their ids' order, today's by that of the profile."""
    return sorted(re.findall(r"[^\s,.;:]+", line))
