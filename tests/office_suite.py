"""Where is an office suite for the tests? They open every document with it, as a person would: LibreOffice of the system."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests import system_program

ON_PATH = ("soffice", "libreoffice")
ON_WINDOWS = (r"LibreOffice\program\soffice.exe",)
ON_MAC = ("/Applications/LibreOffice.app/Contents/MacOS/soffice",)
DEBIAN = [
    "libreoffice-writer",
    "libreoffice-impress",
    "libreoffice-calc",
    "fonts-crosextra-carlito",
    "fonts-crosextra-caladea",
]
MANAGERS = {  # package manager → the commands that install it, in the order in which managers are looked for
    "apt-get": [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *DEBIAN]],
    "dnf": [["dnf", "install", "-y", "libreoffice"]],
    "pacman": [["pacman", "-Sy", "--noconfirm", "libreoffice-fresh"]],
    "zypper": [["zypper", "--non-interactive", "install", "libreoffice"]],
    "brew": [["brew", "install", "--cask", "libreoffice"]],
    "winget": [["winget", "install", "--exact", "--id", "TheDocumentFoundation.LibreOffice"]],
}
PARTS = ("sw", "sc", "sd")  # libraries of the word processor, the sheets and the slides
SETTING = "REICHWEITE_OFFICE"
NOT_FOUND = "Kein LibreOffice für die Tests der Dokumente gefunden."


def find() -> str | None:
    """Where is a LibreOffice that starts and has all its parts? REICHWEITE_OFFICE comes first. None: nowhere known."""
    found = system_program.first_that_starts(os.environ.get(SETTING), ON_PATH, ON_WINDOWS, ON_MAC)
    return found if found and _whole(Path(found)) else None


def _whole(program: Path) -> bool:
    """Some systems bring the word processor alone. Where its parts lie elsewhere, all are taken to be there."""
    home = program.resolve().parent
    there = [any(home.glob(f"*{part}lo.*")) for part in PARTS]
    return all(there) or not any(there)


def hint() -> str:
    """What does a person type to get it? One German line."""
    return system_program.hint(NOT_FOUND, system_program.commands(MANAGERS), "Bitte LibreOffice installieren.")


def install(say: Callable[[str], None]) -> str | None:
    """Install it where that asks for no password, and say where it is. None: not possible."""
    words = "Für die Tests der Dokumente wird LibreOffice installiert (einige Minuten) …"
    return find() if system_program.install(system_program.commands(MANAGERS), say, words) else None


def as_pdf(program: str, document: Path, folder: Path) -> Path:
    """Opens a document without a window and prints it to a PDF in `folder`; a document in need of repair raises."""
    settings = (folder / "settings").resolve().as_uri()  # a user of its own, so that nobody's open windows matter
    command = [
        program,
        "--headless",
        f"-env:UserInstallation={settings}",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    done = subprocess.run([*command, str(document)], capture_output=True, text=True, timeout=120)
    made = folder / f"{document.stem}.pdf"
    if done.returncode or not made.is_file():
        raise RuntimeError(f"LibreOffice did not open {document.name}: {done.stdout}{done.stderr}")
    return made
