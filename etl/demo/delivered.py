"""What do the demo's systems know of single children, before a file is written of it? Rows of use, linked or with numbers of their own.

Every source has its own numbers. `Delivered` is what a flawless reader must make of the files; the truth file counts from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etl.demo.names import Register
from etl.demo.spells import joined
from etl.demo.use import Use
from etl.demo.world import FAR, days
from etl.pseudonym.recipe import check_value

UNKNOWN, OUTSIDE = "unbekannt", "ausserhalb"
CHILD_LISTS = ("kita_listen", "schul_listen")  # of offers that had sums before
DISSOLVED = {"03155013": ("03155004", "03155008")}


@dataclass(frozen=True)
class Delivered:
    """One row per use as delivered: child (-1 = lives outside and is nobody of this world), number, offer, days, home (key or word),
    left = day of the move away as delivered (FAR = none), plus the child's birth and sex; linked: also its keys."""

    source: str
    frame: (
        pl.DataFrame
    )  # child, number, case, offer, start, end, home, left, birth_year, birth_month, sex, since; kind_schluessel_1 …
    check_value: str | None = None  # of the key, where the source is linked

    def to(self, day: int, since: int = 0) -> pl.DataFrame:
        """As known on a day: uses begun until then; what ends later is still open. `since`: without what ended before."""
        open_end = pl.when(pl.col("end") > day).then(FAR).otherwise(pl.col("end"))
        return self.frame.filter(pl.col("start") <= day).with_columns(end=open_end).filter(pl.col("end") >= since)


def delivered(
    use: Use, rng: np.random.Generator, source: str, offers: tuple[str, ...], *, moves_known: bool = False
) -> Delivered:
    """Rows of a source, sorted by begin, with its own numbers and the usual flaws: homes unknown or outside, dissolved keys."""
    world = use.world
    spells = joined([use.spells[offer] for offer in offers])
    child, towns = spells.child, np.array(world.municipalities)
    numbers = rng.permutation(len(world.sex)) + 1_000
    unknown = rng.random(len(world.sex)) < 0.003
    home = np.where(unknown[child], UNKNOWN, towns[spells.town])
    old = (spells.start < days(2013)) & (rng.random(len(home)) < 0.5)
    home = np.where(old & (home == "03155013"), np.array(DISSOLVED["03155013"])[rng.integers(0, 2, len(home))], home)
    born_here = pl.Series(world.born_here[child] == 1)
    frame = pl.DataFrame(
        {
            "child": child,
            "number": [f"{source[0].upper()}{n:06d}" for n in numbers[child]],
            "offer": np.repeat(np.array(offers), [len(use.spells[offer].child) for offer in offers]),
            "start": spells.start,
            "end": spells.end,
            "home": home,
            "left": np.where(moves_known & (world.leaves[child] == spells.end + 1), world.leaves[child], FAR),
            "birth_year": world.birth_year[child],
            "birth_month": world.birth_month[child],
            "sex": np.array(["m", "w"])[world.sex[child]],
            "since": world.entry[child],
            "root": world.family[child],
        }
    )
    frame = frame.with_columns(since=pl.when(born_here).then(pl.lit("geburt")).otherwise(day_of("since", "%m.%Y")))
    frame = pl.concat([frame, _outside(frame, rng, source)]).sort("start", "number", "offer")
    return Delivered(source, frame.with_columns(case=_case_numbers()))


def linked(source: Delivered, use: Use, register: Register) -> Delivered:
    """The same children with keys, and with every move away: compared with the residents' register, whether or not it ended a use."""
    here = pl.col("child") >= 0
    leaves = pl.Series(use.world.leaves).gather(source.frame["child"].clip(lower_bound=0))
    frame = source.frame.with_columns(left=pl.when(here).then(leaves).otherwise(FAR))
    return replace(source, frame=register.with_keys(frame), check_value=check_value(register.secret))


def offers_of_linked(sources: Iterable[Delivered]) -> list[str]:
    """Which offers have lists whose children carry keys?"""
    return sorted({offer for source in sources if source.check_value for offer in source.frame["offer"].unique()})


def _outside(frame: pl.DataFrame, rng: np.random.Generator, source: str) -> pl.DataFrame:
    """Children who live outside the district: new numbers, on top of those who live in it."""
    chosen = frame[np.sort(rng.choice(frame.height, min(frame.height, max(3, frame.height // 150)), replace=False))]
    place = pl.int_range(pl.len())
    return chosen.with_columns(
        child=pl.lit(-1, pl.Int64),
        number=pl.format("{}9{}", pl.lit(source[0].upper()), place.cast(pl.String).str.zfill(5)),
        home=pl.lit(OUTSIDE),
        left=pl.lit(FAR, pl.Int64),
        since=pl.lit(""),
        root=-place - 1,
    )


def _case_numbers() -> pl.Expr:
    """V2016-00815-1: year, running number, child of the family: what began on one day for one family by one offer shares the root."""
    root = pl.struct("start", "root", "offer").rank("dense")
    within = pl.int_range(pl.len()).over("start", "root", "offer") + 1
    return pl.format("V{}-{}-{}", day_of("start", "%Y"), root.cast(pl.String).str.zfill(5), within)


def existing(home: pl.Expr) -> pl.Expr:
    """A dissolved municipality lives on in the one it went into."""
    return home.replace({old: new for new, olds in DISSOLVED.items() for old in olds})


def day_of(column: str, form: str = "%d.%m.%Y") -> pl.Expr:
    """Days since 1970 as text."""
    return pl.col(column).cast(pl.Int32).cast(pl.Date).dt.to_string(form)
