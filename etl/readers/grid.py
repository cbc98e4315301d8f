"""How do sheets of cells (Excel, SpreadsheetML) become tables: which sheets, header row, blank rows, cells beside the table?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from etl.readers import header, umlauts
from etl.readers.sheet import Sheet
from etl.readers.table import ANY, Columns, Hint, Table, Unreadable, counted, finished, refusal
from store.german import listed

HEAD = 100  # rows in which the header must stand


@dataclass(frozen=True)
class Tried:
    """A sheet and the table on it, or why there is none; `fits`: how many of the columns wanted it names."""

    sheet: Sheet
    table: Table | None
    fault: Unreadable | None
    fits: int


def tables(
    file: str,
    sheets: list[Sheet],
    *,
    blatt: str | list[str] | None = None,
    kopfzeile: int | None = None,
    columns: Columns = ANY,
) -> list[Table]:
    """Which sheets are read, and what stands on each? Those of `blatt`, else every visible one whose columns fit.

    A sheet fits when it has at least half as many of the columns wanted as the one that has most: so a column that is
    missing on one sheet is told by whoever asks for it, and no sheet of the same kind is left out. Unreadable: `blatt`
    names a sheet that is not there; no visible sheet with a header; a sheet that looks like more rows without a header.
    """
    filled = [sheet for sheet in sheets if not sheet.is_empty()]
    if blatt is not None:
        return [table(file, _named(file, filled, name), kopfzeile=kopfzeile, columns=columns) for name in _list(blatt)]
    tried = [_tried(file, sheet, kopfzeile, columns) for sheet in filled]
    shown = [one for one in tried if one.sheet.visible]
    if not shown:
        raise refusal(file, "no_visible_sheet")
    best = max(one.fits for one in shown)
    alike = [one for one in tried if one.fits * 2 >= best > 0]
    taken = [one for one in alike if one.sheet.visible] or [one for one in shown if one.table][:1] or shown[:1]
    for one in taken:
        if one.fault:
            raise one.fault
    read = [one.table for one in taken if one.table]
    _refuse_headless(file, [one.sheet for one in shown if one.fault], read[0])
    notes, hints = _unread(read, shown, filled), _hidden_alike(alike)
    first = replace(read[0], notes=(*notes, *read[0].notes), hints=(*read[0].hints, *hints))
    return [first, *read[1:]]


def _unread(read: list[Table], shown: list[Tried], filled: list[Sheet]) -> Iterator[str]:
    """What is said of sheets that are left out."""
    if others := len(shown) - len(read):
        names = listed([f"„{one.part}“" for one in read])
        yield f"{counted(others, 'weiteres Blatt', 'weitere Blätter')} mit Inhalt nicht gelesen; gelesen wurde {names}."
    if hidden := len(filled) - len(shown):
        yield f"{counted(hidden, 'ausgeblendetes Blatt', 'ausgeblendete Blätter')} mit Inhalt nicht gelesen."


def _hidden_alike(alike: list[Tried]) -> Iterator[Hint]:
    """Hidden sheets with the columns of those that are read."""
    for one in alike:
        if one.table and not one.sheet.visible:
            yield Hint("blatt_ausgeblendet", one.table.frame.height, values={"sheet": one.sheet.name})


def _tried(file: str, sheet: Sheet, kopfzeile: int | None, columns: Columns) -> Tried:
    try:
        found = table(file, sheet, kopfzeile=kopfzeile, columns=columns)
    except Unreadable as fault:
        rows = sheet.cells.head(HEAD).iter_rows()
        return Tried(sheet, None, fault, max(header.named(row, columns.wanted) for row in rows))
    return Tried(sheet, found, None, header.named(found.frame.columns, columns.wanted))


def _refuse_headless(file: str, sheets: list[Sheet], read: Table) -> None:
    """A sheet whose rows are as wide as those of the table that is read is more of it, and must not be left out."""
    usual = len(read.frame.columns) - 1  # without `line`
    for sheet in sheets:
        widths = [header.width(row) for row in sheet.cells.head(HEAD).iter_rows()]
        filled = [width for width in widths if width]
        if usual > 2 and usual - 1 <= max(filled, default=0) <= usual and sum(w > 2 for w in filled) * 2 > len(filled):
            raise refusal(file, "sheet_without_header", name=sheet.name)


def _list(blatt: str | list[str]) -> list[str]:
    return [blatt] if isinstance(blatt, str) else blatt


def _named(file: str, filled: list[Sheet], name: str) -> Sheet:
    for sheet in filled:
        if sheet.name == name:
            return sheet
    known = ", ".join(f"„{sheet.name}“" for sheet in filled) or "keine"
    raise refusal(file, "no_sheet", name=name, known=known)


def table(file: str, sheet: Sheet, *, kopfzeile: int | None, columns: Columns) -> Table:
    """What rows stand on the sheet? Rows with content right of the last column name are `bad_lines`."""
    cells = sheet.cells.select(pl.all().str.normalize("NFC"))
    row, record, titles = _header(file, cells, kopfzeile)
    names = header.names(record, file=file, line=row)
    below = cells.with_row_index("line", 1).with_columns(pl.col("line").cast(pl.Int64)).slice(row)
    filled = below.filter(pl.any_horizontal(pl.col(cells.columns).str.contains(r"\S")))
    notes = []
    if titles:
        notes.append(f"{counted(titles, 'Zeile', 'Zeilen')} über der Kopfzeile (Zeile {row}) als Titel übersprungen.")
    if blank := below.height - filled.height:
        notes.append(f"{counted(blank, 'leere Zeile', 'leere Zeilen')} übersprungen.")
    inside, beside = cells.columns[: len(names)], cells.columns[len(names) :]
    wide = filled.filter(pl.any_horizontal(pl.lit(False), pl.col(beside).str.contains(r"\S")))["line"].to_list()
    dropped = {number for number, name in enumerate(names, 1) if name.lower() in columns.dropped}
    bad = dict.fromkeys(wide, "rechts_daneben|")
    bad |= {line: "fehlerwert|" for line, column in sheet.damaged if line > row and column not in dropped}
    good = filled.filter(~pl.col("line").is_in(list(bad))).select(*inside, "line")
    good = good.rename(dict(zip(inside, names, strict=True)))
    done = finished(good, list(bad.items()), file=file, encoding="", notes=notes, columns=columns, part=sheet.name)
    if fault := umlauts.spoilt(file, done.frame):
        raise fault
    return replace(done, hints=tuple(_hints(sheet, done, names)))


def _hints(sheet: Sheet, read: Table, names: list[str]) -> Iterator[Hint]:
    """What the sheet shows otherwise than it was read."""
    lines = set(read.frame["line"])
    if hidden := [line for line in sheet.hidden if line in lines]:
        yield Hint("zeilen_ausgeblendet", len(hidden), tuple(hidden))
    for number, name in enumerate(names, 1):
        years = [line for line, column in sheet.years if column == number and line in lines]
        if years and name in read.frame.columns:
            yield Hint("jahr_gezeigt", len(years), tuple(years), {"column": name})


def _header(file: str, cells: pl.DataFrame, kopfzeile: int | None) -> tuple[int, list[str], int]:
    """Row of the sheet and cells of the header, and how many title rows stand above it."""
    records = [list(row) for row in cells.head(kopfzeile or HEAD).iter_rows()]
    found = header.find(records) if kopfzeile is None else kopfzeile - 1
    if found is None or found >= len(records) or header.width(records[found]) < 2:
        raise refusal(file, "no_header")
    if kopfzeile is None:
        header.refuse_data_above(file, records, found)
    return found + 1, records[found], sum(header.width(record) > 0 for record in records[:found])
