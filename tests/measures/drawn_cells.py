"""Cells as protect() takes them, drawn as a table."""

import polars as pl

from measures.engine.counting.declared import DECLARED
from measures.engine.protect import Rule
from tests.grid import frame

RULE = Rule(b"0123456789abcdef", "D")


def cells(drawn: str) -> pl.DataFrame:
    """Cells of one group; what is not drawn is the district, all ages, both sexes, an ordinary offer."""
    usual = {
        "series": "s",
        "offer_group": "g",
        "area": "D",
        "age_band": "all",
        "sex": "all",
        "alone": False,
        "unreliable": False,
        "at_least": None,
        "at_most": None,
    }
    found = frame(drawn)
    found = found.with_columns(
        *[pl.lit(value).alias(name) for name, value in usual.items() if name not in found.columns]
    )
    identity = {"offers": "offer_group", "cell_area": "area", "cell_band": "age_band"}
    usual = {"handed": pl.lit(False), "kept": pl.lit(None, pl.Int64)}
    usual |= {name: pl.lit(None, kind) for name, kind in DECLARED.items()}
    found = found.with_columns(**{name: of for name, of in usual.items() if name not in found.columns})
    return found.with_columns(
        *[pl.col(name).alias(like) for like, name in identity.items() if like not in found.columns],
        *[pl.col(count).cast(pl.Int64) for count in ("children", "at_least", "at_most") if count in found.columns],
        pl.col("kept").cast(pl.Int64),
    )
