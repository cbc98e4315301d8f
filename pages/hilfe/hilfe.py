"""Wie lese ich diese Seiten? How to read, the words, the links, and the accessibility statement."""

from html import escape

from store.german import STATES, VERDICTS, listed
from views.drawings import tables
from views.figures import read
from views.shell import accessibility, filters, page
from views.shell.theme import show
from views.words import gap_sentences
from views.words.glossary import TERMS

SPANS = (
    ("Überschneidung", "Angebote ohne gemeinsamen Schlüssel", "schraffiert", "„mindestens … höchstens …“"),
    ("Beobachtung", "Aufzeichnungen kürzer als 18 Jahre", "Band", "„beobachtet … hochgerechnet …“"),
    ("Zufall (95 %)", "übliches Schwanken kleiner Zahlen", "dünner Strich", "„auch ohne echte Veränderung wären … zu erwarten“"),
    ("Schutzrundung", "jede Zahl ist um höchstens 4 verändert", "kein Zeichen", "„auf 5 gerundet“"),
)  # fmt: skip
EMPTY = (
    ("0–4", "gerundet; kann 0 bis 4 bedeuten"),
    ("1–9", "gerundet; kann 1 bis 9 bedeuten"),
    (STATES["protected"], "zum Schutz einzelner Kinder nicht gezeigt"),
    (STATES["no_data"], "nicht geliefert"),
    (STATES["not_applicable"], "Angebot gilt für dieses Alter oder Gebiet nicht"),
    (STATES["unreliable"], "wird nicht gezeichnet, steht in der Tabelle"),
)
VERDICT_MEANINGS = gap_sentences.HELP | {
    "none": "Die Werte schwanken, ohne dass ein Test eine Richtung trägt.",
    "undetermined": "Weniger als fünf vergleichbare Jahre.",
}
LINKS = (
    "Jede Auswahl steht in der Adresse der Seite. Wer den Link kopiert und weitergibt, zeigt genau diese Auswahl.",
    "Drucken: die Druckfunktion des Browsers; jede Seite ist für A4 gesetzt und druckt immer hell.",
    "Unter jedem Diagramm steht der Zahlenpass: was gezählt ist, worauf bezogen, welcher Stand, welcher Schutz.",
)


def main() -> None:
    """Reads from top to bottom as the page does."""
    figures = read.figures()
    filters.name_unknown_keys()
    show(
        page.kicker(figures, "Hilfe und Barrierefreiheit", figures.default_year)
        + page.opening(
            "Wie lese ich diese Zahlen?",
            "Vier Arten von Spannen, sechs Arten leerer Zellen, und was die Wörter bedeuten.",
        )
    )
    show(
        page.rule()
        + page.side_by_side(ranges(figures) + empty_cells(figures), words(figures))
        + page.rule()
        + page.side_by_side(use(figures), statement(figures))
        + page.footer(figures)
    )


def ranges(figures: read.Figures) -> str:
    """Where a range comes from, how it is drawn and how it is said."""
    table = tables.plain_table("Vier Spannen", ["Spanne", "Woher sie kommt", "Zeichen", "Satz"], SPANS)
    return page.block(
        figures,
        "Vier Spannen, vier Zeichen",
        "Sie werden nie verrechnet und nie gleich gezeichnet",
        tables.scrolling("Vier Spannen", table),
        small=False,
    )


def empty_cells(figures: read.Figures) -> str:
    """What stands where no number stands, and the verdicts."""
    verdicts = [(VERDICTS[code], meaning) for code, meaning in VERDICT_MEANINGS.items()]
    table = tables.plain_table("Zeichen und Urteile", ["Anzeige", "Bedeutung"], [*EMPTY, *verdicts])
    return page.block(figures, "Was steht, wo keine Zahl steht?", "Und was die Urteile sagen", table, small=False)


def words(figures: read.Figures) -> str:
    """Every explained term."""
    table = tables.plain_table(
        "Begriffe", ["Begriff", "Bedeutung"], sorted(TERMS.items(), key=lambda item: item[0].casefold())
    )
    return page.block(figures, "Begriffe", "", table, small=False)


def use(figures: read.Figures) -> str:
    """Links, print, Zahlenpass, help."""
    contact = figures.meta.get("contact", "")
    asked = (f"Fragen beantwortet {contact}.",) if contact else ()
    return page.block(figures, "Auswählen, weitergeben, drucken", "", points((*LINKS, *asked)), small=False)


def statement(figures: read.Figures) -> str:
    """The accessibility statement, with every known deviation."""
    contact = figures.meta.get("contact", "") or "das Jugendamt"
    return page.block(
        figures,
        "Erklärung zur Barrierefreiheit",
        "",
        points(accessibility.WAYS),
        page.notes(accessibility.STATE),
        points(tuple(accessibility.PLATFORM_RULES.values())),
        page.notes(
            f"Die Abweichungen ({listed(sorted(accessibility.PLATFORM_RULES))}) liegen in der verwendeten Plattform, nicht im Inhalt.",
            accessibility.NOT_TRIED.format(contact=contact),
        ),
        small=False,
    )


def points(lines: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


filters.run(main)
