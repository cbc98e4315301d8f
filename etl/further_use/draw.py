"""Which families of a source's list are asked? A simple random sample, drawn by chance that nobody can repeat or steer.

Nothing of the list is told but row numbers, as a spreadsheet shows them.
"""

from dataclasses import dataclass
from pathlib import Path
from secrets import SystemRandom

import polars as pl

from etl.content import OnDisk
from etl.delivery import Refused
from etl.findings import some
from etl.readers import Unreadable, read
from etl.typed import SUM_WORDS, clean
from store.german import listed, number


@dataclass(frozen=True)
class Drawn:
    """units: the rows of each one drawn, in the order of the list; listed: so many are on the list; sums: rows left out."""

    units: tuple[tuple[int, ...], ...]
    listed: int
    sums: tuple[int, ...]


def draw(file: Path, count: int, by: str | None) -> Drawn:
    """A sample of `count` rows, or of those that have the same cell in column `by`. All of them where there are not more. Raises Refused."""
    frame = _rows(file)
    is_sum = pl.any_horizontal(
        clean(name).str.to_lowercase().is_in(SUM_WORDS) for name in frame.columns if name != "line"
    )
    rows = frame.filter(~is_sum)
    unit = clean(_column(rows, by)) if by else pl.col("line")
    if by and (empty := rows.filter(unit == "")["line"].to_list()):
        raise Refused(
            f"In der Spalte „{by}“ ist {number(len(empty))} Mal nichts eingetragen (Zeile {some(empty)}). "
            "Bitte ergänzen: Sonst könnten diese nicht gezogen werden."
        )
    units = rows.group_by(unit.alias("unit"), maintain_order=True).agg("line")["line"].to_list()
    if not units:
        raise Refused(f"{file.name}: Die Liste ist leer. Bitte eine Liste mit einer Zeile je Kind angeben.")
    chosen = SystemRandom().sample(units, min(count, len(units)))
    return Drawn(tuple(sorted(map(tuple, chosen))), len(units), tuple(frame.filter(is_sum)["line"]))


def _rows(file: Path) -> pl.DataFrame:
    try:
        tables = read(OnDisk(file), "text")
    except Unreadable as fault:
        raise Refused(str(fault)) from fault
    if len(tables) > 1:
        raise Refused(f"{file.name} hat mehrere Blätter mit einer Tabelle. Bitte eines davon allein speichern.")
    (table,) = tables
    if table.bad_lines:
        lines = [line for line, _ in table.bad_lines]
        raise Refused(
            f"{file.name}: {number(len(lines))} Zeilen passen nicht zur Kopfzeile (Zeile {some(lines)}). "
            "Bitte berichtigen: Sonst könnten diese nicht gezogen werden."
        )
    return table.frame


def _column(rows: pl.DataFrame, name: str) -> str:
    for column in rows.columns:
        if column.casefold() == " ".join(name.split()).casefold() and column != "line":
            return column
    known = listed([f"„{column}“" for column in rows.columns if column != "line"])
    raise Refused(f"Die Spalte „{name}“ gibt es nicht. Vorhanden: {known}.")


def lines_of(drawn: Drawn, *, families: bool) -> list[str]:
    """What is said of it: row numbers, and what belongs into the sample's own file."""
    what, everybody = ("Familien" if families else "Zeilen"), len(drawn.units) == drawn.listed
    told = [
        f"Gezogen: {number(len(drawn.units))} von {number(drawn.listed)} {what}. Zeilen der Liste, wie die Tabelle sie zählt:"
    ]
    if families:
        told += [f"Familie {n}: Zeile {', '.join(map(str, rows))}" for n, rows in enumerate(drawn.units, 1)]
    else:
        told.append(", ".join(str(row) for (row,) in drawn.units))
    if drawn.sums:
        told.append(f"Summenzeilen wurden nicht gezogen: Zeile {some(drawn.sums)}.")
    return [
        *told,
        "In mitnutzung_stichprobe_*.csv eintragen: "
        f"grundgesamtheit = {drawn.listed}, gezogen = {len(drawn.units)}, auswahl = {'alle' if everybody else 'zufall'}"
        + (", in den Antworten familie = die Nummer der Familie hier." if families else "."),
        "Diese Ausgabe aufbewahren, bis die Bögen erfasst sind: Eine zweite Ziehung zieht andere.",
    ]
