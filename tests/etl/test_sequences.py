"""Does any sequence of deliveries count what a person with all files on the table would count? Drawn sequences, brute force beside.

New, corrected, out of order, twice, partial, with and without a Lieferschein, with fresh numbers, taken back, as drafts that are
released or discarded; each way a source can deliver. The model below knows the files and the handbook („Was jeder Fall bedeutet“),
and nothing of how the program keeps rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import keep
from etl.load import take_over
from etl.release import discard_draft, release_draft
from etl.withdraw import take_back
from store import versions
from store.connect import connect
from tests.etl.office import NOW, Desk, mapping, slip, uses

FIRST, LAST = 2021, 2024
ALWAYS = "01.01.2020"
KEPT = 10  # years in which replaced rows stay


@dataclass(frozen=True)
class Case:
    child: int
    begin: date
    end: date | None  # None: still open


@dataclass(frozen=True)
class Delivery:
    """stand: 31 December of this year. complete: what its Lieferschein says; None: there is none. fresh: with new numbers."""

    year: int
    cases: tuple[Case, ...]
    complete: bool | None
    fresh: bool = False

    @property
    def stand(self) -> date:
        return date(self.year, 12, 31)


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    year = draw(st.integers(FIRST, LAST))
    begins = st.dates(date(FIRST, 1, 1), date(year, 12, 31))
    drawn = draw(
        st.dictionaries(st.tuples(st.integers(1, 4), begins), st.none() | st.integers(0, 900), min_size=1, max_size=5)
    )
    cases = tuple(
        Case(child, begin, None if days is None else ended(begin, days)) for (child, begin), days in drawn.items()
    )
    complete = draw(st.sampled_from([None, False, True]))
    return Delivery(year, cases, complete, fresh=complete is not None and draw(st.integers(0, 9)) == 0)


def ended(begin: date, days: int) -> date:
    return date.fromordinal(begin.toordinal() + days)


@dataclass(frozen=True)
class Discard:
    """The open draft at this place, counted around where there are fewer, and all built on it; where none is open, nothing."""

    place: int


@dataclass(frozen=True)
class Withdraw:
    """The delivery at this place of those that stand, as a further draft; the last one that is left stays."""

    place: int


@dataclass(frozen=True)
class Release:
    """All open drafts."""


Step = Delivery | Discard | Withdraw | Release
OTHER_STEPS = st.builds(Withdraw, st.integers(0, 4)) | st.builds(Discard, st.integers(0, 2)) | st.builds(Release)


# ── The desk ───────────────────────────────────────────────────────────────────────────────────────


class Drafts(Desk):
    """A desk whose deliveries become drafts in a store: the rows of each version in a file of its own."""

    def __init__(self, folder: Path, mappings: dict[str, str]) -> None:
        super().__init__(folder, mappings)
        self.store = folder / "store"

    def take(self, step: Step, way: str) -> None:
        if isinstance(step, Delivery):
            self.as_draft(lambda: self.load(files_of(step, way)))
        elif isinstance(step, Withdraw):
            self.withdraw(step.place)
        elif isinstance(step, Discard):
            self.discard(step.place)
        elif versions.draft(self.store):
            release_draft(self.store)

    def opened(self, version: versions.Version) -> None:
        self.con.close()
        self.con = connect({"microdata": version.microdata, "analysis": Path(":memory:")}, read_only=False)
        keep.create_tables(self.con)

    def as_draft(self, change: Callable[[], object]) -> None:
        """A new version of what stands, with this change."""
        before, new = versions.newest(self.store), versions.begin(self.store)
        if before:
            take_over(before, new, None)
        self.opened(new)
        self.version = new.number - 1
        change()
        self.con.close()
        versions.finish(self.store, new, {"after": before.number if before else None}, as_draft=True)

    def withdraw(self, place: int) -> None:
        newest = versions.newest(self.store)
        if newest is None:
            return
        self.opened(newest)
        numbers = [row["number"] for row in self.rows("SELECT DISTINCT number FROM delivery ORDER BY number")]
        if len(numbers) > 1:
            number = numbers[place % len(numbers)]
            self.as_draft(lambda: take_back(self.con, number, NOW, KEPT))

    def discard(self, place: int) -> None:
        opened = versions.open_drafts(self.store)
        if opened:
            discard_draft(self.store, opened[place % len(opened)].number, NOW)

    def told(self) -> tuple[dict[int, int], set[int]]:
        """What the newest version says: children by year, and the years that are complete."""
        newest = versions.newest(self.store)
        if newest is None:
            return {}, set()
        self.opened(newest)
        self.build()
        counted = self.rows("SELECT year, count(*) AS n FROM analysis.child_year WHERE mask <> 0 GROUP BY year")
        whole = self.rows("SELECT DISTINCT year FROM analysis.coverage WHERE complete AND source = 'hze'")
        self.con.close()
        return {row["year"]: row["n"] for row in counted}, {row["year"] for row in whole}


# ── The files ──────────────────────────────────────────────────────────────────────────────────────


def files_of(delivery: Delivery, way: str) -> dict[str, str]:
    name = f"hze-{delivery.stand}.csv"
    lines = [
        f"{number_of(case, delivery)} | {case.begin:%d.%m.%Y} | {f'{case.end:%d.%m.%Y}' if case.end else ''}"
        for case in delivery.cases
    ]
    files = {name: uses("kind_nr | beginn | ende\n" + "\n".join(lines))}
    if delivery.complete is not None:
        since = f"01.01.{delivery.year}" if way == "zeitraum" else ALWAYS
        said = ("ja" if delivery.complete else "nein", "ja" if delivery.fresh else "nein")
        files["lieferschein.csv"] = slip(
            "zeitraum_von | zeitraum_bis | datenstand | lieferart | vollstaendig | neuer_schluessel\n"
            f"{since} | {delivery.stand:%d.%m.%Y} | {delivery.stand:%d.%m.%Y} | {way} | {said[0]} | {said[1]}"
        )
    return files


def number_of(case: Case, delivery: Delivery) -> str:
    return f"{'N' if delivery.fresh else 'K'}{case.child}-{delivery.year if delivery.fresh else ''}"


# ── The model ──────────────────────────────────────────────────────────────────────────────────────


def standing(steps: list[Step]) -> list[Delivery]:
    """The deliveries that nobody took back, as they came."""
    states: list[list[Delivery]] = [[]]  # what is settled, then every open draft
    for step in steps:
        last = states[-1]
        if isinstance(step, Delivery):
            states.append([*last, step])
        elif isinstance(step, Withdraw) and len(last) > 1:
            gone = step.place % len(last)
            states.append([*last[:gone], *last[gone + 1 :]])
        elif isinstance(step, Release):
            states = [last]
        elif isinstance(step, Discard) and len(states) > 1:
            states = states[: 1 + step.place % (len(states) - 1)]
    return states[-1]


def users(sequence: list[Delivery], way: str) -> dict[int, int]:
    """Year → children who used the offer, counted by looking at every file for every child."""
    reached: dict[int, set[str]] = {}
    for number, case, delivery in holding(sequence, way):
        last = last_day(case, delivery, sequence, way)
        for year in range(case.begin.year, last.year + 1) if case.begin <= last else ():
            reached.setdefault(year, set()).add(number)
    return {year: len(children) for year, children in sorted(reached.items())}


def holding(sequence: list[Delivery], way: str) -> list[tuple[str, Case, Delivery]]:
    """Of every case what the newest Stand says, of equal ones the later file; without what a newer file has done away with."""
    said: dict[tuple[str, date], tuple[Case, Delivery]] = {}
    newest = max((delivery.stand for delivery in sequence), default=None)
    for delivery in sorted(sequence, key=lambda one: one.stand):
        for case in delivery.cases:
            said[number_of(case, delivery), case.begin] = case, delivery
    gone = lambda case, delivery: way == "bestand" and delivery.stand < newest and case.end is not None
    held = [(key[0], case, delivery) for key, (case, delivery) in said.items() if not gone(case, delivery)]
    return [
        (number, case, delivery) for number, case, delivery in held if not said_again(case, delivery, sequence, held)
    ]


def said_again(
    case: Case, delivery: Delivery, sequence: list[Delivery], held: list[tuple[str, Case, Delivery]]
) -> bool:
    """Is it told once more under a new number? The drawn children are alike: a case is known by its begin alone."""
    fresh = [one.stand for one in sequence if one.fresh and one.stand > delivery.stand]
    return any(other.begin == case.begin and since <= told.stand for since in fresh for _, other, told in held)


def last_day(case: Case, delivery: Delivery, sequence: list[Delivery], way: str) -> date:
    """An open case runs to the last day that its source has told of; one that a newer list no longer names, to its own Stand."""
    renumbered = any(other.fresh and other.stand > delivery.stand for other in sequence)
    known = max(one.stand for one in sequence) if way == "aenderung" and not renumbered else delivery.stand
    return min(case.end or known, known)


def said_whole(sequence: list[Delivery], way: str) -> set[int]:
    """Years of which some Lieferschein says that they are complete."""
    since = lambda delivery: delivery.year if way == "zeitraum" else 2020
    return {year for one in sequence if one.complete for year in range(since(one), one.year + 1)}


# ── Both beside each other ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("way", ["aenderung", "bestand", "zeitraum"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=deliveries(), further=st.lists(deliveries() | deliveries() | OTHER_STEPS, max_size=6), again=st.booleans())
def test_any_sequence_of_deliveries_counts_what_its_files_say_and_is_never_more_complete(way, first, further, again):
    steps = [first, *further, *([first] if again and not first.fresh else [])]
    with TemporaryDirectory() as folder:
        desk = Drafts(Path(folder), {"hze": mapping("hze", way)})
        for step in steps:
            desk.take(step, way)
        counted, whole = desk.told()
    told = standing(steps)
    assert counted == users(told, way)
    assert whole - said_whole(told, way) == set()
