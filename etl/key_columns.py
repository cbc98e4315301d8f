"""Is a column of numbers that name a child or a case what its system wrote? It is judged as a column, not cell by cell.

Spreadsheets damage such numbers: 4,712E+11 for many different ones, 4711.0, digits beyond the fifteenth lost. A damaged
number would make one child of many. Placeholders name nobody. No finding holds a number, only how many and in which lines.
"""

import polars as pl

from etl.delivery import Read
from etl.findings import Finding
from etl.roles import ROLES

PLACEHOLDER = r"(?i)^[-–—_.,?/*#x0\s]*$|^\(?(?:null|none|nil|nan|na|n/a|nv|kein[er]?|leer|ohne|unbekannt|entfällt|k\.? ?a\.?)\)?$|^#[a-zäöü/0-9?]+[!?]?$"
INVISIBLE = r"\p{Cf}"
EXPONENT, CERTAIN_EXPONENT = r"^\d+(?:[.,]\d+)?[eE][+]?\d{1,3}$", r"^\d+[.,]\d+[eE]\+?\d+$|^\d+[eE]\+\d+$"
WHOLE_WITH_DECIMALS, WITH_DECIMALS = r"^\d+[.,]0+$", r"^\d+[.,]0*[1-9]"
LONG, CUT = r"^\d{16,}$", r"^\d{15}0+$"  # a spreadsheet keeps 15 digits
MOST_OF_ONE, FEW = 0.05, 5  # one child has at most this share of the rows, where it has as many rows as this


def cleaned(cell: pl.Expr) -> pl.Expr:
    """A number as its system wrote it: one spelling, without blanks around it and without what nobody sees; "" = nobody."""
    plain = cell.str.normalize("NFC").str.replace_all(INVISIBLE, "").str.replace_all(r"\p{Z}+", " ").str.strip_chars()
    return pl.when(plain.str.contains(PLACEHOLDER)).then(pl.lit("")).otherwise(plain)


def damaged_keys(part: Read, typed: pl.DataFrame) -> list[Finding]:
    """Marks of a damaged export in the columns of numbers, and one number on too many rows."""
    columns = [field.name for field in ROLES[part.kind.role].fields if field.kind == "id"]
    found = [finding for column in columns for finding in _damage(part, typed, column)]
    return found or (_too_often(part, typed) if part.kind.role == "nutzung" else [])


def _damage(part: Read, typed: pl.DataFrame, column: str) -> list[Finding]:
    cells = typed.select("line", key=column).drop_nulls()
    marks = {"schluessel_exponent": _exponents(cells), "schluessel_komma": _decimals(cells)}
    marks["schluessel_lang"] = _too_long(cells, spreadsheet=bool(part.table.part))
    return [
        part.finding(code, column=part.own_name(column), rows=hit.height, lines=hit["line"].to_list())
        for code, hit in marks.items()
        if hit.height
    ]


def _exponents(cells: pl.DataFrame) -> pl.DataFrame:
    """4,712E+11; and 4E11, where no other number has a letter."""
    hit = cells.filter(pl.col("key").str.contains(EXPONENT))
    others = cells.filter(~pl.col("key").str.contains(EXPONENT) & pl.col("key").str.contains(r"\p{L}"))
    return hit.filter(pl.col("key").str.contains(CERTAIN_EXPONENT) | pl.lit(others.is_empty()))


def _decimals(cells: pl.DataFrame) -> pl.DataFrame:
    """4711.0; not where others have 4711.3: there the point belongs to the number."""
    hit = cells.filter(pl.col("key").str.contains(WHOLE_WITH_DECIMALS))
    return hit.clear() if cells["key"].str.contains(WITH_DECIMALS).any() else hit


def _too_long(cells: pl.DataFrame, *, spreadsheet: bool) -> pl.DataFrame:
    """More digits than a spreadsheet keeps: from one, or with nothing but zeros after the fifteenth."""
    long = cells.filter(pl.col("key").str.contains(LONG))
    cut = long["key"].str.contains(CUT).all() and long["key"].n_unique() < long.height
    return long if spreadsheet or cut else long.clear()


def _too_often(part: Read, typed: pl.DataFrame) -> list[Finding]:
    keys = typed.drop_nulls("kind_nr").filter(pl.col("reason").is_null())
    often = keys.group_by("kind_nr").agg("line").filter(pl.col("line").list.len() >= FEW)
    often = often.filter(pl.col("line").list.len() > MOST_OF_ONE * typed.height)
    lines = sorted(often["line"].explode().to_list())
    column, numbers = part.own_name("kind_nr"), often.height
    return (
        [part.finding("schluessel_haeufig", rows=len(lines), lines=lines, column=column, numbers=numbers)]
        if lines
        else []
    )
