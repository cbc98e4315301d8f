"""What can be saved of a finding that a page shows? Its drawing as a picture of its own, its table as CSV."""

from datetime import date

from exports import csv, image
from exports.content.shared import Asked, facts
from exports.office.sheet import sheet_of
from measures.engine.attack.handover import hand_over
from store.audience import OFFICE
from store.versions import store_folder
from views.figures.read import EDITION, Figures
from views.finding import Finding
from views.words.cells import words


def handed_out(figures: Figures, told: Finding, ending: str, today: date) -> tuple[bytes, str] | None:
    """The file, entered as given to the office, who alone sees the page. Raises Disclosed and StoreProblem as hand_over does."""
    made = of(figures, told, ending)
    if made:
        about = {"form": ending, "title": made[1], "audience": OFFICE, "edition": EDITION.get()}
        hand_over(store_folder(), figures.published, **about, today=today)
    return made


def of(figures: Figures, told: Finding, ending: str) -> tuple[bytes, str] | None:
    """Content and name of the file; None where the finding has no such thing. ending: svg, png or csv."""
    stated = facts(Asked(figures, figures.default_year, figures.district), words(told.title))
    name = csv.file_name(words(told.title) or told.key, stated, f".{ending}")
    if ending == "csv":
        if told.table is None:
            return None
        sheet = sheet_of(told.table, (), "")
        return csv.written([sheet.heads, *sheet.rows]), name
    if not image.drawable(told):
        return None
    return image.svg(told, stated).encode() if ending == "svg" else image.png(told, stated), name
