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
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl

from measures.engine.counting.bounds import best_cut, blocks, lower, upper
from measures.engine.reading.counted import Counted
from measures.engine.reading.coverage import Coverage
from measures.engine.reading.keyed import Keyed
from measures.engine.reading.occasion import Occasion
from measures.engine.reading.population import Population
from measures.engine.reading.setting import Band, Group, Setting
from store.connect import Connection

STATED = """
    SELECT year, area, least(offer_a, offer_b) AS a, greatest(offer_a, offer_b) AS b, max(coalesce(low, 0))::DOUBLE,
        min(coalesce(high, 'infinity'::DOUBLE))::DOUBLE
    FROM stated_overlap WHERE offer_a <> offer_b GROUP BY ALL ORDER BY ALL"""
MOST_COMBINATIONS = 2**15
SLACK = 1e-4  # children; the solver's tolerance is far below
REFUSED = "Angegebene Überschneidung „{} und {}“ widerspricht den Zählungen und wird nicht verwendet."

Part = tuple[tuple[int, ...], float, float]  # stated offers these children used, at least, at most
Source = tuple[Part, ...]  # disjoint parts


@dataclass(frozen=True)
class Statement:
    """offers: positions in Setting.offers; ages: the default range of the profile, which it is about."""

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


@dataclass(frozen=True)
class Stratum:
    """What was counted among the children of one moment, area and age band."""

    setting: Setting
    keyed: Keyed
    counted: Counted
    population: Population
    moment: int
    area_at: int
    band: Band

    @property
    def people(self) -> float:
        return float(self.population.count[self.moment, self.area_at, 0, self.band.first, self.band.last])

    def sources(self, group: Group, stated: set[int]) -> list[Source]:
        """One per key and one per sum that tells of the group here."""
        keys = [self._of_key(space, group, stated) for space in sorted(self.keyed.rows)]
        sums = [((at,), *self._of_sum(at)) for at in group.offers if self._is_sum(at)]
        return [source for source in keys if source] + [(part,) for part in sums]

    def spaces(self, offer: int) -> set[str]:
        """The keys that tell of the offer this year, and its own name if a sum does."""
        mask = np.uint64(self.setting.offers[offer].mask)
        rows = {space: r["mask"].filter(r["moment"] == self.moment).to_numpy() for space, r in self.keyed.rows.items()}
        keys = {space for space, masks in rows.items() if (masks & mask).any()}
        return keys | ({f"+{self.setting.offers[offer].name}"} if self._is_sum(offer) else set())

    def _is_sum(self, offer: int) -> bool:
        return bool(self.counted.delivered[self.moment, offer])

    def _of_sum(self, offer: int) -> tuple[float, float]:
        first, last = np.array(blocks(self.setting.last_age)).T
        here = (self.moment, self.area_at)
        people = self.population.count[here][:, first, last]
        cut = {"first": self.band.first, "last": self.band.last, "last_age": self.setting.last_age}
        low = best_cut(lower([self.counted.low[offer][here]]), pick=np.maximum, **cut)[0]
        high = best_cut(upper([self.counted.high[offer][here]], people), pick=np.minimum, **cut)[0]
        return float(low), float(max(low, high))

    def _of_key(self, space: str, group: Group, stated: set[int]) -> Source:
        rows, area = self.keyed.rows[space], self.setting.areas[self.area_at]
        inside = [leaf for leaf in rows["area"].unique() if area in self.setting.chain(leaf)]
        of_band = pl.col("age").is_between(self.band.first, self.band.last)
        here = rows.filter(of_band, pl.col("area").is_in(inside), moment=self.moment)
        masks, children = here["mask"].to_numpy(), here["children"].to_numpy()
        bits = {at: self.setting.offers[at].mask for at in sorted(stated)}
        marks = masks & np.uint64(sum(bits.values()))
        used = (masks & np.uint64(group.mask)) != 0
        return tuple(
            (tuple(at for at, bit in bits.items() if int(mark) & bit), float(n), float(n))
            for mark in np.unique(marks[used])
            for n in [children[used & (marks == mark)].sum()]
        )


def read_statements(con: Connection, setting: Setting, occasion: Occasion, coverage: Coverage) -> tuple[Statement, ...]:
    """What is stated about offers that count, for years both were delivered in full; several statements of one pair all hold.

    A statement is about a year, never about a day."""
    if not occasion.yearly:
        return ()
    place = {offer.name: at for at, offer in enumerate(setting.offers)}
    ((first, last),) = con.sql("SELECT age_from, age_to FROM age_band WHERE age_band = 'all'").fetchall()
    moments = {moment.year: at for at, moment in enumerate(occasion.moments)}
    found = [
        Statement(moments[year], area, (first, last), (min(place[a], place[b]), max(place[a], place[b])), low, high)
        for year, area, a, b, low, high in con.sql(STATED).fetchall()
        if year in moments and a in place and b in place and area in setting.areas
        if coverage.complete[moments[year], place[a]] and coverage.complete[moments[year], place[b]]
    ]
    return tuple(sorted(found, key=lambda statement: (statement.moment, statement.offers)))


def stated_bounds(
    stratum: Stratum, group: Group, statements: list[Statement], closed: tuple[float, float]
) -> tuple[float, float, list[Statement]]:
    """The narrowed range of the group in this stratum, and the statements that contradict the counts and were not used.

    closed: its range without statements, inside which the result lies."""
    useful = [s for s in statements if set(s.offers) <= set(group.offers) and _is_open(stratum, s)]
    people, ranges, refused = stratum.people, [], []
    for sources, about in _connected(stratum.sources(group, {at for s in useful for at in s.offers}), useful):
        apart = _without_statements(sources)
        enough = people if people >= apart[0] else np.inf  # more counted than live there is no fault of a statement
        pairs = tuple((*s.offers, s.low, s.high) for s in about)
        found = union_bounds(Problem(enough, tuple(sources), pairs)) if about else apart
        refused += about if found is None else []
        ranges.append(found or apart)
    low = max([closed[0], *(low for low, _ in ranges)])
    high = min(closed[1], sum(high for _, high in ranges))
    return (low, high, refused) if low <= high else (*closed, useful)


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

    Solved once per distinct problem by HiGHS (scipy.optimize.linprog, sparse).
    Too many combinations for a program (2^15): the range without statements."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, vstack

    sizes = [len(source) + 1 for source in problem.sources]
    if np.prod(sizes, dtype=float) > MOST_COMBINATIONS:
        low, high = _without_statements(list(problem.sources))
        return low, min(high, problem.people)
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
