"""Which offers were delivered in full for a year or a day? Only there does a missing row mean nobody."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from measures.engine.reading.occasion import Occasion
from measures.engine.reading.setting import Setting
from store.connect import Connection

SHARED_SPACE, OWN_SPACE = "verknuepft", "eigener_schluessel"
WITHOUT_KEY = ("zaehlwerte", "kontakte")


@dataclass(frozen=True)
class Coverage:
    """[moment, offer] complete: delivered in full; stated: the coverage says something about it; finished[moment]: the year
    was over when the newest delivery was drawn; until[moment]: the last day delivered; summed: it comes without a key;
    spaces: name → [moment, offer] in it."""

    complete: np.ndarray
    stated: np.ndarray
    finished: np.ndarray
    until: list[date | None]
    summed: np.ndarray
    spaces: dict[str, np.ndarray]


def read_coverage(con: Connection, setting: Setting, occasion: Occasion) -> Coverage:
    """A year is complete where every source of the offer says so; a day also where the year is delivered up to it."""
    place = {offer.name: at for at, offer in enumerate(setting.offers)}
    shape = (len(occasion.moments), len(setting.offers))
    good, bad, summed = (np.zeros(shape, dtype=bool) for _ in range(3))
    spaces: dict[str, np.ndarray] = {}
    last: list[date | None] = [None] * shape[0]
    rows = con.sql("SELECT source, offer, year, coalesce(complete, false), until, counting FROM coverage").fetchall()
    ((newest,),) = con.sql("SELECT greatest(max(as_of), max(until)) FROM coverage").fetchall()
    for source, offer, year, complete, until, counting in rows:
        for at, moment in enumerate(occasion.moments):
            if moment.year != year:
                continue
            last[at] = max(filter(None, (last[at], until)), default=None)
            if offer in place:
                enough = complete or (not occasion.yearly and until is not None and until >= moment.day)
                (good if enough else bad)[at, place[offer]] = True
                summed[at, place[offer]] |= counting in WITHOUT_KEY
                if counting in (SHARED_SPACE, OWN_SPACE):
                    space = SHARED_SPACE if counting == SHARED_SPACE else source
                    spaces.setdefault(space, np.zeros(shape, dtype=bool))[at, place[offer]] = True
    over = [newest is not None and newest >= date(moment.year, 12, 31) for moment in occasion.moments]
    return Coverage(good & ~bad, good | bad, np.array(over) | (not occasion.yearly), last, summed, spaces)
