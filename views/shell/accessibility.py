"""What does the accessibility statement say? Its facts in one place; the tests hold the pages to them (NBGG § 9a, WCAG 2.1 AA)."""

PLATFORM_RULES = {  # rule of axe-core → what it means for a visitor; only in the platform's own navigation
    "list": "Das ausklappbare Menü auf schmalen Bildschirmen ist als Liste ausgezeichnet, deren direkte Kinder keine Listenpunkte sind.",
    "listitem": "Die Punkte dieses Menüs stehen für Vorleseprogramme außerhalb ihrer Liste.",
}
STATE = (
    "Diese Anwendung soll die Anforderungen der WCAG 2.1, Stufe AA, und des § 9a NBGG erfüllen. Geprüft wird jede Seite bei jeder "
    "Änderung mit dem Prüfprogramm axe-core, hell und dunkel, am Schreibtisch und auf dem Telefon. Bekannte Abweichungen:"
)
NOT_TRIED = (
    "Noch nicht erprobt: Vorleseprogramme mit Nutzerinnen und Nutzern, andere Browser als Chromium. Wer auf ein Hindernis stößt, "
    "wendet sich bitte an {contact}."
)
WAYS = (
    "Alles lässt sich mit der Tastatur bedienen; der sichtbare Rahmen zeigt, wo Sie sind.",
    "Jedes Diagramm hat einen Alternativtext und dieselben Zahlen in einer Tabelle oder in Worten daneben.",
    "Farbe trägt nie allein eine Bedeutung: Muster, Zeichen und Worte sagen dasselbe.",
    "Die Seite folgt dem hellen oder dunklen Design des Systems und lässt sich auf 200 Prozent vergrößern.",
    "Unterstrichelte Wörter erklären sich beim Darüberfahren und mit der Tabulatortaste.",
)
