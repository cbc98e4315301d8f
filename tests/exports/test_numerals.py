"""Does a finished file show published figures and nothing else? Every numeral of the file is looked up; one digit more is found.

Two steps: the file shows the figures of the report, each as often, no other; and each of these stands in the rows that the
document asked for, in one of the ways the screen writes them.
"""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import fastexcel
import pytest

from exports import documents
from exports.content.strategy import ALL
from tests.exports import numerals
from tests.exports.asked import asked_of, of_part
from tests.exports.numerals import LEADER, NO_FIGURE, NUMERAL, Recorded, found, of_file, of_report, selection
from views.finding import Table
from views.words.cells import plain

PROFILE = Path("data/profile")
READERS = {"word": numerals.of_docx, "pdf": numerals.of_pdf, "powerpoint": numerals.of_pptx}
FILES = [
    ("strategiepapier", "word"),
    ("strategiepapier", "pdf"),
    ("briefing", "word"),
    ("briefing", "pdf"),
    ("folien", "powerpoint"),
]


@pytest.fixture(scope="module")
def made(small_published, tmp_path_factory):
    """Report and text of a finished file; each is made once."""
    folder, kept = tmp_path_factory.mktemp("numerals"), {}

    def make(document: str, form: str):
        if (document, form) not in kept:
            asked = asked_of(small_published)
            report = documents.built(document, asked, PROFILE)
            path = documents.written(form, asked.figures, report, folder / f"{document}{documents.ENDINGS[form]}")
            kept[document, form] = report, READERS[form](path)
        return kept[document, form]

    return make


@pytest.mark.parametrize(("document", "form"), FILES)
def test_a_file_shows_the_figures_of_its_report_and_no_other(made, document, form):
    report, text = made(document, form)
    expected = of_report(report, drawn=form == "pdf")
    assert expected.total() > 30
    assert of_file(text, report) == expected


@pytest.mark.parametrize(("document", "form"), FILES)
def test_one_digit_changed_in_the_file_is_found(made, document, form):
    report, text = made(document, form)
    expected, chance = of_report(report, drawn=form == "pdf"), random.Random(7)
    for start, end in chance.sample(figure_places(text), 20):
        place = chance.choice([i for i in range(start, end) if text[i].isdigit()])
        changed = f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"
        assert of_file(changed, report) != expected, text[start - 40 : end + 20]


def figure_places(text: str) -> list[tuple[int, int]]:
    """Where the figures of a text stand; page numbers of the contents and what is no figure are covered."""
    covered = text
    for pattern in (LEADER, NO_FIGURE):
        covered = pattern.sub(lambda hit: "x" * len(hit[0]), covered)
    return [hit.span() for hit in NUMERAL.finditer(covered)]


@pytest.mark.parametrize("chapter", ALL)
def test_every_figure_of_a_chapter_stands_in_the_rows_it_asked_for(small_published, chapter):
    figures = Recorded(small_published)
    asked = replace(asked_of(small_published), figures=figures)
    report = documents.built("strategiepapier", asked, PROFILE, chapters=(chapter,))
    allowed = selection(figures)
    said = [(numeral, text) for part in report.parts for text in of_part(part) for numeral in found(text)]
    assert [(numeral, text) for numeral, text in said if numeral not in allowed] == []


@pytest.mark.parametrize("document", ["briefing", "folien"])
def test_every_figure_of_briefing_and_slides_stands_in_the_rows_they_asked_for(small_published, document):
    figures = Recorded(small_published)
    report = documents.built(document, replace(asked_of(small_published), figures=figures), PROFILE)
    assert set(of_report(report, drawn=False)) - selection(figures) == set()


def test_a_figure_that_was_not_asked_for_is_not_allowed(small_published):
    figures = Recorded(small_published)
    figures.rows("annual_reach", area="03155", year=2025, offer_group="alle", age_band="all", sex="all")
    allowed = selection(figures)
    reach = asked_of(small_published).reach("alle")
    assert f"{reach.count_low:,}".replace(",", ".") in allowed
    assert f"{reach.count_low + 5:,}".replace(",", ".") not in allowed


def test_the_tables_of_the_workbook_hold_the_numbers_of_the_document(small_published, tmp_path):
    asked = asked_of(small_published)
    report = documents.built("strategiepapier", asked, PROFILE, chapters=("5",))
    book = fastexcel.read_excel(documents.written("excel", asked.figures, report, tmp_path / "x.xlsx"))
    shown = [value for name in book.sheet_names for value in cells(book, name)]
    tables = [
        plain(cell) for part in report.parts if isinstance(part, Table) for row in part.rows for cell in row.cells
    ]
    told = Counter(round(cell, 6) for cell in tables if not isinstance(cell, str))
    held = Counter(round(value, 6) for value in shown if isinstance(value, float | int))
    assert told and not told - held
    words = {_typed(cell) for cell in tables if isinstance(cell, str)} - {""}
    assert words - set(shown) == set()


def cells(book: fastexcel.ExcelReader, name: str) -> list:
    frame = book.load_sheet(name, header_row=None).to_polars()
    return [_typed(value) for row in frame.iter_rows() for value in row if value is not None]


def _typed(value):
    try:
        return float(value)
    except ValueError:
        return value
