"""Does every page open by deep link, for everybody? The whole demo behind.

Each page is opened by two visitors who differ in language, theme and width; the three couples take turns. So of page, language,
theme and width every pair of two is there.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard import PAGES
from tests.e2e.complaints import note_complaints
from tests.e2e.drawn import opened, stay_within
from tests.e2e.language import SEEN, complaints_about
from views.words.texts import TEXTS

FILES = [Path(file).stem for group in PAGES.values() for file in group]
COUPLES = (  # language of the browser, theme, width
    (("de-DE", "light", 1440), ("en-US", "dark", 390)),
    (("de-DE", "dark", 390), ("en-US", "light", 1440)),
    (("de-DE", "light", 390), ("en-US", "dark", 1440)),
)
VISITS = [(visitor, name) for at, couple in enumerate(COUPLES) for visitor in couple for name in FILES[at::3]]
PLATFORM = re.compile(r'data-testid="(?:stSidebarNav|stTopNav)|st-emotion-cache')


@pytest.fixture(scope="module")
def anybody(request, visit):
    language, scheme, width = request.param
    with visit(locale=language, color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        yield page


@pytest.mark.parametrize(
    ("anybody", "name"), VISITS, indirect=["anybody"], ids=["-".join(map(str, (*who, name))) for who, name in VISITS]
)
def test_a_page_opens_for_everybody(whole, anybody, name):
    page, said, asked = anybody, note_complaints(anybody), []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, f"{whole.url}/{name}")
    assert page.locator('[role="dialog"], [data-testid="stException"]').count() == 0
    stay_within(page)
    assert said == []
    assert [address for address in asked if not address.startswith(whole.url)] == []
    assert violations(page) == []
    assert complaints_about(page.evaluate(SEEN)) == []


def violations(page) -> list[str]:
    """What axe-core objects to, without what the accessibility statement names as the platform's own."""
    found = Axe().run(page).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found
        for node in violation["nodes"]
        if violation["id"] not in TEXTS["accessibility"]["platform_rules"] or not PLATFORM.search(node["html"])
    ]


def test_a_planted_english_word_is_found(whole, tab):
    opened(tab, f"{whole.url}/hilfe")
    plant = "([where, what]) => document.querySelector('.lk .foot').insertAdjacentHTML(where, what)"
    for planted, found in (
        ("<p>Download</p>", "Download"),
        ('<i title="Download"></i>', "Download"),
        ("<svg><text>12.5</text></svg>", "12.5"),
        ('<i aria-label="1,234 Kinder"></i>', "1,234"),
    ):
        tab.evaluate(plant, ["beforeend", planted])
        assert found in complaints_about(tab.evaluate(SEEN))
        tab.evaluate("document.querySelector('.lk .foot').lastElementChild.remove()")
    assert complaints_about(tab.evaluate(SEEN)) == []


def test_words_and_numbers_of_both_languages_are_told_apart():
    assert complaints_about("Bitte Download wählen") == ["Download"]
    assert complaints_about("Anteil of the Kinder") == ["of", "the"]
    assert (
        complaints_about("Was ist das? In Not. Rund 1.234,5 am 31.12.2025, am 01.03. und 8,9 von 100, § 8a, 0–4") == []
    )
    assert complaints_about("1,234.5 und 12.5 und 1,234 und 3.5.") == ["1,234.5", "12.5", "1,234", "3.5."]
    assert complaints_about("Die Lieferung führt zu einem Befund") == ["führt zu"]


def test_a_planted_violation_is_found(whole, tab):
    opened(tab, f"{whole.url}/{FILES[0]}")
    tab.evaluate("document.querySelector('.lk .foot').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert any(found.startswith("image-alt") for found in violations(tab))
