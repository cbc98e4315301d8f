"""How many rows of a delivery were rejected, and of which years? So a figure can say what it lacks.

A year of a source that lost more than TOLD of its rows has figures that are lower bounds (etl/sql/coverage.sql); more than
ASKED refuses, until a person says why. The year of a row is read from its own cells; a row whose year cannot be read is
shared out over the years as those that could be read are.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from etl.delivery import Checked, Loss
from etl.findings import Finding, reason_text
from etl.report import reasons_of
from etl.roles import OF_USE
from etl.slips import SLIP
from etl.typed import Lists, read_cells
from store.german import listed

TOLD, ASKED = 0.02, 0.10  # shares; TOLD stands in coverage.sql as well
REASONS_NAMED = 3


def losses(part: Checked, lists: Lists) -> tuple[Loss, ...]:
    """Every year that its rows speak of, inside the period it covers; none of a file that is not of use."""
    if part.kind.role not in OF_USE or part.as_of is None:
        return ()
    frame = part.table.frame
    rejected = read_cells(frame.filter(pl.col("line").is_in(part.rejected["line"].implode())), part.kind, lists)
    accepted, lost = _by_year(part.rows, part), _by_year(rejected, part)
    unknown = part.rejected.height - sum(_has_year(rejected))
    share = max(0, unknown) / max(1, part.rows.height)
    return tuple(
        Loss(year, accepted[year], lost[year] + share * accepted[year])
        for year in sorted(accepted.keys() | lost.keys())
    )


def too_many_rejected(parts: Sequence[Checked]) -> list[Finding]:
    """What is to be said of the rejected rows of a source and role: a question, a hint, or nothing.

    A source is judged by its years; what is not of use (population, places …) as a whole.
    """
    part, lost = parts[0], sum(part.rejected.height for part in parts)
    read = lost + sum(part.rows.height for part in parts)
    bad = [loss for loss in _of_years(parts) if loss.share > TOLD]
    worst = max((loss.share for loss in bad), default=lost / max(1, read))
    if read == lost or worst <= (TOLD if bad else ASKED):
        return []
    reasons = Counter[str]()
    for one in parts:
        reasons.update(dict(reasons_of(one)))
    named = listed([reason_text(reason) for reason, _ in reasons.most_common(REASONS_NAMED)])
    if worst > ASKED:
        return [part.finding("zu_viele_abgewiesen", rows=lost, read=read, reasons=named)]
    years = listed([str(loss.year) for loss in bad])
    return [part.finding("zeilen_verloren", rows=lost, read=read, reasons=named, years=years)]


def nothing_accepted(part: Checked, *, says_none: bool) -> list[Finding]:
    """A file without an accepted row is a mistake, unless a Lieferschein says that there is none; what does it hold instead?"""
    if part.rows.height or part.kind.role == SLIP or (says_none and part.rejected.is_empty()):
        return []
    if not part.read:
        return [part.finding("nur_kopfzeile")]
    if part.rejected.is_empty():
        return [part.finding("nur_summen", rows=len(part.sums))]
    reasons = listed([reason_text(reason) for reason, _ in reasons_of(part)][:REASONS_NAMED])
    return [part.finding("alle_abgewiesen", rows=part.rejected.height, reasons=reasons)]


def _of_years(parts: Sequence[Checked]) -> list[Loss]:
    accepted, lost = Counter[int](), dict[int, float]()
    for loss in (loss for part in parts for loss in part.losses):
        accepted[loss.year] += loss.accepted
        lost[loss.year] = lost.get(loss.year, 0) + loss.lost
    return [Loss(year, accepted[year], lost[year]) for year in sorted(lost)]


def _years(rows: pl.DataFrame, as_of: date) -> tuple[pl.Expr, pl.Expr]:
    """The first and the last year of a row; null: not known."""
    if "beginn" in rows.columns:
        last = pl.min_horizontal(pl.col("ende").fill_null(as_of), pl.lit(as_of)).dt.year()
        return pl.col("beginn").dt.year(), pl.max_horizontal(last, pl.col("beginn").dt.year())
    on_a_day = pl.col("stichtag").dt.year() if "stichtag" in rows.columns else pl.lit(None, pl.Int32)
    year = pl.coalesce(pl.col("jahr").cast(pl.Int32), on_a_day)
    return year, year


def _by_year(rows: pl.DataFrame, part: Checked) -> Counter[int]:
    first, last = _years(rows, part.as_of or date.max)
    start, end = part.period or (date.min, date.max)
    years = rows.select(pl.int_ranges(first, last + 1).alias("year")).explode("year").drop_nulls()
    return Counter(
        dict(years.filter(pl.col("year").is_between(start.year, end.year)).group_by("year").len().iter_rows())
    )


def _has_year(rows: pl.DataFrame) -> pl.Series:
    first, _ = _years(rows, date.max)
    return rows.select(first.is_not_null().alias("known"))["known"]
