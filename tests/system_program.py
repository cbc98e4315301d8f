"""How does a program of the system get here for the tests? Found where it is, else installed by the system's own manager."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

ASKS_BY_ITSELF = ("brew", "winget")  # run as the user; the others need an administrator
PROGRAM_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData")  # of Windows, as its environment names them


def first_that_starts(
    named: str | None, on_path: Iterable[str], on_windows: Iterable[str], on_mac: Iterable[str]
) -> str | None:
    """Where is the program? What is named comes first. None: nowhere known."""
    roots = [os.environ[name] for name in PROGRAM_FOLDERS if name in os.environ]
    places = [
        named,
        *(shutil.which(name) for name in on_path),
        *(os.path.join(root, place) for root in roots for place in on_windows),
        *on_mac,
    ]
    return next((place for place in places if place and Path(place).is_file() and _starts(place)), None)


def _starts(place: str) -> bool:
    """Does it start? Some systems ship a name that only says how to install the program."""
    if os.name == "nt":  # there `--version` opens a window
        return True
    try:
        return subprocess.run([place, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def commands(managers: dict[str, list[list[str]]]) -> list[list[str]]:
    """Which commands install it here? Empty: no known package manager."""
    return next((steps for name, steps in managers.items() if shutil.which(name)), [])


def hint(not_found: str, steps: list[list[str]], otherwise: str) -> str:
    """What does a person type to get it? One German line."""
    if not steps:
        return f"{not_found} {otherwise}"
    sudo = [] if steps[0][0] in ASKS_BY_ITSELF or _is_root() else ["sudo"]
    typed = " && ".join(" ".join([*sudo, *step]) for step in steps)
    return f"{not_found} Bitte eingeben: {typed}"


def install(steps: list[list[str]], say: Callable[[str], None], words: str) -> bool:
    """Install it where that asks for no password. False: not tried."""
    if not steps or steps[0][0] == "winget":
        return False
    prefix = [] if steps[0][0] == "brew" or _is_root() else ["sudo", "-n"]
    if prefix and not _sudo_asks_nothing():
        return False
    say(words)
    for step in steps:
        subprocess.run(
            [*prefix, *step],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return True


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _sudo_asks_nothing() -> bool:
    return bool(shutil.which("sudo")) and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
