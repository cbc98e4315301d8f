"""How quick are the pages, compared with a bare page of the platform? Ratios of one run; this only prints.

`python -m benchmarks.pages [--store DIR] [--other CHECKOUT STORE] [--rounds N]`: fresh servers on 127.0.0.1 with the same
imports and the same frozen heap, one with a page that holds a menu and a line of text, one with the app, with --other one
more with the app of another checkout. They take turns, so that a busy moment of the machine hits all; medians. Without
--store the small store of the tests, which has one of each.

warm: the address → the last line of the page, scripts already in the browser's cache (goal ≤ 4 × bare)
rerun: a filter's message → the end of the answer, without a browser (goal ≤ 3 × bare)
filter: the click on an option of the menu → the last change of the page (goal ≤ 5 × bare)
cold: what a browser that has never been here receives (goal ≤ 4 MB)
"first" is the slowest before everything was shown once; it counts in no ratio.
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

from playwright.sync_api import Browser, Page, sync_playwright

import run
from benchmarks.visitor import Visitor
from dashboard import PAGES
from tests import browser as system_browser
from tests.views.small_store import make_small_store

ROOT = Path(__file__).resolve().parent.parent
NAMES = [Path(file).stem for group in PAGES.values() for file in group]
FIRST = 2  # calls of each page that count as first ones: each of the two options that are chosen in turn
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
                 middleware=[Middleware(dashboard.web.FrontDoor, pages=dashboard.ADDRESSES, saved=dashboard.saved)])
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


Place = tuple[str, str]  # app and page
Times = dict[Place, list[float]]  # ms of each call, the first ones too


def main() -> None:
    """Everything of one run, as tables."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("--other", type=Path, nargs=2, metavar=("CHECKOUT", "STORE"))
    options.add_argument("--rounds", type=int, default=12)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch, contextlib.ExitStack() as servers:
        folder = Path(scratch)
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        store = given.store or make_small_store(folder / "store")
        asked = {"bare": ("bare:app", folder, ROOT, store), "app": ("dashboard:app", ROOT, ROOT, store)}
        if given.other:
            checkout, other_store = (place.resolve() for place in given.other)
            asked["other"] = ("dashboard:app", checkout, checkout, other_store)
        apps = {app: servers.enter_context(served(*how)).address for app, how in asked.items()}
        pages = {("bare", ""): apps["bare"]}
        pages |= {(app, name): apps[app] + name for name in NAMES for app in apps if app != "bare"}
        table("rerun", "3", asyncio.run(reruns(apps, pages, given.rounds)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=system_browser.find())
            table("filter", "5", clicks(browser, pages, given.rounds))
            table("warm", "4", warm(browser, pages, given.rounds))
            for app in list(asked)[1:]:
                print(f"cold load of {app} {received(browser, apps[app] + NAMES[0]) / 1e6:.2f} MB, goal ≤ 4 MB")
            browser.close()


@contextlib.contextmanager
def served(module: str, folder: Path, house: Path, store: Path) -> Iterator[Served]:
    """A server process as run.py starts it, for one module in `folder`, with the code of the checkout `house`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    instead = {"dashboard:app": module, str(ROOT): str(folder)}
    command = [instead.get(part, part) for part in run.server_command(sys.executable, port)]
    environment = run.server_environment(store.resolve(), None) | {"PYTHONPATH": str(house.resolve())}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=house, env=environment, stdout=quiet, stderr=quiet)
    try:
        run.answers(process, port)
        yield Served(f"http://127.0.0.1:{port}/", process.pid)
    finally:
        run.stop([process])


def table(title: str, goal: str, times: Times) -> None:
    """Of each page the first call and the median of the others in ms, and that as a multiple of the bare page."""
    floor = statistics.median(times["bare", ""][FIRST:])
    apps = list(dict.fromkeys(app for app, _ in times if app != "bare"))
    print(f"\n{title:<18}" + "".join(f"{app:>6}: first   then  × bare" for app in apps) + f"   goal ≤ {goal}")
    print(f"{'bare':<18}{'':>6}{max(times['bare', ''][:FIRST]):>7.0f}{floor:>7.0f}")
    for name in dict.fromkeys(page for app, page in times if app != "bare"):
        line = f"{name:<18}"
        for took in (times.get((app, name)) for app in apps):
            then = statistics.median(took[FIRST:]) if took else 0
            line += f"{'':>6}{max(took[:FIRST]):>7.0f}{then:>7.0f}{then / floor:>8.2f}" if took else " " * 28
        print(line, flush=True)


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


def warm(browser: Browser, pages: dict[Place, str], rounds: int) -> Times:
    """From the address to the finished page."""
    page = browser.new_context().new_page()
    times: Times = {place: [] for place in pages}
    for _ in range(rounds + FIRST):
        for place, address in pages.items():
            page.goto(address)
            page.wait_for_selector(READY)
            times[place].append(page.evaluate("performance.now()"))
    page.context.close()
    return times


async def reruns(apps: dict[str, str], pages: dict[Place, str], rounds: int) -> Times:
    """The first filter of each page, to and fro, without a browser."""
    visitors = {place: await Visitor.arrive(apps[place[0]]) for place in pages}
    for (_, name), visitor in visitors.items():
        await visitor.open(name)
    times: Times = {place: [] for place, visitor in visitors.items() if visitor.filters}
    for i in range(2 * rounds + FIRST):
        for place, took in times.items():
            visitor = visitors[place]
            key = next(iter(visitor.filters))
            took.append(1000 * await visitor.choose(key, visitor.options(key)[i % 2]))
    for visitor in visitors.values():
        await visitor.leave()
    return times


def clicks(browser: Browser, pages: dict[Place, str], rounds: int) -> Times:
    """An option of the menu of years, from the click to the last change of the page; pages with that menu."""
    tabs = {place: opened(browser, address) for place, address in pages.items()}
    times: Times = {place: [] for place, tab in tabs.items() if tab.locator(".st-key-filter_jahr").count()}
    for i in range(rounds + FIRST):
        for place, took in times.items():
            tab = tabs[place]
            tab.bring_to_front()
            tab.locator(".st-key-filter_jahr input").click()
            tab.wait_for_selector("[role=option]")
            labels = tab.locator("[role=option]").all_inner_texts()
            took.append(tab.evaluate(CHOOSE, [labels[(i + 1) % 2].strip(), QUIET]))
    for tab in tabs.values():
        tab.context.close()
    return times


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(address)
    page.wait_for_selector(READY)
    return page


if __name__ == "__main__":
    main()
