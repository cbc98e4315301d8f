"""Is a small published cell proved by all whole-number solutions around it? Slower and sharper than intervals (engine/attack/audit.py).

Intervals look at one relation at a time. Here all relations near a cell hold together: an integer program (HiGHS) asks for
the smallest and the largest count the cell can have. Near: the relations of the cell, and those of the cells met there. What
lies farther away is left out, so what is proved here is proved, and what is not may still be farther away.
"""

from dataclasses import dataclass

import numpy as np

from measures.engine.attack.audit import FEW, System, narrowed, published_relations, system_of
from measures.engine.attack.cells import Cells
from measures.engine.attack.relations import Tables

SMALLEST = 300  # cells per publication
STEPS = 2
MOST_RELATIONS = 1500  # around one cell; the nearest first
SECONDS = 5.0  # per question; a question without an answer in time proves nothing


@dataclass(frozen=True)
class Found:
    """asked: how many cells; proved: names of those that are one or two children for certain; open: not answered in time."""

    asked: int
    proved: list[tuple[object, ...]]
    open: int


def integer_audit(tables: Tables, count: int = SMALLEST) -> Found:
    """The `count` smallest published cells of the publication, and the hidden ones are not asked for."""
    cells, relations = published_relations(tables)
    return attacked_cells(cells, system_of(relations), smallest(cells, count))


def smallest(cells: Cells, count: int) -> np.ndarray:
    """The shown cells with the smallest upper ends, in a fixed order."""
    shown = np.flatnonzero(cells.shown)
    return shown[np.argsort(cells.high[shown], kind="stable")][:count]


def attacked_cells(cells: Cells, system: System, wanted: np.ndarray) -> Found:
    low, high, system = narrowed(cells.low, cells.high, system)
    proved, unanswered = [], 0
    for cell in wanted:
        edges = extremes(cell, system, low, high)
        unanswered += edges is None
        if edges and edges[0] >= 1 and edges[1] <= FEW:
            proved.append(cells.name(int(cell)))
    return Found(len(wanted), proved, unanswered)


def extremes(cell: int, system: System, low: np.ndarray, high: np.ndarray) -> tuple[int, int] | None:
    """The smallest and the largest count of one cell; None: no answer in time, or the relations deny each other."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    entries = _around(cell, system)
    if not len(entries):
        return int(low[cell]), int(high[cell])
    rows, row = np.unique(system.row[entries], return_inverse=True)
    places, column = np.unique(system.cell[entries], return_inverse=True)
    matrix = csr_array((system.sign[entries].astype(float), (row, column)), shape=(len(rows), len(places)))
    goal, edges = (places == cell).astype(float), []
    for sign in (1, -1):
        answer = milp(
            sign * goal,
            constraints=LinearConstraint(matrix, system.least[rows], system.most[rows]),
            bounds=Bounds(low[places], high[places]),
            integrality=np.ones(len(places)),
            options={"time_limit": SECONDS, "presolve": False},
        )
        if answer.status != 0:
            return None
        edges.append(round(sign * answer.fun))
    return edges[0], edges[1]


def _around(cell: int, system: System) -> np.ndarray:
    """Positions of all entries of the relations near the cell."""
    cells, rows = np.array([cell]), np.empty(0, dtype=np.int64)
    for _ in range(STEPS):
        met = np.unique(system.row[np.isin(system.cell, cells)])
        new = np.setdiff1d(met, rows)[: MOST_RELATIONS - len(rows)]
        rows = np.append(rows, new)
        cells = np.unique(system.cell[np.isin(system.row, rows)])
    return np.flatnonzero(np.isin(system.row, rows))
