"""What can only a person confirm of a delivery, and which answers may they give? Questions of the page Lieferung."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from store.german import day
from views.figures.desk import Checked, Fault, File
from views.words.texts import DESK as SAID

COMPLETE = ("ungeprueft", "ende_leer")  # these ask up to which day nothing is missing
OPTIONAL = (
    *COMPLETE,
    "zeilen_verloren",
)  # hints that may be confirmed; loaded without, the figures say what is in doubt


@dataclass(frozen=True)
class Choice:
    """confirms: it says that the delivery is right, and needs a reason; until: but only up to this day, None = without end."""

    words: str
    confirms: bool
    until: date | None = None


@dataclass(frozen=True)
class Question:
    """needed: without a confirming answer the delivery is not loaded. The first choice confirms least and holds until another one is
    made."""

    code: str
    source: str
    words: str
    below: str
    needed: bool
    choices: tuple[Choice, ...]


def questions(seen: Checked) -> list[Question]:
    """One for each code and source, of all its files; first what must be answered, then what may be."""
    asked: dict[tuple[str, str], list[Fault]] = {}
    optional = [fault for code in OPTIONAL for fault in seen.of("hinweis") if fault.code == code]
    for fault in [*seen.of("frage"), *optional]:
        asked.setdefault((fault.code, fault.source), []).append(fault)
    return [_question(seen, faults) for faults in asked.values()]


def _question(seen: Checked, faults: Sequence[Fault]) -> Question:
    code, source = faults[0].code, faults[0].source
    title = seen.titles.get(source, "") if len(seen.titles) > 1 else ""
    words = SAID["asked"].get(code, SAID["asked"]["else"])
    files = [file for file in seen.files if file.source == source]
    below = " ".join(map(_sentence, faults))
    if code in COMPLETE:
        below = _of_completeness(code, below, files)
    choices = _until(files) if code in COMPLETE else ()
    no, yes = _choice("no", code, files, confirms=False), _choice("yes", code, files, confirms=True)
    named = f"{title}: {words}" if title else words
    return Question(code, source, named, below, faults[0].level == "frage", (no, *choices, yes))


def _sentence(fault: Fault) -> str:
    where = f"{fault.file}: " if fault.file else ""
    wanted = f" Erwartet: {fault.expected}." if fault.expected else ""
    return f"{where}{fault.what}.{wanted}"


def _choice(name: str, code: str, files: Sequence[File], *, confirms: bool) -> Choice:
    words, until = SAID["choices"].get(f"{name}_{code}", SAID["choices"][name]), _latest(file.until for file in files)
    return Choice(words.format(until=day(until) if until else ""), confirms)


def _latest(days: Iterable[date | None]) -> date | None:
    return max((one for one in days if one), default=None)


def _until(files: Sequence[File]) -> tuple[Choice, ...]:
    """That it is complete only up to the last day its rows name, where that is not the end anyway."""
    last, until = _latest(file.last for file in files), _latest(file.until for file in files)
    if last is None or until is None or last >= until:
        return ()
    return (Choice(SAID["choices"]["until"].format(last=day(last)), True, last),)


def _of_completeness(code: str, found: str, files: Sequence[File]) -> str:
    """Who says it so far, and what the rows say."""
    last = _latest(file.last for file in files)
    told = SAID["asked_below"]["last"].format(last=day(last)) if last else ""
    return " ".join(filter(None, (SAID["asked_below"].get(code, found), told)))
