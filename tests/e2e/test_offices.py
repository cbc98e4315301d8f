"""Do pages open for an office with other ids, and for an invented one? Wide and light, in German, with a silent console."""

from pathlib import Path

import pytest

from dashboard import PAGES
from tests.e2e.complaints import note_complaints
from tests.e2e.language import SEEN, complaints_about

NAMES = [Path(file).stem for group in PAGES.values() for file in group]


@pytest.fixture(scope="module", params=["renamed_office", "second_office", "coarse_office"])
def address(request, serving):
    office = request.getfixturevalue(request.param)
    with serving(store=office.store, profile=office.profile) as running:
        yield running.url


@pytest.mark.parametrize("name", NAMES)
def test_a_page_opens(address, browser, name):
    context = browser.new_context(locale="de-DE", color_scheme="light", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    said = note_complaints(page)
    page.goto(f"{address}/{name}")
    page.wait_for_selector(".lk .foot")
    text = page.locator('[data-testid="stMain"]').inner_text()
    assert "kann gerade nicht gezeigt werden" not in text
    assert page.locator('[data-testid="stException"]').count() == 0
    assert said == []
    assert complaints_about(page.evaluate(SEEN)) == []
    context.close()
