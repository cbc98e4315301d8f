"""Do families name what is known? Answers beside offers of which the shared key or a count by hand says exactly how many use them."""

from collections.abc import Iterator

import polars as pl

from etl.further_use.shares import effective, scatter, share
from etl.further_use.units import Asked, Year
from measures.engine.reading.coverage import SHARED_SPACE
from store.connect import Connection
from store.table import Row

BOTH = """SELECT b.age_band, count(*) FILTER (c.mask & $2 <> 0)::DOUBLE AS both, count(*)::DOUBLE AS children
    FROM child_year c JOIN age_band b ON b.age_band <> 'all' AND c.age BETWEEN b.age_from AND b.age_to
    WHERE c.year = $3 AND c.space = $4 AND c.mask & $1 <> 0 GROUP BY ALL"""
BY_HAND = """SELECT offer_a, offer_b, low FROM stated_overlap
    WHERE year = $1 AND low = high AND area = (SELECT area FROM area WHERE parent IS NULL) AND $2 IN (offer_a, offer_b)"""
CHILDREN = """SELECT sum(low) FROM counted_year
    WHERE year = $1 AND offer = $2 AND date IS NULL AND sex = 'all' GROUP BY area = (SELECT area FROM area WHERE parent IS NULL)
    HAVING sum(low) = sum(high) AND count(high) = count(*) ORDER BY max(area = (SELECT area FROM area WHERE parent IS NULL)) DESC"""


def recalled(con: Connection, about: Row, answers: pl.DataFrame, asked: Asked, year: Year) -> list[Row]:
    """Rows of further_use_recall of one sample. about: its row as delivered; answers as etl/further_use/count.py gives them."""
    sheet = frozenset(about["fragebogen"].split("|"))
    pairs = (
        _by_key(con, about["jahr"], answers, asked, year)
        if asked.linked
        else _by_hand(con, about["jahr"], answers, asked, year)
    )
    rows = []
    for partner, offers, known in pairs:
        if offers <= sheet:
            told = answers.with_columns(
                told=pl.col("used").list.eval(pl.element().is_in(sorted(offers))).list.any().fill_null(False)
            )
            many = effective(told["weight"])
            counted = {"answers": many, "told": many * share(told["weight"], told["told"]), "known": many * known}
            rows.append(
                {
                    "year": about["jahr"],
                    "source": about["befragt_in"],
                    "partner": partner,
                    **counted,
                    "scatter": scatter(told, "told"),
                }
            )
    return rows


def _by_key(
    con: Connection, year: int, answers: pl.DataFrame, asked: Asked, delivered: Year
) -> Iterator[tuple[str, frozenset[str], float]]:
    """partner, its offers, the share known: both in the shared key and nowhere else, delivered in full, same ages."""
    alone = _of_nobody_else(asked, delivered)
    if not alone or not asked.offers <= delivered.full:
        return
    bits = dict(con.sql("SELECT offer, bit FROM offer WHERE bit IS NOT NULL").fetchall())
    mine = sum(1 << bits[offer] for offer in asked.offers)
    elsewhere = frozenset().union(
        delivered.sums, *(of for space, of in delivered.spaces.items() if space != SHARED_SPACE)
    )
    for partner in sorted(delivered.spaces.get(SHARED_SPACE, frozenset()) & delivered.full - asked.offers - elsewhere):
        known = con.execute(BOTH, [mine, 1 << bits[partner], year, SHARED_SPACE]).pl()
        beside = answers.group_by("age_band").agg(pl.col("weight").sum()).join(known, on="age_band", how="left")
        if beside.is_empty() or beside["children"].null_count():
            continue  # of an age of which nobody is known nothing is known
        weight = float(beside["weight"].sum())
        expected = float((beside["weight"] * beside["both"] / beside["children"]).sum()) / weight
        yield partner, frozenset({partner}), expected


def _of_nobody_else(asked: Asked, delivered: Year) -> bool:
    """Are the children of its offers those of the sample alone?"""
    others = (
        offers
        for source, (space, offers) in delivered.sources.items()
        if source != asked.unit and space == SHARED_SPACE
    )
    of_an_offer = asked.unit not in delivered.sources
    return SHARED_SPACE in delivered.spaces and (of_an_offer or not asked.offers & frozenset().union(*others))


def _by_hand(
    con: Connection, year: int, answers: pl.DataFrame, asked: Asked, delivered: Year
) -> Iterator[tuple[str, frozenset[str], float]]:
    """The same by counts of one offer by hand, all ages together."""
    if len(asked.offers) != 1 or answers.is_empty():
        return
    (offer,) = asked.offers
    children = _children(con, year, offer, asked, delivered)
    for one, other, both in con.execute(BY_HAND, [year, offer]).fetchall() if children else []:
        partner = other if one == offer else one
        offers = delivered.spaces.get(SHARED_SPACE, frozenset()) if partner == SHARED_SPACE else frozenset({partner})
        if offers and children and both <= children:
            yield partner, offers, both / children


def _children(con: Connection, year: int, offer: str, asked: Asked, delivered: Year) -> float | None:
    """Children of the offer in the year, exactly; None: not known."""
    if asked.unit in delivered.spaces:
        return delivered.children.get((asked.unit, offer)) if offer in delivered.full else None
    found = con.execute(CHILDREN, [year, offer]).fetchone()
    return float(found[0]) if found and found[0] else None
