"""Which columns of a list become keys, which may come along, and which are left out? Suggested by their headings, or told."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from etl.assistant.names import is_identifying, plain, words_of
from etl.roles import CHILD_KEYS, ROLES

COLUMNS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("columns.toml").read_text("utf-8"))
ASKED: dict[str, dict[str, Any]] = COLUMNS["asked"]
DATES: list[dict[str, str]] = COLUMNS["dates"]
# What is written of a child, in this order.
MADE = (*CHILD_KEYS, "geburtsjahr", "geburtsmonat", "geschlecht", "wohngemeinde")
FIRST_YEAR, LAST_YEAR = 1901, 2100  # 01.01.1900 and 31.12.9999 stand for „unknown“


class ColumnProblem(Exception):
    """German words come from words.toml, by `code`: missing, twice, unknown, identifying, no_dates, two_forms."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class Chosen:
    """`asked`: what of a child → column of the file. `kept`: columns that come along as they are; all others are left out."""

    asked: Mapping[str, str]
    kept: tuple[str, ...]
    left_out: tuple[str, ...]


def headings() -> dict[str, str]:
    """A heading without blanks and signs → what of a child stands below it, or the canonical column that may come along."""
    known = {name: column for column in _coming_along() for name in _names(column)}
    for meaning, about in ASKED.items():
        named = about["headings"] if "headings" in about else _names(about["like"])
        known |= dict.fromkeys(named, meaning)
    return known


def choose(columns: Sequence[str], told: Mapping[str, str], keep: Sequence[str]) -> Chosen:
    """told: what of a child → column, instead of a suggestion; keep: columns that come along besides. Raises ColumnProblem."""
    for name in (*told.values(), *keep):
        if name not in columns:
            raise ColumnProblem("unknown", column=name, known=quoted(columns))
    known = headings()
    suggested = {column: known.get("".join(plain(column)), "") for column in columns}
    asked = _asked(columns, told, suggested)
    for name in keep:
        if may_not_come_along(name) or name in asked.values():
            raise ColumnProblem("identifying", column=name)
    along = (column for column in columns if suggested[column] in _coming_along() or column in keep)
    kept = tuple(column for column in along if column not in asked.values() and not may_not_come_along(column))
    return Chosen(asked, kept, tuple(column for column in columns if column not in kept))


def _asked(columns: Sequence[str], told: Mapping[str, str], suggested: Mapping[str, str]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for meaning, about in ASKED.items():
        free = [column for column in columns if suggested[column] == meaning and column not in told.values()]
        fitting = [told[meaning]] if meaning in told else free
        named = {"label": about["label"], "option": meaning}
        if len(fitting) > 1:
            raise ColumnProblem("twice", columns=quoted(fitting), **named)
        if not fitting and "needed" in about:
            raise ColumnProblem("missing", known=quoted(columns), **named)
        if fitting:
            asked[meaning] = fitting[0]
    if len(set(asked.values())) < len(asked):
        raise ColumnProblem("same", columns=quoted(sorted(set(asked.values()))))
    return asked


def quoted(names: Sequence[str]) -> str:
    """Names as they are told: „Vorname“, „Name“."""
    return ", ".join(f"„{name}“" for name in names)


def may_not_come_along(column: str) -> bool:
    """Could a column of this name lead to a person, or is it one of those that are made anew?"""
    return is_identifying(column) or column.lower() in MADE


def date_form(cells: Sequence[str], told: str | None) -> dict[str, str]:
    """How are the birth dates of a column written? The form that most cells have. Raises ColumnProblem."""
    if told is not None:
        return next(form for form in DATES if form["label"] == told)
    fits = [(sum(day_of(cell, form) is not None for cell in cells), form) for form in DATES]
    most = max(number for number, _ in fits)
    best = [form for number, form in fits if number == most]
    if most == 0:
        raise ColumnProblem("no_dates")
    if len(best) > 1:
        raise ColumnProblem("two_forms", forms=" oder ".join(form["label"] for form in best))
    return best[0]


def day_of(cell: str, form: Mapping[str, str]) -> date | None:
    """The birth date that a cell of this form holds; None: none, or a placeholder."""
    found = re.fullmatch(form["form"], cell.strip())
    if not found:
        return None
    part = dict(zip(form["order"], map(int, found.groups()), strict=True))
    try:
        day = date(part["y"], part["m"], part["d"])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _coming_along() -> tuple[str, ...]:
    """Columns of the use that say nothing of who the child is."""
    return tuple(name for name in ROLES["nutzung"].names if name not in MADE)


def _names(column: str) -> list[str]:
    return ["".join(words) for words in words_of("nutzung", column)]
