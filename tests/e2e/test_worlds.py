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
LEAST = 300  # characters; an empty page has its menu and its footer


@pytest.fixture(scope="module", params=OTHERS)
def world(request, serving, small_world):
    with serving(store=small_world(request.param)) as running:
        yield running


@pytest.fixture(scope="module")
def wide(visit):
    with visit(color_scheme="light", viewport={"width": 1440, "height": 900}) as page:
        yield page


@pytest.mark.parametrize("name", FILES)
def test_a_page_opens_in_every_world(world, wide, name):
    said = note_complaints(wide)
    opened(wide, f"{world.url}/{name}")
    assert wide.locator('[role="dialog"], [data-testid="stException"]').count() == 0
    stay_within(wide)
    assert said == []
    assert complaints_about(wide.evaluate(SEEN)) == []
    assert len(wide.locator(".lk").first.inner_text()) > 20
    assert len(wide.locator('[data-testid="stMain"]').inner_text()) > LEAST
