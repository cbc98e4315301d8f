"""What is at the desk, and what is to be settled in a delivery? As findings and sentences of the page Lieferung."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from store.german import day, listed, number, one_or_many
from store.spool import SETTLED, Delivery, S
from views.blocks import history
from views.blocks.asked import OPTIONAL, questions
from views.figures.desk import WAITING, Before, Checked, Fault, Size
from views.finding import Cell, Chart, Column, Finding, Row, Said, Series, table_of
from views.words.texts import DESK as SAID

MOST_DELIVERIES, MOST_LINES, MOST_NAMES = 40, 5, 3
FOR_THE_DELIVERER = ("fehler", "zeile")


def headline(found: Delivery, seen: Checked | None, changes: str) -> str:
    """The one sentence that says where this delivery stands."""
    if found.wish:
        return history.headline(found, changes)
    files = seen.files if seen else ()
    said: str = SAID["headlines"][found.state].format(
        accepted=number(sum(file.accepted for file in files)),
        read=number(sum(file.read for file in files)),
        to_settle=_to_settle(seen) if seen else "",
        changed=changes,
    )
    return said


def _to_settle(seen: Checked) -> str:
    """Zu klären sind 62 abgewiesene Zeilen und eine Frage; begins with a space, "" = nothing is."""
    counts = {
        "errors": len(seen.of("fehler")),
        "rejected": sum(file.rejected for file in seen.files),
        "questions": len([asked for asked in questions(seen) if asked.needed]),
        "jumps": sum(size.jumped for size in seen.sizes),
    }
    told = [one_or_many(SAID["to_settle"][name], count) for name, count in counts.items() if count]
    if not told:
        return ""
    return f" Zu klären {'ist' if sum(counts.values()) == 1 else 'sind'} {listed(told)}."


def below(found: Delivery, seen: Checked | None) -> str:
    """What holds until it is released; and where nobody vouches for it, what it would be. "" where all is done."""
    if found.state in SETTLED:
        return ""
    doubted = seen and found.state == S.CHECKED and {fault.code for fault in seen.faults} & {*OPTIONAL}
    said: str = SAID["below"]
    return f"{SAID['bound']}{said}" if doubted else said


def kicker(found: Delivery, seen: Checked | None) -> str:
    """Lieferung, its sources, its files, its Stand where all have one; what are too many is counted."""
    titles = list(seen.titles.values()) if seen else []
    days = {file.as_of for file in seen.files if file.as_of} if seen else set()
    stand = f"Stand {day(date.fromisoformat(days.pop()))}" if len(days) == 1 else ""
    return " · ".join(filter(None, ("Lieferung", _few(titles, "Quellen"), name_of(found), stand)))


def name_of(found: Delivery) -> str:
    """Its files, the folder that a person named, or what is wished."""
    if found.wish:
        return history.name_of(found)
    if found.named:
        return str(SAID["named"]["shown"].format(folder=found.named))
    return _few([file.name for file in found.files], "Dateien")


def state_of(found: Delivery) -> str:
    """How far it is, in a few words."""
    said: str = history.state_of(found) if found.wish else SAID["states"][found.state][0]
    return said


def _few(names: Sequence[str], many: str) -> str:
    return listed(names) if len(names) <= MOST_NAMES else f"{number(len(names))} {many}"


def next_step(found: Delivery, seen: Checked | None, *, unanswered: bool, bare: bool) -> tuple[str, str]:
    """Heading and what else there is; unanswered: a question that must be is not confirmed; bare: a confirmation lacks its reason."""
    step = str(found.state)
    if found.wish and found.state == S.CHECKED:
        step = "wish"
    elif found.state == S.CHECKED and bare:
        step = "reason"
    elif found.state == S.CHECKED and unanswered:
        step = "open"
    elif found.state == S.CHECKED:
        step = "faulty" if seen and seen.of(*FOR_THE_DELIVERER) else "ready"
    heading, also = SAID["next"][step]
    return heading, also


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
                fault.column or ("ganze Zeile" if fault.level == "zeile" else "–"),
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


def hints(seen: Checked, *, refused: bool) -> Finding | None:
    """What is loaded, and should be looked at; of a refused delivery also what will be asked when it comes again."""
    found = seen.of("frage", "hinweis") if refused else seen.of("hinweis")
    if not found and not seen.notes:
        return None
    lines = [": ".join(part for part in (fault.file, fault.what) if part) + "." for fault in found]
    return Finding("hinweise", "Bitte ansehen", lead=(*lines, *seen.notes))


def sizes(seen: Checked, places: Mapping[str, str]) -> Finding | None:
    """Each size beside the last deliveries of its source; what jumped comes first. places: municipality → its name."""
    known = [size for size in seen.sizes if _name_of(size) in SAID["sizes"] and (size.jumped or not _part_of(size))]
    if not known:
        return None
    jumped = sum(size.jumped for size in known)
    title = (
        f"{number(jumped)} von {number(len(known))} Größen {'ist' if jumped == 1 else 'sind'} gesprungen"
        if jumped
        else "Keine Größe ist gesprungen"
    )
    known.sort(key=lambda size: (not size.jumped, bool(_part_of(size)), -_far(size)))
    names = [_size(size, places) for size in known]
    rows = [
        Row(
            (name, _count(size.before.value if size.before else None), _count(size.now, mark=_jump(size))),
            beside=_beside(size, seen),
            tone="jumped" if size.jumped else "",
        )
        for name, size in zip(names, known, strict=True)
    ]
    heads = ("Größe", Column("zuletzt", figure=True), Column("jetzt", figure=True))
    table = table_of("Größen der Lieferung", heads, rows, look="sizes")
    before = [size.before for size in known if size.before]
    return Finding("groessen", title, _last(before), chart=_drawn(names, known) if before else None, table=table)


def _last(before: Sequence[Before]) -> str:
    """What is drawn, and which delivery was the last."""
    if not before:
        return "Von dieser Quelle ist keine frühere Lieferung bekannt"
    days = {one.as_of for one in before if one.as_of}
    stand = f" (Stand {day(days.pop())})" if len(days) == 1 else ""
    return f"Balken: letzte fünf Lieferungen. Strich: letzte Lieferung{stand}. Punkt: diese"


def _drawn(names: Sequence[str], known: Sequence[Size]) -> Chart:
    usual = tuple(Cell("number", size.before.low, size.before.high) if size.before else None for size in known)
    last = tuple(Cell("number", size.before.value, size.before.value) if size.before else None for size in known)
    now = {
        look: tuple(Cell("number", size.now, size.now) if size.jumped == jumped else None for size in known)
        for look, jumped in (("jumped", True), ("steady", False))
    }
    series = (Series("letzte fünf", usual, "context"), Series("zuletzt", last, "context"))
    return Chart(
        "sizes", "Größe", tuple(names), (*series, *(Series("jetzt", cells, look) for look, cells in now.items()))
    )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lines(fault: Fault) -> str:
    more = len(fault.lines) - MOST_LINES
    return ", ".join(map(str, fault.lines[:MOST_LINES])) + (f" und {number(more)} weitere" if more > 0 else "") or "–"


def _rows(fault: Fault) -> Said:
    return _count(fault.rows) if fault.level == "zeile" else "–"


def _name_of(size: Size) -> str:
    return size.size.partition("_")[0]


def _far(size: Size) -> float:
    """How far it jumped, of what it was."""
    before = size.before.value if size.before else size.now
    return abs(size.now - before) / max(before, 1) if size.jumped else 0


def _part_of(size: Size) -> str:
    """The month or the municipality it is of; "": of all."""
    return size.size.partition("_")[2]


def _size(size: Size, places: Mapping[str, str]) -> str:
    name, of = _name_of(size), _part_of(size)
    said: str = SAID["sizes"][name]
    return said.format(
        of=SAID["months"][int(of) - 1] if name == "begin" else SAID["places"].get(of) or places.get(of, of)
    )


def _beside(size: Size, seen: Checked) -> str:
    """Its unit, what is usual where it jumped, and its source where there are several."""
    title = seen.titles.get(size.source, size.source) if len(seen.titles) > 1 else ""
    before = size.before if size.jumped else None
    usual = f"sonst {number(before.low)} bis {number(before.high)}" if before and before.low < before.high else ""
    return ", ".join(filter(None, (SAID["size_units"].get(size.size, ""), usual, title)))


def _jump(size: Size) -> str:
    """A sign before what jumped: up or down."""
    if not size.jumped or size.before is None:
        return ""
    return "▴" if size.now > size.before.value else "▾"


def _count(value: int | None, *, mark: str = "") -> Said:
    return "–" if value is None else Cell("number", value, value, mark=mark)


def _when(at: str) -> str:
    """Day and time of a state."""
    known = datetime.fromisoformat(at)
    return f"{day(known.date())}, {known:%H:%M}"
