"""Where is a browser for the tests? One of the system, never one downloaded by the test library."""

from __future__ import annotations

import os
from collections.abc import Callable

from tests import system_program

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
ON_WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
ON_MAC = tuple(
    f"/Applications/{name}.app/Contents/MacOS/{name}" for name in ("Google Chrome", "Microsoft Edge", "Chromium")
)
MANAGERS = {  # package manager → the commands that install a browser, in the order in which managers are looked for
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]],
    "dnf": [["dnf", "install", "-y", "chromium"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "chromium"]],
    "zypper": [["zypper", "--non-interactive", "install", "chromium"]],
    "brew": [["brew", "install", "--cask", "google-chrome"]],
    "winget": [["winget", "install", "--exact", "--id", "Google.Chrome"]],
}
SETTING = "REICHWEITE_BROWSER"
NOT_FOUND = "Kein Browser für die Tests gefunden."


def find() -> str | None:
    """Where is a Chromium, Chrome or Edge that starts? REICHWEITE_BROWSER comes first. None: nowhere known."""
    return system_program.first_that_starts(os.environ.get(SETTING), ON_PATH, ON_WINDOWS, ON_MAC)


def hint() -> str:
    """What does a person type to get a browser? One German line."""
    steps = system_program.commands(MANAGERS)
    return system_program.hint(NOT_FOUND, steps, "Bitte Chromium, Chrome oder Edge installieren.")


def install(say: Callable[[str], None]) -> str | None:
    """Install a browser where that asks for no password, and say where it is. None: not possible."""
    words = "Für die Tests im Browser wird ein Browser installiert …"
    return find() if system_program.install(system_program.commands(MANAGERS), say, words) else None
