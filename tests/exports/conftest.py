"""What do tests of documents need? An office suite of the system that opens what was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from store.published import Published, open_published
from tests import office_suite


@pytest.fixture(scope="session")
def as_pdf(tmp_path_factory: pytest.TempPathFactory, installed: Callable[[ModuleType], str]) -> Callable[[Path], Path]:
    """Opens a document in LibreOffice and gives its pages as a PDF."""
    program = installed(office_suite)
    folder = tmp_path_factory.mktemp("opened")
    return lambda document: office_suite.as_pdf(program, document, folder)


@pytest.fixture(scope="session")
def small_published(small_store: Path) -> Published:
    return open_published(small_store)
