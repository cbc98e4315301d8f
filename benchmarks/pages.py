"""How quick are the pages, compared with a bare page of the platform? Ratios of one run; this only prints.

`python benchmarks/pages.py [--store DIR] [--rounds N]`: two fresh servers on 127.0.0.1 with the same imports and the same
frozen heap, one with a page that holds a switch and a line of text, one with the app; a real browser loads both in turn.
Goals: warm page at most 4 times, rerun at most 1.5 times the bare page.
"""

import argparse
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, WebSocket, sync_playwright  # noqa: E402

import run  # noqa: E402
from tests import browser as system_browser  # noqa: E402
from tests.views.small_store import make_small_store  # noqa: E402

BARE = """
import streamlit as st
from streamlit import runtime
if runtime.exists():
    chosen = st.segmented_control("a", ["eins", "zwei"], default="eins", required=True)
    st.markdown(f'<div class="ready">{chosen} ist gewählt</div>', unsafe_allow_html=True)
else:
    from starlette.middleware import Middleware
    import dashboard
    app = st.App(__file__, lifespan=dashboard.warm,
                 middleware=[Middleware(dashboard.web.FrontDoor, pages=dashboard.ADDRESSES)])
"""
CLICK = """([label, marker, before]) => new Promise(done => {
  const button = [...document.querySelectorAll('[data-testid=stButtonGroup] button')].find(b => b.innerText.trim() === label);
  const start = performance.now();
  const look = () => document.querySelector(marker).innerText !== before
    ? requestAnimationFrame(() => done(performance.now() - start)) : setTimeout(look, 2);
  button.click(); look(); })"""


def main() -> None:
    """Measures both in turn, so that a busy moment of the machine hits both."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("--rounds", type=int, default=12)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        folder = Path(scratch)
        store = given.store or make_small_store(folder / "store")
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=system_browser.find())
        with served("dashboard:app", ROOT, store) as app, served("bare:app", folder, store) as bare:
            show(browser, bare, app, given.rounds)
        browser.close()


@contextlib.contextmanager
def served(module: str, folder: Path, store: Path) -> Iterator[str]:
    """A server process as run.py starts it, for one module; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        module if part == "dashboard:app" else str(folder) if before == "--app-dir" else part
        for before, part in zip(
            ["", *run.server_command(sys.executable, port)], run.server_command(sys.executable, port), strict=False
        )
    ]
    environment = run.server_environment(store, None)
    environment["PYTHONPATH"] = f"{ROOT}:{environment.get('PYTHONPATH', '')}"
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        run.answers(process, port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        run.stop([process])


def show(browser: Browser, bare: str, app: str, rounds: int) -> None:
    """The table of medians and ratios."""
    pages = {"uebersicht": ".lk .hero", "reichweite": ".lk .foot", "qualitaet": ".lk .foot"}
    floor = loaded(browser, bare, ".ready", rounds)
    print(f"{'page':<12}{'warm ms':>9}{'× bare':>8}   goal ≤ 4\n{'bare':<12}{floor:>9.0f}{1:>8.2f}")
    for name, marker in pages.items():
        took = loaded(browser, app + name, marker, rounds)
        print(f"{name:<12}{took:>9.0f}{took / floor:>8.2f}")
    print(f"\n{'rerun':<12}{'server ms':>10}{'× bare':>8}   goal ≤ 1.5{'on screen ms':>16}{'× bare':>8}")
    one = rerun(browser, bare, ".ready", ["zwei", "eins"], rounds)
    two = rerun(browser, f"{app}uebersicht", ".lk .hero", ["ohne Kita und Hort", "alle"], rounds)
    for name, (server, screen) in {"bare": one, "uebersicht": two}.items():
        print(f"{name:<12}{server:>10.0f}{server / one[0]:>8.2f}{'':>13}{screen:>16.0f}{screen / one[1]:>8.2f}")


def loaded(browser: Browser, address: str, marker: str, rounds: int) -> float:
    """Median ms from the address to the finished page, scripts already in the browser's cache."""
    context = browser.new_context()
    page = context.new_page()
    times = []
    for _ in range(rounds + 2):
        page.goto(address)
        page.wait_for_selector(marker)
        times.append(page.evaluate("performance.now()"))
    context.close()
    return statistics.median(times[2:])


def rerun(browser: Browser, address: str, marker: str, labels: list[str], rounds: int) -> tuple[float, float]:
    """Median ms of the server (from the browser's message to the last answer) and from the click to the changed text."""
    page = browser.new_page()
    frames: list[tuple[str, float]] = []
    page.on("websocket", lambda socket: watch(socket, frames))
    page.goto(address)
    page.wait_for_selector(marker)
    page.wait_for_timeout(1000)
    server, screen = [], []
    for i in range(rounds + 2):
        before = page.locator(marker).inner_text()
        frames.clear()
        screen.append(page.evaluate(CLICK, [labels[i % 2], marker, before]))
        page.wait_for_timeout(500)
        sent = next(moment for kind, moment in frames if kind == "sent")
        server.append((max(moment for kind, moment in frames if kind == "received") - sent) * 1000)
    page.close()
    return statistics.median(server[2:]), statistics.median(screen[2:])


def watch(socket: WebSocket, frames: list[tuple[str, float]]) -> None:
    """Notes when a message went out and when one came in."""
    socket.on("framesent", lambda _: frames.append(("sent", time.perf_counter())))
    socket.on("framereceived", lambda _: frames.append(("received", time.perf_counter())))


if __name__ == "__main__":
    main()
