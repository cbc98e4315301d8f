"""Wie wird gerechnet? Every definition with its computation, what it was checked against, and the rules all share."""

import htpy as h
from markupsafe import Markup

from store.german import listed
from views.figures import read
from views.finding import Finding
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import passport
from views.words.texts import TEXTS

FIELDS = {
    "numerator": "gezählt",
    "denominator": "bezogen auf",
    "unit": "Einheit",
    "ages": "Alter",
    "scope": "Umfang",
    "polarity": "Wertung",
    "caveats": "Lesehilfe",
    "source": "Quelle",
    "oracle": "geprüft an",
    "reviewed_on": "geprüft am",
    "version": "Fassung",
}


def main(figures: read.Figures) -> None:
    show(content(figures))


@read.kept
def content(figures: read.Figures) -> Markup:
    cards = figures.published.table("definition").sort("label").to_dicts()
    told = f"{len(cards)} Kennzahlen, jede mit Rechenweg. Begriffe erklärt die Hilfe."
    rules = Finding("regeln", "Was für alle Zahlen gilt")
    names = Finding("kennzahlen", "Die Kennzahlen", listed([card["label"] for card in cards]))
    return (
        page.kicker(figures, "Methoden und Begriffe", figures.default_year)
        + page.opening("Wie wird gerechnet?", told)
        + page.rule()
        + render.finding(rules, demo=figures.demo, small=False)
        + Markup(pairs(TEXTS["rules"] | {"Schutz kleiner Zahlen": passport.protection(figures)}))
        + page.rule()
        + render.finding(names, demo=figures.demo, small=False)
        + Markup().join(map(definition, cards))
        + page.footer(figures)
    )


def definition(card: dict) -> h.Element:
    """One measure, closed until asked for: its question, and everything its reader may want to know."""
    told = {name: card[field] for field, name in FIELDS.items() if card.get(field)}
    summary = h.summary[h.b[card["label"]], " ", h.span[card["question"]]]
    return h.details(".pass", id=card["measure"])[
        summary, pairs(told), h.p(".note")["Rechenweg"], h.div(".sql")[card["sql"]]
    ]


def pairs(told: dict[str, str]) -> h.Element:
    return h.dl[[[h.dt[name], h.dd[text]] for name, text in told.items()]]


filters.run(main)
