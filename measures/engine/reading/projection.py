"""How many children will live in the district in the years to come? Public statistics only; nothing here is about use.

Three tables of the district, both sexes together: the children of each single age (PEOPLE), births and moves (MOVES), and
a delivered projection (PROJECTION). Without a projection the children of today grow older, with the moves of recent years.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from measures.engine.reading.population import Delivered, laid_out, read_population
from measures.engine.reading.setting import Setting
from store.connect import Connection

PEOPLE = {"year": pl.Int16, "age": pl.Int16, "count": pl.Int64, "basis": pl.String}
MOVES = {"year": pl.Int16, "age": pl.Int16, "births": pl.Int64, "moved_in": pl.Int64, "moved_out": pl.Int64}
PROJECTION = {"year": pl.Int16, "variant": pl.String, "made_on": pl.Date, "source": pl.String, "age_band": pl.String, "count": pl.Int64}  # fmt: skip
BASES = """
    SELECT year(date) AS year, string_agg(DISTINCT basis, ', ' ORDER BY basis) AS basis FROM population
    WHERE month(date) = 12 AND day(date) = 31 GROUP BY ALL ORDER BY ALL"""
MOVED = """
    WITH inside AS (
        SELECT m.* FROM birth_move m JOIN area USING (area) WHERE area = $1 OR (level = 'gemeinde' AND inhabited)
    ), used AS (
        SELECT * FROM inside WHERE area = $1 OR year IN (
            SELECT year FROM inside GROUP BY year
            HAVING NOT bool_or(area = $1) AND count(DISTINCT area) = (SELECT count(*) FROM area WHERE level = 'gemeinde' AND inhabited))
    )
    SELECT year, age, sum(births)::BIGINT AS births, sum(moved_in)::BIGINT AS moved_in, sum(moved_out)::BIGINT AS moved_out
    FROM used GROUP BY ALL ORDER BY ALL"""
PROJECTED = """
    SELECT date, variant, made_on, source, area, sex, age_from, age_to, count FROM projection
    WHERE month(date) = 12 AND day(date) = 31
    QUALIFY made_on IS NOT DISTINCT FROM max(made_on) OVER (PARTITION BY variant) ORDER BY ALL"""
MOVE_YEARS = 10  # moves are those of at most so many years
BIRTH_YEARS = 3


@dataclass(frozen=True)
class Aged:
    """count[years ahead − 1, age]; note: how it was made, for the reader."""

    count: np.ndarray
    note: str


def read_people(con: Connection, setting: Setting) -> pl.DataFrame:
    """PEOPLE on 31 December, years only in which every age is known."""
    bases = dict(con.sql(BASES).fetchall())
    counts = read_population(con, setting, [date(year, 12, 31) for year in bases]).count
    ages = np.arange(setting.bands[0].last + 1)  # the default range stands first
    rows = [
        (year, age, int(count), basis)
        for (year, basis), single in zip(bases.items(), counts[:, 0, 0, ages, ages] if bases else [], strict=True)
        if not np.isnan(single).any()
        for age, count in enumerate(single)
    ]
    return pl.DataFrame(rows, schema=PEOPLE, orient="row")


def read_moves(con: Connection, setting: Setting) -> pl.DataFrame:
    """MOVES, years only with moves by age; births of the year stand at age 0, null = not delivered.

    The district's own rows, or the sum of its municipalities where all of them delivered. Moves without an age are those of
    people of every age: they say nothing of children and are left out. An age without a row had no moves.
    """
    delivered = pl.DataFrame(con.sql(MOVED, params=[setting.district]).fetchall(), schema=MOVES, orient="row")
    births = (
        delivered.drop_nulls("births").group_by("year").agg(pl.col("births").sum(), pl.lit(0, pl.Int16).alias("age"))
    )
    moved = delivered.filter(pl.col("age") <= setting.last_age).drop_nulls(["moved_in", "moved_out"])
    ages = pl.DataFrame({"age": range(setting.last_age + 1)}, schema={"age": pl.Int16})
    return (
        moved.select("year")
        .unique()
        .join(ages, how="cross")
        .join(moved.drop("births"), on=["year", "age"], how="left")
        .with_columns(pl.col("moved_in", "moved_out").fill_null(0))
        .join(births, on=["year", "age"], how="left")
        .select(*MOVES)
        .sort("year", "age")
    )


def read_projection(con: Connection, setting: Setting) -> pl.DataFrame:
    """PROJECTION: the newest of each variant, as children of every age band of the profile it can be put together for."""
    delivered: dict[tuple[date, str, date, str], Delivered] = defaultdict(lambda: defaultdict(dict))
    for day, variant, made_on, source, area, sex, first, last, count in con.sql(PROJECTED).fetchall():
        delivered[day, variant or "", made_on, source][day, area, sex][first, last] = count
    rows = []
    for (day, variant, made_on, source), intervals in delivered.items():
        count = laid_out(setting, intervals, day)[0, 0]
        known = [(band.name, count[band.first, band.last]) for band in setting.bands]
        rows += [(day.year, variant, made_on, source, name, int(n)) for name, n in known if not np.isnan(n)]
    return pl.DataFrame(rows, schema=PROJECTION, orient="row")


def aged(people: pl.DataFrame, moves: pl.DataFrame, *, years: int) -> Aged | None:
    """PEOPLE, MOVES → the children of the next years; None without children by single age.

    Each year the children grow a year older, and each birth year grows or shrinks by the mean moves of recent years into
    that age; under one are as many as in the mean of the last three years. Source: cohort change ratios after Hamilton,
    Perry 1962, Social Forces 41, 163–170; with delivered moves the ratio is 1 + (moved in − moved out) / children before.
    """
    if people.is_empty():
        return None
    years_known, count, basis = _table(people)
    same = np.flatnonzero(basis == basis[-1])
    newborn = same[same >= len(count) - BIRTH_YEARS]
    change, told = _change(years_known, count, basis, moves)
    found = [count[-1]]
    for _ in range(years):
        found.append(np.concatenate([[count[newborn, 0].mean()], found[-1][:-1] * change]))
    note = (
        f"Ohne amtliche Vorausrechnung: heutige Jahrgänge fortgeschrieben, Kinder unter 1 Jahr wie im Mittel "
        f"{_span(years_known[newborn])}, {told}."
    )
    return Aged(np.array(found[1:]), note)


def _table(people: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """years, count[year, age], basis[year]."""
    rows = people.sort("year", "age")
    years = rows["year"].unique().sort().to_numpy()
    return years, rows["count"].to_numpy().reshape(len(years), -1).astype(float), rows.filter(pl.col("age") == 0)["basis"].to_numpy()  # fmt: skip


def _change(years: np.ndarray, count: np.ndarray, basis: np.ndarray, moves: pl.DataFrame) -> tuple[np.ndarray, str]:
    """By age from 1 on: children now per child of the birth year a year before, and where this comes from."""
    pairs = np.flatnonzero((np.diff(years) == 1) & (years[1:] > years[-1] - MOVE_YEARS))  # year before, as a position
    told = pl.col("year").is_in(years[pairs + 1].tolist()) & (pl.col("age") < count.shape[1])
    moved = moves.filter(told).sort("year", "age")
    if not moved.is_empty():
        net = (moved["moved_in"] - moved["moved_out"]).to_numpy().reshape(-1, count.shape[1]).sum(axis=0)
        used = moved["year"].unique().sort().to_numpy()
        before = count[np.isin(years + 1, used)].sum(axis=0)
        return np.maximum(1 + _ratio(net[1:], before[:-1], 0.0), 0), f"Zu- und Fortzüge wie im Mittel {_span(used)}"
    pairs = pairs[basis[pairs] == basis[pairs + 1]]
    if not len(pairs):
        return np.ones(count.shape[1] - 1), "ohne Zu- und Fortzüge"
    ratio = _ratio(count[pairs + 1, 1:].sum(axis=0), count[pairs, :-1].sum(axis=0), 1.0)
    return ratio, f"Zu- und Fortzüge aus den Veränderungen der Jahrgänge {_span(years[np.r_[pairs[0], pairs + 1]])}"


def _ratio(part: np.ndarray, whole: np.ndarray, unknown: float) -> np.ndarray:
    return np.asarray(np.divide(part, whole, out=np.full(len(part), unknown), where=whole > 0))


def _span(years: np.ndarray) -> str:
    return f"{years[0]}–{years[-1]}" if len(years) > 1 else f"{years[0]}"
