"""What may a planner count exactly? Free questions on the analysis store, where it lies beside the published figures."""

from collections.abc import Callable
from functools import lru_cache

import polars as pl

from measures.engine.counting.explore import Question, explore, keys_of_year, sources_of_statements, together
from measures.engine.reading.setting import SettingProblem
from store.connect import KeyProblem, connect, read_key
from store.published import StoreProblem
from store.versions import store_folder, version
from views.figures.read import Figures

ABSENT = (
    "Genaue Zahlen gibt es nur, wo auch der Auswertungsspeicher liegt. Hier liegen nur veröffentlichte Zahlen; "
    "alles Veröffentlichte zeigen die Seiten unter Leitung."
)
KEPT = 64  # answers in memory


def available(figures: Figures) -> bool:
    """Does the analysis store of this version lie here?"""
    return version(store_folder(), figures.number).analysis.exists()


def answer(figures: Figures, question: Question) -> pl.DataFrame:
    """Exact rows (measures/engine/counting/explore.py). Raises StoreProblem with what to do."""
    return _answer(figures, explore, question)


def keys(figures: Figures, year: int) -> dict[str, str]:
    """Offer → its key, for the offers whose children can be compared."""
    return _answer(figures, keys_of_year, year)


def combined(figures: Figures, offers: tuple[str, ...], year: int) -> dict[tuple[str, ...], int]:
    """The offers used → children who used these and none of the others. Raises StoreProblem with what to do."""
    return _answer(figures, together, offers, year)


def sources(figures: Figures, year: int) -> dict[tuple[str, str], str]:
    """Two offers → who counted by hand how many children used both."""
    return _answer(figures, sources_of_statements, year)


@lru_cache(KEPT)
def _answer(figures: Figures, count: Callable, *asked):
    with _opened(figures.number).cursor() as con:
        con.execute("USE analysis")
        try:
            return count(con, *asked)
        except SettingProblem as problem:
            raise StoreProblem("broken", str(problem)) from problem


@lru_cache(1)
def _opened(number: int):
    found = version(store_folder(), number)
    if not found.analysis.exists():
        raise StoreProblem("empty", ABSENT)
    try:
        return connect({"analysis": found.analysis}, key=read_key() if found.about().get("encrypted") else None)
    except (KeyProblem, SettingProblem) as problem:
        raise StoreProblem("broken", str(problem)) from problem
