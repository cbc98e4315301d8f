"""What does every reader hand on, and what does it say when a file cannot be read?"""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from store import german

REFUSALS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("refusals.toml").read_text("utf-8"))
LONGEST_CELL = 10_000  # bytes; a longer cell is damage, never data


@dataclass(frozen=True)
class Columns:
    """What does a mapping say of the columns of a file? Names in lower case.

    `wanted`: they are used. `dropped`: they are not read at all; they keep their name and lose their cells.
    """

    wanted: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()

    def emptied(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Without the cells of the columns that are dropped."""
        return frame.with_columns(pl.lit("").alias(c) for c in frame.columns if c.lower() in self.dropped)


ANY = Columns()


@dataclass(frozen=True)
class Hint:
    """What is told of a file though it is read: a code of etl/findings.toml, how many rows, which lines, what else."""

    code: str
    rows: int
    lines: tuple[int, ...] = ()
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """What does a file, or a sheet of it, hold before any mapping?

    `frame`: every column String ("" = empty cell, never null), plus `line` Int64 = 1-based line of the file (Excel,
    SpreadsheetML: row of the sheet) where the row begins.
    `encoding`: utf-8, utf-8-sig, utf-16 or cp1252; "" where the format has none.
    `notes`: German sentences about what was skipped and why, for the user.
    `bad_lines`: (line, reason) of every data row that does not fit the table: they become rejected rows; a reason is
    a code with what belongs to it, parted by |.
    `part`: name of the sheet that was read; "" where there is none.
    `hints`: what the office should look at.
    """

    frame: pl.DataFrame
    encoding: str
    notes: tuple[str, ...]
    bad_lines: tuple[tuple[int, str], ...]
    part: str = ""
    hints: tuple[Hint, ...] = ()


class Unreadable(Exception):
    """The file cannot be read: its code in refusals.toml and what stands in that text; as words, the German text itself.

    `where`: file and line. Never a cell value.
    """

    def __init__(self, where: str, code: str, values: dict[str, object]) -> None:
        said = {part: text.format(**values) for part, text in REFUSALS[code].items()}
        expected = f"Erwartet wird {said['expected']}. " if "expected" in said else ""
        super().__init__(f"{where}: {said['what']}. {expected}Bitte {said['please']}.")
        self.code, self.values = code, values


def refusal(where: str, code: str, **values: object) -> Unreadable:
    """What is said of a file that cannot be read? `where`: file, line; `values`: what stands in the text."""
    return Unreadable(where, code, values)


def finished(
    frame: pl.DataFrame,
    bad_lines: list[tuple[int, str]],
    *,
    file: str,
    encoding: str,
    notes: list[str],
    columns: Columns = ANY,
    part: str = "",
) -> Table:
    """Which rows belong to the table, which are damage or notes below it? Moves the latter to `bad_lines`.

    Drops unnamed columns (`spalte_3`) that hold nothing. Unreadable when most rows are bad.
    """
    cells = [name for name in frame.columns if name != "line"]
    read = [name for name in cells if name.lower() not in columns.dropped]
    huge = pl.any_horizontal(pl.lit(False), pl.col(read).str.len_bytes() > LONGEST_CELL)
    lonely = pl.sum_horizontal((pl.col(cells) != "").cast(pl.UInt16)) <= (len(cells) > 2)
    reason = pl.when(huge).then(pl.lit("riesige_zelle|")).otherwise(pl.lit("eine_zelle|"))
    odd = frame.filter(huge | lonely).select("line", reason)
    if odd.height:
        frame = frame.join(odd, on="line", how="anti", maintain_order="left")
    bad = sorted(bad_lines + odd.rows())
    refuse_mostly_bad(len(bad), frame.height, file)
    unnamed = [name for name in cells if name.startswith("spalte_") and not frame[name].str.contains(r"\S").any()]
    return Table(columns.emptied(frame.drop(unnamed)), encoding, tuple(notes), tuple(bad), part)


def refuse_mostly_bad(bad: int, good: int, file: str) -> None:
    """Does the file fit its own header at all? Unreadable when more than 100 rows and more than half of all do not."""
    if bad > 100 and bad > good:
        raise refusal(file, "mostly_bad", bad=bad, good=good)


def counted(number: int, one: str, many: str) -> str:
    """How many of what, in German words: „1 leere Zeile“, „3 leere Zeilen“."""
    return f"{german.number(number)} {one if number == 1 else many}"
