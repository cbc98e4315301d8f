"""Do the filters of every page hold what a person expects? Mouse, keyboard, back, reload, a link handed on, the phone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dashboard import PAGES
from tests.e2e.drawn import AT_REST, DRAWN, READY, stand

ROOT = Path(__file__).resolve().parents[2]
FILES = [file for group in PAGES.values() for file in group]
FILTERED = [Path(file).stem for file in FILES if "filters.choose" in (ROOT / file).read_text("utf-8")]
MENUS = '[class*="st-key-filter_"] [role="combobox"]:visible'
OPTIONS = '[role="option"]'
FOCUSED_FILTER = """() => {
  const widget = document.activeElement.closest('[class*="st-key-filter_"]');
  return widget && (document.activeElement.getAttribute('role') || document.activeElement.tagName); }"""
SAID = """() => [...document.querySelectorAll('.lk')].map(e => {
  const copy = e.cloneNode(true);  // what a drawing says stands beside it, and it may still be on its way
  copy.querySelectorAll('.plot').forEach(place => place.replaceChildren());
  return copy.textContent; })"""
PATIENCE = 30  # seconds for one answer on a busy machine
REDRAW = 1.5  # seconds in which a click is taken
WIDE = {"width": 1440, "height": 900}


@pytest.fixture(scope="module", params=FILTERED)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def window(visit):
    """A visitor whose browser has read the platform once."""
    with visit(viewport=WIDE) as page:
        yield page.context


@pytest.fixture(scope="module")
def desk(whole, window, name):
    """A page, opened once in a tab of its own: the way back is its own."""
    page = window.new_page()
    page.goto(f"{whole.url}/{name}")
    yield page
    page.close()


@pytest.fixture(scope="module")
def stranger(visit):
    """Whoever is sent a link."""
    with visit(viewport=WIDE) as page:
        yield page


@pytest.fixture(scope="module")
def phone(visit):
    with visit(viewport={"width": 390, "height": 844}, has_touch=True) as page:
        yield page


def shown(page) -> str:
    """Everything that the page says, with its choices."""
    chosen = page.locator(MENUS).evaluate_all("all => all.map(e => e.value || e.innerText)")
    return "\n".join([*chosen, *page.evaluate(SAID)])


def settled(page) -> str:
    """What the page says as soon as it stands and says the same for a while."""
    stand(page)
    said, ends = shown(page), time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        page.wait_for_timeout(100)
        now = shown(page)
        if now == said and page.evaluate(AT_REST) and page.evaluate(DRAWN):
            return said
        said = now
    raise AssertionError("the page does not come to rest")


def changed(page, before: str) -> str:
    """What the page says after it has said something else than before."""
    ends = time.monotonic() + PATIENCE
    while shown(page) == before:
        assert time.monotonic() < ends, "nothing changed"
        page.wait_for_timeout(50)
    return settled(page)


def choose_another(page, menu: int) -> None:
    """One click on the menu, one on an option that is not chosen; what falls into a redraw is clicked again, as one would."""
    holds = page.locator(MENUS).nth(menu)
    before, ends = holds.input_value(), time.monotonic() + PATIENCE
    while holds.input_value() == before and time.monotonic() < ends:
        holds.click()
        page.locator(f'{OPTIONS}[aria-selected="false"]').first.click()
        taken = time.monotonic() + REDRAW
        while holds.input_value() == before and time.monotonic() < taken:
            page.wait_for_timeout(50)


def test_a_choice_by_keyboard_alone(desk):
    first, address = settled(desk), desk.url
    for _ in range(60):
        desk.keyboard.press("Tab")
        if kind := desk.evaluate(FOCUSED_FILTER):
            break
    else:
        raise AssertionError("no filter within sixty steps of the keyboard")
    for key in ("ArrowDown", "ArrowDown", "Enter") if kind in ("combobox", "INPUT") else ("ArrowRight", "Space"):
        desk.keyboard.press(key)
        desk.wait_for_timeout(80)
    changed(desk, first)
    assert desk.url != address


def test_a_choice_by_mouse_comes_back_with_back_reload_and_link(whole, desk, stranger, name):
    desk.goto(f"{whole.url}/{name}")
    first, address = settled(desk), desk.url
    steps = desk.evaluate("history.length")
    choose_another(desk, 0)
    second, chosen = changed(desk, first), desk.url
    assert chosen != address
    assert desk.evaluate("history.length") == steps + 1, "one choice is one step back"
    desk.reload()
    assert (settled(desk), desk.url) == (second, chosen)
    stranger.goto(chosen)
    assert (settled(stranger), stranger.url) == (second, chosen)
    desk.go_back()
    assert (changed(desk, second), desk.url) == (first, address)
    desk.go_forward()
    assert (changed(desk, first), desk.url) == (second, chosen)


def test_opening_a_page_is_one_step_so_that_back_leads_to_the_page_before(whole, tab):
    tab.goto(f"{whole.url}/uebersicht")
    before = settled(tab)
    tab.get_by_test_id("stTopNavLink").filter(has_text="Reichweite").click()
    tab.wait_for_url("**/reichweite?*gebiet=*")
    settled(tab)
    tab.go_back()
    tab.wait_for_url("**/uebersicht?*")
    assert settled(tab) == before  # „gruppe“ is a row of buttons here and a menu there


def test_on_a_phone_a_filter_answers(whole, phone, name):
    phone.goto(f"{whole.url}/{name}")
    first, address = settled(phone), phone.url
    choose_another(phone, 0)
    changed(phone, first)
    assert phone.url != address


def test_on_a_phone_the_menu_of_pages_opens_over_a_page_with_filters(whole, phone):
    phone.goto(f"{whole.url}/reichweite")
    stand(phone)
    phone.get_by_label("Menü öffnen").click()
    phone.get_by_test_id("stSidebarNavLink").filter(has_text="Hilfe und Barrierefreiheit").click()
    phone.wait_for_url("**/hilfe*")
    phone.wait_for_selector(READY)
