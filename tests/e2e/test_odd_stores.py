"""Does every page stay meaningful with data it was not drawn for: little, much, of other ids, of another office? Real loads, a real browser.

What an office says that rounds to tens: tests/pages/test_offices.py.
"""

import re
from pathlib import Path

import pytest

from dashboard import PAGES
from tests.e2e.complaints import note_complaints
from tests.e2e.drawn import opened, stay_within
from tests.e2e.language import SEEN, complaints_about
from tests.e2e.menu import choose
from tests.e2e.odd_stores import STORES

NAMES = [Path(file).stem for group in PAGES.values() for file in group]
OFFICES = ("renamed_office", "second_office")
HEADING = '.lk [role="heading"][aria-level="1"]'
NONSENSE = r"\bNone\b|\bnan\b|NaN|\binf\b|\bnull\b|\bTrue\b|\bFalse\b|\{|\}|Traceback|\bAnteil von 0\b"


@pytest.fixture(scope="module", params=[*STORES, *OFFICES])
def odd(request, tmp_path_factory) -> tuple[str, Path, Path]:
    """Its name, its store and its profile."""
    name = request.param
    if name in OFFICES:
        office = request.getfixturevalue(name)
        return name, office.store, office.profile
    folder = tmp_path_factory.mktemp(name)
    return name, folder / "store", STORES[name](folder).folder


@pytest.fixture(scope="module")
def menu(odd, serving, visit):
    """Somebody who has opened it and goes on by the menu; a wide window shows all of it."""
    _, store, profile = odd
    with serving(store=store, profile=profile) as running, visit(viewport={"width": 1440, "height": 900}) as page:
        opened(page, running.url)
        yield page


@pytest.mark.parametrize("name", NAMES)
def test_every_page_stays_meaningful(odd, menu, name):
    said = note_complaints(menu)
    choose(menu, name)
    heading = menu.locator(HEADING).first.inner_text()
    text = menu.locator('[data-testid="stMain"]').inner_text()
    assert len(heading) > 10
    assert "kann gerade nicht gezeigt werden" not in text and menu.locator('[data-testid="stException"]').count() == 0
    assert re.findall(NONSENSE, text) == []
    stay_within(menu)
    assert said == []
    assert complaints_about(menu.evaluate(SEEN)) == []
    assert odd[0] != "second_office" or "Northeim" not in menu.locator("body").inner_text()
