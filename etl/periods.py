"""Do the rows of a file lie in the time that its name or its Lieferschein claims?"""

import re
from datetime import date

import polars as pl

from etl.delivery import Checked
from etl.findings import Finding
from etl.roles import OF_USE

WHOLE_DATE = re.compile(
    r"\d{4}[-._]\d\d[-._]\d\d|\d\d[-._]\d\d[-._]\d{4}|\d{8}"
)  # the day of an extract claims no year
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TOLD_LATER = ("vorausrechnung", "ausgaben", "plaetze", "personal")  # plans: they may speak of days to come
ENOUGH = 20  # so many uses of which none begins or ends in the year of the file
A_YEAR = 364  # days after the first: in a shorter time nothing need begin or end


def claimed(part: Checked) -> tuple[date, date] | None:
    """The time a file says that it is about: the years in its name, else its period; None: it says nothing."""
    years = sorted(map(int, YEAR.findall(WHOLE_DATE.sub(" ", part.name))))
    if part.period and (part.source.delivery == "zeitraum" or not years):
        return part.period
    return (date(years[0], 1, 1), date(years[-1], 12, 31)) if years else None


def in_its_time(part: Checked) -> Checked:
    """Without rows after the Stand; a file that replaces a period also without rows of another one."""
    days = _days(part)
    if days is None or part.kind.role == "nutzung":
        return part
    begin, end, column = days
    late = pl.lit(False) if part.as_of is None or part.kind.role in TOLD_LATER else begin > part.as_of
    outside = pl.lit(False)
    if part.period and part.source.delivery == "zeitraum" and _some_in(part, begin, end, part.period):
        outside = (end < part.period[0]) | (begin > part.period[1])
    problem = (
        pl.when(late).then(pl.lit(f"nach_stand|{column}")).when(outside).then(pl.lit(f"ausserhalb_zeitraum|{column}"))
    )
    return part.rejecting(part.rows.with_columns(reason=problem))


def of_another_time(part: Checked) -> list[Finding]:
    """A file none of whose rows speaks of the time it claims: that of another year under a new name."""
    days, time = _days(part), claimed(part)
    if days is None or time is None or part.rows.is_empty() or part.kind.role not in OF_USE:
        return []
    begin, end, _ = days
    if part.kind.role == "nutzung":
        last_year = (max(time[0], date(time[1].year, 1, 1)), time[1])
        whole = (last_year[1] - last_year[0]).days >= A_YEAR
        still = whole and part.source.delivery != "aenderung" and part.rows.height >= ENOUGH
        moves = part.rows.filter(begin.is_between(*last_year) | pl.col("ende").is_between(*last_year))
        return (
            [part.finding("nichts_bewegt", rows=part.rows.height, year=str(time[1].year))]
            if still and moves.is_empty()
            else []
        )
    if _some_in(part, begin, end, time):
        return []
    found = part.rows.select(first=begin.min(), last=end.max()).row(0)
    return [
        part.finding(
            "andere_zeit",
            rows=part.rows.height,
            first=time[0],
            last=time[1],
            found_first=found[0],
            found_last=found[1],
        )
    ]


def last_day(part: Checked) -> date | None:
    """The last day up to its Stand on which something began or was counted, for an end may be planned; None: its rows name no day."""
    columns = [column for column in ("beginn", "stichtag") if column in part.rows.columns]
    days = [day for column in columns for day in part.rows[column].drop_nulls().unique().to_list()]
    return max((day for day in days if part.as_of is None or day <= part.as_of), default=None)


def _some_in(part: Checked, begin: pl.Expr, end: pl.Expr, time: tuple[date, date]) -> bool:
    return not part.rows.filter((begin <= time[1]) & (end >= time[0])).is_empty()


def _days(part: Checked) -> tuple[pl.Expr, pl.Expr, str] | None:
    """First and last day a row speaks of, and the column that says so; None where it speaks of no time."""
    columns = part.rows.columns
    if "beginn" in columns:
        return pl.col("beginn"), pl.coalesce("ende", pl.lit(date.max)), "beginn"
    year = (pl.date("jahr", 1, 1), pl.date("jahr", 12, 31)) if "jahr" in columns else None
    if "stichtag" in columns and year:
        return pl.coalesce("stichtag", year[0]), pl.coalesce("stichtag", year[1]), "stichtag"
    if "stichtag" in columns:
        return pl.col("stichtag"), pl.col("stichtag"), "stichtag"
    return (*year, "jahr") if year else None
