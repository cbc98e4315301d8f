"""Which tables does a document leave as plain text? One CSV per chart, table and measure, with what they mean, in one ZIP.

Semicolon, byte order mark, decimal comma, as German spreadsheets expect. A text that a spreadsheet would count out
(beginning with = + - @) gets an apostrophe in front.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from exports.content.figure_rows import Told, measures_told
from exports.content.shared import LETTERS
from exports.office.layout import stated
from exports.office.package import stamp, write_zip
from exports.office.sheet import Value, sheet_of, shown
from exports.report import Facts, Report
from store.german import count_shown
from views.figures.read import Figures
from views.words.cells import said

COUNTED_OUT = ("=", "+", "-", "@", "\t", "\r")
READ_ME, METADATA = "LIESMICH.txt", "metadaten.csv"


def write(figures: Figures, report: Report, path: Path) -> None:
    """Writes the ZIP."""
    write_zip(path, files(figures, report), stamp(report.facts))


def files(figures: Figures, report: Report) -> dict[str, bytes]:
    """Name → content of every file."""
    facts, entries, lines = report.facts, {}, []
    for number, (part, about) in enumerate(shown(report), 1):
        sheet = sheet_of(part, about, "")
        name = file_name(f"{number:02d} {sheet.title}", facts)
        entries[name] = written([sheet.heads, *sheet.rows])
        kind = ("Art", "Zahlen eines Diagramms" if sheet.chart else "Tabelle")
        lines += [(name, sheet.title, field, text) for field, text in (kind, *sheet.about) if text]
    for told in measures_told(figures, report):
        name = file_name(f"Kennzahl {told.label}", facts)
        entries[name] = _frame(told)
        lines += [(name, told.label, field, text) for field, text in told.about]
    whole = [("", "alle Dateien", field, text) for field, text in stated(facts).items()]
    entries[METADATA] = written([("Datei", "Inhalt", "Angabe", "Text"), *whole, *lines])
    entries[READ_ME] = _read_me(report, figures.base)
    return entries


def file_name(title: str, facts: Facts, ending: str = ".csv") -> str:
    """Letters, digits and lines only, short enough for a file share; DEMO in front where all is invented."""
    clean = re.sub(r"[^A-Za-z0-9]+", "_", title.translate(LETTERS)).strip("_")
    return ("DEMO_" if facts.demo else "") + clean[:60].strip("_") + ending


def written(rows: Iterable[Sequence[Value]]) -> bytes:
    text = "".join(";".join(map(_cell, row)) + "\r\n" for row in rows)
    return b"\xef\xbb\xbf" + text.encode("utf-8")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return f"{value:.10g}".replace(".", ",")
    words = said(value)
    text = f"'{words}" if words.startswith(COUNTED_OUT) else words
    return '"' + text.replace('"', '""') + '"' if re.search(r'[;"\r\n]', text) else text


def _frame(told: Told) -> bytes:
    rows = told.full()
    starts = "^[=+\\-@\t\r]"
    safe = [
        pl.when(pl.col(name).str.contains(starts)).then(pl.lit("'") + pl.col(name)).otherwise(name).alias(name)
        for name, kind in rows.schema.items()
        if kind == pl.String
    ]
    text = rows.with_columns(safe).write_csv(
        separator=";", decimal_comma=True, include_bom=True, line_terminator="\r\n", float_precision=6
    )
    return text.encode("utf-8")


def _read_me(report: Report, base: int) -> bytes:
    named = asdict(report.facts) | {"title": report.title, "metadata": METADATA}
    named |= {"breaks": "; ".join(report.facts.breaks) or "keine"}
    text = (
        Path(__file__)
        .with_name("liesmich.txt")
        .read_text("utf-8")
        .format(**named, none=count_shown(0, base), few=count_shown(base, base))
    )
    return b"\xef\xbb\xbf" + text.replace("\n\n\n", "\n\n").replace("\n", "\r\n").encode("utf-8")
