"""Which figures may everyone see? All measures on the fixed lattice, protected; all that the published store holds of children."""

from dataclasses import replace
from graphlib import TopologicalSorter

import polars as pl

from measures.engine.figures import FIGURE_TYPES, as_counted, checked, completed, protected_figures
from measures.engine.measure import Measure, Selection, Surroundings, catalogue
from measures.engine.protect import Rule
from measures.engine.reading.further_use import read_further_use
from measures.engine.reading.projection import read_moves, read_people, read_projection
from measures.engine.reading.setting import read_setting
from store.connect import Connection

EVERYTHING = Selection()
BESIDE = ("area", "age_band", "offer_group", "event")


def publish(
    con: Connection, rule: Rule, *, threshold: float = 0.95, earlier: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Rows of the figure table (store/tables.py), sorted by their key; `con` has the analysis store as its default schema.

    earlier: protected figures of the newest edition (engine/reading/earlier.py); None: there is no edition.
    """
    measures = catalogue()
    counted = [figures_of(con, measure, rule) for measure in measures.values() if measure.compute]
    figures = checked(pl.concat([pl.DataFrame(schema=FIGURE_TYPES), *counted]))
    alike = as_counted(figures)
    reported = [
        completed(m.report(con, alike if m.of_counted else figures, rule), m) for m in measures.values() if m.report
    ]
    figures = pl.concat([figures, *reported])
    around = replace(surroundings(con), threshold=threshold, base=rule.base, min_population=rule.min_population)
    if earlier is not None:
        around = replace(around, earlier=earlier)
    for name in TopologicalSorter({m.name: m.after for m in measures.values() if m.derive}).static_order():
        if measures[name].derive:
            figures = pl.concat([figures, derived_figures(figures, measures[name], around)])
    return checked(figures)


def figures_of(con: Connection, measure: Measure, rule: Rule) -> pl.DataFrame:
    """The protected figures of one counting measure, in no particular order."""
    assert measure.compute, measure.name
    return protected_figures(measure.compute(con, EVERYTHING), measure, rule)


def derived_figures(figures: pl.DataFrame, measure: Measure, around: Surroundings) -> pl.DataFrame:
    """The figures of one derived measure; `figures`: protected ones, all that it sees of children."""
    assert measure.derive, measure.name
    if measure.of_counted:
        figures, around = as_counted(figures), replace(around, earlier=as_counted(around.earlier))
    return completed(measure.derive(figures, around), measure)


def surroundings(con: Connection) -> Surroundings:
    """The published tables beside the figures, as the analysis store has them, and what statistics say of the district."""
    setting = read_setting(con)
    areas, age_bands, offer_groups, events = (con.sql(f"FROM {name}").pl() for name in BESIDE)
    stay = con.sql("SELECT offer, stay FROM offer WHERE stay IS NOT NULL ORDER BY offer").fetchall()
    return Surroundings(
        areas,
        age_bands,
        offer_groups,
        events,
        stay=dict(stay),
        people=read_people(con, setting),
        moves=read_moves(con, setting),
        projection=read_projection(con, setting),
        asked=read_further_use(con),
    )
