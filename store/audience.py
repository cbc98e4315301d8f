"""Who may read which figures? The public gets the figures without those that only the office should see, before anything is built."""

from dataclasses import replace

import polars as pl

from store.published import Published

AUDIENCES = {"intern": "intern", "dezernat": "intern, für das Dezernat", "oeffentlich": "für die Öffentlichkeit"}
OFFICE, EVERYBODY = "intern", "oeffentlich"


def readers_of(audience: str) -> list[str]:
    """Who reads what is given to this audience? It, and all who may read more."""
    order = list(AUDIENCES)
    return order[: order.index(audience) + 1]


def sees_all(audience: str) -> bool:
    """May this audience read every published figure?"""
    return audience != EVERYBODY


def for_audience(published: Published, audience: str) -> Published:
    """All figures for the office and the Dezernat. For the public: groups that are mostly sensitive only in the district, no
    benchmark that was entered for internal use, posts only by Fachbereich."""
    if audience not in AUDIENCES:
        raise ValueError(f"unknown audience {audience}")
    if sees_all(audience):
        return published
    groups, district = published.table("offer_group"), _district(published)
    closed = sensitive(published)
    hidden = (pl.col("area") != district) & pl.col("offer_group").is_in(closed)
    figures = published.table("figure").filter(~hidden, (pl.col("measure") != "staffing") | pl.col("section").is_null())
    open_below = pl.col("below_district") & ~pl.col("offer_group").is_in(closed)
    return replace(
        published,
        tables=published.tables
        | {
            "figure": figures,
            "offer_group": groups.with_columns(open_below.alias("below_district")),
            "benchmark": published.table("benchmark").filter(~pl.col("internal").fill_null(False)),
        },
    )


def sensitive(published: Published) -> list[str]:
    """Groups of which at least half of the offers are sensitive (angebote.csv, sensibel)."""
    offers = published.table("offer")
    of_concern = set(offers.filter("sensitive")["offer"])
    groups = published.table("offer_group").select("offer_group", "offers").iter_rows()
    return [group for group, of in groups if of and 2 * len(of_concern & set(of)) >= len(of)]


def _district(published: Published) -> str:
    return str(published.table("area").filter(pl.col("level") == "kreis")["area"][0])
