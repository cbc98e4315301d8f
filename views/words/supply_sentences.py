"""How are waiting, places, posts, money, duration and procedures said? Pure functions, one per finding; every case is a test row.

Counts are protected: below twice the rounding base only „weniger als zehn“ is said. A development is said to be unclear only where the ranges
of chance of all years share a value; no word on rise or fall stands here, for that needs the test of `trend`.
"""

from collections.abc import Mapping, Sequence

from measures.waiting import REASONS
from store.german import day, euro, listed, number
from views.figures.reach import Record
from views.finding import Cell, Sentence, Text
from views.words.cells import few
from views.words.texts import TEXTS

UNITS = {"children": "Kinder", "families": "Familien"}
COUNTED = UNITS | {"cases": "Fälle", "procedures": "Verfahren", "helps": "Hilfen"}
STAGES = {"preliminary": "vorläufig", "final": "Ergebnis", "plan": "Plan"}
NO_LIST = "Für {offer} wird keine Warteliste geführt. Das heißt nicht, dass niemand wartet."
NO_LIST_THAT_YEAR = "Für {offer} liegt für {year} keine Warteliste vor. Das heißt nicht, dass niemand wartet."
NO_LIST_AT_ALL = "Es wird keine Warteliste geführt. Das heißt nicht, dass niemand wartet."
NO_LISTS = "Es ist keine Warteliste geliefert. Das heißt nicht, dass niemand wartet."
NO_DURATION = "Dieses Angebot wird nicht einzeln geliefert; eine Dauer ist deshalb nicht bestimmbar."
NO_VALUE = {
    "protected": "Für „{offer}“ wird {year} zum Schutz der Kinder kein Wert gezeigt.",
    "not_applicable": "„{offer}“ gab es {year} für Kinder und Jugendliche unter 18 nicht.",
    "unreliable": "Für „{offer}“ ist der Wert {year} unsicher und wird nicht gezeigt.",
    "no_data": "„{offer}“ hat für {year} noch nicht geliefert{since}.",
}
FEW_PERSONS = (
    "unter fünf Personen"  # as the delivery marks a unit (store/planning.py, few): no number of ours, not the rounding
)
ALSO_OTHERS = "Kann auch Ältere oder Eltern betreffen"
COUNTING = {
    "verknuepft": "Kind für Kind, mit einem Schlüssel, den mehrere Angebote teilen. Mehrfachnutzung ist bekannt.",
    "eigener_schluessel": "Kind für Kind, mit einem eigenen Schlüssel. Mehrfachnutzung nur innerhalb derselben Lieferung bekannt.",
    "zaehlwerte": "Nur als Summe je Jahr. Welche Kinder zugleich andere Angebote nutzen, ist nicht bekannt.",
    "kontakte": "Als Besuche oder Teilnahmen, nicht als Kinder. Die Zahl der Kinder ist deshalb eine Spanne.",
}


def small(row: Record, base: int) -> bool:
    """Is the count of a row too small to be said?"""
    return bool(row["numerator"] < 2 * base)


def counted(row: Record, unit: str, base: int) -> str:
    """'rund 135 Kinder', 'weniger als zehn Familien'."""
    return f"weniger als {few(base)} {unit}" if small(row, base) else f"rund {number(row['numerator'])} {unit}"


def no_value(offer: str, year: int, state: str, latest: int | None) -> str:
    """Why an offer has no reach in a year; latest: the last year that it delivered."""
    since = f" (zuletzt {latest})" if latest else ""
    return NO_VALUE.get(state, NO_VALUE["no_data"]).format(offer=offer, year=year, since=since)


def ages(first: int, last: int) -> str:
    """'für 0- bis 6-Jährige', 'für Kinder im ersten Lebensjahr'."""
    if first == last:
        return "für Kinder im ersten Lebensjahr" if last == 0 else f"für {first}-Jährige"
    return f"für {first}- bis {last}-Jährige"


def waiting(
    offer: str,
    unit: str,
    row: Record | None,
    base: int,
    *,
    on: str,
    days: float | None = None,
    begun: bool = False,
    year: int = 0,
) -> str:
    """Who waits on a date; row: of the measure `waiting`, None = no list in any year; days: median; begun: of those who began."""
    if row is None:
        return NO_LIST.format(offer=offer)
    if row["state"] == "protected":
        return f"{offer}: Zahl der Wartenden nicht gezeigt."
    if row["state"] != "ok":
        return NO_LIST_THAT_YEAR.format(offer=offer, year=year)
    said = f"Am {on} warteten {counted(row, unit, base)} auf {offer}"
    if days is None or small(row, base):
        return f"{said}."
    if begun:
        return f"{said}. Wer im Jahr beginnen konnte, hatte im Mittel (Median) {number(days)} Tage gewartet."
    return f"{said}, im Mittel (Median) {number(days)} Tage."


def twice(unit: str) -> str:
    return f"{unit} können auf mehreren Listen stehen."


def unfilled(without: Record | None, asked: Record | None, base: int) -> str:
    """Requests without a place, and their main reason; rows of the measure `waiting`; '' where nothing was delivered."""
    if without is None or without["state"] == "no_data":
        return ""
    if without["state"] != "ok":
        return "Wie viele Anfragen ohne Platz blieben, wird nicht gezeigt."
    little, reason = small(without, base), without.get("main_reason")
    many = f"Weniger als {few(base)}" if little else number(without["numerator"])
    known = asked if asked and asked["state"] == "ok" and not small(asked, base) else None
    of = f" von {number(known['numerator'])}" if known else ""
    why = f"; häufigster Grund: {REASONS[reason]}" if reason and not little else ""
    return f"{many}{of} Anfragen blieben ohne Platz{why}."


def staff(department: str, on: str, posts: float | None, filled: float | None) -> str:
    """How many posts of a Fachbereich were filled; None: not told."""
    if posts is None or filled is None:
        return "Stellen: keine Daten."
    if filled >= posts:
        return f"Alle {number(posts, 1)} Stellen waren besetzt."
    return f"Am {on} waren {number(filled, 1)} von {number(posts, 1)} Stellen (VZÄ) im {department} besetzt."


def per_post(cases: float | None, unit: str) -> str:
    """'Auf eine besetzte Stelle kamen 24,3 Fälle.'"""
    return "" if cases is None else f"Auf eine besetzte Stelle kamen {number(cases, 1)} {unit}."


def merged(sections: Sequence[str]) -> str:
    """Which Sachgebiete stand only in their Fachbereich? The larger one that hides a small one is not told apart."""
    if not sections:
        return ""
    one = len(sections) == 1
    return f"{listed(list(sections))}: {FEW_PERSONS}{'' if one else ' oder damit zusammengefasst'}, im Fachbereich enthalten."


def recut(on: str) -> str:
    return f"Neuer Zuschnitt seit {on}; nicht vergleichbar."


def duration(row: Record, first: int, last: int, name: str) -> str:
    """How long half of the uses lasted; a row `median` of the measure `duration`."""
    if row["state"] == "ok":
        begun = f"Die Hälfte der {first} bis {last} begonnenen Nutzungen"
        return f"{name}: {begun} dauerte höchstens {months(row['value'])}"
    if row["state"] == "protected":
        return f"{name}: Dauer nicht gezeigt, weil {first} bis {last} zu wenige Nutzungen begannen"
    return f"{name}: Dauer noch nicht bestimmbar, weil mehr als die Hälfte der Nutzungen noch läuft"


def months(value: float) -> str:
    if value < 1:
        return "einen halben Monat"
    return "einen Monat" if value == 1 else f"{number(value)} Monate"


def named(count: int, one: str, many: str) -> str:
    """'1 Angebot', '3 Angebote'."""
    return f"{number(count)} {one if count == 1 else many}"


def places(on: str, approved: float, per_100: float | None, ages: str) -> str:
    """How many places, and for how many children of 100?"""
    rate = f", {number(per_100)} je 100 Kinder dieses Alters" if per_100 is not None else ""
    return f"Am {on} gab es {number(approved)} genehmigte Plätze für {ages}{rate}."


def money(name: str, year: int, spent: float, per_child: float | None, stage: str | None) -> str:
    """What an offer cost in a year; a final amount needs no word."""
    still = f" ({STAGES[stage]})" if stage and stage != "final" else ""
    child = f", je nutzendes Kind rund {euro(per_child)}" if per_child is not None else ""
    return f"{name}: {year} betrug der Aufwand {euro(spent)}{still}{child}."


def procedures(year: int, counts: Sequence[tuple[str, Record | None]], base: int) -> Text:
    """How many procedures began in a year; counts: (name in the plural, row)."""
    told = {name: row for name, row in counts if row and row["state"] == "ok"}
    if told:
        large = {
            name: Cell("number", row["numerator"], row["numerator"])
            for name, row in told.items()
            if not small(row, base)
        }
        said = [f"rund {{{name}}} {name}" if name in large else counted(row, name, base) for name, row in told.items()]
        return Sentence(f"{year} begannen {listed(said)}.", large)
    hidden = any(row and row["state"] == "protected" for _, row in counts)
    return f"Für {year} {'werden die Zahlen nicht gezeigt' if hidden else 'liegen keine Zahlen vor'}."


def between(values: Mapping[int, float], unit: str, digits: int = 0) -> str:
    """'2008 bis 2025 zwischen 94 und 136 je 10.000 unter 18': no word on rise or fall."""
    if not values:
        return "Für keines der Jahre liegt ein Wert vor"
    first, last = min(values), max(values)
    low, high = number(min(values.values()), digits), number(max(values.values()), digits)
    if first == last:
        return f"{first}: {low} {unit}"
    return f"{first} bis {last} {f'zwischen {low} und {high}' if low != high else f'immer {low}'} {unit}"


def until(row: Record) -> str:
    """How far an offer has delivered a year, and who says so; a row of source_status."""
    if row["complete"] or (row["whole_year"] and row["completeness"] == "unchecked"):
        told = "vollständig geliefert" if row["complete"] else "bis zum Jahresende geliefert"
        late = "vorläufig" if row["final"] is False else ""
        lost = f"bis zu {number(row['rows_lost'])} Zeilen nicht lesbar" if row["rows_lost"] else ""
        return ", ".join(filter(None, (told, TEXTS["completeness"].get(row["completeness"], ""), late, lost)))
    return f"geliefert bis {day(row['until'])}" if row["until"] else "noch nicht geliefert"
