"""Where does a question go that does not fit in memory? Into the store beside its file, encrypted with a key, and away again."""

import threading
import time
from pathlib import Path

import pytest

import store.connect
from tests.planted import KEY, holding

SECRET = "4f" * 32
MANY = f"CREATE TEMP TABLE sorted AS SELECT '{KEY}' || hash(i) || hash(-i) AS key FROM range(2000000) t(i) ORDER BY key"


@pytest.mark.parametrize("key", [SECRET, None], ids=["encrypted", "unencrypted"])
def test_what_a_question_spills_lies_in_the_store_and_vanishes_with_it(tmp_path, monkeypatch, key):
    monkeypatch.setattr(store.connect, "SETTINGS", store.connect.SETTINGS | {"memory_limit": "60MB", "threads": 1})
    (tmp_path / "store").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    con = store.connect.connect({"analysis": tmp_path / "store" / "analysis.duckdb"}, key=key, read_only=False)
    question = threading.Thread(target=con.execute, args=(MANY,))
    question.start()
    spilled: set[Path] = set()
    readable: set[Path] = set()
    while question.is_alive():
        spilled |= {
            file.relative_to(tmp_path) for file in tmp_path.rglob("*") if "spill-" in str(file) and file.is_file()
        }
        readable |= {file.relative_to(tmp_path) for file in holding([tmp_path], [KEY])}
        time.sleep(0.05)
    con.close()
    assert spilled, "nothing was spilled: the test says nothing"
    assert {place.parts[0] for place in spilled} == {"store"}
    assert (readable == set()) == (key is not None)
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["analysis.duckdb"]
