"""How often is a firm gap chance, and how often is a planted one found? Many invented screens in every world of families and places.

    python -m benchmarks.gaps [SCREENS]

Printed for every world, a single year and five years together: false firm gaps per 220 cells where nothing is planted, and beside
planted ones (−35 % in 5 of 100 cells); families and spread as they were measured; of the planted the share that is found, by
the expected children over families and staying. Goals: at most 0.3 false per 220 cells with siblings in pairs, with 5 % true spread
besides too; from 400 on nine of ten found, and half of them with that spread.
"""

import sys

import polars as pl

from measures.engine.protect import Rule
from measures.gap import verdicts
from tests.measures.simulated_screens import BY_OFFER, ONE_TO_FOUR, WORLDS, pooled_cells, recurring, screens

CELLS = 220
PLANTED = 0.65
CARRIES = ((100, 200), (200, 400), (400, 1e9))
MORE = {
    "one to four siblings": {"families": ONE_TO_FOUR},
    "siblings together in every other offer": {"families": BY_OFFER},
    "the same, places differ": {"families": BY_OFFER, "apart": 0.05},
}


def judged(kind: str, count: int, planted: float, world: dict) -> pl.DataFrame:
    if kind == "one year":
        return verdicts(screens(count, truly_lower=planted, seed=31, factor=PLANTED, **world), Rule(b"", "D"))
    made = recurring(count, truly_lower=planted, seed=32, factor=PLANTED, most=0.25, **world)
    return verdicts(pooled_cells(*made), Rule(b"", "D"))


def told(name: str, kind: str, nothing: pl.DataFrame, some: pl.DataFrame) -> str:
    false = [
        CELLS * cells.filter((pl.col("label") == "firm") & ~pl.col("lower")).height / len(cells)
        for cells in (nothing, some)
    ]
    by_screen = nothing.unique(["year", "level"])
    carries = pl.col("expected") / (pl.col("family_factor") * pl.col("spread"))
    power = []
    for least, most in CARRIES:
        planted = some.filter(pl.col("lower") & carries.is_between(least, most, closed="left"))
        power.append(f"{least}+: {(planted['label'] == 'firm').mean():.2f} of {len(planted)}")
    measured = f"families {by_screen['family_factor'].mean():.2f}, spread {by_screen['place_spread'].mean():.3f}"
    return f"{name:<40} {kind:<10} false {false[0]:.2f} / {false[1]:.2f}   {measured}   found {', '.join(power)}"


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for name, world in (WORLDS | MORE).items():
        for kind in ("one year", "five years"):
            print(told(name, kind, *(judged(kind, count, planted, world) for planted in (0.0, 0.05))), flush=True)


if __name__ == "__main__":
    main()
