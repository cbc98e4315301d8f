"""Which offers can be in a cell, by what was declared alone? Their ages and years, who delivers them, and how.

The profile says ages and years, the delivery which source tells of which offer, whether with a key and whether where the
child lives. Nobody who is in the cell is looked at: neither the depth nor the draw of the protection (engine/protect.py)
may depend on a child.
"""

import numpy as np
import polars as pl

from measures.engine.counting.bounds import best_cut, blocks
from measures.engine.counting.situation import Situation
from measures.engine.reading.keyed import Keyed
from measures.engine.reading.setting import Band, Group
from store.table import Row

USERS = pl.List(pl.Struct({"year": pl.Int64(), "children": pl.Int64()}))
DECLARED: dict[str, pl.DataType] = {
    "who": pl.String(),
    "sexless": pl.Boolean(),
    "users_here": USERS,
    "users_below": USERS,
}
"""who: the cell's name by declaration, without its sex; null: it has none but its labels. sexless: the upper ends of girls, of boys
and of both are one number. users_here, users_below (rows of the district): year → at least so many children of the district used
an offer that can be in a cell of the district, or below it, in this row's year; null: the row's own count."""


def sources(known: Situation, moment: int, offer: int, *, below: bool) -> list[str]:
    """Who can tell of the children of an offer in a cell of the district, or `below` it? Sorted names; one that counts has a #."""
    coverage, counted = known.coverage, known.counted
    if not known.setting.offers[offer].exists(known.occasion.moments[moment].year):
        return []
    told = coverage.sources.get((moment, offer), {})
    if counted.delivered[moment, offer]:  # a source with a key may send sums of one offer
        return sorted(f"{name}#" for name in told) if counted.placed[moment, offer] or not below else []
    keyed = sorted(name for name, space in told.items() if space is not None)
    return keyed or (sorted(f"{name}#" for name in told) if known.occasion.yearly and not below else [])


def ages_of(known: Situation, offer: int, band: Band) -> tuple[int, int]:
    """The ages, first and last, at which its users can be in the band; first > last: at none."""
    said = known.setting.offers[offer]
    reach = known.occasion.yearly  # who used it at 2 may be 3 on 31 December
    return max(said.first, band.first), min(said.last + reach, band.last)


def who_can_be(known: Situation, group: Group, band: Band, moment: int, *, below: bool) -> str:
    """The sources and offers that can fill a cell, each with the ages it can have there: two cells with the same text count
    the same children. By name, so that another order of the profile is no other cell. Where none can, it is like no other."""
    parts = []
    for offer in group.offers:
        first, last = ages_of(known, offer, band)
        if first <= last:
            name, names = known.setting.offers[offer].name, sources(known, moment, offer, below=below)
            parts += [f"{source}:{name}:{first}-{last}" for source in names]
    return "+".join(sorted(parts)) or f"{group.name}:{band.first}-{band.last}"


def sexless(known: Situation, group: Group, moment: int) -> bool:
    """Does no source of the group tell the sex? Then the upper ends of girls, of boys and of both are one number."""
    names = [name for offer in group.offers for name in sources(known, moment, offer, below=False)]
    return all(name.endswith("#") for name in names) and not known.counted.by_sex[moment, list(group.offers)].any()


def declared(known: Situation, keyed: Keyed, group: Group) -> list[Row]:
    """Per band: its columns who (of the district), who_below, sexless, users_here, users_below, each with a value per moment."""
    moments = range(len(known.occasion.moments))
    here, below = (_users_alike(known, keyed, group, below=below) for below in (False, True))
    return [
        {
            "who": [who_can_be(known, group, band, moment, below=False) for moment in moments],
            "who_below": [who_can_be(known, group, band, moment, below=True) for moment in moments],
            "sexless": [sexless(known, group, moment) for moment in moments],
            "users_here": here[at],
            "users_below": below[at],
        }
        for at, band in enumerate(known.setting.bands)
    ]


def _users_alike(known: Situation, keyed: Keyed, group: Group, *, below: bool) -> list[list[list[Row]]]:
    """[band][moment]: the years of its line, and how many used, in each, an offer that can be in such a cell at this moment."""
    counts: dict[tuple[int, ...], np.ndarray] = {}
    found = []
    for at, band in enumerate(known.setting.bands):
        fitting = [offer for offer in group.offers if np.less_equal(*ages_of(known, offer, band))]
        of_band = []
        for moment in range(len(known.occasion.moments)):
            offers = tuple(offer for offer in fitting if sources(known, moment, offer, below=below))
            if offers not in counts:
                counts[offers] = _at_least(known, keyed, offers)
            of_band.append(_by_year(known, moment, counts[offers][at]))
        found.append(of_band)
    return found


def _by_year(known: Situation, moment: int, users: np.ndarray) -> list[Row]:
    """users: per moment; those of the same line."""
    moments = known.occasion.moments
    alike = [at for at, other in enumerate(moments) if other.series == moments[moment].series]
    return [{"year": moments[at].year, "children": int(users[at])} for at in alike]


def _at_least(known: Situation, keyed: Keyed, offers: tuple[int, ...]) -> np.ndarray:
    """children[band, moment] of the district who used one of the offers: the lower bound over their sources."""
    setting, low = known.setting, known.counted.low
    first, last = np.array(blocks(setting.last_age)).T
    mask = sum(setting.offers[at].mask for at in offers)
    exact = [np.pad(keyed.of_district(space, mask).cumsum(axis=-1), [(0, 0), (1, 0)]) for space in sorted(keyed.rows)]
    told = [np.zeros((len(known.occasion.moments), len(first)))]
    told += [ages[:, last + 1] - ages[:, first] for ages in exact] + [low[at][:, 0, 0] for at in offers if at in low]
    bound = np.maximum.reduce(told)
    bands = [
        best_cut(bound, band.first, band.last, last_age=setting.last_age, pick=np.maximum) for band in setting.bands
    ]
    return np.ceil(np.stack(bands) - 1e-9)
