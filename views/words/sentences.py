"""How is a figure said? Pure functions, one per finding; every case of a finding is a row of the tests.

Numbers in sentences are whole children of 100. A range is said as a range, never by its middle; small counts and hidden
figures have their own sentences.
"""

from collections.abc import Sequence

import numpy as np

from measures.engine.methods.homogeneity import compared
from measures.engine.protect import rounding_variance
from store.german import STATES, count_alone, count_shown, listed, number
from views.figures.reach import MISSING, Reach, Record, apart, share, sure
from views.finding import Cell, Said, Sentence, Text
from views.words.cells import at_least, at_most, estimate, few, in_words, of_range
from views.words.evidence import COUNTED, ESTIMATED, estimated_from

WIDE_CHANCE = 0.05  # from this width of the 95 % interval a value is told to vary from year to year
CHILDREN = "Kindern und Jugendlichen unter 18"
LESS_USE = "Weniger Nutzung kann weniger Bedarf, Angebote anderer Träger oder eine Einrichtung im Nachbarort bedeuten."
PROTECTION = (
    "Zum Schutz der Kinder sind alle Zahlen auf {base} gerundet, manche nicht gezeigt. "
    "Summen können deshalb um wenige Kinder abweichen."
)
SELECTION_EMPTY = "Für diese Auswahl liegen keine Zahlen vor. Bitte Jahr oder Gebiet ändern."
SELECTION_PROTECTED = (
    "Diese Auswahl umfasst zu wenige Kinder und wird nicht gezeigt. Größeres Gebiet oder alle Altersgruppen wählen."
)
ONLY_ONE_YEAR = "Erst ein Jahr liegt vor; Entwicklungen sind ab fünf Jahren bestimmbar."
AGES = {
    "differ": "Die Altersgruppen nutzen die Angebote verschieden häufig.",
    "alike": "Zwischen den Altersgruppen zeigt sich kein klarer Unterschied.",
    "open": "Welche Altersgruppe mehr nutzt, ist nicht zu sagen.",
    "one": "Nutzung nach Alter",
}
WHICH_DOMAINS = "Welche Bereiche nutzen Kinder und Jugendliche?"
DEMO = "DEMO – erfundene Zahlen. Keine Aussage über den {district} oder eine Gemeinde."
LEFT = "wer bis zum Jahresende fortzog oder zu alt wurde"
LEFT_TOO = f"Mitgezählt ist hier auch, {LEFT}"
OWN_NUMBERS = (
    "Die Angebote führen je eigene Nummern; daher ist nicht bekannt, wie viele Kinder mehrere Angebote nutzen."
)
SOMETHING_ELSE = (
    "Die Betreuungsquote zählt, wer an einem Tag betreut wird; die Reichweite im Jahr zählt, wer irgendwann im "
    "Jahr dabei war. Beide Zahlen sind deshalb nicht vergleichbar."
)


def about(reach: Reach, digits: int = 0) -> str:
    """The one number of a value, or of a range so narrow that one number says it."""
    return number(reach.middle * 100, digits)


def children_of(reach: Reach, base: int) -> str:
    """'5.675 bis 15.005 von 20.015 Kindern'; small counts as their rounded band."""
    if not reach.shown:
        return STATES[reach.state]
    low, high = (count_alone(count or 0, base) for count in (reach.count_low, reach.count_high))
    if asked := reach.count.asked:
        text = f"rund {of_range(asked, 1)}"
    elif reach.open_end:
        text = f"mindestens {low}"
    elif reach.count_low == reach.count_high:
        text = count_shown(reach.count_low or 0, base)
    else:
        text = f"{low} bis {high}"
    return f"{text} von {number(reach.people.least)} Kindern"


def said_group(group: Record) -> str:
    """A group of offers as the object of „nutzten“."""
    if group["said"]:
        return str(group["said"])
    return f"{'das Angebot' if group['level'] == 'angebot' else 'ein Angebot aus'} „{group['name']}“"


def annual_reach(reach: Reach, *, year: int, group: str, place: str = "") -> Text:
    """The sentence of the overview, with all its cases; place: '' = the whole district."""
    where = f" in {place}" if place else ""
    if reach.state == "protected" and reach.note:
        return f"Für {place or 'diese Auswahl'} wird {year} kein Wert gezeigt."
    if reach.state == "protected":
        return f"Für {place or 'diese Auswahl'} wird {year} kein Wert gezeigt (zu wenige Kinder)."
    if reach.state == "unreliable":
        return f"Für {place or 'den Landkreis'} ist der Wert {year} unsicher und wird nicht gezeigt."
    if not reach.shown or reach.low is None:
        return SELECTION_EMPTY
    if reach.is_small:
        where = place or "diesem Gebiet"
        return f"In {where} nutzten {year} weniger als {few(reach.base)} Kinder {group}; ein Anteil wird nicht gezeigt."
    basis = f" ({of_range(reach.asked)}), {estimated_from(reach.asked)}." if reach.asked else ""
    return Sentence(
        f"{{year}} nutzten{{where}} {_of_100(reach)} {{group}} des Jugendamts{'' if basis else '.'}",
        {"year": str(year), "where": where, "group": group, **ends(reach)},
        basis,
    )


def ends(reach: Reach) -> dict[str, Said]:
    """The lower end, the upper end and the one number of a share, as a sentence says them: whole children of 100."""
    found: dict[str, Said] = {"low": Cell("at_least", reach.low, reach.low)}
    if not reach.open_end:
        found["high"] = Cell("at_most", reach.high, reach.high)
        found["share"] = Cell("of_100", reach.middle, reach.middle)
    return found


def _of_100(reach: Reach) -> str:
    """The template of the share in a sentence."""
    if reach.asked:
        return f"rund {{share}} von 100 {CHILDREN}"
    if reach.open_end:
        return f"von 100 {CHILDREN} mindestens {{low}}"
    if reach.narrow:
        return f"rund {{share}} von 100 {CHILDREN}" if about(reach) != "0" else f"weniger als 1 von 100 {CHILDREN}"
    if at_least(reach.least) == "0":
        return f"von 100 {CHILDREN} höchstens {{high}}"
    return f"von 100 {CHILDREN} mindestens {{low}} und höchstens {{high}}"


def in_children(reach: Reach, *, sums_only: int, offers: int) -> str:
    """The same in children, and why it is a range; sums_only of offers report only sums or visits."""
    if not reach.told:
        return ""
    if reach.asked:
        return estimated_children(reach)
    of_all, low = f"von {number(reach.people.least)} Kindern.", number(reach.count.least)
    if reach.open_end:
        return f"Das sind mindestens {low} {of_all}"
    if reach.is_value:
        return f"Das sind rund {low} {of_all}"
    low = f"weniger als {2 * reach.base}" if reach.few_at_least else low
    why = who_left(reach) or why_a_range(sums_only, offers)
    return f"Das sind {low} bis {number(reach.count.most)} {of_all} {why}"


def estimated_children(reach: Reach) -> str:
    """An estimate in children, and how many of them are counted; '' where nothing is estimated."""
    if not reach.asked:
        return ""
    low = f"weniger als {2 * reach.base}" if reach.few_at_least else number(reach.count.least)
    return f"Das sind {children_of(reach, reach.base)} unter 18; {low} sind {COUNTED}."


def who_left(reach: Reach) -> str:
    """Why is one count a range? '' where it is none."""
    if reach.counted is None:
        return ""
    return f"Gezählt wurden {count_shown(reach.counted, reach.base)}; {LEFT}, kann darunter sein."


def why_a_range(sums_only: int, offers: int) -> str:
    """Offers without a child's number cannot be compared child by child."""
    if not sums_only:
        return OWN_NUMBERS
    reports = f"Eines von {offers} Angeboten meldet" if sums_only == 1 else f"{sums_only} von {offers} Angeboten melden"
    return f"{reports} nur Summen oder Besuche; daher ist nicht bekannt, wie viele Kinder mehrere Angebote nutzen."


def lower_bound(year: int, missing: Sequence[str]) -> str:
    """Why only a lower bound is said; '' when nothing is missing."""
    if not missing:
        return ""
    return f"Für {year} {'fehlt' if len(missing) == 1 else 'fehlen'} {listed(missing)}; die Zahl ist eine Untergrenze."


def few_children(reach: Reach, place: str) -> str:
    """A value that chance alone moves by many points says so; '' otherwise."""
    if not reach.chance or reach.is_small or reach.chance[1] - reach.chance[0] < WIDE_CHANCE:
        return ""
    return f"In {place} leben wenige Kinder; der Wert schwankt von Jahr zu Jahr."


def effect_of_day_care(everything: Reach, without: Reach, *, year: int) -> str:
    """What do Kita and Hort do to the number? A finding of two ranges; '' when it cannot be said."""
    if not everything.shown and without.shown:
        return f"Kita-Zahlen fehlen für {year}; gezeigt wird nur „ohne Kita und Hort“."
    if not (everything.shown and without.shown) or everything.open_end or without.open_end:
        return ""
    if everything.asked or without.asked:
        return f"Ohne Kita und Hort: {_words(without)} statt {_words(everything)}"
    if everything.narrow and without.narrow:
        return f"Ohne Kita und Hort sinkt die Reichweite von {about(everything)} auf {about(without)} von 100."
    certain = max(0, int(at_least(everything.least)) - int(at_most(without.most)))
    return (
        f"Ohne Kita und Hort sinkt die Reichweite von {_from_to(everything)} auf {_from_to(without)} von 100; "
        f"ob der Unterschied {certain + 1} oder mehr Punkte beträgt, ist offen."
    )


def _from_to(reach: Reach) -> str:
    return about(reach) if reach.narrow else f"{at_least(reach.least)} bis {at_most(reach.most)}"


def stands_out(reaches: dict[str, Reach], *, lowest: bool = False) -> str:
    """The key of the one that is certainly above (lowest: below) every other; '' where none is, or there is no other."""
    known = {key: reach for key, reach in reaches.items() if reach.shown and reach.low is not None}
    if len(known) < 2:
        return ""
    one = (min if lowest else max)(known, key=lambda key: sure(known[key])[0])
    others = [reach for key, reach in known.items() if key != one]
    alone = all(apart(known[one], other) if lowest else apart(other, known[one]) for other in others)
    return one if alone else ""


def by_age(bands: Sequence[Record], reaches: dict[str, Reach]) -> str:
    """Which age uses the offers least? Said only where it is certainly below every other; bands: ages that the offers are for."""
    of_bands = {band["age_band"]: reaches.get(band["age_band"], MISSING) for band in bands}
    known = {key: reach for key, reach in of_bands.items() if reach.shown and reach.low is not None}
    if least := stands_out(known, lowest=True):
        ages = next(band for band in bands if band["age_band"] == least)
        return f"Am seltensten erreicht sind {said_ages(ages)}: {_words(known[least])}."
    return AGES[_ages_compared(list(known.values())) if len(of_bands) > 1 else "one"]


def _ages_compared(reaches: list[Reach]) -> str:
    """differ | alike | open, by one test of all ages; ranges and single ages are not tested."""
    if len(reaches) < 2 or not all(reach.is_value and reach.children for reach in reaches):
        return "open"
    counts = np.array([reach.count.least for reach in reaches])
    people = np.array([reach.people.least for reach in reaches])
    return compared(counts, people, rounding_variance(reaches[0].base)) if counts.sum() else "open"


def _words(reach: Reach) -> str:
    if reach.asked:
        return in_words(share(reach))
    if reach.is_small:
        return f"weniger als {few(reach.base)} Kinder"
    if reach.open_end:
        return f"mindestens {at_least(reach.least)} von 100"
    said = _from_to(reach)
    return f"{said} von 100" if said != "0" else "weniger als 1 von 100"


def said_ages(band: Record) -> str:
    """An age band as a group of people: 'Kinder unter 3 Jahren', 'Jugendliche von 15 bis 17 Jahren'."""
    if band["age_from"] == 0:
        return f"Kinder unter {band['age_to'] + 1} Jahren"
    return f"{'Jugendliche' if band['age_from'] >= 14 else 'Kinder'} von {band['age_from']} bis {band['age_to']} Jahren"


def most_used(names: dict[str, str], reaches: dict[str, Reach]) -> str:
    """Which Bereich is used most? Named only where it is certainly above every other; else the question."""
    most = stands_out({key: reach for key, reach in reaches.items() if key in names})
    return f"Am meisten genutzt: {names[most]}, {_words(reaches[most])}" if most else WHICH_DOMAINS


def over_the_years(series: dict[int, Reach]) -> str:
    """Between what did the years lie? No word on rise or fall: that needs a test."""
    told = {year: reach for year, reach in sorted(series.items()) if reach.told}
    if len(told) < 2:
        return ONLY_ONE_YEAR if told else "Für keines der Jahre liegt ein Wert vor."
    lows = [int(about(reach) if reach.narrow else at_least(reach.least)) for reach in told.values()]
    span = f"{min(lows)} und {max(lows)}" if min(lows) < max(lows) else ""
    first, last = min(told), max(told)
    proved = f"zwischen {span}" if span else f"immer {lows[0]}"
    counted, asked = f"{first} bis {last} waren {proved} von 100 {COUNTED}", told[last].asked
    return f"{counted}, {last} {estimate(asked)} {ESTIMATED} ({of_range(asked)})" if asked else counted


def by_municipality(reaches: dict[str, Reach], group: str) -> str:
    """Between what do the municipalities lie? Never a ranking."""
    told = [reach for reach in reaches.values() if reach.told and not reach.open_end]
    if len(told) < 2:
        return "Wie viele Kinder nutzen die Angebote in den Gemeinden?"
    lows, highs = zip(*((*sure(reach),) if reach.asked else (reach.least, reach.most) for reach in told), strict=True)
    low, high, asked = min(lows), max(highs), "geschätzt " if any(reach.asked for reach in told) else ""
    return f"In den Gemeinden nutzten {asked}{at_least(low)} bis {at_most(high)} von 100 Kindern {group}"


def deliveries(year: int, complete: int, offers: int, missing: Sequence[str], preliminary: Sequence[str] = ()) -> str:
    """How complete is the year? missing and preliminary are names of offers."""
    if not offers:
        return f"Für {year} liegt keine Lieferung vor."
    if not missing:
        text = "Alle Angebote haben geliefert."
    else:
        text = f"{complete} von {offers} Angeboten haben für {year} vollständig geliefert. "
        text += f"Ein Angebot fehlt: {missing[0]}." if len(missing) == 1 else f"Es fehlen {listed(missing)}."
    if preliminary:
        text += f" {listed(preliminary)} {'ist' if len(preliminary) == 1 else 'sind'} vorläufig."
    return text


def doubts(unchecked: Sequence[str], lossy: Sequence[str], lost: int) -> str:
    """What was delivered, though not surely all of it; names of offers; lost: rows of theirs. '' where nothing is in doubt."""
    told = [f"Ungeprüft, ob alles geliefert ist: {listed(unchecked)}."] if unchecked else []
    told += [f"Nicht lesbar waren bis zu {number(lost)} Zeilen: {listed(lossy)}."] if lossy else []
    return " ".join(told)


def stale_link(value: str, replacement: str) -> str:
    """A link names something this edition does not have; only letters and digits of it are repeated, shortened."""
    clean = "".join(c for c in value if c.isalnum() or c in "_-")[:20] or "…"
    return f"Der Link enthält „{clean}“. Das gibt es in dieser Ausgabe nicht; gezeigt wird {replacement}."
