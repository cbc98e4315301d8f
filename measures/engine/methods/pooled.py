"""What do several years together say about an area that is too small for one? Sums of protected counts.

A child who comes in three of the years is in the sum three times: the sum scatters more than a count of its size. How much
more is told by the share of users who had come before (Poisson arrivals, each staying on for another year with that share),
and where no key tells it by how alike the years are: correlated by c on average, `years` of them scatter 1 + (years − 1) c
times as much, and each scatters around their mean only 1 − c times as much.
"""

from dataclasses import replace

import polars as pl

from measures.engine.measure import Surroundings
from measures.engine.reading.events import first_years

MOST_YEARS = 5
LEAST_YEARS = 2
SAID = ("reason", "reason_offers", "estimated_people", "note")
AREA_AND_GROUP = ["area", "offer_group"]
WINDOW = {
    "offer_group": pl.String,
    **dict.fromkeys(("first", "last", "years"), pl.Int64),
    "known": pl.Float64,
    "broken": pl.String,
}


def pooled(yearly: pl.DataFrame, figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """The yearly cells (counted, people, expected, state, note and facts) summed over each group's last comparable years.

    One row per area and group that has at least two such years: year = period_to = the last, period_from, `years` = how many,
    `spread` = variance of the sum over that of a count of its size. Nothing is told where one of the years is not.
    """
    inside = yearly.join(windows(figures, around), on="offer_group").filter(
        pl.col("year").is_between(pl.col("first"), pl.col("last"))
    )
    told = pl.col("state").is_null()
    untold = pl.col("state", *SAID).filter(pl.col("state") != "ok").last()
    sums = (
        inside.sort("year")
        .group_by(*AREA_AND_GROUP, "level", "first", "last", "years", "known", "broken", maintain_order=True)
        .agg(pl.col("counted", "people", "expected").sum(), untold, pl.len())
        .filter(pl.col("len") == pl.col("years"))
    )
    changing = _changing(inside, sums, around.variance)
    first, last = (pl.col(name).cast(pl.Int16) for name in ("first", "last"))
    return sums.join(changing, on=["offer_group", "level"], how="left", maintain_order="left").select(
        *(*AREA_AND_GROUP, "level", "counted", "people", "expected", "years", *SAID[:-1]),
        pl.col("state").fill_null("ok"),
        spread=_spread(),
        year=last,
        period_from=first,
        period_to=last,
        break_year=pl.when(told & (pl.col("broken") != "")).then(first),
        note=pl.when(told).then(_note()).otherwise("note"),
    )


def _changing(inside: pl.DataFrame, sums: pl.DataFrame, variance: float) -> pl.DataFrame:
    """offer_group, level, changing, free: how much do areas scatter from year to year around their own ratio, against chance?

    1: the years know nothing of each other; 0: every year the same children. `free`: how many differences tell it.
    """
    told = sums.filter(pl.col("state").is_null() & (pl.col("expected") > 0))
    ratio = told.select(*AREA_AND_GROUP, (pl.col("counted") / pl.col("expected")).alias("ratio"))
    usual = pl.col("ratio") * pl.col("expected")
    return (
        inside.join(ratio, on=AREA_AND_GROUP)
        .with_columns(scatter=(pl.col("counted") - usual) ** 2 / (usual + variance))
        .group_by("offer_group", "level")
        .agg(pl.col("scatter").sum(), free=pl.len() - pl.col("area").n_unique())
        .select("offer_group", "level", "free", changing=pl.col("scatter") / pl.col("free"))
    )


def _spread() -> pl.Expr:
    """From who came again; where no key tells that, from how alike the years are, on the careful side of its own chance."""
    at_least = pl.col("changing") * (1 - (2 / pl.col("free")).sqrt())
    alike = (1 - at_least).clip(0, 1).fill_null(1.0)
    return pl.coalesce("known", 1 + (pl.col("years") - 1) * alike)


def _note() -> pl.Expr:
    told = pl.format("{}–{} zusammen, Kinder im Jahresmittel.", "first", "last")
    broken = pl.format("Ältere Jahre gehen wegen des Reihenbruchs {} ({}) nicht ein.", "first", "broken")
    return pl.concat_str(told, pl.when(pl.col("broken") != "").then(broken), separator=" ", ignore_nulls=True)


def windows(figures: pl.DataFrame, around: Surroundings) -> pl.DataFrame:
    """offer_group, first, last, years, known, broken: the last years, at most five, whose district count is known, back to
    a break of the group (its name in `broken`). known: the spread by the share of the last year's users who had come before, null where no key tells it.

    A break of the population alone is none here: every year is compared with the district of the same year and basis.
    """
    district = figures.filter(area=around.district, sex="all")
    reach = district.filter(measure="annual_reach", age_band="all", state="ok")
    told = reach.drop_nulls("numerator").sort("year")
    of_groups = around.events.filter(pl.col("offer_group") != "")
    breaks, contacts = first_years(replace(around, events=of_groups)), _first_contacts(district, around.age_bands)
    rows = []
    for (group,), line in told.group_by("offer_group", maintain_order=True):
        users = dict(line.select("year", "numerator").iter_rows())
        last = first = max(users)
        inside = breaks.get(group, {})
        while first - 1 in users and last - first + 1 < MOST_YEARS and first not in inside:
            first -= 1
        if last - first + 1 >= LEAST_YEARS:
            years, new = last - first + 1, contacts.get((group, last))
            known = spread(1 - min(1, new / users[last]), years) if new is not None and users[last] else None
            rows.append((group, first, last, years, known, inside.get(first, "")))
    return pl.DataFrame(rows, schema=WINDOW, orient="row")


def _first_contacts(district: pl.DataFrame, age_bands: pl.DataFrame) -> dict[tuple[str, int], int]:
    """Group and year → children of all ages who came for the first time, where one key tells it."""
    first, last = age_bands.filter(age_band="all").select("age_from", "age_to").row(0)
    rows = district.filter(measure="first_contact", quantity="age", age=first, age_to=last).drop_nulls("numerator")
    one = rows.filter(pl.len().over("offer_group", "year") == 1)
    return {(group, year): n for group, year, n in one.select("offer_group", "year", "numerator").iter_rows()}


def spread(again: float, years: int) -> float:
    """By how much does the variance of a sum of yearly counts exceed that of as many children who come in one year only?

    1 + 2 Σ (1 − d/years) again^d: children of one year are those of d years before with the share again^d. 1: nobody comes
    twice; `years`: everybody comes every year.
    """
    return 1 + 2 * sum((1 - apart / years) * again**apart for apart in range(1, years))
