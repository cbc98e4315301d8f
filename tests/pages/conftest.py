"""What do tests of pages look at? The small published store."""

from tests.views.conftest import small_store

__all__ = ["small_store"]
