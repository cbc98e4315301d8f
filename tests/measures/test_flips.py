"""benchmarks/flips.py breaks the definitions by hand; here: does its list still fit them?"""

import importlib.util
from pathlib import Path

import pytest

import run

ROOT = Path(run.__file__).parent
spec = importlib.util.spec_from_file_location("flips", ROOT / "benchmarks" / "flips.py")
flips = importlib.util.module_from_spec(spec)
spec.loader.exec_module(flips)


def test_there_are_at_least_thirty():
    assert len(flips.FLIPS) >= 30


@pytest.mark.parametrize("flip", flips.FLIPS, ids=lambda flip: f"{flip.file}:{flip.before[:30]}")
def test_every_flip_changes_one_place_and_names_tests_that_exist(flip):
    text = (ROOT / flip.file).read_text("utf-8")
    assert text.count(flip.before) == 1
    assert flip.after != flip.before
    assert flip.files and all((ROOT / name).exists() for name in flip.files)
