"""Children as four sources write them down, with known truth: families, twins, typing errors, moves, changed and missing parts.

Names and slips are those of the demo (etl/demo/names.py). Nothing here is what
etl/same_child.py assumes: errors strike letters, days, years and sexes alike, and one source has no numbers of its own.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from etl.demo.names import TWINS, USUAL, as_written, family_name, given_name
from etl.pseudonym.recipe import Person, keys_of

TOWNS = [f"03155{n:03}" for n in (1, 2, 3, 5, 6, 7, 9, 10, 11, 12, 13)]
SIZES = np.array([1676, 458, 1587, 1211, 998, 1236, 1121, 1224, 4457, 2182, 4667])  # under 18, end of 2015 (LSN)
DATES_TOO = (0.32, 0.37, 0.14, 0.09, 0.05, 0.03)  # shares of errors, also those that no key forgives: a wrong day
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
    surname, town = family_name(rng), str(rng.choice(TOWNS, p=SIZES / SIZES.sum()))
    family: list[Person] = []
    for _ in range(rng.choice([1, 2, 3], p=[0.35, 0.45, 0.2])):
        born = date(2006, 1, 1) + timedelta(days=int(rng.integers(0, 18 * 365)))
        for _ in range(1 + int(rng.random() < TWINS)):
            sex = str(rng.choice(["m", "w"]))
            family.append(Person(given_name(rng, sex, {one.given for one in family}), surname, born, sex, town))
    return family


def _written(rng: np.random.Generator, child: Person, errors: float, kinds: tuple[float, ...]) -> Person:
    """The child as one source has it: one in twenty lives elsewhere by then."""
    moved = replace(child, municipality=str(rng.choice(TOWNS))) if rng.random() < 0.05 else child
    return as_written(rng, moved, errors, kinds)
