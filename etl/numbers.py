"""What does a number mean that is written with points or commas? A column decides it from all its cells.

12.500 beside 12.5 is twelve and a half; beside 1.234,50 it is twelve thousand five hundred; alone it may be both.
"""

import polars as pl

from etl.delivery import Read
from etl.findings import Finding
from etl.roles import ROLES

COMMA, POINT, MIXED, OPEN = ",", ".", "mixed", "open"  # the decimal mark of a column, or why nobody can say
BLANKS = r"[ \u00a0\u202f]"
GROUPS = {  # decimal mark → what only it allows; M: the mark, G: what parts thousands
    mark: r"^\d+M(?:\d{1,2}|\d{4,})$|^0M\d+$|^\d{4,}M\d+$|^\d{1,3}(?:G\d{3})+M\d+$|^\d{1,3}(?:G\d{3}){2,}$".replace(
        "M", f"[{mark}]"
    ).replace("G", f"[{other}]")
    for mark, other in ((COMMA, POINT), (POINT, COMMA))
}
EITHER = {mark: rf"^[1-9]\d{{0,2}}[{mark}]\d{{3}}$" for mark in (COMMA, POINT)}


def decimal_marks(part: Read) -> dict[str, str]:
    """Column of numbers → its decimal mark, MIXED where both stand in it, OPEN where its cells fit both."""
    kinds = {field.name: field.kind for field in ROLES[part.kind.role].fields}
    own = {name: name for name in part.table.frame.columns}
    columns = {name: v.column for name, v in part.kind.values.items()} if part.kind.values is not None else own
    return {
        name: _mark(part.table.frame[column], whole=kinds[name] == "whole", spreadsheet=bool(part.table.part))
        for name, column in columns.items()
        if kinds.get(name) in ("whole", "decimal") and column in part.table.frame.columns
    }


def unclear_numbers(part: Read, marks: dict[str, str]) -> list[Finding]:
    """Columns in which nobody can say what a point means."""
    codes = {MIXED: "zahl_gemischt", OPEN: "zahl_offen"}
    found = []
    for name, mark in marks.items():
        if mark in codes:
            column = part.own_name(name)
            cells = part.table.frame.select("line", cell=pl.col(column).str.replace_all(BLANKS, ""))
            hit = cells.filter(pl.col("cell").str.contains(EITHER[POINT] + "|" + EITHER[COMMA] + "|" + GROUPS[POINT]))
            found.append(part.finding(codes[mark], column=column, rows=hit.height, lines=hit["line"].to_list()))
    return found


def _mark(cells: pl.Series, *, whole: bool, spreadsheet: bool) -> str:
    plain = cells.unique().str.replace_all(BLANKS, "")
    comma, point = (bool(plain.str.contains(GROUPS[mark]).any()) for mark in (COMMA, POINT))
    either = {mark: bool(plain.str.contains(EITHER[mark]).any()) for mark in (COMMA, POINT)}
    comma |= spreadsheet and either[COMMA]  # a spreadsheet's own numbers are written with a comma by its reader
    if comma and point:
        return MIXED
    if point:
        return POINT
    if comma or whole:
        return COMMA
    return OPEN if any(either.values()) else COMMA


def whole(cell: pl.Expr, mark: str = COMMA) -> pl.Expr:
    """Digits, in groups of three where the decimal mark is the other one."""
    groups = "," if mark == POINT else "."
    plain = cell.str.extract(rf"^(\d+|\d{{1,3}}(?:[{groups} \u00a0\u202f]\d{{3}})+)$")
    return plain.str.replace_all(rf"[{groups} \u00a0\u202f]", "").cast(pl.Int64, strict=False)


def decimal(cell: pl.Expr, mark: str = COMMA) -> pl.Expr:
    """Digits with at most one decimal mark, in groups of three by the other one."""
    groups, sign = (",", r"\.") if mark == POINT else (".", ",")
    said = cell.str.extract(rf"^(\d{{1,3}}(?:[{groups} \u00a0\u202f]\d{{3}})+(?:{sign}\d+)?|\d+(?:{sign}\d+)?)$")
    said = said.str.replace_all(rf"[{groups} \u00a0\u202f]", "").str.replace(",", ".", literal=True)
    point = cell.str.extract(r"^(\d+\.(?:\d{1,2}|\d{4,}))$")  # what the mapping says for every row
    return pl.coalesce(said, point).cast(pl.Float64, strict=False)
