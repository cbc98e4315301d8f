"""What does a delivered file hold? One file per format; each gives a `Table` of text cells, before any mapping."""
from pathlib import Path
from typing import Any

from etl.readers import excel, ffcsv, fixed_width, genesis, spreadsheetml, text
from etl.readers.table import Table, Unreadable, refusal

__all__ = ["Table", "Unreadable", "read"]

READERS = {
    "text": text.read,
    "excel": excel.read,
    "feste_breite": fixed_width.read,
    "genesis": genesis.read,
    "ffcsv": ffcsv.read,
    "spreadsheetml": spreadsheetml.read,
}


def read(path: Path, format: str, **layout: Any) -> Table:
    """What does the file hold? `layout`: the options of that format in the mapping of the source.

    Unreadable for every file that is not what the format says, and for an option that the format does not know.
    """
    if format not in READERS:
        raise refusal(
            path.name,
            f"das Format „{format}“ ist nicht bekannt",
            expected=f"eines von: {', '.join(READERS)}",
            please="die Zuordnung der Quelle ändern",
        )
    options = READERS[format].__kwdefaults__ or {}
    if unknown := sorted(layout.keys() - options.keys()):
        raise refusal(
            path.name,
            f"das Format „{format}“ kennt die Angabe {', '.join(f'„{name}“' for name in unknown)} nicht",
            expected=f"höchstens: {', '.join(options) or 'keine Angabe'}",
            please="die Zuordnung der Quelle ändern",
        )
    if not path.is_file():
        raise refusal(path.name, "die Datei ist nicht da oder keine gewöhnliche Datei", please="den Pfad prüfen")
    return READERS[format](path, **layout)
