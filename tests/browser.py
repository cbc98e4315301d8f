"""Where is a browser for the tests? One of the system, never one downloaded by the test library.

Standard library only: run.py imports this before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
ON_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
ON_MAC = ("Google Chrome", "Microsoft Edge", "Chromium")
MANAGERS = {  # package manager → the commands that install a browser, in the order in which managers are looked for
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "chromium"]],
    "zypper": [["zypper", "--non-interactive", "install", "chromium"]],
    "brew": [["brew", "install", "--cask", "google-chrome"]],
    "winget": [["winget", "install", "--exact", "--id", "Google.Chrome"]],
}
NOT_FOUND = "Kein Browser für die Tests gefunden."
ASKS_BY_ITSELF = ("brew", "winget")  # run as the user; the others need an administrator


def find() -> str | None:
    """Where is a Chromium, Chrome or Edge that starts? REICHWEITE_BROWSER comes first. None: nowhere known."""
    roots = [os.environ[name] for name in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData") if name in os.environ]
    places = [
        os.environ.get("REICHWEITE_BROWSER"),
        *(shutil.which(name) for name in ON_PATH),
        *(os.path.join(root, place) for root in roots for place in ON_WINDOWS),
        *(f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ON_MAC),
    ]
    return next((place for place in places if place and Path(place).is_file() and _starts(place)), None)


def _starts(place: str) -> bool:
    """Does it start? Some systems ship a name that only says how to install the browser."""
    if os.name == "nt":  # there `--version` opens a window
        return True
    try:
        return subprocess.run([place, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def commands() -> list[list[str]]:
    """Which commands install a browser here? Empty: no known package manager."""
    return next((steps for name, steps in MANAGERS.items() if shutil.which(name)), [])


def hint() -> str:
    """What does a person type to get a browser? One German line."""
    steps = commands()
    if not steps:
        return f"{NOT_FOUND} Bitte Chromium, Chrome oder Edge installieren."
    sudo = [] if steps[0][0] in ASKS_BY_ITSELF or _is_root() else ["sudo"]
    typed = " && ".join(" ".join([*sudo, *step]) for step in steps)
    return f"{NOT_FOUND} Bitte eingeben: {typed}"


def install(say: Callable[[str], None]) -> str | None:
    """Install a browser where that asks for no password, and say where it is. None: not possible."""
    steps = commands()
    if not steps or steps[0][0] == "winget":
        return None
    prefix = [] if steps[0][0] == "brew" or _is_root() else ["sudo", "-n"]
    if prefix and not _sudo_asks_nothing():
        return None
    say("Für die Tests im Browser wird ein Browser installiert …")
    for step in steps:
        subprocess.run(
            [*prefix, *step],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return find()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _sudo_asks_nothing() -> bool:
    return bool(shutil.which("sudo")) and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0
