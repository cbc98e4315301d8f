"""What do tests of views look at? A small published store with invented figures, made once."""

from pathlib import Path

import pytest

from store.published import open_published
from tests.views.small_store import make_small_store
from views.figures.read import Figures


@pytest.fixture(scope="session")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_small_store(tmp_path_factory.mktemp("small") / "store")


@pytest.fixture(scope="session")
def figures(small_store: Path) -> Figures:
    return Figures(open_published(small_store))
