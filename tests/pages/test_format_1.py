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


CARDS = "pages/planung/methoden.py"  # prints the definitions of its edition, which say how they were computed then


@pytest.mark.parametrize("page", [page for page in PAGES if page != CARDS])
def test_a_page_says_the_same_of_both(page, store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))
    then, now = (words_of(page, ausgabe=name).replace(name, "…").splitlines() for name in (THEN, NOW))
    assert "Gezeigt wird die Ausgabe …" in then[0]
    assert list(map(unordered, then)) == list(map(unordered, now))


def unordered(line: str) -> list[str]:
    """Its words in no order: a note of then names several offers by their ids' order, today's by that of the profile."""
    return sorted(re.findall(r"[^\s,.;:]+", line))
