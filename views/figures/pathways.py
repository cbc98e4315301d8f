"""With which offer did it begin, and what had children used before? As far as one key tells; never an order as a cause."""

from dataclasses import dataclass

import polars as pl

from measures.engine.reading.coverage import OLDER_SPACE
from views.figures.pairs import key_of, shares
from views.figures.reach import Reach
from views.figures.read import Figures, kept

ANY = "any"  # the partner that stands for any other offer
SHARED_KEYS = {
    None: "Quellen mit gemeinsamem Schlüssel",
    OLDER_SPACE: "Quellen mit älterem gemeinsamem Schlüssel (v1)",
}


@dataclass(frozen=True)
class Entries:
    """First contacts of one key. source: as a reader knows it; children: first contacts; shares: name → of 100 of them,
    the largest first; hidden: names that are not shown."""

    source: str
    children: int | None
    shares: dict[str, Reach]
    hidden: tuple[str, ...]


@dataclass(frozen=True)
class Before:
    """What the users of one offer had used in earlier years: any other offer of the key (None: not told), single ones by
    name, and the names not shown; note: since when the record runs."""

    name: str
    anything: Reach | None
    single: dict[str, Reach]
    hidden: tuple[str, ...]
    note: str


@kept
def entries(figures: Figures, year: int) -> list[Entries]:
    """For each key that reaches several offers; the key with most offers told first."""
    counted: dict[str | None, list[str]] = {}
    for row in figures.rows("pathway", year=year, quantity="entry"):
        counted.setdefault(row["source"], []).append(row["offer_group"])
    found = []
    for source, groups in counted.items():
        told = {group: shares(figures, year, "entry").get((group, source)) for group in groups}
        shown = {group: reach for group, reach in told.items() if reach}
        hidden = sorted(figures.names[group] for group in told if group not in shown)
        children = next((reach.children for reach in shown.values()), None)
        found.append(Entries(source_name(figures, source), children, _largest_first(figures, shown), tuple(hidden)))
    return sorted(found, key=lambda one: -len(one.shares))


def _largest_first(figures: Figures, told: dict[str, Reach]) -> dict[str, Reach]:
    ordered = sorted(told, key=lambda group: (-told[group].least, group))
    return {figures.names[group]: told[group] for group in ordered}


def source_name(figures: Figures, source: str | None) -> str:
    """The title of a source, or what it is called where several sources share a key."""
    if source in SHARED_KEYS:
        return SHARED_KEYS[source]
    titles = figures.published.table("source_status").filter(pl.col("source") == source)["title"]
    return f"Quelle „{titles[0]}“" if len(titles) else SHARED_KEYS[None]


@kept
def before(figures: Figures, group: str, year: int) -> Before | None:
    """None where no key tells of earlier years."""
    rows = figures.rows("pathway", offer_group=group, year=year, quantity="before")
    if not rows:
        return None
    told = {row["partner"]: shares(figures, year, "before").get((group, row["partner"])) for row in rows}
    anything = told.pop(ANY, None)
    single = {other: reach for other, reach in told.items() if reach}
    hidden = sorted(figures.names[other] for other in told if other not in single)
    note = next((row["note"] for row in rows if row["note"]), "")
    return Before(figures.names[group], anything, _largest_first(figures, single), tuple(hidden), note)


def all_before(figures: Figures, year: int) -> list[Before]:
    """Every offer of which is told what its users had used before, the largest share first."""
    every = [before(figures, offer, year) for offer in figures.of_level("angebot")]
    found = [(one.anything.least, one) for one in every if one and one.anything]
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def alone_with_a_key(figures: Figures, year: int) -> list[str]:
    """Names of the offers that are the only ones of their key: nothing can be told of before or beside them."""
    of_key: dict[str, list[str]] = {}
    for offer in figures.of_level("angebot"):
        if key := key_of(figures, offer, year):
            of_key.setdefault(key, []).append(figures.names[offer])
    return sorted(name for names in of_key.values() if len(names) == 1 for name in names)
