"""How is a whole childhood said? The reach until 18, the claim check and the official rate beside ours, in all cases."""

from collections.abc import Sequence
from datetime import date

from measures.claim import DECIDES
from measures.cumulative_reach import ENDS, MIGRATION
from store.german import capital, day, listed, number, percent
from views.figures.childhood import Childhood
from views.figures.reach import Reach, Record
from views.words.cells import at_least, at_most

TWO_NUMBERS = "Kein Widerspruch: Die erste Zahl fragt nach einem Jahr, die zweite nach einer ganzen Kindheit."
A_CHOICE = (
    "Kitas werden von Gemeinden und freien Trägern betrieben. Ob sie hier mitzählen, ist eine Festlegung, keine "
    "Rechenfrage."
)
NAMED = 3


def with_group(group: Record) -> str:
    """A group of offers after „in Kontakt mit“."""
    if group["said_dative"]:
        return str(group["said_dative"])
    return f"{'dem Angebot' if group['level'] == 'angebot' else 'einem Angebot aus'} „{group['name']}“"


def between(told: Childhood, template: str = "{} bis {}") -> str:
    """'77 bis 93', or 'rund 62' for a value; template: of two ends that differ."""
    if told.by == "value":
        return f"rund {number(told.least * 100)}"
    low, high = at_least(told.least), at_most(told.most)
    return low if low == high else template.format(low, high)


def until_18(told: Childhood, group: Record) -> str:
    """The key sentence of the overview."""
    if not told.shown:
        return not_told(told)
    return (
        f"Bis zum 18. Geburtstag kommen nach den vorliegenden Daten {_were(told)} von 100 Kindern mindestens einmal mit "
        f"{with_group(group)} in Kontakt."
    )


def _were(told: Childhood) -> str:
    return between(told, "zwischen {} und {}")


def not_told(told: Childhood, place: str = "") -> str:
    """Why there is no share: a municipality, protection, a record too short, only sums."""
    if place:
        return f"Für {place} nicht gezeigt; siehe Landkreis."
    return told.note or "Für eine Aussage bis 18 liegen keine Zahlen vor."


def finding(told: Childhood, *, born: int | None = None, observed: Childhood | None = None, place: str = "") -> str:
    """The title of the curve: born and observed only where a whole childhood is in the record."""
    if place or not told.shown:
        return not_told(told, place)
    if observed is not None:
        return f"Von 100 Kindern des Geburtsjahrgangs {born} waren es bis 18 {_were(observed)}."
    return f"{capital(_were(told))} von 100 Kindern kommen bis 18 mindestens einmal in Kontakt."


def where_from(told: Childhood, sums: Sequence[str]) -> str:
    """What the two edges are: seen and projected, with chance, or the largest source and the sum of all. sums: names of offers that
    tell no first contact."""
    if not told.shown or told.by == "value":
        return ""
    low, high = at_least(told.least), at_most(told.most)
    if told.by == "window":
        seen = f"seit {told.since} in den Daten" if told.since else "in den Daten"
        return (
            f"{low} sind belegt: so viele stehen {seen} und leben hier. {high} sind hochgerechnet: so viele wären es "
            "höchstens, wenn Kinder in jedem Alter so nutzen wie zuletzt. Der Zufall ist in beiden enthalten."
        )
    why = "nicht bekannt ist, welche Kinder mehrere Quellen nutzen"
    if sums:
        verb = "meldet" if len(sums) == 1 else "melden"
        why = f"{_named(sums)} nur Summen {verb}; ein erster Kontakt ist daran nicht zu erkennen"
    return f"{low} sind belegt. Nach oben ist die Zahl offen bis {high}, weil {why}."


def _named(offers: Sequence[str]) -> str:
    return listed(offers) if len(offers) <= NAMED else f"{len(offers)} Angebote"


def ends(told: Childhood) -> str:
    """Where the curve ends before the last age."""
    return ENDS.format(told.ends_at) if told.ends_at is not None else ""


def arrivals(told: Childhood) -> str:
    """Children who moved here are counted in unseen."""
    return MIGRATION if told.newcomers else ""


def only_since(year: int) -> str:
    """The record begins at a break."""
    return f"Nur Jahre seit {year} verwendet; davor anders gezählt."


def claim(label: str, told: Childhood, group: str) -> tuple[str, str]:
    """One line of the check of „nahezu jedes Kind“: the verdict, and of what; group as on its switch."""
    if label == "covered":
        return "Durch die Daten gedeckt", group
    if label == "not_covered":
        return "Durch die Daten nicht gedeckt", f"{group}: höchstens {at_most(told.most)} von 100"
    if label == "undecided":
        edges = f"{at_least(told.least)} bis {at_most(told.most)}"
        return "Mit den vorliegenden Daten nicht zu entscheiden", f"{group}: {edges} von 100"
    return "Noch keine Aussage", f"{group}: {not_told(told)}"


def would_decide(row: Record, names: dict[str, str]) -> str:
    """What would clear up a line of the check; '' where it is decided. names: of the offers."""
    code, of = row["would_decide"], row["would_decide_offer"]
    return DECIDES[code].format(f"„{of}“" if code == "link" else names.get(of, of)) if code else ""


def sayable(everything: Childhood, without: Childhood, on: date | None) -> str:
    """One sentence to say aloud and to copy; '' where a half of it is missing."""
    if not (everything.shown and without.shown):
        return ""
    stand = f" (Stand {day(on)})" if on else ""
    return (
        f"Nach den Daten des Jugendamts{stand} nutzen im Laufe des Aufwachsens {between(everything)} von 100 Kindern "
        f"mindestens ein Angebot oder eine Leistung; ohne Kita und Hort sind es {between(without)}."
    )


def official(ages: str, year: int, here: Record | None, elsewhere: Sequence[Record]) -> str:
    """The official care rate on 1 March; here, elsewhere: rows of benchmark of this year."""
    on = f"01.03.{year}"
    if here is None:
        return f"Amtliche Betreuungsquote {ages} am {on}: Für {year} noch nicht veröffentlicht."
    others = ", ".join(f"{row['place']} {percent(row['value'] / 100)}" for row in elsewhere)
    said = f"Amtliche Betreuungsquote {ages} am {on}: {percent(here['value'] / 100)}{f' ({others})' if others else ''}."
    more = " Über 100\u202f%, weil Kinder aus anderen Orten mitgezählt sind." if here["value"] > 100 else ""
    return said + more


def differs(ours: Reach, here: Record | None, *, demo: bool) -> str:
    """Why our rate is another one; '' where it is the same to half a point, or one of the two is not known."""
    if here is None or not ours.shown or ours.low is None:
        return ""
    high = 1.0 if ours.high is None else ours.high
    if ours.least - 0.005 <= here["value"] / 100 <= high + 0.005:
        return ""
    if demo:
        return "Unsere Zahl weicht ab, weil sie erfunden ist."
    if ours.note:
        return f"Unsere Zahl weicht ab. {ours.note}"
    return "Unsere Zahl weicht ab, weil sie auf der eigenen Lieferung beruht; bitte beide Stände vergleichen."


def new_base(year: int, short: str) -> str:
    return f"Seit {year}: {short}."
