"""How often do signs of official statistics stand where numbers are expected? Read as zero or as unknown, they are told."""

from etl.delivery import Read
from etl.findings import Finding
from etl.roles import ROLES
from etl.typed import NOT_KNOWN, NOTHING


def signs(part: Read) -> list[Finding]:
    """One hint for each column of the file with such signs."""
    found = []
    for field in ROLES[part.kind.role].fields:
        value = (part.kind.values or {}).get(field.name)
        column = field.name if part.kind.values is None else value and value.column
        if not field.is_amount or column not in part.table.frame.columns:
            continue
        cell = part.table.frame[column].str.strip_chars()
        zero, unknown = cell.is_in(NOTHING), cell.is_in(NOT_KNOWN)
        lines = part.table.frame["line"].filter(zero | unknown).to_list()
        if lines:
            about = {"zeros": int(zero.sum()), "unknown": int(unknown.sum())}
            found.append(part.finding("zeichen", lines=lines, column=column, **about))
    return found
