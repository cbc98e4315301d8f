"""With which key does the desk work in a new store?"""

import pytest

from etl.work import bench
from store.keys import KeyProblem, make
from store.profile import read_profile
from tests.etl.muster import SECOND


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Somebody without a key, and no setting about it."""
    monkeypatch.delenv("REICHWEITE_KEY_FILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    return tmp_path / "home"


def test_rows_of_a_new_store_are_never_kept_open_because_nobody_made_a_key(home, tmp_path):
    with pytest.raises(KeyProblem, match="python -m etl key where"):
        bench(tmp_path / "store", read_profile(SECOND))


def test_a_key_that_was_made_is_used(home, tmp_path):
    make(home / ".reichweitenmonitor" / "schluessel", tmp_path / "store")
    assert bench(tmp_path / "store", read_profile(SECOND)).key
