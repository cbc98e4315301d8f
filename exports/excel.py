"""Which sheets does a workbook have? A contents sheet, one per chart and table of a document, one per measure; none is hidden."""

import io
from dataclasses import replace
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook

from exports.content.figure_rows import NAMES, Told, measures_told
from exports.office.layout import stated
from exports.office.package import settled, stamp
from exports.office.sheet import Sheet, Writer, on_paper, sheet_of, shown, unique_name
from exports.report import Picture, Report
from views.drawings.tokens import TOKENS
from views.figures.read import Figures

CONTENTS = "Inhalt"
KEYS = ("Jahr", *NAMES.values())  # say which figure it is, though some are numbers
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write(figures: Figures, report: Report, path: Path) -> None:
    """Writes the workbook: what the document shows and the published figures behind it."""
    path.write_bytes(workbook(report, sheets_of(figures, report)))


def workbook(report: Report, sheets: list[Sheet]) -> bytes:
    """A contents sheet and these."""
    facts, out = report.facts, io.BytesIO()
    book = Workbook(out, SAFE)
    book.set_properties(
        {
            "title": report.title,
            "subject": facts.edition,
            "author": facts.office,
            "company": facts.office,
            "comments": facts.demo,
            "created": stamp(facts),
        }
    )
    writer = Writer(book, facts)
    _contents(book, writer, report, sheets)
    for sheet in sheets:
        writer.write(sheet)
    book.close()
    return settled(out.getvalue(), stamp(facts))


def sheets_of(figures: Figures, report: Report) -> list[Sheet]:
    """Charts and tables in reading order, each with what is said of its figure, then the measures."""
    sheets: list[Sheet] = []
    for part, about in shown(report):
        title = part.title if isinstance(part, Picture) else part.caption
        sheets.append(sheet_of(part, about, unique_name(len(sheets) + 1, title)))
    for told in measures_told(figures, report):
        rows = told.brief()
        if rows.height:
            sheets.append(_of_measure(told, rows, unique_name(len(sheets) + 1, told.label)))
    return sheets


def _of_measure(told: Told, rows: pl.DataFrame, name: str) -> Sheet:
    numeric = {i for i, (head, kind) in enumerate(rows.schema.items()) if kind.is_numeric() and head not in KEYS}
    right = frozenset(numeric | {i for i, head in enumerate(rows.columns) if head == "Kinder"})
    counted = rows.columns.index("Kinder") if "Kinder" in rows.columns else -1
    cells = tuple(
        tuple(_count(cell) if at == counted else cell for at, cell in enumerate(row)) for row in rows.iter_rows()
    )
    return Sheet(name, told.label, told.about, tuple(rows.columns), cells, right, _form(told.unit))


def _count(told: str | None) -> int | str | None:
    """A count is told in digits; a small one as its band, which stays a word."""
    return int(told) if told and told.isdigit() else told


def _form(unit: str) -> str:
    """How values of a unit are written; separators are those of the reader's language."""
    if unit.startswith(("Anteil", "Veränderung")):
        return '0.0"\u202f"%'
    return "0.00" if unit == "Verhältnis" else "#,##0.0"


def _contents(book: Workbook, writer: Writer, report: Report, sheets: list[Sheet]) -> None:
    facts = report.facts
    page = book.add_worksheet(CONTENTS)
    page.hide_gridlines(2)
    page.set_column(0, 0, 26)
    page.set_column(1, 1, 100)
    page.write_string(0, 0, report.title, writer.form(bold=True, font_size=16, font_name="Cambria"))
    page.set_row(0, 26)
    page.write_string(1, 0, report.subtitle, writer.form(font_color=TOKENS["ink2"][0]))
    if facts.demo:
        page.write_string(2, 0, facts.demo, writer.form(bold=True, font_color=TOKENS["gap"][0]))
    row = 4
    for name, text in stated(replace(facts, demo="")).items():
        page.write_string(row, 0, name, writer.form(font_color=TOKENS["ink3"][0]))
        page.write_string(row, 1, text, writer.form(text_wrap=True))
        page.set_row(row, 15 * -(-len(text) // 100))
        row += 1
    row += 1
    page.write_string(row, 0, "Blatt", writer.form(bold=True, bottom=1))
    page.write_string(row, 1, "Inhalt", writer.form(bold=True, bottom=1))
    link = writer.form(font_color=TOKENS["accent"][0], underline=1)
    for number, sheet in enumerate(sheets, 1):
        page.write_url(row + number, 0, f"internal:'{sheet.name}'!A1", link, f"Blatt {number}")
        page.write_string(row + number, 1, sheet.title, writer.form(text_wrap=True))
        page.set_row(row + number, 15 * -(-len(sheet.title) // 95))
    on_paper(page, facts, row)
