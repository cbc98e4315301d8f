"""Does every page stay meaningful with data it was not drawn for? Real loads, a real browser."""

import re
from pathlib import Path

import pytest

from dashboard import PAGES
from tests.e2e.complaints import note_complaints
from tests.e2e.language import SEEN, complaints_about
from tests.e2e.odd_stores import STORES

NAMES = [Path(file).stem for group in PAGES.values() for file in group]
HEADING = '.lk [role="heading"][aria-level="1"]'
NONSENSE = r"\bNone\b|\bnan\b|NaN|\binf\b|\bnull\b|\bTrue\b|\bFalse\b|\{|\}|Traceback|\bAnteil von 0\b"


@pytest.fixture(scope="module", params=STORES)
def odd(request, serving, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    profile = STORES[request.param](folder)
    with serving(store=folder / "store", profile=profile.folder) as running:
        yield running


def test_every_page_stays_meaningful(odd, context):
    for name in NAMES:
        page = context.new_page()
        said = note_complaints(page)
        page.goto(f"{odd.url}/{name}")
        page.wait_for_selector(".lk .foot")
        page.wait_for_timeout(150)
        heading = page.locator(HEADING).first.inner_text()
        text = page.locator('[data-testid="stMain"]').inner_text()
        assert len(heading) > 10, name
        assert (
            "kann gerade nicht gezeigt werden" not in text and page.locator('[data-testid="stException"]').count() == 0
        ), name
        assert re.findall(NONSENSE, text) == [], name
        wide, room = page.evaluate(
            "() => {const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth]}"
        )
        assert wide <= room, name
        assert said == [], name
        assert complaints_about(page.evaluate(SEEN)) == [], name
        page.close()


@pytest.mark.parametrize("odd", ["another_office"], indirect=True)
def test_another_offices_pages_name_no_place_of_this_one(odd, page):
    for name in NAMES:
        page.goto(f"{odd.url}/{name}")
        page.wait_for_selector(".lk .foot")
        assert "Northeim" not in page.locator("body").inner_text(), name
