"""Does a person's browser show each page, in German, from the first request on? Fresh servers, a real browser."""

import shutil
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboard import PAGES
from store.published import open_published
from tests.e2e.complaints import note_complaints
from tests.e2e.conftest import DESK
from tests.e2e.drawn import READY, opened, stand, stay_within
from tests.e2e.language import SEEN, complaints_about
from views.figures.reach import share
from views.figures.read import Figures
from views.words.cells import said

FILES = [Path(file).stem for group in PAGES.values() for file in group]
FIRST = ("uebersicht", "reichweite", "qualitaet")  # of a fresh server: the entry, one of the menu, one of its parts


@pytest.fixture(scope="module")
def store(small_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(small_store, tmp_path_factory.mktemp("e2e") / "store"))


@pytest.fixture(scope="module")
def shared(serving, store):
    with serving(store=store) as running:
        yield running


@pytest.fixture
def console(tab) -> list[str]:
    return note_complaints(tab)


@pytest.fixture(scope="module")
def reader(visit):
    """Somebody whose window changes while they read."""
    with visit() as page:
        yield page


@pytest.fixture(scope="module", params=FILES)
def looked_at(shared, reader, request):
    """A page, opened once for all that is asked of it here."""
    reader.set_viewport_size(DESK)
    reader.emulate_media(color_scheme="light")
    opened(reader, f"{shared.url}/{request.param}")
    return reader


def come_by_link(page, url: str, name: str) -> None:
    """A deep link with choices opens its own page, which keeps them."""
    asked = {"jahr": ["2023"], "gruppe": ["individuell"]}
    opened(page, f"{url}/{name}?jahr=2023&gruppe=individuell")
    assert page.locator('[data-testid="stTopNavLink"]').count() >= 2, "the entry script has not run"
    assert page.locator('[role="dialog"]').count() == 0
    address = urlsplit(page.url)
    assert address.path == f"/{name}"
    assert asked.items() <= parse_qs(address.query).items()
    if name in ("uebersicht", "reichweite"):
        assert "2023 nutzten" in page.locator('[role="heading"][aria-level="1"]').inner_text()


@pytest.mark.parametrize("name", FIRST)
def test_the_first_request_of_a_fresh_server_may_be_a_deep_link(server, store, page, name):
    said = note_complaints(page)
    come_by_link(page, server(store=store).url, name)
    assert said == []


@pytest.mark.parametrize("name", FILES)
def test_a_deep_link_opens_its_page_with_its_choices(shared, tab, console, name):
    come_by_link(tab, shared.url, name)
    assert console == []


def test_the_address_without_a_page_leads_to_the_overview_with_its_parameters(shared, tab, console):
    tab.goto(f"{shared.url}/?gruppe=ohne_kita&jahr=2024")
    tab.wait_for_selector(READY)
    tab.wait_for_url("**/uebersicht?*")
    assert parse_qs(urlsplit(tab.url).query) == {"gruppe": ["ohne_kita"], "jahr": ["2024"]}
    assert console == []


@pytest.mark.parametrize("path", ["/gibtsnicht", "/a/b", "/uebersicht/x?jahr=2025"])
def test_an_unknown_address_shows_a_calm_german_page(shared, tab, path):
    answer = tab.goto(shared.url + path)
    assert answer.status == 404
    assert tab.locator("h1").inner_text() == "Diese Seite gibt es nicht"
    assert tab.locator("html").get_attribute("lang") == "de"
    tab.get_by_role("link", name="Zum Überblick").click()
    tab.wait_for_selector(READY)


def test_a_page_is_german_and_carries_demo_everywhere(looked_at):
    page = looked_at
    assert complaints_about(page.evaluate(SEEN)) == []
    assert page.title().startswith("DEMO")
    drawings = page.locator('.lk svg[role="img"]').evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert [label for label in drawings if not label.startswith("DEMO")] == []
    assert (
        page.locator(".lk section").filter(has=page.locator("svg")).filter(has_not=page.locator(".demo")).count() == 0
    )


def test_headings_go_down_in_steps_and_every_drawing_and_table_is_named(looked_at):
    page = looked_at
    levels = page.locator('.lk [role="heading"]').evaluate_all("all => all.map(e => +e.getAttribute('aria-level'))")
    assert levels[0] == 1 and 1 not in levels[1:]
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels
    assert page.locator('.lk svg:not([role="img"]):not([aria-hidden]):not(.plot svg)').count() == 0
    assert page.locator(".lk table:not(:has(caption))").count() == 0
    assert page.locator(".lk th:empty").count() == 0


@pytest.mark.parametrize(("scheme", "ink"), [("light", "rgb(27, 31, 35)"), ("dark", "rgb(236, 234, 229)")])
def test_a_narrow_screen_needs_no_sideways_scrolling(looked_at, scheme, ink):
    looked_at.emulate_media(color_scheme=scheme)
    looked_at.set_viewport_size({"width": 390, "height": 844})
    stand(looked_at)
    stay_within(looked_at)
    expect(looked_at.locator(".lk .kicker").first.locator("..")).to_have_css("color", ink)


def test_a_filter_changes_the_sentence_and_the_address(shared, tab, console):
    tab.goto(f"{shared.url}/uebersicht")
    tab.wait_for_selector(READY)
    tab.get_by_role("radio", name="ohne Kita und Hort").or_(
        tab.get_by_text("ohne Kita und Hort", exact=True)
    ).first.click()
    tab.wait_for_url("**gruppe=ohne_kita*")
    expect(tab.locator(".lk .hero")).to_contain_text("außer Kita und Hort")
    tab.get_by_test_id("stTopNavLink").filter(has_text="Reichweite").click()
    tab.wait_for_url("**/reichweite?*gruppe=ohne_kita*")
    tab.wait_for_selector(READY)
    assert console == []


def test_a_stale_link_is_named_calmly_and_replaced(shared, tab):
    tab.goto(f"{shared.url}/reichweite?jahr=1999&unsinn=%3Cb%3E1")
    tab.wait_for_selector(READY)
    told = tab.locator(".lk .calm-note").all_inner_texts()
    assert "Der Link enthält „1999“. Das gibt es in dieser Ausgabe nicht; gezeigt wird Jahr 2025." in told
    assert any("„unsinn“" in text for text in told)
    assert "jahr=2025" in tab.url


def test_the_point_reach_stands_beside_the_annual_reach_as_something_else(shared, store, tab):
    tab.goto(f"{shared.url}/reichweite?jahr=2016")
    tab.wait_for_selector(READY)
    text = tab.locator('[data-testid="stMain"]').inner_text()
    assert "Wie viele Kinder waren am 01.03.2016 in Kita oder Kindertagespflege?" in text
    told = Figures(open_published(store)).along(
        "age_band", "point_reach", 2016, offer_group="b_tagesbetreuung", item="stichtag:2016-03-01"
    )
    assert "nicht vergleichbar" in text
    assert said(share(told["u3"], unit="rate")) in text and said(share(told["3-5"], unit="rate")) in text


def test_the_passport_opens_by_keyboard_and_names_counted_and_related(shared, tab):
    tab.goto(f"{shared.url}/uebersicht")
    tab.wait_for_selector(READY)
    summary = tab.locator(".lk .pass summary").first
    summary.focus()
    tab.keyboard.press("Enter")
    terms = tab.locator(".lk .pass[open] dt").all_inner_texts()
    assert {"Kennzahl", "gezählt", "bezogen auf", "Zeitraum", "Spanne", "Schutz", "Quelle"} <= set(terms)
