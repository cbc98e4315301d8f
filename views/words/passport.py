"""What must a reader know about a figure? The Zahlenpass under each chart: one line always seen, more on demand."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from store.german import day, number
from views.figures.deliveries import is_unchecked
from views.figures.reach import MISSING, Reach, Record
from views.figures.read import Figures, kept
from views.finding import Passport
from views.words import evidence
from views.words.cells import at_least, at_most, of_range
from views.words.sentences import LEFT, about, children_of

PROTECTION = (
    "Jede Zahl wird mit einem festen, geheimen Verfahren auf ein Vielfaches von {base} auf- oder abgerundet (höchstens "
    "{most} Kinder Abweichung). Anteile werden daraus berechnet und ab {least} Kindern gezeigt. Was zu klein ist, entscheidet "
    "nie die Zahl selbst, sondern die Bevölkerung und die übliche Nutzung im Landkreis. Vor jeder Ausgabe wird geprüft, dass "
    "sich aus den Tabellen keine Gruppe von 1 oder 2 Kindern erschließen lässt; wo doch, wird gröber gezeigt."
)
ASSUMED = " (angenommen)"
UNCHECKED = "Ungeprüft, ob alles geliefert ist"
LOSSY = "Mehr als 2 von 100 Zeilen nicht lesbar"
LOWER = "Ihre Zahlen sind Untergrenzen; welche, zeigt die Seite Datenqualität."
KINDS_OF_SPAN = (
    "Voll: gezählt. {middle}Schraffiert: möglich, weil Angebote ohne gemeinsamen Schlüssel zählen (Überschneidung). "
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
    ages: str = "",
    breaks: Sequence[str] = (),
) -> Passport:
    """The card below a chart; period, place ('' = the district), group, ages: as a reader says them; basis: n where many figures
    stand; beside: further measures that are shown; breaks: their texts."""
    told = figures.definition(measure)
    fields = {
        "Kennzahl": told.get("label", ""),
        "Frage": told.get("question", ""),
        "gezählt": told.get("numerator", ""),
        "bezogen auf": _related(told, reach),
        "Zeitraum": period,
        "Gebiet": f"{place or figures.area_names[figures.district]}. {told.get('scope', '')}",
        "Alter": ages or told.get("ages", ""),
        "Angebote": group,
        "Spanne": _span(reach) if reach.shown else _kinds_of_span(figures),
        "Beleg": evidence.rests_on(reach),
        "Schutz": protection(figures),
        "Vergleichbarkeit": " ".join(breaks),
        "Lesehilfe": told.get("caveats", ""),
        "Quelle": ". ".join(
            [told.get("source", ""), f"Bevölkerung: {figures.meta.get('population_source', '')}", as_of(figures)]
        ),
        "Vollständigkeit": completeness(figures),
        "geprüft am": _day(told.get("reviewed_on")),
    }
    short = " · ".join(part for part in (basis or _short(figures, reach), period) if part)
    return Passport(short, tuple((name, text) for name, text in fields.items() if text.strip(" .")), (measure, *beside))


@kept
def _kinds_of_span(figures: Figures) -> str:
    """How ranges are drawn in an edition; the middle tone only where families were asked."""
    middle = "Mittelton: geschätzt aus Antworten von Familien. " if figures.rows("asked_reach") else ""
    return KINDS_OF_SPAN.format(middle=middle)


def _short(figures: Figures, reach: Reach) -> str:
    if not reach.shown or reach.count_low is None:
        return ""
    return " · ".join(filter(None, (children_of(reach, figures.base), _interval(reach))))


def _interval(reach: Reach) -> str:
    if reach.open_end:
        return "Untergrenze"
    if reach.asked:
        return evidence.estimated_from(reach.asked)
    if reach.low is not None and not reach.narrow and not reach.is_value:
        return f"Spanne {at_least(reach.least)} bis {at_most(reach.most)} von 100"
    return f"Zufall (95 %) {_chance(reach)} von 100" if reach.chance and not reach.is_small else ""


def _chance(reach: Reach) -> str:
    return " bis ".join(number(edge * 100, 1) for edge in reach.chance or ())


def _span(reach: Reach) -> str:
    """The kind of range, and how one is drawn that overlap leaves open."""
    drawn = f"{evidence.legend([reach])}." if reach.told and not (reach.open_end or reach.is_value) else ""
    return f"{span_in_words(reach)} {drawn}".strip()


def span_in_words(reach: Reach) -> str:
    """Which kind of range is it, and where does it come from? '' for a figure that is not shown."""
    if not reach.told:
        return ""
    if reach.open_end:
        return f"Untergrenze: mindestens {at_least(reach.least)} von 100. {reach.note}".strip()
    if not reach.is_value and reach.counted is not None:
        why = f"weil nicht bekannt ist, {LEFT}"
        return f"Fortzüge: mindestens {at_least(reach.least)}, höchstens {at_most(reach.most)} von 100, {why}."
    estimated = f"Schätzung (95 %): {of_range(reach.asked)} von 100. " if reach.asked else ""
    if not reach.is_value:
        least, most = (
            f"mindestens {at_least(reach.least)}",
            "" if reach.high is None else f", höchstens {at_most(reach.high)}",
        )
        return f"{estimated}Überschneidung: {least}{most} von 100, weil Angebote ohne gemeinsamen Schlüssel zählen."
    if reach.chance is None:
        return ""
    return (
        f"Zufall (95 %): rund {about(reach)} von 100; auch ohne echte Veränderung wären {_chance(reach)} von 100 "
        "zu erwarten."
    )


def _related(told: Record, reach: Reach) -> str:
    here = f" – hier {number(reach.children)}" if reach.children else ""
    return f"{told.get('denominator', '')}{here}{f' am {day(reach.day)}' if reach.day else ''}"


def _day(value: str | None) -> str:
    """A day as it is stored, as a reader writes it; '' for none."""
    return day(date.fromisoformat(value)) if value else ""


def protection(figures: Figures) -> str:
    """The rule in words, with its decision when there is one."""
    text = PROTECTION.format(base=figures.base, most=figures.base - 1, least=figures.min_population)
    decided, note = _day(figures.meta.get("protection_decided_on")), figures.meta.get("protection_note", "")
    return f"{text} Regel vom {decided}{f' ({note})' if note else ''}." if decided else text


def as_of(figures: Figures) -> str:
    stand = _day(figures.meta.get("as_of"))
    assumed = ASSUMED if figures.meta.get("as_of_stated") == "nein" else ""
    return f"Datenstand {stand}{assumed}" if stand else ""


def assumed(row: Record) -> str:
    """Beside the Stand that nobody stated; a row of source_status or delivered."""
    return ASSUMED if row["as_of_stated"] is False else ""


@kept
def completeness(figures: Figures) -> str:
    """How far can the deliveries be relied on? '' where somebody says of all that they are complete, or nothing is known."""
    status = figures.published.table("source_status")
    unchecked, lossy = status.filter(is_unchecked()), status.filter(pl.col("rows_lost") > 0)
    told = [
        f"{text}: {number(rows['offer'].n_unique())} Angebote in {number(rows['year'].n_unique())} Jahren."
        for text, rows in ((UNCHECKED, unchecked), (LOSSY, lossy))
        if len(rows)
    ]
    return " ".join([*told, LOWER] if told else [])
