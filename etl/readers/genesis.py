"""Reads the "table" CSV of GENESIS databases (regionalstatistik.de): titles, header levels, areas, notes."""

import re

import polars as pl

from etl.content import Content
from etl.readers import lines
from etl.readers.encoding import encoding_of, utf8_chunks
from etl.readers.table import ANY, Columns, Table, counted, finished, refusal
from etl.readers.text import records_of, top_of

DATE = re.compile(r"\b(\d{2}\.\d{2}\.\d{4})\b")
DAY_OR_YEAR = r"^(\d{2}\.\d{2}\.)?\d{4}$"
YEAR = re.compile(r"(?:19|20)\d\d")
DATED = r"^(\d{2}\.\d{2}\.)?(19|20)\d\d$"
KEY = r"^[0-9A-Z]{1,12}$"
RULE = re.compile(rb"^_{3,}[; ]*$", re.MULTILINE)  # the line that ends the table


def read(content: Content, *, columns: Columns = ANY, nur: str | None = None) -> list[Table]:
    """What numbers does a GENESIS table hold? One table, one row per value cell.

    `stichtag` (DD.MM.YYYY or a year, from the first column, a further row label, a level of the header or the title lines), `schluessel`, `name` (no indentation),
    `zeile_1` … (further row labels), `kopf_1` … (header levels), `wert` (as written: `-` nothing, `.` secret or
    unknown, `x`, `/`, `...`), `line`. `nur`: regular expression on `schluessel`; other areas are passed over, counted.
    Rows whose every value is `-` (dissolved or uninhabited areas) are left out, counted. Unreadable: no header, no
    rule below the table, no date.
    """
    encoding = encoding_of(content)
    data = b"".join(utf8_chunks(content, encoding))
    titles, levels, first_line = _head(content, top_of(data))
    end = RULE.search(data)
    if end is None:
        raise refusal(content.name, "no_end")
    labels = min(next(number for number, cell in enumerate(level) if cell.strip()) for level in levels)
    names = [f"c{number}" for number in range(max(map(len, levels)))]
    cells = lines.split([data[: end.start()]], names=names, delimiter=";", first_line=first_line, file=content.name)
    titled = [f"Gelesen: {' '.join(titles)}."]
    table = finished(cells.frame(), cells.bad_lines, file=content.name, encoding=encoding, notes=titled)
    days = _days(levels, labels)
    rows, bad = _labelled(content, table.frame, labels, None if days else titles)
    rows, notes = _wanted(content, rows, nur, names[labels:])
    long = _long(rows, names[labels:], levels, days)
    bad_lines = tuple(sorted(table.bad_lines + bad))
    return [Table(columns.emptied(long), encoding, table.notes + notes, bad_lines)]


def _head(content: Content, text: str) -> tuple[list[str], list[list[str]], int]:
    """Title lines, header levels (rows that begin with two empty cells) and the first line of the table."""
    titles: list[str] = []
    levels: list[list[str]] = []
    for line, cells in records_of(text, ";"):
        if len(cells) > 2 and not cells[0].strip() and not cells[1].strip() and any(cell.strip() for cell in cells):
            levels.append(cells)
        elif levels:
            return titles, levels, line
        elif title := " ".join(cell.strip() for cell in cells if cell.strip()):
            titles.append(title)
    raise refusal(content.name, "no_genesis_head")


def _labelled(
    content: Content, frame: pl.DataFrame, labels: int, titles: list[str] | None
) -> tuple[pl.DataFrame, tuple[tuple[int, str], ...]]:
    """Rows with named label columns; rows that do not begin with date and key are bad lines.

    titles: where the day stands, if the rows do not begin with one; None: the header says it of each column.
    """
    dated = 0 < frame.height <= 2 * frame["c0"].str.contains(DAY_OR_YEAR).sum()
    found = ["stichtag"] * dated + ["schluessel", "name"]
    if labels < len(found):
        raise refusal(content.name, "too_few_labels", labels=labels)
    found += [f"zeile_{number}" for number in range(1, labels - len(found) + 1)]
    rows = frame.rename(dict(zip(frame.columns[:labels], found, strict=True)))
    is_row = pl.col("schluessel").str.contains(KEY)
    if dated:
        is_row &= pl.col("stichtag").str.contains(DAY_OR_YEAR)
    elif beside := _dated_label(rows.filter(is_row)):
        rows = rows.with_columns(stichtag=pl.col(beside).str.strip_chars())
    elif titles is not None:
        rows = rows.with_columns(stichtag=pl.lit(_date_of(content, titles)))
    bad = tuple((line, "ohne_gebiet|") for line in rows.filter(~is_row)["line"])
    return rows.filter(is_row).with_columns(pl.col(found).str.strip_chars()), bad


def _dated_label(rows: pl.DataFrame) -> str | None:
    """Which further row label is a day or a year in every row?"""
    labels = [name for name in rows.columns if name.startswith("zeile_")] if rows.height else []
    return next((name for name in labels if rows[name].str.strip_chars().str.contains(DATED).all()), None)


def _days(levels: list[list[str]], labels: int) -> list[str] | None:
    """The day or year over each column of values, where a level of the header names nothing else; None: no level does."""
    for level in levels:
        found = [DATE.search(cell) or YEAR.fullmatch(cell.strip()) for cell in level[labels:]]
        if any(found) and all(day or not cell.strip() for day, cell in zip(found, level[labels:], strict=True)):
            days = pl.Series([day and day[0] for day in found], dtype=pl.String).forward_fill().fill_null("").to_list()
            level[labels:] = days
            return days
    return None


def _date_of(content: Content, titles: list[str]) -> str:
    dates: list[str] = DATE.findall(" · ".join(titles))
    if not dates:
        raise refusal(content.name, "no_date")
    return dates[-1]


def _wanted(
    content: Content, rows: pl.DataFrame, nur: str | None, values: list[str]
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rows of the areas asked for that hold a number, and what was left out."""
    try:
        wanted = rows if nur is None else rows.filter(pl.col("schluessel").str.contains(nur))
    except pl.exceptions.ComputeError:
        raise refusal(content.name, "no_pattern") from None
    living = wanted.filter(~pl.all_horizontal(pl.col(values).str.strip_chars() == "-"))
    other, empty = rows.height - wanted.height, wanted.height - living.height
    notes = []
    if nur is not None:
        notes.append(f"{counted(other, 'Zeile', 'Zeilen')} anderer Gebiete übergangen (Zuordnung: nur = „{nur}“).")
    if empty:
        notes.append(f"{counted(empty, 'Zeile', 'Zeilen')} ohne Zahl („-“: Gebiet aufgelöst, unbewohnt) ausgelassen.")
    return living, tuple(notes)


def _long(rows: pl.DataFrame, values: list[str], levels: list[list[str]], days: list[str] | None) -> pl.DataFrame:
    """One row per value cell, in the order of the file, with its header levels."""
    first = int(values[0].removeprefix("c"))
    padded = [[cell.strip() for cell in level] + [""] * len(values) for level in levels]
    heads = {f"kopf_{n}": level[first : first + len(values)] for n, level in enumerate(padded, 1)}
    columns = pl.DataFrame({"column": values, "position": range(len(values))} | heads)
    labels = ["stichtag", "schluessel", "name", *(name for name in rows.columns if name.startswith("zeile_"))]
    if days is not None and "stichtag" not in rows.columns:
        columns = columns.with_columns(stichtag=pl.Series(days + [""] * len(values))[: len(values)])
    index = [name for name in (*labels, "line") if name in rows.columns]
    long = rows.unpivot(on=values, index=index, variable_name="column", value_name="wert")
    long = long.join(columns, on="column").sort("line", "position")
    return long.select(*labels, *heads, pl.col("wert").str.strip_chars(), "line")
