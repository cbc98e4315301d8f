"""Which version holds, which is a draft, and on which does the next load build? Every store is drawn as its loads.

A drawn line is what happened; `released` and `draft` are what the two pointers then say, `base` what the next load builds on.
"""

from pathlib import Path

import pytest

from store import versions
from tests.grid import rows

STEPS = """
    step       | released | draft | base
    draft      |          | 1     | 1
    release    | 1        |       | 1
    draft      | 1        | 2     | 2
    draft      | 1        | 3     | 3
    discard 3  | 1        | 2     | 2
    draft      | 1        | 4     | 4
    discard 2  | 1        |       | 1
    draft      | 1        | 5     | 5
    load       | 6        |       | 6
    load       | 7        |       | 7
    roll 6     | 6        |       | 6
    draft      | 6        | 8     | 8
    discard 8  | 6        |       | 6
    roll 1     | 1        |       | 1
    draft      | 1        | 9     | 9
    release    | 9        |       | 9
"""


def loaded(store: Path, *, as_draft: bool = False) -> versions.Version:
    """A new version, built on what a load would build on."""
    before, new = versions.newest(store), versions.begin(store)
    versions.finish(store, new, {"after": before.number if before else None}, as_draft=as_draft)
    return new


def done(store: Path, step: str) -> None:
    verb, _, number = step.partition(" ")
    if verb in ("load", "draft"):
        loaded(store, as_draft=verb == "draft")
    elif verb == "release":
        versions.release(store, versions.draft(store).number)
    elif verb == "roll":
        versions.roll_back(store, int(number))
    else:
        versions.discard(versions.version(store, int(number)), "2026-11-01T12:00:00")


def numbers(store: Path) -> tuple[int | None, int | None, int | None]:
    found = (versions.released(store), versions.draft(store), versions.newest(store))
    return tuple(version and version.number for version in found)


def test_the_pointers_after_every_step(tmp_path):
    for step in rows(STEPS):
        done(tmp_path, step["step"])
        assert numbers(tmp_path) == (step["released"], step["draft"], step["base"]), step


def test_a_discarded_draft_takes_those_built_on_it_along_and_gives_its_number_to_nobody(tmp_path):
    for step in ("load", "draft", "draft", "draft", "discard 3"):
        done(tmp_path, step)
    assert [versions.discarded(tmp_path, number) for number in (1, 2, 3, 4)] == [False, False, True, True]
    assert [draft.number for draft in versions.open_drafts(tmp_path)] == [2]
    assert loaded(tmp_path).number == 5 and versions.lineage(tmp_path, 5) == {1, 2, 5}


def old_store(store: Path) -> Path:
    """A store as programs wrote it before there were drafts: the pointer is called `current`."""
    for _ in range(2):
        loaded(store)
    (store / "released").rename(store / "current")
    return store


def test_the_pointer_of_an_older_store_is_read_as_released_and_reading_writes_nothing(tmp_path):
    store = old_store(tmp_path)
    before = sorted(store.rglob("*"))
    assert numbers(store) == (2, None, 2)
    assert sorted(store.rglob("*")) == before


@pytest.mark.parametrize(("step", "holds"), [("load", 3), ("roll 1", 1)])
def test_the_next_change_of_what_holds_renames_the_pointer_of_an_older_store(tmp_path, step, holds):
    store = old_store(tmp_path)
    done(store, step)
    assert (store / "released").read_text() == str(holds) and not (store / "current").exists()


def test_a_draft_leaves_the_pointer_of_an_older_store_as_it_is(tmp_path):
    store = old_store(tmp_path)
    done(store, "draft")
    assert numbers(store) == (2, 3, 3) and (store / "current").exists()


def test_a_release_that_was_killed_before_it_tidied_up_leaves_no_open_draft(tmp_path):
    for step in ("load", "draft"):
        done(tmp_path, step)
    versions.write_atomic(tmp_path / "released", "2")  # and the pointer `draft` still names 2
    assert numbers(tmp_path) == (2, None, 2)
    done(tmp_path, "roll 1")
    assert numbers(tmp_path) == (1, None, 1), "what was taken back does not come again as a draft"
