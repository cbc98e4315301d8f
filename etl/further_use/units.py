"""In which order are the children of a group of offers counted? The units of a year, and of which of them a sample speaks.

The shared key is one unit and first; every other source with a key of its own is one; every offer that comes as sums or
visits is one. After the first they follow by their children of the year, largest first, equal ones as in the profile: fixed
before anybody answers (methods, B 1).
"""

from dataclasses import dataclass

import polars as pl

from measures.engine.reading.coverage import OLDER_SPACE, SHARED_SPACE, WITHOUT_KEY, space_of
from store.connect import Connection

KEYED = """SELECT c.space, g.offer_group, count(*)::DOUBLE AS children
    FROM child_year c, offer_group g, age_band b
    WHERE c.year = $1 AND b.age_band = 'all' AND c.age BETWEEN b.age_from AND b.age_to AND c.mask & g.mask <> 0 GROUP BY ALL"""
COUNTED = """WITH ways AS (    -- the district beside its places, all beside girls and boys, a stock beside the year: never added
        SELECT offer, date, area = (SELECT area FROM area WHERE parent IS NULL) AS whole, sex = 'all' AS both, sum(coalesce(high, low)) AS children
        FROM counted_year WHERE year = $1 GROUP BY ALL)
    SELECT offer, max(children) AS children FROM ways GROUP BY ALL"""


@dataclass(frozen=True)
class Unit:
    """name: 'verknuepft', a source with a key of its own, or an offer; offers: what it delivers of the group."""

    name: str
    offers: frozenset[str]
    children: float


@dataclass(frozen=True)
class Asked:
    """Of whose children a sample speaks: `unit` as in further_use, `linked`: a source within the shared key; its offers."""

    unit: str
    offers: frozenset[str]
    linked: bool = False


@dataclass(frozen=True)
class Year:
    """What is delivered of one year. spaces: key → offers; sources: source → (its key or None, its offers); sums: offers without a
    key, but those of which a list is complete; children: (unit, group) or (offer, '') → how many; full: offers and sources of which
    all was delivered."""

    spaces: dict[str, frozenset[str]]
    sources: dict[str, tuple[str | None, frozenset[str]]]
    sums: frozenset[str]
    children: dict[tuple[str, str], float]
    places: dict[str, int]
    full: frozenset[str]

    def units(self, group: str, offers: frozenset[str]) -> list[Unit]:
        """The units of a group in their order."""
        found = [Unit(name, of & offers, self.children.get((name, group), 0.0)) for name, of in self.spaces.items()]
        found += [Unit(offer, frozenset({offer}), self.children.get((offer, ""), 0.0)) for offer in self.sums & offers]
        found = [unit for unit in found if unit.offers]
        return sorted(found, key=lambda u: (u.name != SHARED_SPACE, -u.children, self._place(u.offers), u.name))

    def _place(self, offers: frozenset[str]) -> int:
        return min(self.places.get(offer, 0) for offer in offers)

    def asked(self, name: str) -> Asked | str:
        """Of whose children a sample drawn in `name` speaks; else the code of etl/findings.toml that says why of nobody's.

        Where a source and an offer have one name it is the source, unless that is no unit."""
        if name not in self.sources:
            return self._of_an_offer(name)
        space, offers = self.sources[name]
        if space:
            return Asked(name, offers, linked=space in (SHARED_SPACE, OLDER_SPACE))
        found = self._of_sums(offers)
        return self._of_an_offer(name) if isinstance(found, str) and name in self.sums else found

    def offers_of(self, name: str) -> frozenset[str]:
        """What is delivered under this name; a name of nobody's: nothing."""
        return self.sources[name][1] if name in self.sources else frozenset({name}) & self._all

    @property
    def _all(self) -> frozenset[str]:
        return self.sums.union(*self.spaces.values())

    def _of_sums(self, offers: frozenset[str]) -> Asked | str:
        mine = offers & self.sums
        if len(offers) > 1:
            return "mitnutzung_nur_teil"
        return Asked(next(iter(mine)), mine) if mine else "mitnutzung_ohne_bestand"

    def _of_an_offer(self, offer: str) -> Asked | str:
        spaces = [space for space, offers in self.spaces.items() if offer in offers]
        if offer in self.sums:
            return "mitnutzung_nur_teil" if spaces else Asked(offer, frozenset({offer}))
        if not spaces:
            return "mitnutzung_ohne_bestand"
        if len(spaces) > 1:
            return "mitnutzung_nur_teil"
        if spaces[0] in (SHARED_SPACE, OLDER_SPACE):
            return Asked(offer, frozenset({offer}), linked=True)
        return "mitnutzung_nur_teil" if len(self.spaces[spaces[0]]) > 1 else Asked(spaces[0], self.spaces[spaces[0]])


def read_year(con: Connection, year: int) -> Year:
    """`con` holds `analysis` as its default schema, filled but for the tables of further use."""
    counting = set(con.sql("SELECT offer FROM offer WHERE counts").pl()["offer"])
    told = con.sql(
        "SELECT source, offer, counting, coalesce(complete, false) AS complete FROM coverage WHERE year = $1",
        params=[year],
    ).pl()
    told = told.filter(pl.col("offer").is_in(counting))
    sources: dict[str, tuple[str | None, set[str]]] = {}
    spaces: dict[str, set[str]] = {}
    listed: set[str] = set()
    without_key = frozenset(told.filter(pl.col("counting").is_in(WITHOUT_KEY))["offer"])
    for source, offer, counted, complete in told.iter_rows():
        space = space_of(counted, source)
        sources.setdefault(source, (space, set()))[1].add(offer)
        if space:
            spaces.setdefault(space, set()).add(offer)
            listed |= {offer} if complete else set()
    sums = con.sql(COUNTED, params=[year]).pl().filter(pl.col("offer").is_in(counting))
    keyed = con.sql(KEYED, params=[year]).pl()
    children = {
        (space, group): many for space, group, many in keyed.select("space", "offer_group", "children").iter_rows()
    }
    children |= {(offer, ""): many for offer, many in sums.select("offer", "children").iter_rows()}
    single = con.sql("SELECT offers[1], position FROM offer_group WHERE level = 'angebot'").fetchall()
    lacking = set(told.filter(~pl.col("complete"))["offer"])
    return Year(
        {space: frozenset(offers) for space, offers in spaces.items()},
        {source: (space, frozenset(offers)) for source, (space, offers) in sources.items()},
        (frozenset(sums["offer"]) | without_key) - listed,
        children,
        dict(single),
        frozenset(told["offer"]) - lacking,
    )
