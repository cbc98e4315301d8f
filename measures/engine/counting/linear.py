"""How far does a stated overlap of two offers narrow the range of their union? A linear program over who used what.

A statement (table stated_overlap) says: in this year, of the children of this area of the whole default age range, at
least `low` and at most `high` used both offers. Every child belongs to exactly one combination of the sources (used by
it or not). The true numbers of children per combination add up to the counts of every source, to the stated overlaps
and to no more than the population; so the smallest and the largest union over all such numbers enclose the true one.

Why this may be put beside the bounds by age: both ranges hold for the same set of children, the whole of the stated
stratum, so the truth lies in both and in their intersection. Ages, sexes and areas that no statement speaks of keep
their bounds by age. Nothing stated is spread over ages: it is not known how an overlap is distributed among them.

Children of one key are one source, cut into disjoint parts by the stated offers they used: within a key every overlap
is known exactly, and statements about it are not used. Sources no statement touches need no program: of independent
groups of sources the union is at least the largest and at most the sum, which both can occur. A statement is used only where both offers were delivered in full.
A statement may also speak of everything in the shared key at once (LINKED in place of an offer).

A program holds 2^15 combinations, about 15 sources. More sources are cut into chunks, a program for each; what is stated
across chunks narrows by pairs (counting/pairwise.py). The cut depends on the sources alone, never on what is stated
about them: so one more statement never widens a range.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from measures.engine.counting import pairwise
from measures.engine.counting.stratum import LINKED, Source, Stratum
from measures.engine.reading.coverage import OLDER_SPACE, SHARED_SPACE, Coverage
from measures.engine.reading.occasion import Occasion
from measures.engine.reading.setting import Group, Setting
from store.connect import Connection

STATED = """
    SELECT year, area, least(offer_a, offer_b) AS a, greatest(offer_a, offer_b) AS b, max(coalesce(low, 0))::DOUBLE,
        min(coalesce(high, 'infinity'::DOUBLE))::DOUBLE
    FROM stated_overlap WHERE offer_a <> offer_b GROUP BY ALL ORDER BY ALL"""
MOST_COMBINATIONS = 2**15
SLACK = 1e-4  # children; the solver's tolerance is far below
EVERYTHING_LINKED = "verknüpfter Bestand"
REFUSED = "Angegebene Überschneidung „{} und {}“ widerspricht den Zählungen und wird nicht verwendet."


@dataclass(frozen=True)
class Statement:
    """offers: positions in Setting.offers, or LINKED; ages: the default range of the profile, which it is about."""

    moment: int
    area: str
    ages: tuple[int, int]
    offers: tuple[int, int]
    low: float
    high: float


@dataclass(frozen=True)
class Problem:
    """Sources that statements connect, in one stratum of so many people (inf = unknown)."""

    people: float
    sources: tuple[Source, ...]
    pairs: tuple[tuple[int, int, float, float], ...]


def read_statements(con: Connection, setting: Setting, occasion: Occasion, coverage: Coverage) -> tuple[Statement, ...]:
    """What is stated about offers that count, for years both were delivered in full; several statements of one pair all hold.

    A statement is about a year, never about a day."""
    if not occasion.yearly:
        return ()
    place = {offer.name: at for at, offer in enumerate(setting.offers)} | {SHARED_SPACE: LINKED}
    complete = _with_linked(coverage)
    ((first, last),) = con.sql("SELECT age_from, age_to FROM age_band WHERE age_band = 'all'").fetchall()
    moments = {moment.year: at for at, moment in enumerate(occasion.moments)}
    found = [
        Statement(moments[year], area, (first, last), (min(place[a], place[b]), max(place[a], place[b])), low, high)
        for year, area, a, b, low, high in con.sql(STATED).fetchall()
        if year in moments and a in place and b in place and area in setting.areas
        if complete[moments[year], place[a]] and complete[moments[year], place[b]]
    ]
    return tuple(sorted(found, key=lambda statement: (statement.moment, statement.offers)))


def _with_linked(coverage: Coverage) -> np.ndarray:
    """[moment, offer] delivered in full; LINKED, the last one, where all offers of the shared key are. While some sources still
    have the older key, whoever counted by hand cannot have meant the newer one alone."""
    linked, older = (
        coverage.spaces.get(space, np.zeros_like(coverage.complete)) for space in (SHARED_SPACE, OLDER_SPACE)
    )
    whole = (coverage.complete | ~linked).all(axis=1) & ~older.any(axis=1)
    return np.column_stack([coverage.complete, whole])


def refusal(setting: Setting, refused: list[Statement]) -> tuple[str, list[str]]:
    """What the reader is told of statements that were not used: a note, and the ids of the first one's offers."""
    names = [offer.short_name for offer in setting.offers] + [EVERYTHING_LINKED]
    note = " ".join(REFUSED.format(*(names[at] for at in statement.offers)) for statement in refused)
    return note, [setting.offers[at].name for at in refused[0].offers if at != LINKED]


def stated_bounds(
    stratum: Stratum, group: Group, statements: list[Statement], closed: tuple[float, float]
) -> tuple[float, float, list[Statement]]:
    """The narrowed range of the group in this stratum, and the statements that contradict the counts and were not used.

    closed: its range without statements, inside which the result lies."""
    useful = [s for s in statements if all(stratum.holds(group, at) for at in s.offers) and _is_open(stratum, s)]
    told = stratum.sources(group, {at for s in useful for at in s.offers})
    sources, chunks = [source for source, _ in told], _chunks([parts for _, parts in told])
    found = [_exact(chunk, sources, useful, stratum.people) for chunk in chunks]
    low, high = max([closed[0], *(low for low, _, _ in found)]), min(closed[1], sum(high for _, high, _ in found))
    refused = [statement for *_, of_chunk in found for statement in of_chunk]
    if len(chunks) > 1:
        least, most, contradicting = _by_pairs(sources, [s for s in useful if s not in refused])
        low, high, refused = max(low, least), min(high, most), refused + contradicting
    return (low, high, refused) if low <= high else (*closed, useful)


def _chunks(parts: list[int]) -> list[list[int]]:
    """Positions of the sources that go into one program, in their order; parts: into how many each could be cut."""
    found: list[list[int]] = [[]]
    combinations = 1
    for at, number in enumerate(parts):
        if found[-1] and combinations * (number + 1) > MOST_COMBINATIONS:
            found.append([])
            combinations = 1
        found[-1].append(at)
        combinations *= number + 1
    return found


def _exact(
    chunk: list[int], sources: list[Source], statements: list[Statement], people: float
) -> tuple[float, float, list[Statement]]:
    """The union of the chunk by the statements that speak of no source outside it; and those that contradict the counts."""
    speaking = {s: set(_tellers(sources, s.offers[0])) | set(_tellers(sources, s.offers[1])) for s in statements}
    inside = [s for s in statements if speaking[s] <= set(chunk)]
    ranges, refused = [], []
    for connected, about in _connected([sources[at] for at in chunk], inside):
        apart = _without_statements(connected)
        enough = people if people >= apart[0] else np.inf  # more counted than live there is no fault of a statement
        pairs = tuple((*s.offers, s.low, s.high) for s in about)
        found = union_bounds(Problem(enough, tuple(connected), pairs)) if about else apart
        refused += about if found is None else []
        ranges.append(found or apart)
    return max((low for low, _ in ranges), default=0), sum(high for _, high in ranges), refused


def _by_pairs(sources: list[Source], statements: list[Statement]) -> tuple[float, float, list[Statement]]:
    """The union of all sources by what is stated of two of them; an offer that several sources tell of says nothing here."""
    singles, pairs, refused = [_without_statements([source]) for source in sources], [], []
    for statement in statements:
        tellers = [_tellers(sources, offer) for offer in statement.offers]
        if [len(of_offer) for of_offer in tellers] != [1, 1] or tellers[0] == tellers[1]:
            continue
        (one,), (other,) = tellers
        besides = sum(_besides(sources[at], offer) for (at,), offer in zip(tellers, statement.offers, strict=True))
        if statement.low > min(singles[one][1], singles[other][1]):
            refused.append(statement)
        else:
            pairs.append((one, other, statement.low, statement.high + besides))
    told = pairwise.known(singles, pairs)
    return float(np.ceil(pairwise.at_least(told) - SLACK)), pairwise.at_most(told), refused


def _tellers(sources: list[Source], offer: int) -> list[int]:
    return [at for at, source in enumerate(sources) if any(offer in offers for offers, *_ in source)]


def _besides(source: Source, offer: int) -> float:
    """At most so many children of the source did not use the offer."""
    return sum(high for offers, _, high in source if offer not in offers)


def _is_open(stratum: Stratum, statement: Statement) -> bool:
    """Is the overlap not known from one key that tells of both?"""
    a, b = (stratum.spaces(at) for at in statement.offers)
    return bool(a) and bool(b) and len(a | b) > 1


def _connected(sources: list[Source], statements: list[Statement]) -> list[tuple[list[Source], list[Statement]]]:
    """Groups of sources that no statement connects with another group."""
    tells_of = [{at for used, _, _ in source for at in used} for source in sources]
    label = list(range(len(sources)))
    for statement in statements:
        touched = {label[at] for at, offers in enumerate(tells_of) if offers & set(statement.offers)}
        label = [min(touched) if found in touched else found for found in label]
    groups = {name: [at for at, found in enumerate(label) if found == name] for name in label}
    found = []
    for members in groups.values():
        offers = set().union(*(tells_of[at] for at in members))
        found.append(([sources[at] for at in members], [s for s in statements if offers & set(s.offers)]))
    return found


def _without_statements(sources: list[Source]) -> tuple[float, float]:
    sums = [(sum(low for _, low, _ in source), sum(high for *_, high in source)) for source in sources]
    return max(low for low, _ in sums), sum(high for _, high in sums)


@lru_cache(maxsize=10_000)
def union_bounds(problem: Problem) -> tuple[float, float] | None:
    """The smallest and the largest possible union, whole children; None: no numbers fit the counts and the statements.

    Solved once per distinct problem by HiGHS (scipy.optimize.linprog, sparse)."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    sizes = [len(source) + 1 for source in problem.sources]
    members, at_least, at_most = zip(*_limits(problem, np.indices(sizes).reshape(len(sizes), -1)[:, 1:]), strict=True)
    rows, least, most = csr_matrix(np.array(members, dtype=float)), np.array(at_least), np.array(at_most)
    kept = np.isfinite(most)
    program = {"A_ub": vstack([rows[kept], -rows]), "b_ub": np.concatenate([most[kept], -least]), "method": "highs"}
    every = np.ones(rows.shape[1])
    smallest, greatest = linprog(every, **program), linprog(-every, **program)
    if smallest.status == 2:
        return None
    upmost = np.inf if greatest.status == 3 else np.floor(-greatest.fun + SLACK)
    return float(np.ceil(smallest.fun - SLACK)), float(upmost)


def _limits(problem: Problem, part: np.ndarray) -> Iterator[tuple[np.ndarray, float, float]]:
    """(which combinations, at least, at most) of every part, every stated pair and everybody; part[source, combination],
    0 = not used."""
    uses: dict[int, np.ndarray] = {}
    nobody = np.zeros(part.shape[1], dtype=bool)
    for at, source in enumerate(problem.sources):
        for number, (offers, low, high) in enumerate(source, start=1):
            here = part[at] == number
            yield here, low, high
            for offer in offers:
                uses[offer] = uses.get(offer, nobody) | here
    for a, b, low, high in problem.pairs:
        yield uses.get(a, nobody) & uses.get(b, nobody), low, high
    yield ~nobody, 0, problem.people
