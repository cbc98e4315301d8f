"""Which figures do the tests of documents read? A small published store of invented figures; and every text of a report."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from exports.content.shared import Asked
from exports.drawing.drawn import is_line, rows_of, words_of
from exports.report import Bullets, Heading, Paragraph, Part, Picture, Report, heads_of, lines_of
from store.audience import for_audience
from store.published import Published
from views.figures.read import Figures
from views.finding import Passport, Table

YEAR = 2025


def asked_of(published: Published, audience: str = "intern", area: str = "03155", **more) -> Asked:
    """A question about the small store in its last year, as the command would ask it."""
    figures = Figures(for_audience(published, audience))
    return Asked(figures, YEAR, area, audience, day=date(2026, 11, 22), **more)


def with_rows(published: Published, table: str, frame) -> Published:
    """The same figures with another table."""
    return replace(published, tables=published.tables | {table: frame})


def texts(report: Report) -> Iterator[str]:
    """Everything that a reader can read, also the words for those who cannot see."""
    yield from (report.title, report.subtitle, report.facts.selection, report.facts.protection, *report.facts.breaks)
    for part in report.parts:
        yield from of_part(part)
    for slide in report.slides:
        yield from (slide.finding, slide.sub, slide.notes)
        yield from of_part(slide.part)


def of_part(part: Part) -> Iterator[str]:
    if isinstance(part, Heading | Paragraph):
        yield part.text
    elif isinstance(part, Bullets):
        yield from part.lines
    elif isinstance(part, Table):
        yield from (part.caption, *heads_of(part), *(word for line in lines_of(part) for word in line))
    elif isinstance(part, Picture):
        words = () if is_line(part.chart) else words_of(part.chart)
        names = [row.name for row in rows_of(part.chart)]
        yield from (part.title, part.sub, part.chart.alt, *part.chart.categories, *words, *names)
    elif isinstance(part, Passport):
        yield from (f"{name}: {text}" for name, text in part.fields)


def headings(report: Report) -> list[tuple[int, str, str]]:
    return [(part.level, part.number, part.text) for part in report.parts if isinstance(part, Heading)]


def tables_of(report: Report) -> list[Table]:
    """Every table, in reading order."""
    return [part for part in report.shown if isinstance(part, Table)]
