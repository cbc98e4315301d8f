"""How are files read whose readers are foreign code? In a process of its own, so that they take nobody with them.

Content goes in through its stdin, sheets come back through its stdout: nothing touches the disk. Whatever ends the process
(a panic, a kill, its limits of memory and time) is a refusal in German.
"""

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from etl.content import Content
from etl.readers.sheet import Sheet
from etl.readers.table import refusal
from etl.readers.zipped import MOST_BYTES

HOUSE = Path(__file__).parents[2]
CALL = (sys.executable, "-m", "etl.readers.foreign")
LONGEST = 600  # seconds
FEW_THREADS = {"POLARS_MAX_THREADS": "1", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}  # each reserves memory


def sheets(content: Content, reader: str) -> list[Sheet]:
    """What sheets does the file hold? `reader`: excel or spreadsheetml. Unreadable: too large, or the process ended."""
    with content.open() as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise refusal(content.name, "large_workbook", most=MOST_BYTES // 1024**2)
    said, blobs = _answer(content.name, reader, data)
    if "refused" in said:
        raise refusal(content.name, said["refused"], **said["values"])
    found = []
    for about in said["sheets"]:
        blob, blobs = blobs[: about["size"]], blobs[about["size"] :]
        found.append(_sheet(about, blob))
    return found


def _sheet(about: dict[str, Any], blob: memoryview) -> Sheet:
    """A sheet as the process told it: what it is called and how it looks, and its cells in Arrow."""
    return Sheet(
        about["name"],
        about["visible"],
        pl.read_ipc_stream(BytesIO(blob)) if blob else pl.DataFrame(),
        damaged=tuple((row, column) for row, column in about["damaged"]),
        hidden=tuple(about["hidden"]),
        years=tuple((row, column) for row, column in about["years"]),
    )


def _answer(name: str, reader: str, data: bytes) -> tuple[dict[str, Any], memoryview]:
    """What the process said, and the tables behind it."""
    try:
        done = subprocess.run(
            [*CALL, reader],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the words of a panic may hold a cell
            cwd=HOUSE,
            env=os.environ | FEW_THREADS,
            timeout=LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal(name, "reader_slow", minutes=LONGEST // 60) from None
    head, parted, blobs = done.stdout.partition(b"\n")
    if done.returncode or not parted:
        raise refusal(name, "reader_died")
    return json.loads(head), memoryview(blobs)
