"""How does a command end? A folder, a full disk and a reader who has seen enough are told or silent, but no fault of ours."""

import errno
import subprocess
import sys

import pytest

from store.faults import ended
from tests.etl.office import ROOT, call, surroundings


def outcome(fault: BaseException, capsys, *arguments: str) -> tuple[int, str]:
    def work() -> None:
        raise fault

    code = ended("etl", work, list(arguments), refused=(LookupError,), wrong=(SyntaxError,))
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.EISDIR, "x.docx: Das ist ein Ordner. Bitte einen anderen Ort angeben.\n"),
        (errno.ENOTDIR, "x.docx: Das ist kein Ordner. Bitte einen anderen Ort angeben.\n"),
        (errno.EACCES, "x.docx: Dort darf nicht geschrieben werden. Bitte einen anderen Ort angeben.\n"),
        (errno.ENOSPC, "x.docx: Dort ist kein Platz mehr. Bitte einen anderen Ort angeben.\n"),
    ],
)
def test_a_place_where_nothing_can_be_written_is_told_and_ends_with_1(number, says, capsys):
    assert outcome(OSError(number, "…", "x.docx"), capsys) == (1, says)


def test_a_place_that_a_library_complains_of_in_its_own_words_is_told_too(capsys):
    wrapped = RuntimeError("cannot create")
    wrapped.__context__ = IsADirectoryError(errno.EISDIR, "…", "x.xlsx")
    assert outcome(wrapped, capsys) == (1, "x.xlsx: Das ist ein Ordner. Bitte einen anderen Ort angeben.\n")


def test_what_is_refused_what_is_called_wrong_and_what_is_stopped_end_differently(capsys):
    assert outcome(LookupError("Keine Zahlen."), capsys) == (1, "Keine Zahlen.\n")
    assert outcome(SyntaxError("Erwartet: …"), capsys) == (2, "Erwartet: …\n")
    assert outcome(KeyboardInterrupt(), capsys) == (130, "Abgebrochen.\n")


def test_a_fault_of_ours_is_logged_without_its_words_where_the_call_says_the_store_is(tmp_path, capsys):
    code, told = outcome(ValueError("Meierhofer"), capsys, "load", "x", "--store", str(tmp_path))
    log = (tmp_path / "fehler.log").read_text("utf-8")
    assert code == 3 and told.startswith("Fehler im Programm (ValueError).") and str(tmp_path) in told
    assert "python -m etl" in log and "ValueError" in log and "Meierhofer" not in log + told


def piped_to_nobody(*arguments: str) -> tuple[int, bytes]:
    """Exit code and complaint of a command whose reader is gone before it says anything."""
    started = subprocess.Popen(
        call(*arguments), cwd=ROOT, env=surroundings(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    started.stdout.close()
    told = started.stderr.read()
    return started.wait(timeout=60), told


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Windows has no such exit code")
@pytest.mark.parametrize("arguments", [("measures",), ("etl", "--help"), ("etl", "history")])
def test_a_reader_who_has_seen_enough_is_no_fault(arguments, tmp_path):
    store = ("--store", str(tmp_path)) if arguments[-1] == "history" else ()
    assert piped_to_nobody(*arguments, *store) == (141, b"")
    assert not (tmp_path / "fehler.log").exists()
