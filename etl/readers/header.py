"""In which row of a table do the column names stand?"""

import re
from collections.abc import Iterable, Sequence

from etl.readers.table import refusal

LOOK_AHEAD = 20
LEAST_DATA = 3  # filled cells; a title may have two: „Stand“ and a date
MOSTLY = 0.7  # of the cells that are usually filled: some are empty in data, too
VALUE = re.compile(r"[-+]?[\d.,]*\d|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( .*)?|v[12]:[0-9a-f]+")
YEAR = re.compile(r"(19|20)\d\d")


def find(records: Sequence[Sequence[str]]) -> int | None:
    """Which record holds the column names? None = none does.

    The first with two names or more, no value among them, and which the records below fit (nothing stands beyond its
    last name). A record without gaps is preferred: the upper row of a merged header has gaps.
    """
    candidates = [
        number
        for number, record in enumerate(records)
        if _names_columns(record) and _fitted(record, records[number + 1 :])
    ]
    whole = [number for number in candidates if all(cell.strip() for cell in records[number][: width(records[number])])]
    return next(iter(whole or candidates), None)


def width(record: Sequence[str]) -> int:
    """Up to which cell is the record filled?"""
    return max((number for number, cell in enumerate(record, 1) if cell.strip()), default=0)


def filled(record: Sequence[str]) -> int:
    """How many cells hold something?"""
    return sum(bool(cell.strip()) for cell in record)


def named(record: Iterable[str], wanted: frozenset[str]) -> int:
    """How many of the columns wanted (in lower case) does it name?"""
    return len({" ".join(cell.split()).lower() for cell in record} & wanted)


def refuse_data_above(file: str, records: Sequence[Sequence[str]], header: int) -> None:
    """Are the rows above the header titles? Unreadable when one has as many filled cells as the rows below it."""
    usual = sorted(filled(record) for record in records[header + 1 :][:LOOK_AHEAD] if width(record))
    typical = usual[len(usual) // 2] if usual else width(records[header])
    like_data = [record for record in records[:header] if filled(record) >= max(LEAST_DATA, typical * MOSTLY)]
    if like_data:
        raise refusal(file, "data_above", rows=len(like_data), line=header + 1)


def names(record: Sequence[str], *, file: str, line: int) -> list[str]:
    """What are the columns called? A column without a name between others becomes `spalte_3`.

    Unreadable when a name stands twice (upper and lower case are one) or is `line`, which the readers use themselves.
    """
    found = [" ".join(cell.split()) or f"spalte_{number}" for number, cell in enumerate(record[: width(record)], 1)]
    folded = [name.casefold() for name in found]
    twice = sorted({name for name in found if folded.count(name.casefold()) > 1})
    if twice:
        raise refusal(f"{file}, Zeile {line}", "name_twice", names=", ".join(f"„{name}“" for name in twice))
    if "line" in found:
        raise refusal(f"{file}, Zeile {line}", "name_taken")
    return found


def _names_columns(record: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in record if cell.strip()]
    return len(filled) >= 2 and not any(VALUE.fullmatch(cell) and not YEAR.fullmatch(cell) for cell in filled)


def _fitted(record: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    below = [other for other in below if width(other)][:LOOK_AHEAD]
    fitting = sum(width(other) <= width(record) <= len(other) for other in below)
    return fitting * 2 >= len(below)
