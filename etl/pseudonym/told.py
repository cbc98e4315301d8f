"""What is said of a list that becomes a file with keys? German lines out of words.toml; lines are numbered, no cell is named."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from etl.findings import MOST_LINES
from etl.pseudonym.columns import ASKED, DATES, MADE, Chosen, ColumnProblem, quoted
from etl.pseudonym.rows import TOLD, Written
from etl.readers import Table
from store.german import listed, number

WORDS: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
SAID, REFUSED = WORDS["told"], WORDS["refused"]


def lines_of(file: str, chosen: Chosen, form: str, made: Written, table: Table) -> Iterator[str]:
    """Which columns were what, what comes along, what is left out, and which rows are to be looked at."""
    unread = tuple(line for line, _ in table.bad_lines)
    yield SAID["file"].format(file=file, rows=number(len(made.rows) + len(unread)))
    yield from (f"  {note}" for note in table.notes)
    for meaning, about in ASKED.items():
        if meaning in chosen.asked:
            written = SAID["form"].format(form=form) if meaning == "born" else ""
            yield SAID["asked"].format(label=about["label"], column=chosen.asked[meaning], form=written)
        else:
            yield SAID["without"].format(label=about["label"])
    yield SAID["kept"].format(columns=quoted(chosen.kept)) if chosen.kept else SAID["kept_none"]
    yield SAID["left_out"].format(columns=quoted(chosen.left_out))
    yield SAID["instead"].format(columns=", ".join(MADE))
    for code, lines in {"unread": unread, **{code: made.told[code] for code in TOLD}}.items():
        if lines:
            yield SAID[code].format(rows=_rows(len(lines)), lines=_named(lines))


def refusal(problem: ColumnProblem, column: str) -> str:
    """Why the columns of a file cannot be used; `column`: that of the birth dates."""
    forms = ", ".join(form["label"] for form in DATES)
    said = REFUSED[problem.code] + WORDS["option"].get(problem.code, "")
    return said.format(**{"column": column, "forms": forms, **problem.values})


def _rows(count: int) -> str:
    return "1 Zeile" if count == 1 else f"{number(count)} Zeilen"


def _named(lines: tuple[int, ...]) -> str:
    first, more = [str(line) for line in lines[:MOST_LINES]], len(lines) - MOST_LINES
    shown = f"{', '.join(first)} und {number(more)} weitere" if more > 0 else listed(first)
    return f"Zeile {shown}" if len(lines) == 1 else f"Zeilen {shown}"
