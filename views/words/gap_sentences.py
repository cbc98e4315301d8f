"""How is a gap said? Pure functions, one per finding; every case is a row of the tests.

Never „missing children“, never a rank: children fewer than expected, with their range and the verdict of the test.
"""

from collections.abc import Mapping, Sequence

from store.german import VERDICTS, listed, number
from views.figures.gaps import Gap, Screen
from views.finding import Cell, Said, Sentence, Text
from views.words.cells import apart_span, said
from views.words.glossary import TERMS

AS_EXPECTED = "als bei kreisweit üblicher Nutzung in jedem Alter zu erwarten"
NONE_FIRM = "Keine Gemeinde liegt belastbar unter dem Kreisdurchschnitt"
BLIND = "So kleine Zahlen zeigen nicht, ob eine Gemeinde unter dem Kreisdurchschnitt liegt"
MAY_BE_CHANCE = "unsicher: Der Unterschied kann Zufall sein"
HINTS = "Hinweise zum Nachfragen. Kein Beleg für Bedarf."
TO_SOMEBODY = {"Kinder": "Kindern", "Kinder im Jahr": "Kindern im Jahr"}  # the units of a gap after „von“
LARGEST = 3  # so many distances are named below the finding
HELP = {
    "firm": TERMS["belastbar"],
    "unsure": "Kann Zufall sein. Mehrere Jahre oder Planungsraum ansehen.",
    "usual": "So wie fast überall: kleiner als ein Zehntel, oder es geht um einzelne Kinder.",
    "more": "Mehr Kinder als zu erwarten, so sicher geprüft wie „belastbar“.",
    "too_small": TERMS["nicht bewertbar"],
}


def opening(screen: Screen, group: str, name: str) -> Text:
    """The finding of the page: only firm gaps are named; group as the object of „nutzten“, name as in the menu."""
    if not screen.told:
        return f"Für {screen.period} lässt sich nicht sagen, wo weniger Kinder {group} nutzten als zu erwarten"
    if not screen.firm:
        return f"{name}, {screen.period}: {BLIND if screen.blind else NONE_FIRM}"
    places = listed([f"in {{name{at}}} rund {{fewer{at}}}" for at in range(len(screen.firm))])
    values: dict[str, Said] = {"period": screen.period, "unit": screen.firm[0].unit, "group": group}
    for at, gap in enumerate(screen.firm):
        values |= {f"name{at}": gap.name, f"fewer{at}": gap.distance}
    return Sentence(f"{{period}} nutzten {places} {{unit}} weniger {{group}}, {AS_EXPECTED} – belastbar", values)


def largest(screen: Screen) -> str:
    """The largest distances in children with their verdicts; '' where none is below."""
    if not screen.below:
        return ""
    named = ", ".join(f"{g.name} {said(g.distance)} ({VERDICTS[g.verdict]})" for g in screen.below[:LARGEST])
    return f"Die größten rechnerischen Abstände zum Kreisdurchschnitt, in Kindern: {named}."


def of_place(gap: Gap, period: str, group: str) -> str:
    """One municipality, in every case (texte.md § 7 no. 5)."""
    if not gap.told:
        return _untold(gap)
    if gap.verdict == "too_small":
        return f"{gap.name}: nicht bewertbar, zu wenige Kinder."
    if gap.verdict == "usual":
        return f"{gap.name} liegt {period} im üblichen Bereich."
    if not gap.below:
        more = (
            f"In {gap.name} nutzten {period} rund {number(-gap.distance.least)} {gap.unit} mehr {group} als zu erwarten"
        )
        return f"{more} – {MAY_BE_CHANCE}." if gap.verdict == "unsure" else f"{more}."
    fewer = f"In {gap.name} nutzten {period} rund {said(gap.distance)} {gap.unit} weniger {group}, {AS_EXPECTED}"
    return f"{fewer} ({apart_span(gap.distance)}) – {'belastbar' if gap.verdict == 'firm' else MAY_BE_CHANCE}."


def _untold(gap: Gap) -> str:
    why = {"protected": "nicht gezeigt", "no_data": "keine Daten"}.get(gap.state, "Vergleich nicht zulässig")
    return f"{gap.name}: {why}. {gap.note}".strip()


def beside(gap: Gap) -> str:
    """What stands in the column of children: '120', '5 mehr', or nothing."""
    return said(judged(gap))


def judged(gap: Gap) -> Cell:
    """The distance as a cell of a table; none where it is not told, or too small for a verdict."""
    return gap.distance if gap.told and gap.verdict != "too_small" else Cell("apart")


def visible(gap: Gap) -> str:
    """How large would a difference have to be to be seen here in eight of ten cases?"""
    if gap.detectable is None:
        return "Hier leben zu wenige Kinder, als dass ein Unterschied zuverlässig zu sehen wäre."
    children = f"{number(gap.detectable)} {TO_SOMEBODY[gap.unit]} ({gap.detectable_of_100} von 100)"
    return f"Zuverlässig zu sehen wäre hier erst ein Unterschied von rund {children}."


def scatter(gap: Gap) -> str:
    """How far do counts lie from the usual where nothing is the matter? '' for an edition that did not ask."""
    if gap.families is None or gap.spread is None:
        return ""
    times, apart = number(gap.families, 1), number(100 * gap.spread)
    together = (
        "Eine Zählung schwankt wie bei einzelnen Kindern"
        if times == "1,0"
        else f"Eine Zählung schwankt {times}-mal so stark wie bei einzelnen Kindern (Varianz), etwa weil Geschwister gemeinsam kommen"
    )
    places = "kaum" if apart == "0" else f"um rund {apart} von 100"
    return (
        f"Verglichen mit der Streuung aller Gemeinden und Angebote dieses Zeitraums, einer Schätzung: {together}; "
        f"Gemeinden unterscheiden sich ohnehin {places}."
    )


def funnel(inside: Sequence[Gap], outside: Sequence[Gap]) -> str:
    """Which municipalities lie below what chance explains for their size?"""
    if not outside:
        return "Alle Gemeinden liegen in dem Bereich, den der Zufall erklärt" if inside else ""
    verb = "liegt" if len(outside) == 1 else "liegen"
    return f"{listed([gap.name for gap in outside])} {verb} unter dem, was der Zufall erklärt"


def over_the_domains(screens: Sequence[Screen], names: dict[str, str]) -> str:
    """In which Bereich is which municipality firmly below? The title of the heat table."""
    firm = [f"{gap.name} ({names[screen.group]})" for screen in screens for gap in screen.firm]
    if not firm:
        return "In keinem vergleichbaren Bereich liegt eine Gemeinde belastbar unter dem Kreisdurchschnitt"
    if len(firm) > LARGEST:
        return f"{len(firm)} belastbare Abstände in {sum(bool(s.firm) for s in screens)} Bereichen und Angeboten"
    return f"Belastbar unter dem Kreisdurchschnitt: {listed(firm)}"


def without_comparison(reasons: Mapping[str, Sequence[str]]) -> str:
    """Which Bereiche cannot be compared, by reason."""
    return " ".join(f"Ohne Vergleich ({reason}): {listed(list(names))}." for reason, names in reasons.items() if names)


def here(place: str, told: Sequence[Gap]) -> str:
    """All gaps of one municipality in one line."""
    firm = sum(gap.verdict == "firm" for gap in told)
    if firm:
        return f"{place}: {firm} {'belastbarer Abstand' if firm == 1 else 'belastbare Abstände'} zum Erwarteten"
    return f"{place} liegt in keinem vergleichbaren Angebot belastbar unter dem Kreisdurchschnitt"
