"""Does an edition of format 1 say on every page what the same figures say in format 2? A whole demo, stored by the last program
of format 1; that its columns are those of format 2 is asked in tests/store/test_format_1.py. Definitions of today may differ."""

import json
import shutil
from pathlib import Path

import pytest

from store.editions import freeze, open_edition
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
    about_now = {key: about[key] for key in ("note", "made_on", "program")} | {"name": NOW}
    freeze(folder, open_edition(DEMO, "2026"), about_now)
    return folder


@pytest.mark.parametrize("page", PAGES)
def test_a_page_says_the_same_of_both(page, store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))
    then, now = (words_of(page, ausgabe=name).replace(name, "…") for name in (THEN, NOW))
    assert then.splitlines() == now.splitlines() and len(then) > 100


def test_what_was_not_kept_then_is_said_to_be_unknown(store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))
    told = words_of("pages/daten/qualitaet.py", ausgabe=THEN)
    assert "Dieser Stand führt noch keine Liste der Dateien" in told and "nicht bekannt" in told
