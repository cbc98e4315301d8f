"""What does the page Dokumente enter, and what does it say where a document may not be handed out?"""

import pytest

from store import ledger
from tests.pages.visible import opened

PAGE = "pages/leitung/strategiepapier.py"
BRIEFING = {"dokument": "briefing", "leser": "dezernat"}


@pytest.fixture
def store(own_small_store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(own_small_store))
    return own_small_store


def test_a_document_that_is_made_is_entered_for_its_readers(store):
    page = opened(PAGE, **BRIEFING)
    assert ledger.lines(store) == []
    made = page.button(key="make_word").click().run()
    (line,) = ledger.lines(store)
    assert (line.form, line.audience, line.version, line.edition) == ("word", "dezernat", 1, "")
    assert [status.label for status in made.status] == ["Fertig"] and not made.exception


def test_where_it_cannot_be_entered_nothing_is_made_and_the_page_says_why(store):
    (store / "editions").mkdir(exist_ok=True)
    (store / "editions" / "ausgegeben.jsonl").write_text("{", "utf-8")
    made = opened(PAGE, **BRIEFING).button(key="make_word").click().run()
    assert [status.label for status in made.status] == ["Nicht erstellt"] and not made.exception
    assert any("ist beschädigt" in block.value for block in made.markdown)
