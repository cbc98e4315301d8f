"""What do the declarations alone say against a publication? Two failures that prove nobody yet, but that no rule may allow.

Too small: a cell is shown though few are expected of the offers that can be in it. Drawn twice: cells that hold the same
children by declaration have different numbers, so each is a draw of its own. Both are told from the published tables:
ages and years of the offers, who delivers them, and whether by the children's homes (source_status.at_home).

Looked at is annual reach, which has every offer, age and area. Where a source does not say whether it tells homes, or an offer has no
figure of its own in the district, nothing is said: what is counted here is certain.
"""

from dataclasses import dataclass

import polars as pl

from measures.engine.attack.cells import COUNTED
from measures.engine.attack.relations import Tables, district_of
from store.tables import SHOWN

MEASURE = "annual_reach"
PLACE = ["year", "age_band", "offer_group"]


@dataclass(frozen=True)
class Against:
    """small: cells below the rule; drawn_twice: cells with a second draw of a count. Whole names: measure … offer_group."""

    small: list[tuple[object, ...]]
    drawn_twice: list[tuple[object, ...]]


def against(tables: Tables, handed: pl.DataFrame) -> Against:
    """handed: all cells that were handed out (engine/protect.py, Rule): two draws that were handed out once cannot be taken back."""
    rows = tables["figure"].filter(pl.col("measure") == MEASURE, pl.col("state").is_in(COUNTED))
    if rows["cell"].null_count() == len(rows) or tables["source_status"]["at_home"].null_count():
        return Against([], [])
    who = _who(tables)
    rows = rows.with_columns(below=pl.col("area") != district_of(tables))
    return Against(_small(tables, rows, who), _drawn_twice(tables, rows, who, handed))


def _who(tables: Tables) -> pl.DataFrame:
    """PLACE, below, source, offer, first, last: who can be in a cell of the district, or below it, and of which ages."""
    status = tables["source_status"].select("source", "offer", "year", "at_home")
    offers = tables["offer"].filter("counts").select("offer", "since", "until", begins="age_from", ends="age_to")
    there = pl.col("year").is_between(
        pl.col("since").fill_null(pl.col("year")), pl.col("until").fill_null(pl.col("year"))
    )
    members = tables["offer_group"].select("offer_group", offer="offers").explode("offer")
    first, last = pl.max_horizontal("begins", "age_from"), pl.min_horizontal(pl.col("ends") + 1, "age_to")
    return (
        members.join(offers, on="offer")
        .join(status, on="offer")
        .filter(there)
        .join(tables["age_band"].select("age_band", "age_from", "age_to"), how="cross")
        .with_columns(first=first, last=last)
        .filter(pl.col("first") <= pl.col("last"))
        .join(pl.DataFrame({"below": [False, True]}), how="cross")
        .filter(~pl.col("below") | pl.col("at_home"))
        .select(*PLACE, "below", "source", "offer", "first", "last")
    )


# ── Drawn twice ─────────────────────────────────────────────────────────────────────────────────


def _drawn_twice(
    tables: Tables, rows: pl.DataFrame, who: pl.DataFrame, handed: pl.DataFrame
) -> list[tuple[object, ...]]:
    """Cells, never handed out, whose number is not that of the others that hold the same children."""
    names = who.group_by(*PLACE, "below").agg(
        who=pl.format("{}:{}:{}-{}", "source", "offer", "first", "last").sort().str.join("+")
    )
    key = [name for name in handed.columns if name != "cell"]
    before = handed.select(*key, handed=pl.lit(True))
    shown = (
        rows.filter(pl.col("state").is_in(SHOWN))
        .join(names, on=[*PLACE, "below"])
        .join(before, on=key, how="left")
        .with_columns(pl.col("handed").fill_null(False), pl.col("area").replace(_only_places(tables)).alias("place"))
    )
    same = ["year", "place", "sex", "who"]
    own = pl.col("cell").filter(~pl.col("handed")).first().over(same)
    kept = pl.col("cell").filter("handed").implode().over(same)
    first = pl.when(kept.list.len() > 0).then(kept.list.contains(pl.col("cell"))).otherwise(pl.col("cell") == own)
    return shown.filter(~pl.col("handed"), ~first).select(key).rows()


def _only_places(tables: Tables) -> dict[str, str]:
    """An area with one inhabited place in it holds the same children as that place."""
    inside = tables["area"].filter("inhabited").drop_nulls("parent").group_by("parent").agg("area")
    district = district_of(tables)
    only = {above: areas[0] for above, areas in inside.iter_rows() if len(areas) == 1 and above != district}
    while any(place in only for place in only.values()):
        only = {above: only.get(place, place) for above, place in only.items()}
    return only


# ── Too small ───────────────────────────────────────────────────────────────────────────────────


def _small(tables: Tables, rows: pl.DataFrame, who: pl.DataFrame) -> list[tuple[object, ...]]:
    """Cells of which fewer are expected than may stay, even if the district's users are as many as its figures allow."""
    meta = dict(tables["meta"].iter_rows())
    if "stay_expected" not in meta:  # published by an older program
        return []
    base, stay, back = int(meta["base"]), float(meta["stay_expected"]), int(meta["years_back"])
    district = rows.filter(~pl.col("below"), pl.col("sex") == "all")
    pairs = _years_before(district, back)
    offers = who.select(*PLACE, "below", "offer").unique()
    users = (
        pairs.join(offers, on=PLACE)
        .join(_most(district, tables, base), on=["age_band", "offer", "other"], how="left")
        .group_by(*PLACE, "below")
        .agg(users=pl.when(pl.col("most").null_count() == 0).then(pl.col("most").sum()))
    )
    people = pairs.group_by(PLACE).agg(pl.col("people").sum())
    found = (
        rows.filter(pl.col("state").is_in(SHOWN))
        .join(people, on=PLACE)
        .join(users.with_columns(told=pl.lit(True)), on=[*PLACE, "below"], how="left")
        .with_columns(users=pl.when(pl.col("told").is_null()).then(0).otherwise("users"))
        .filter(pl.col("denominator") * (pl.col("users") + base) / pl.col("people") < stay)
    )
    return found.select("measure", "year", "item", "area", "age_band", "sex", "offer_group").rows()


def _years_before(district: pl.DataFrame, back: int) -> pl.DataFrame:
    """PLACE, other, people: the years, and their people, from which the rate of a year is taken."""
    line = ["age_band", "offer_group"]
    years = district.sort("year").select(*line, "year", "denominator", place=pl.int_range(pl.len()).over(line))
    others = years.select(*line, other="year", people="denominator", other_place="place")
    ago = pl.col("place") - pl.col("other_place")
    before = pl.when(pl.col("place") < back).then(pl.col("other_place") < back).otherwise(ago.is_between(1, back))
    return years.join(others, on=line).filter(before).select(*PLACE, "other", "people")


def _most(district: pl.DataFrame, tables: Tables, base: int) -> pl.DataFrame:
    """age_band, offer, other (year), most: no more children of the district used the offer; null: nobody can say."""
    single = tables["offer_group"].filter(pl.col("offers").list.len() == 1)
    edge = (pl.col("bound_high") * pl.col("denominator")).round().cast(pl.Int64) // base * base  # as it was rounded
    upper = pl.coalesce("numerator", "counted", edge)
    return (
        district.filter(pl.col("state").is_in(SHOWN))
        .drop("offer")
        .join(single.select("offer_group", offer=pl.col("offers").list.first()), on="offer_group")
        .select("age_band", "offer", other="year", most=upper + base - 1)
    )
