"""Does every page open by deep link, for everybody? Pages × languages of the browser × themes × widths, the whole demo behind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard import PAGES
from tests.e2e.complaints import note_complaints
from views.accessibility import PLATFORM_RULES

FILES = [Path(file).stem for group in PAGES.values() for file in group]
READY = ".lk .foot"
PLATFORM = re.compile(r'data-testid="(?:stSidebarNav|stTopNav)|st-emotion-cache')
SEEN = """() => [document.body.innerText, document.title, ...[...document.querySelectorAll('*')].flatMap(
    e => ['aria-label', 'alt', 'title', 'placeholder', 'aria-roledescription'].map(a => e.getAttribute(a) || ''))].join('\\n')"""
PLATFORM_ENGLISH = (  # words of the platform that must not be seen on our pages
    "Page not found", "Running", "Stop", "Skip to main content", "App pages", "Navigate to home page", "Connecting",
    "Please wait", "No results", "Choose an option", "Choose options", "Loading", "Deploy", "Settings", "Rerun", "Fullscreen",
    "View fullscreen", "Close", "Streamlit", "Error", "Select all", "Clear all", "Search", "Download", "Copy", "Link to heading",
    "Main menu", "more", "View more", "View less", "Expand", "Collapse", "Browse files", "Drag and drop", "Limit", "Press Enter",
    "Show", "Hide", "Sort ascending", "Pin column", "Autosize", "open menu", "Clear value", "Logo",
)  # fmt: skip
FUNCTION_WORDS = "the|and|of|with|from|not|this|that|are|was|to|for|your|by|or|no|is"
GERMAN_TOO = {"was", "not"}  # „was“ and „Not“ are German words
FORBIDDEN = (  # texte.md § 8, as stems; „fehlende“ alone is said of deliveries
    r"(?:fehlende|vermisste|verlorene)\w* Kinder|unterversorgt|Versorgungslücke|Brennpunkt|führt zu|bewirkt|\bdank\b|signifikant|"
    r"Rangplatz|Schlusslicht|anonymisiert|Durchschnittskind|Überwachung"
)


@pytest.fixture(scope="module")
def whole(serving, demo_store):
    with serving(store=demo_store) as running:
        yield running


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de-DE", "en-US"])
@pytest.mark.parametrize("name", FILES)
def test_a_page_opens_for_everybody(whole, browser, outside_requests, name, language, scheme, width):
    opened = browser.new_context(locale=language, color_scheme=scheme, viewport={"width": width, "height": 900})
    opened.on("request", lambda request: outside_requests.append(request.url))
    page = opened.new_page()
    said = note_complaints(page)
    page.goto(f"{whole.url}/{name}")
    page.wait_for_selector(READY)
    page.wait_for_timeout(200)
    assert page.locator('[role="dialog"], [data-testid="stException"]').count() == 0
    wide, room = page.evaluate(
        "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
    )
    assert wide <= room, "the page scrolls sideways"
    assert said == []
    assert [address for address in outside_requests if not address.startswith(whole.url)] == []
    outside_requests.clear()
    assert violations(page) == []
    assert english_in(page.evaluate(SEEN)) == []
    assert re.findall(FORBIDDEN, page.evaluate(SEEN), re.IGNORECASE) == []
    opened.close()


def violations(page) -> list[str]:
    """What axe-core objects to, without what the accessibility statement names as the platform's own."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found
        for node in violation["nodes"]
        if violation["id"] not in PLATFORM_RULES or not PLATFORM.search(node["html"])
    ]


def english_in(text: str) -> list[str]:
    """Words of the platform, and English function words."""
    named = "|".join(re.escape(word) for word in PLATFORM_ENGLISH)
    found = re.findall(rf"(?<![\w-])(?:{named})(?![\w-])", text)
    words = re.findall(rf"(?<![\w-])(?:{FUNCTION_WORDS})(?![\w-])", text)
    return found + [word for word in words if word not in GERMAN_TOO]


def test_a_planted_english_word_is_found():
    assert english_in("Bitte Download wählen") == ["Download"]
    assert english_in("Anteil of the Kinder") == ["of", "the"]
    assert english_in("Was ist das? In Not.") == []


def test_a_planted_violation_is_found(whole, page):
    page.goto(f"{whole.url}/{FILES[0]}")
    page.wait_for_selector(READY)
    page.evaluate("document.querySelector('.lk .foot').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(found.startswith("image-alt") for found in violations(page))
