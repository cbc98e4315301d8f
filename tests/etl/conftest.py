"""What the tests of the load share: desks where deliveries are checked and kept, and one real store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.etl.office import Desk, mapping


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk of the shipped profile without any mapping: canonical files only."""
    return Desk(tmp_path)


@pytest.fixture
def desk_of(tmp_path: Path) -> Callable[..., Desk]:
    """A desk with one mapped source `hze`, which delivers in the way named; or with the mappings given."""

    def make(delivery: str = "aenderung", mappings: dict[str, str] | None = None) -> Desk:
        return Desk(tmp_path / delivery, mappings or {"hze": mapping("hze", delivery)})

    return make
