"""How do the colours (views/drawings/tokens.py) reach the pages? The style sheet, config.toml and the tests come from one table.

Light and dark stand side by side. `light-dark()` follows the colour scheme that the platform sets on its root element,
so a change of the system theme and the print style need no Python. Rust (`gap`) never stands alone: a word, a form or a
weight carries the same meaning.
"""

from functools import cache
from pathlib import Path

import streamlit as st

from views.drawings import plot
from views.drawings.tokens import TOKENS
from views.figures.read import EDITION
from views.shell.editions import linked

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    + "".join(
        f'<circle cx="{4 + i % 3 * 8}" cy="{4 + i // 3 * 8}" r="3.2" '
        f'fill="{TOKENS["accent" if i < 5 else "accent-pale"][0]}"/>'
        for i in range(9)
    )
    + "</svg>"
)


@cache
def css() -> str:
    """The whole style sheet: every token as a CSS variable, then look.css."""
    variables = ";".join(f"--{name}:light-dark({light},{dark})" for name, (light, dark) in TOKENS.items())
    return f".stApp,.calm{{{variables}}}\n" + Path(__file__).with_name("look.css").read_text("utf-8") + plot.css()


def show(html: str) -> None:
    """Puts our own HTML on the page. st.html would delete every drawing, so markdown, and in one line; „§ 35a“ stays together."""
    line = linked(" ".join(html.split("\n")), EDITION.get()).replace("§ ", "§\N{NO-BREAK SPACE}")
    st.markdown(f'<div class="lk">{line}</div>', unsafe_allow_html=True)


def name_the_house(office: str) -> None:
    """The name of the office at the left of the navigation; in the style sheet, so that it has the page's fonts."""
    text = "".join(c for c in office if c.isalnum() or c in " -–.,()/")
    st.html(f"<style>.stApp{{--office:'{text}'}}</style>")
