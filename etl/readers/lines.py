"""How do the lines of a delimited text become rows of cells, with the true line number and nothing lost?

One regular expression says what a good row is: the right number of cells, each either quoted or free of quotes
(RFC 4180). Good rows go to the CSV parser at once. A line that opens a quoted cell is joined with the lines below it.
Every other line is a bad line of its own, so that a stray quote never swallows the rows below.
"""

import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from etl.readers.table import refuse_mostly_bad

DELIMITERS = {";": ";", "\t": r"\t", "|": r"\|", ",": ","}  # character -> in a regular expression
LONGEST_ROW = 200  # lines that one row with line breaks in its cells may span
ROWS = {"text": pl.String, "line": pl.Int64}


def split(chunks: Iterable[bytes], *, names: list[str], delimiter: str, first_line: int, file: str) -> "Cells":
    """What are the rows from `first_line` on? Chunks are whole lines of UTF-8 from the first line of the file on."""
    cells = Cells(names, delimiter, first_line, file)
    unfinished = b""
    for chunk in _ahead(chunks):
        unfinished = cells.add(unfinished + chunk, final=False)
    if unfinished:
        cells.add(unfinished, final=True)
    return cells


def _ahead(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same chunks; the next one is recoded while one is worked on."""
    with ThreadPoolExecutor(1) as beside:
        source = iter(chunks)
        following = beside.submit(next, source, None)
        while chunk := following.result():
            following = beside.submit(next, source, None)
            yield chunk


class Cells:
    """What was split so far: `frame()` (String columns and `line`), `bad_lines` with reasons, and `blank` lines."""

    def __init__(self, names: list[str], delimiter: str, first_line: int, file: str) -> None:
        sign = DELIMITERS[delimiter]
        cell = rf'(?:"[^"]*(?:""[^"]*)*"|[^"{sign}]*)'
        self.good = rf"{cell}(?:{sign}{cell}){{{len(names) - 1}}}{sign}*"  # empty cells at the end hold nothing
        self.empty = rf'(?:\s|{sign}|"")*'
        self.unfinished = rf'(?:{cell}{sign})*"[^"]*(?:""[^"]*)*'
        self.names, self.delimiter, self.first_line, self.file = names, delimiter, first_line, file
        self.next_line, self.rows, self.blank = 1, 0, 0
        self.pieces: list[pl.DataFrame] = []
        self.bad_lines: list[tuple[int, str]] = []

    def frame(self) -> pl.DataFrame:
        """All good rows, in the order of the file."""
        empty = pl.DataFrame(schema=dict.fromkeys(self.names, pl.String) | {"line": pl.Int64})
        return pl.concat([empty, *self.pieces])

    def add(self, data: bytes, *, final: bool) -> bytes:
        """Splits whole lines; returns those at the end that open a cell which only the next chunk can close."""
        lines = self._sorted(data)
        joined, used, dealt_with = self._join(lines, final=final)
        self.next_line += dealt_with
        kept = lines.head(dealt_with).filter(~pl.col("line").is_in(used))
        self.blank += kept.filter(pl.col("kind") == "blank").height
        good = kept.filter(pl.col("kind") == "good").select("text", "line")
        rows = pl.concat([good, joined]).sort("line")
        piece = self._parsed(rows, data if good.height == lines.height else "\n".join(rows["text"]).encode())
        self.pieces.append(piece)
        self.rows += piece.height
        refuse_mostly_bad(len(self.bad_lines), self.rows, self.file)
        return b"".join(f"{line}\n".encode() for line in lines["text"][dealt_with:])

    def _sorted(self, data: bytes) -> pl.DataFrame:
        """Every line (text, line) with its kind: head, blank, good or odd."""
        lines = pl.read_lines(data, name="text", row_index_name="line", row_index_offset=self.next_line)
        kind = (
            pl.when(pl.col("line") < self.first_line).then(pl.lit("head"))
            .when(pl.col("text").str.contains(f"^{self.empty}$")).then(pl.lit("blank"))
            .when(pl.col("text").str.contains(f"^{self.good}$")).then(pl.lit("good"))
            .otherwise(pl.lit("odd"))
        )  # fmt: skip
        return lines.with_columns(pl.col("line").cast(pl.Int64), kind=kind)

    def _join(self, lines: pl.DataFrame, *, final: bool) -> tuple[pl.DataFrame, list[int], int]:
        """Which rows span several lines, which lines are used up, and how many lines of the chunk are dealt with?"""
        texts, numbers = lines["text"], lines["line"]
        rows: list[tuple[str, int]] = []
        used: list[int] = []
        done = 0
        for start in (lines["kind"] == "odd").arg_true().to_list():
            if start < done:
                continue
            end = self._end(texts, lines["kind"], start)
            if end == len(texts) and not final:
                return pl.DataFrame(rows, ROWS, orient="row"), used, start
            if end is None or end == len(texts):
                self.bad_lines.append((numbers[start], self._reason(texts[start])))
                end = start
            else:
                rows.append(("\n".join(texts[start : end + 1]), numbers[start]))
            used.extend(numbers[start : end + 1])
            done = end + 1
        return pl.DataFrame(rows, ROWS, orient="row"), used, len(texts)

    def _end(self, texts: pl.Series, kinds: pl.Series, start: int) -> int | None:
        """In which line ends the row that starts here? The number of lines = beyond this chunk; None = it is no row."""
        row = texts[start]
        if not re.fullmatch(self.unfinished, row):
            return None
        for end in range(start + 1, min(start + LONGEST_ROW, len(texts))):
            if kinds[end] == "good":  # a complete row is never part of a cell: the quote above it is damage
                return None
            row += "\n" + texts[end]
            if '"' in texts[end] and re.fullmatch(self.good, row):
                return end
            if '"' in texts[end] and not re.fullmatch(self.unfinished, row):
                return None
        return len(texts) if start + LONGEST_ROW > len(texts) else None

    def _reason(self, text: str) -> str:
        bare = re.sub(r'"[^"]*"', "", text)
        found = bare.count(self.delimiter) + 1
        if '"' in bare:
            return "anfuehrungszeichen|"
        if found == len(self.names):
            return "neben_anfuehrungszeichen|"
        return f"{'zu_wenige' if found < len(self.names) else 'zu_viele'}_zellen|{found}|{len(self.names)}"

    def _parsed(self, rows: pl.DataFrame, text: bytes) -> pl.DataFrame:
        """The cells of good rows; `text` holds exactly these rows."""
        schema = dict.fromkeys(self.names, pl.String)
        if rows.is_empty():
            return pl.DataFrame(schema=schema | {"line": pl.Int64})
        frame = pl.read_csv(
            text, has_header=False, separator=self.delimiter, schema=schema, empty_string_is_null=False,
            extra_columns="ignore",
        )  # fmt: skip
        if frame.height != rows.height:
            raise RuntimeError(f"{self.file}: {rows.height} rows went into the CSV parser, {frame.height} came out")
        return frame.with_columns(rows["line"])
