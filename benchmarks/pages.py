"""How quick are the pages, compared with a bare page of the platform? Ratios of one run; this only prints.

`python benchmarks/pages.py [--store DIR] [--rounds N]`: two fresh servers on 127.0.0.1 with the same imports and the same
frozen heap, one with a page that holds a menu and a line of text, one with the app. Bare page and app take turns, so that
a busy moment of the machine hits both; medians. Without --store the small store of the tests, which has one of each.

warm: the address → the last line of the page, scripts already in the browser's cache (goal ≤ 4 × bare)
rerun: a filter's message → the end of the answer, without a browser (goal ≤ 1.5 × bare)
filter: the click on an option of the menu → the last change of the page (goal ≤ 5 × bare)
cold: what a browser that has never been here receives (goal ≤ 4 MB)
"""

import argparse
import asyncio
import contextlib
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

import run  # noqa: E402
from benchmarks.visitor import Visitor  # noqa: E402
from dashboard import PAGES  # noqa: E402
from tests import browser as system_browser  # noqa: E402
from tests.views.small_store import make_small_store  # noqa: E402

NAMES = [Path(file).stem for group in PAGES.values() for file in group]
BARE = """
import streamlit as st
from streamlit import runtime
if runtime.exists():
    chosen = st.selectbox("a", ["eins", "zwei"], key="filter_jahr", filter_mode=None)
    st.markdown(f'<div class="lk">{chosen} ist gewählt<div class="foot"></div></div>', unsafe_allow_html=True)
else:
    from starlette.middleware import Middleware
    import dashboard
    app = st.App(__file__, lifespan=dashboard.warm,
                 middleware=[Middleware(dashboard.web.FrontDoor, pages=dashboard.ADDRESSES)])
"""
READY = ".lk .foot"
QUIET = 400  # ms without a change: the page is finished
CHOOSE = """([wanted, quiet]) => new Promise(done => {
  const start = performance.now();
  let last = 0, timer;
  new MutationObserver(() => {
    last = performance.now() - start;
    clearTimeout(timer);
    timer = setTimeout(() => done(last), quiet);
  }).observe(document.querySelector('[data-testid=stMain]'), {subtree: true, childList: true, characterData: true});
  [...document.querySelectorAll('[role=option]')].find(e => e.innerText.trim() === wanted).click(); })"""


@dataclass(frozen=True)
class Served:
    """A running server: its address, and its process number."""

    address: str
    process: int


def main() -> None:
    """Everything of one run, as tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("--rounds", type=int, default=12)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        store = given.store or make_small_store(folder / "store")
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        with served("dashboard:app", ROOT, store) as app, served("bare:app", folder, store) as bare:
            table("rerun", "1,5", asyncio.run(reruns(bare.address, app.address, given.rounds)))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=system_browser.find())
                table("filter", "5", clicks(browser, bare.address, app.address, given.rounds))
                table("warm", "4", warm(browser, bare.address, app.address, given.rounds))
                print(f"\ncold load {received(browser, app.address + NAMES[0]) / 1e6:.2f} MB, goal ≤ 4 MB")
                browser.close()


@contextlib.contextmanager
def served(module: str, folder: Path, store: Path) -> Iterator[Served]:
    """A server process as run.py starts it, for one module."""
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
        yield Served(f"http://127.0.0.1:{port}/", process.pid)
    finally:
        run.stop([process])


def table(title: str, goal: str, times: dict[str, list[float]]) -> None:
    """Medians in ms and as a multiple of the bare page."""
    floor = statistics.median(times["bare"])
    print(f"\n{title:<16}{'ms':>7}{'× bare':>8}   goal ≤ {goal}")
    for name, took in times.items():
        median = statistics.median(took)
        print(f"{name:<16}{median:>7.0f}{median / floor:>8.2f}", flush=True)


def received(browser: Browser, address: str) -> int:
    """Bytes that a fresh browser receives until the page stands, as they came over the line."""
    context = browser.new_context()
    page = context.new_page()
    sizes: list[float] = []
    network = context.new_cdp_session(page)
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", lambda told: sizes.append(len(told["response"]["payloadData"]) * 0.75))
    network.send("Network.enable")
    page.goto(address)
    page.wait_for_selector(READY)
    page.wait_for_timeout(1500)
    context.close()
    return int(sum(sizes))


def warm(browser: Browser, bare: str, app: str, rounds: int) -> dict[str, list[float]]:
    """From the address to the finished page."""
    addresses = {"bare": bare} | {name: app + name for name in NAMES}
    page = browser.new_context().new_page()
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for i in range(rounds + 1):
        for name, address in addresses.items():
            page.goto(address)
            page.wait_for_selector(READY)
            took = page.evaluate("performance.now()")
            times[name] += [took] if i else []
    page.context.close()
    return times


async def reruns(bare: str, app: str, rounds: int) -> dict[str, list[float]]:
    """The first filter of each page, to and fro, without a browser."""
    visitors = {"bare": await Visitor.arrive(bare)} | {name: await Visitor.arrive(app) for name in NAMES}
    for name, visitor in visitors.items():
        await visitor.open("" if name == "bare" else name)
    asked = {name: visitor for name, visitor in visitors.items() if visitor.filters}
    times: dict[str, list[float]] = {name: [] for name in asked}
    for i in range(2 * rounds + 2):
        for name, visitor in asked.items():
            key = next(iter(visitor.filters))
            took = await visitor.choose(key, visitor.options(key)[i % 2])
            times[name] += [took * 1000] if i > 1 else []
    for visitor in visitors.values():
        await visitor.leave()
    return times


def clicks(browser: Browser, bare: str, app: str, rounds: int) -> dict[str, list[float]]:
    """An option of the menu of years, from the click to the last change of the page; pages with that menu."""
    pages = {"bare": opened(browser, bare)} | {name: opened(browser, app + name) for name in NAMES}
    with_years = {name: page for name, page in pages.items() if page.locator(".st-key-filter_jahr").count()}
    times: dict[str, list[float]] = {name: [] for name in with_years}
    for i in range(rounds + 2):
        for name, page in with_years.items():
            page.bring_to_front()
            page.locator(".st-key-filter_jahr input").click()
            page.wait_for_selector("[role=option]")
            labels = page.locator("[role=option]").all_inner_texts()
            took = page.evaluate(CHOOSE, [labels[(i + 1) % 2].strip(), QUIET])
            times[name] += [took] if i > 1 else []
    for page in pages.values():
        page.context.close()
    return times


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    page.wait_for_selector(READY)
    return page


if __name__ == "__main__":
    main()
