"""Which share of children has been reached by each age, when the same child is counted at its first contact only?

At every age, the chance of a first contact is taken among those not yet reached (the risk set), never among all children:
with the whole population below the line, a true 93.7 % becomes about 62 %. The same test world shows both
(tests/measures/test_cumulative_reach.py).
"""

from dataclasses import dataclass

import numpy as np

from measures.engine.methods.intervals import Z

LEAST_FIRST = 0.5  # where there is an offer and nobody came, chance is still that of a part of a child


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
    """By age: reached = share reached by the end of this age; low, high: 95 %; at_risk: not yet reached at its beginning.
    None of them but the last falls with age."""

    reached: np.ndarray
    low: np.ndarray
    high: np.ndarray
    at_risk: np.ndarray


def shared_out(
    single: np.ndarray, bands: list[tuple[int, int, np.ndarray]], rounding: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First contacts by single age where some are not shown: the rest of the narrowest band shown, in equal parts.

    single[year, age], bands (first age, last age, count[year]), NaN = not shown; rounding: variance of one count, by age. →
    the same without gaps as far as bands go, and the variance of the rounding: so much for each count that went in.
    """
    found, variance = single.copy(), np.broadcast_to(rounding, single.shape).astype(float)
    for first, last, count in sorted(bands, key=lambda band: band[1] - band[0]):
        inside = slice(first, last + 1)
        hidden = np.isnan(found[:, inside])
        gaps = hidden.sum(axis=1)
        use = (gaps > 0) & ~np.isnan(count)
        rest = np.maximum(count - np.nansum(found[:, inside], axis=1), 0)
        fill = hidden & use[:, None]
        noise = rounding[inside].max() + np.where(hidden, 0, variance[:, inside]).sum(axis=1)
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


def curve(first: np.ndarray, at_risk: np.ndarray, variance: np.ndarray, *, shock: float = 0.0) -> Curve:
    """C = 1 − Π(1 − F/R) by age, R = not yet reached; 95 %.

    On the scale of the cumulative hazard −log S: its variance by chance is Σ F / (R (R − F)) (Greenwood 1926), that of the
    rounding of F is Σ variance / (R − F)², and `shock` is the variance of the years (`yearly_spread`). A risk set smaller
    than its first contacts (rounding, arrivals) takes the curve to 1, but its lower edge only as far as one child left.
    """
    chance = np.divide(np.clip(first, 0, at_risk), at_risk, out=(first > 0) * 1.0, where=at_risk > 0)
    rest = np.maximum(at_risk - first, 1)
    some = np.maximum(first, LEAST_FIRST * (variance > 0))
    hazard = np.cumsum(np.log1p(some / rest))
    of_one = np.divide(np.cumsum(some / (some + rest) / rest), hazard, out=np.zeros(len(first)), where=hazard > 0)
    rounded = np.cumsum(variance / rest**2)
    reached = 1 - np.cumprod(1 - chance)
    low, _ = edges(np.cumsum(np.log1p(np.maximum(first, 0) / rest)), of_one, rounded, shock)
    with np.errstate(divide="ignore"):
        _, high = edges(-np.log(1 - reached), of_one, rounded, shock)
    low, high = (np.maximum.accumulate(edge) for edge in (low, high))
    return Curve(reached, np.minimum(low, reached), np.maximum(high, reached), at_risk)


def edges(hazard: np.ndarray, of_one: np.ndarray, rounded: np.ndarray, shock: float) -> tuple[np.ndarray, np.ndarray]:
    """The shares between which it lies: all H with (hazard − H)² ≤ z² (of_one · H + rounded + shock · H²).

    A score interval (Wilson 1927) on the cumulative hazard: the variance is that of the true one, so that few first contacts,
    or none, have an upper edge too. of_one: variance by chance for each unit of hazard.
    """
    z2 = Z * Z
    squared, half = max(1 - z2 * shock, 0.01), hazard + z2 * of_one / 2
    with np.errstate(invalid="ignore"):
        root = np.sqrt(np.maximum(half**2 - squared * (hazard**2 - z2 * rounded), 0))
        low, high = (half - root) / squared, (half + root) / squared
    low, high = np.where(np.isinf(hazard), 0, low), np.where(np.isinf(hazard), np.inf, high)
    return 1 - np.exp(-np.maximum(low, 0)), 1 - np.exp(-high)


def lower_edge(count: np.ndarray, people: np.ndarray, rounded: np.ndarray, *, shock: float = 0.0) -> np.ndarray:
    """By age: so many of these children were reached for certain, 95 %; it never falls. rounded: variance of the count."""
    rest = np.maximum(people - count, 1)
    some = np.maximum(count, LEAST_FIRST)
    hazard = np.log1p(some / rest)
    low, _ = edges(
        np.log1p(np.maximum(count, 0) / rest), some / (some + rest) / rest / hazard, rounded / rest**2, shock
    )
    return np.asarray(np.maximum.accumulate(low))


def yearly_spread(contacts: Contacts, reached: np.ndarray, seen_whole: np.ndarray) -> float:
    """How far do whole years lie apart, beyond chance and rounding? The variance of their factor (0.01 = ±10 %).

    By moments, from the first contacts of each year beside those that the chances of all years would make, and larger as
    Student's t is than the normal quantile, as it rests on so few years. seen_whole[year, age]: the record reaches back far
    enough to know who was reached before.
    """
    from scipy.special import stdtrit  # only publishing asks

    used = seen_whole & ~np.isnan(contacts.first) & (contacts.people > 0)
    first, risk = np.where(used, contacts.first, 0), np.where(used, contacts.people - reached, 0).clip(0)
    chance = np.divide(first.sum(axis=0), risk.sum(axis=0), out=np.zeros(risk.shape[1]), where=risk.sum(axis=0) > 0)
    left = np.clip(1 - chance, 1e-9, 1)
    usual, found, moved = (part.sum(axis=1) for part in (chance * risk, first, -np.log(left) * left * risk))
    count = (usual > 0).sum()
    if count < 2:
        return 0.0
    by_chance = (chance * left * risk + contacts.variance * used).sum()
    beyond = ((found - usual) ** 2).sum() * count / (count - 1) - by_chance
    return float(max(beyond, 0) / (moved**2).sum() * (stdtrit(count - 1, 0.975) / Z) ** 2)


def period_curve(contacts: Contacts, reached: np.ndarray, years: list[int], *, shock: float = 0.0) -> Curve:
    """A childhood made of the chances of these years (positions), one after the other at every age."""
    at_risk = contacts.people - reached
    first, risk, variance = (table[years].sum(axis=0) for table in (contacts.first, at_risk, contacts.variance))
    return curve(first, risk, variance, shock=shock / len(years))


def cohort_curve(contacts: Contacts, reached: np.ndarray, year: int) -> Curve:
    """The children born in this year (position), from birth to the end of the record or of the ages; at an unknown year it ends."""
    ages = np.arange(min(len(contacts.first) - year, contacts.first.shape[1]))
    first = contacts.first[year + ages, ages]
    known = len(first) if not np.isnan(first).any() else int(np.isnan(first).argmax())
    at = (year + ages[:known], ages[:known])
    return curve(first[:known], contacts.people[at] - reached[at], contacts.variance[at])
