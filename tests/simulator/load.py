"""How does a world become published figures? Its files through the real load: read, kept, counted, protected."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import polars as pl

from etl.build import build
from etl.examine import checked
from etl.findings import sentence
from etl.load import keep_rows
from measures.engine.measure import Measure, catalogue
from measures.engine.protect import Rule, rule
from measures.engine.publication import derived_figures, figures_of, surroundings
from store.connect import connect
from tests.simulator.drawn import Drawn
from tests.simulator.files import deliveries
from tests.simulator.office import write_profile
from tests.simulator.registers import statistics

HELD = (
    "annual_reach",
    "point_reach",
    "first_contact",
    "cumulative_reach",
    "claim",
    "overlap",
    "gap",
    "trend",
    "forecast",
)
NOW = datetime(2026, 1, 31, tzinfo=UTC)


class NotLoaded(Exception):
    """A world whose files the load refuses is no world to measure."""


@contextmanager
def counted(drawn: Drawn, without: Iterable[str] = ()) -> Iterator[tuple[duckdb.DuckDBPyConnection, Rule]]:
    """The analysis store of a world, and the rule of its office; without: files that are left away."""
    quiet = lambda phase, text, share: None
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        of_sources = deliveries(drawn)
        profile = write_profile(
            folder / "profile", drawn.world, {name: table.columns for name, table in of_sources.items()}
        )
        of_sources["lieferschein"] = of_sources["lieferschein"].filter(~pl.col("quelle").is_in(list(without)))
        made = folder / "delivery"
        made.mkdir()
        for name, table in {**of_sources, **statistics(drawn)}.items():
            if name not in without:
                table.write_csv(made / f"{name}.csv", separator=";")
        places = {name: folder / f"{name}.duckdb" for name in ("microdata", "analysis")}
        with checked(made, profile, None, quiet, today=NOW.date()) as report:
            if report.refused:
                raise NotLoaded(
                    "\n".join(sentence(finding) for finding in report.findings if finding.level in ("fehler", "frage"))
                )
            con = connect(places, key=None, read_only=False, temp=folder / "spill")
            keep_rows(con, report, 1, NOW, profile, quiet)
        build(con, profile)
        yield con, rule(profile.office, drawn.rounding_key)
        con.close()


def published(drawn: Drawn, measures: Iterable[str] = HELD, without: Iterable[str] = ()) -> pl.DataFrame:
    """The protected figures (store/tables.py, FIGURE) of these measures and of those they are made of."""
    with counted(drawn, without) as (con, protection):
        known, figures = catalogue(), []
        wanted = _with_sources(known, set(measures))
        figures = pl.concat(figures_of(con, known[name], protection) for name in wanted if known[name].compute)
        around = surroundings(con)
    order = TopologicalSorter({name: set(known[name].after) & wanted for name in wanted}).static_order()
    for name in (name for name in order if known[name].derive):
        figures = pl.concat([figures, derived_figures(figures, known[name], around)])
    return figures


def _with_sources(known: dict[str, Measure], wanted: set[str]) -> set[str]:
    """The measures and all that they are derived from."""
    more = wanted.union(*(known[name].after for name in wanted))
    return wanted if more == wanted else _with_sources(known, more)
