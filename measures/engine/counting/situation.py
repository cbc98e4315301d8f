"""What can be said at all about a group, an age band and a moment: who should have delivered, who did, in how many spaces?"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
import polars as pl

from measures.engine.reading.counted import Counted
from measures.engine.reading.coverage import OLDER_SPACE, SHARED_SPACE, Coverage, doubted
from measures.engine.reading.keyed import Keyed
from measures.engine.reading.occasion import Occasion
from measures.engine.reading.setting import Group, Setting
from store.german import day, listed
from store.table import Row

NOT_OFFERED = "Für dieses Alter oder in diesem Jahr gibt es das Angebot nicht."
SAID: dict[str, pl.DataType] = dict.fromkeys(("reason", "places"), pl.String())
SAID |= dict.fromkeys(("reason_offers", "by_place"), pl.List(pl.String)) | {"rows_lost": pl.Int64()}
SAID |= dict.fromkeys(("untold_leavers", "outgrown"), pl.Boolean()) | {
    "linked": pl.String(),
    "linked_error": pl.Float64(),
}


@dataclass(frozen=True)
class Situation:
    """[band, moment, offer] expected: the offer is for these ages in this year; active: that, or somebody uses it.

    In annual reach an offer's ages reach one year further: who used it at 2 may be 3 on 31 December.
    `active` makes the canonical cell: groups with the same active offers hold the same children and get one draw.
    """

    setting: Setting
    occasion: Occasion
    coverage: Coverage
    counted: Counted
    used: dict[str, np.ndarray]  # space → [moment, offer] somebody of any age uses it
    expected: np.ndarray
    active: np.ndarray
    alone: dict[tuple[str, int, int], bool]  # group, band, moment

    def of(self, group: Group, band_at: int) -> Row:
        """Per moment: delivery (a state), reason, reason_offers, rows_lost, note, kind (keyed | sum | range), short (a lower bound only),
        places, by_place, at_home, untold_leavers, outgrown, linked, linked_error, offers, offers_below, cell_band, alone.

        by_place, places: the offers that count where the service is, and so in words. at_home: some offer tells where the child lives, so that a place below the district has a lower bound. untold_leavers: who moved away by the end of the year may be among those told of; outgrown: or who is too old by then. linked: the shared key that joins several sources here; linked_error: so much too high a count over them may be. offers,
        offers_below: those that contribute children to the district, to a place below it: they make the canonical cell,
        because two groups that differ by an offer without rows hold the same children."""
        rows = [self._at(group, band_at, moment) for moment in range(len(self.occasion.moments))]
        return {column: [row[column] for row in rows] for column in rows[0]}

    def _at(self, group: Group, band_at: int, moment: int) -> Row:
        active = [at for at in group.offers if self.active[band_at, moment, at]]
        expected = [at for at in group.offers if self.expected[band_at, moment, at]] or active
        delivery = self._delivery(active, expected, moment)
        told = [at for at in active if self._has_rows(at, moment)]
        by_place = [at for at in told if self.counted.by_place[moment, at]]
        at_home = [at for at in told if at not in by_place]
        return delivery | {
            "kind": self._kind(active, moment),
            "places": f"{self._names(by_place)}: gezählt am Ort des Angebots, nicht am Wohnort" if by_place else None,
            "by_place": self._ids(by_place),
            "at_home": bool(at_home),
            "outgrown": bool(self.counted.outgrown[moment, told].any()),
            "untold_leavers": bool(self.coverage.leavers[moment, told].any()),
            **self._joined(told, moment),
            "offers": self._identity(told or active),
            "offers_below": self._identity(at_home or active),
            "cell_band": self._cell_band(group, band_at, moment),
            "alone": self.alone[group.name, band_at, moment],
        }

    def _delivery(self, active: list[int], expected: list[int], moment: int) -> Row:
        """delivery, reason, reason_offers, rows_lost, note, short."""
        if not active:
            return _told("not_applicable", "age_not_offered", NOT_OFFERED)
        told = [at for at in expected if self._tells_of(moment, at)]
        complete = [at for at in told if self.coverage.complete[moment, at]]
        unchecked = [at for at in expected if self._is_unchecked(moment, at)]
        lacking = [at for at in expected if at in (*complete, *unchecked) and self.coverage.lost[moment, at]]
        missing = [at for at in expected if at not in complete and at not in unchecked]
        if not self.coverage.finished[moment]:
            until = self.coverage.until[moment]
            note = "Das Jahr ist noch nicht vollständig geliefert" + (f" (bis {day(until)})." if until else ".")
            return _told("no_data", "year_unfinished", note)
        if not complete and not unchecked:
            note = f"Nicht vollständig geliefert: {self._names(missing)}."
            return _told("no_data", "not_delivered", note, self._ids(missing))
        doubts = {"not_delivered": missing, "rows_lost": lacking, "unconfirmed": unchecked}
        names = {offer.name: offer.short_name for offer in self.setting.offers}
        lost = int(self.coverage.lost[moment, lacking].sum())
        said = doubted({code: self._ids(offers) for code, offers in doubts.items()}, names, lost)
        return said | {"delivery": "ok", "short": said["reason"] is not None}

    def _is_unchecked(self, moment: int, offer: int) -> bool:
        """Was it delivered, though nobody says that it is all? Of a day also where the coverage does not reach back to it."""
        unstated = (
            not self.occasion.yearly and not self.coverage.stated[moment, offer] and self._has_rows(offer, moment)
        )
        return unstated or bool(self.coverage.unchecked[moment, offer] and self._tells_of(moment, offer))

    def _tells_of(self, moment: int, offer: int) -> bool:
        """A sum tells of a day only if it was counted on that day: day care of 1 March says nothing about 31 December."""
        return (
            self.occasion.yearly
            or not self.coverage.summed[moment, offer]
            or bool(self.counted.delivered[moment, offer])
        )

    def _has_rows(self, offer: int, moment: int) -> bool:
        return bool(self.counted.delivered[moment, offer]) or any(used[moment, offer] for used in self.used.values())

    def _kind(self, active: list[int], moment: int) -> str:
        """keyed: one space, one value; sum: one offer's sum; range: several sources that may share children."""
        spaces, sums = self.spaces_of(active, moment), int(self.counted.delivered[moment, active].sum())
        return "keyed" if len(spaces) <= 1 and not sums else "sum" if not spaces and sums == 1 else "range"

    def spaces_of(self, offers: list[int], moment: int) -> frozenset[str]:
        """The keys that tell of one of the offers, because somebody uses it or the delivery says so."""
        asked = moment, tuple(offers)
        if asked not in self._spaces:
            told = (*self.used.items(), *self.coverage.spaces.items())
            self._spaces[asked] = frozenset(space for space, table in told if table[moment, offers].any())
        return self._spaces[asked]

    @cached_property
    def _spaces(self) -> dict[tuple[int, tuple[int, ...]], frozenset[str]]:
        """What was already asked: bands and groups have the same offers."""
        return {}

    def _joined(self, offers: list[int], moment: int) -> Row:
        """linked: the shared key whose sources tell of these offers, if they are several; linked_error: of a count over them."""
        told: dict[str, set[str]] = {}
        for offer in offers:
            for source, space in self.coverage.sources.get((moment, offer), {}).items():
                told.setdefault(space or "", set()).add(source)
        joined = next((space for space in (SHARED_SPACE, OLDER_SPACE) if len(told.get(space, ())) > 1), None)
        return {"linked": joined, "linked_error": self.coverage.linked_error.get(joined or "")}

    def _cell_band(self, group: Group, band_at: int, moment: int) -> str:
        """An offer for one band only has the same children in „all“ and in that band."""
        names, (used, _) = [band.name for band in self.setting.bands], np.nonzero(self.active[:, moment, group.offers])
        bands = [names[at] for at in dict.fromkeys(used) if names[at] != "all"]
        return bands[0] if names[band_at] == "all" and len(bands) == 1 else names[band_at]

    def _identity(self, offers: Iterable[int]) -> str:
        return "+".join(sorted(self._ids(offers)))

    def _ids(self, offers: Iterable[int]) -> list[str]:
        return [self.setting.offers[at].name for at in offers]

    def _names(self, offers: Iterable[int]) -> str:
        return listed([self.setting.offers[at].short_name for at in offers])


def _told(delivery: str, reason: str, note: str, offers: list[str] | None = None) -> Row:
    """Why nothing is told."""
    said = {"reason": reason, "reason_offers": offers, "rows_lost": None, "note": note}
    return said | {"delivery": delivery, "short": False}


def situation(setting: Setting, occasion: Occasion, coverage: Coverage, counted: Counted, keyed: Keyed) -> Situation:
    """Puts together the profile's ages and years, what was delivered and who uses what."""
    by_age = {space: keyed.used(space) for space in sorted(keyed.rows)}
    users = sum(by_age.values(), start=np.zeros(counted.reaches.shape))
    present = (users > 0) | counted.reaches
    meant = [
        band.first <= offer.last + occasion.yearly and offer.first <= band.last and offer.exists(moment.year)
        for band, moment, offer in product(setting.bands, occasion.moments, setting.offers)
    ]
    expected = np.array(meant, dtype=bool).reshape(len(setting.bands), len(occasion.moments), len(setting.offers))
    active = expected | np.array([present[:, :, band.first : band.last + 1].any(axis=-1) for band in setting.bands])
    used = {space: np.asarray(ages.any(axis=-1)) for space, ages in by_age.items()}
    alone = _standing_alone(setting, active & (users.any(axis=-1) | counted.delivered) & ~counted.by_place)
    return Situation(setting, occasion, coverage, counted, used, expected, active, alone)


def _standing_alone(setting: Setting, told: np.ndarray) -> dict[tuple[str, int, int], bool]:
    """Which groups would show a sensitive offer on its own below the district, alone or as the difference to another?

    told[band, moment, offer]: somebody uses the offer, and it counts where the child lives. Of groups that differ by
    sensitive offers only one is shown: the smaller before the larger, and groups of several offers before single ones.
    """
    sensitive = sum(1 << at for at, offer in enumerate(setting.offers) if offer.sensitive)
    alone = {}
    for band, moment in np.ndindex(told.shape[:2]):
        told_of = {group: sum(1 << at for at in group.offers if told[band, moment, at]) for group in setting.groups}
        published: list[int] = []
        for group, offers in sorted(told_of.items(), key=_specific_first):
            single = offers.bit_count() == 1 and offers & sensitive
            only_difference = any(
                offers != other and offers & other in (offers, other) and not (offers ^ other) & ~sensitive
                for other in published
            )
            alone[group.name, band, moment] = bool(single or only_difference)
            if offers and not alone[group.name, band, moment] and group.below_district:
                published.append(offers)
    return alone


def _specific_first(told: tuple[Group, int]) -> tuple[bool, int]:
    """Single offers last, then by the number of told offers; equals keep the order of the profile."""
    group, offers = told
    return len(group.offers) == 1, offers.bit_count()
