"""How often do the ranges of the reach until 18 hold the truth, and how wide are they? By age span and by what is known of moves.

`python -m benchmarks.childhood [SEEDS]`: districts with a record of ten years in which children stay on, whole years lie 8 %
apart and 4 % of the children move each year; and the same without any of it. Prints coverage at 18 and over all ages, and the
mean width at 18.
"""

import sys

import numpy as np

from tests.measures.test_childhood_worlds import KNOWN, SPANS, by_age

QUIET = {"turnover": 0.0, "shock": 0.0, "stay": 0.0}


def told(ages: tuple[int, int], truth: float, known: str, seeds: int, **how: float) -> str:
    at_18, all_ages, width = [], [], []
    for seed in range(100, 100 + seeds):
        found = by_age(ages, truth, known, seed, **how)
        inside = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
        at_18.append(inside[-1])
        all_ages.append(inside.mean())
        width.append(found["high"][-1] - found["low"][-1])
    return f"{np.mean(at_18):.3f} at 18, {np.mean(all_ages):.3f} over all ages, {100 * np.mean(width):.1f} points wide"


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    for ages, truth in [*SPANS, ((3, 6), 0.93), ((14, 17), 0.1)]:
        for known in KNOWN:
            for name, how in (("restless", {}), ("quiet", QUIET)):
                said = told(ages, truth, known, seeds, **how)
                print(f"{ages[0]:>2}–{ages[1]:<2} {truth:.2f}  {known:<18} {name:<8}  {said}", flush=True)


if __name__ == "__main__":
    main()
