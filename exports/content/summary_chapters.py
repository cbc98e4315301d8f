"""Chapters 2 and 3: the most important on one page, and what became of the decisions."""

from exports.content import shared as content
from exports.content.shared import Asked, bullets, heading, text
from exports.content.told import drawing_of, table_of
from exports.report import Content
from views.blocks import childhood, decisions, trends
from views.blocks import gaps as gap_blocks
from views.blocks import reach as findings
from views.figures import gaps
from views.words import gap_sentences
from views.words import trend_sentences as trend_say
from views.words.cells import words


def most_important(asked: Asked) -> list[Content]:
    """Chapter 2."""
    figures, year = asked.figures, asked.year
    three, both = (
        findings.in_three_ways(figures, year, asked.area),
        childhood.beside_the_year(figures, asked.heads[0], year),
    )
    claim, quote = childhood.claim_check(figures, year), childhood.sayable(figures, year)
    return [
        *text(content.annual_sentence(asked, asked.heads[0]), both.title, style="lead"),
        drawing_of(three),
        heading(2, childhood.CLAIM, "2.1"),
        table_of(claim),
        *([quote] if quote else []),
        heading(2, "Was sich verändert hat", "2.2"),
        *text(changes(asked)),
        heading(2, "Wo nachzufragen ist", "2.3"),
        *bullets(open_points(asked)),
        *text(content.data_situation(asked), style="note"),
    ]


def changes(asked: Asked) -> str:
    """How many offers rose and fell."""
    found = trends.of_area(asked.figures, asked.area)
    offers = [t for group, t in found.items() if trends.level_of(asked.figures, group) == "angebot"]
    return trend_say.changed(offers, place="" if asked.in_district else asked.place)


def open_points(asked: Asked) -> list[str]:
    """The largest distances, who waits, which posts are filled."""
    figures, year = asked.figures, asked.year
    found = []
    if gaps.told_groups(figures, year):
        opening = gap_blocks.opening(figures, gaps.best_group(figures, year), year)
        found = [f"{words(opening)}. {gap_sentences.HINTS}"]
    return [*found, decisions.waiting(figures, year), decisions.staff(figures, year)]


def look_back(asked: Asked) -> list[Content]:
    """Chapter 3: every decision with its state, its aim and what came of it."""
    found = decisions.look_back(asked.figures, asked.department)
    return [table_of(found)] if found.table else text(found.sub)
