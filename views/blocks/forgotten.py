"""Which answers to the question on further use were deleted, and when? The proof, as a finding."""

from store.german import capital, day
from views.figures.read import Figures
from views.finding import Cell, Column, Finding, table_of
from views.words.texts import TEXTS

SAID = TEXTS["forgotten"]


def forgotten(figures: Figures) -> Finding | None:
    """Where and about which year was asked, how many answers (rounded), due and deleted when; None where none were ever deleted."""
    gone = figures.published.table("forgotten").sort("deleted_on", "source", "year", descending=[True, False, True])
    if gone.is_empty():
        return None
    titles = dict(figures.published.table("source_status").select("source", "title").unique().iter_rows())
    titles |= {row["offer"]: row["short_name"] for row in figures.published.table("offer").iter_rows(named=True)}
    rows = [
        (
            capital(titles.get(row["source"]) or row["source"]),
            str(row["year"]),
            Cell("children", row["rows"], row["rows"], base=figures.base),
            day(row["due_on"]),
            day(row["deleted_on"]),
        )
        for row in gone.iter_rows(named=True)
    ]
    heads = (SAID["source"], SAID["year"], Column(SAID["rows"], figure=True), SAID["due"], SAID["deleted"])
    return Finding(
        "geloescht", SAID["title"], SAID["sub"], table=table_of(SAID["title"], heads, rows, words=len(heads))
    )
