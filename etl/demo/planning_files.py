"""What else do planners get in the demo? Waiting lists, staff, places, expenditure, social context, known overlaps: small files, all invented."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import YEARS, Anchors
from etl.demo.files import write_table
from etl.demo.rates import DISTRICT as SAID
from etl.demo.use import Use
from etl.roles import ROLES
from etl.worlds import Ways
from store.german import number

DISTRICT, LINKED = "03155", "verknuepft"
RECENT = range(len(YEARS) - 7, len(YEARS))  # positions of the last seven years
INVENTED = "DEMO: erfunden"
Rows = Iterator[tuple[object, ...]]


def write_planning(folder: Path, use: Use, rng: np.random.Generator, ways: Ways, linked: list[str]) -> None:
    """Waiting lists, staff by Fachbereich, places, expenditure, social context, known overlaps: small canonical files, all invented.

    linked: offers whose lists carry keys.
    """
    for role, rows in (
        ("warteliste", _waiting(rng, use.anchors.scale)),
        ("personal", _staff(rng, use)),
        ("plaetze", _places(use)),
        ("ausgaben", _spending(rng, use)),
        ("soziallage", _social(rng, use.anchors)),
        ("ueberschneidung", _overlaps(use, ways, linked)),
    ):
        columns = [name for name in ROLES[role].names if name != "produkt"]  # all money is of an offer here
        if told := list(rows):
            write_table(folder / f"{role}_demo.csv", pl.DataFrame(told, schema=columns, orient="row"))


def _waiting(rng: np.random.Generator, scale: float) -> Rows:
    """A row for each list and reason; what is said of the whole list is repeated in each."""
    for year in YEARS[RECENT.start :]:
        for offer, (mean, unit, reasons) in SAID["waiting"].items():
            waiting, days = int(rng.poisson(mean * scale)), int(rng.integers(25, 75))
            requests = int(rng.poisson(4 * mean * scale))
            of_list = (offer, f"31.12.{year}", DISTRICT, waiting, unit, days, "wartend", requests)
            for reason, share in reasons.items():
                yield *of_list, int(rng.poisson(mean * scale * share)), reason, "unbekannt"


def _staff(rng: np.random.Generator, use: Use) -> Rows:
    for y in RECENT:
        for department, sections in SAID["staff"].items():
            for section, (posts, few, *of) in sections.items():
                filled = posts * (1 - rng.uniform(0.0, 0.16))
                cases = "".join(str(rng.poisson(n) if isinstance(n, int) else _children_of(use, n, y)) for n in of)
                told = (cases, "faelle" if cases else "")
                size = "unter5" if few else "ab5"
                yield department, section, f"30.06.{YEARS[y]}", number(posts, 1), number(filled, 1), size, *told


def _children_of(use: Use, offers: list[str], y: int) -> int:
    used = np.any([use.used(offer)[:, y] for offer in offers], axis=0)
    return int((used & use.resident[:, y]).sum())


def _places(use: Use) -> Rows:
    for y in RECENT:
        for town, key in enumerate(use.world.municipalities):
            here, age = use.care.kita[:, y] & (use.world.home[:, y] == town), use.care.age[:, y]
            for low, high in ((0, 2), (3, 5)):
                taken = int((here & (age >= low) & (age <= high)).sum())
                approved, offered = round(taken * 1.08) + 2, round(taken * 1.02) + 1
                yield "kita", f"01.08.{YEARS[y]}", key, low, high, approved, offered, taken, "frei"


def _spending(rng: np.random.Generator, use: Use) -> Rows:
    for y in RECENT:
        stage = "vorlaeufig" if YEARS[y] == 2025 else "ergebnis"
        for offer, each in SAID["costs"].items():
            cost = _children_of(use, [offer], y) * each * rng.uniform(0.95, 1.05) * 1.03 ** (YEARS[y] - 2019)
            money = (number(share * cost, 2) for share in (1, 0.11, 0.06))
            yield str(YEARS[y]), offer, *money, stage, "nominal"


def _social(rng: np.random.Generator, anchors: Anchors) -> Rows:
    shares = rng.uniform(0.07, 0.15, len(anchors.municipalities))
    for y in RECENT:
        day = f"31.12.{YEARS[y]}"
        for mark, until in (("sgb2_unter_15", 15), ("sgb2_unter_18", 18)):
            under = anchors.people[y, :, :, :until].sum((1, 2))
            poor = np.rint(under * shares).astype(int)
            for key, few, all_ in zip(anchors.municipalities, poor, under, strict=True):
                yield day, key, mark, int(few), int(all_), INVENTED
            yield day, DISTRICT, mark, int(poor.sum()), int(under.sum()), INVENTED


def _overlaps(use: Use, ways: Ways, linked: list[str]) -> Rows:
    """Children under 18 who used both in the year, as a count by hand would give it: a little below to a little above."""
    under_18 = use.resident & (use.world.ages() < 18)
    for first, second in ways.counted:
        others = linked if second == LINKED else [second]
        both = (use.used(first) & np.any([use.used(offer) for offer in others], axis=0) & under_18).sum(0)
        for year in ways.counted_in:
            y = year - int(YEARS[0])
            low, high = int(both[y] * 0.95), int(np.ceil(both[y] * 1.05))
            yield str(year), first, second, DISTRICT, low, high, INVENTED
