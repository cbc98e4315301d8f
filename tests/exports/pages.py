"""What stands where on the pages of a finished PDF? Read by pypdf, in points from the lower left corner."""

from __future__ import annotations

import re

from pypdf import PageObject, PdfReader

from exports.drawing.canvas import width_of
from exports.report import lines_of
from views.finding import Table


def texts(reader: PdfReader) -> list[str]:
    """The words of each page, spaces and line ends as one space each."""
    return [re.sub(r"[ \n]+", " ", page.extract_text()) for page in reader.pages]


def words_beyond(reader: PdfReader, *, side: float, top: float, bottom: float) -> list[str]:
    """Which words begin or end outside these margins? The end is measured with our font."""
    return [f"{number}: {words[:40]}" for number, page in enumerate(reader.pages, start=1)
            for words, x, end, y, width, height in _placed(page)
            if x < side - 2 or end > width - side + 2 or not bottom <= y <= height - top]  # fmt: skip


def _placed(page: PageObject) -> list[tuple[str, float, float, float, float, float]]:
    """Words, left, right and baseline, and the size of the page; words that are read from below have their own test."""
    size = float(page.mediabox.width), float(page.mediabox.height)
    found = []

    def note(text: str, user: list, matrix: list, font: object, points: float) -> None:
        words = text.strip().split("\n")[0]
        if words and not user[1] and not matrix[1]:
            x, y = user[0] * matrix[4] + user[4], user[3] * matrix[5] + user[5]
            found.append((words, x, x + width_of(words, abs(points * matrix[0] * user[0])) * 0.9, y, *size))

    page.extract_text(visitor_text=note)
    return found


def of_the_table(table: Table, pages: list[str]) -> list[str]:
    """The pages on which rows of this table stand."""
    marks = [f"{row[1]} {row[2]} {row[3]}" for row in lines_of(table)]
    return [page for page in pages if any(mark in page for mark in marks)]
