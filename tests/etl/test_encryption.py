"""Is a child's row ever on disk in clear text? Planted words, searched in every file; and what wrong keys are told."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import store.connect
from etl.__main__ import main as etl_command
from measures.__main__ import main as measures_command
from store.profile import read_profile
from store.published import open_published
from tests.etl.muster import SECOND, muster_people
from tests.etl.office import command, deliver, load_into, uses

PLANTED = b"Zwetschgenbaum"
KEY = "4f" * 32


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("keys")
    files = {"right": KEY, "wrong": "9e" * 32, "short": "abc"}
    return {name: (folder / name, (folder / name).write_text(content))[0] for name, content in files.items()} | {
        "missing": folder / "missing"
    }


def planted(rows: int, times: int = 1) -> str:
    """A delivery whose children have a word for a number that nothing else contains; each row comes so many times."""
    word = PLANTED.decode() * 8
    return uses(
        "kind_nr | wohngemeinde | angebot\n"
        + "\n".join(f"{word}{n} | 97001001 | musterhilfe" for n in [*range(rows)] * times)
    )


class Watch(threading.Thread):
    """Reads every file of the store again and again while a load runs."""

    def __init__(self, store: Path) -> None:
        super().__init__(daemon=True)
        self.store, self.ended = store, threading.Event()
        self.spilled = 0
        self.clear: set[str] = set()

    def run(self) -> None:
        while not self.ended.is_set():
            for path in self.store.rglob("*"):
                self.look(path)
            time.sleep(0.002)

    def look(self, path: Path) -> None:
        try:
            content = path.read_bytes() if path.is_file() else b""
        except OSError:
            return
        if path.parent.name == "spill":
            self.spilled = max(self.spilled, len(content))
        if PLANTED in content:
            self.clear.add(path.parent.name if path.parent.name == "spill" else path.name)

    def __enter__(self) -> "Watch":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.ended.set()
        self.join()


@pytest.mark.parametrize("key", [KEY, None], ids=["encrypted", "unencrypted"])
def test_an_encrypted_load_holds_no_planted_word_in_any_file_not_even_in_what_it_spills(tmp_path, monkeypatch, key):
    monkeypatch.setattr(store.connect, "SETTINGS", store.connect.SETTINGS | {"memory_limit": "60MB", "threads": 1})
    folder = tmp_path / "store"
    with Watch(folder) as watch:
        load_into(folder, read_profile(SECOND), {"nutzung_x_2024-12-31.csv": planted(20_000, times=2)}, key=key)
    assert watch.spilled > 1_000_000, "nothing was spilled: the test says nothing"
    assert not list(folder.rglob("spill")), "spill files vanish with the load"
    if key:
        assert watch.clear == set()
    else:  # without a key the same watch finds the words: it would have seen them
        assert "spill" in watch.clear
        assert any(name.startswith("microdata") for name in watch.clear)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory) -> Path:
    return deliver(
        tmp_path_factory.mktemp("delivery"),
        {"nutzung_x_2024-12-31.csv": planted(5), "bevoelkerung.csv": muster_people(2024)},
    )


@pytest.fixture
def run(monkeypatch, capsys) -> Callable:
    """A command line, in this process: exit code and all that it says."""

    def called(main: Callable[[], int], *arguments: str | Path, key: Path | None = None) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["etl", *map(str, arguments)])
        monkeypatch.setenv("REICHWEITE_KEY_FILE", str(key or ""))
        code = main()
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out + said.err

    return called


def load(delivery: Path, folder: Path, *options: str) -> tuple[str | Path, ...]:
    return ("load", delivery, "--profile", SECOND, "--store", folder, *options)


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory, delivery, keys) -> Path:
    folder = tmp_path_factory.mktemp("encrypted") / "store"
    done = command("etl", *load(delivery, folder), environment={"REICHWEITE_KEY_FILE": str(keys["right"])})
    assert done.returncode == 0, done.stderr
    return folder


def test_the_app_reads_an_encrypted_store_without_the_key(encrypted):
    assert open_published(encrypted).meta["office"] == "Jugendamt Musterkreis"


@pytest.mark.parametrize(
    ("key", "options", "code", "text"),
    [
        ("wrong", (), 1, "lässt sich mit diesem Schlüssel nicht öffnen"),
        ("missing", (), 1, "Die Schlüsseldatei missing aus REICHWEITE_KEY_FILE fehlt"),
        ("short", (), 1, "Die Schlüsseldatei short ist zu kurz"),
        (None, (), 2, "Kein Schlüssel gesetzt"),
        (None, ("--unencrypted",), 1, "Der Speicher ist verschlüsselt"),
        ("right", ("--unencrypted",), 1, "Der Speicher ist verschlüsselt"),
    ],
)
def test_a_wrong_or_missing_key_is_told_in_german_and_changes_nothing(
    run, encrypted, delivery, keys, key, options, code, text
):
    found, said = run(etl_command, *load(delivery, encrypted, *options), key=keys.get(key))
    assert (found, text in said) == (code, True), said
    assert open_published(encrypted).number == 1


def test_an_unencrypted_store_is_not_loaded_with_a_key(run, tmp_path, delivery, keys):
    assert run(etl_command, *load(delivery, tmp_path / "store", "--unencrypted"))[0] == 0
    code, said = run(etl_command, *load(delivery, tmp_path / "store"), key=keys["right"])
    assert (code, "Der Speicher ist unverschlüsselt" in said) == (1, True)


@pytest.mark.parametrize(("key", "code"), [("right", 0), ("wrong", 1), (None, 1)])
def test_exact_figures_of_an_encrypted_store_need_the_right_key(run, encrypted, keys, key, code):
    asked = ["annual_reach", "--store", str(encrypted), "--where", "year=2024", "--exact"]
    found, said = run(lambda: measures_command(asked), key=keys.get(key))
    assert (found, "Schlüssel" in said) == (code, code == 1), said
