"""What does a person change of a suggestion? The answers of the page Zuordnung, applied to what the file suggests.

What a person leaves as it was keeps its reason; the same answers to the same file give the same suggestion.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from etl.assistant import codes
from etl.assistant.candidates import TRANSLATED, Desk, fields_of, read_from
from etl.assistant.recognised import AREA_COLUMNS
from etl.assistant.suggest import suggested
from etl.assistant.suggestion import PERSON, Filled, Head, Suggestion, by_person
from etl.assistant.words import WORDS
from etl.delivery import Refused

Codes = Mapping[str, str | None]  # code → what it means; "": nobody knows; None: its rows are not read


@dataclass(frozen=True)
class Answers:
    """Of one file. role, pattern: "" = as suggested; into: the known source it belongs to, "" = a new one, whose `head` it is.

    columns: canonical column → {"columns": names} or {"fixed": word}; a column that is not among them is not filled; None: nothing
    was said yet. codes: canonical column → its code list. keep: it is right, and becomes a mapping.
    """

    file: str
    role: str = ""
    pattern: str = ""
    into: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, Any]] | None = None
    codes: Mapping[str, Codes] = field(default_factory=dict)
    keep: bool = False

    def source(self, found: Suggestion, usual_counting: str) -> Head:
        """The new source, as far as nothing was said as most are."""
        usual = {"name": found.name, "title": "", "delivery": "aenderung", "counting": usual_counting}
        return Head(**{**usual, **self.head})


def answered(desk: Desk, said: Answers) -> Suggestion:
    """The suggestion with what a person says. Raises Refused where all rows would be left out."""
    base = suggested(desk, role=said.role or None)
    found = replace(base, pattern=said.pattern or base.pattern)
    if said.columns is None:
        return found
    before = {one.name: one for one in base.filled}
    filled = {name: _filled(desk, base, name, choice) for name, choice in said.columns.items()}
    filled = {name: _translated(one, said.codes.get(name, {})) for name, one in filled.items()}
    changed = [one for name, one in filled.items() if one != before.get(name)]
    with_codes = [(one.value.column, said.codes.get(name, {})) for name, one in filled.items()]
    chosen = {column: _chosen(column, listed) for column, listed in with_codes if column and None in listed.values()}
    layout = {"nur": {**_by_columns(base), **chosen}} if chosen else {}
    return found.answered(changed, gone=before.keys() - filled.keys(), **layout)


def _filled(desk: Desk, base: Suggestion, name: str, choice: Mapping[str, Any]) -> Filled:
    """As suggested where the person leaves it so; else as a column of this kind is read."""
    before = next((one for one in base.filled if one.name == name), None)
    if "fixed" in choice:
        same = before is not None and before.value.fixed == choice["fixed"]
        return before if before and same else by_person({name: {"fest": choice["fixed"]}})[0]
    columns = tuple(choice["columns"])
    if before and before.value.columns == columns:
        return before
    about = next(one for one in fields_of(base.role) if one.name == name)
    look = next(one for one in desk.looks if one.name == columns[0])
    listed = about.kind in TRANSLATED and look.codes
    made = (
        codes.translated(desk, base.role, about, look, why=PERSON)
        if listed
        else read_from(desk, base.role, about, look)
    )
    return replace(made, why=PERSON, sure=made.sure or not listed and not made.two_forms)


def _translated(one: Filled, said: Codes) -> Filled:
    """With the meanings that a person gives; a code without one stays open."""
    known = one.value.codes or {}
    given = {code: word for code in (*known, *one.untranslated) if (word := said.get(code, known.get(code)))}
    unknown = tuple(
        code for code in (*known, *one.untranslated) if code not in given and said.get(code, "") is not None
    )
    if given == known and unknown == one.untranslated:
        return one
    value = one.value.model_copy(update={"codes": given or None})
    return replace(one, value=value, why=PERSON, sure=not unknown and not one.kept_back, untranslated=unknown)


def _chosen(column: str, said: Codes) -> list[str]:
    """The codes whose rows are read, where others are left out."""
    kept = [code for code, meaning in said.items() if meaning is not None]
    if not kept:
        raise Refused(WORDS["kept"]["no_rows"].format(column=column))
    return kept


def _by_columns(base: Suggestion) -> dict[str, list[str]]:
    """Which rows are read, said column by column."""
    chosen = base.layout.get("nur", {})
    return {AREA_COLUMNS[base.format]: [f"{chosen.removeprefix('^')}*"]} if isinstance(chosen, str) else dict(chosen)
