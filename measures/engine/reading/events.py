"""Between which years may nothing be compared? The breaks of ereignisse.csv, as years and groups see them."""

import polars as pl

from measures.engine.measure import Surroundings

BREAK = "reihenbruch"


def first_years(around: Surroundings) -> dict[str, dict[int, str]]:
    """Offer group → first year counted the new way → name of the break.

    A break named for all groups holds for all; one named for a group also for every group that shares an offer with it.
    A break within a year belongs to that year: the year as a whole is counted the new way.
    """
    members = {group: set(offers) for group, offers in around.offer_groups.select("offer_group", "offers").iter_rows()}
    breaks = around.events.filter(pl.col("kind") == BREAK).sort("date").select("date", "offer_group", "short").rows()
    return {
        group: {day.year: short for day, named, short in breaks if not named or members.get(named, set()) & offers}
        for group, offers in members.items()
    }
