"""What is a measure? A definition with the words its reader sees; every module in measures/ with a MEASURE is one."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

import polars as pl

from measures.engine.protect import Rounded, Rule
from measures.engine.reading.earlier import EARLIER
from measures.engine.reading.further_use import FurtherUse
from measures.engine.reading.projection import MOVES, PEOPLE, PROJECTION
from measures.engine.reading.setting import whole_group
from store.connect import Connection
from store.german import in_words, number


@dataclass(frozen=True)
class Selection:
    """Which part of a measure is wanted? None = all of it.

    `everywhere`: also the cuts that are never published (sexes apart below the district, groups of the district only).
    `population_date`: the date of the denominator, where the measure leaves a choice. `without_people`: a count stands
    also where nobody knows how many children live there.
    """

    offer_groups: frozenset[str] | None = None
    population_date: str | None = None
    everywhere: bool = False
    without_people: bool = False

    def wants(self, group: str) -> bool:
        return self.offer_groups is None or group in self.offer_groups


Compute = Callable[[Connection, Selection], pl.DataFrame]


@dataclass(frozen=True)
class Surroundings(Rounded):
    """What a derived measure may know besides figures: tables that are published themselves (store/tables.py, PUBLISHED),
    public statistics of the district (engine/reading/projection.py: people, moves, projection), from which share on the office takes
    „nahezu jedes Kind“ as covered (amt.toml, aussage), how counts were rounded and from which population on there are rates
    (amt.toml, schutz), protected figures of the newest edition (engine/reading/earlier.py), which share of
    an offer's children typically stays from one year to the next (angebote.csv, verbleib; only those that say it), and what samples
    of families answered (engine/reading/further_use.py), which is not published but for whole per cent made of it."""

    areas: pl.DataFrame
    age_bands: pl.DataFrame
    offer_groups: pl.DataFrame
    events: pl.DataFrame
    threshold: float = 0.95
    base: int = Rule.base
    min_population: int = Rule.min_population
    stay: dict[str, float] = field(default_factory=dict)
    people: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PEOPLE))
    moves: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MOVES))
    projection: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROJECTION))
    earlier: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=EARLIER))
    asked: FurtherUse = field(default_factory=FurtherUse)

    @property
    def district(self) -> str:
        return str(self.areas.filter(pl.col("parent").is_null())["area"].item())

    @property
    def whole(self) -> str:
        """The group of all offers."""
        return whole_group(list(self.offer_groups.sort("position").select("offer_group", "role").iter_rows()))

    @property
    def places(self) -> dict[str, int]:
        """Group, or offer, → its place in the profile: which of equals is named first."""
        return dict(self.offer_groups.select("offer_group", "position").iter_rows())

    @property
    def last_age(self) -> int:
        last: int = max(self.age_bands["age_to"])
        return last

    def group(self, role: str) -> str | None:
        """The first offer group of this role."""
        return next(iter(self.offer_groups.sort("position").filter(role=role)["offer_group"]), None)

    def band_under(self, age: int) -> str | None:
        """The widest age band of children from birth on who are all younger."""
        under = self.age_bands.filter((pl.col("age_from") == 0) & (pl.col("age_to") < age)).sort("age_to")
        return under["age_band"][-1] if len(under) else None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is counted, over what, for whom? German texts for the reader; `lattice`: the dimensions it is published on.

    One of three ways. `compute(con, selection)` returns the exact tally (engine/counting/reach.py, TALLY): counts and states,
    nothing protected yet. `derive(figures, surroundings)` returns rows of the figure table made from protected figures
    alone, those of the measures named in `after` among them. `report(con, figures, rule)` returns rows of what concerns no
    child (posts, money, licensed places); `figures` are the protected counts. A column left out of rows is empty, ages and sexes are „all“ and the unit is the measure's; `uses`: the
    dimensions and facts of the figure table that are not. In the texts {base}, {min_population} … stand for the numbers of the
    protection rule (`card`). `oracle`: against what its numbers were checked. `of_counted`: it compares
    counts with counts, and takes those counted where a figure is a range only because some may have moved away. `per`: a tally's value is numerator / denominator × per, 1 = a share.
    """

    name: str
    version: str = "1"
    label: str
    question: str
    unit: str
    numerator: str
    denominator: str
    ages: str
    scope: str
    polarity: str = "ohne Wertung"
    caveats: str
    source: str
    reviewed_on: str
    oracle: str
    sql: str
    lattice: tuple[str, ...]
    compute: Compute | None = None
    derive: Callable[[pl.DataFrame, Surroundings], pl.DataFrame] | None = None
    report: Callable[[Connection, pl.DataFrame, Rule], pl.DataFrame] | None = None
    per: int = 1
    of_counted: bool = False
    after: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()


def card(text: str, rule: Rule) -> str:
    """A text of a definition with the numbers of the rule that the office follows."""
    numbers = {
        "base": rule.base,
        "most_apart": rule.base - 1,
        "unchanged": in_words(rule.unchanged),
        "few": rule.few,
        "least_divisor": rule.least_divisor,
        "min_population": rule.min_population,
        "variance": number(rule.variance, 0 if rule.variance.is_integer() else 1),
    }
    for name, value in numbers.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def catalogue() -> dict[str, Measure]:
    """Which measures are there? Name → definition, found by folder, in order of their names."""
    package = import_module("measures")
    modules = (
        import_module(f"measures.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
        if not found.name.startswith("__")
    )
    measures = (module.MEASURE for module in modules if hasattr(module, "MEASURE"))
    return {measure.name: measure for measure in sorted(measures, key=lambda m: m.name)}
