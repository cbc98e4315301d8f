"""Reads delimited text (CSV): delimiter, encoding and header row are found."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from itertools import chain

from etl.content import Content
from etl.readers import header, lines
from etl.readers.encoding import encoding_of, utf8_chunks
from etl.readers.table import ANY, Columns, Table, counted, finished, refusal

HEAD = 64 * 1024  # characters in which the header row must stand

OTHER_DELIMITER = re.compile(f"[{''.join(map(re.escape, lines.DELIMITERS))}](?! )")  # a blank after it makes words


def read(content: Content, *, columns: Columns = ANY, kopfzeile: int | None = None) -> list[Table]:
    """What rows does a delimited text file hold? One table.

    `kopfzeile`: 1-based line of the column names, where they cannot be found. Rows with too few or too many cells,
    stray quotes or a huge cell are `bad_lines`. Unreadable: empty file, no header, a name twice, wrong encoding.
    """
    encoding = encoding_of(content)
    chunks = utf8_chunks(content, encoding)
    first = next(chunks, b"")
    if not first.strip():
        raise refusal(content.name, "empty")
    delimiter, records, row = _header(content, top_of(first), kopfzeile)
    line, record = records[row]
    cells = lines.split(
        chain([first], chunks),
        names=header.names(record, file=content.name, line=line),
        delimiter=delimiter,
        first_line=line + 1 + sum(cell.count("\n") for cell in record),
        file=content.name,
    )
    notes = []
    titles = sum(header.width(other) > 0 for _, other in records[:row])
    if titles:
        notes.append(f"{counted(titles, 'Zeile', 'Zeilen')} über der Kopfzeile (Zeile {line}) als Titel übersprungen.")
    if cells.blank:
        notes.append(f"{counted(cells.blank, 'leere Zeile', 'leere Zeilen')} übersprungen.")
    return [
        finished(cells.frame(), cells.bad_lines, file=content.name, encoding=encoding, notes=notes, columns=columns)
    ]


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


def _header(content: Content, text: str, kopfzeile: int | None) -> tuple[str, list[tuple[int, list[str]]], int]:
    """Which delimiter, which records (line, cells), and which of these is the header? The widest header wins, of those first whose
    names hold no other delimiter: a cell may hold a list."""
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
        raise refusal(content.name, "no_header")
    whole = [one for one in found if not any(map(OTHER_DELIMITER.search, one[1][one[2]][1]))]
    delimiter, records, row = max(whole or found, key=lambda one: header.width(one[1][one[2]][1]))
    if kopfzeile is None:
        header.refuse_data_above(content.name, [cells for _, cells in records], row)
        _refuse_other_delimiter(content.name, text.split("\n"), records[row], delimiter)
    return delimiter, records, row


def _refuse_other_delimiter(file: str, text: list[str], header_row: tuple[int, list[str]], delimiter: str) -> None:
    """Are the lines above the header titles, or rows of a table with another delimiter? A blank after it makes a title."""
    line, names = header_row
    for sign in lines.DELIMITERS.keys() - {delimiter}:
        cells = [header.filled(re.split(rf"{re.escape(sign)}(?! )", one)) for one in text[: line - 1]]
        alike = [n for n in cells if n >= header.LEAST_DATA and (n == header.width(names) or cells.count(n) > 1)]
        if alike:
            raise refusal(file, "data_above", rows=len(alike), line=line)
