"""How does a sheet of cells (Excel, SpreadsheetML) become a table: header row, blank rows, cells beside the table?"""

from dataclasses import dataclass

import polars as pl

from etl.readers import header
from etl.readers.table import Table, counted, finished, refusal

HEAD = 100  # rows in which the header must stand
BROKEN_CELL = "Eine Zelle enthält einen Fehlerwert (zum Beispiel #DIV/0!)"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `cells` all String, no nulls, row n = row n of the sheet; `damaged`: its rows with a broken cell."""

    name: str
    visible: bool
    cells: pl.DataFrame
    damaged: tuple[int, ...] = ()

    def is_empty(self) -> bool:
        return not any(column.str.contains(r"\S").any() for column in self.cells)


def chosen(file: str, sheets: list[Sheet], blatt: str | None) -> tuple[Sheet, list[str]]:
    """Which sheet is read, and what is said about the others? The first visible one with data, or `blatt`."""
    filled = [sheet for sheet in sheets if not sheet.is_empty()]
    if blatt is not None:
        named = [sheet for sheet in filled if sheet.name == blatt]
        if not named:
            raise refusal(file, "no_sheet", name=blatt)
        return named[0], []
    visible = [sheet for sheet in filled if sheet.visible]
    if not visible:
        raise refusal(file, "no_visible_sheet")
    notes = []
    if len(visible) > 1:
        others = counted(len(visible) - 1, "weiteres Blatt", "weitere Blätter")
        notes.append(f"{others} mit Inhalt nicht gelesen; gelesen wurde „{visible[0].name}“.")
    if hidden := len(filled) - len(visible):
        notes.append(f"{counted(hidden, 'ausgeblendetes Blatt', 'ausgeblendete Blätter')} mit Inhalt nicht gelesen.")
    return visible[0], notes


def table(file: str, sheet: Sheet, *, kopfzeile: int | None, notes: list[str]) -> Table:
    """What rows stand on the sheet? Rows with content right of the last column name are `bad_lines`."""
    row, record, titles = _header(file, sheet.cells, kopfzeile)
    names = header.names(record, file=file, line=row)
    below = sheet.cells.with_row_index("line", 1).with_columns(pl.col("line").cast(pl.Int64)).slice(row)
    filled = below.filter(pl.any_horizontal(pl.col(sheet.cells.columns).str.contains(r"\S")))
    notes = list(notes)
    if titles:
        notes.append(f"{counted(titles, 'Zeile', 'Zeilen')} über der Kopfzeile (Zeile {row}) als Titel übersprungen.")
    if blank := below.height - filled.height:
        notes.append(f"{counted(blank, 'leere Zeile', 'leere Zeilen')} übersprungen.")
    inside, beside = sheet.cells.columns[: len(names)], sheet.cells.columns[len(names) :]
    wide = filled.filter(pl.any_horizontal(pl.lit(False), pl.col(beside).str.contains(r"\S")))["line"].to_list()
    bad = dict.fromkeys(wide, "Rechts von der letzten benannten Spalte steht noch etwas")
    bad |= dict.fromkeys((line for line in sheet.damaged if line > row), BROKEN_CELL)
    good = filled.filter(~pl.col("line").is_in(list(bad))).select(*inside, "line")
    good = good.rename(dict(zip(inside, names, strict=True)))
    return finished(good, list(bad.items()), file=file, encoding="", notes=notes, part=sheet.name)


def _header(file: str, cells: pl.DataFrame, kopfzeile: int | None) -> tuple[int, list[str], int]:
    """Row of the sheet and cells of the header, and how many title rows stand above it."""
    records = [list(row) for row in cells.head(kopfzeile or HEAD).iter_rows()]
    found = header.find(records) if kopfzeile is None else kopfzeile - 1
    if found is None or found >= len(records) or header.width(records[found]) < 2:
        raise refusal(file, "no_header")
    return found + 1, records[found], sum(header.width(record) > 0 for record in records[:found])
