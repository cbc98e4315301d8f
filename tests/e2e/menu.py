"""How does a person come from one page to the next? By the menu: nothing is read anew but the page."""

from pathlib import Path

from dashboard import PAGES
from tests.e2e.drawn import stand

TITLES = {Path(file).stem: title for pages in PAGES.values() for file, title in pages.items()}
SECTIONS = {Path(file).stem: section for section, pages in PAGES.items() for file in pages}


def choose(page, name: str) -> None:
    """A click on the page of this name, after one on its part of the menu if it lies in one; the page then stands."""
    kind = "stTopNavLink"
    if SECTIONS[name]:
        page.get_by_test_id("stTopNavSection").filter(has_text=SECTIONS[name]).click()
        kind = "stTopNavDropdownLink"
    page.get_by_test_id(kind).get_by_text(TITLES[name], exact=True).click()
    page.wait_for_url(f"**/{name}*")
    page.wait_for_function("title => document.title.includes(title)", arg=TITLES[name])
    stand(page)
