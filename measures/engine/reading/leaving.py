"""Which share of the children of an age moves away in a year, and how many of those counted may be gone by its end?

Reach speaks of the children who live here on 31 December. A source that is not told of moves counts also those who came and
left. How many leave is known from public statistics: of the children of an age, the moves out of the district in a year for
each child who was there (who left, and who is there at the end), over the years delivered. Without such statistics the share
is the one the office states (amt.toml, fortzug), and else an assumption (store/settings.py).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from measures.engine.reading.projection import read_moves, read_people
from measures.engine.reading.setting import AGES, Setting
from store.connect import Connection

STATISTICS = "statistics"
CERTAIN = 0.999  # so often no more leave than `gone` says
TOGETHER = 2  # children leave as families, two at a time
STEP = 200  # a share is rounded up to a half per cent


@dataclass(frozen=True)
class Leaving:
    """share[age]: of the children of this age on 31 December who leave in a year; source: statistics | office | assumed."""

    share: np.ndarray
    source: str


def read_leaving(con: Connection, setting: Setting) -> Leaving:
    """By age, of all delivered years together. Ages of which no move is known have the share of the nearest age that has one."""
    moved = read_moves(con, setting).drop_nulls("moved_out")
    known = (
        moved.join(read_people(con, setting), on=["year", "age"])
        .group_by("age")
        .agg(pl.col("moved_out", "count").sum())
    )
    ages, out, left = known.sort("age").select("age", "moved_out", "count").to_numpy().T
    if not out.sum():
        return _as_stated(con)
    share = np.divide(out, out + left, out=np.zeros(len(out)), where=out + left > 0)
    return Leaving(np.interp(np.arange(AGES), ages, share), STATISTICS)


def _as_stated(con: Connection) -> Leaving:
    found = con.sql("SELECT share, source FROM moving_out").fetchall()
    share, source = found[0] if found else (0.0, STATISTICS)
    return Leaving(np.full(AGES, share), source)


def gone(expected: np.ndarray) -> np.ndarray:
    """Of so many expected leavers: hardly ever more than these. Poisson, of families. Most cells expect the same as another."""
    from scipy.special import pdtrik

    different, place = np.unique(expected, return_inverse=True)
    found = np.nan_to_num(TOGETHER * pdtrik(CERTAIN, different / TOGETHER)).clip(0)
    return np.asarray(found[place].reshape(np.shape(expected)))


def still_here(children: np.ndarray, share: np.ndarray | float) -> np.ndarray:
    """At least so many of these children live here on 31 December, if each left with this chance; whole children."""
    return np.asarray(np.floor(np.maximum(children - gone(children * share), 0) + 1e-9))


def of_ages(leaving: Leaving, first: int, last: int) -> float:
    """The largest share of these ages in a whole year, rounded up."""
    return float(rounded_up(leaving.share[first : last + 1].max()))


def rounded_up(share: np.ndarray) -> np.ndarray:
    """Of a share as it is told: so that it says nothing of a few children."""
    return np.asarray(np.ceil(share * STEP - 1e-9) / STEP)
