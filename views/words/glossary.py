"""What does this word mean? The terms of the pages: told where they stand, by hover and keyboard, and listed on the help page."""

import re
from functools import cache
from html import escape

from markupsafe import Markup

TERMS = {
    "Reichweite im Jahr": "Kinder unter 18 mit Wohnort im Landkreis am 31.12., die im Jahr mindestens ein Angebot genutzt haben, "
    "bezogen auf alle Kinder unter 18 am 31.12.",
    "Reichweite am Stichtag": "Kinder mit laufender Nutzung an einem Tag, bezogen auf die Bevölkerung des genannten Tages. "
    "Die amtliche Betreuungsquote ist von dieser Art.",
    "Reichweite bis 18": "Anteil der Kinder, die bis zum 18. Geburtstag irgendwann dabei waren: beobachtet für Geburtsjahrgänge, "
    "hochgerechnet nach heutigem Nutzungsverhalten. Keine Vorhersage.",
    "Betreuungsquote": "Amtlich: Kinder in Kita oder Kindertagespflege am 1. März, bezogen auf die Bevölkerung vom 31.12. des Vorjahres.",
    "Versorgungsquote": "Plätze je Kind. Etwas anderes als die Betreuungsquote, die Kinder zählt.",
    "Bereich": "Einer von neun getrennten Teilen aller Angebote, zum Beispiel Frühe Hilfen oder Beratung.",
    "Überschneidung": "Kinder, die mehrere Angebote nutzen. Ohne gemeinsamen Schlüssel ist ihre Zahl nicht bekannt; daraus folgt eine Spanne.",
    "nachgewiesen": "So viele sind es mindestens: belegt durch die größte einzelne Quelle in jedem Alter.",
    "hochgerechnet": "So viele wären es, wenn Kinder in jedem Alter so nutzen wie zuletzt.",
    "Reihenbruch": "Von hier an wird anders gezählt; Jahre davor und danach sind nicht vergleichbar.",
    "belastbar": "Der Abstand ist größer, als Zufall und Mehrfachprüfung erklären, und beträgt mindestens ein Zehntel.",
    "nicht bewertbar": "Zu wenige Kinder für ein Urteil. Sagt nichts über die Gemeinde.",
    "zu erwarten": "So viele wären es, wenn Kinder in jedem Alter so nutzen wie im ganzen Landkreis.",
    "geschützt": "Zum Schutz einzelner Kinder nicht gezeigt.",
    "Datenstand": "Tag des jüngsten Auszugs, auf dem die Zahlen beruhen.",
    "Ausgabe": "Eingefrorene Zahlen, die sich nicht mehr ändern.",
    "Inanspruchnahme": "Hilfen zur Erziehung: am 31.12. laufende und im Jahr beendete, je 10.000 unter 21-Jährige.",
    "Stellen (VZÄ)": "Vollzeitäquivalente: zwei halbe Stellen sind eine.",
    "Zufall (95 %)": "Das übliche Auf und Ab kleiner Zahlen, auch ohne echte Veränderung.",
    "Schutzrundung": "Jede Zahl wird auf- oder abgerundet, damit kein Kind erkennbar wird.",
}


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(TERMS, key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(escape(term))}(?!\w)" for term in longest_first))


@cache
def explained(text: str) -> Markup:
    """The escaped text; the first mention of each term carries its meaning."""
    told: set[str] = set()

    def tell(found: re.Match[str]) -> str:
        term = found[0]
        if term in told:
            return term
        told.add(term)
        return f'<dfn tabindex="0">{term}<span class="tip" role="tooltip">{escape(TERMS[term])}</span></dfn>'

    return Markup(_pattern().sub(tell, escape(text)))
