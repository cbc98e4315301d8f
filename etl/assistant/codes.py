"""What do the codes of a column mean? As they stand, as earlier sources said, as the profile calls an offer; else nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etl.assistant.look import Look, filled_by, readable
from etl.assistant.names import KNOWN, plain
from etl.assistant.suggestion import Filled
from etl.roles import Field

if TYPE_CHECKING:
    from etl.assistant.candidates import Desk


def translated(desk: Desk, role: str, field: Field, column: Look, *, why: str) -> Filled:
    """The code list of a column: what is known of it is filled in, the rest is left to a person."""
    listed = field.codes or {}
    meanings = {code: listed.get(code.lower(), code) for code in readable(column, role, field.name, desk.lists)}
    meanings |= {
        code: meaning
        for code in column.codes
        if code not in meanings and (meaning := _meaning(desk, role, field, code))
    }
    known = {code: meanings[code] for code in column.codes if code in meanings}
    value = filled_by(column.name, codes=known)
    unknown = tuple(code for code in column.codes if code not in known)
    return Filled(field.name, value, why, not unknown and not column.kept_back, unknown, column.kept_back)


def _meaning(desk: Desk, role: str, field: Field, code: str) -> str | None:
    """What a code means; None where nothing says so, or two things do."""
    before = desk.earlier.codes.get((role, field.name), {}).get(code)
    if before is not None:
        return before
    words = plain(code)
    if field.kind != "offer":
        alike = {plain(one): one for one in field.codes or {}}
        found = alike.get(words) or KNOWN["codes"].get(f"{field.name}.{' '.join(words)}")
        return str(found) if found else None
    named = [offer for offer, names in _offers(desk).items() if words in names]
    return named[0] if len(named) == 1 else None


def _offers(desk: Desk) -> dict[str, list[tuple[str, ...]]]:
    """Every offer of the profile and what it may be called."""
    rows = desk.profile.offers.select("id", "name", "kurzname", "rolle").iter_rows()
    return {
        offer: [plain(offer), plain(name), plain(short), *map(plain, KNOWN["offers"].get(role, ()))]
        for offer, name, short, role in rows
    }
