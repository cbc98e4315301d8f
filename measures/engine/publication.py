"""Which figures may everyone see? All measures on the fixed lattice, protected; all that the published store holds of children."""

import polars as pl

from measures.engine.figures import FIGURE_TYPES, checked, protected_figures
from measures.engine.measure import Measure, Selection, catalogue
from measures.engine.protect import Rule

EVERYTHING = Selection()


def publish(con, rule: Rule) -> pl.DataFrame:
    """Rows of the figure table (store/tables.py), sorted by their key; `con` has the analysis store as its default schema."""
    parts = [figures_of(con, measure, rule) for measure in catalogue().values()]
    return checked(pl.concat([pl.DataFrame(schema=FIGURE_TYPES), *parts]))


def figures_of(con, measure: Measure, rule: Rule) -> pl.DataFrame:
    """The protected figures of one measure, in no particular order."""
    return protected_figures(measure.compute(con, EVERYTHING), measure, rule)
