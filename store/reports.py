"""What did the check say of what a version came from? Sealed beside the version, or beside the delivery of the desk."""

import json
from collections.abc import Mapping
from typing import Any

from store import sealed, spool
from store.spool import Delivery
from store.versions import Version


def keep(version: Version, key: bytes, said: dict[str, Any]) -> None:
    """Of a load that did not come from the desk: there the report lies already."""
    sealed.sealed_text(version.report, key, _label(version), json.dumps(said, ensure_ascii=False))


def of(version: Version, at_desk: Mapping[str, Delivery], key: bytes) -> dict[str, Any] | None:
    """at_desk: the deliveries of the spool by their names. None: nothing was delivered, or no report was kept. Raises Damaged."""
    if version.report.exists():
        said: dict[str, Any] = json.loads(sealed.opened_text(version.report, key, _label(version)))
        return said
    found = at_desk.get(version.about().get("spooled", ""))
    return spool.report_of(found, key) if found else None


def _label(version: Version) -> str:
    """What it is bound to: the version it lies beside."""
    return f"versions/{version.number}/{version.report.name}"
