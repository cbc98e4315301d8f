"""Do the benchmarks still speak of the program as it is? They are run by hand; here all are read, and two do a little."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

NAMES = sorted(file.stem for file in (ROOT / "benchmarks").glob("*.py"))
READ = f"import {', '.join(f'benchmarks.{name}' for name in NAMES)}"


def said(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_benchmark_finds_what_it_measures():
    assert said("-c", READ) == ""


@pytest.mark.parametrize(
    ("size", "word"),
    [(("reach", "--children", "2000"), "same answer both ways: True"), (("gaps", "1"), "siblings in pairs")],
    ids=["reach", "gaps"],
)
def test_a_benchmark_prints_what_it_found(size, word):
    name, *sizes = size
    assert word in said("-m", f"benchmarks.{name}", *sizes)
