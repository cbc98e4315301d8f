"""What does a visitor see while there are no figures, and does the page turn to them by itself?"""

import json
import shutil

import duckdb
from playwright.sync_api import expect

from tests.e2e.language import SEEN, complaints_about

HEADING = '.lk [role="heading"][aria-level="1"]'


def said(page) -> str:
    page.wait_for_selector(".lk .state")
    assert complaints_about(page.evaluate(SEEN)) == []
    return page.locator(".lk .state").inner_text()


def test_an_empty_store_says_who_loads_the_figures(server, page, tmp_path):
    running = server(store=tmp_path / "nothing")
    page.goto(f"{running.url}/reichweite?jahr=2025")
    assert "Noch keine Ausgabe vorhanden." in said(page)
    assert page.locator('[role="dialog"]').count() == 0


def test_a_running_first_load_shows_words_and_per_cent_and_then_the_figures(server, page, tmp_path, small_store):
    store, ready = tmp_path / "store", small_store
    store.mkdir()
    lines = store / "progress.jsonl"
    lines.write_text(json.dumps({"phase": "check", "text": "Lieferungen werden geprüft", "percent": 30}) + "\n")
    running = server(store=store)
    page.goto(f"{running.url}/uebersicht?gruppe=ohne_kita")
    assert "Lieferungen werden geprüft – 30\u202f%" in said(page)
    with lines.open("a") as more:
        more.write(json.dumps({"phase": "build", "text": "Zahlen werden berechnet", "percent": 80}) + '\n{"phase": "pu')
    expect(page.locator(".lk .state")).to_contain_text("Zahlen werden berechnet – 80")
    shutil.copytree(ready / "versions", store / "versions")
    shutil.copy(ready / "released", store / "released")
    page.wait_for_selector(".lk .foot")
    assert "außer Kita und Hort" in page.locator(HEADING).inner_text()


def test_an_older_a_broken_and_a_locked_store_are_said_calmly_and_recover(server, page, own_small_store):
    store = own_small_store
    file = store / "versions" / "1" / "published.duckdb"
    whole = file.read_bytes()
    with duckdb.connect(file) as con:
        con.execute("UPDATE meta SET value = '0' WHERE key = 'format'")
    running = server(store=store)
    page.goto(f"{running.url}/uebersicht")
    assert "älteres Format" in said(page)
    file.write_bytes(b"no database")
    page.reload()
    assert "Es ist nichts verloren" in said(page)
    file.write_bytes(whole)
    with duckdb.connect(file) as con:
        con.execute("BEGIN")
        page.reload()
        assert "nicht geöffnet werden" in said(page)
    page.reload()
    page.wait_for_selector(".lk .foot")
    assert "Traceback" not in page.content()


def test_a_newer_version_is_noticed_at_the_next_look(server, page, own_small_store):
    store = own_small_store
    running = server(store=store)
    page.goto(f"{running.url}/uebersicht")
    page.wait_for_selector(".lk .foot")
    shutil.copytree(store / "versions" / "1", store / "versions" / "2")
    with duckdb.connect(store / "versions" / "2" / "published.duckdb") as con:
        con.execute("UPDATE meta SET value = 'Ausgabe 2027' WHERE key = 'edition'")
    (store / "released").write_text("2")
    page.get_by_text("ohne Kita und Hort", exact=True).first.click()
    expect(page.locator(".lk .kicker")).to_contain_text("Ausgabe 2027")
