"""Is what several files of tests need made once for the run?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, only_one


def test_what_one_has_made_the_next_one_reads(made_once):
    made = []
    folders = {made_once("small", lambda place: made.append(place)) for _ in range(3)}
    assert [*folders] == made


def test_who_asks_after_a_failure_makes_it_anew(made_once):
    def fail(place):
        (place / "half").touch()
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        made_once("failed", fail)
    assert list(made_once("failed", lambda place: (place / "whole").touch()).iterdir()) == [
        made_once("failed", fail) / "whole"
    ]


OTHER = """
import sys, time
from pathlib import Path
from tests.conftest import only_one
with only_one(Path(sys.argv[1])):
    print("in", flush=True)
    time.sleep(1)
    Path(sys.argv[1] + ".done").touch()
"""


def test_a_worker_waits_until_the_other_one_is_done(tmp_path):
    lock = tmp_path / "lock"
    other = subprocess.Popen([sys.executable, "-c", OTHER, str(lock)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "in\n"
    with only_one(lock):
        assert Path(f"{lock}.done").exists()
    assert other.wait() == 0
