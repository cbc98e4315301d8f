"""Does a file that no source knows become a checked delivery, using only what the pages say?"""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from store import spool, suggested
from store.spool import S
from tests.e2e.language import SEEN, complaints_about
from tests.e2e.test_every_page import violations
from tests.etl.muster import SECOND
from tests.etl.office import ROOT, call, deliver, surroundings
from tests.planted import KEY

HEADING = '.lk [role="heading"][aria-level="1"]'
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SLOW = 120_000  # ms: each step of a delivery is a process of its own
FILE = "hilfen_2024.csv"
ROWS = "".join(f"{KEY}{n};{'AB'[n % 2]};{2010 + n % 8};Probedorf;01.02.2024;;{77001100 + n}\n" for n in range(24))
CONTENT = f"KLIENT;HILFEART;GEB_JAHR;WOHNORT;BEGINN;ENDE;SACHKONTO\n{ROWS}"


@pytest.fixture
def profile(tmp_path) -> Path:
    """The invented office, which a test may add to."""
    return Path(shutil.copytree(SECOND, tmp_path / "profile"))


@pytest.fixture
def store(tmp_path, profile, monkeypatch) -> Iterator[Path]:
    """A new store with its key and its watcher."""
    (tmp_path / "key").write_text("k" * 40)
    monkeypatch.setenv("REICHWEITE_KEY_FILE", str(tmp_path / "key"))
    store = tmp_path / "store"
    store.mkdir(mode=0o700)
    watcher = subprocess.Popen(
        call("etl", "watch", "--store", store, "--profile", profile),
        cwd=ROOT,
        env=surroundings({"REICHWEITE_KEY_FILE": str(tmp_path / "key")}),
    )
    yield store
    watcher.kill()
    watcher.wait()


@pytest.fixture
def desk(server, store, profile, page):
    environment = {"REICHWEITE_KEY_FILE": str(store.parent / "key")}
    running = server(store=store, profile=profile, environment=environment)
    page.set_viewport_size({"width": 1280, "height": 2400})  # nothing scrolls away below a menu that is open
    page.goto(f"{running.url}/lieferung")
    expect(page.locator(HEADING)).to_have_text("Hier liegt noch keine Lieferung.")
    return running


def choose(page, label: str, word: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=word, exact=True).click()
    page.wait_for_timeout(300)  # until the page has begun to draw itself anew
    expect(page.locator(IDLE)).to_be_attached(timeout=SLOW)


def quiet(page) -> None:
    """All is German and for everybody, and nothing of a row stands there."""
    assert violations(page) == []
    assert complaints_about(page.evaluate(SEEN)) == []
    assert KEY not in page.content() and "770011" not in page.content()


def test_an_unknown_file_becomes_a_checked_delivery_with_what_the_pages_say(desk, store, profile, page, tmp_path):
    deliver(tmp_path / "files", {FILE: CONTENT})
    page.set_input_files(".lk .drop input", [tmp_path / "files" / FILE])
    expect(page.locator(".lk table").get_by_text("abgewiesen, bitte entscheiden")).to_be_visible(timeout=SLOW)
    page.locator(".lk table a").first.click()
    page.get_by_role("link", name="Zuordnung vorschlagen").click()
    expect(page.locator(HEADING)).to_have_text(f"„{FILE}“ kennt noch keine Quelle.")

    (found,) = spool.deliveries(store)  # somebody else is faster
    suggested.ask(found, spool.spool_key(store), {"file": FILE}, datetime.now().astimezone())
    page.get_by_role("button", name="Zuordnung vorschlagen").click()
    expect(page.locator(".lk .calm-note")).to_contain_text("Inzwischen hat sich diese Lieferung weiterbewegt")

    expect(page.locator(HEADING)).to_contain_text("2 Codes haben keine Bedeutung", timeout=SLOW)
    quiet(page)
    choose(page, "angebot: „A“ bedeutet", "Musterhilfe")
    choose(page, "angebot: „B“ bedeutet", "Zeilen mit diesem Code weglassen")
    page.get_by_role("button", name="Vorschau neu rechnen").click()
    expect(page.locator(HEADING)).to_contain_text("Alles Nötige ist zugeordnet", timeout=SLOW)
    expect(page.get_by_text("10 von 12 Zeilen")).to_be_visible()
    quiet(page)

    page.get_by_role("textbox", name="Name der Quelle").fill("musterverfahren")
    page.get_by_role("button", name="Zuordnung speichern").click()
    expect(page.locator(".lk .calm-note")).to_contain_text("trägt schon eine Quelle", timeout=SLOW)
    page.get_by_role("textbox", name="Name der Quelle").fill("hilfen")
    page.get_by_role("button", name="Zuordnung speichern").click()
    expect(page.locator(HEADING)).to_have_text("Diese Lieferung braucht gerade keine Zuordnung.", timeout=SLOW)
    kept = (profile / "quellen" / "hilfen.toml").read_text("utf-8")
    assert 'nur = { HILFEART = ["A"] }' in kept and '"A" = "musterhilfe"' in kept
    page.get_by_role("link", name="Zur Lieferung").click()
    expect(page.locator(HEADING)).to_contain_text("12 von 12 Zeilen sind lesbar.", timeout=SLOW)
    assert [delivery.state for delivery in spool.deliveries(store)] == [S.CHECKED]
