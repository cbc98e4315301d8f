"""How well do the keys v2 and their guard find the same child again? Children with known truth, many seeds (tests/etl/simulated_children.py).

    python -m benchmarks.linkage [--seeds 20]

A row for each share of records with a typing error: the error of the number of children, and records put to another child.
Errors in the birth date itself, which no key forgives, are the second half. Last: the time of a district twenty times as large.
"""

import argparse
import time
from statistics import mean

from etl.demo.names import USUAL
from etl.same_child import same_child
from tests.etl.simulated_children import DATES_TOO, errors_of, world

SHARES = (0.05, 0.08, 0.1)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seeds", type=int, default=20)
    seeds = asked.parse_args().seeds
    for name, kinds in (("names, sex, day and month swapped", USUAL), ("wrong days and years too", DATES_TOO)):
        print(name)
        for share in SHARES:
            started, found = time.process_time(), []
            for seed in range(seeds):
                made = world(seed, errors=share, kinds=kinds)
                linking = same_child(made.records, made.keys)
                found.append((*errors_of(made, linking.children), sum(linking.refused.values())))
            children, wrong, refused = zip(*found, strict=True)
            print(
                f"  {share:4.0%} of records mistyped: {mean(children):.2%} too many children (at most {max(children):.2%}), "
                f"{mean(wrong):.3%} of records wrong (at most {max(wrong):.3%}), {mean(refused):.1f} merges refused; "
                f"{(time.process_time() - started) / seeds:.1f} CPU seconds a world"
            )
    made = world(0, families=100_000)
    started = time.process_time()
    same_child(made.records, made.keys)
    print(f"{made.records.height:,} records: {time.process_time() - started:.0f} CPU seconds")


if __name__ == "__main__":
    main()
