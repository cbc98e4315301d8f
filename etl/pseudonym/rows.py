"""What is written of a list of children? Keys instead of names, month and year instead of a birth date, and what may come along.

The rows are in the order of their keys: that of the list would tell who comes before whom in the alphabet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from etl.areas import official_key
from etl.pseudonym.columns import DATES, MADE, Chosen, day_of
from etl.pseudonym.recipe import Person, bare_words, keys_of, words
from etl.roles import CHILD_KEYS, ROLES
from etl.typed import OUTSIDE, UNKNOWN, Lists

SEXES = next(field.codes or {} for field in ROLES["nutzung"].fields if field.name == "geschlecht")
LEAST_WORD = 2  # letters; a shorter word of a name stands in many a cell
KEY_OF_PLACE = re.compile(r"[0-9]{8}")
# What is told of a row, and never a cell of it: no key at all; not all four; a municipality that nobody knows, written as
# unknown; a cell that named the child, emptied; one that was its birth date, made a month.
TOLD = ("without_key", "fewer_keys", "place_unknown", "emptied", "shortened")


@dataclass(frozen=True)
class Place:
    """A municipality: its key where it is one, and what is written of it."""

    key: str | None
    home: str


@dataclass(frozen=True)
class Written:
    """The cells of the file, and of each word of TOLD the lines of the list about which it is told."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    told: Mapping[str, tuple[int, ...]]


def written(frame: pl.DataFrame, chosen: Chosen, form: Mapping[str, str], secret: bytes, lists: Lists) -> Written:
    """frame: cells as text and `line`, as the readers give them; form: how its birth dates are written."""
    asked = chosen.asked
    places = places_of(frame[asked["municipality"]], lists) if "municipality" in asked else {"": Place(None, UNKNOWN)}
    rows: list[tuple[str, ...]] = []
    told: list[tuple[int, str]] = []
    for row in frame.iter_rows(named=True):
        sex = SEXES.get(row[asked["sex"]].strip().lower(), "") if "sex" in asked else ""
        place = places[row[asked["municipality"]] if "municipality" in asked else ""]
        born = day_of(row[asked["born"]], form)
        person = Person(row[asked["given"]], row[asked["surname"]], born, sex, place.key)
        keys = keys_of(person, secret)
        along, changed = _along([row[column] for column in chosen.kept], person)
        month = (str(born.year), str(born.month)) if born else ("", "")
        rows.append((*(key or "" for key in keys), *month, sex, place.home, *along))
        lost = "without_key" if not any(keys) else "fewer_keys" if not all(keys) else ""
        unknown = "place_unknown" if place.home == UNKNOWN and "municipality" in asked else ""
        told += [(row["line"], code) for code in (lost, unknown, *changed)]
    rows.sort(key=lambda cells: cells[: len(CHILD_KEYS)])
    lines = {code: tuple(line for line, said in told if said == code) for code in TOLD}
    return Written((*MADE, *chosen.kept), tuple(rows), lines)


def places_of(cells: pl.Series, lists: Lists) -> dict[str, Place]:
    """What each cell of a column says of where a child lives: a key, or a name that the profile knows."""
    distinct = cells.unique()
    plain = distinct.to_frame("cell").select(official_key(pl.col("cell").str.strip_chars().str.to_lowercase()))
    return {cell: _place(key, lists) for cell, key in zip(distinct, plain.to_series(), strict=True)}


def _place(key: str, lists: Lists) -> Place:
    known = lists.areas.get(key, "")
    named = known or key
    there = known and known != lists.district and known not in lists.uninhabited
    elsewhere = KEY_OF_PLACE.fullmatch(key) and not key.startswith(lists.district)
    outside = elsewhere or key in (OUTSIDE, "außerhalb")
    return Place(named if KEY_OF_PLACE.fullmatch(named) else None, OUTSIDE if outside else known if there else UNKNOWN)


def _along(cells: list[str], person: Person) -> tuple[list[str], set[str]]:
    """Cells that come along, without those that name the child, its birth date as a month; and which of both happened."""
    names = _words_of(person.given) | _words_of(person.surname)
    changed, along = set(), []
    for cell in cells:
        if names & _words_of(cell):
            changed.add("emptied")
            along.append("")
        elif person.born and _is_day(cell, person.born):
            changed.add("shortened")
            along.append(f"{person.born:%m.%Y}")
        else:
            along.append(cell)
    return along, changed


def _words_of(text: str) -> set[str]:
    """Words in letters A–Z, and as they are written."""
    return {word for word in (*words(text), *bare_words(text)) if len(word) >= LEAST_WORD}


def _is_day(cell: str, born: date) -> bool:
    """Is it that day, however it is written?"""
    return str(born.year) in cell and any(day_of(cell, form) == born for form in DATES)
