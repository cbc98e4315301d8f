"""How is the official key of a municipality written? Eight places here; elsewhere also twelve, with blanks, or with DE before it."""

import polars as pl


def official_key(lower: pl.Expr) -> pl.Expr:
    """The key in eight places (five: a district); what is no key stays as it is. Cells in lower case.

    Of twelve places, the four of the association are left out: 031550011011 → 03155011.
    """
    plain = lower.str.replace(r"^de", "").str.replace_all(r"[\s\u200b]", "")
    digits = (
        pl.when(plain.str.contains(r"^(?:\d{7}|\d{11})$")).then("0" + plain).otherwise(plain)
    )  # Excel took the zero
    twelve = digits.str.slice(0, 5) + digits.str.slice(9, 3)
    short = pl.when(digits.str.contains(r"^\d{12}$")).then(twelve).otherwise(digits)
    return pl.when(short.str.contains(r"^\d{8}$|^\d{5}$")).then(short).otherwise(lower)
