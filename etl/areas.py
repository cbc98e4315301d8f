"""How is the official key of a municipality written? Eight places here; elsewhere also twelve, with blanks, or with DE before it."""

import polars as pl

DISTRICT = 5  # places


def official_key(lower: pl.Expr) -> pl.Expr:
    """The key in eight places (five: a district); what is no key stays as it is. Cells in lower case.

    Of twelve places, the four of the association are left out: 031550011011 → 03155011. A spreadsheet takes the zero in front;
    no land begins with two.
    """
    plain = lower.str.replace(r"^de", "").str.replace_all(r"[\s\u200b]", "")
    digits = pl.when(plain.str.contains(r"^[1-9](?:\d{6}|\d{10})$")).then("0" + plain).otherwise(plain)
    twelve = digits.str.slice(0, 5) + digits.str.slice(9, 3)
    short = pl.when(digits.str.contains(r"^\d{12}$")).then(twelve).otherwise(digits)
    return pl.when(short.str.contains(r"^\d{8}$|^\d{5}$")).then(short).otherwise(lower)


def key_spellings(key: str) -> list[str]:
    """How a key of the profile may stand there: without the zero in front; a district's also filled with zeros to eight places."""
    filled = [f"{key}000"] if key.isdigit() and len(key) == DISTRICT else []
    return [key, key.lstrip("0"), *filled]
