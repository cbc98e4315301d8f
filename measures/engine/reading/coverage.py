"""Which offers were delivered in full for a year or a day? Only there does a missing row mean nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from measures.engine.reading.occasion import Occasion
from measures.engine.reading.setting import Setting
from store.connect import Connection
from store.german import listed, number
from store.table import Row

SHARED_SPACE, OWN_SPACE = "verknuepft", "eigener_schluessel"
OLDER_SPACE = "verknuepft_v1"  # keys of the older recipe, where other sources have newer ones: never joined with them
WITH_KEY = (SHARED_SPACE, OLDER_SPACE, OWN_SPACE)
VISITS = "kontakte"  # to an open offer: nobody knows who comes
WITHOUT_KEY = ("zaehlwerte", VISITS)
DOUBT = """
    SELECT offer, year, max(until) AS until, sum(rows_lost)::BIGINT AS rows_lost,
        CASE WHEN NOT bool_and(coalesce(complete OR (whole_year AND completeness = 'unchecked'), false)) THEN 'not_delivered'
             WHEN sum(rows_lost) > 0 THEN 'rows_lost'
             WHEN NOT bool_and(complete) THEN 'unconfirmed' END AS doubt
    FROM coverage GROUP BY offer, year"""
"""offer, year, doubt (a code of store/reasons.py, null: delivered in full by all its sources), rows_lost, until."""

DOUBTS = {  # why a number is only a lower bound, the gravest first: code of store/reasons.py → what a reader is told
    "not_delivered": "Untergrenze: es {lack} {names}.",
    "rows_lost": "Untergrenze: bis zu {lost} Zeilen waren nicht lesbar ({names}).",
    "unconfirmed": "Untergrenze, ungeprüft: Niemand hat bestätigt, dass alles geliefert ist ({names}).",
}
ROWS = """
    SELECT source, offer, year, coalesce(complete, false), coalesce(whole_year, complete, false),
        completeness IS DISTINCT FROM 'unchecked', until, coalesce(rows_lost, 0), counting
    FROM coverage"""
LINKED_ERROR = "SELECT space, share FROM linkage WHERE quantity = 'too_many' ORDER BY ALL"
LEAVERS = f"SELECT offer, year, counting IN {WITHOUT_KEY} FROM coverage WHERE leavers"


@dataclass(frozen=True)
class Coverage:
    """[moment, offer] complete: delivered in full; unchecked: so it seems, but nobody said it; lost: rows that could not be
    read; stated: the coverage says something about it; finished[moment]: the year was over when the newest delivery was
    drawn; until[moment]: the last day delivered; summed: it comes without a key; spaces: name → [moment, offer] in it;
    listed: a list of its children was delivered in full, so that sums of the same offer tell nothing besides;
    leavers: those told may include children who moved away by the end of the year;
    sources: (moment, offer) → who says to deliver it → the space of its key, None where it comes without one;
    linked_error: shared key → so much too high may a count over its sources be, a share of it; only where it is known."""

    complete: np.ndarray
    unchecked: np.ndarray
    lost: np.ndarray
    stated: np.ndarray
    finished: np.ndarray
    until: list[date | None]
    summed: np.ndarray
    spaces: dict[str, np.ndarray]
    listed: np.ndarray
    leavers: np.ndarray
    sources: dict[tuple[int, int], dict[str, str | None]]
    linked_error: dict[str, float]

    def of_space(self, space: str) -> "Coverage":
        """As if only the sources of this key delivered."""
        own: dict[tuple[int, int], dict[str, str | None]] = {
            cell: {name: key for name, key in told.items() if key == space} for cell, told in self.sources.items()
        }
        return replace(self, sources=own)


def space_of(counting: str, source: str) -> str | None:
    """In which space does this source know a child again? None: it comes without a key."""
    return source if counting == OWN_SPACE else counting if counting in WITH_KEY else None


def read_coverage(con: Connection, setting: Setting, occasion: Occasion) -> Coverage:
    """A year is complete where every source of the offer says so; a day also where the year is delivered up to it.

    Where its lists are complete, what is said of its sums neither helps nor hurts."""
    place = {offer.name: at for at, offer in enumerate(setting.offers)}
    shape = (len(occasion.moments), len(setting.offers))
    marks = {mark: np.zeros((2, *shape), dtype=bool) for mark in ("complete", "unchecked", "missing")}  # lists, sums
    summed, lost = np.zeros(shape, dtype=bool), np.zeros((2, *shape), dtype=np.int64)
    spaces: dict[str, np.ndarray] = {}
    sources: dict[tuple[int, int], dict[str, str | None]] = {}
    last: list[date | None] = [None] * shape[0]
    ((newest,),) = con.sql("SELECT greatest(max(as_of), max(until)) FROM coverage").fetchall()
    for source, offer, year, complete, whole_year, said, until, rows_lost, counting in con.sql(ROWS).fetchall():
        for at, moment in enumerate(occasion.moments):
            if moment.year != year:
                continue
            last[at] = max(filter(None, (last[at], until)), default=None)
            if offer in place:
                cell = at, place[offer]
                reached = not occasion.yearly and until is not None and until >= moment.day
                enough = complete or reached if said else whole_year or reached
                kind = int(counting in WITHOUT_KEY)
                marks["missing" if not enough else "complete" if said else "unchecked"][kind, *cell] = True
                lost[kind, *cell] += rows_lost
                summed[cell] |= counting in WITHOUT_KEY
                space = space_of(counting, source)
                sources.setdefault(cell, {})[source] = space
                if space is not None:
                    spaces.setdefault(space, np.zeros(shape, dtype=bool))[cell] = True
    over = [newest is not None and newest >= date(moment.year, 12, 31) for moment in occasion.moments]
    listed = marks["complete"][0] & ~marks["unchecked"][0] & ~marks["missing"][0] & (lost[0] == 0)
    complete, unchecked, missing = (lists | (sums & ~listed) for lists, sums in marks.values())
    unchecked, complete, stated = unchecked & ~missing, complete & ~unchecked & ~missing, complete | unchecked | missing
    finished = np.array(over) | (not occasion.yearly)
    lacking = np.where(listed, 0, lost.sum(axis=0))
    summed, leavers = summed & ~listed, _leavers(con, place, occasion, listed)
    error = dict(con.sql(LINKED_ERROR).fetchall())
    return Coverage(
        complete, unchecked, lacking, stated, finished, last, summed, spaces, listed, leavers, sources, error
    )


def _leavers(con: Connection, place: Mapping[str, int], occasion: Occasion, listed: np.ndarray) -> np.ndarray:
    """[moment, offer]: nobody leaves on the day itself; beside a list only what the list tells matters."""
    found = np.zeros((2, *listed.shape), dtype=bool)
    for offer, year, by_sum in con.sql(LEAVERS).fetchall() if occasion.yearly else ():
        for at, moment in enumerate(occasion.moments):
            if moment.year == year and offer in place:
                found[int(by_sum), at, place[offer]] = True
    return np.where(listed, found[0], found.any(axis=0))


def doubted(doubts: Mapping[str, Sequence[str]], names: Mapping[str, str], lost: int) -> Row:
    """reason, reason_offers, rows_lost and note of a number beside which these doubts stand: code → offers; lost: rows of theirs."""
    found = {code: list(doubts[code]) for code in DOUBTS if doubts[code]}
    reason = next(iter(found), None)
    notes = [_in_words(code, [names[offer] for offer in offers], lost) for code, offers in found.items()]
    said = {"reason": reason, "reason_offers": found[reason] if reason else None}
    return said | {"rows_lost": lost or None, "note": " ".join(notes)}


def _in_words(code: str, offers: Sequence[str], lost: int) -> str:
    lack = "fehlt" if len(offers) == 1 else "fehlen"
    return DOUBTS[code].format(names=listed(offers), lack=lack, lost=number(lost))
