"""What do the pages look like? One picture of every page, light and dark, desk and phone, and as printed on A4.

`python -m benchmarks.screenshots [--store DIR] [PAGE …]`: starts the app on 127.0.0.1 and writes to screenshots/, which git ignores.
Without --store the demo of data/store is shown.
"""

import argparse
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.pages import ROOT, served
from dashboard import PAGES
from store.versions import store_folder
from tests import browser as system_browser

FOLDER = ROOT / "screenshots"
NAMES = [Path(file).stem for group in PAGES.values() for file in group]
HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
LONGEST = 8000  # px; a longer picture is of no use


def main() -> None:
    """One server, one browser, a fresh context for each picture."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("pages", nargs="*")
    given = options.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, served("dashboard:app", ROOT, ROOT, store_folder(given.store)) as app:
        browser = playwright.chromium.launch(executable_path=system_browser.find())
        for name in given.pages or NAMES:
            for width in (1440, 390):
                for scheme in ("light", "dark"):
                    taken(browser, app.address, name, width, scheme)
            print(name, flush=True)
        browser.close()


def taken(browser: Browser, address: str, name: str, width: int, scheme: str) -> None:
    """The whole page as one picture; from the light desk also the print."""
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme, locale="de-DE")
    page = context.new_page()
    page.goto(address + name)
    page.wait_for_selector(".lk .foot", timeout=60_000)
    page.wait_for_timeout(600)
    file = name.split("?")[0]
    if (width, scheme) == (1440, "light"):
        page.pdf(path=FOLDER / f"{file}.pdf", prefer_css_page_size=True)
    page.set_viewport_size({"width": width, "height": min(page.evaluate(HEIGHT) + 20, LONGEST)})
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{file}_{width}_{scheme}.png")
    context.close()


if __name__ == "__main__":
    main()
