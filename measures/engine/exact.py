"""What may a planner ask exactly? The one door to the analysis store: plain questions in, plain answers out, as JSON writes them.

Whoever asks opens no database, so the door may stand in a process of its own. Exact answers never leave the office.
"""

from collections.abc import Callable
from contextlib import closing

import duckdb

from measures.engine.counting.explore import Question, explore, keys_of_year, sources_of_statements, together
from measures.engine.reading.setting import SettingProblem, read_setting
from store.connect import Connection, connect
from store.keys import KeyProblem, read_key
from store.table import Row
from store.versions import store_folder, version

ABSENT = (
    "Genaue Zahlen gibt es nur, wo auch der Auswertungsspeicher liegt. Hier liegen nur veröffentlichte Zahlen; "
    "alles Veröffentlichte zeigen die Seiten unter Leitung."
)
OLDER = "Der Auswertungsspeicher hat ein älteres Format. Bitte die letzte Lieferung noch einmal laden."


def answer(question: Row) -> Row:
    """question: `version` of the store, `ask` (a key of ASKED) and what that needs. A `problem` is told with its `case` and
    what to do, in German; else the answer is that of ASKED."""
    found = version(store_folder(), question["version"])
    if not found.analysis.exists():
        return {"problem": ABSENT, "case": "empty"}
    try:
        key = read_key() if found.about().get("encrypted") else None
        with closing(connect({"analysis": found.analysis}, key=key)) as con:
            return ASKED[question["ask"]](con, question)
    except (KeyProblem, SettingProblem) as problem:
        return {"problem": str(problem), "case": "broken"}
    except (duckdb.BinderException, duckdb.CatalogException):  # a column or table that an older program did not write
        return {"problem": OLDER, "case": "older"}


def _there(con: Connection, asked: Row) -> Row:
    """Can exact numbers be told here at all? How many offers there are."""
    return {"offers": len(read_setting(con).offers)}


def _reach(con: Connection, asked: Row) -> Row:
    """Rows of explore(); asked: the fields of Question."""
    offers, ages, years = (tuple(asked[name]) for name in ("offers", "ages", "years"))
    question = Question(offers, ages, years, asked["area"], asked["sex"], asked["down"], asked["across"])
    return {"rows": explore(con, question).to_dicts()}


def _keys(con: Connection, asked: Row) -> Row:
    """For each of the years: offer → the one key that tells of all its children."""
    return {"keys": [keys_of_year(con, year) for year in asked["years"]]}


def _together(con: Connection, asked: Row) -> Row:
    """Every combination of the offers, and how many children of the year used these and none of the others."""
    counted = together(con, tuple(asked["offers"]), asked["year"])
    return {"counted": [{"offers": list(used), "children": n} for used, n in counted.items()]}


def _sources(con: Connection, asked: Row) -> Row:
    """Who counted by hand how many children of the district used both offers."""
    found = sources_of_statements(con, asked["year"])
    return {"sources": [{"offers": list(pair), "source": source} for pair, source in found.items()]}


ASKED: dict[str, Callable[[Connection, Row], Row]] = {
    "there": _there,
    "reach": _reach,
    "keys": _keys,
    "together": _together,
    "sources": _sources,
}
