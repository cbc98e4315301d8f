"""How many children used at least one of several offers, if samples of each offer's families say what else they use?

Multiple-frame estimation by priority (Hartley 1962; Mecatti 2007): the units of a group stand in an order fixed before the
answers, and a child counts in the first one that it uses. The children of the first unit are counted; of every other one
those count that used no earlier unit, and which share that is its sample says:

    U = n₁ + Σ over the other units k and ages a of n_ka (1 − s_ka),   s = (x + 2p)/(m + 2)

m answers, x of them with an earlier unit, p the unit's share over all ages. Further use may be kept back, and families that
use more may answer more often: both widen the range and never move its middle (Allowance).
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from measures.engine.methods.intervals import Z

ENOUGH = 30  # answers; with fewer a sample says nothing
PRIOR = 2  # answers' worth of the unit's share over all ages
LEAST_RESPONSE = 0.6  # below, a sample is not used
GOOD_RESPONSE = 0.8  # below, the stated allowance for unequal response is not enough …
UNEQUAL = 1.5  # … and becomes this
NEARLY_ALL = 0.9  # from this response on, a sample that is a large part of its list is known the better for it
ENOUGH_KNOWN = 300  # uses known exactly, before answers are judged by them
ALL_KEPT = 0.95  # no allowance supposes more to be kept back


@dataclass(frozen=True)
class Allowance:
    """concealed: this share of further use may be kept back (0..1); unequal: so many times as often may families with
    further use answer (≥ 1)."""

    concealed: float = 0.3
    unequal: float = 1.25

    def of_response(self, response: float) -> "Allowance":
        return self if response >= GOOD_RESPONSE else replace(self, unequal=max(self.unequal, UNEQUAL))


@dataclass(frozen=True)
class Sample:
    """The answers of one unit, by age band: answers, of which `earlier` told of an earlier unit; scatter ≥ 1: variance of such a
    share against that of single children; response: answered of those drawn; drawn_from: children of the list."""

    answers: np.ndarray
    earlier: np.ndarray
    scatter: float = 1.0
    response: float = 1.0
    drawn_from: float = np.inf

    @property
    def speaks(self) -> bool:
        return float(self.answers.sum()) >= ENOUGH and self.response >= LEAST_RESPONSE


@dataclass(frozen=True)
class Shares:
    """Of a unit's children, by age band: which share used no earlier unit, likeliest, at least and at most; chance: its variance;
    wider: how much more chance weighs at the lower end."""

    likeliest: np.ndarray
    least: np.ndarray
    most: np.ndarray
    chance: np.ndarray
    wider: float = 1.0

    def with_all_ages(self, children: np.ndarray) -> "Shares":
        """And those of all ages together, in front; children: of the unit, by age band."""
        weight = children / children.sum() if children.sum() else np.full(len(children), 1 / len(children))
        names = ("likeliest", "least", "most")
        means = {name: np.append(weight @ getattr(self, name), getattr(self, name)) for name in names}
        return Shares(**means, chance=np.append(weight**2 @ self.chance, self.chance), wider=self.wider)

    def no_more_than(self, share: float) -> "Shares":
        """Of all ages together, in front; known otherwise."""
        likeliest, least, most = (edge.copy() for edge in (self.likeliest, self.least, self.most))
        for edge in (likeliest, least, most):
            edge[0] = min(edge[0], share)
        return replace(self, likeliest=likeliest, least=least, most=most)


def shares(sample: Sample | None, allowance: Allowance, bands: int) -> Shares:
    """Where no sample speaks, anything from nobody to everybody."""
    if sample is None or not sample.speaks:
        nobody = np.zeros(bands)
        return Shares(nobody + 0.5, nobody, nobody + 1, nobody)
    within, answers, told = allowance.of_response(sample.response), sample.answers, sample.answers.sum()
    used = (sample.earlier + PRIOR * sample.earlier.sum() / told) / (answers + PRIOR)
    left = max(0.0, 1 - told / sample.drawn_from) if sample.response >= NEARLY_ALL else 1.0
    owned_up = 1 - within.concealed
    return Shares(
        1 - used,
        1 - np.minimum(1, used / owned_up),
        1 - used / (used + within.unequal * (1 - used)),
        used * (1 - used) / (answers + 1) * left * sample.scatter,
        1 / owned_up,
    )


@dataclass(frozen=True)
class Numbers:
    """So many children are at least and at most known; variance: of each end, by rounding, or because it is hidden."""

    least: np.ndarray
    most: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True)
class Children:
    """So many children: likeliest, at least and at most as far as is known, and the variance of chance towards each end."""

    likeliest: np.ndarray
    least: np.ndarray
    most: np.ndarray
    below: np.ndarray
    above: np.ndarray

    def __add__(self, other: "Children") -> "Children":
        return Children(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(Children)))

    def and_more(self, variance: np.ndarray) -> "Children":
        return replace(self, below=self.below + variance, above=self.above + variance)

    def within(self) -> tuple[np.ndarray, np.ndarray]:
        """Between which numbers it lies in 95 of 100 draws, whatever was kept back within the allowance."""
        return self.least - Z * self.below**0.5, self.most + Z * self.above**0.5


def counted(of: Numbers) -> Children:
    """All children of the first unit."""
    return Children((of.least + of.most) / 2, of.least, of.most, of.variance, of.variance)


def alone(of: Numbers, share: Shares, *, scatter: np.ndarray | float = 0.0) -> Children:
    """The children of a unit who used no earlier one. scatter: of a place, where the share of the district is taken: so much does a
    number of children vary against that of single ones (0: it is the district)."""
    likeliest = (of.least + of.most) / 2 * share.likeliest
    within = scatter * likeliest * (1 - share.likeliest)
    return Children(
        likeliest,
        of.least * share.least,
        of.most * share.most,
        (of.least * share.wider) ** 2 * share.chance + share.least**2 * of.variance + within,
        of.most**2 * share.chance + share.most**2 * of.variance + within,
    )


def spread_of_places(share: np.ndarray, people: np.ndarray, rounding: float) -> float:
    """How far do shares of places lie apart, net of chance and of the rounding of their counts? As a share; 0 if not at all."""
    usual = share @ people / people.sum()
    by_chance = usual * (1 - usual) / people + rounding / people**2
    return float(max(0.0, np.average((share - usual) ** 2 - by_chance, weights=people)) ** 0.5)


def judged(stated: Allowance, *, told: float, known: float, answers: float, scatter: float = 1.0) -> Allowance:
    """Where further use is known exactly: do the answers call for more allowance than is stated?

    told: uses named; known: uses that there are among so many `answers`. Fewer told than the allowance permits raise
    `concealed`, more told than it permits raise `unequal`, each to the end of its 95 % interval.
    """
    if known < ENOUGH_KNOWN:
        return stated
    kept_back = 1 - told / known
    if kept_back > stated.concealed:
        apart = (kept_back * (1 - kept_back) / known * scatter) ** 0.5
        return replace(stated, concealed=min(ALL_KEPT, kept_back + Z * apart))
    odds_told, odds_known = (uses / max(answers - uses, 1) for uses in (told, known))
    if odds_told / odds_known > stated.unequal:
        apart = (scatter * (1 / told + 1 / max(answers - told, 1))) ** 0.5
        return replace(stated, unequal=float(odds_told / odds_known * np.exp(Z * apart)))
    return stated
