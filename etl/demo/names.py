"""How are the demo's children called, and how do offices mistype them? Invented names, the usual slips, and keys v2 made of both.

The names are frequent ones of German statistics and syllables put together (names.toml); no child is anybody. They never reach a file:
a list holds the keys alone (etl/pseudonym).
"""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from etl.demo.world import World
from etl.pseudonym.recipe import Person, keys_of
from etl.roles import CHILD_KEYS

NAMES = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
GIVEN = {"w": NAMES["girls"].split(), "m": NAMES["boys"].split()}
FREQUENT = NAMES["surnames"].split()
TWINS = 0.017  # of births
DOUBLE_NAMES = 0.06  # of families
MISTYPED = 0.05  # of the children of a list
KINDS = ("given", "surname", "swap", "sex", "day", "year")
USUAL = (0.35, 0.4, 0.15, 0.1, 0, 0)  # shares of errors by kind
LETTERS = "abcdefghiklmnoprstuwz"


class Register:
    """What the children are called, drawn when first asked for: a child has one name in all lists, and a family one surname."""

    def __init__(self, world: World, rng: np.random.Generator):
        self.rng, self.secret, self.family = rng, rng.bytes(32), _with_twins(world, rng)
        self.surnames: dict[int, str] = {}
        self.given: dict[int, dict[object, str]] = {}  # family → child → given names

    def with_keys(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of one source (etl/demo/delivered.py) with the four keys of each number, and the sex as it is written there."""
        numbers = frame.unique("number", keep="first", maintain_order=True)
        rows = [(row["number"], *self._keys(row)) for row in numbers.iter_rows(named=True)]
        keys = pl.DataFrame(rows, dict.fromkeys(("number", *CHILD_KEYS, "sex"), pl.String), orient="row")
        return frame.drop("sex").join(keys, on="number", maintain_order="left")

    def _keys(self, row: dict[str, Any]) -> tuple[str | None, ...]:
        """The keys and the sex. Who lives outside is nobody of this world: a child of a family of its own."""
        here = row["child"] >= 0
        person = self._person(
            row, row["child"] if here else row["number"], int(self.family[row["child"]]) if here else row["root"]
        )
        typed = as_written(self.rng, person, MISTYPED, USUAL)
        return *keys_of(typed, self.secret), typed.sex or person.sex

    def _person(self, row: dict[str, Any], child: object, family: int) -> Person:
        if family not in self.surnames:
            self.surnames[family] = family_name(self.rng)
        siblings = self.given.setdefault(family, {})
        if child not in siblings:
            siblings[child] = given_name(self.rng, row["sex"], set(siblings.values()))
        year, month = row["birth_year"], row["birth_month"]
        born = date(year, month, (7 * family + year + month) % 28 + 1)  # twins have one day
        return Person(siblings[child], self.surnames[family], born, row["sex"], row["home"])


def family_name(rng: np.random.Generator) -> str:
    """One surname, or two."""
    name = surname(rng)
    return f"{name}{rng.choice(['-', ' '])}{surname(rng)}" if rng.random() < DOUBLE_NAMES else name


def given_name(rng: np.random.Generator, sex: str, taken: set[str]) -> str:
    """No two of a family begin with the same name. The most frequent one has a child in 100, and 3 of 100 pairs of children have the
    same two letters first, as in the statistics of names."""
    names = GIVEN[sex]
    while True:
        rare = _put_together(rng, NAMES["given"], "begin", "middle", sex)
        given = str(rng.choice(names)) if rng.random() < 0.4 else rare
        if given not in {one.split()[0] for one in taken}:
            return given if rng.random() < 0.7 else f"{given} {rng.choice(names)}"


def surname(rng: np.random.Generator) -> str:
    """The most frequent one has a person in 100, as in the statistics of names."""
    if rng.random() < 0.13:
        often = 1 / np.arange(7, 7 + len(FREQUENT))
        return str(rng.choice(FREQUENT, p=often / often.sum()))
    return _put_together(rng, NAMES["surname"], "begin", "middle", "end")


def as_written(rng: np.random.Generator, child: Person, errors: float, kinds: tuple[float, ...]) -> Person:
    """The child as one office has it: parts of the name dropped, `errors` = share mistyped, a sex or a home not known."""
    given, name, born, sex = child.given, child.surname, child.born, child.sex
    assert born is not None
    if rng.random() < 0.3:
        given = given.split()[0]
    if rng.random() < 0.25:
        name = str(rng.choice(name.replace("-", " ").split()))
    if rng.random() < errors:
        kind = rng.choice(KINDS, p=kinds)
        given = _mistyped(rng, given) if kind == "given" else given
        name = _mistyped(rng, name) if kind == "surname" else name
        born = _misdated(rng, born, str(kind))
        sex = {"m": "w", "w": "m"}[str(sex)] if kind == "sex" else sex
    lacking = rng.random()
    return Person(given, name, born, None if lacking < 0.01 else sex, None if lacking > 0.98 else child.municipality)


def _put_together(rng: np.random.Generator, syllables: dict[str, str], *places: str) -> str:
    """A syllable for each place; - is none."""
    return "".join(str(rng.choice(syllables[place].split())).strip("-") for place in places)


def _mistyped(rng: np.random.Generator, name: str) -> str:
    """One letter too many, too few, another one, or two in the wrong order."""
    at, letter = int(rng.integers(1, max(2, len(name) - 1))), str(rng.choice(list(LETTERS)))
    ways = [name[:at] + letter + name[at:], name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :]]
    return str(rng.choice([*ways, name[: at - 1] + name[at : at + 1] + name[at - 1] + name[at + 1 :]]))


def _misdated(rng: np.random.Generator, born: date, kind: str) -> date:
    if kind == "swap" and born.day <= 12:
        return date(born.year, born.day, born.month)
    if kind == "day":
        return born + timedelta(days=int(rng.choice([-10, -1, 1, 10])))
    return date(born.year + int(rng.choice([-1, 1])), born.month, min(born.day, 28)) if kind == "year" else born


def _with_twins(world: World, rng: np.random.Generator) -> np.ndarray:
    """Family of each child, where now and then two born in one month and place are twins of one family."""
    first = world.home[np.arange(len(world.home)), (world.home >= 0).argmax(1)]
    order = np.lexsort((world.family, world.birth_month, world.birth_year, first))
    cell = np.column_stack([first, world.birth_year, world.birth_month])[order]
    one, other = order[:-1:2], order[1::2]
    alike = (cell[:-1:2] == cell[1::2]).all(1) & (rng.random(len(other)) < 2 * TWINS)
    family = world.family.copy()
    family[other[alike]] = family[one[alike]]
    return family
