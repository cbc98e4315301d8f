"""Foreign readers: whatever becomes of the process they work in, the office reads a sentence, and nothing touches the disk."""

import struct
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter

from etl.readers import Unreadable, apart
from tests.etl.office import ROOT, command, deliver, profile_in, uses, zipped
from tests.etl.readers.one import read_one

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
NOT_READ = "die Datei lässt sich nicht lesen"


def old_workbook(sectors: int, body: bytes = bytes(2048)) -> bytes:
    """The head of an .xls that says how many sectors its table of sectors has; nothing of it is there."""
    head = bytearray(512)
    head[:8] = SIGNATURE
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIII", head, 40, 0, sectors, 0, 0, 4096, 0xFFFFFFFE)
    head[76:512] = b"\xff" * 436
    return bytes(head) + body


@pytest.fixture
def workbook(tmp_path):
    path = tmp_path / "lieferung.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Daten")
        sheet.write_row(0, 0, ["nr", "ort"])
        sheet.write_row(1, 0, ["1", "Zwetschgenheim"])
    return path


@pytest.mark.parametrize(
    "content",
    [SIGNATURE + bytes(600), old_workbook(1), old_workbook(1, b""), old_workbook(0xFFFFFFFF)],
    ids=["cut", "no table of sectors", "head alone", "17 GB asked for"],
)
def test_a_damaged_old_workbook_is_refused_whatever_its_reader_does(file, content):
    with pytest.raises(Unreadable, match=f"{NOT_READ}|beschädigt"):
        read_one(file(content, "lieferung.xls"), "excel")


@pytest.mark.parametrize(
    "end",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "print()",
        "raise MemoryError",
    ],
)
def test_a_process_that_ends_before_it_answers_is_a_refusal(workbook, monkeypatch, end):
    monkeypatch.setattr(apart, "CALL", (sys.executable, "-c", end if end != "print()" else "pass"))
    with pytest.raises(Unreadable, match=NOT_READ):
        read_one(workbook, "excel")


def test_a_process_that_does_not_come_to_an_end_is_a_refusal(workbook, monkeypatch):
    monkeypatch.setattr(apart, "CALL", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(apart, "LONGEST", 0.2)
    with pytest.raises(Unreadable, match="noch nicht gelesen"):
        read_one(workbook, "excel")


def test_a_workbook_beyond_what_a_table_needs_is_not_even_tried(workbook, monkeypatch):
    monkeypatch.setattr(apart, "MOST_BYTES", 1000)
    with pytest.raises(Unreadable, match="größer als"):
        read_one(workbook, "excel")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its limit of memory")
def test_the_process_gets_no_more_memory_than_its_limit():
    greedy = "from etl.readers import foreign; foreign.limit_memory(); bytearray(foreign.MOST_MEMORY)"
    done = subprocess.run([sys.executable, "-c", greedy], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_a_workbook_in_a_zip_is_read_and_nothing_of_it_is_written_anywhere(workbook, tmp_path):
    rows = uses("kind_nr\nZwetschgenheim")
    files = {"all.zip": zipped({"nutzung_hze.csv": rows, "nutzung_uvg.xlsx": workbook.read_bytes()})}
    folder, empty = deliver(tmp_path / "delivery", files), tmp_path / "temp"
    empty.mkdir()
    before = set(tmp_path.rglob("*"))
    profile = profile_in(tmp_path / "profile").folder
    done = command("etl", "check", folder, "--profile", profile, environment={"TMPDIR": str(empty)})
    assert "nutzung_uvg.xlsx (Daten)" in done.stdout + done.stderr
    written = set(tmp_path.rglob("*")) - before - set(profile.rglob("*")) - {profile}
    assert written == set()


def test_a_cut_zip_inside_a_workbook_is_a_refusal(workbook, tmp_path):
    broken = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(broken, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, content[: len(content) // 2] if "sheet1" in info.filename else content)
    with pytest.raises(Unreadable):
        read_one(broken, "excel")
