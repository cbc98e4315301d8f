"""What does a delivering office get to fill in? An empty workbook for every kind of file, and one Word document that explains them.

All of it comes from the contract (store/contract.py). A filled template is read as it is: its first sheet holds the columns,
the second explains them and has none of their names in a row of heads.
"""

import io
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from exports import word
from exports.office.package import settled, stamp
from exports.report import Content, Facts, Heading, Paragraph, Report, facts_of_office
from store.contract import AS_OF, ROLES, Column, Role
from store.profile import Profile
from views.drawings.tokens import TOKENS
from views.finding import table_of

DATA, MEANING = "Daten", "Erläuterung"
ROOM = 1000  # rows that offer the words of a list
HEADS = ("Spalte", "Art", "Beispiel", "Pflicht", "Bedeutung")
WIDTHS = (24, 30, 24, 28, 60)  # characters of these columns
NEEDS = "P = Pflicht, E = empfohlen, F = freiwillig. Leer heißt unbekannt, 0 heißt gezählt und niemand."
NEVER = (
    "Nie liefern: Namen, Anschriften, Telefon, E-Mail, Aktenzeichen, volles Geburtsdatum, Freitext. "
    "Eine Datei mit einer solchen Spalte wird als Ganzes abgewiesen."
)


def write(profile: Profile, folder: Path) -> list[Path]:
    """Writes the templates into `folder` and says which files; what had the same name there is replaced."""
    facts = facts_of_office(profile, "Lieferformat", AS_OF)
    written = []
    for role in ROLES:
        path = folder / role.pattern.replace("*", "QUELLE_JAHR").replace(".csv", ".xlsx")
        path.write_bytes(_workbook(role, facts))
        written.append(path)
    explained = folder / "Lieferformat.docx"
    word.write(_explained(facts), explained)
    return [*written, explained]


def _workbook(role: Role, facts: Facts) -> bytes:
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": role.title, "author": facts.office, "company": facts.office, "created": stamp(facts)})
    _to_fill_in(book, book.add_worksheet(DATA), role)
    _explanation(book, book.add_worksheet(MEANING), role)
    book.close()
    return settled(out.getvalue(), stamp(facts))


def _to_fill_in(book: Workbook, page: Worksheet, role: Role) -> None:
    """The heads, with their meaning under the pointer; every column is text, so that no key loses its zero."""
    must = book.add_format({"bold": True, "bottom": 2, "bg_color": TOKENS["accent-pale"][0]})
    may = book.add_format({"bottom": 1})
    text = book.add_format({"num_format": "@"})
    for at, column in enumerate(role.columns):
        page.write_string(0, at, column.name, must if column.always else may)
        page.set_column(at, at, max(12, len(column.name) + 2), text)
        if column.codes:
            page.data_validation(1, at, ROOM, at, _listed(column))
    page.freeze_panes(1, 0)


def _listed(column: Column) -> dict[str, object]:
    return {
        "validate": "list",
        "source": list(column.codes),
        "error_title": column.name,
        "error_message": "Erlaubt: " + column.form,
    }


def _explanation(book: Workbook, page: Worksheet, role: Role) -> None:
    """What each column means; a delivering office finds it beside its data."""
    bold, wrap = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    lines = [f"{role.title}, als {role.pattern}", role.row, role.note, NEEDS, NEVER]
    said = [line for line in lines if line]
    for row, line in enumerate(said):
        page.merge_range(row, 0, row, len(HEADS) - 1, _plain(line), wrap)
        page.set_row(row, 15 * -(-len(line) // sum(WIDTHS)))
    _table(page, len(said) + 1, role, bold, wrap)
    for at, width in enumerate(WIDTHS):
        page.set_column(at, at, width)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _table(page: Worksheet, first: int, role: Role, bold: Format, wrap: Format) -> None:
    for at, head in enumerate(HEADS):
        page.write_string(first, at, head, bold)
    for row, column in enumerate(role.columns, first + 1):
        for at, cell in enumerate(_cells(column)):
            page.write_string(row, at, cell, wrap)


def _cells(column: Column) -> tuple[str, ...]:
    return tuple(map(_plain, (column.name, column.form, column.example, column.need, column.meaning)))


def _explained(facts: Facts) -> Report:
    content: list[Content] = [Paragraph(NEEDS), Paragraph(NEVER)]
    for number, role in enumerate(ROLES, 1):
        content.append(Heading(1, role.title, str(number)))
        about = [f"Dateiname {role.pattern}", role.row]
        content.append(Paragraph(", ".join(filter(None, about)) + "."))
        content += [Paragraph(_plain(role.note), "note")] if role.note else []
        content.append(table_of(role.title, HEADS, map(_cells, role.columns), words=len(HEADS)))
    subtitle = "Welche Dateien das Amt braucht, mit welchen Spalten"
    return Report("lieferformat", "Lieferformat", subtitle, "intern", facts, tuple(content), file_name="Lieferformat")


def _plain(text: str) -> str:
    """HANDBUCH sets names of columns apart by a sign that means nothing in an office file."""
    return text.replace("`", "")
