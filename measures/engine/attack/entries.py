"""What belongs together in the entries of a publication? Those who are new are users; the other users were users the year before."""

import numpy as np

from measures.engine.attack.cells import UNKNOWN, Cells, Lattice
from measures.engine.attack.relations import NO_LIMIT, Relation, Tables, district_of, relation


def entry_relations(cells: Cells, entries: Lattice, reach: Lattice, tables: Tables) -> list[Relation]:
    """entries ≤ users of the same cell, and users − entries is a group of children: those who stayed. In the district they are
    part of the users of the year before, who were a year younger."""
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
    found = [relation(cells, users, new[..., None])]
    areas, bands, *others = names
    before = _cut(reach, [reach_year.get(year - 1, UNKNOWN) for year in years], [areas, reach.bands, *others])
    edges = {band: (first, last) for band, _, first, last in tables["age_band"].iter_rows()}
    homes = [at for at, area in enumerate(areas) if area == district_of(tables)]
    for at, band in enumerate(bands):
        younger = [reach.bands.index(one) for one in _a_year_younger(band, reach.bands, edges)]
        if homes and younger:
            parts = np.stack([new[:, homes, at], *(before[:, homes, one] for one in younger)], axis=-1)
            found.append(relation(cells, users[:, homes, at], parts, -NO_LIMIT, 0, disjoint=False))
    return found


def _cut(of: Lattice, sheets: list[int], names: list[list[str]]) -> np.ndarray:
    """[year, area, band, sex, group] of the names that both measures have; UNKNOWN in a year that is not told."""
    axes = (of.areas, of.bands, of.sexes, of.groups)
    places = [[axis.index(name) for name in wanted] for axis, wanted in zip(axes, names, strict=True)]
    found = of.at[np.ix_(sheets, *places)].copy()
    found[np.array(sheets) == UNKNOWN] = UNKNOWN
    return np.asarray(found)


def _a_year_younger(band: str, bands: list[str], edges: dict[str, tuple[int, int]]) -> list[str]:
    """The bands that hold all who are of this band a year later: itself, and the one that ends where it begins."""
    first = edges[band][0]
    below = sorted((other for other in bands if edges[other][1] == first - 1), key=lambda other: -edges[other][0])
    return [band] if first == 0 else [band, below[0]] if below else []
