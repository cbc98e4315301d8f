"""Chapters 9 and 10: procedures and protective measures, posts and money."""

from exports.content.shared import NOTHING, Asked, heading, text
from exports.report import Content
from views.blocks import departments, offers
from views.blocks import protection as findings
from views.words.cells import words

NO_REACH = "Verfahren und Schutzmaßnahmen. Keine Reichweite: Sie sind kein Angebot und zählen in keiner Zahl der Kapitel 4 bis 7 mit."


def protection(asked: Asked) -> list[Content]:
    """Procedures and protective measures, never reach."""
    figures, year = asked.figures, asked.year
    delivered = [measure for measure in findings.MEASURES if findings.by_year(figures, measure)]
    if not delivered:
        return [*text(NO_REACH, style="lead"), *text(NOTHING)]
    found = [findings.procedures(figures, measure, year) for measure in delivered]
    return [*text(NO_REACH, style="lead"), *text(words(findings.sentence(figures, year))), *found]


def staff_and_money(asked: Asked) -> list[Content]:
    """Chapter 10: posts by Fachbereich, never by person; what the offers cost."""
    figures, year = asked.figures, asked.year
    own = tuple(key for key, row in figures.group.items() if row["level"] == "angebot")
    posts, money = departments.of_all(figures, year), offers.money_of(figures, own, year)
    return [
        heading(2, "Stellen", "10.1"),
        *([posts] if posts else text(NOTHING)),
        heading(2, "Aufwand", "10.2"),
        *([money] if money else text(NOTHING)),
    ]
