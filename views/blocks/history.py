"""Which versions are there, what can be taken back, and who decided what? As findings and choices of the page Datenqualität."""

from collections.abc import Sequence
from datetime import datetime

from store.german import day, listed, number
from store.spool import Delivery, Wish
from views.figures.history import Decided, Loaded, Rejected
from views.figures.read import Figures, kept
from views.finding import Cell, Column, Finding, Row, table_of
from views.words.texts import TEXTS

SAID = TEXTS["history"]
MOST_FILES, MOST_LINES = 3, 8  # names of a delivery, lines of a file that are told


def name_of(wish: Delivery) -> str:
    """What is wished, in words."""
    said: str = SAID["wishes"][wish.wish]["name"]
    return said.format(about=wish.about)


def state_of(wish: Delivery) -> str:
    """How far it is, in a few words."""
    said: str = SAID["wishes"][wish.wish]["states"][wish.state][0]
    return said


def headline(wish: Delivery, changed: str) -> str:
    """Where it stands in one sentence; changed: what the draft changes."""
    said: str = SAID["wishes"][wish.wish]["states"][wish.state][1]
    return said.format(changed=changed)


def of_versions(found: Sequence[Loaded]) -> Finding:
    """Every version with what made it, the newest first."""
    rows = [
        (
            str(one.number),
            SAID["marks"][one.mark] + ("" if one.rows or one.mark == "discarded" else f", {SAID['no_rows']}"),
            _when(one.at),
            one.delivery,
        )
        for one in found
    ]
    heads = ("Version", "gilt sie?", "geladen", "aus")
    return Finding("versionen", SAID["versions"], table=table_of(SAID["versions"], heads, rows, words=4, wide=True))


def of_rejected(found: Sequence[Rejected]) -> Finding:
    """Source by source and reason by reason, with the lines of the files; the most rows first."""
    if not found:
        return Finding("abgewiesene_zeilen", SAID["rejected"], SAID["none_rejected"])
    alike: dict[tuple[str, str], list[Rejected]] = {}
    for one in found:
        alike.setdefault((one.source, one.what), []).append(one)
    most = sorted(alike.items(), key=lambda group: -sum(one.rows for one in group[1]))
    rows = [_of_reason(*about, files) for about, files in most]
    heads = ("Quelle", "Grund", "Zeilen der Datei", Column("abgewiesen", figure=True))
    table = table_of(SAID["rejected"], heads, rows, words=3, wide=True)
    return Finding("abgewiesene_zeilen", SAID["rejected"], SAID["rejected_below"], table=table)


def _of_reason(source: str, what: str, files: Sequence[Rejected]) -> Row:
    """All files of a source whose rows were rejected for this reason; where there are several, lines of the first ones."""
    count = sum(one.rows for one in files)
    cells = (source, what, "; ".join(_lines_in(one, files) for one in files[:MOST_FILES]), Cell("number", count, count))
    return Row(cells, beside=_few([one.file for one in files]))


def _lines_in(one: Rejected, files: Sequence[Rejected]) -> str:
    return lines_of(one.lines) if len(files) == 1 else f"{one.file}: {lines_of(one.lines)}"


def lines_of(lines: Sequence[int]) -> str:
    """The first ones by their number, the others counted."""
    more = len(lines) - MOST_LINES
    return ", ".join(map(str, lines[:MOST_LINES])) + (f" und {number(more)} weitere" if more > 0 else "") or "–"


def of_decisions(found: Sequence[Decided]) -> Finding | None:
    """Every wish with who decided it, and why; None: nobody ever did."""
    if not found:
        return None
    rows = [
        Row(
            (
                _when(datetime.fromisoformat(one.wish.at)),
                name_of(one.wish),
                state_of(one.wish),
                one.decision.who,
                one.decision.why,
            ),
            link=f"/lieferung?lieferung={one.wish.name}",
        )
        for one in found
    ]
    heads = ("seit", "was", "Stand", "wer", "warum")
    table = table_of(SAID["decisions"], heads, rows, words=5, wide=True)
    return Finding("entscheidungen", SAID["decisions"], table=table)


def comparable(found: Sequence[Loaded]) -> dict[int, str]:
    """Number → name of every version that has figures, the newest first."""
    return {one.number: _named(one) for one in found if one.mark != "discarded"}


def choices(figures: Figures, found: Sequence[Loaded]) -> dict[Wish, dict[int, str]]:
    """What can be wished → the deliveries or versions it can be about → their names, the newest first.

    While a draft is open no earlier version holds again (etl/release.py).
    """
    open_draft = any(one.mark == "draft" for one in found)
    return {Wish.WITHDRAW: _deliveries(figures), Wish.ROLL_BACK: {} if open_draft else _earlier(found)}


@kept
def _deliveries(figures: Figures) -> dict[int, str]:
    files = figures.published.table("delivered").sort("number", "file", descending=[True, False])
    told: dict[int, list[str]] = {}
    days: dict[int, str] = {}
    for row in files.iter_rows(named=True):
        names = told.setdefault(row["number"], [])
        if row["file"] not in names:
            names.append(row["file"])
        days[row["number"]] = day(datetime.fromisoformat(row["loaded_at"]).date())
    return {load: f"{load} · {days[load]} · {_few(names)}" for load, names in told.items()}


def _earlier(found: Sequence[Loaded]) -> dict[int, str]:
    able = [one for one in found if one.mark == "earlier" and one.rows]
    return {one.number: _named(one) for one in able}


def _named(one: Loaded) -> str:
    return f"{one.number} · {_when(one.at)} · {one.delivery}"


def _few(names: Sequence[str]) -> str:
    if len(names) <= MOST_FILES:
        return listed(names)
    return f"{', '.join(names[: MOST_FILES - 1])} und {len(names) - MOST_FILES + 1} weitere Dateien"


def _when(at: datetime) -> str:
    return f"{day(at.date())}, {at:%H:%M}"
