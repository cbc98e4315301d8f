"""Which share of children has been reached by each age, when the same child is counted at its first contact only?

At every age, the chance of a first contact is taken among those not yet reached (the risk set), never among all children:
with the whole population below the line, a true 93.7 % becomes about 61 %. The same test world shows both
(tests/measures/test_cumulative_reach.py).
"""

from dataclasses import dataclass

import numpy as np

from measures.engine.methods.intervals import Z


@dataclass(frozen=True)
class Contacts:
    """[year, age], consecutive years. first: first contacts, NaN = unknown; variance: of their rounding; people: children;
    seen: first contacts of the birth year so far, counted in one, NaN = not known so."""

    first: np.ndarray
    variance: np.ndarray
    people: np.ndarray
    seen: np.ndarray


@dataclass(frozen=True)
class Curve:
    """By age: reached = share reached by the end of this age; low, high: 95 %; at_risk: not yet reached at its beginning."""

    reached: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray


def shared_out(
    single: np.ndarray, bands: list[tuple[int, int, np.ndarray]], rounding: float
) -> tuple[np.ndarray, np.ndarray]:
    """First contacts by single age where some are not shown: the rest of the narrowest band shown, in equal parts.

    single[year, age], bands (first age, last age, count[year]), NaN = not shown. → the same without gaps as far as bands
    go, and the variance of the rounding: so much for each count that went in.
    """
    found, variance = single.copy(), np.full(single.shape, rounding)
    for first, last, count in sorted(bands, key=lambda band: band[1] - band[0]):
        inside = slice(first, last + 1)
        hidden = np.isnan(found[:, inside])
        gaps = hidden.sum(axis=1)
        use = (gaps > 0) & ~np.isnan(count)
        rest = np.maximum(count - np.nansum(found[:, inside], axis=1), 0)
        fill = hidden & use[:, None]
        noise = rounding + np.where(hidden, 0, variance[:, inside]).sum(axis=1)
        parts = np.maximum(gaps, 1)
        found[:, inside] = np.where(fill, (rest / parts)[:, None], found[:, inside])
        variance[:, inside] = np.where(fill, (noise / parts)[:, None], variance[:, inside])
    return found, variance


def already_reached(contacts: Contacts, *, arrivals: bool, left: np.ndarray | None = None) -> np.ndarray:
    """P[year, age]: children of this age who were reached in an earlier year of the record and still live here.

    P(y + 1, x + 1) = (P(y, x) + F(y, x)) · N(y + 1, x + 1) / N(y, x): the reached leave like all children of their birth
    year. With arrivals among N a growing birth year has lost nobody: the factor is then at most 1; where it is known which
    share `left` in the year (NaN = not), it is one less that. Unknown F count as none.
    The sum of many rounded F is then set right by the one rounded count of all seen: P · seen / ΣF.
    """
    first, people = np.nan_to_num(contacts.first), contacts.people
    with np.errstate(divide="ignore", invalid="ignore"):
        stay = people[1:, 1:] / people[:-1, :-1]
    stay = np.nan_to_num(np.minimum(stay, 1) if arrivals else stay, nan=1.0, posinf=1.0)
    if left is not None:
        stay = np.where(np.isnan(left[1:, 1:]), stay, 1 - left[1:, 1:])
    reached, added = np.zeros(people.shape), np.zeros(people.shape)
    for year in range(1, len(people)):
        reached[year, 1:] = (reached[year - 1, :-1] + first[year - 1, :-1]) * stay[year - 1]
        added[year, 1:] = added[year - 1, :-1] + first[year - 1, :-1]
    seen = np.full(people.shape, np.nan)
    seen[1:, 1:] = contacts.seen[:-1, :-1]
    usable = ~np.isnan(seen) & (added > 0)
    return np.asarray(reached * np.divide(seen, added, out=np.ones(people.shape), where=usable))


def ever_seen(contacts: Contacts) -> np.ndarray:
    """[year, age]: children of the birth year seen so far, whether they still live here or not; counted in one where that is known."""
    added = np.nan_to_num(contacts.first)
    for year in range(1, len(added)):
        added[year, 1:] += added[year - 1, :-1]
    return np.where(np.isnan(contacts.seen), added, contacts.seen)


def curve(first: np.ndarray, at_risk: np.ndarray, variance: np.ndarray) -> Curve:
    """C = 1 − Π(1 − F/R) by age, R = not yet reached; 95 % on the scale log(−log S).

    Var C = S² Σ F / (R (R − F)) (Greenwood 1926), and the rounding of F adds variance / (R − F)². A risk set smaller than
    its first contacts (rounding, arrivals) ends the curve at 1.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = np.where(at_risk > 0, np.minimum(first / at_risk, 1), np.where(first > 0, 1.0, 0.0))
        rest = np.maximum(at_risk - first, 0)
        scatter = np.cumsum(first / (at_risk * rest) + variance / rest**2)
        left = np.cumprod(1 - chance)
        width = Z * np.sqrt(scatter) / np.abs(np.log(left))
        low, high = 1 - left ** np.exp(-width), 1 - left ** np.exp(width)
    inside = (left > 0) & (left < 1) & np.isfinite(scatter)
    reached = 1 - left
    return Curve(reached, np.where(inside, low, reached), np.where(inside, high, reached), at_risk)


def period_curve(contacts: Contacts, reached: np.ndarray, years: list[int]) -> Curve:
    """A childhood made of the chances of these years (positions), one after the other at every age."""
    at_risk = contacts.people - reached
    first, risk, variance = (table[years].sum(axis=0) for table in (contacts.first, at_risk, contacts.variance))
    return curve(first, risk, variance)


def cohort_curve(contacts: Contacts, reached: np.ndarray, year: int) -> Curve:
    """The children born in this year (position), from birth to the end of the record or of the ages; at an unknown year it ends."""
    ages = np.arange(min(len(contacts.first) - year, contacts.first.shape[1]))
    first = contacts.first[year + ages, ages]
    known = len(first) if not np.isnan(first).any() else int(np.isnan(first).argmax())
    at = (year + ages[:known], ages[:known])
    return curve(first[:known], contacts.people[at] - reached[at], contacts.variance[at])
