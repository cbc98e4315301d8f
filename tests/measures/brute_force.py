"""The same figures once more, in plain Python from the raw rows, as the contract says it and slowly.

Nothing here knows a store, a mask or an array: children are found by their keys, walked through one by one, and counted
in sets. Ranges are the best of all ways to cut the ages, tried by recursion.
"""

from datetime import date
from functools import cache

from tests.measures.raw_rows import above, users
from tests.measures.worlds import AREAS, BANDS, MEMBERS, OFFERS, SOURCES, STAND, YEARS


class People:
    """Population of any interval of ages that whole delivered intervals tile; None = unknown."""

    def __init__(self, rows: list[dict], day: date):
        self.rows = [r for r in rows if r["stichtag"] == day]
        self.count = cache(self.count)

    def count(self, area: str, sex: str, first: int, last: int) -> int | None:
        own = self.tile([r for r in self.rows if r["gemeinde"] == area and r["geschlecht"] == sex], first, last)
        if own is not None:
            return own
        apart = [
            self.tile([r for r in self.rows if r["gemeinde"] == area and r["geschlecht"] == s], first, last)
            for s in "mw"
        ]
        if sex == "all" and None not in apart:
            return sum(apart)
        inner = [self.count(child, sex, first, last) for child, up in AREAS.items() if up == area]
        return sum(inner) if inner and None not in inner else None

    def at_most(self, area: str, sex: str, first: int, last: int) -> int | None:
        """Of these ages live there at most so many: as many as of the next wider ages of which it is known."""
        wider = [self.count(area, sex, a, z) for a in range(first + 1) for z in range(last, 28)]
        return min((people for people in wider if people is not None), default=None)

    def tile(self, rows: list[dict], first: int, last: int) -> int | None:
        if first > last:
            return 0
        for row in (r for r in rows if r["alter_von"] == first and r["alter_bis"] <= last):
            rest = self.tile(rows, row["alter_bis"] + 1, last)
            if rest is not None:
                return row["anzahl"] + rest
        return None


def summed(world: dict, offer: str, year: int) -> list[dict]:
    """Rows of an offer that comes as sums: low, high, region; visits and counts by place lie anywhere in the district.

    Ages are those on 31 December; of visits that do not state them they are those at the visit, and a year later some are older."""
    if offer == "k":
        return [
            {
                "area": "D" if r["ortsbezug"] == "einrichtung" else r["gemeinde"],
                "place": r["ortsbezug"] == "einrichtung",
                "first": r["alter_von"],
                "last": r["alter_bis"],
                "sex": "all" if r["geschlecht"] == "alle" else r["geschlecht"],
                "low": r["anzahl"],
                "high": r["anzahl"],
            }
            for r in world["zaehlwerte"]
            if r["jahr"] == year
        ]
    visits = sum(r["besuche"] for r in world["kontakte"] if r["jahr"] == year)
    per_place = [r["besuche"] for r in world["kontakte"] if r["jahr"] == year]
    return (
        [
            {
                "area": "D",
                "place": True,
                "first": 0,
                "last": OFFERS["v"][1] + 1,
                "sex": "all",
                "low": sum(v // 4 for v in per_place),
                "high": sum(-(-v // 2) for v in per_place),
            }
        ]
        if visits
        else []
    )


class Cell:
    """One area and sex in one year or on one day: what each source proves about an interval of ages."""

    def __init__(self, world: dict, people: People, keyed: list[dict], year: int, area: str, sex: str, sums: bool):
        self.people, self.area, self.sex, self.sums, self.world, self.year = people, area, sex, sums, world, year
        self.summed = [(o, r) for o in "kv" if sums for r in summed(world, o, year)]
        self.children, self.low, self.high = cache(self.children), cache(self.low), cache(self.high)
        self.keyed = [u for u in keyed if (area in above(u["area"]) if u["area"] != "-" else area == "D")]

    def children(self, offers: str, first: int, last: int, where: str | None = None, sex: str | None = None) -> int:
        sex = sex or self.sex
        return sum(
            1
            for u in self.keyed
            if u["offers"] & set(offers)
            and first <= u["age"] <= last
            and sex in ("all", u["sex"])
            and where in (None, u["space"])
        )

    def low(self, offers: str, first: int, last: int) -> int:
        """The largest source; for both sexes also the largest among boys plus the largest among girls."""
        one = lambda sex: max(
            [self.children(offers, first, last, where, sex) for where in ("linked", "own")]
            + [self.low_of_sum(o, first, last, sex) for o in offers if o in "kv" and self.sums]
        )  # noqa: E731
        return max(one(self.sex), one("m") + one("w")) if self.sex == "all" else one(self.sex)

    def low_of_sum(self, offer: str, first: int, last: int, sex: str) -> int:
        """Rows in the cell are added; a row around it proves what cannot lie outside."""
        rows = [(r, self.kind(r, sex)) for o, r in self.summed if o == offer]
        return max(
            (sum(self.proved(r, first, last, sex) for r, k in rows if k == kind) for kind in {k for _, k in rows if k}),
            default=0,
        )

    def kind(self, row: dict, sex: str) -> tuple | None:
        inside, around = self.area in above(row["area"]), row["area"] in above(self.area)
        if not (inside or around) or (row["sex"] != sex and "all" not in (row["sex"], sex)):
            return None
        return ("inside" if inside else "around", row["sex"] == sex, sex == "all")

    def proved(self, row: dict, first: int, last: int, sex: str) -> int:
        in_first, in_last = max(first, row["first"]), min(last, row["last"])
        if in_first > in_last:
            return 0
        area = row["area"] if self.area in above(row["area"]) else self.area
        in_sex = row["sex"] if sex in ("all", row["sex"]) else sex
        if (area, in_sex, in_first, in_last) == (row["area"], row["sex"], row["first"], row["last"]):
            return row["low"]
        region, shared = (
            self.people.at_most(row["area"], row["sex"], row["first"], row["last"]),
            self.people.count(area, in_sex, in_first, in_last),
        )
        return 0 if None in (region, shared) else max(0, row["low"] - (region - shared))

    def high(self, offers: str, first: int, last: int) -> int | float:
        """The sum of the sources, but no more than live there."""
        total = sum(self.children(offers, first, last, where) for where in ("linked", "own"))
        total += sum(self.high_of_sum(o, first, last) for o in offers if o in "kv" and self.sums)
        living = self.people.count(self.area, self.sex, first, last)
        return total if living is None else min(total, living)

    def high_of_sum(self, offer: str, first: int, last: int) -> int:
        total = 0
        for row in (r for o, r in self.summed if o == offer):
            in_first, in_last = max(first, row["first"]), min(last, row["last"])
            if self.kind(row, self.sex) and in_first <= in_last:
                area = row["area"] if self.area in above(row["area"]) else self.area
                living = self.people.count(
                    area, row["sex"] if self.sex in ("all", row["sex"]) else self.sex, in_first, in_last
                )
                total += row["high"] if living is None else min(row["high"], living)
        return total

    def best(self, bound, pick, offers: str, first: int, last: int):
        """The best sum over all cuts of first … last into intervals."""
        known = {last + 1: 0}
        for start in range(last, first - 1, -1):
            known[start] = pick(bound(offers, start, end) + known[end + 1] for end in range(start, last + 1))
        return known[first]


def expected_rows(world: dict):
    """Every cell of both measures: key → what the figure must say."""
    days = [(None, year, date(year, 12, 31)) for year in YEARS] + [
        (day, day.year, date(day.year - (day.month < 7), 12, 31))
        for year in range(2020, 2025)
        for day in (date(year, 3, 1),)
    ]
    for day, year, people_day in days:
        keyed = users(world["nutzung"], day or date(year, 1, 1), day or date(year, 12, 31))
        people = People(world["bevoelkerung"], people_day)
        for area in AREAS:
            for sex in ("all", "m", "w"):
                cell = Cell(world, people, keyed, year, area, sex, sums=day is None)
                for band, group in ((b, g) for b in BANDS for g in MEMBERS):
                    key = (
                        "point_reach" if day else "annual_reach",
                        area,
                        year,
                        band,
                        sex,
                        group,
                        f"stichtag:{day}" if day else "",
                    )
                    yield key, figure(world, cell, keyed, day, year, band, MEMBERS[group])


def figure(world: dict, cell: Cell, keyed: list[dict], day: date | None, year: int, band: str, offers: str) -> dict:
    first, last = BANDS[band]
    sums = {o: summed(world, o, year) for o in offers if o in "kv" and day is None}
    asked = [
        o
        for o in offers
        if OFFERS[o][0] <= last and first <= OFFERS[o][1] + (day is None) and (OFFERS[o][2] or 0) <= year
    ]
    active = [o for o in offers if o in asked or _is_used(o, keyed, sums, first, last)]
    empty = {"state": "no_data", "numerator": None, "low": None, "high": None}
    if not active:
        return empty | {"state": "not_applicable"}
    noted = {
        note["angebot"]: note["zeitraum_bis"] for note in world["lieferschein"] if note["zeitraum_von"].year == year
    }
    complete, unconfirmed = _delivered(asked or active, noted, keyed, day, year)
    if not complete + unconfirmed:
        return empty
    by_place = [o for o in active if cell.area != "D" and any(r["place"] for r in sums.get(o, []))]
    at_home = [o for o in active if o not in by_place and (sums.get(o) or any(o in u["offers"] for u in keyed))]
    if by_place and not at_home:
        return empty | {"state": "not_applicable"}
    people = cell.people.count(cell.area, cell.sex, first, last)
    if people is None:
        return empty
    return counted(
        cell,
        keyed,
        noted,
        active,
        offers,
        first,
        last,
        people,
        short=bool(by_place) or complete < len(asked or active),
        sums=[o for o in active if sums.get(o)],
    )


def _is_used(offer: str, keyed: list[dict], sums: dict, first: int, last: int) -> bool:
    by_child = any(offer in u["offers"] and first <= u["age"] <= last for u in keyed)
    return by_child or any(r["first"] <= last and first <= r["last"] for r in sums.get(offer, []))


def _delivered(asked: list[str], noted: dict, keyed: list[dict], day: date | None, year: int) -> tuple[int, int]:
    """How many of the offers asked have delivered: in full, and (on a day) without anybody saying so."""
    if day is None and STAND < date(year, 12, 31):
        return 0, 0
    told = [o for o in asked if not (day and o in "kv")]  # a sum over the year tells nothing of one day
    complete = [o for o in told if o in noted and noted[o] >= (day or date(year, 12, 31))]
    unconfirmed = [o for o in asked if day and o not in noted and any(o in u["offers"] for u in keyed)]
    return len(complete), len(unconfirmed)


def counted(
    cell: Cell,
    keyed: list[dict],
    noted: dict,
    active: list[str],
    offers: str,
    first: int,
    last: int,
    people: int,
    *,
    short: bool,
    sums: list[str],
) -> dict:
    """One value where one space, or one sum, speaks of the cell; a range otherwise; a lower bound where somebody is missing."""
    spaces = {
        "linked" if SOURCES[s][1] == "verknuepft" else s
        for s in ("one", "two", "own")
        if SOURCES[s][0] in active and SOURCES[s][0] in noted
    }
    spaces |= {u["space"] for u in keyed if u["offers"] & set(active)}
    children = cell.children(offers, first, last)
    if len(spaces) <= 1 and not sums:
        state = "unreliable" if children > people else "ok"
        return {
            "state": state,
            "numerator": None if short else children,
            "low": children if short else None,
            "high": None,
            "people": people,
        }
    low, high = cell.best(cell.low, max, offers, first, last), cell.best(cell.high, min, offers, first, last)
    high, state = max(low, high), "unreliable" if low > people else "ok"
    if not short and not spaces and len(sums) == 1 and low == high:
        return {"state": state, "numerator": low, "low": None, "high": None, "people": people}
    return {"state": state, "numerator": None, "low": low, "high": None if short else high, "people": people}
