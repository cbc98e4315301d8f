"""What does a figure rest on, and which mark says so? Counted, estimated from answers, or only possible: one word each."""

from collections.abc import Iterable

from store.german import number, percent
from views.figures.reach import Reach
from views.finding import Asked

COUNTED, ESTIMATED, POSSIBLE = "gezählt", "geschätzt", "möglich"
BEYOND = "Die Antworten stammen aus dem ganzen Landkreis."  # below the sentence of a municipality


def legend(reaches: Iterable[Reach]) -> str:
    """What the fills of a drawing mean; the middle tone only where an estimate is drawn."""
    middle = f"Mittelton: {ESTIMATED}, " if any(reach.asked for reach in reaches) else ""
    return f"Voll: {COUNTED}, {middle}schraffiert: {POSSIBLE}"


def estimated_from(asked: Asked) -> str:
    """What an estimate rests on, in a sentence."""
    return f"{ESTIMATED} aus rund {number(asked.answers)} Antworten"


def contradicted(reach: Reach) -> str:
    """Families answered what cannot be: said, never made to fit; '' where it fits or nobody was asked."""
    if not reach.contradicted:
        return ""
    return (
        "Befragung und Zählung passen nicht zusammen: Nach den Antworten läge die Zahl außerhalb dessen, was die Zählung "
        "beweist. Es wird deshalb nichts geschätzt; gezeigt ist, was gezählt und was möglich ist."
    )


def rests_on(reach: Reach) -> str:
    """The evidence of a figure for its Zahlenpass; an older edition does not say it: then it follows from the figure. '' where none is shown."""
    if not reach.told:
        return ""
    if reach.asked:
        return f"{estimated_from(reach.asked)}; {_allowed(reach.asked)}."
    if reach.evidence == "linked":
        error = f", höchstens {percent(reach.linked_error)} zu hoch" if reach.linked_error is not None else ""
        return f"{COUNTED} über verknüpfte Quellen{error}. {contradicted(reach)}".strip()
    if reach.evidence == "counted" or (not reach.evidence and reach.is_value):
        return COUNTED
    return f"bewiesene Spanne. {contradicted(reach)}".strip()


def _allowed(asked: Asked) -> str:
    """What the range of an estimate has room for."""
    times = f"{number(asked.unequal, 2)}-mal so häufige Antworten von Familien mit mehreren Angeboten"
    return f"in der Spanne enthalten: bis {percent(asked.concealed, 0)} verschwiegene Nutzung und bis {times}"
