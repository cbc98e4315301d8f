"""Is a folder that a person named at the desk read by the watcher alone, and is no other one?"""

import pytest

from etl.drop import Drop
from etl.watch import Watcher
from store import arriving
from store.spool import S
from tests.etl.office import NOW, deliver
from tests.etl.test_watch import only


@pytest.mark.parametrize(
    ("typed", "state", "files", "problem"),
    [
        ("2026", S.RECEIVED, ["muster_2024.csv", "bevoelkerung.csv"], ""),
        ("leer", S.DISCARDED, [], "keine Datei"),
        ("../freigegeben/2026", S.DISCARDED, [], "Bitte den Namen prüfen"),
        ("verweis", S.DISCARDED, [], "Bitte den Namen prüfen"),
    ],
)
def test_a_named_folder_is_read_by_the_watcher_alone(tmp_path, monkeypatch, typed, state, files, problem):
    monkeypatch.setenv("REICHWEITE_KEY_FILE", str(tmp_path / "key"))
    (tmp_path / "key").write_text("k" * 40)
    root = tmp_path / "freigegeben"
    deliver(root / "2026", {"muster_2024.csv": "row", "bevoelkerung.csv": "row"})
    (root / "leer").mkdir()
    (root / "verweis").symlink_to(root / "2026")
    (root / "2026" / "verweis.csv").symlink_to(root / "2026" / "muster_2024.csv")
    monkeypatch.setenv(arriving.SETTING, str(root))
    arriving.named(tmp_path / "store", typed, NOW)
    store = tmp_path / "store"
    Watcher(store, (), [].append, Drop(store / "eingang"))._take_named(only(store))
    found = only(tmp_path / "store")
    assert (found.state, sorted(file.name for file in found.files)) == (state, sorted(files))
    assert problem in found.problem and len(list((root / "2026").iterdir())) == 3
