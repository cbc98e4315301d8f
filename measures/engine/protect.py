"""How are children protected? Small cells are chosen from public expectations, and what is shown is rounded.

1. Depth. A cell is shown only if at least `min_expected` users are expected in it: its population times the rate at which
   the district used, in the three years before, the offers that can be in the cell. Which these are is declared (ages,
   places, deliveries: engine/counting/declared.py). Its own count is never looked at, so hiding tells nothing.
2. Rounding. Every count shown becomes a multiple of `base`, up or down by a fixed draw that depends only on a secret
   key and on what the cell is: never on who is in it, the edition or the day.

Rates, intervals, gaps and trends are computed from the rounded counts; nothing after this module sees a true count.
A cell has one number (`cell`): made of the sources and offers that can fill it, their ages, its area and year, whatever
groups, bands and measures it is called by: two draws of one count would narrow it. A cell that was handed out (store/ledger.py)
keeps the number, and so the draw, it had there. Plain rounding on the full lattice is broken by adding and subtracting published cells; the
attack stands in engine/attack/audit.py and runs at every publication; the weaker rules it breaks stand in tests/attacks.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations

import polars as pl

from store.settings import Office, Protection
from store.tables import CELL_KEY, FIGURE

STANDARD = Protection()
ALL = "all"
COUNTS = ("children", "at_least", "at_most")
LABEL = ["series", "offer_group", "area", "age_band", "sex"]  # one line through the years, as the reader finds it
GROUP = ["series", "offer_group", "age_band"]
LABELS = [
    "series",
    "offers",
    "cell_area",
    "cell_band",
    "year",
]  # what a cell is that no declaration names, or of before there were any
NOTHING_HANDED = pl.DataFrame(schema={name: FIGURE.schema[name] for name in (*CELL_KEY, "cell")})


Names = dict[int, tuple[object, ...]]


class RuleProblem(Exception):
    """German text: the key of the rounding is missing."""


def rounding_variance(base: int) -> float:
    """Of the draw: r (base − r), averaged over the remainders r. Base 5: remainder 0: 0, 1 and 4: 4, 2 and 3: 6, so 4."""
    return (base**2 - 1) / 6


class Rounded:
    """What follows from rounding to multiples of `base`?"""

    base: int

    @property
    def variance(self) -> float:
        return rounding_variance(self.base)

    @property
    def most_apart(self) -> int:
        """A rounded count and the true one, at most."""
        return self.base - 1

    @property
    def least_divisor(self) -> int:
        """From so many on a rounded count may be divided by: its draw moves the quotient by less than a tenth."""
        return 10 * self.base

    @property
    def few(self) -> int:
        """Below, rounding is a large part of what is seen."""
        return 2 * self.base

    @property
    def unchanged(self) -> int:
        """Two rounded counts can differ by so much without any change."""
        return 2 * self.most_apart


@dataclass(frozen=True)
class Rule(Rounded):
    """key: made once, kept with the stores, never rotated; root: the district, the only area where the sexes stand apart.
    handed: all cells that were handed out by CELL_KEY, with their number; null: it was not kept yet then."""

    key: bytes
    root: str
    base: int = STANDARD.base
    min_expected: float = STANDARD.min_expected  # from here on a cell appears
    stay_expected: float = STANDARD.stay_expected  # below this it disappears again, so that series do not flicker
    min_population: int = STANDARD.min_population  # rates only from here on
    years_back: int = STANDARD.years_back
    handed: pl.DataFrame = field(default_factory=NOTHING_HANDED.clone, compare=False, repr=False)


def rule(office: Office, key: bytes) -> Rule:
    """Which rule does this office follow? amt.toml [schutz] (store/settings.py). Raises RuleProblem."""
    if len(key) < 16:
        raise RuleProblem(
            "Der Schlüssel der Schutzrundung fehlt oder ist kürzer als 16 Zeichen. Bitte aus der Sicherung zurückholen, nicht neu anlegen."
        )
    decided = {
        name: getattr(office.protection, name) for name in Rule.__annotations__.keys() - {"key", "root", "handed"}
    }
    return Rule(key, office.identity.district, **decided)


def protect(cells: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """Which counts may be shown, and as what? The same cells with rounded counts (null where hidden), `shown`, `rate_allowed` and
    `cell`, the number of the cell.

    cells: LABEL, year, LABELS, DECLARED (engine/counting/declared.py), handed and kept (was it handed out, with which number),
    alone (hidden below the district), population, unreliable (more children than population), and the exact children,
    at_least, at_most (null = not counted so). Complete for the lattice: cells with nobody are rows.
    """
    shown = cells.join(depth(cells, rule), on=[*LABEL, "year"], how="left", maintain_order="left")
    numbered, labels = with_cell(shown)
    return numbered.with_columns(
        *[_rounded_column(numbered, count, labels, rule) for count in COUNTS],
        (pl.col("shown") & (pl.col("population") >= rule.min_population)).alias("rate_allowed"),
    )


def with_cell(cells: pl.DataFrame) -> tuple[pl.DataFrame, Names]:
    """The cells with their number `cell`, and the labels of each number that comes of labels.

    As it was handed out; else as another cell of the same name was; else by its name.
    """
    labels = cells.select(LABELS).rows()
    by_label = [number_of("\x1f".join(map(str, row))) for row in labels]
    by_name = [number if who is None else number_of(who) for who, number in zip(cells["who"], by_label, strict=True)]
    numbers = {"by_label": by_label, "by_name": by_name}
    handed = pl.when("handed").then(pl.coalesce("kept", "by_label"))
    alike = handed.drop_nulls().first().over("by_name", "sex", order_by=LABEL)
    found = cells.with_columns(pl.Series(name, of, pl.Int64) for name, of in numbers.items())
    numbered = found.with_columns(cell=pl.coalesce(handed, alike, "by_name")).drop(*numbers)
    return numbered, dict(zip(by_label, labels, strict=True))


def number_of(name: str) -> int:
    """What a cell is called in tables: 63 bits of its name, which tells nothing that is not declared."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big") >> 1


def _rounded_column(shown: pl.DataFrame, count: str, labels: Names, rule: Rule) -> pl.Series:
    """`at_most` has a draw of its own; `at_least` shares that of `children`: a lower bound is often that very count.

    Never above the population.
    """
    counted = "at_most" if count == "at_most" else "children"
    rounded = []
    columns = shown.select(count, "shown", "population", "unreliable", "cell", "sex", "sexless")
    for n, visible, people, unreliable, cell, sex, sexless in columns.iter_rows():
        value = None
        if visible and n is not None:
            one = ALL if sexless and count == "at_most" else sex
            before = labels.get(cell)  # a number that comes of labels is drawn as before there were names
            value = round_fixed(n, _as_before(before, counted, sex) if before else (cell, counted, one), rule)
        rounded.append(value if value is None or unreliable else min(value, people // rule.base * rule.base))
    return pl.Series(count, rounded, dtype=pl.Int64)


def _as_before(labels: tuple[object, ...], counted: str, sex: str) -> tuple[object, ...]:
    series, offers, area, band, year = labels
    return series, counted, offers, area, band, sex, year


def round_fixed(n: int, cell: tuple[object, ...], rule: Rule) -> int:
    """Unbiased: 7 becomes 5 with 3/5 and 10 with 2/5; a multiple of the base, and so zero, stays."""
    draw = hmac.digest(rule.key, "\x1f".join(map(str, cell)).encode(), sha256)
    return rule.base * ((n + int.from_bytes(draw[:8], "big") % rule.base) // rule.base)


def depth(cells: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """LABEL, year, shown: from the population and the district's pooled rates alone. A year of which the district has none, as
    where the population of one place is missing, has the last ones known."""
    both = pl.col("expected").min().over(*(c for c in LABEL if c != "sex"), "year", pl.col("sex") == ALL)
    up, down = pl.col("expected") >= rule.min_expected, pl.col("expected") < rule.stay_expected
    flag = (
        cells.select(*LABEL, "year", "population", "alone")
        .join(district_rate(cells, rule), on=[*GROUP, "year"], how="left")
        .sort("year")
        .with_columns(pl.col("rate", "rate_below").forward_fill().over(GROUP))
        .with_columns(rate=pl.when(pl.col("area") == rule.root).then("rate").otherwise("rate_below"))
        .with_columns((pl.col("population") * pl.col("rate")).alias("expected"))
        .with_columns(expected=pl.when(pl.col("sex") == ALL).then("expected").otherwise(both))  # both sexes or none
        .with_columns(up=pl.when(up).then(True).when(down).then(False))
        .sort("year")
        .with_columns(pl.col("up").forward_fill().over(LABEL).fill_null(False))
    )
    permitted = ((pl.col("sex") == ALL) & ~pl.col("alone")) | (pl.col("area") == rule.root)
    shown = flag.with_columns((pl.col("up") & permitted).alias("shown"))
    margins = flag.select(*LABEL, "year", pl.col("up").alias("margin_up"))
    totals = {"area": rule.root, "age_band": ALL, "sex": ALL}
    for wide in (wide for size in (1, 2, 3) for wide in combinations(totals, size)):  # never finer than its margins
        cell = shown.select(*LABEL, "year").with_columns(**{axis: pl.lit(totals[axis]) for axis in wide})
        margin = cell.join(margins, on=[*LABEL, "year"], how="left", maintain_order="left")["margin_up"]
        shown = shown.with_columns(
            pl.col("shown") & margin.fill_null(True)
        )  # no margin: nothing it would be finer than
    return shown.select(*LABEL, "year", "shown")


def district_rate(cells: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    """GROUP, year, rate, rate_below: at which rate did the district use the offers that can be in a cell of this year, of the
    district or below it? Pooled over the `years_back` years before; the first years over themselves.

    A range counts with its lower bound. The users are rounded, so that the decision, too, sees no exact count.
    """
    district = (
        cells.filter((pl.col("area") == rule.root) & (pl.col("sex") == ALL))
        .with_columns(pl.coalesce("children", "at_least").alias("users"))
        .drop_nulls("users")
        .sort("year")
        .with_columns(place=pl.int_range(pl.len()).over(GROUP))
    )
    others = district.select(*GROUP, "users", "population", other="year", other_place="place")
    early, ago = pl.col("place") < rule.years_back, pl.col("place") - pl.col("other_place")
    before = pl.when(early).then(pl.col("other_place") < rule.years_back).otherwise(ago.is_between(1, rule.years_back))
    pairs = district.select(*GROUP, "year", "place").join(others, on=GROUP).filter(before)
    for column in ("users_here", "users_below"):
        alike = district.select(*GROUP, "year", said=column).explode("said").drop_nulls("said")
        alike = alike.with_columns(
            other=pl.col("said").struct.field("year").cast(pairs.schema["other"]),
            said=pl.col("said").struct.field("children").alias(column),
        )
        pairs = pairs.join(alike, on=[*GROUP, "year", "other"], how="left")
        pairs = pairs.with_columns(pl.coalesce("said", "users").alias(column)).drop("said")
    sums = pairs.group_by(*GROUP, "year").agg(pl.col("users_here", "users_below", "population").sum())
    rates = {"rate": "users_here", "rate_below": "users_below"}
    return sums.select(
        *GROUP, "year", **{name: _rounded(of, rule) / pl.col("population") for name, of in rates.items()}
    )


def _rounded(users: str, rule: Rule) -> pl.Expr:
    return rule.base * ((pl.col(users) + rule.base // 2) // rule.base)
