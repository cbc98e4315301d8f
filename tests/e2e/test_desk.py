"""Does a steward get a delivery from the disk to released figures with this page alone, and is nobody else let in?"""

import json
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from store import spool, versions
from store.profile import read_profile
from store.published import open_published
from store.spool import S
from tests.e2e.language import SEEN, complaints_about
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import ROOT, call, deliver, load_into, surroundings

HEADING = '.lk [role="heading"][aria-level="1"]'
SLOW = 120_000  # ms: a check or a load is a process of its own


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """Version 1 holds: the year 2023."""
    store = tmp_path_factory.mktemp("desk") / "store"
    load_into(
        store, read_profile(SECOND), {"muster_2023.csv": muster_uses(2023, 60), "bevoelkerung.csv": muster_people(2023)}
    )
    return store


@pytest.fixture
def store(base, tmp_path, monkeypatch) -> Iterator[Path]:
    """A copy of it, with its watcher."""
    monkeypatch.setenv("REICHWEITE_KEY_FILE", "")
    store = Path(shutil.copytree(base, tmp_path / "store"))
    watcher = subprocess.Popen(
        call("etl", "watch", "--store", store, "--profile", SECOND), cwd=ROOT, env=surroundings()
    )
    yield store
    watcher.kill()
    watcher.wait()


@pytest.fixture
def desk(server, store, page):
    running = server(store=store, profile=SECOND)
    page.goto(f"{running.url}/lieferung")
    expect(page.locator(HEADING)).to_have_text("Hier liegt noch keine Lieferung.")
    return running


def put(page, folder: Path, files: dict[str, str]) -> None:
    deliver(folder, files)
    page.set_input_files(".lk .drop input", [folder / name for name in files])
    expect(page.locator(".lk table").get_by_text(next(iter(files)))).to_be_visible(timeout=SLOW)


def said(page) -> str:
    assert complaints_about(page.evaluate(SEEN)) == []
    return page.locator(HEADING).inner_text()


def answer_that_it_is_complete(page) -> None:
    """Without a reason nothing is loaded."""
    load = page.get_by_role("button", name="Als Entwurf laden")
    page.get_by_text("Ja, bis zum").click()
    expect(load).to_be_disabled()
    expect(page.get_by_text("Nächster Schritt: Antworten begründen")).to_be_visible()
    page.get_by_placeholder("Grund").fill("abgestimmt")
    page.get_by_placeholder("Grund").press("Tab")
    expect(load).to_be_enabled()


def test_a_delivery_is_dropped_checked_loaded_looked_at_and_released(desk, store, page, tmp_path):
    put(
        page,
        tmp_path / "files",
        {"muster_2024.csv": muster_uses(2024, 90), "bevoelkerung_2024.csv": muster_people(2024)},
    )
    expect(page.locator(".lk table").get_by_text("geprüft, bitte entscheiden")).to_be_visible(timeout=SLOW)
    page.locator(".lk table a").first.click()
    expect(page.locator(HEADING)).to_contain_text("Zeilen sind lesbar")
    expect(page.get_by_text("Größen sind gesprungen")).to_be_visible()
    expect(page.locator(".lk .sizes circle.jumped").first).to_be_visible()
    answer_that_it_is_complete(page)
    page.get_by_role("button", name="Als Entwurf laden").click()
    expect(page.locator(HEADING)).to_contain_text("Der Entwurf ist geladen.", timeout=SLOW)
    assert "Kennzahlen." in said(page) and open_published(store).number == 1
    expect(page.get_by_text("Was sich in den Zahlen ändert", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Freigeben").click()
    expect(page.locator(HEADING)).to_have_text("Freigegeben: Diese Zahlen gelten.", timeout=SLOW)
    assert open_published(store).number == versions.released(store).number == 2


def test_what_is_refused_says_what_to_do_and_can_be_thrown_away(desk, store, page, tmp_path):
    put(page, tmp_path / "files", {"muster_2024.csv": "Nr;Leistung;Name\nM1;S;Planted\n"})
    expect(page.locator(".lk table").get_by_text("abgewiesen, bitte entscheiden")).to_be_visible(timeout=SLOW)
    page.locator(".lk table a").first.click()
    expect(page.get_by_text("Zuerst: was die Lieferstelle ändern kann").first).to_be_visible()
    assert "Planted" not in page.content()
    assert said(page).startswith("Die Lieferung wird so nicht geladen.")
    corrected = deliver(tmp_path / "corrected", {"muster_2025.csv": "Nr;Leistung;Name\nM1;S;Planted\n"})
    page.set_input_files(".lk .corrected input", corrected / "muster_2025.csv")
    expect(page.locator(".lk .kicker")).to_contain_text("muster_2025.csv", timeout=SLOW)
    expect(page.locator(HEADING)).to_contain_text("Die Lieferung wird so nicht geladen.", timeout=SLOW)
    page.get_by_role("button", name="Verwerfen").click()
    expect(page.locator(HEADING)).to_contain_text("Verworfen", timeout=SLOW)
    assert [found.state for found in spool.deliveries(store)] == [S.DISCARDED, S.DISCARDED]


def test_who_decides_after_somebody_else_is_told_so_and_changes_nothing(desk, store, page, tmp_path):
    put(page, tmp_path / "files", {"muster_2024.csv": "Nr;Leistung;Name\nM1;S;Planted\n"})
    expect(page.locator(".lk table").get_by_text("abgewiesen, bitte entscheiden")).to_be_visible(timeout=SLOW)
    page.locator(".lk table a").first.click()
    button = page.get_by_role("button", name="Noch einmal prüfen")
    expect(button).to_be_visible()
    (found,) = spool.deliveries(store)
    spool.move(found, S.DISCARDING, datetime.now().astimezone())
    button.click()
    expect(page.locator(".lk .calm-note")).to_contain_text("Inzwischen hat sich diese Lieferung weiterbewegt")
    expect(page.locator(HEADING)).to_contain_text("Verworfen", timeout=SLOW)


def test_nobody_but_our_own_page_puts_anything_at_the_desk(desk, store, page):
    ticket = page.locator(".lk .drop").get_attribute("data-ticket")
    body = b"row"
    files = {"x-files": "%5B%5B%22a.csv%22%2C3%5D%5D"}
    for headers in (
        {},
        {"origin": "http://foreign.example", "x-ticket": ticket},
        {"origin": desk.url, "x-ticket": "guessed"},
    ):
        asked = urllib.request.Request(f"{desk.url}/lieferung/ablegen", body, {**files, **headers}, method="POST")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=20)
        assert refused.value.code == 403
    assert spool.deliveries(store) == []
    ours = urllib.request.Request(
        f"{desk.url}/lieferung/ablegen", body, {**files, "origin": desk.url, "x-ticket": ticket}, method="POST"
    )
    with urllib.request.urlopen(ours, timeout=20) as answer:
        assert json.load(answer)["delivery"] == spool.deliveries(store)[0].name


def test_an_empty_desk_without_figures_still_takes_the_first_delivery(server, page, tmp_path, monkeypatch):
    (tmp_path / "key").write_text("k" * 40)
    running = server(
        store=tmp_path / "store", profile=SECOND, environment={"REICHWEITE_KEY_FILE": str(tmp_path / "key")}
    )
    page.goto(f"{running.url}/lieferung")
    expect(page.locator(HEADING)).to_have_text("Hier liegt noch keine Lieferung.")
    put(page, tmp_path / "files", {"bevoelkerung_2024.csv": muster_people(2024)})
    assert spool.deliveries(tmp_path / "store")[0].state == S.RECEIVED
