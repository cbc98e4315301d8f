"""Does a word that a measure writes carry a fact? All of them are turned round: the documents say the same otherwise."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest

from exports.documents import DOCUMENTS, built
from store.published import open_published
from tests.exports.asked import asked_of
from tests.offices.reworded import make_reworded, turned_back


def told(document: str, asked) -> str:
    """Everything the document holds, as one text."""
    report = asdict(built(document, asked, Path("data/profile")))
    text = json.dumps(report, ensure_ascii=False, default=str, indent=0)
    return re.sub(r"[^\S\n]+", " ", text)


@pytest.fixture(scope="module")
def reworded(small_store, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reworded")
    notes = make_reworded(small_store, folder)
    return open_published(folder), notes


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_document_reads_no_note(document, small_published, reworded):
    published, notes = reworded
    before = told(document, asked_of(small_published))
    assert turned_back(told(document, asked_of(published)), notes) == before
