"""Does a word that a measure writes carry a fact? All of them are turned round: the pages say the same numbers and verdicts."""

import pytest

from tests.offices.reworded import make_reworded, turned_back
from tests.pages.visible import PAGES, words_of


@pytest.fixture(scope="module")
def reworded(small_store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reworded")
    return folder, make_reworded(small_store, folder)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_reads_no_note(page, reworded, small_store, monkeypatch):
    folder, notes = reworded
    monkeypatch.setenv("REICHWEITE_STORE", str(small_store))
    before = words_of(page)
    monkeypatch.setenv("REICHWEITE_STORE", str(folder))
    assert turned_back(words_of(page), notes) == before
