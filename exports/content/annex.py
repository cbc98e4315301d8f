"""The annex: words, methods, protection, breaks and sources, printed from where the program keeps them."""

from typing import Any

from exports.content import shared as content
from exports.content.shared import Asked, bullets, heading, text
from exports.report import Content
from store.german import day, listed
from views.figures.deliveries import shortened
from views.finding import Column, Finding, Passport, Row, Table
from views.words import passport
from views.words.glossary import TERMS
from views.words.supply_sentences import until

ORIGIN = (
    "Grundlage sind pseudonyme Sozialdaten, verarbeitet für die Jugendhilfeplanung (§ 64 Abs. 3, § 80 SGB VIII). "
    "Dieses Dokument zeigt nur geschützte Summen."
)
CARD = {
    "question": "Frage",
    "numerator": "gezählt",
    "denominator": "bezogen auf",
    "ages": "Alter",
    "scope": "Gebiet",
    "caveats": "Lesehilfe",
    "source": "Quelle",
}


def annex(asked: Asked, measures: list[str]) -> list[Content]:
    """measures: those whose figures the document shows."""
    figures = asked.figures
    return [
        heading(1, "Anhang"),
        heading(2, "Begriffe", "A"),
        Finding(
            "begriffe",
            "",
            table=Table("Begriffe", (Column("Begriff"), Column("Bedeutung")), tuple(map(Row, TERMS.items()))),
        ),
        heading(2, "Methoden", "B"),
        *methods(asked, measures),
        heading(2, "Datenschutz", "C"),
        *text(ORIGIN, passport.protection(figures)),
        heading(2, "Reihenbrüche und Ereignisse", "D"),
        *bullets(content.breaks(figures, figures.years[0], asked.year)),
        heading(2, "Quellen und Lieferungen", "E"),
        *text(f"Bevölkerung: {figures.meta.get('population_source', '')}"),
        deliveries(asked),
    ]


def methods(asked: Asked, measures: list[str]) -> list[Content]:
    """The definition cards."""
    parts: list[Content] = []
    for measure in measures:
        card = asked.figures.definition(measure)
        if card:
            told = tuple((name, card[column]) for column, name in CARD.items() if card[column])
            parts += [heading(3, f"{card['label']} (Fassung {card['version']})"), Passport("", told)]
    return parts


def deliveries(asked: Asked) -> Finding:
    """Each source once: its offers, how far the year is delivered, its Stand."""
    offers = dict(asked.figures.published.table("offer").select("offer", "short_name").iter_rows())
    found: dict[str, list[dict[str, Any]]] = {}
    for row in asked.figures.published.table("source_status").to_dicts():
        if row["year"] == asked.year:
            found.setdefault(row["title"] or row["source"], []).append(row)
    rows = tuple(
        Row(
            (
                source,
                listed(shortened([offers.get(row["offer"], row["offer"]) for row in rows])),
                listed(sorted({until(row) for row in rows})),
                max((day(row["as_of"]) for row in rows if row["as_of"]), default="–"),
            )
        )
        for source, rows in sorted(found.items())
    )
    columns = tuple(map(Column, ("Quelle", "Angebote", "Umfang", "Datenstand")))
    return Finding("quellen", "", table=Table(f"Lieferungen für {asked.year}", columns, rows))
