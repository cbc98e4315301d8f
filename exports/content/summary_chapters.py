"""Chapters 2 and 3: the most important on one page, and what became of the decisions."""

from exports.content import shared as content
from exports.content.reach_chapters import claims, sayable, until_18_sentence
from exports.content.shared import Asked, bullets, heading, text
from exports.report import Part, Table
from store.german import day
from views.blocks import childhood, decisions, trends
from views.blocks import gaps as gap_blocks
from views.figures import gaps
from views.figures.reach import MISSING
from views.words import gap_sentences, sentences
from views.words import trend_sentences as trend_say
from views.words.cells import words

NO_DECISIONS = "Es sind noch keine Beschlüsse eingetragen."


def most_important(asked: Asked) -> list[Part]:
    """Chapter 2."""
    figures, head = asked.figures, asked.heads[0]
    rows = [(figures.group[key]["name"], asked.reach(key)) for key in asked.heads]
    sub = f"{asked.place}, von 100 {sentences.CHILDREN}. {content.FULL_AND_HATCHED}"
    return [
        *text(content.annual_sentence(asked, head), until_18_sentence(asked), style="lead"),
        content.bar_chart(f"Reichweite {asked.year} in drei Zählweisen", sub, rows),
        heading(2, childhood.CLAIM, "2.1"),
        *claims(asked),
        *text(sayable(asked), style="quote"),
        heading(2, "Was sich verändert hat", "2.2"),
        *bullets(changes(asked)),
        heading(2, "Wo nachzufragen ist", "2.3"),
        *bullets(open_points(asked)),
        *text(content.data_situation(asked), style="note"),
    ]


def changes(asked: Asked) -> list[str]:
    """How many offers rose and fell, and what Kita and Hort do to the number."""
    found = trends.of_area(asked.figures, asked.area)
    offers = [t for group, t in found.items() if trends.level_of(asked.figures, group) == "angebot"]
    heads = asked.figures.along("offer_group", "annual_reach", asked.year, area=asked.area)
    effect = sentences.effect_of_day_care(heads.get("alle", MISSING), heads.get("ohne_kita", MISSING), year=asked.year)
    return [trend_say.changed(offers, place="" if asked.in_district else asked.place), effect]


def open_points(asked: Asked) -> list[str]:
    """The largest distances, who waits, which posts are filled."""
    figures, year = asked.figures, asked.year
    found = []
    if gaps.told_groups(figures, year):
        opening = gap_blocks.opening(figures, gaps.best_group(figures, year), year)
        found = [f"{words(opening)}. {gap_sentences.HINTS}"]
    return [*found, decisions.waiting(figures, year), decisions.staff(figures, year)]


def look_back(asked: Asked) -> list[Part]:
    """Chapter 3: every decision with its state, its aim and what came of it."""
    rows = asked.figures.published.table("decision").sort("decided_on", "id", descending=[True, False]).to_dicts()
    if asked.department:
        rows = [row for row in rows if row["department"] == asked.department]
    if not rows:
        return text(NO_DECISIONS)
    lines = tuple(
        (
            row["action"],
            " · ".join(filter(None, (day(row["decided_on"]) if row["decided_on"] else "", row["body"] or ""))),
            day(row["due"]) if row["due"] else "–",
            f"{row['start_value']} → {row['target_value']}" if row["start_value"] and row["target_value"] else "–",
            decisions.STATES.get(row["state"], row["state"]),
            row["result"] or "–",
        )
        for row in rows
    )
    heads = ("Maßnahme", "beschlossen", "Frist", "Ausgang → Ziel", "Stand", "Ergebnis")
    return [Table("Beschlüsse und was daraus wurde", heads, lines)]
