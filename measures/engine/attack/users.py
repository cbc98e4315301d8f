"""What belongs together with annual reach in a publication? Those who are new are users, and those known by a key are."""

import numpy as np

from measures.engine.attack.cells import Cells, Lattice
from measures.engine.attack.relations import Relation, relation

CASES = "cases"  # of entries: they count no users


def relations_to_users(cells: Cells, some: Lattice, reach: Lattice) -> list[Relation]:
    """some ≤ users of the same cell, and the other users are a group of children: those who stayed, or whom no key tells of.

    Who is new need not be among the users of the year before: they may have lived elsewhere then."""
    place = {year: at for at, (year, _) in enumerate(reach.sheets)}
    told = [(at, place[year]) for at, (year, item) in enumerate(some.sheets) if item != CASES and year in place]
    names = [
        [name for name in getattr(some, axis) if name in getattr(reach, axis)]
        for axis in ("areas", "bands", "sexes", "groups")
    ]
    if not told or not all(names):
        return []
    inner, outer = (_cut(of, [pair[side] for pair in told], names) for side, of in enumerate((some, reach)))
    return [relation(cells, outer, inner[..., None])]


def _cut(of: Lattice, sheets: list[int], names: list[list[str]]) -> np.ndarray:
    """[sheet, area, band, sex, group] of the names that both measures have."""
    axes = (of.areas, of.bands, of.sexes, of.groups)
    places = [[axis.index(name) for name in wanted] for axis, wanted in zip(axes, names, strict=True)]
    return np.asarray(of.at[np.ix_(sheets, *places)])
