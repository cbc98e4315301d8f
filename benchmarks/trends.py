"""How often is a word on a development wrong, and how often does it find what is there? By the share of children who stay.

    python -m benchmarks.trends [--series 2000]

Goal: at most 7 of 100 false words on entries whatever share stays; at 4 % a year and 70 % staying found in every second series.
Beside it the same test on the users, as it was before, and with the variance inflated by the share that stays.
"""

import argparse
import time

import numpy as np

from tests.measures.simulated_stays import World, by_chance, equally_long, share, words

USERS, GROWTH = 170, 0.04
STAYS = (0.0, 0.5, 0.7, 0.8, 0.9)
NO_STAY = 0.0  # the users, tested as if none of them stayed


def told(world: World, stay: float, growth: float, series: int) -> dict[str, list[str]]:
    random = np.random.default_rng(round(1000 * (stay + growth)) + 1)
    users, entries = world(random, series, stay, USERS, growth)
    return {
        "entries": words(entries, random),
        "users as new": words(users, random, stay=NO_STAY),
        "users inflated": words(users, random, stay=stay),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=2000)
    series, begun = parser.parse_args().series, time.monotonic()
    for world in (by_chance, equally_long):
        for stay in STAYS:
            found = told(world, stay, 0.0, series)
            false = ", ".join(f"{name} {100 * share(('rising', 'falling'), of):4.1f}" for name, of in found.items())
            found = told(world, stay, GROWTH, series)
            right = ", ".join(f"{name} {100 * share(('rising',), of):4.1f}" for name, of in found.items())
            print(f"{world.__name__:12} {stay:.1f} stay | false of 100: {false} | found at +4 %: {right}", flush=True)
    print(f"{series} series each, {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
