"""What may be told of a cell that could not be read? A short code, or the form of a number or a date; never a key, name or text."""

import re
from collections import Counter
from collections.abc import Sequence

from etl.delivery import Checked
from etl.roles import ROLES

MOST = 3  # different cells that are named
CODES, AREAS = ("offer", "code", "yesno"), ("area", "home")
FORMS = ("day", "day_from", "day_to", "year", "month", "whole", "decimal", "since")
SHORT = re.compile(r"\d{1,3}|[A-Za-zÄÖÜäöü]{1,2}|[A-Za-z]?\d{1,3}[A-Za-z]?|#[A-ZÄÖÜ/]+[!?]?")
OFFICIAL = re.compile(
    r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$)(?:DE)?\d{5,12}"
)  # a key of an area, no date
NUMBERS_AND_SIGNS = re.compile(r"[\d\s.,:/+\-–]{1,24}")


def shown(part: Checked, column: str, lines: Sequence[int]) -> tuple[str, ...]:
    """What stands in a column of the contract in these lines, most frequent first; nothing where it may be about a person."""
    kind = next((field.kind for field in ROLES[part.kind.role].fields if field.name == column), "")
    made_of_one = {"geburt": "day", "alter_von": "alter"}
    kind = made_of_one.get(column, kind) if column in made_of_one else kind
    own = [name for name in part.own_columns(column) if name in part.table.frame.columns]
    if not own or kind not in (*CODES, *AREAS, *FORMS, "alter"):
        return ()
    cells = part.table.frame.filter(part.table.frame["line"].is_in(list(lines))).select(own)
    keys = _shapes_of_keys(part)
    told = Counter(" und ".join(_told(cell, kind, keys) for cell in row) for row in cells.iter_rows())
    return tuple(word for word, _ in told.most_common(MOST))


def _told(cell: str, kind: str, keys: frozenset[str]) -> str:
    plain = cell.strip()
    if not plain:
        return "nichts"
    verbatim = SHORT if kind in CODES else OFFICIAL if kind in AREAS else None
    if verbatim and verbatim.fullmatch(plain) and _shape(plain) not in keys:
        return plain
    return form(plain)


def form(cell: str) -> str:
    """99.99.99 for 31.12.24: how it is written, and no more; of a text only its length."""
    if NUMBERS_AND_SIGNS.fullmatch(cell):
        return re.sub(r"\d", "9", cell)
    return f"Text mit {len(cell)} Zeichen"


def _shapes_of_keys(part: Checked) -> frozenset[str]:
    """How the numbers of children and cases are written in this file: in a shifted row one may stand anywhere."""
    ids = [field.name for field in ROLES[part.kind.role].fields if field.kind in ("id", "key")]
    columns = {own for name in ids for own in part.own_columns(name)} & set(part.table.frame.columns)
    return frozenset(_shape(cell.strip()) for column in columns for cell in part.table.frame[column].unique())


def _shape(cell: str) -> str:
    """a9 for K7."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell))
