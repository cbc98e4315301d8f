"""The cards of real measures as the small store publishes them."""

from measures.engine.measure import Measure
from store.tables import PUBLISHED

CARD = next(table for table in PUBLISHED if table.name == "definition").names


def cards(*measures: Measure) -> list[dict]:
    """Rows of the table `definition`."""
    return [{name: getattr(m, "name" if name == "measure" else name) for name in CARD} for m in measures]
