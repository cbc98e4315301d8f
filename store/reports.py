"""What did the check say of what a version came from? Sealed beside the version, or beside the delivery of the desk."""

import json
from pathlib import Path
from typing import Any

from store import sealed, spool
from store.versions import Version


def keep(version: Version, key: bytes, said: dict[str, Any]) -> None:
    """Of a load that did not come from the desk: there the report lies already."""
    sealed.sealed_text(version.report, key, _label(version), json.dumps(said, ensure_ascii=False))


def of(store: Path, version: Version, key: bytes) -> dict[str, Any] | None:
    """None: nothing was delivered, or no report was kept of it. Raises Damaged."""
    if version.report.exists():
        said: dict[str, Any] = json.loads(sealed.opened_text(version.report, key, _label(version)))
        return said
    came_from = version.about().get("spooled")
    known = {found.name: found for found in spool.deliveries(store)} if came_from else {}
    return spool.report_of(known[came_from], key) if came_from in known else None


def _label(version: Version) -> str:
    """What it is bound to: the version it lies beside."""
    return f"versions/{version.number}/{version.report.name}"
