"""Which areas, ages, offers and groups does this office have? Read once from the analysis store."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from store.connect import Connection

SEXES = ("all", "m", "w")
AGES = 28  # completed years 0–27: child_year ends at 26, a stock may be one year older on 31 December
UNKNOWN_AREA = "-"


BANDS = "SELECT age_band, age_from, age_to FROM age_band ORDER BY age_band <> 'all', age_from, age_to"
OFFERS = """
    SELECT offer, coalesce(nullif(short_name, ''), name), sensitive, age_from, age_to, bit, since, until, coalesce(role, '')
    FROM offer o WHERE counts ORDER BY (SELECT position FROM offer_group g WHERE g.offer_group = o.offer), offer"""
GROUPS = """
    SELECT offer_group, offers, coalesce(below_district, true), coalesce(role, '')
    FROM offer_group ORDER BY position, offer_group"""


class SettingProblem(Exception):
    """German text: the analysis store lacks what every measure needs."""


@dataclass(frozen=True)
class Band:
    name: str
    first: int
    last: int


@dataclass(frozen=True)
class Offer:
    """An offer that counts as reach. bit None = never in a mask (counts and contacts only)."""

    name: str
    short_name: str
    sensitive: bool
    first: int
    last: int
    bit: int | None
    since: int | None
    until: int | None
    role: str = ""  # what it is to the program, whatever its id

    @property
    def mask(self) -> int:
        return 0 if self.bit is None else 1 << self.bit

    def exists(self, year: int) -> bool:
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


@dataclass(frozen=True)
class Group:
    """offers: positions in Setting.offers; mask: their bits."""

    name: str
    offers: tuple[int, ...]
    mask: int
    below_district: bool
    role: str = ""


@dataclass(frozen=True)
class Setting:
    """areas: those with inhabitants, the district first; parents: every area of the profile → the one above (None: district)."""

    areas: tuple[str, ...]
    parents: dict[str, str | None]
    bands: tuple[Band, ...]
    offers: tuple[Offer, ...]
    groups: tuple[Group, ...]

    @property
    def district(self) -> str:
        return self.areas[0]

    @property
    def whole(self) -> str:
        """The group of all offers; figures that do not speak of offers stand under it."""
        return whole_group([(group.name, group.role) for group in self.groups])

    def group(self, role: str) -> str | None:
        """The first group of this role."""
        return next((group.name for group in self.groups if group.role == role), None)

    @property
    def last_age(self) -> int:
        return max(band.last for band in self.bands)

    def chain(self, area: str) -> list[str]:
        """The area and all above it, nearest first; an unknown municipality is in the district alone."""
        if area == UNKNOWN_AREA:
            return [self.district]
        found = [area]
        while (above := self.parents[found[-1]]) is not None:
            found.append(above)
        return found

    def children(self, area: str) -> list[str]:
        return [inner for inner in self.areas if self.parents[inner] == area]

    def canonical(self, area: str) -> str:
        """A planning region of one municipality holds the same children as that municipality: one cell, one draw."""
        inner = self.children(area)
        return self.canonical(inner[0]) if len(inner) == 1 and area != self.district else area


def read_setting(con: Connection) -> Setting:
    """Only offers that count, and groups with at least one of them, in the order of the profile."""
    areas = con.sql("SELECT area, parent, inhabited FROM area ORDER BY parent IS NOT NULL, area").fetchall()
    if not areas:
        raise SettingProblem("Der Auswertungsspeicher enthält keine Gebiete. Bitte die Lieferung noch einmal laden.")
    bands, told, groups = (con.sql(query).fetchall() for query in (BANDS, OFFERS, GROUPS))
    offers = tuple(Offer(*row) for row in told)
    place = {offer.name: at for at, offer in enumerate(offers)}
    return Setting(
        areas=tuple(area for area, parent, inhabited in areas if inhabited or parent is None),
        parents={area: parent for area, parent, _ in areas},
        bands=tuple(Band(*row) for row in bands),
        offers=offers,
        groups=tuple(
            as_group(name, sorted(place[o] for o in names if o in place), offers, below, role)
            for name, names, below, role in groups
            if any(o in place for o in names)
        ),
    )


def as_group(name: str, members: Iterable[int], offers: Sequence[Offer], below: bool, role: str = "") -> Group:
    """members: positions in `offers`; below: shown below the district too."""
    places = tuple(members)
    return Group(name, places, sum(offers[at].mask for at in places), below, role)


def whole_group(groups: list[tuple[str, str | None]]) -> str:
    """Of groups (id, role) in the order of the profile: the one of role alle, else the first; '' where there is none."""
    return next((group for group, role in groups if role == "alle"), groups[0][0] if groups else "")


def offers_with(con: Connection, *roles: str) -> tuple[str, ...]:
    """Which offers, interventions too, have one of these roles? In the order of the roles, then of the profile."""
    found = con.sql(
        "SELECT offer FROM offer WHERE list_contains($1, role) ORDER BY list_position($1, role), bit, offer",
        params=[list(roles)],
    )
    return tuple(offer for (offer,) in found.fetchall())


def as_position(values: pl.Series, names: Sequence[object]) -> pl.Series:
    """Names → their positions; null where a value is not among them."""
    return values.replace_strict(list(names), list(range(len(names))), default=None, return_dtype=pl.Int64)


def check_areas(setting: Setting, areas: pl.Series) -> None:
    """Does every counted child live in an area of the profile? Raises SettingProblem: it would be in no sum."""
    strange = sorted(set(areas) - set(setting.parents) - {UNKNOWN_AREA})
    if strange:
        raise SettingProblem(
            f"Das Gebiet {strange[0]} steht in den Auszählungen, fehlt aber in gebiete.csv. Bitte ergänzen und neu laden."
        )
