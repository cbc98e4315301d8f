"""Which key encrypts the rows of children, where does it lie, and is there a copy that was proved? Standard library only.

The key is the content of one file: the one that REICHWEITE_KEY_FILE names, else the one in the user's own folder. It
never lies in the repository and never in a store. The day on which a copy was proved stands in a small file beside it.
On Windows its rights are those of the user's folder: there are no others to set.
"""

import os
import secrets
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from store.versions import Version, newest

SETTING = "REICHWEITE_KEY_FILE"
SHORTEST = 32
REPOSITORY = Path(__file__).resolve().parents[1]
LOSS = (
    "Ohne diese Datei lassen sich die Einzeldaten des Speichers nie mehr öffnen; es bleiben nur die veröffentlichten "
    "Zahlen. Bitte eine Kopie an einem anderen Ort aufheben, nicht bei der Sicherung des Speichers, und prüfen: "
    "python -m etl key prove KOPIE"
)

ON_WINDOWS = "\nUnter Windows setzt das Programm keine eigenen Rechte: Es gelten die Ihres Benutzerordners."


class KeyProblem(Exception):
    """German text: the key file is missing, too short, lies in a wrong place, or does not fit the store."""


def key_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Where the key lies, whether it is there or not; None where the setting is empty: no key is wanted."""
    named = environment.get(SETTING)
    if named is None:
        return Path.home() / ".reichweitenmonitor" / "schluessel"
    return Path(named) if named else None


def read_key(environment: Mapping[str, str] = os.environ) -> str | None:
    """The key as hex; None where none is wanted, or none is named and none lies in the user's folder. Raises KeyProblem."""
    path = key_file(environment)
    if path and path.is_file():
        return content_of(path)
    if path and environment.get(SETTING):
        raise KeyProblem(f"Die Schlüsseldatei {path.name} aus {SETTING} fehlt. Bitte den Pfad prüfen.")
    return None


def content_of(path: Path) -> str:
    """The key that a file holds, as hex. Raises KeyProblem."""
    content = path.read_bytes().strip()
    if len(content) < SHORTEST:
        raise KeyProblem(
            f"Die Schlüsseldatei {path.name} ist zu kurz: mindestens {SHORTEST} Zeichen. "
            "Eine neue macht: python -m etl key make"
        )
    return content.hex()


def make(path: Path, store: Path) -> None:
    """Writes a new key that only its owner can read. Raises KeyProblem: a key that is there or was lost is not replaced."""
    wrong = misplaced(path, store)
    if wrong:
        raise KeyProblem(wrong)
    if not path.is_file() and encrypted(store):
        raise KeyProblem(
            f"Der Speicher {store} ist schon verschlüsselt, sein Schlüssel fehlt: {path}. "
            "Bitte die Kopie dorthin legen; ein neuer Schlüssel öffnet ihn nicht."
        )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_new(path, secrets.token_hex(32), f"Es gibt schon einen Schlüssel: {path}. Er wird nie überschrieben.")


def write_new(path: Path, text: str, there: str) -> None:
    """Writes a file that only its owner can read, and that is on the disk then. Raises KeyProblem, saying `there`, where there is one."""
    try:
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyProblem(there) from None
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def encrypted(store: Path) -> Version | None:
    """The version that holds, where its rows are there and encrypted."""
    now = newest(store)
    return now if now and now.about().get("encrypted") and now.microdata.exists() else None


def misplaced(path: Path, store: Path) -> str | None:
    """What is wrong with the place of a key or of its copy? None: nothing."""
    for folder, name in ((store, "Speicher"), (REPOSITORY, "Programmordner")):
        if path.resolve().is_relative_to(folder.resolve()):
            return f"{path} liegt im {name}. Dort gehört kein Schlüssel hin; bitte einen anderen Ordner wählen."
    return None


def proved_on(path: Path) -> date | None:
    """When a copy of this key was proved; None: never, or the key is newer."""
    mark = _mark(path)
    if not mark.is_file() or mark.stat().st_mtime < path.stat().st_mtime:
        return None
    return date.fromisoformat(mark.read_text("ascii"))


def note_proof(path: Path, day: date) -> None:
    mark = _mark(path)
    mark.write_text(day.isoformat(), "ascii")
    mark.chmod(0o600)


def _mark(path: Path) -> Path:
    return path.with_name(f"{path.name}.kopie")


def told(path: Path) -> str:
    """Where the key lies, what its loss means, and what is still to be done."""
    if not path.is_file():
        return f"Noch kein Schlüssel: {path} gibt es nicht. Anlegen: python -m etl key make"
    proved = proved_on(path)
    copy = f"Eine Kopie wurde am {proved:%d.%m.%Y} geprüft." if proved else f"Eine Kopie ist noch nicht geprüft. {LOSS}"
    return f"Schlüssel: {path}\n{copy}{ON_WINDOWS if os.name == 'nt' else ''}"
