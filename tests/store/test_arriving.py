"""Which folder of the server may be named, and what becomes of what a correction replaces?"""

from pathlib import Path

import pytest

from store import arriving, spool
from store.spool import Changed, S
from tests.store.test_spool import KEY, NOW, moved, put


@pytest.fixture
def root(tmp_path) -> Path:
    """Holds 2026/kita.csv and a link that leads outside."""
    root = tmp_path / "freigegeben"
    (root / "2026" / "teil").mkdir(parents=True)
    (tmp_path / "fremd" / "innen").mkdir(parents=True)
    (root / "verweis").symlink_to(tmp_path / "fremd")
    (root / "2026" / "datei.csv").write_text("row")
    return root


@pytest.mark.parametrize("typed", ["2026", "2026/teil", "{root}/2026"])
def test_a_folder_below_an_allowed_one_may_be_named(root, typed):
    found = arriving.below([root], typed.format(root=root))
    assert found and found.is_relative_to(root / "2026")


@pytest.mark.parametrize(
    "typed",
    [
        "../fremd",
        "2026/../../fremd",
        "{root}/../fremd",
        "/",
        "{root}/../freigegeben/2026",
        "verweis",
        "verweis/innen",
        "2026/datei.csv",
        "fehlt",
        "2026\0",
    ],
)
def test_no_other_folder_can_be_reached(root, typed):
    assert arriving.below([root], typed.format(root=root)) is None


def test_without_a_setting_no_folder_may_be_named(root, monkeypatch):
    monkeypatch.delenv(arriving.SETTING, raising=False)
    assert arriving.folders() == [] and arriving.below(arriving.folders(), str(root)) is None


def test_a_named_folder_is_a_delivery_before_anybody_has_looked_into_it(tmp_path):
    named = arriving.named(tmp_path, "2026", NOW)
    assert spool.deliveries(tmp_path) == [named] and (named.state, named.named, named.files) == (S.NAMED, "2026", ())


def test_its_files_are_sealed_and_stay_where_they_lie_also_after_a_try_that_was_killed(tmp_path, root):
    named = arriving.named(tmp_path, "2026", NOW)
    (named.folder / "0").write_bytes(b"half")
    found = arriving.taken_into(named, [root / "2026" / "datei.csv"], KEY, NOW)
    (content,) = spool.contents(found, KEY)
    with content.open() as file:
        assert (file.read(), content.name, found.state) == (b"row", "datei.csv", S.RECEIVED)
    assert (root / "2026" / "datei.csv").read_text() == "row"


@pytest.mark.parametrize(
    ("way", "then"),
    [
        ((S.CHECKING, S.CHECKED), S.DISCARDING),
        ((S.CHECKING, S.REFUSED), S.DISCARDING),
        ((S.CHECKING, S.CHECKED, S.CONFIRMED), S.CONFIRMED),
        ((S.CHECKING, S.CHECKED, S.CONFIRMED, S.LOADING, S.DRAFT), S.DRAFT),
    ],
)
def test_a_correction_throws_away_what_it_corrects_unless_somebody_went_on_with_it(tmp_path, way, then):
    wrong = moved(put(tmp_path, {"a.csv": b"wrong"}), *way)
    arriving.replaced(tmp_path, wrong.name, NOW)
    arriving.replaced(tmp_path, "20270114-091200-gone", NOW)
    assert spool.delivery(tmp_path, wrong.name).state == then


def test_what_is_thrown_away_leaves_nothing_of_a_folder_that_was_half_taken(tmp_path):
    named = arriving.named(tmp_path, "2026", NOW)
    (named.folder / "0").write_bytes(b"half")
    spool.move(named, S.DISCARDED, NOW)
    assert not (named.folder / "0").exists()
    with pytest.raises(Changed):
        spool.move(named, S.RECEIVED, NOW)
