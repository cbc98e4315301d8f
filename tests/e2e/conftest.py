"""What does a person's browser do with a page? Whoever opens one asks nobody outside.

`page` is a new visitor for one test. `tab` is one visitor for a whole file, who opens page after page: what the browser
has read of the platform once, it need not read again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import RunningServer

DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def whole(serving: Callable, demo_store: Path) -> Iterator[RunningServer]:
    """One server for the whole run that shows the whole demo."""
    with serving(store=demo_store) as running:
        yield running


@pytest.fixture(scope="session")
def visit(browser) -> Callable:
    """`with visit(locale=…, viewport=…) as page`: a new visitor of the same machine, German unless said otherwise."""

    @contextlib.contextmanager
    def come(**options) -> Iterator[object]:
        asked: list[str] = []
        german = {"locale": "de-DE", "timezone_id": "Europe/Berlin", "viewport": DESK}
        context = browser.new_context(**german | options)
        context.on("request", lambda request: asked.append(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: asked.append(socket.url)))
        try:
            yield context.new_page()
        finally:
            context.close()
        outside = [address for address in asked if urlsplit(address).hostname not in (None, "127.0.0.1")]
        assert outside == [], "a page asked an outside host"

    return come


@pytest.fixture
def page(visit: Callable) -> Iterator[object]:
    """A visitor who is new in this test."""
    with visit() as opened:
        yield opened


@pytest.fixture(scope="module")
def tab(visit: Callable) -> Iterator[object]:
    """The visitor of a whole file."""
    with visit() as opened:
        yield opened
