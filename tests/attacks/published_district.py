"""Publications of the simulated district, by the rule of the house and by weaker ones, as an attacker finds them."""

import duckdb
import numpy as np
import polars as pl

from measures.annual_reach import MEASURE
from measures.engine.attack.cells import Cells
from measures.engine.figures import completed, protected_figures
from measures.engine.measure import Selection
from measures.engine.protect import Rule
from tests.measures.district import fill_district

KEY = b"a key that the attacker does not have"
RULE = Rule(KEY, "D")
CELL = ["year", "area", "age_band", "sex", "offer_group"]
PUBLIC = ("area", "age_band", "offer", "offer_group")
STATUS = """
    SELECT source, offer, year, coalesce(h.at_home, counting IN ('verknuepft', 'eigener_schluessel')) AS at_home
    FROM coverage c LEFT JOIN (SELECT offer, year, bool_or(NOT by_place) AS at_home FROM counted_year GROUP BY ALL) h USING (offer, year)"""
SUMS = """
    INSERT INTO counted_year BY NAME
    SELECT c.year, o.offer, c.area, false AS by_place, b.age_from, b.age_to, 'all' AS sex, 'kinder' AS unit, count(*) AS count,
        count(*)::DOUBLE AS low, count(*)::DOUBLE AS high
    FROM child_year c JOIN offer o ON (c.mask >> o.bit) & 1 = 1 JOIN age_band b ON c.age BETWEEN b.age_from AND b.age_to
    WHERE b.age_band <> 'all' AND o.offer IN {offers} GROUP BY ALL"""
CARE = ("o02", "o11", "o29")  # of one group, all but a small offer
WORLDS = ("linked", "unlinked", "by_place", "counts_only")


def simulated(*, seed: int = 3, scale: float = 0.35, years: int = 3, linked: bool = True) -> duckdb.DuckDBPyConnection:
    """The analysis tables of a district; scale 1 has 21 thousand children."""
    con = duckdb.connect()
    fill_district(con, seed=seed, years=range(2016, 2016 + years), scale=scale, linked=linked)
    return con


def world(name: str, *, seed: int = 3, scale: float = 0.35, years: int = 3) -> duckdb.DuckDBPyConnection:
    """The same children, however they come: with one key; with three, and every fifth offer as counts; with one key, but most of
    care counted where the service is; all offers as counts."""
    con = simulated(seed=seed, scale=scale, years=years, linked=name != "unlinked")
    if name == "by_place":
        counted(con, CARE)
        con.execute("UPDATE counted_year SET by_place = true")
    if name == "counts_only":
        counted(con, tuple(f"o{at:02}" for at in range(30)))
    return con


def counted(con, offers: tuple[str, ...]) -> None:
    """From now on these offers come as counts by year, municipality and age band."""
    con.execute(SUMS.format(offers=offers))
    con.execute(f"UPDATE child_year SET mask = mask & ~{sum(1 << int(offer[1:]) for offer in offers)}::UBIGINT")
    con.execute("DELETE FROM child_year WHERE mask = 0")
    con.execute(f"UPDATE coverage SET counting = 'zaehlwerte' WHERE offer IN {offers}")


def around(con, figures: pl.DataFrame, rule: Rule = RULE) -> dict[str, pl.DataFrame]:
    """The published tables: these figures, and what is public anyway. Everybody's home is known."""
    numbers = {"base": rule.base, "stay_expected": rule.stay_expected, "years_back": rule.years_back}
    return {
        **{name: con.sql(f"FROM {name}").pl() for name in PUBLIC},
        "figure": figures,
        "finding": pl.DataFrame(schema={"code": pl.String, "rows": pl.Int64}),
        "source_status": con.sql(STATUS).pl(),
        "meta": pl.DataFrame({"key": list(numbers), "value": [str(value) for value in numbers.values()]}),
    }


def reach_of_all(con) -> pl.DataFrame:
    """The exact tally of annual reach for every cut there is."""
    return MEASURE.compute(con, Selection(everywhere=True))


def shown_as(tally: pl.DataFrame, numbers: np.ndarray) -> pl.DataFrame:
    """Figures of annual reach with these numbers; NaN is hidden. Where there is nothing to count, nothing is shown."""
    tally, numbers = tally.filter(pl.col("children").is_not_null()), numbers[tally["children"].is_not_null().to_numpy()]
    hidden = np.isnan(numbers)
    rows = tally.with_columns(
        pl.Series("numerator", np.where(hidden, 0, numbers).astype(np.int64)),
        pl.Series("state", np.where(hidden, "protected", "ok")),
    ).with_columns(pl.when(pl.col("state") == "ok").then("numerator").alias("numerator"))
    return completed(rows, MEASURE)


def at_random(counts: np.ndarray, seed: int) -> np.ndarray:
    """Each count up or down to a multiple of 5 by a draw of its own."""
    return 5.0 * ((counts + np.random.default_rng(seed).integers(0, 5, len(counts))) // 5)


def by_our_rule(con, tally: pl.DataFrame | None = None, rule: Rule = RULE) -> pl.DataFrame:
    return protected_figures(MEASURE.compute(con, Selection()) if tally is None else tally, MEASURE, rule)


def truth_of(cells: Cells, tally: pl.DataFrame, count: str = "children") -> np.ndarray:
    """The true count of each row of the cells, NaN where there is none."""
    key = [*CELL, *(("item",) if "item" in tally.columns else ())]
    found = cells.rows.select(key).join(tally.select(*key, count), on=key, how="left", maintain_order="left")
    return found[count].cast(pl.Float64).fill_null(np.nan).to_numpy()
