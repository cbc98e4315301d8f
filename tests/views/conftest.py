"""What do tests of views look at? The figures of the small published store (tests/conftest.py)."""

from pathlib import Path

import pytest

from store.published import open_published
from views.figures.read import Figures


@pytest.fixture(scope="session")
def figures(small_store: Path) -> Figures:
    return Figures(open_published(small_store))
