"""What was handed out, to whom? One line for every edition, bundle and export, beside the editions; its owner alone may read it.

A line names the version or the edition its figures are of: with the audience that says which cells, for published figures are
kept for ever. A picture or a table counts as all of them: what it shows is a part. Lines are added and never changed.
Editions of before the ledger count as if they stood in it.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl

from store.audience import AUDIENCES, EVERYBODY, OFFICE, readers_of
from store.editions import all_editions, open_edition
from store.published import Published, StoreProblem, open_version
from store.rights import OTHERS
from store.tables import CELL_KEY, FIGURE, SHOWN
from store.versions import version

EDITION = "edition"  # a form; the others are those of exports/documents.py and exports/saved.py


@dataclass(frozen=True)
class HandedOut:
    """form: edition | word | pdf | powerpoint | excel | csv | bundle, png | svg of one finding; title: of the file or the edition;
    edition: whose figures, "" = those of the version; cells: how many figures were shown in them; key: print of the rounding key."""

    form: str
    title: str
    audience: str
    version: int
    edition: str
    cells: int
    key: str
    made_on: date


def enter(store: Path, line: HandedOut) -> None:
    """Adds one line, whole or not at all. Raises StoreProblem where it cannot be written: then nothing may be handed out."""
    text = json.dumps(asdict(line) | {"made_on": line.made_on.isoformat()}, ensure_ascii=False) + "\n"
    try:
        _file(store).parent.mkdir(exist_ok=True, mode=0o777 & ~OTHERS)
        opened = os.open(_file(store), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666 & ~OTHERS)
        with os.fdopen(opened, "a", encoding="utf-8") as file:
            file.write(text)
    except OSError as fault:
        raise StoreProblem(
            "broken", "Was ausgegeben wird, lässt sich im Speicher nicht eintragen. Bitte Platz und Rechte prüfen."
        ) from fault


def lines(store: Path) -> list[HandedOut]:
    """All that was handed out, oldest first. Raises StoreProblem for a damaged file."""
    return [*_editions_before(store), *_entered(store)]


def sources(store: Path, reader: str) -> dict[int, HandedOut]:
    """Version → the first line that gave its figures to this reader."""
    found: dict[int, HandedOut] = {}
    for line in lines(store):
        if reader in readers_of(line.audience):
            found.setdefault(line.version, line)
    return found


def figures_of(store: Path, line: HandedOut) -> Published:
    """The figures it gave away, all of them. Raises StoreProblem where they cannot be opened any more."""
    frozen = line.edition in (edition.name for edition in all_editions(store))
    return open_edition(store, line.edition) if frozen else open_version(version(store, line.version))


def cells_of_all(store: Path) -> pl.DataFrame:
    """CELL_KEY, cell: every figure that was handed out, with its number in the oldest version that shows it; null where that one
    did not keep numbers yet. Raises StoreProblem where figures cannot be opened any more."""
    shown = [pl.DataFrame(schema={name: FIGURE.schema[name] for name in (*CELL_KEY, "cell")})]
    for line in sources(store, OFFICE).values():
        figures = figures_of(store, line).table("figure").filter(pl.col("state").is_in(SHOWN))
        shown.append(figures.select(*CELL_KEY, "cell"))
    return pl.concat(shown).unique(CELL_KEY, keep="first", maintain_order=True)


def key_print(store: Path) -> str:
    """Which key rounds here? 16 hex digits that tell it from another one and nothing else; "" = there is none."""
    file = store / "rundung.key"
    return sha256(file.read_bytes().strip()).hexdigest()[:16] if file.is_file() else ""


def _file(store: Path) -> Path:
    return store / "editions" / "ausgegeben.jsonl"


def _entered(store: Path) -> list[HandedOut]:
    if not _file(store).is_file():
        return []
    try:
        said = [json.loads(text) for text in _file(store).read_text("utf-8").splitlines()]
        found = [HandedOut(**one | {"made_on": date.fromisoformat(one["made_on"])}) for one in said]
    except (ValueError, TypeError, KeyError) as fault:
        raise StoreProblem(
            "broken",
            f"Das Verzeichnis des Ausgegebenen ({_file(store).name}) ist beschädigt. Bitte aus der Sicherung zurückholen.",
        ) from fault
    return [line for line in found if line.audience in AUDIENCES]


def _editions_before(store: Path) -> Iterator[HandedOut]:
    """Editions that were frozen before there was a ledger."""
    named = {line.edition for line in _entered(store) if line.form == EDITION}
    for edition in reversed(all_editions(store)):
        if edition.name not in named:
            about = edition.about
            day = date.fromisoformat(about["made_on"])
            yield HandedOut(EDITION, edition.title, EVERYBODY, about["version"], edition.name, 0, "", day)
