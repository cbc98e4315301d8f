"""How are a birth date and an official age label read? Two fields from one cell each."""

import polars as pl

from etl.sources import Value


def clean(column: str) -> pl.Expr:
    """The cell without blanks around it."""
    return pl.col(column).str.strip_chars()


def birth(value: Value) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Month and year of a full birth date; the day is forgotten here, before anything is stored or logged."""
    day = clean(value.column).str.to_date(value.date_format or "%d.%m.%Y", strict=False)
    day = pl.when(day.dt.year().is_between(1900, 2100)).then(day)
    problem = pl.when(day.is_null()).then(pl.lit("datum|geburt"))
    return {
        "geburtsjahr": (day.dt.year().cast(pl.Int16), problem),
        "geburtsmonat": (day.dt.month().cast(pl.Int8), problem),
    }


def ages(value: Value) -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Official labels: „unter 3 Jahre“, „3 bis unter 6 Jahre“, „3 bis 5“, „90 Jahre und mehr“ (open end = 120)."""
    cell = clean(value.column).str.to_lowercase()
    below, between = cell.str.extract(r"^unter (\d+)"), cell.str.extract(r"^(\d+) bis unter \d+")
    closed, above, single = (
        cell.str.extract(r"^(\d+)\s*(?:bis|-|–)\s*\d+"),
        cell.str.extract(r"^(\d+) (?:jahre?)?\s*(?:und|u\.) "),
        cell.str.extract(r"^(\d+)(?: jahre?)?$"),
    )
    whole = pl.Int64
    low = (
        pl.when(below.is_not_null())
        .then(pl.lit("0"))
        .otherwise(pl.coalesce(between, closed, above, single))
        .cast(whole, strict=False)
    )
    high = pl.coalesce(
        below.cast(whole, strict=False) - 1,
        cell.str.extract(r"bis unter (\d+)").cast(whole, strict=False) - 1,
        cell.str.extract(r"^\d+\s*(?:bis|-|–)\s*(\d+)").cast(whole, strict=False),
        pl.when(above.is_not_null()).then(120),
        single.cast(whole, strict=False),
    )
    problem = pl.when(low.is_null() | high.is_null()).then(pl.lit("alter|alter_von"))
    return {"alter_von": (low, problem), "alter_bis": (high, problem)}
