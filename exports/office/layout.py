"""What do Word and PDF lay out alike? The order of the parts, the widths of table columns, what the document states of itself."""

import re
from dataclasses import replace

from exports.drawing.canvas import width_of
from exports.report import Facts, Heading, PageBreak, Paragraph, Part, Report, heads_of, lines_of
from views.finding import Table

MANY_COLUMNS = 10  # above this the columns stand closer
SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5)  # of the words in a table, the first that fits


def parts_in_order(report: Report) -> tuple[Part, ...]:
    """What is read, from first to last; slides become a page each: finding, what is shown, notes."""
    told: list[Part] = list(report.parts)
    for slide in report.slides:
        told += [PageBreak()] if told else []
        told.append(Heading(1, slide.finding))
        told += [Paragraph(slide.sub, "note")] if slide.sub else []
        told.append(slide.part)
        told += [Paragraph(slide.notes, "note")] if slide.notes else []
    return tuple(told)


def padding(table: Table) -> float:
    """Points left of the words of a cell, and as many to the right."""
    return 4.0 if len(table.columns) <= MANY_COLUMNS else 2.5


def column_plan(table: Table, width: float, slack: float = 1.0) -> tuple[float, list[float]]:
    """In which size are a table's words set, and how wide is each column? All in points.

    No column is narrower than its longest word, as long as the page allows, and figures stay on one line. What is left is shared out evenly among
    the columns that would still wrap. slack: how much wider the letters may turn out than those that are measured.
    """
    columns = list(map(list, zip(heads_of(table), *lines_of(table), strict=True)))
    figures = [column.figure for column in table.columns]
    for size in SIZES:
        measured = [_least_and_wish(cells, size * slack, kept) for cells, kept in zip(columns, figures, strict=True)]
        around = 2 * padding(table)
        measured = [(least + around, wish + around) for least, wish in measured]
        if sum(least for least, _ in measured) <= width:
            break
    widths = [least for least, _ in measured]
    if sum(widths) > width:
        return size, [least * width / sum(widths) for least in widths]
    open_columns = [i for i, (least, wish) in enumerate(measured) if wish > least]
    while open_columns and (room := width - sum(widths)) > 0.01:
        share = room / len(open_columns)
        for i in open_columns:
            widths[i] = min(measured[i][1], widths[i] + share)
        open_columns = [i for i in open_columns if measured[i][1] - widths[i] > 0.01]
    widths[0] += max(0.0, width - sum(widths))  # the first column, which holds the names, takes what nobody needs
    return size, widths


def _least_and_wish(cells: list[str], size: float, figures: bool) -> tuple[float, float]:
    """How narrow may a column be, and how wide would it like to be? The head of a column may wrap, its figures not."""
    pieces = cells[:1] if figures else cells
    words = [word for cell in pieces for word in re.split(r"[ \n]|(?<=-)", cell)] + (cells[1:] if figures else [])
    least, wish = (max(width_of(text, size, True) for text in texts) for texts in (words, cells))
    return least, wish


def headline(facts: Facts) -> str:
    """The edition and its day, as every page says them."""
    return f"{facts.edition} · Stand {facts.as_of}"


def stated(facts: Facts) -> dict[str, str]:
    """What a document states of itself, by name, in the order of reading; a document leaves out what it says elsewhere."""
    told = {
        "Hinweis": facts.demo,
        "Amt": facts.office,
        "Ausgabe": facts.edition,
        "Datenstand": facts.as_of,
        "Nächste Zahlen": facts.next_figures,
        "Auswahl": facts.selection,
        "Schutz": facts.protection,
        "Reihenbrüche": "; ".join(facts.breaks),
        "Quelle": facts.source,
        "Fragen beantwortet": facts.contact,
    }
    return {name: text for name, text in told.items() if text}


def around(facts: Facts) -> list[tuple[str, str]]:
    """The same where every page says the office and DEMO at its head."""
    return list(stated(replace(facts, demo="", office="")).items())
