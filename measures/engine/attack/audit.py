"""Does a publication prove one or two children? Counts that nobody may know, narrowed by adding and subtracting what is shown.

Seen are the published figures alone, as an attacker sees them (engine/attack/cells.py reads them, engine/attack/relations.py
says what belongs together). Every cell has an interval of whole children; relations narrow it, over and over, until nothing
moves. A proof is a cell, or a difference of cells that holds a group of children, of which one or two follow for certain.
One proof refuses the whole publication: changing a single cell would tell which one it was.

Bound propagation over a linear system, as in the presolve of integer programs (Savelsbergh 1994); methods § 6.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from measures.engine.attack.cells import AS_PUBLISHED, Cells, Reading, lattice, read_cells
from measures.engine.attack.contacts import contact_relations
from measures.engine.attack.declared import Against, against
from measures.engine.attack.pairs import pair_relations
from measures.engine.attack.relations import NO_LIMIT, Relation, Tables, district_of, members_of, of_lattice, of_ranges
from measures.engine.attack.users import relations_to_users
from measures.engine.protect import RuleProblem

ROUNDS = 200  # far more than ever needed; stopping early only makes the attacker weaker
FEW = 2  # a group of so many children is proved small


class Disclosed(RuleProblem):
    """German text: from the published figures one or two children could be proved."""


@dataclass(frozen=True)
class System:
    """least ≤ Σ sign · count ≤ most, one entry per cell of a relation, sorted by relation (`row`)."""

    row: np.ndarray
    cell: np.ndarray
    sign: np.ndarray
    least: np.ndarray
    most: np.ndarray

    def without(self, broken: np.ndarray) -> "System":
        kept = ~broken
        entries = kept[self.row]
        number = np.cumsum(kept) - 1
        return System(
            number[self.row[entries]], self.cell[entries], self.sign[entries], self.least[kept], self.most[kept]
        )


@dataclass(frozen=True)
class Audit:
    """What the attack found. cells, differences: what is proved to be one or two children (whole names of cells, for tests and
    stewards only); contradicted: relations that the figures themselves deny, left out. against: what proves nobody and is
    against the rule all the same."""

    known: int
    relations: int
    contradicted: int
    cells: list[tuple[object, ...]]
    differences: int
    against: Against = Against([], [])

    @property
    def proofs(self) -> int:
        return len(self.cells) + self.differences

    @property
    def failures(self) -> int:
        return self.proofs + len(self.against.small) + len(self.against.drawn_twice)


def audit(tables: Tables, handed: pl.DataFrame | None = None) -> Audit:
    """tables: the published ones, at least figure, area, age_band, offer, offer_group, source_status, finding, meta; handed: all
    cells that were handed out (engine/protect.py, Rule); None: asked is only what can be proved."""
    found = attacked(*published_relations(tables))
    return found if handed is None else replace(found, against=against(tables, handed))


def attacked(cells: Cells, relations: list[Relation]) -> Audit:
    system = system_of(relations)
    low, high, believed = narrowed(cells.low, cells.high, system)
    proved = np.flatnonzero((low >= 1) & (high <= FEW))
    return Audit(
        int(cells.shown.sum()),
        len(system.least),
        len(system.least) - len(believed.least),
        [cells.name(int(at)) for at in proved],
        sum(_differences(relation, low, high, cells.shown) for relation in relations),
    )


def check(tables: Tables, min_expected: float, handed: pl.DataFrame | None = None) -> None:
    """Raises Disclosed, with the one remedy, when anything is proved; and where the program itself broke its rule."""
    found = audit(tables, handed)
    if found.failures > found.proofs:
        raise Disclosed(
            "Die Veröffentlichung wird abgelehnt: "
            f"{len(found.against.small)} Zahlen stehen, wo zu wenige Kinder zu erwarten sind, "
            f"{len(found.against.drawn_twice)} sind ein zweites Mal gerundet. Die bisherigen Zahlen gelten weiter. "
            "Das ist ein Fehler des Programms; bitte melden."
        )
    if found.proofs:
        raise Disclosed(
            f"Die Veröffentlichung wird abgelehnt: Aus den Tabellen ließe sich auf {found.proofs} "
            f"{'Gruppe' if found.proofs == 1 else 'Gruppen'} von 1 oder 2 Kindern schließen. Die bisherigen Zahlen gelten weiter. "
            f"Bitte in amt.toml, [schutz], min_erwartet anheben (jetzt {min_expected:g}, etwa auf {min_expected + 5:g}) und noch "
            "einmal veröffentlichen. Einzelne Zahlen zu ändern hilft nicht."
        )


def published_relations(tables: Tables, reading: Reading = AS_PUBLISHED) -> tuple[Cells, list[Relation]]:
    """All cells of the publication and all that holds between them."""
    cells, members = read_cells(tables, reading), members_of(tables)
    district = district_of(tables)
    figures = tables["figure"].filter(pl.col("measure").is_in(cells.rows["measure"].unique().to_list()))
    by_measure = {name: rows for (name,), rows in figures.partition_by("measure", as_dict=True).items()}
    contacts = by_measure.pop("first_contact", None)
    pairs = by_measure.pop("overlap", None)
    lattices = {name: lattice(cells, rows, district) for name, rows in by_measure.items()}
    found = of_ranges(cells)
    for name, of in lattices.items():
        found += of_lattice(cells, of, tables, members, grows=name != "entries")
    reach, entries, keyed = (lattices.get(name) for name in ("annual_reach", "entries", "keyed_reach"))
    if reach is not None:
        found += [of for some in (entries, keyed) if some for of in relations_to_users(cells, some, reach)]
    if contacts is not None:
        found += contact_relations(cells, contacts, reach, entries, tables, members)
    if pairs is not None:
        cells, of_pairs = pair_relations(cells, district, members)
        found += of_pairs
    return cells, found


def system_of(relations: list[Relation]) -> System:
    """The relations that narrow, as one sparse system."""
    rows, cells, signs, least, most, count = [], [], [], [], [], 0
    for relation in relations:
        if not relation.narrows:
            continue
        members = np.column_stack([relation.whole, relation.parts])
        at, place = np.nonzero(members >= 0)
        rows.append(at + count)
        cells.append(members[at, place])
        signs.append(np.where(place == 0, 1, -1))
        least.append(relation.least)
        most.append(relation.most)
        count += len(relation.whole)
    none = [np.empty(0, dtype=np.int64)]
    return System(*(np.concatenate(none + parts) for parts in (rows, cells, signs, least, most)))


def narrowed(low: np.ndarray, high: np.ndarray, system: System) -> tuple[np.ndarray, np.ndarray, System]:
    """Every cell's interval after all that follows, and the relations that were believed.

    A relation that the figures deny is the attacker's mistake (a count delivered by hand need not add up): it is left out, and
    he begins again.
    """
    while True:
        found_low, found_high, broken = _propagated(low, high, system)
        if not broken.any():
            return found_low, found_high, system
        system = system.without(broken)


def _propagated(low: np.ndarray, high: np.ndarray, system: System) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    low, high, broken = low.copy(), high.copy(), np.zeros(len(system.least), dtype=bool)
    active = np.arange(len(system.least))
    counted = np.bincount(system.row, minlength=len(system.least))
    begins = np.cumsum(counted) - counted
    by_cell = np.argsort(system.cell, kind="stable")
    cell_begins = np.searchsorted(system.cell[by_cell], np.arange(len(low) + 1))
    for _ in range(ROUNDS):
        if not len(active):
            break
        entries, starts = _gathered(begins, counted, active)
        cell, sign = system.cell[entries], system.sign[entries]
        smallest = np.where(sign > 0, low[cell], -high[cell])
        largest = np.where(sign > 0, high[cell], -low[cell])
        sum_smallest, sum_largest = np.add.reduceat(smallest, starts), np.add.reduceat(largest, starts)
        broken[active] |= (sum_smallest > system.most[active]) | (sum_largest < system.least[active])
        times = counted[active]
        at_least = np.repeat(system.least[active] - sum_largest, times) + largest
        at_most = np.repeat(system.most[active] - sum_smallest, times) + smallest
        before_low, before_high = low.copy(), high.copy()
        np.maximum.at(low, cell, np.where(sign > 0, at_least, -at_most))
        np.minimum.at(high, cell, np.where(sign > 0, at_most, -at_least))
        crossed = low > high
        if crossed.any() or broken.any():
            if not broken.any():  # two relations deny each other: neither is believed
                broken |= np.bincount(system.row[crossed[system.cell]], minlength=len(broken)) > 0
            break
        moved = np.flatnonzero((low != before_low) | (high != before_high))
        entries, _ = _gathered(cell_begins[:-1], np.diff(cell_begins), moved)
        active = np.unique(system.row[by_cell[entries]])
    return low, high, broken


def _gathered(begins: np.ndarray, counts: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The positions of all entries of the wanted rows, one row after the other, and where each row begins among them."""
    times = counts[wanted]
    starts = np.cumsum(times) - times
    return np.repeat(begins[wanted] - starts, times) + np.arange(times.sum()), starts


def _differences(relation: Relation, low: np.ndarray, high: np.ndarray, shown: np.ndarray) -> int:
    """How many groups of children, what remains of a whole without its shown parts, are proved to be one or two?"""
    if not relation.disjoint:
        return 0
    there = relation.parts >= 0
    told, hidden = there & shown[relation.parts], there & ~shown[relation.parts]
    (low_told, low_hidden), (high_told, high_hidden) = (
        [np.where(which, edge[relation.parts], 0).sum(axis=1) for which in (told, hidden)] for edge in (low, high)
    )
    open_end = np.where(there.sum(axis=1) > 0, relation.most, NO_LIMIT)
    least = np.maximum(low[relation.whole] - high_told, low_hidden + np.maximum(relation.least, 0))
    most = np.minimum(high[relation.whole] - low_told, high_hidden + open_end)
    known = shown[relation.whole] & told.any(axis=1)
    return int((known & (least >= 1) & (least <= most) & (most <= FEW)).sum())
