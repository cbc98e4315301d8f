"""Does every page open, whichever way the demo's district delivers? Each once, in German, light, 1440 wide; the default world is that
of the other files here, where every page meets every language, theme and width."""

from pathlib import Path

import pytest

from dashboard import PAGES
from etl.worlds import DEFAULT, WORLDS
from tests.e2e.complaints import note_complaints
from tests.e2e.drawn import opened, stay_within
from tests.e2e.language import SEEN, complaints_about

FILES = [Path(file).stem for group in PAGES.values() for file in group]
OTHERS = [name for name in WORLDS if name != DEFAULT]
LEAST = 300  # characters beside the menu


@pytest.fixture(scope="module", params=OTHERS)
def shown(request, serving, small_world, visit):
    """A world's address, and a visitor who leaves before its server does."""
    wide = {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}}
    with serving(store=small_world(request.param)) as running, visit(**wide) as page:
        yield running.url, page


@pytest.mark.parametrize("name", FILES)
def test_a_page_opens_in_every_world(shown, name):
    url, page = shown
    said = note_complaints(page)
    opened(page, f"{url}/{name}")
    assert page.locator('[role="dialog"], [data-testid="stException"]').count() == 0
    stay_within(page)
    assert said == []
    assert complaints_about(page.evaluate(SEEN)) == []
    assert len(page.locator('[data-testid="stMain"]').inner_text()) > LEAST
