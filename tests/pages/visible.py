"""What does a visitor see on a page? Its words, the words of its drawings and their marks, without a browser."""

import re
from pathlib import Path

from lxml import html
from streamlit.testing.v1 import AppTest

from views.shell import door

PAGES = tuple(sorted(file.as_posix() for file in Path("pages").rglob("*.py")))


def opened(page: str, **address: str) -> AppTest:
    """The page run once with the figures of REICHWEITE_STORE; a fault of the page is raised here."""
    door.standing.set()  # no server runs, so nothing has built the front door
    app = AppTest.from_file(str(Path(page).resolve()), default_timeout=60)
    for key, value in address.items():
        app.query_params[key] = value
    app.run()
    for fault in app.exception:
        raise AssertionError(f"{page} {address}: {fault.message}\n{fault.stack_trace}")
    return app


def words_of(page: str, **address: str) -> str:
    """Everything a visitor reads, hears or sees drawn, in the order of the page; explanations of terms left out."""
    return "\n".join(text for block in opened(page, **address).markdown if (text := _words(block.value)))


def _words(markup: str) -> str:
    if "<" not in markup:
        return markup
    tree = html.fragment_fromstring(markup, create_parent="div")
    for tip in tree.xpath("//*[@class='tip']"):
        tip.drop_tree()
    marks = [f"{mark.tag}.{mark.get('class')}" for mark in tree.xpath("//svg//*[@class]")]
    said = [*tree.itertext(), *tree.xpath("//@aria-label"), *marks]
    return re.sub(r"\s+", " ", " ".join(said)).strip()
