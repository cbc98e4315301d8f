"""Is there a key, where does it lie, who can read it, and does its copy open the store? As files and as commands."""

import os
import re
import shutil
import stat
import sys
from datetime import date
from pathlib import Path

import pytest

from etl.key import prove_command
from store import keys, rights
from store.connect import connect
from store.profile import read_profile
from tests.etl.muster import SECOND, muster_people, muster_uses
from tests.etl.office import deliver, load_into
from tests.etl.steward import typed


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ── The file ─────────────────────────────────────────────────────────────────────────────────────


def test_a_named_file_is_the_key_and_else_the_one_in_the_users_own_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    own = tmp_path / ".reichweitenmonitor" / "schluessel"
    assert keys.key_file({}) == own
    assert keys.key_file({"REICHWEITE_KEY_FILE": "/x/y"}) == Path("/x/y")
    assert keys.read_key({}) is None
    keys.make(own, tmp_path / "store")
    assert keys.read_key({}) == own.read_bytes().strip().hex()
    assert keys.read_key({"REICHWEITE_KEY_FILE": ""}) is None


def test_a_named_file_that_is_missing_is_told_and_never_replaced_by_another(tmp_path):
    with pytest.raises(keys.KeyProblem, match="Die Schlüsseldatei weg aus REICHWEITE_KEY_FILE fehlt"):
        keys.read_key({"REICHWEITE_KEY_FILE": str(tmp_path / "weg")})


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are those of the folder")
def test_a_new_key_can_be_read_by_its_owner_alone_and_is_long_and_never_the_same(tmp_path):
    first, second = tmp_path / "a" / "key", tmp_path / "b" / "key"
    for path in (first, second):
        keys.make(path, tmp_path / "store")
    assert (mode(first), mode(first.parent)) == (0o600, 0o700)
    assert len(keys.content_of(first)) == 128 and keys.content_of(first) != keys.content_of(second)


def test_a_key_that_is_there_is_never_replaced(tmp_path):
    path = tmp_path / "key"
    path.write_text("x" * 40)
    with pytest.raises(keys.KeyProblem, match="Er wird nie überschrieben"):
        keys.make(path, tmp_path / "store")
    assert path.read_text() == "x" * 40


@pytest.mark.parametrize("place", ["store/key", "store/deep/key", "link/key"])
def test_a_key_is_never_made_in_a_store_nor_in_the_repository(tmp_path, place):
    (tmp_path / "store").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "store", target_is_directory=True)
    with pytest.raises(keys.KeyProblem, match="liegt im Speicher"):
        keys.make(tmp_path / place, tmp_path / "store")
    with pytest.raises(keys.KeyProblem, match="liegt im Programmordner"):
        keys.make(keys.REPOSITORY / "data" / "key", tmp_path / "store")


def test_a_proof_holds_until_the_key_is_another(tmp_path):
    path = tmp_path / "key"
    keys.make(path, tmp_path / "store")
    assert keys.proved_on(path) is None and "Eine Kopie ist noch nicht geprüft." in keys.told(path)
    keys.note_proof(path, date(2026, 11, 27))
    assert keys.proved_on(path) == date(2026, 11, 27) and "27.11.2026" in keys.told(path)
    newer = path.stat().st_mtime + 60
    os.utime(path, (newer, newer))
    assert keys.proved_on(path) is None


def test_where_there_is_no_key_it_is_said_how_to_make_one(tmp_path):
    assert "python -m etl key make" in keys.told(tmp_path / "key")


# ── The commands ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def ask(tmp_path):
    """`python -m etl key …` with a key file of the test: exit code and all that is said."""

    def asked(*arguments: str | Path, store: Path = tmp_path / "store", command_: str = "key") -> tuple[int, str]:
        settings = {"REICHWEITE_KEY_FILE": str(tmp_path / "own" / "key"), "REICHWEITE_STORE": str(store)}
        done = typed(command_, *arguments, environment=settings)
        assert "Traceback" not in done.stdout + done.stderr
        return done.returncode, done.stdout + done.stderr

    return asked


@pytest.fixture(scope="module")
def sealed(tmp_path_factory) -> Path:
    """A folder with a key and a store that was loaded with it."""
    folder = tmp_path_factory.mktemp("sealed")
    keys.make(folder / "own" / "key", folder / "store")
    files = {"muster_2024.csv": muster_uses(2024, 20), "bevoelkerung.csv": muster_people(2024)}
    load_into(folder / "store", read_profile(SECOND), files, key=keys.content_of(folder / "own" / "key"))
    return folder


@pytest.fixture
def loaded(sealed, tmp_path) -> Path:
    """A copy of it, where the commands of a test look."""
    return Path(shutil.copytree(sealed, tmp_path, dirs_exist_ok=True))


def test_a_key_is_made_used_and_its_copy_proved(ask, tmp_path):
    own, copy, store = tmp_path / "own" / "key", tmp_path / "stick" / "key", tmp_path / "store"
    assert ask("where") == (0, f"Noch kein Schlüssel: {own} gibt es nicht. Anlegen: python -m etl key make\n")
    code, said = ask("make")
    assert code == 0 and f"Schlüssel: {own}" in said and "nie mehr öffnen" in said
    assert ask("make")[0] == 1
    copy.parent.mkdir()
    copy.write_bytes(own.read_bytes())
    assert ask("prove", copy)[1].startswith("Die Kopie gleicht dem Schlüssel.")
    files = {"muster_2024.csv": muster_uses(2024, 20), "bevoelkerung.csv": muster_people(2024)}
    assert ask(deliver(tmp_path / "delivery", files), "--profile", SECOND, command_="load")[0] == 0
    code, said = ask("prove", copy)
    assert (code, "Die Kopie öffnet den Speicher (Version 1)." in said) == (0, True), said
    assert f"Eine Kopie wurde am {date.today():%d.%m.%Y} geprüft." in ask("where")[1]
    own.unlink()
    code, said = ask("make")
    assert code == 1 and "sein Schlüssel fehlt" in said and not own.exists()
    own.write_bytes(copy.read_bytes())
    connect({"microdata": store / "versions" / "1" / "microdata.duckdb"}, key=keys.content_of(copy)).close()


@pytest.mark.parametrize(
    ("content", "place", "says"),
    [
        (None, "stick/key", "ist keine Datei"),
        ("same", "own/key", "Das ist der Schlüssel selbst und keine Kopie."),
        ("same", "store/key", "liegt im Speicher"),
        ("y" * 64, "stick/key", "Das ist ein anderer Schlüssel"),
        ("short", "stick/key", "ist zu kurz"),
    ],
)
def test_what_is_no_copy_is_told_and_nothing_is_noted(tmp_path, monkeypatch, content, place, says):
    own, copy, store = tmp_path / "own" / "key", tmp_path / place, tmp_path / "store"
    monkeypatch.setenv("REICHWEITE_KEY_FILE", str(own))
    keys.make(own, store)
    copy.parent.mkdir(exist_ok=True)
    if content:
        copy.write_text(own.read_text() if content == "same" else content)
    with pytest.raises(keys.KeyProblem, match=re.escape(says)):
        prove_command.callback(copy, str(store))
    assert keys.proved_on(own) is None


def test_a_copy_that_does_not_open_the_store_is_told(ask, loaded, tmp_path):
    (tmp_path / "other").write_text("z" * 64)
    code, said = ask("prove", tmp_path / "other")
    assert (code, "lässt sich mit diesem Schlüssel nicht öffnen" in said) == (1, True), said


def test_the_demo_says_why_it_does_not_use_a_key_and_stays_out_of_an_encrypted_store(ask, loaded, tmp_path):
    code, said = ask("--children", "10", command_="demo")
    assert (code, "Dieser Speicher ist verschlüsselt." in said) == (1, True), said
    said = ask("--children", "10", "--profile", tmp_path / "none", command_="demo", store=tmp_path / "other")[1]
    assert "Die Demodaten sind erfunden und werden ohne den Schlüssel gespeichert." in said


# ── Rights ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are those of the folder")
def test_everything_of_a_store_is_its_owners_alone_also_what_was_open_before(ask, tmp_path):
    store = tmp_path / "store"
    (store / "versions").mkdir(parents=True)
    (store / "demo.log").write_text("")
    for path in (store, store / "versions", store / "demo.log"):
        path.chmod(0o777)
    keys.make(tmp_path / "own" / "key", store)
    files = {"muster_2024.csv": muster_uses(2024, 20), "bevoelkerung.csv": muster_people(2024)}
    assert ask(deliver(tmp_path / "delivery", files), "--profile", SECOND, command_="load")[0] == 0
    made = [store, *store.rglob("*")]
    assert len(made) > 8
    assert {mode(path) for path in made if path.is_dir()} == {0o700}
    assert {mode(path) & 0o677 for path in made if path.is_file()} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are those of the folder")
def test_what_a_link_in_a_store_leads_to_is_left_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("")
    outside.chmod(0o644)
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "link").symlink_to(outside)
    rights.close(tmp_path / "store")
    assert mode(outside) == 0o644
