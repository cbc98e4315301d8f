"""Reads delimited text (CSV): delimiter, encoding and header row are found."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain
from pathlib import Path

from etl.readers import header, lines
from etl.readers.encoding import encoding_of, utf8_chunks
from etl.readers.table import Table, counted, finished, refusal

HEAD = 64 * 1024  # characters in which the header row must stand


def read(path: Path, *, kopfzeile: int | None = None) -> Table:
    """What rows does a delimited text file hold?

    `kopfzeile`: 1-based line of the column names, where they cannot be found. Rows with too few or too many cells,
    stray quotes or a huge cell are `bad_lines`. Unreadable: empty file, no header, a name twice, wrong encoding.
    """
    encoding = encoding_of(path)
    chunks = utf8_chunks(path, encoding)
    first = next(chunks, b"")
    if not first.strip():
        raise refusal(path.name, "empty")
    delimiter, records, row = _header(path, top_of(first), kopfzeile)
    line, record = records[row]
    cells = lines.split(
        chain([first], chunks),
        names=header.names(record, file=path.name, line=line),
        delimiter=delimiter,
        first_line=line + 1 + sum(cell.count("\n") for cell in record),
        file=path.name,
    )
    notes = []
    titles = sum(header.width(other) > 0 for _, other in records[:row])
    if titles:
        notes.append(f"{counted(titles, 'Zeile', 'Zeilen')} über der Kopfzeile (Zeile {line}) als Titel übersprungen.")
    if cells.blank:
        notes.append(f"{counted(cells.blank, 'leere Zeile', 'leere Zeilen')} übersprungen.")
    return finished(cells.frame(), cells.bad_lines, file=path.name, encoding=encoding, notes=notes)


def top_of(data: bytes) -> str:
    """What are the first whole lines, where titles and header stand?"""
    text = data[:HEAD].decode(errors="ignore").replace("\r", " ")
    return text if len(data) <= HEAD else text[: text.rfind("\n") + 1]


def records_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """What are the rows of a text: 1-based line and cells?"""
    reader = csv.reader(StringIO(text, newline="\n"), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _header(path: Path, text: str, kopfzeile: int | None) -> tuple[str, list[tuple[int, list[str]]], int]:
    """Which delimiter, which records (line, cells), and which of these is the header? The widest header wins."""
    found = []
    for delimiter in lines.DELIMITERS:
        records = list(records_of(text, delimiter))
        if kopfzeile is None:
            row = header.find([cells for _, cells in records])
        else:
            wanted = (n for n, (line, cells) in enumerate(records) if line == kopfzeile and header.width(cells) > 1)
            row = next(wanted, None)
        if row is not None:
            found.append((delimiter, records, row))
    if not found:
        raise refusal(path.name, "no_header")
    return max(found, key=lambda one: header.width(one[1][one[2]][1]))
