"""What does the page Zuordnung show of a suggestion? Plain data, to be sealed beside the delivery (views/figures/mapping.py).

Names of columns and codes of the file stand here, and ten translated rows without what identifies a child; no other cell.
"""

from collections.abc import Iterator, Sequence

from etl.assistant.answers import Answers, Codes
from etl.assistant.candidates import AGES, BIRTH, TRANSLATED, Desk, fields_of
from etl.assistant.names import is_identifying
from etl.assistant.preview import Preview
from etl.assistant.suggestion import Filled, Head, Suggestion, made_of
from etl.findings import reason_text, sentence
from etl.roles import Field
from etl.sources import Source
from etl.typed import OUTSIDE, UNKNOWN
from store.table import Row

NEVER_FIXED = ("id", "key", BIRTH.kind, AGES.kind)  # in every row another one
PLACES = ("area", "home", "place")
Pair = tuple[str, str | None]  # a code and what it means


def offered(
    desk: Desk,
    found: Suggestion,
    said: Answers,
    head: Head,
    rows: Preview,
    sources: dict[str, Source],
    faults: Sequence[str],
) -> Row:
    """faults: why it could not be kept, German; the other words are made where it is shown."""
    columns = [_column(desk, found, field, said.codes.get(field.name, {})) for field in fields_of(found.role)]
    return {
        "file": found.file,
        "format": found.format,
        "rows": found.rows,
        "role": found.role,
        "roles": [[role, round(share * 100)] for role, share in found.ranking],
        "pattern": found.pattern,
        "into": said.into,
        "head": vars(head),
        "stand": dict(found.stand),
        "sources": [[name, source.title] for name, source in sorted(sources.items())],
        "columns": columns,
        "chosen": [[column, list(cells)] for column, cells in _by_columns(found)],
        "identifying": list(found.identifying),
        "dropped": list(found.dropped),
        "open": list(found.open),
        "faults": list(faults),
        "preview": _preview(rows),
    }


def _column(desk: Desk, found: Suggestion, field: Field, said: Codes) -> Row:
    """One canonical column: how it is filled (columns [] and fixed None: not at all), from what else, with which words."""
    filled = next((one for one in found.filled if one.name == field.name), None)
    return {
        "name": field.name,
        "makes": list(made_of(field.name, found.role)),
        "open": field.name in found.open,
        "columns": list(filled.value.columns) if filled else [],
        "fixed": filled.value.fixed if filled else None,
        "why": filled.why if filled else "",
        "sure": filled.sure if filled else True,
        "two_forms": filled.two_forms if filled else False,
        "kept_back": filled.kept_back if filled else 0,
        "codes": [list(pair) for pair in _codes(filled, field, said)] if filled else [],
        "options": _options(desk, field),
        "words": [list(pair) for pair in _words(desk, field)],
        "may_be_fixed": field.kind not in NEVER_FIXED,
    }


def _codes(filled: Filled, field: Field, said: Codes) -> Iterator[Pair]:
    """Code and meaning, those without one first, those left out (None) last; of labels that say all by themselves none."""
    yield from ((code, "") for code in filled.untranslated)
    if field.kind in TRANSLATED or filled.untranslated:
        yield from ((code, meaning) for code, meaning in (filled.value.codes or {}).items())
    yield from ((code, None) for code, meaning in said.items() if meaning is None)


def _options(desk: Desk, field: Field) -> list[str]:
    """Columns of the file that may be chosen; what identifies a child only to shorten a birth date."""
    if field is BIRTH:
        return [look.name for look in desk.looks if look.date_forms]
    return [look.name for look in desk.looks if desk.found.public or not is_identifying(look.name)]


def _words(desk: Desk, field: Field) -> list[tuple[str, str]]:
    """The words that a column may hold, with what they are called; [] = any."""
    if field.kind == "offer":
        return list(desk.profile.offers.select("id", "name").iter_rows())
    if field.kind in PLACES:
        more = [(word, word) for word in (OUTSIDE, UNKNOWN)] if field.kind == "home" else []
        return [*desk.profile.areas.select("schluessel", "name").iter_rows(), *more]
    listed = ("ja", "nein") if field.kind == "yesno" else dict.fromkeys((field.codes or {}).values())
    return [(word, word) for word in listed]


def _by_columns(found: Suggestion) -> list[tuple[str, Sequence[str]]]:
    chosen = found.layout.get("nur", {})
    return [("", [chosen])] if isinstance(chosen, str) else list(chosen.items())


def _preview(rows: Preview) -> Row:
    return {
        "columns": list(rows.columns),
        "rows": [list(row) for row in rows.rows],
        "read": rows.read,
        "rejected": [[reason_text(reason), count] for reason, count in rows.reasons],
        "findings": [sentence(finding) for finding in rows.findings],
    }
