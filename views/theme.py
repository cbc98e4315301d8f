"""Which colours and type does everything use? One table; the style sheet, config.toml and the tests come from it.

Light and dark stand side by side. `light-dark()` follows the colour scheme that the platform sets on its root element,
so a change of the system theme and the print style need no Python. Rust (`gap`) never stands alone: a word, a form or a
weight carries the same meaning.
"""

from functools import cache
from pathlib import Path

import streamlit as st

TOKENS = {  # light, dark, used for
    "paper": ("#FCFBF8", "#14171A"),  # page
    "surface": ("#F3F1EB", "#1E2226"),  # Zahlenpass, widgets
    "land": ("#E9E6DE", "#2A2F34"),  # past columns
    "middle": ("#C9C5BA", "#4A5158"),  # decorative fill
    "line": ("#DCD8CE", "#363C42"),  # hairlines
    "ink": ("#1B1F23", "#ECEAE5"),  # text
    "ink2": ("#4E545B", "#B9BCBF"),  # subtitles, labels in charts
    "ink3": ("#666B72", "#9BA0A6"),  # table heads, axes
    "axis": ("#86857F", "#7C8187"),  # axis line, border of a mark
    "context": ("#7A7F86", "#868C93"),  # grey marks
    "accent": ("#0A5C80", "#6FBFE4"),  # the figure in question; says nothing about good or bad
    "accent-pale": ("#CBE1EB", "#1D4254"),  # fills
    "gap": ("#AE3F0C", "#F2986A"),  # gaps, DEMO
    "gap-pale": ("#F4D8C8", "#52301F"),  # a flagged cell
    "s0": ("#E6EEF0", "#20292E"),
    "s1": ("#BCD6E0", "#1F4152"),
    "s2": ("#86B5C9", "#23617D"),
    "s3": ("#2E7695", "#4E9DC0"),
    "s4": ("#0A5C80", "#8FD2F0"),
    "t0": ("#1B1F23", "#ECEAE5"),  # text on s0 … s4
    "t1": ("#1B1F23", "#ECEAE5"),
    "t2": ("#1B1F23", "#FFFFFF"),
    "t3": ("#FFFFFF", "#14171A"),
    "t4": ("#FFFFFF", "#14171A"),
}
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
    return f".stApp,.calm{{{variables}}}\n" + Path(__file__).with_name("look.css").read_text("utf-8")


def platform_colours() -> dict[str, dict[str, str]]:
    """Which colours must .streamlit/config.toml hold under [theme.light] and [theme.dark]? A test compares them."""
    names = {
        "primaryColor": "accent",
        "backgroundColor": "paper",
        "secondaryBackgroundColor": "surface",
        "textColor": "ink",
        "linkColor": "accent",
        "borderColor": "line",
        "redColor": "gap",
        "blueColor": "accent",
        "grayColor": "context",
    }
    return {
        theme: {option: TOKENS[token][i] for option, token in names.items()}
        for i, theme in enumerate(("light", "dark"))
    }


def show(html: str) -> None:
    """Puts our own HTML on the page. st.html would delete every drawing, so markdown, and in one line."""
    st.markdown(f'<div class="lk">{" ".join(html.split(chr(10)))}</div>', unsafe_allow_html=True)


def name_the_house(office: str) -> None:
    """The name of the office at the left of the navigation; in the style sheet, so that it has the page's fonts."""
    text = "".join(c for c in office if c.isalnum() or c in " -–.,()/")
    st.html(f"<style>.stApp{{--office:'{text}'}}</style>")
