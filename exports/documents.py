"""Which documents are there, in which formats, and how is one made? The command and the page use these two functions."""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from exports.content.briefing import briefing
from exports.content.shared import Asked
from exports.content.slides import slides
from exports.content.strategy import ALL, WRITTEN, strategy
from exports.report import Report
from views.figures.read import Figures

DOCUMENTS = {"strategiepapier": "Strategiepapier", "briefing": "Dezernentenbriefing", "folien": "Foliensatz"}
ENDINGS = {"word": ".docx", "powerpoint": ".pptx", "pdf": ".pdf", "excel": ".xlsx", "csv": ".zip", "bundle": ".zip"}
READ, SHOWN = ("word", "pdf"), ("powerpoint",)  # formats of documents that are read, and of slides
WITH_FIGURES = ("excel", "csv")  # formats that look into the figures besides the report


def nothing(text: str, percent: int) -> None:
    """Nobody listens."""


def chapters_for(form: str, chapters: Sequence[str]) -> list[str]:
    """A workbook or tables have no place for what the office writes, and no text of it can keep them from being made."""
    return [chapter for chapter in chapters if form not in WITH_FIGURES or chapter not in map(str, WRITTEN)]


def built(
    document: str,
    asked: Asked,
    profile: Path,
    *,
    chapters: Sequence[str] = ALL,
    tell: Callable[[str, int], None] = nothing,
) -> Report:
    """The document as plain data; chapters only of the Strategiepapier. Raises TextProblem for a faulty text of the office."""
    if document == "strategiepapier":
        return strategy(asked, profile, chapters=chapters, tell=tell)
    return {"briefing": briefing, "folien": slides}[document](asked)


def written(form: str, figures: Figures, report: Report, path: Path) -> Path:
    """Writes one file; each format is imported only when it is asked for."""
    write = import_module(f"exports.{form}").write
    if form in WITH_FIGURES:
        write(figures, report, path)
    else:
        write(report, path)
    return path


def bundled(figures: Figures, reports: Sequence[Report], path: Path) -> Path:
    """One ZIP with the documents, their charts and tables."""
    import_module("exports.bundle").write(figures, reports, path)
    return path
