"""Chapters 6 and 7: offers and their developments, gaps and waiting."""

from dataclasses import replace

from exports.content.shared import NOTHING, Asked, heading, text
from exports.report import Content
from views.blocks import departments, indicators, supply, trends
from views.blocks import gaps as gap_blocks
from views.figures import gaps
from views.words import gap_sentences
from views.words import trend_sentences as trend_say
from views.words.cells import words

LEVELS = ("fachbereich", "bereich")


def departments_of(asked: Asked) -> list[str]:
    """The Fachbereiche; an office without any is told by Bereich."""
    for level in LEVELS:
        found = [key for key, row in asked.figures.group.items() if row["level"] == level]
        if found:
            return found
    return []


def developments(asked: Asked) -> list[Content]:
    """Chapter 6: the count of tested words, then every Fachbereich."""
    found = trends.of_level(asked.figures, "angebot", asked.area)
    told: list[Content] = [
        *text(trend_say.changed(list(found.values())), style="lead"),
        *text(f"{trend_say.ONLY_TESTED} {trend_say.WITHOUT_JUDGEMENT}"),
    ]
    for place, group in enumerate(departments_of(asked), start=1):
        told += [heading(2, asked.figures.group[group]["name"], f"6.{place}"), *department(asked, group)]
    return [*told, *_indicators(asked)]


def department(asked: Asked, group: str) -> list[Content]:
    """Reach and tested words of the offers of one Fachbereich."""
    offers = tuple(departments.offers_of(asked.figures, group))
    if not offers:
        return text(NOTHING)
    reach = departments.offers(asked.figures, group, asked.year, asked.area)
    if reach.table:  # here several stand below each other, each with a number of its own
        reach = replace(reach, title=reach.table.caption)
    return [reach, trends.of_offers(asked.figures, group, offers, asked.area)]


def _indicators(asked: Asked) -> list[Content]:
    """The official indicators beside the offers, each in a unit of its own."""
    found = indicators.of_year(asked.figures, asked.year)
    number_ = f"6.{len(departments_of(asked)) + 1}"
    return [heading(2, "Amtliche Kennzahlen", number_), found] if found else []


def gaps_and_waiting(asked: Asked) -> list[Content]:
    """Chapter 7."""
    return [
        heading(2, "Rechnerische Lücken", "7.1"),
        *gap_parts(asked),
        heading(2, "Wartende und nicht besetzte Anfragen", "7.2"),
        supply.all_lists(asked.figures, asked.year),
    ]


def gap_parts(asked: Asked) -> list[Content]:
    """The finding, the municipalities in children, and in which Bereich and offer a gap is firm."""
    figures, year = asked.figures, asked.year
    if not gaps.told_groups(figures, year):
        return text("Für dieses Jahr lässt sich nicht sagen, wo weniger Kinder Angebote nutzten als zu erwarten.")
    group = gaps.best_group(figures, year)
    largest = gap_sentences.largest(gaps.screen(figures, group, year))
    return [
        *text(f"{words(gap_blocks.opening(figures, group, year))}.", style="lead"),
        *text(" ".join(filter(None, (largest, gap_sentences.HINTS)))),
        gap_blocks.by_municipality(figures, group, year),
        gap_blocks.over_the_domains(figures, year),
    ]
