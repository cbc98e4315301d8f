"""Does docs/betrieb.md start, close and reach the server as the program does?"""

from __future__ import annotations

import configparser
import re
import shutil
from pathlib import Path

import run
from store.keys import key_file
from store.published import open_published
from tests.test_documents import OPERATION, block, part, text_of


def unit() -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read_string(block(OPERATION, "ini"))
    return read


def test_the_unit_starts_the_server_as_run_py_does():
    home = unit()["Service"]["WorkingDirectory"]
    wanted = run.server_command(f"{home}/.venv/bin/python", 8501)
    wanted[wanted.index("--app-dir") + 1] = home
    assert unit()["Service"]["ExecStart"].split() == wanted


def test_the_unit_shows_and_never_loads():
    service = unit()["Service"]
    assert set(unit().sections()) == {"Unit", "Service", "Install"}
    assert service["ProtectSystem"] == "strict" and service["UMask"] == "0077"
    assert "KEY_FILE" not in block(OPERATION, "ini")
    hidden = [path.removeprefix("-") for path in service["InaccessiblePaths"].split()]
    (key,) = re.findall(r"REICHWEITE_KEY_FILE=(\S+)", text_of(OPERATION))
    assert str(Path(key).parent) in hidden
    assert any(Path(path).name == key_file({}).parent.name for path in hidden)


def test_the_way_from_another_computer_leads_to_the_port_of_the_unit_under_its_own_name():
    (tunnel,) = re.findall(r"^ssh .*-L (\S+)", part(OPERATION, "## Zugang"), re.MULTILINE)
    port = unit()["Service"]["ExecStart"].split("--port ")[1].split()[0]
    assert tunnel == f"{port}:127.0.0.1:{port}"
    assert f"`http://127.0.0.1:{port}`" in part(OPERATION, "## Zugang")


def test_the_files_named_for_a_server_of_published_figures_are_enough(small_store, tmp_path):
    named = re.findall(
        r"^rsync .*?/store/(?:\./)?(\S+)", part(OPERATION, "## Server nur für Leitungsseiten"), re.MULTILINE
    )
    for name in (name.replace("/12/", "/1/") for name in named):
        (tmp_path / "shown" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(small_store / name, tmp_path / "shown" / name)
    assert named[-1] == "released"
    assert open_published(tmp_path / "shown").meta["demo"] == "ja"
