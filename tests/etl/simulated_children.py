"""Children as four sources write them down, with known truth: families, twins, typing errors, moves, changed and missing parts.

The names are frequent ones of German statistics and syllables put together; no child is anybody. Nothing here is what
etl/same_child.py assumes: errors strike letters, days, years and sexes alike, and one source has no numbers of its own.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from etl.pseudonym.recipe import Person, keys_of

NAMES = tomllib.loads(Path(__file__).with_name("simulated_names.toml").read_text("utf-8"))
GIVEN = {"w": NAMES["girls"].split(), "m": NAMES["boys"].split()}
FREQUENT = NAMES["surnames"].split()
TOWNS = [f"03155{n:03}" for n in (1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 13)]
SIZES = np.array([1676, 458, 1587, 1211, 998, 1236, 1121, 1224, 4457, 2182, 4667])  # under 18, end of 2015 (LSN)
KINDS = ("given", "surname", "swap", "sex", "day", "year")
USUAL, DATES_TOO = (
    (0.35, 0.4, 0.15, 0.1, 0, 0),
    (0.32, 0.37, 0.14, 0.09, 0.05, 0.03),
)  # shares of errors; DATES_TOO: no key forgives a wrong day
LETTERS = "abcdefghiklmnoprstuwz"
SECRET = b"only for this simulation: 32 bytes."
SOURCES = (
    ("a", 0.35, True),
    ("b", 0.3, True),
    ("c", 0.25, True),
    ("d", 0.2, False),
)  # name, share of children, own numbers


@dataclass(frozen=True)
class World:
    """records, keys: as etl/same_child.py takes them; truth: child[record] in the order of records."""

    records: pl.DataFrame
    keys: pl.DataFrame
    truth: np.ndarray

    @property
    def children(self) -> int:
        return len(np.unique(self.truth))


def world(seed: int, *, families: int = 5_000, errors: float = 0.08, kinds: tuple[float, ...] = USUAL) -> World:
    """errors: the share of records with a typing error in a name, a date or the sex; others move, drop a part or lack one."""
    rng = np.random.default_rng(seed)
    children = [child for _ in range(families) for child in _family(rng)]
    records, keys, truth = [], [], []
    for source, share, numbered in SOURCES:
        for n in np.flatnonzero(rng.random(len(children)) < share):
            person = _written(rng, children[n], errors, kinds)
            reference = f"{source}{len(records)}"
            born = (person.born or children[n].born).year
            records.append((source, reference, numbered, born, born, person.sex == "m", person.sex == "w"))
            keys += [(source, reference, level, key) for level, key in enumerate(keys_of(person, SECRET), 1)]
            truth.append(int(n))
    told = ["source", "reference", "own_number", "born_first", "born_last", "male", "female"]
    schema = {"source": pl.String, "reference": pl.String, "level": pl.Int64, "key": pl.String}
    return World(pl.DataFrame(records, told, orient="row"), pl.DataFrame(keys, schema, orient="row"), np.array(truth))


def errors_of(made: World, children: pl.DataFrame) -> tuple[float, float]:
    """The error of the number of children, with its sign, and the share of records that are put to another child."""
    found = made.records.with_columns(truth=pl.Series(made.truth)).join(children, on=["source", "reference"])
    in_both = found.group_by("child", "truth").len().group_by("child").agg(pl.col("len").sum() - pl.col("len").max())
    wrong = int(in_both["len"].sum()) / made.records.height
    return found["child"].n_unique() / made.children - 1, wrong


def _family(rng: np.random.Generator) -> list[Person]:
    """Children of one surname and place: twins in 17 of 1,000 births, whose names are alike now and then."""
    surname, town = _surname(rng), str(rng.choice(TOWNS, p=SIZES / SIZES.sum()))
    if rng.random() < 0.06:
        surname += f"{rng.choice(['-', ' '])}{_surname(rng)}"
    family: list[Person] = []
    for _ in range(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2])):
        born = date(2006, 1, 1) + timedelta(days=int(rng.integers(0, 18 * 365)))
        for _ in range(1 + int(rng.random() < 0.017)):
            sex = str(rng.choice(["m", "w"]))
            family.append(Person(_given(rng, sex, {one.given for one in family}), surname, born, sex, town))
    return family


def _given(rng: np.random.Generator, sex: str, taken: set[str]) -> str:
    """No two of a family begin with the same name. The most frequent one has a child in 100, and 3 of 100 pairs of children have the
    same two letters first, as in the statistics of names."""
    names = GIVEN[sex]
    while True:
        rare = _put_together(rng, NAMES["given"], "begin", "middle", sex)
        given = str(rng.choice(names)) if rng.random() < 0.4 else rare
        if given not in {one.split()[0] for one in taken}:
            return given if rng.random() < 0.7 else f"{given} {rng.choice(names)}"


def _surname(rng: np.random.Generator) -> str:
    """The most frequent one has a person in 100, as in the statistics of names."""
    if rng.random() < 0.13:
        often = 1 / np.arange(7, 7 + len(FREQUENT))
        return str(rng.choice(FREQUENT, p=often / often.sum()))
    return _put_together(rng, NAMES["surname"], "begin", "middle", "end")


def _put_together(rng: np.random.Generator, syllables: dict[str, str], *places: str) -> str:
    """A syllable for each place; - is none."""
    return "".join(str(rng.choice(syllables[place].split())).strip("-") for place in places)


def _written(rng: np.random.Generator, child: Person, errors: float, kinds: tuple[float, ...]) -> Person:
    """The child as one source has it."""
    given, surname, born, sex, town = child.given, child.surname, child.born, child.sex, child.municipality
    assert born is not None
    if rng.random() < 0.3:
        given = given.split()[0]
    if rng.random() < 0.25:
        surname = str(rng.choice(surname.replace("-", " ").split()))
    if rng.random() < 0.05:
        town = str(rng.choice(TOWNS))
    if rng.random() < errors:
        kind = rng.choice(KINDS, p=kinds)
        given = _mistyped(rng, given) if kind == "given" else given
        surname = _mistyped(rng, surname) if kind == "surname" else surname
        born = _misdated(rng, born, str(kind))
        sex = {"m": "w", "w": "m"}[str(sex)] if kind == "sex" else sex
    lacking = rng.random()
    return Person(given, surname, born, None if lacking < 0.01 else sex, None if lacking > 0.98 else town)


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
