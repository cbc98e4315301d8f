"""Does any sequence of deliveries count what a person with all files on the table would count? Drawn sequences, brute force beside.

New, corrected, out of order, twice, partial, with and without a Lieferschein, with fresh numbers, one taken back; each way a source
can deliver.
The model below knows the files and the handbook („Was jeder Fall bedeutet“), and nothing of how the program keeps rows.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.withdraw import take_back
from tests.etl.office import NOW, Desk, mapping, slip, uses

FIRST, LAST = 2021, 2024
ALWAYS = "01.01.2020"


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
    newest = max(delivery.stand for delivery in sequence)
    for delivery in sorted(sequence, key=lambda one: one.stand):
        for case in delivery.cases:
            said[number_of(case, delivery), case.begin] = case, delivery
    gone = lambda case, delivery: way == "bestand" and delivery.stand < newest and case.end is not None
    return [(key[0], case, delivery) for key, (case, delivery) in said.items() if not gone(case, delivery)]


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
@given(sequence=st.lists(deliveries(), min_size=1, max_size=5), again=st.booleans(), gone=st.none() | st.integers(0, 4))
def test_any_sequence_of_deliveries_counts_what_its_files_say_and_is_never_more_complete(way, sequence, again, gone):
    told = [*sequence, sequence[0]] if again and not sequence[0].fresh else sequence
    gone = None if gone is None or len(told) < 2 else gone % len(told)
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder), {"hze": mapping("hze", way)})
        for delivery in told:
            desk.load(files_of(delivery, way))
        if gone is not None:
            desk.con.execute("USE microdata")
            take_back(desk.con, gone + 1, NOW, 10)
            told = [*told[:gone], *told[gone + 1 :]]
        desk.build()
        counted = desk.rows(
            "SELECT year, count(*) AS n FROM analysis.child_year WHERE mask <> 0 GROUP BY year ORDER BY year"
        )
        whole = desk.rows("SELECT year FROM analysis.coverage WHERE complete AND source = 'hze'")
        desk.con.close()
    assert {row["year"]: row["n"] for row in counted} == users(told, way)
    assert {row["year"] for row in whole} - said_whole(told, way) == set()
