"""Does a store that was opened again and again leave what it read before in memory? Only the version shown is kept."""

import gc
import os
import weakref

import pytest

from views.figures import read


@pytest.fixture
def store(own_small_store, monkeypatch):
    monkeypatch.setenv("REICHWEITE_STORE", str(own_small_store))
    return own_small_store


def opened_again(store, times: int) -> list[weakref.ref]:
    """Weak references to what each of so many openings gave; the file looks new to each."""
    seen = []
    for n in range(times):
        for file in store.glob("versions/*/published.duckdb"):
            os.utime(file, (1_800_000_000 + n, 1_800_000_000 + n))
        seen.append(weakref.ref(read.figures()))
    gc.collect()
    return seen


def test_four_openings_of_a_store_leave_one_alive(store):
    seen = opened_again(store, 4)
    assert [ref() is not None for ref in seen] == [False, False, False, True]
    assert seen[-1]() is read.figures()
