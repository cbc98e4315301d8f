"""Does a steward take a delivery back, and let an earlier version hold again, with what the pages say alone?"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from store import spool, versions
from store.profile import read_profile
from store.published import open_published
from store.spool import S
from tests.e2e.language import SEEN, complaints_about
from tests.etl.muster import SECOND, muster_people, muster_slip, muster_uses
from tests.etl.office import ROOT, call, load_into, surroundings

HEADING = '.lk [role="heading"][aria-level="1"]'
SLOW = 120_000  # ms: what is wished is done in a process of its own
SCROLLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"  # an open menu closes by scrolling
WITHDRAW, ROLL_BACK = "Lieferung zurückziehen", "Frühere Version wieder freigeben"


@pytest.fixture
def store(tmp_path, monkeypatch) -> Iterator[Path]:
    """Version 1: population and 2023; version 2: 2024 as well; with its watcher."""
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    store = tmp_path / "store"
    for year in (2023, 2024):
        files = {"bevoelkerung.csv": muster_people(year), f"muster_{year}.csv": muster_uses(year, 60)}
        load_into(store, read_profile(SECOND), {**files, "lieferschein.csv": muster_slip(year)})
    watcher = subprocess.Popen(
        call("etl", "watch", "--store", store, "--profile", SECOND), cwd=ROOT, env=surroundings()
    )
    yield store
    watcher.kill()
    watcher.wait()


def decided(page) -> None:
    """Who and why stand there, so the buttons can be pressed."""
    for label, words in (("Wer entscheidet (Funktion, kein Name)", "Datenpflege"), ("Grund", "falsche Datei")):
        box = page.get_by_label(label, exact=True)
        box.fill(words)
        box.press("Enter")


def years(published) -> set[int]:
    return set(published.table("source_status")["year"])


def test_a_delivery_is_taken_back_looked_at_released_and_the_earlier_version_holds_again(server, store, page):
    running = server(store=store, profile=SECOND)
    page.goto(f"{running.url}/qualitaet")
    for name in (WITHDRAW, ROLL_BACK):
        expect(page.get_by_role("button", name=name)).to_be_disabled(timeout=SLOW)
    for label, version in (("Vergleichen: von Version", 1), ("nach Version", 2)):
        menu = page.get_by_role("combobox", name=label)
        menu.scroll_into_view_if_needed()
        page.evaluate(SCROLLED)
        menu.click()
        page.get_by_role("option", name=re.compile(f"^{version} ·")).click()
    expect(page.get_by_text("Was sich in den Zahlen ändert", exact=False).first).to_be_visible(timeout=SLOW)
    decided(page)
    page.get_by_role("button", name=WITHDRAW).click(timeout=SLOW)
    expect(page.locator(".lk .calm-note")).to_contain_text("Angenommen.")
    assert complaints_about(page.evaluate(SEEN)) == []

    page.goto(f"{running.url}/lieferung")
    page.get_by_role("link", name="Lieferung 2 zurückziehen").click()
    expect(page.locator(HEADING)).to_contain_text("Der Entwurf ohne diese Lieferung ist gerechnet.", timeout=SLOW)
    assert years(open_published(store)) == {2023, 2024}
    page.get_by_role("button", name="Freigeben").click()
    expect(page.locator(HEADING)).to_contain_text("Es gelten die Zahlen ohne diese Lieferung.", timeout=SLOW)
    assert years(open_published(store)) == {2023}

    page.goto(f"{running.url}/qualitaet")
    expect(page.locator(".lk table").get_by_text("falsche Datei")).to_be_visible(timeout=SLOW)
    decided(page)
    page.get_by_role("button", name=ROLL_BACK).click(timeout=SLOW)
    expect(page.locator(".lk .calm-note")).to_contain_text("Angenommen.")
    page.goto(f"{running.url}/lieferung")
    page.get_by_role("link", name="Version 2 wieder freigeben").click()
    expect(page.locator(HEADING)).to_have_text("Die frühere Version gilt wieder.", timeout=SLOW)
    assert versions.released(store).number == 2
    assert [found.state for found in spool.deliveries(store)] == [S.RELEASED, S.RELEASED]
