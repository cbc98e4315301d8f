"""What do the labels of an official table say? Ages and figures in the words of its heads; what the profile says of such figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from etl.assistant import codes
from etl.assistant.look import Look, filled_by
from etl.assistant.names import KNOWN, plain
from etl.assistant.suggestion import LABEL, USUAL, Filled
from etl.mapping import Value
from etl.roles import ROLES
from etl.typed import SUM_WORDS, ages

if TYPE_CHECKING:
    from etl.assistant.candidates import Desk

ROLE = "vergleichswerte"


def filled(desk: Desk, role: str) -> Iterator[Filled]:
    """Ages and names of figures that stand within longer labels: „Betreuungsquote 0 bis 2 Jahre“."""
    if not desk.found.public:
        return
    for column in (one for one in desk.looks if one.name in desk.found.levels()):
        offers = _offers(desk, role, column)
        if offers is not None:
            yield offers
        found = column.ages() if "alter_von" in ROLES[role].names else {}
        for at, name in enumerate(("alter_von", "alter_bis")):
            if found:
                yield _coded(name, column, {label: pair[at] for label, pair in found.items()})
        figures = _figures(desk, column) if role == ROLE else {}
        if figures:
            yield _coded("kennzahl", column, figures)


def _coded(name: str, column: Look, meanings: dict[str, str]) -> Filled:
    return Filled(name, filled_by(column.name, codes=meanings), LABEL, sure=True)


def _offers(desk: Desk, role: str, column: Look) -> Filled | None:
    """A column that names offers of the profile, one at least."""
    field = next((one for one in ROLES[role].fields if one.kind == "offer"), None)
    if field is None or not column.codes:
        return None
    found = codes.translated(desk, role, field, column, why=LABEL)
    return replace(found, sure=False) if found.value.codes else None


def _figures(desk: Desk, column: Look) -> dict[str, str]:
    """Label → the figure of vergleichswerte.csv it names; {} when one names none, or two."""
    known = set(desk.profile.csv("vergleichswerte.csv")["kennzahl"])
    found = {}
    for label in column.cells:
        words = set(plain(label))
        named = [figure for figure in sorted(known) if set(plain(figure)) <= words]
        if len(named) != 1:
            return {}
        found[label] = named[0]
    return found


def fixed(desk: Desk, role: str, so_far: list[Filled]) -> Iterator[Filled]:
    """What follows from the figure, as the profile writes it, and from the year, as the statistical offices do."""
    if role == ROLE:
        figures = {figure for one in so_far if one.name == "kennzahl" for figure in (one.value.codes or {}).values()}
        rows = desk.profile.csv("vergleichswerte.csv").filter(pl.col("kennzahl").is_in(sorted(figures)))
        for name in ("gruppe", "einheit"):
            said = rows[name].unique().to_list()
            if len(said) == 1 and said[0]:
                yield Filled(name, Value.model_validate({"fest": said[0]}), USUAL, sure=False)
    if "basis" in ROLES[role].names and desk.found.number and (year := _year(desk)):
        basis = next(said for last, said in KNOWN["census"].items() if year <= int(last))
        yield Filled("basis", Value.model_validate({"fest": basis}), USUAL, sure=False)


def _year(desk: Desk) -> int | None:
    """The latest year of the table."""
    times = [column for column in desk.looks if column.name in ("stichtag", "zeit")]
    years = [cell[-4:] for column in times for cell in column.cells if cell[-4:].isdigit()]
    return max(map(int, years), default=None)


def rows_meant(desk: Desk, so_far: tuple[Filled, ...]) -> dict[str, list[str]]:
    """Which rows of an official table are meant, where others stand beside them: column → cells.

    Those with ages, where the column of ages also holds other things (a total without a name, another quantity); those of
    the total, where the table is also told apart by something that nobody asks for (nationality).
    """
    ages_in = next((one.value.column for one in so_far if one.name == "alter"), None)
    used = {column for one in so_far for column in one.value.columns}
    found = {}
    for name in desk.found.levels():
        cells = desk.found.frame[name].str.strip_chars().unique(maintain_order=True)
        if name == ages_in:
            good = _with_ages(cells)
            if any(cell not in good and cell.lower() not in SUM_WORDS for cell in cells):
                found[name] = good
        elif name not in used and (totals := [cell for cell in cells if cell.lower() in SUM_WORDS]):
            found[name] = totals
    return found


def _with_ages(cells: pl.Series) -> list[str]:
    _, problem = ages(pl.col("cell").str.strip_chars())["alter_von"]
    read = pl.DataFrame({"cell": cells}).with_columns(problem=problem)
    return read.filter(pl.col("problem").is_null())["cell"].to_list()
