"""An office whose program words every note the other way round: where nothing but words changes, no fact may."""

import re
from pathlib import Path

import polars as pl

from store.published import open_published
from tests.offices.written import write_published


def turned(text: str) -> str:
    """The same words in the opposite order."""
    return " ".join(reversed(text.split()))


def make_reworded(store: Path, folder: Path) -> list[str]:
    """Writes the same figures with every note turned round to `folder`; the notes as they were, the longest first."""
    published = open_published(store)
    figures = published.table("figure")
    other = figures.with_columns(pl.col("note").map_elements(turned, return_dtype=pl.String))
    write_published(folder, published.tables | {"figure": other})
    return sorted(set(figures["note"]) - {""}, key=len, reverse=True)


def turned_back(text: str, notes: list[str]) -> str:
    """What a reader sees, with the notes as they were: the rest must not have changed."""
    for note in notes:
        text = text.replace(turned(note), re.sub(r"\s+", " ", note))
    return text
