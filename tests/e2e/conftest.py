"""What does a person's browser do with a page? Each test has a context of its own, and none may ask outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.conftest import RunningServer


@pytest.fixture(scope="session")
def whole(serving: Callable, demo_store: Path) -> Iterator[RunningServer]:
    """One server for the whole run that shows the whole demo."""
    with serving(store=demo_store) as running:
        yield running


@pytest.fixture
def outside_requests() -> list[str]:
    """Every request and WebSocket of the test that went to a host other than 127.0.0.1."""
    return []


@pytest.fixture
def context(browser, outside_requests: list[str]) -> Iterator[object]:
    """A fresh German browser context; the test fails when any page in it asked an outside host."""

    def note(address: str) -> None:
        if urlsplit(address).hostname not in (None, "127.0.0.1"):
            outside_requests.append(address)

    opened = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 900})
    opened.on("request", lambda request: note(request.url))
    opened.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    yield opened
    opened.close()
    assert outside_requests == [], "a page asked an outside host"


@pytest.fixture
def page(context) -> object:
    """An empty page in the test's own context."""
    return context.new_page()
