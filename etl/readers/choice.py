"""Which rows of a file are wanted? Those whose cells in the columns of `nur` are among the words named there; * stands for anything."""

import re
from dataclasses import replace

import polars as pl

from etl.readers.table import Table, counted, refusal


def chosen(file: str, table: Table, nur: dict[str, list[str]]) -> Table:
    """The rows that `nur` names; the others are no rejected rows, a note counts them. Unreadable: a column is not there, no row."""
    columns = {name.lower(): name for name in table.frame.columns if name != "line"}
    missing = [name for name in nur if name.lower() not in columns]
    if missing:
        raise refusal(
            file, "no_column_to_choose", name=missing[0], known=", ".join(f"„{name}“" for name in columns.values())
        )
    fits = [pl.col(columns[name.lower()]).str.strip_chars().str.contains(_any_of(words)) for name, words in nur.items()]
    wanted = table.frame.filter(fits)
    if wanted.is_empty() and not table.frame.is_empty():
        raise refusal(file, "nothing_chosen", names=" und ".join(f"„{name}“" for name in nur))
    left = table.frame.height - wanted.height
    note = f"{counted(left, 'Zeile', 'Zeilen')} übergangen (Zuordnung: nur = {', '.join(nur)})."
    return replace(table, frame=wanted, notes=(*table.notes, note))


def _any_of(words: list[str]) -> str:
    return "^(?:" + "|".join(re.escape(word).replace(r"\*", ".*") for word in words) + ")$"
