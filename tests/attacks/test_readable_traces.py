"""Does a command that dies leave a child's row readable? Keys, names and births are planted and the process is killed; then
everything it could write is searched: the store, the home, the folder for temporary files, the folder it ran in.

Four moments of `check` and of `load` in every run; REICHWEITE_KILLS=50 for more.
"""

import gzip
import io
import os
import subprocess
import time
from pathlib import Path

import pytest
import xlsxwriter

from store import keys
from tests.etl.office import ROOT, call, mapping, profile_in, surroundings, uses, zipped
from tests.planted import BIRTH, KEY, NAME, PLANTED, holding, planted_in

KILLS = int(os.environ.get("REICHWEITE_KILLS", "4"))
PLACES = ("store", "home", "temporary", "here")


def rows(number: int) -> str:
    """A delivery of so many children, each with a planted key, name and day of birth; name and day stand under `weglassen`."""
    head = "kind_nr | wohngemeinde | vermerk | anlage\n"
    return uses(head + "\n".join(f"{KEY}{n} | 03155011 | {NAME} {n} | {BIRTH}" for n in range(number)))


def workbook(text: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, line in enumerate(text.splitlines()):
            sheet.write_row(n, 0, line.split(";"))
    return out.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Path:
    """A folder with a profile, a key and a delivery: one ZIP with a text and a workbook, as it is sent."""
    folder = tmp_path_factory.mktemp("traces")
    toml = mapping("suche", "aenderung").replace('["suche-*.csv"]', '["suche-*"]\nweglassen = ["vermerk", "anlage"]')
    profile_in(folder / "profile", {"suche": toml})
    keys.make(folder / "key", folder / "store")
    files = {"suche-2024-12-31.csv": rows(20_000), "suche-b-2024-12-31.xlsx": workbook(rows(2_000))}
    (folder / "delivery.zip").write_bytes(zipped(files))
    return folder


def start(office: Path, place: Path, command: str) -> subprocess.Popen:
    for name in PLACES:
        (place / name).mkdir(exist_ok=True)
    own = {
        "HOME": place / "home",
        "USERPROFILE": place / "home",
        "PYTHONPATH": ROOT,
        "REICHWEITE_KEY_FILE": office / "key",
    }
    temporary = {name: place / "temporary" for name in ("TMPDIR", "TEMP", "TMP", "POLARS_TEMP_DIR")}
    settings = {name: str(path) for name, path in (own | temporary | {"REICHWEITE_STORE": place / "store"}).items()}
    return subprocess.Popen(
        call("etl", command, office / "delivery.zip", "--profile", office / "profile"),
        cwd=place / "here", env=surroundings(settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seconds(office, tmp_path_factory) -> dict[str, float]:
    """How long each command takes when nobody kills it; what it says and leaves is searched, too."""
    found = {}
    for command in ("check", "load"):
        place, began = tmp_path_factory.mktemp(command), time.perf_counter()
        process = start(office, place, command)
        said = process.communicate()[0]
        found[command] = time.perf_counter() - began
        assert process.returncode == 0, said
        assert planted_in(said) == []
        assert holding([place], PLANTED) == []
    return found


@pytest.mark.parametrize("number", range(KILLS))
@pytest.mark.parametrize("command", ["check", "load"])
def test_a_killed_command_leaves_nothing_readable(office, seconds, tmp_path, command, number):
    process = start(office, tmp_path, command)
    time.sleep(seconds[command] * (number + 0.5) / KILLS)
    process.kill()
    said = process.communicate()[0]
    assert planted_in(said) == []
    assert holding([tmp_path], PLANTED) == []


@pytest.mark.parametrize("word", PLANTED)
def test_the_search_finds_what_is_planted_plain_packed_and_in_other_signs(office, tmp_path, word):
    plain = f"\u00e4 {word} \u00e4"
    contents = {
        "plain.txt": plain.encode(),
        "old.csv": plain.encode("cp1252"),
        "excel.txt": plain.encode("utf-16-le"),
        "packed.gz": gzip.compress(plain.encode()),
        "twice.zip": zipped({"inner.zip": zipped({"letter.txt": plain})}),
        "named.zip": zipped({f"{word}.txt": ""}),
    }
    for name, content in {**contents, "other.log": b"nothing", "broken.zip": b"PK\x03\x04 cut"}.items():
        (tmp_path / name).write_bytes(content)
    assert {file.name for file in holding([tmp_path], [word])} == set(contents)
    assert holding([tmp_path], [word], apart_from=[tmp_path]) == []
    assert holding([office / "delivery.zip"], [word]) == [office / "delivery.zip"]
