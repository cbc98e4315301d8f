"""Wie lese ich diese Seiten? How to read, the words, the links, and the accessibility statement."""

from collections.abc import Iterable, Sequence

import htpy as h
from markupsafe import Markup

from store.german import STATES, VERDICTS, count_shown, listed
from views.figures import read
from views.finding import Finding, Table, table_of
from views.shell import filters, page, render
from views.shell.theme import show
from views.words import gap_sentences
from views.words.glossary import TERMS
from views.words.texts import TEXTS

SPANS = (
    ("Überschneidung", "Angebote ohne gemeinsamen Schlüssel", "schraffiert", "„mindestens … höchstens …“"),
    ("Schätzung (95 %)", "Antworten einer Stichprobe von Familien", "Mittelton mit Strich", "„rund … (… bis …), geschätzt“"),
    ("Beobachtung", "Aufzeichnungen kürzer als 18 Jahre", "Band", "„beobachtet … hochgerechnet …“"),
    ("Zufall (95 %)", "übliches Schwanken kleiner Zahlen", "dünner Strich", "„auch ohne echte Veränderung wären … zu erwarten“"),
)  # fmt: skip
EMPTY = (
    (STATES["protected"], "zum Schutz einzelner Kinder nicht gezeigt"),
    (STATES["no_data"], "nicht geliefert"),
    (STATES["not_applicable"], "Angebot gilt für dieses Alter oder Gebiet nicht"),
    (STATES["unreliable"], "wird nicht gezeichnet, steht in der Tabelle"),
)
VERDICT_MEANINGS = gap_sentences.HELP | {
    "none": "Die Werte schwanken, ohne dass ein Test eine Richtung trägt.",
    "undetermined": "Weniger als fünf vergleichbare Jahre.",
}


def main(figures: read.Figures) -> None:
    show(content(figures))


@read.kept
def content(figures: read.Figures) -> Markup:
    block = lambda told: render.finding(told, demo=figures.demo, small=False)
    below = "Fünf Arten von Spannen, sechs Arten leerer Zellen, und was die Wörter bedeuten."
    return (
        page.kicker(figures, "Hilfe und Barrierefreiheit", figures.default_year)
        + page.opening("Wie lese ich diese Zahlen?", below)
        + page.rule()
        + page.side_by_side(block(ranges(figures.base)) + block(empty_cells(figures.base)), block(words()))
        + page.rule()
        + page.side_by_side(
            block(Finding("gebrauch", "Auswählen, weitergeben, drucken")) + use(figures.meta.get("contact", "")),
            block(Finding("barrierefreiheit", "Erklärung zur Barrierefreiheit"))
            + statement(figures.meta.get("contact", "") or "das Jugendamt"),
        )
        + page.footer(figures)
    )


def table(caption: str, heads: Sequence[str], lines: Sequence[Sequence[str]], *, wide: bool = False) -> Table:
    return table_of(caption, heads, lines, words=len(heads), wide=wide)


def ranges(base: int) -> Finding:
    """Where a range comes from, how it is drawn and how it is said."""
    heads, spans = ("Spanne", "Woher sie kommt", "Zeichen", "Satz"), (*SPANS, rounding(base))
    title, sub = "Fünf Spannen, fünf Zeichen", "Sie werden nie verrechnet und nie gleich gezeichnet"
    return Finding("spannen", title, sub, table=table("Fünf Spannen", heads, spans, wide=True))


def rounding(base: int) -> tuple[str, ...]:
    return "Schutzrundung", f"jede Zahl ist um höchstens {base - 1} verändert", "kein Zeichen", f"„auf {base} gerundet“"


def empty_cells(base: int) -> Finding:
    """What stands where no number stands, and the verdicts."""
    small = [
        (shown, f"gerundet; kann {shown.replace('–', ' bis ')} bedeuten")
        for shown in (count_shown(0, base), count_shown(base, base))
    ]
    verdicts = [(VERDICTS[code], meaning) for code, meaning in VERDICT_MEANINGS.items()]
    told = table("Zeichen und Urteile", ("Anzeige", "Bedeutung"), [*small, *EMPTY, *verdicts])
    return Finding("zeichen", "Was steht, wo keine Zahl steht?", "Und was die Urteile sagen", table=told)


def words() -> Finding:
    """Every explained term."""
    terms = sorted(TERMS.items(), key=lambda item: item[0].casefold())
    return Finding("begriffe", "Begriffe", table=table("Begriffe", ("Begriff", "Bedeutung"), terms))


def use(contact: str) -> Markup:
    """Links, print, Zahlenpass, help."""
    return points([*TEXTS["help"]["use"], *([f"Fragen beantwortet {contact}."] if contact else [])])


def statement(contact: str) -> Markup:
    """The accessibility statement, with every known deviation."""
    told = TEXTS["accessibility"]
    rules = listed(sorted(told["platform_rules"]))
    deviations = f"Die Abweichungen ({rules}) liegen in der verwendeten Plattform, nicht im Inhalt."
    return (
        points(told["ways"])
        + note(told["state"])
        + points(told["platform_rules"].values())
        + note(deviations)
        + note(told["not_tried"].format(contact=contact))
    )


def note(line: str) -> Markup:
    return Markup(h.p(".note")[line])


def points(lines: Iterable[str]) -> Markup:
    return Markup(h.ul[(h.li[line] for line in lines)])


filters.run(main)
