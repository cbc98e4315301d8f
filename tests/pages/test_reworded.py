"""Does a word that a measure writes carry a fact? All of them are turned round: the pages say the same numbers and verdicts."""

import re

import polars as pl
import pytest

from store.published import open_published
from tests.offices.stores import write_published
from tests.pages.visible import PAGES, words_of


def turned(text: str) -> str:
    """The same words in the opposite order."""
    return " ".join(reversed(text.split()))


@pytest.fixture(scope="module")
def reworded(small_store, tmp_path_factory):
    """The small store with every note turned round, and the notes as they were."""
    published = open_published(small_store)
    figures = published.table("figure")
    notes = sorted(set(figures["note"]) - {""}, key=len, reverse=True)
    other = figures.with_columns(pl.col("note").map_elements(turned, return_dtype=pl.String))
    folder = tmp_path_factory.mktemp("reworded")
    write_published(folder, published.tables | {"figure": other})
    return folder, notes


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_no_note(page, reworded, small_store, monkeypatch):
    folder, notes = reworded
    monkeypatch.setenv("REICHWEITE_STORE", str(small_store))
    before = words_of(page)
    monkeypatch.setenv("REICHWEITE_STORE", str(folder))
    after = words_of(page)
    squeezed = {re.sub(r"\s+", " ", note): turned(note) for note in notes}
    for note, other in squeezed.items():
        before = before.replace(note, other)
    assert after == before
