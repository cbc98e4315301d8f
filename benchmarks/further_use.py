"""How often does the range from families' answers hold the truth? Districts with known truth, every draw a new one.

    python -m benchmarks.further_use [--draws 800]

A row for each way of asking and answering (tests/measures/simulated_answers.py): covered, median width in points, samples that were not used; last
the recall check: how often does it ask for more allowance?
"""

import argparse
from statistics import median

import numpy as np

from measures.engine.methods.further_use import Allowance
from tests.measures.simulated_answers import Way, district, estimate, recall

EXACT, USUAL = Allowance(0.0, 1.0), Allowance()
WAYS = {
    "honest, nothing allowed for": (Way(), EXACT),
    "20 of 100 kept back, 30 allowed for": (Way(kept_back=0.2), USUAL),
    "whole families drawn, siblings": (Way(families=True), EXACT),
    "open offer on drawn days": (Way(by_day=True), EXACT),
    "70 of 100 against 60 answer": (Way(answer=(0.7, 0.6), families=True), USUAL),
    "65 of 100 against 45 answer": (Way(answer=(0.65, 0.45), families=True), USUAL),
}
RECALLED = (0.1, 0.2, 0.4)  # kept back


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--draws", type=int, default=800)
    draws = asked.parse_args().draws
    for name, (way, within) in WAYS.items():
        held, refused, widths = 0, 0, []
        for draw in range(draws):
            random = np.random.default_rng([draw, 11])
            of = district(random)
            low, high, unused = estimate(of, way, within, random)
            held, refused = held + (low <= of.truth <= high), refused + unused
            widths.append(100 * (high - low) / len(of.family))
        samples = draws * len(of.units)
        print(
            f"{name}: {held / draws:.1%} of {draws} hold the truth, {median(widths):.1f} points wide, "
            f"{refused / samples:.0%} of samples not used",
            flush=True,
        )
    for kept_back in RECALLED:
        random = np.random.default_rng(5)
        raised = sum(recall(district(random), kept_back, random, USUAL).concealed > USUAL.concealed for _ in range(100))
        print(f"recall check, {kept_back:.0%} kept back: raised in {raised} of 100")


if __name__ == "__main__":
    main()
