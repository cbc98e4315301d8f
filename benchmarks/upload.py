"""How much does a large delivery ask of the page and of the load? Dropped at the desk as a browser does, checked, loaded as a draft.

    python -m benchmarks.upload [--megabytes 1000]

One server and the steps of the watcher, each a process of its own (Linux: memory from /proc). Printed are the memory of the web
process before and while the file arrives, and what „read, checked and kept“ takes against recoding the file and reading it plainly
into a file, in the same run. Goals: the web process stays flat, at most 2.5 ×. Nothing is decided here.
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from benchmarks.delivery import plainly, write_delivery
from benchmarks.pages import ROOT, Served, served
from benchmarks.visitor import Visitor
from store import spool
from store.answers import answer
from store.spool import S

TICKET = re.compile(r'data-ticket="([^"]+)"')
PIECE, PAUSE = 1024**2, 0.05
COUNTING = "Kinder werden gezählt"  # what a load says once all rows are kept


@dataclass
class Watched:
    """What a process held in memory, MB, looked at twenty times a second."""

    process: int
    seen: list[float] = field(default_factory=list)

    def look(self) -> None:
        status = Path(f"/proc/{self.process}/status")
        lines = status.read_text("ascii", errors="replace").splitlines() if status.exists() else []
        self.seen += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")]


@contextmanager
def watching(process: int) -> Iterator[Watched]:
    """Looks as long as the block runs."""
    over, watched = threading.Event(), Watched(process)

    def look() -> None:
        while not over.wait(PAUSE):
            watched.look()

    watched.look()
    looking = threading.Thread(target=look)
    looking.start()
    yield watched
    over.set()
    looking.join()


async def dropped(app: Served, files: list[Path]) -> float:
    """Opens the page, takes its ticket and sends the files as one request; seconds until they are taken."""
    visitor = await Visitor.arrive(app.address)
    await visitor.open("lieferung")
    ticket = TICKET.search(visitor.said)
    if ticket is None:
        sys.exit("The page Lieferung shows no place to drop files.")
    began = time.perf_counter()
    await asyncio.to_thread(send, app.address, ticket[1], files)
    took = time.perf_counter() - began
    await visitor.leave()
    return took


def send(address: str, ticket: str, files: list[Path]) -> None:
    host = address.removeprefix("http://").rstrip("/")
    sizes = [[file.name, file.stat().st_size] for file in files]
    headers = {"origin": f"http://{host}", "x-ticket": ticket, "x-files": quote(json.dumps(sizes))}
    headers["content-length"] = str(sum(size for _, size in sizes))
    line = http.client.HTTPConnection(host)
    line.request("POST", "/lieferung/ablegen", pieces(files), headers)
    answer = line.getresponse()
    if answer.status != http.client.CREATED:
        sys.exit(f"{answer.status}: {answer.read().decode()}")


def pieces(files: list[Path]) -> Iterator[bytes]:
    for file in files:
        with file.open("rb") as content:
            while piece := content.read(PIECE):
                yield piece


@dataclass(frozen=True)
class Step:
    """What a step of the delivery took; kept: seconds until all rows were kept, None where it keeps none."""

    seconds: float
    kept: float | None
    most: float


def step(store: Path, name: str) -> Step:
    """One step of the watcher: what comes next for this delivery, in a process of its own."""
    command = [sys.executable, "-m", "etl", "work", name, "--store", str(store)]
    began, kept = time.perf_counter(), None
    process = subprocess.Popen(command, cwd=ROOT)
    with watching(process.pid) as watched:
        while process.poll() is None:
            said = spool.progress_of(spool.delivery(store, name))
            if kept is None and said is not None and said.text == COUNTING:
                kept = time.perf_counter() - began
            time.sleep(PAUSE)
    return Step(time.perf_counter() - began, kept, max(watched.seen))


def at_the_desk(work: Path, delivery: Path) -> tuple[Step, Step]:
    """Dropped, checked, confirmed, loaded."""
    store = work / "store"
    files = sorted(delivery.iterdir())
    size = sum(file.stat().st_size for file in files) / 1e6
    with served("dashboard:app", ROOT, ROOT, store) as app:
        asyncio.run(_settled(app))
        with watching(app.process) as web:
            took = asyncio.run(dropped(app, files))
    print(
        f"dropped {size:.0f} MB in {took:.1f} s; web process {web.seen[0]:.0f} MB before, {max(web.seen):.0f} MB at most"
    )
    (found,) = spool.deliveries(store)
    checked = step(store, found.name)
    seen = spool.delivery(store, found.name)
    if seen.state != S.CHECKED:
        sys.exit(f"The delivery is {seen.state}. {seen.problem}")
    answer(seen, spool.spool_key(store), [], datetime.now().astimezone())
    return checked, step(store, found.name)


async def _settled(app: Served) -> None:
    """The page was opened once: what it imports is in memory."""
    visitor = await Visitor.arrive(app.address)
    await visitor.open("lieferung")
    await visitor.leave()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=1000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "key").write_text(secrets.token_hex(32))
        os.environ["REICHWEITE_KEY_FILE"] = str(work / "key")
        (work / "lieferung").mkdir()
        plain = plainly(write_delivery(work / "lieferung", asked.megabytes), work)
        print(f"recode + plain read_csv to file {plain:.1f} s")
        checked, loaded = at_the_desk(work, work / "lieferung")
        print(f"checked in {checked.seconds:.1f} s = {checked.seconds / plain:.2f} x, {checked.most:.0f} MB at most")
        kept = f"{loaded.kept:.1f} s = {loaded.kept / plain:.2f} x (goal 2.5)" if loaded.kept else "not seen"
        print(f"read, checked and kept: {kept}; load {loaded.seconds:.1f} s, {loaded.most:.0f} MB at most")


if __name__ == "__main__":
    main()
