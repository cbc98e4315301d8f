"""Does the app stay quick when fifty people use it at once? One user alone, then fifty; this only prints.

`python -m benchmarks.users [--store DIR] [--users N] [--seconds S]`: one fresh server on 127.0.0.1. Each user is a session of
its own over the WebSocket (benchmarks/visitor.py): opens a page, chooses a filter, thinks 2 to 6 seconds, and so on, every
fifth step another page. Measured is the server: from the message to the end of the answer; no browser draws. The memory
is that of the server process (Linux: VmRSS) before the fifty come and while they are there.
Goals: p95 of fifty at most 3 times that of one, at most 0.5 MB for each further user.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.pages import NAMES, ROOT, Served, served
from benchmarks.visitor import Visitor
from tests.views.small_store import make_small_store

EXACT = ("erkunden", "ueberschneidungen", "strategiepapier")  # count anew or write documents: for a few, not for fifty
WALKED = [name for name in NAMES if name not in EXACT]
THINKING = (2.0, 6.0)  # seconds
ALONE = 150  # steps of the one user, without thinking


def main() -> None:
    """One user, then all of them, then one again: the machine may have become slower meanwhile."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("--users", type=int, default=50)
    options.add_argument("--seconds", type=int, default=40)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        store = given.store or make_small_store(Path(scratch) / "store")
        with served("dashboard:app", ROOT, ROOT, store) as app:
            asyncio.run(compared(app, given.users, given.seconds))


async def compared(app: Served, users: int, seconds: int) -> None:
    """The table, the slowest pages, and the memory."""
    await walk(app.address, 0, steps=ALONE)  # every page has been opened once
    alone = await walk(app.address, 1, steps=ALONE)
    before, ends = memory(app.process), time.monotonic() + seconds
    *walks, most = await asyncio.gather(
        *(walk(app.address, 2 + n, ends=ends) for n in range(users)), watch(app.process, ends)
    )
    together = [answer for walked in walks for answer in walked]
    alone += await walk(app.address, 1, steps=ALONE)
    print(f"{'users':<8}{'answers':>8}{'median ms':>11}{'p95 ms':>8}{'× one':>7}   goal ≤ 3")
    for name, answers in {"1": alone, str(users): together}.items():
        took = [took for _, took in answers]
        ratio = p95(answers) / p95(alone)
        print(f"{name:<8}{len(took):>8}{statistics.median(took):>11.0f}{p95(answers):>8.0f}{ratio:>7.2f}")
    for name in WALKED:
        one, many = ([answer for answer in answers if answer[0] == name] for answers in (alone, together))
        print(f"  p95 of {name:<16}{p95(one):>6.0f} ms alone{p95(many):>7.0f} ms among {users}")
    print(f"{(most - before) / users:.2f} MB for each further user, goal ≤ 0.5 (server {before:.0f} → {most:.0f} MB)")


async def walk(address: str, seed: int, *, steps: int = sys.maxsize, ends: float = 0.0) -> list[tuple[str, float]]:
    """Page and ms of each answer of one user; with `ends` thinking between the steps until then."""
    chance = random.Random(seed)
    visitor = await Visitor.arrive(address)
    answers: list[tuple[str, float]] = []
    name = ""
    if ends:
        await asyncio.sleep(chance.uniform(0, THINKING[1]))
    for step in range(steps):
        if step % 5 == 0 or not visitor.filters:
            name = chance.choice(WALKED)
            took = await visitor.open(name)
        else:
            key = chance.choice(sorted(visitor.filters))
            took = await visitor.choose(key, chance.choice(visitor.options(key)))
        answers.append((name, took * 1000))
        if ends:
            await asyncio.sleep(chance.uniform(*THINKING))
            if time.monotonic() > ends:
                break
    await visitor.leave()
    return answers


async def watch(process: int, ends: float) -> float:
    """The memory shortly before the fifty leave."""
    await asyncio.sleep(max(0.0, ends - time.monotonic() - 1))
    return memory(process)


def memory(process: int) -> float:
    """MB that a process holds in memory now."""
    lines = Path(f"/proc/{process}/status").read_text("ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def p95(answers: list[tuple[str, float]]) -> float:
    """95 of 100 answers came within these ms; with fewer than two answers the one, or 0."""
    took = [took for _, took in answers]
    return statistics.quantiles(took, n=20)[-1] if len(took) > 1 else sum(took)


if __name__ == "__main__":
    main()
