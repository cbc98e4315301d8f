"""What does it cost that depth and count speak of the same offers, and how many counts does one name for each draw only once?

`python -m benchmarks.depth [--store DIR]`: annual and point reach of a loaded demo, protected by the expectation of the whole group
and by that of the offers that can be in the cell; named by labels and by declaration. This only prints.
"""

import argparse
from pathlib import Path

import polars as pl

from measures.engine.counting.declared import DECLARED
from measures.engine.figures import protected_figures
from measures.engine.measure import Selection, catalogue
from measures.engine.protect import Rule
from store.connect import connect
from store.keys import read_key
from store.tables import SHOWN
from store.versions import released, store_folder


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    source = released(store_folder(options.parse_args().store))
    con = connect({"analysis": source.analysis}, key=read_key() if source.about().get("encrypted") else None)
    con.execute("USE analysis")
    (root,) = con.sql("SELECT area FROM area WHERE parent IS NULL").fetchone()
    rule = Rule(b"0" * 32, root)
    for name in ("annual_reach", "point_reach"):
        measure = catalogue()[name]
        tally = measure.compute(con, Selection())
        whole = tally.with_columns(
            pl.lit(None, DECLARED[users]).alias(users) for users in ("users_here", "users_below")
        )
        before, after = (
            protected_figures(of, measure, rule).filter(pl.col("state").is_in(SHOWN)) for of in (whole, tally)
        )
        print(f"{name}: {len(before):,} cells shown by the whole group, {len(after):,} by the offers that can be there")
        below = [of.filter(pl.col("area") != root) for of in (before, after)]
        print(f"  below the district {len(below[0]):,} and {len(below[1]):,}")
        named = protected_figures(tally.with_columns(who=pl.lit(None, pl.String)), measure, rule).filter(
            pl.col("state").is_in(SHOWN)
        )
        print(
            f"  counts with several draws: {several(named, after):,} by labels, {several(after, after):,} by declaration"
        )


def several(figures: pl.DataFrame, after: pl.DataFrame) -> int:
    """How many counts of `after` have more than one number here?"""
    key = ["year", "item", "area", "age_band", "sex", "offer_group"]
    both = after.select(*key, one="cell").join(figures.select(*key, "cell"), on=key)
    return both.group_by("one", "sex").agg(pl.col("cell").n_unique()).filter(pl.col("cell") > 1).height


if __name__ == "__main__":
    main()
