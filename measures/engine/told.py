"""What is told of a cell? State, reason and words go together, and the first case that holds decides all of them."""

from collections.abc import Mapping

import polars as pl


def first_case(*cases: tuple[pl.Expr | bool, Mapping[str, object]]) -> dict[str, pl.Expr]:
    """Column → its value in the first case that holds, an expression or the value itself; what a case leaves out is null.

    The last case is that of all other cells (True) and names every column.
    """
    found: dict[str, pl.Expr] = {}
    for holds, told in reversed(cases):
        for name in found or told:
            value = told.get(name)
            then = value if isinstance(value, pl.Expr) else pl.lit(value)
            found[name] = pl.when(holds).then(then).otherwise(found.get(name))
    return found
