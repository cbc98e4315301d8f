"""The one door to exact numbers: plain questions, plain answers, and a word where nothing can be told."""

import json
import shutil
from contextlib import closing

import pytest

from measures.engine import exact
from store.connect import connect
from store.versions import version
from tests.measures.office import analysis, children

CHILDREN = """
    space | year | area | age | sex | mask | prev | times
    one   | 2024 | A    | 4   | m   | 1    | 0    | 3
    one   | 2024 | B    | 4   | w   | 3    | 0    | 2
"""
DELIVERED = """
    source | offer | year | complete | until      | counting
    one    | help  | 2024 | true     | 2024-12-31 | eigener_schluessel
    one    | visit | 2024 | true     | 2024-12-31 | eigener_schluessel
"""
QUESTION = {
    "offers": ["help", "visit"],
    "ages": [0, 17],
    "years": [],
    "area": "D",
    "sex": "all",
    "down": "year",
    "across": "",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Version 1 of a store, with its analysis tables as a file."""
    folder = tmp_path_factory.mktemp("exact")
    kept = version(folder, 1)
    kept.folder.mkdir(parents=True)
    stated = [dict(year=2024, offer_a="visit", offer_b="help", area="D", low=1, high=2, source="Liste")]
    con = analysis(child_year=children(CHILDREN), coverage=DELIVERED, stated_overlap=stated)
    con.execute(f"ATTACH '{kept.analysis}' AS file")
    (name,) = con.sql("SELECT current_database()").fetchone()
    con.execute(f"COPY FROM DATABASE {name} TO file")
    con.execute("DETACH file")
    connect({"analysis": kept.analysis}).close()
    return folder


@pytest.fixture
def asked(store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(store))

    def ask(name: str, number: int = 1, **what) -> dict:
        told = exact.answer(json.loads(json.dumps({"version": number, "ask": name, **what})))
        assert json.loads(json.dumps(told)) == told, "an answer is plain data"
        return told

    return ask


def test_every_question_has_its_plain_answer(asked):
    assert asked("there")["offers"] > 1
    (row,) = asked("reach", **QUESTION)["rows"]
    assert (row["down"], row["across"], row["children"], row["state"]) == ("2024", "", 5, "ok")
    assert asked("keys", years=[2023, 2024]) == {"keys": [{}, {"help": "one", "visit": "one"}]}
    assert asked("together", offers=["help", "visit"], year=2024)["counted"] == [
        {"offers": ["help", "visit"], "children": 2},
        {"offers": ["help"], "children": 3},
        {"offers": ["visit"], "children": 0},
    ]
    assert asked("sources", year=2024) == {"sources": [{"offers": ["help", "visit"], "source": "Liste"}]}


def test_where_nothing_exact_lies_the_door_says_so(asked):
    assert asked("there", number=7) == {"problem": exact.ABSENT, "case": "empty"}


def test_a_store_of_an_older_program_is_named_calmly(asked, store):
    older = version(store, 2)
    older.folder.mkdir()
    shutil.copy(version(store, 1).analysis, older.analysis)
    with closing(connect({"analysis": older.analysis}, read_only=False)) as con:
        con.execute("ALTER TABLE offer DROP COLUMN role")
    assert (
        asked("there", number=2) == asked("sources", number=2, year=2024) == {"problem": exact.OLDER, "case": "older"}
    )


def test_offers_that_cannot_be_compared_are_a_problem_and_no_number(asked):
    told = asked("together", offers=["help", "late"], year=2024)
    assert told["case"] == "broken" and "keinen gemeinsamen Schlüssel" in told["problem"]
