"""The process in which foreign readers work (etl/readers/apart.py): a file comes in, its sheets go out.

Out: a line of JSON (sheets, or why the file is refused), then a table in Arrow for each sheet. The memory of the process is
limited where the platform has a limit: Linux holds to it, macOS takes it without always holding to it, Windows has none.
"""

import json
import sys
from importlib import import_module
from io import BytesIO
from typing import Any

from etl.readers.sheet import Sheet
from etl.readers.table import Unreadable

MOST_MEMORY = 4 * 1024**3


def limit_memory() -> None:
    """No more than so much memory, and no picture of it on the disk when the process falls."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def answer(reader: str, data: bytes) -> bytes:
    """What a reader says of the file."""
    try:
        sheets: list[Sheet] = import_module(f"etl.readers.{reader}").sheets(data)
    except Unreadable as fault:
        return json.dumps({"refused": fault.code, "values": fault.values}).encode() + b"\n"
    told, blobs = [], []
    for sheet in sheets:
        blob = _packed(sheet)
        about: dict[str, Any] = {name: value for name, value in vars(sheet).items() if name != "cells"}
        told.append(about | {"size": len(blob)})
        blobs.append(blob)
    return b"".join([json.dumps({"sheets": told}).encode(), b"\n", *blobs])


def _packed(sheet: Sheet) -> bytes:
    if sheet.cells.is_empty():
        return b""
    out = BytesIO()
    sheet.cells.write_ipc_stream(out)
    return out.getvalue()


if __name__ == "__main__":
    limit_memory()
    sys.stdout.buffer.write(answer(sys.argv[1], sys.stdin.buffer.read()))
