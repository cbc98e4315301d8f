"""How often does the published interval hold the true share, and how wide is it? By base, population and expected users.

`python benchmarks/intervals.py [BASE …]`: exact, by every count and every draw; smallest and mean coverage over the shares of
a row, and the mean width in children. Beside it what the other interval would give (docs/decisions/0008-coarse-rounding.md).
"""

import sys

import numpy as np
from scipy.stats import binom

from measures.engine.methods.intervals import coarse, wilson
from measures.engine.protect import rounding_variance

PEOPLE = (300, 500, 1000, 2000, 4000)
EXPECTED = ((8, 15), (15, 30), (30, 100), (100, 230))


def told(people: int, shares: np.ndarray, base: int, interval: str) -> str:
    counts, multiples = np.arange(people + 1), np.arange(0, people + base, base)
    chance = binom.pmf(counts, people, shares[:, None]) @ np.clip(
        1 - np.abs(counts[:, None] - multiples) / base, 0, None
    )
    everyone = np.full(len(multiples), float(people))
    exact, score = {"base": base}, {"extra_variance": rounding_variance(base)}
    low, high = coarse(multiples, everyone, **exact) if interval == "exact" else wilson(multiples, everyone, **score)
    held = (chance * ((low <= shares[:, None]) & (shares[:, None] <= high))).sum(axis=1)
    return f"{held.min():.3f} {held.mean():.3f} {(chance * (high - low)).sum(axis=1).mean() * people:6.1f}"


def main() -> None:
    for base in [int(text) for text in sys.argv[1:]] or [5, 10]:
        for people in PEOPLE:
            for least, most in EXPECTED:
                shares = np.arange(least, min(most, 0.9 * people), 0.5) / people
                both = "   ".join(f"{kind}: {told(people, shares, base, kind)}" for kind in ("score", "exact"))
                print(f"base {base:2}  {people:4} children  {least:3}–{most:3} expected   {both}")


if __name__ == "__main__":
    main()
