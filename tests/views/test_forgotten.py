"""What does Datenqualität say of answers that were deleted? Where, of which year, how many, due and deleted when."""

import polars as pl

from store.published import Published
from tests.grid import frame
from views.blocks.forgotten import forgotten
from views.figures.read import Figures
from views.words.cells import said

GONE = """
    source     | year | rows | due_on     | deleted_on
    kita       | 2024 | 95   | 2026-05-01 | 2026-05-04
    unbekannt  | 2025 | 5    | 2027-05-01 | 2027-05-01
"""


def told(figures: Figures, gone: pl.DataFrame):
    return forgotten(Figures(Published(1, figures.published.tables | {"forgotten": gone})))


def test_deleted_answers_stand_there_with_both_days_the_newest_first(figures):
    found = told(figures, frame(GONE))
    assert [[said(cell) for cell in row.cells] for row in found.table.rows] == [
        ["Unbekannt", "2025", "unter 10", "01.05.2027", "01.05.2027"],
        ["Kita", "2024", "95", "01.05.2026", "04.05.2026"],
    ]


def test_where_nothing_was_ever_deleted_there_is_nothing_to_tell(figures):
    assert told(figures, frame(GONE).clear()) is None
