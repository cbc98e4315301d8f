"""What is at the desk, what is to be settled in a delivery, and what would it change? As findings of the page Lieferung."""

from collections.abc import Sequence
from datetime import datetime

from store.german import day, listed, number
from store.spool import Delivery
from views.blocks import history
from views.figures.desk import WAITING, Change, Checked, Fault, Size
from views.finding import Cell, Column, Finding, Row, Said, table_of
from views.words.texts import TEXTS

SAID = TEXTS["desk"]
MOST_DELIVERIES, MOST_LINES, MOST_CHANGES = 40, 5, 20
FOR_THE_DELIVERER = ("fehler", "zeile")


def headline(found: Delivery, seen: Checked | None, changes: Sequence[Change]) -> str:
    """The one sentence that says where this delivery stands."""
    changed = f"Es ändern sich {number(len(changes))} Zahlen der Reichweite." if changes else SAID["no_changes"]
    if found.wish:
        return history.headline(found, changed)
    template = SAID["headlines"][found.state]
    read = sum(file.read for file in seen.files) if seen else 0
    accepted = sum(file.accepted for file in seen.files) if seen else 0
    refused, questions = sum(file.rejected for file in seen.files) if seen else 0, len(seen.of("frage")) if seen else 0
    rejected = f" {number(refused)} {'ist' if refused == 1 else 'sind'} abgewiesen." if refused else ""
    asked = f" Zu klären: {number(questions)} {'Frage' if questions == 1 else 'Fragen'}." if questions else ""
    said: str = template.format(
        accepted=number(accepted), read=number(read), rejected=rejected, asked=asked, changed=changed
    )
    return said


def name_of(found: Delivery) -> str:
    """Its files, or what is wished."""
    return history.name_of(found) if found.wish else listed([file.name for file in found.files])


def state_of(found: Delivery) -> str:
    """How far it is, in a few words."""
    said: str = history.state_of(found) if found.wish else SAID["states"][found.state][0]
    return said


def at_the_desk(deliveries: Sequence[Delivery]) -> Finding | None:
    """Every delivery with its files and where it stands, those that wait for a person first."""
    if not deliveries:
        return None
    order = sorted(deliveries, key=lambda found: found.state not in WAITING)[:MOST_DELIVERIES]
    rows = [
        Row(
            (name_of(found), state_of(found), _when(found.at)),
            link=f"/lieferung?lieferung={found.name}",
            tone="strong" if found.state in WAITING else "",
        )
        for found in order
    ]
    table = table_of("Lieferungen und wie weit sie sind", ("Dateien", "Stand", "seit"), rows, words=3)
    return Finding("lieferungen", "Alle Lieferungen", table=table)


def faults(seen: Checked) -> Finding | None:
    """What the deliverer can change: errors, then rejected rows, most rows first."""
    found = sorted(seen.of(*FOR_THE_DELIVERER), key=lambda fault: (fault.level != "fehler", -(fault.rows or 0)))
    if not found:
        return None
    rows = [
        Row(
            (
                _begun(fault.todo or fault.what),
                fault.column or "–",
                fault.expected or "–",
                ", ".join(fault.shown) or "–",
                _lines(fault),
                _rows(fault),
            ),
            beside=": ".join(filter(None, (fault.file, fault.what if fault.todo else ""))),
        )
        for fault in found
    ]
    heads = ("Was zu tun ist", "Spalte der Datei", "erwartet", "steht da", "Zeilen")
    rejected = Column("abgewiesen", figure=True)
    table = table_of("Was die Lieferstelle ändern kann", (*heads, rejected), rows, words=len(heads), wide=True)
    return Finding("zu_aendern", "Zuerst: was die Lieferstelle ändern kann", table=table)


def hints(seen: Checked) -> Finding | None:
    """What is loaded, and should be looked at."""
    found = seen.of("hinweis")
    if not found and not seen.notes:
        return None
    lines = [": ".join(part for part in (fault.file, fault.what) if part) + "." for fault in found]
    return Finding("hinweise", "Bitte ansehen", lead=(*lines, *seen.notes))


def questions(seen: Checked) -> dict[str, str]:
    """Code → what only a person can confirm, of all files that ask it; after that what may be confirmed."""
    asked: dict[str, str] = {}
    for fault in seen.of("frage"):
        where = f"{fault.file}: " if fault.file else ""
        wanted = f" Erwartet: {fault.expected}." if fault.expected else ""
        asked[fault.code] = f"{asked.get(fault.code, '')} {where}{fault.what}.{wanted}".strip()
    codes = {fault.code for fault in seen.of("hinweis")}
    return asked | {code: question for code, question in SAID["optional"].items() if code in codes}


def sizes(seen: Checked) -> Finding | None:
    """Each size beside the last delivery of its source; what jumped comes first."""
    known = [size for size in seen.sizes if size.size in SAID["sizes"] or size.jumped]
    if not known:
        return None
    jumped = sum(size.jumped for size in known)
    title = (
        f"{number(jumped)} von {number(len(known))} Größen {'ist' if jumped == 1 else 'sind'} gesprungen"
        if jumped
        else "Keine Größe ist gesprungen"
    )
    days = sorted({size.before_as_of for size in known if size.before_as_of})
    sub = (
        f"Zuletzt: Lieferung mit Stand {day(days[-1])}"
        if days
        else "Von dieser Quelle ist keine frühere Lieferung bekannt"
    )
    rows = [
        Row((_size(size), size.source, _count(size.before), _count(size.now, mark=_jump(size))))
        for size in sorted(known, key=lambda size: not size.jumped)
    ]
    heads = ("Größe", "Quelle", Column("zuletzt", figure=True), Column("jetzt", figure=True))
    return Finding("groessen", title, sub, table=table_of("Größen der Lieferung", heads, rows, words=2))


def changed(changes: Sequence[Change]) -> Finding:
    """Before and after, largest first."""
    if not changes:
        return Finding("aenderungen", "Was sich in den Zahlen ändert", SAID["no_changes"])
    rows = [
        (
            change.group,
            change.area,
            str(change.year),
            change.age_band,
            _children(change.before, change.base),
            _children(change.after, change.base),
        )
        for change in changes[:MOST_CHANGES]
    ]
    heads = ("Angebote", "Gebiet", "Jahr", "Alter", Column("bisher", figure=True), Column("dann", figure=True))
    rest = len(changes) - len(rows)
    notes = (f"Dazu {number(rest)} kleinere Änderungen.",) if rest else ()
    title = "Was sich in den Zahlen ändert, das Größte zuerst"
    sub = "Kinder im Jahr, geschützt wie alle veröffentlichten Zahlen; „–“: keine Zahl gezeigt"
    return Finding("aenderungen", title, sub, table=table_of(title, heads, rows, words=4, wide=True), notes=notes)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lines(fault: Fault) -> str:
    more = len(fault.lines) - MOST_LINES
    return ", ".join(map(str, fault.lines[:MOST_LINES])) + (f" und {number(more)} weitere" if more > 0 else "") or "–"


def _rows(fault: Fault) -> Said:
    return _count(fault.rows) if fault.level == "zeile" else "–"


def _size(size: Size) -> str:
    name, _, month = size.size.partition("_")
    said: str = SAID["sizes"][name]
    return said.format(month=SAID["months"][int(month) - 1]) if month else said


def _jump(size: Size) -> str:
    """A sign before what jumped: up or down."""
    if not size.jumped or size.before is None:
        return ""
    return "▴" if size.now > size.before else "▾"


def _count(value: int | None, *, mark: str = "") -> Said:
    return "–" if value is None else Cell("number", value, value, mark=mark)


def _when(at: str) -> str:
    """Day and time of a state."""
    known = datetime.fromisoformat(at)
    return f"{day(known.date())}, {known:%H:%M}"


def _children(value: int | None, base: int) -> Said:
    return "–" if value is None else Cell("children", value, value, base=base)
