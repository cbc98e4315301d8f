"""What must a reader know about a figure? The Zahlenpass under each chart: one line always seen, more on demand."""

from collections.abc import Sequence
from datetime import date

from store.german import day, number
from views.figures.reach import MISSING, Reach
from views.figures.read import Figures
from views.finding import Passport
from views.words.cells import at_least, at_most
from views.words.sentences import about, children_of

PROTECTION = (
    "Jede Zahl wird mit einem festen, geheimen Verfahren auf ein Vielfaches von {base} auf- oder abgerundet (höchstens "
    "{most} Kinder Abweichung). Anteile werden daraus berechnet und ab {least} Kindern gezeigt. Was zu klein ist, entscheidet "
    "nie die Zahl selbst, sondern die Bevölkerung und die übliche Nutzung im Landkreis. Vor jeder Ausgabe wird geprüft, dass "
    "sich aus den Tabellen keine Gruppe von 1 oder 2 Kindern erschließen lässt; wo doch, wird gröber gezeigt."
)
KINDS_OF_SPAN = (
    "Voll: nachgewiesen. Schraffiert: möglich, weil Angebote ohne gemeinsamen Schlüssel zählen (Überschneidung). "
    "Dünner Strich: Zufall (95 %)."
)


def card(
    figures: Figures,
    measure: str,
    reach: Reach = MISSING,
    period: str = "",
    place: str = "",
    group: str = "",
    *,
    basis: str = "",
    beside: Sequence[str] = (),
    **about,
) -> Passport:
    """The card below a chart; place: '' = the district; basis: n where many figures stand; beside: further measures that are
    shown; the rest as in `_fields`."""
    told = _fields(figures, measure, reach, period, place or figures.area_names[figures.district], group, **about)
    short = " · ".join(part for part in (basis or _short(figures, reach), period) if part)
    return Passport(short, tuple(told.items()), (measure, *beside))


def _fields(
    figures: Figures,
    measure: str,
    reach: Reach,
    period: str,
    place: str,
    group: str,
    ages: str = "",
    breaks: Sequence[str] = (),
) -> dict[str, str]:
    """Name and text of every field that has one; period, place, group, ages: as a reader says them; breaks: their texts."""
    card = figures.definition(measure)
    found = {
        "Kennzahl": card.get("label", ""),
        "Frage": card.get("question", ""),
        "gezählt": card.get("numerator", ""),
        "bezogen auf": _related(card, reach),
        "Zeitraum": period,
        "Gebiet": f"{place}. {card.get('scope', '')}",
        "Alter": ages or card.get("ages", ""),
        "Angebote": group,
        "Spanne": f"{span_in_words(reach)} {_signs(reach)}".strip() if reach.shown else KINDS_OF_SPAN,
        "Schutz": protection(figures),
        "Vergleichbarkeit": " ".join(breaks),
        "Lesehilfe": card.get("caveats", ""),
        "Quelle": ". ".join(
            [card.get("source", ""), f"Bevölkerung: {figures.meta.get('population_source', '')}", as_of(figures)]
        ),
        "geprüft am": _checked(card),
    }
    return {name: text for name, text in found.items() if text.strip(" .")}


def _short(figures: Figures, reach: Reach) -> str:
    if not reach.shown or reach.count_low is None:
        return ""
    text = children_of(reach, figures.base)
    return f"{text} · {_interval(reach)}" if _interval(reach) else text


def _interval(reach: Reach) -> str:
    if reach.open_end:
        return "Untergrenze"
    if reach.low is not None and not reach.narrow and not reach.is_value:
        return f"Spanne {at_least(reach.low)} bis {at_most(reach.high)} von 100"
    return f"Zufall (95 %) {_chance(reach)} von 100" if reach.chance and not reach.is_small else ""


def _chance(reach: Reach) -> str:
    return " bis ".join(number(edge * 100, 1) for edge in reach.chance)


def span_in_words(reach: Reach) -> str:
    """Which kind of range is it, and where does it come from? '' for a figure that is not shown."""
    if not reach.told:
        return ""
    if reach.open_end:
        return f"Untergrenze: mindestens {at_least(reach.low)} von 100. {reach.note}".strip()
    if not reach.is_value:
        return (
            f"Überschneidung: mindestens {at_least(reach.low)}, höchstens {at_most(reach.high)} von 100, weil Angebote "
            "ohne gemeinsamen Schlüssel zählen."
        )
    if reach.chance is None:
        return ""
    return (
        f"Zufall (95 %): rund {about(reach)} von 100; auch ohne echte Veränderung wären {_chance(reach)} von 100 "
        "zu erwarten."
    )


def _signs(reach: Reach) -> str:
    """How a range is drawn that overlap leaves open."""
    as_range = reach.told and not (reach.open_end or reach.is_value)
    return "Voll: nachgewiesen. Schraffiert: möglich." if as_range else ""


def _related(card: dict, reach: Reach) -> str:
    text = card.get("denominator", "")
    if reach.children:
        text += f" – hier {number(reach.children)}"
    if reach.day:
        text += f" am {day(reach.day)}"
    return text


def _checked(card: dict) -> str:
    checked = card.get("reviewed_on") or ""
    return day(date.fromisoformat(checked)) if checked else ""


def protection(figures: Figures) -> str:
    """The rule in words, with its decision when there is one."""
    text = PROTECTION.format(base=figures.base, most=figures.base - 1, least=figures.min_population)
    decided, note = figures.meta.get("protection_decided_on", ""), figures.meta.get("protection_note", "")
    if not decided:
        return text
    return f"{text} Regel vom {day(date.fromisoformat(decided))}{f' ({note})' if note else ''}."


def as_of(figures: Figures) -> str:
    stand = figures.meta.get("as_of", "")
    return f"Datenstand {day(date.fromisoformat(stand))}" if stand else ""
