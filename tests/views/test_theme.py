"""Can everybody read it? Contrast of every pair, and one source for all colours."""

import tomllib
from pathlib import Path

import pytest

from views.shell import theme

TEXT = [
    ("ink", "paper"),
    ("ink2", "paper"),
    ("ink3", "paper"),
    ("accent", "paper"),
    ("gap", "paper"),
    ("paper", "accent"),
    ("paper", "gap"),
    ("ink", "surface"),
    ("ink2", "surface"),
    ("accent", "surface"),
    ("ink", "accent-pale"),
    ("ink", "gap-pale"),
    *((f"t{i}", f"s{i}") for i in range(5)),
]
MARKS = [("axis", "paper"), ("context", "paper"), ("accent", "paper"), ("gap", "paper"), ("accent", "surface")]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


OF_THE_PLATFORM = {  # its option in config.toml → our token
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


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (MARKS, 3)], ids=["text", "marks"])
def test_every_pair_has_enough_contrast(pairs, least, scheme):
    low = {pair: round(contrast(theme.TOKENS[pair[0]][scheme], theme.TOKENS[pair[1]][scheme]), 2) for pair in pairs}
    assert {pair: found for pair, found in low.items() if found < least} == {}


def test_the_settings_of_the_platform_hold_the_same_colours():
    stored = tomllib.loads(Path(".streamlit/config.toml").read_text("utf-8"))["theme"]
    wanted = {
        scheme: {option: theme.TOKENS[token][at] for option, token in OF_THE_PLATFORM.items()}
        for at, scheme in enumerate(("light", "dark"))
    }
    assert {scheme: stored[scheme] for scheme in ("light", "dark")} == wanted


def test_the_style_sheet_uses_only_known_tokens_and_no_colour_of_its_own():
    sheet = Path("views/shell/look.css").read_text("utf-8")
    used = {part.split(")")[0] for part in sheet.split("var(--")[1:]}
    assert used - set(theme.TOKENS) == {
        "office",
        "width",
        "shape",
    }  # the name of the office; the size of a drawing on paper
    assert "st-emotion" not in sheet
    assert [word for word in sheet.split() if word.startswith("#") and len(word) in (4, 7)] == []


def test_narrow_and_print_rules_stand_last():
    sheet = Path("views/shell/look.css").read_text("utf-8")
    assert sheet.rindex("@media print") > sheet.rindex("@media(max-width") > sheet.rindex(".lk .foot{border-top")
