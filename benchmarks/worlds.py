"""Do published figures hold the truth in worlds that the methods do not assume? Simulated districts (tests/simulator), many seeds.

    python -m benchmarks.worlds [WORLD …] [--seeds 10] [--first 1] [--measures NAME,…] [--misses FILE.csv]

Each seed goes through the real load. Printed for every world: of each measure and kind of range how many hold the truth and how wide
they are, of each word how often it is said and how often it is false, with an interval; of planted gaps how many are found. --misses: every
range and word that is not true, with its cell. Goals: counted and bounds 99.5 of 100, childhood and forecast 93, trends at most
7 of 100 false, at most 0.3 false gaps on 220 cells.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polars as pl
from scipy.special import stdtrit

from tests.simulator import held, truth
from tests.simulator.drawn import draw
from tests.simulator.load import HELD, published
from tests.simulator.world import WORLDS

LINE = "{:<26} {:<18} {:>8} {:>8} {:>8} {:>8} {:>9}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument(
        "worlds", nargs="*", metavar="WORLD", help=f"of {', '.join(WORLDS)}; all of them if none is named"
    )
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--measures", type=lambda text: text.split(","), default=HELD)
    options.add_argument("--misses", type=Path)
    given, missed = options.parse_args(), []
    for name in given.worlds or WORLDS:
        missed += _of_world(name, range(given.first, given.first + given.seeds), given.measures)
    if given.misses:
        pl.concat(missed, how="diagonal").write_csv(given.misses)


def _of_world(name: str, seeds: range, measures: Iterable[str]) -> list[pl.DataFrame]:
    """Prints the world; returns what was not true."""
    childhood, ranges, words, planted = truth.childhood(WORLDS[name]), [], [], Counter()
    for seed in seeds:
        drawn = draw(WORLDS[name], seed)
        known = held.Known(drawn, published(drawn, measures), childhood)
        about = {"world": pl.lit(name), "seed": pl.lit(seed)}
        ranges.append(held.ranges(known).with_columns(**about))
        words.append(held.words(known).with_columns(**about))
        planted.update(dict(held.planted_found(known)))
    print(f"\n== {name}, {len(seeds)} seeds", flush=True)
    print(LINE.format("measure", "kind", "ranges", "below", "above", "held %", "width"))
    for row in told(pl.concat(ranges)).iter_rows():
        print(LINE.format(*row))
    for row in said(pl.concat(words)).iter_rows():
        print("{:<26} {:<26} said {:>6}   false {:>5}   {:>5.1f} % of the cells".format(*row))
    for row in false_words(pl.concat(words)).iter_rows():
        print("{:<26} {:<26} false in {:>5} of {:>5} cells: {:.1f} %, by seed {:.1f}–{:.1f}".format(*row))
    for gap in sorted(planted):
        print(f"planted {gap}: found in {planted[gap]} of {len(seeds)}")
    return [held.misses(pl.concat(ranges)), pl.concat(words).filter(~pl.col("true"))]


def told(ranges: pl.DataFrame) -> pl.DataFrame:
    """By measure and kind: ranges, truths below and above, share held, the median width in parts of the truth (as it is where that is 0)."""
    outside = held.misses(ranges).with_columns(is_below=pl.col("truth") < pl.col("low"))
    by, truth_or_one = ["measure", "kind"], pl.when(pl.col("truth") > 0).then("truth").otherwise(1.0)
    counted = ranges.group_by(by).agg(pl.len(), width=((pl.col("high") - pl.col("low")) / truth_or_one).median())
    lost = outside.group_by(by).agg(below=pl.col("is_below").sum(), above=(~pl.col("is_below")).sum())
    both = counted.join(lost, on=by, how="left").with_columns(pl.col("below", "above").fill_null(0)).sort(by)
    share = (100 * (1 - (pl.col("below") + pl.col("above")) / pl.col("len"))).round(2)
    return both.select(*by, "len", "below", "above", share.alias("held"), pl.col("width").round(3))


def said(words: pl.DataFrame) -> pl.DataFrame:
    """By measure and word: how often said, how often false, of how many of 100 cells of the measure it is said."""
    every = pl.len().over("measure")
    counted = (
        words.with_columns(cells=every)
        .group_by("measure", "word")
        .agg(pl.len(), (~pl.col("true")).sum(), pl.col("cells").first())
    )
    return counted.sort("measure", "word").with_columns(share=100 * pl.col("len") / pl.col("cells")).drop("cells")


def false_words(words: pl.DataFrame) -> pl.DataFrame:
    """By measure and kind of word: false words, cells, the share in per cent and its 95 % interval. The cells of one district err
    together, so a seed is one observation: a ratio estimate (Cochran 1977, Sampling Techniques, ch. 6) with Student's t."""
    kind = (
        pl.when(pl.col("word").str.contains(":")).then(pl.col("word").str.split(":").list.first()).otherwise(pl.lit(""))
    )
    by_seed = words.group_by("measure", "seed", kind=kind).agg(cells=pl.len(), false=(~pl.col("true")).sum())
    rows = []
    for of, seeds in sorted(by_seed.partition_by("measure", "kind", as_dict=True).items()):
        cells, false = seeds["cells"].to_numpy(), seeds["false"].to_numpy()
        share, count = false.sum() / cells.sum(), len(seeds)
        scatter = ((false - share * cells) ** 2).sum() * count / max(count - 1, 1)
        apart = float(stdtrit(count - 1, 0.975)) * scatter**0.5 / cells.sum() if count > 1 else float("nan")
        low, high = (100 * min(max(share + side * apart, 0), 1) for side in (-1, 1))
        rows.append((*of, int(false.sum()), int(cells.sum()), 100 * share, low, high))
    return pl.DataFrame(rows, schema=["measure", "kind", "false", "cells", "share", "low", "high"], orient="row")


if __name__ == "__main__":
    main()
