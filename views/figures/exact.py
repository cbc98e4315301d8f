"""What may a planner count exactly? Asks the one door to the analysis store; the last answers are kept and die with the version."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache

from measures.engine import exact
from measures.engine.counting.explore import Question
from store.published import StoreProblem
from views.figures.reach import Record
from views.figures.read import Figures, kept

KEPT = 64  # answers in memory


def why_not(figures: Figures) -> str:
    """Why can nothing be asked exactly here? '' where it can."""
    try:
        _ask(figures, "there")
    except StoreProblem as problem:
        return str(problem)
    return ""


def rows(figures: Figures, question: Question) -> list[Record]:
    """Exact rows (measures/engine/counting/explore.py). Raises StoreProblem with what to do, as all below do."""
    found: list[Record] = _ask(figures, "reach", **asdict(question))["rows"]
    return found


def keys(figures: Figures) -> dict[int, dict[str, str]]:
    """Year → offer → its key, for the offers whose children can be compared."""
    return dict(zip(figures.years, _ask(figures, "keys", years=figures.years)["keys"], strict=True))


def combined(figures: Figures, offers: tuple[str, ...], year: int) -> dict[tuple[str, ...], int]:
    """The offers used → children who used these and none of the others."""
    told = _ask(figures, "together", offers=offers, year=year)["counted"]
    return {tuple(one["offers"]): one["children"] for one in told}


def sources(figures: Figures, year: int) -> dict[tuple[str, ...], str]:
    """Two offers → who counted by hand how many children used both."""
    return {tuple(one["offers"]): one["source"] for one in _ask(figures, "sources", year=year)["sources"]}


def _ask(figures: Figures, ask: str, **what: object) -> Record:
    return _door(figures)(json.dumps({"version": figures.number, "ask": ask, **what}))


@kept
def _door(figures: Figures) -> Callable[[str], Record]:
    """The door for this version; a problem is not kept, it may be gone the next time."""

    @lru_cache(KEPT)
    def asked(question: str) -> Record:
        told = exact.answer(json.loads(question))
        if "problem" in told:
            raise StoreProblem(told["case"], told["problem"])
        return told

    return asked
