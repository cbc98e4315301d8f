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


def simulated(*, seed: int = 3, scale: float = 0.35, years: int = 3, linked: bool = True) -> duckdb.DuckDBPyConnection:
    """The analysis tables of a district; scale 1 has 21 thousand children."""
    con = duckdb.connect()
    fill_district(con, seed=seed, years=range(2016, 2016 + years), scale=scale, linked=linked)
    return con


def around(con, figures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The published tables: these figures, and what is public anyway. Everybody's home is known."""
    return {
        **{name: con.sql(f"FROM {name}").pl() for name in PUBLIC},
        "figure": figures,
        "finding": pl.DataFrame(schema={"code": pl.String, "rows": pl.Int64}),
        "meta": pl.DataFrame({"key": ["base"], "value": ["5"]}),
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
