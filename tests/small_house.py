"""A house of a few files around a copy of run.py: what do its commands do and say?"""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import run

ROOT = Path(run.__file__).parent
APP = """
import os, pathlib
import streamlit as st
from streamlit import runtime
if not runtime.exists():
    app = st.App(__file__)
else:
    st.write((pathlib.Path(os.environ["REICHWEITE_STORE"]) / "progress.jsonl").read_text())
"""
LOAD = """
import json, os, pathlib, sys, time
store = pathlib.Path(sys.argv[sys.argv.index("--store") + 1])
if sys.argv[1] == "watch":
    (store / "watching").write_text(str(os.getpid()))
    time.sleep(600)
(store / "pid").write_text(str(os.getpid()))
(store / "profile").write_text(os.environ.get("REICHWEITE_PROFILE", ""))
print(json.dumps({"phase": "check", "text": "Prüfen", "percent": 40}), flush=True)
"""


def make_house(place: Path) -> None:
    """A copy of run.py with a ready environment: the packages of this one, and nothing left to install."""
    for name in ("run.py", ".streamlit/config.toml", "store/keys.py", "store/rights.py", "store/versions.py"):
        (place / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, place / name)
    venv.create(place / ".venv", with_pip=False)
    paths = {"base": str(place / ".venv"), "platbase": str(place / ".venv")}
    packages = Path(sysconfig.get_path("purelib", "venv", vars=paths))
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    stamp_of = runpy.run_path(str(place / "run.py"))["stamp_of"]
    for name in (run.RUNTIME, run.TESTS):
        (place / name).write_text("", encoding="utf-8")
        (place / ".venv" / f"{name}.sha256").write_text(stamp_of(name), encoding="utf-8")


def clean_environment() -> dict[str, str]:
    """Nothing of the house is set, and nobody's own key is used."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("REICHWEITE_")}
    return own | {"PYTHONUTF8": "1", "REICHWEITE_KEY_FILE": ""}


def call(house: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(house / "run.py"), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=clean_environment(),
        timeout=120,
    )


def load_that(house: Path, *, ends_with: str) -> None:
    (house / "etl" / "__main__.py").write_text(LOAD + ends_with, encoding="utf-8")


def progress(house: Path) -> list[dict]:
    text = (house / "data" / "store" / "progress.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]
