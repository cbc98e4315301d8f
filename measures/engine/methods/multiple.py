"""Which of many small p-values may be believed? The share of false discoveries among them is held down."""

import polars as pl

SHARE = 0.03  # of all discoveries, expected to be false at most


def discovery_threshold(frame: pl.DataFrame, screen: list[str]) -> pl.Series:
    """How small must a p-value be in its screen? The largest p(k) with p(k) ≤ k/m · 3 %, and never below 3 %/m.

    frame: column `p`, null = not tested, counts in no m. Every p at most this threshold is a discovery: where there is
    none, all p are above 3 %/m. Source: Benjamini, Hochberg 1995, J. R. Stat. Soc. B 57, 289–300.
    """
    tested = pl.col("p").count().over(screen)
    place = pl.col("p").rank("max").over(screen)
    kept = pl.when(pl.col("p") <= SHARE * place / tested).then("p").max().over(screen)
    return frame.select(pl.max_horizontal(kept, SHARE / tested)).to_series()
