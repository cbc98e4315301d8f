"""Chapters 4 and 5: who lives here, and how many children use what? The same figures and sentences as the screen."""

from exports.content import shared as content
from exports.content.shared import Asked, heading, text
from exports.report import Content
from views.blocks import care, childhood, divided, population
from views.blocks import reach as findings
from views.figures import gaps
from views.words.childhood_sentences import A_CHOICE


def children_and_families(asked: Asked) -> list[Content]:
    """Chapter 4. The projection is made for the district."""
    figures, year = asked.figures, asked.year
    groups = tuple(key for key, row in figures.group.items() if row["level"] in ("kopf", "bereich"))
    return [
        heading(2, "Bevölkerung, Geburten", "4.1"),
        population.by_year(figures, asked.area),
        population.by_town(figures, year),
        population.births(figures),
        heading(2, "Soziale Lage", "4.2"),
        population.social_context(figures, year),
        heading(2, "Vorausschau", "4.3"),
        divided.outlooks(figures, groups, figures.district, short=True),
    ]


def reach(asked: Asked) -> list[Content]:
    """Chapter 5."""
    figures, year, head = asked.figures, asked.year, asked.heads[0]
    return [
        heading(2, "Reichweite im Jahr", "5.1"),
        *text(content.annual_sentence(asked, head), style="lead"),
        *text(content.in_children(asked, head), content.data_situation(asked)),
        findings.by_year(figures, head, year, asked.area),
        heading(2, "Reichweite bis 18", "5.2"),
        *until_18(asked),
        heading(2, "Mit und ohne Kita", "5.3"),
        *with_and_without(asked),
        heading(2, "Alter und Gemeinden", "5.4"),
        findings.by_age(figures, head, year, asked.area),
        findings.by_municipality(figures, head, year),
        findings.by_domain(figures, year, asked.area),
    ]


def town_group(asked: Asked) -> str:
    """The first way to count that can be told by residence."""
    towns = gaps.municipalities(asked.figures)
    told = (g for g in asked.heads if any(asked.reach(g, t).state not in ("not_applicable", "no_data") for t in towns))
    return next(told, asked.heads[0])


def until_18(asked: Asked) -> list[Content]:
    """The range, the check of the claim, the sentence to say, and a curve where one can be drawn."""
    figures, head, year = asked.figures, asked.heads[0], asked.year
    both, quote = childhood.beside_the_year(figures, head, year), childhood.sayable(figures, year)
    curve = childhood.curve(figures, head, year, figures.district)
    return [
        *text(both.title, style="lead"),
        *text(*both.notes),
        heading(3, childhood.CLAIM),
        childhood.claim_check(figures, year),
        *([quote] if quote else []),
        *([curve] if curve.chart else []),
    ]


def with_and_without(asked: Asked) -> list[Content]:
    """The three ways to count side by side, and the official kind of rate."""
    figures, year = asked.figures, asked.year
    rates = [care.care_rates(figures, year)] if asked.in_district and figures.head("tagesbetreuung") else []
    return [findings.in_three_ways(figures, year, asked.area), *text(A_CHOICE), *rates]
