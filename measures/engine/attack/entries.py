"""What belongs together in the entries of a publication? Those who are new are users."""

import numpy as np

from measures.engine.attack.cells import Cells, Lattice
from measures.engine.attack.relations import Relation, relation


def entry_relations(cells: Cells, entries: Lattice, reach: Lattice) -> list[Relation]:
    """entries ≤ users of the same cell, and users − entries is a group of children: those who stayed. They need not be among the
    users of the year before: they may have lived elsewhere then."""
    year_of = {year: at for at, (year, item) in enumerate(entries.sheets) if not item}
    years = [year for year, _ in reach.sheets if isinstance(year, int) and year in year_of]
    names = [
        [name for name in getattr(entries, axis) if name in getattr(reach, axis)]
        for axis in ("areas", "bands", "sexes", "groups")
    ]
    if not years or not all(names):
        return []
    new = _cut(entries, [year_of[year] for year in years], names)
    reach_year = {year: at for at, (year, _) in enumerate(reach.sheets)}
    users = _cut(reach, [reach_year[year] for year in years], names)
    return [relation(cells, users, new[..., None])]


def _cut(of: Lattice, sheets: list[int], names: list[list[str]]) -> np.ndarray:
    """[year, area, band, sex, group] of the names that both measures have."""
    axes = (of.areas, of.bands, of.sexes, of.groups)
    places = [[axis.index(name) for name in wanted] for axis, wanted in zip(axes, names, strict=True)]
    return np.asarray(of.at[np.ix_(sheets, *places)])
