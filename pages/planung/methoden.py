"""Wie wird gerechnet? Every definition with its computation, what it was checked against, and the rules all share."""

from html import escape

from store.german import listed
from views.figures import read
from views.shell import filters, page
from views.shell.theme import show
from views.words import passport

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
RULES = {
    "Jedes Kind zählt einmal": "Eine Zeile je Kind und Jahr; wer mehrere Angebote nutzt, steht darin mit allen. Summen von Angeboten werden nie gebildet.",
    "Spannen statt Summen": "Angebote ohne gemeinsamen Schlüssel: mindestens so viele wie die größte Quelle, höchstens so viele wie alle zusammen und "
    "nie mehr, als dort leben; gerechnet nach Alter und Geschlecht und dann addiert. Bekannte Überschneidungen verengen die Spanne.",
    "Nie eine Mitte": "Eine Spanne wird als Spanne gesagt. Ein Wert dazwischen wäre geraten.",
    "Trends nur nach Test": "„Gestiegen“ und „gesunken“ stehen nur, wo ein Test mit gemessener Streuung sie trägt; über Reihenbrüche wird nicht verglichen.",
    "Abstände in Kindern": "Zu erwarten ist, was bei gleicher Nutzung in jedem Alter wie im Landkreis herauskäme. „Belastbar“ heißt: nach Prüfung vieler "
    "Gemeinden und Gruppen sind höchstens 10 von 100 solcher Hinweise Zufall.",
    "Vollerhebung": "Die Zahlen sind keine Stichprobe. Das Konfidenzintervall (95 %) beschreibt das übliche Auf und Ab kleiner Zahlen.",
}


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    cards = figures.published.table("definition").sort("label").to_dicts()
    show(
        page.kicker(figures, "Methoden und Begriffe", figures.default_year)
        + page.opening(
            "Wie wird gerechnet?", f"{len(cards)} Kennzahlen, jede mit Rechenweg. Begriffe erklärt die Hilfe."
        )
    )
    show(
        page.rule()
        + page.block(
            figures,
            "Was für alle Zahlen gilt",
            "",
            pairs(RULES | {"Schutz kleiner Zahlen": passport.protection(figures)}),
            small=False,
        )
        + page.rule()
        + page.block(
            figures,
            "Die Kennzahlen",
            listed([card["label"] for card in cards]),
            "".join(map(definition, cards)),
            small=False,
        )
        + page.footer(figures)
    )


def definition(card: dict) -> str:
    """One measure, closed until asked for: its question, and everything its reader may want to know."""
    told = {name: card[field] for field, name in FIELDS.items() if card.get(field)}
    summary = f"<summary><b>{escape(card['label'])}</b> <span>{escape(card['question'])}</span></summary>"
    computation = f'<p class="note">Rechenweg</p><div class="sql">{escape(card["sql"])}</div>'
    return f'<details class="pass" id="{escape(card["measure"])}">{summary}{pairs(told)}{computation}</details>'


def pairs(told: dict[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in told.items()) + "</dl>"


filters.run(main)
