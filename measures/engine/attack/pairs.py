"""What do children in two groups at once tell of those in only one? a + b − both = either, and nobody is less than nobody.

For every published pair the children of a without b are a count of their own that no figure shows: a = both + only a. Either
is then b + only a; a group that holds both has at least as many.
"""

import numpy as np
import polars as pl

from measures.engine.attack.cells import Cells
from measures.engine.attack.relations import NO_LIMIT, Offers, Relation, relation

KEY = ["year", "offer_group"]


def pair_relations(cells: Cells, district: str, members: Offers) -> tuple[Cells, list[Relation]]:
    """The cells with one more for each pair, and what holds between them. Pairs: rows of `overlap`."""
    placed = cells.rows.with_row_index("place")
    here = placed.filter(area=district, age_band="all", sex="all")
    reach = here.filter(measure="annual_reach").select(*KEY, "place")
    pairs = (
        here.filter(measure="overlap")
        .select("year", a="offer_group", b="partner", both="place")
        .join(reach.select("year", a="offer_group", in_a="place"), on=["year", "a"])
        .join(reach.select("year", b="offer_group", in_b="place"), on=["year", "b"], maintain_order="left")
    )
    both, in_a, in_b = (pairs[name].to_numpy().astype(np.int64) for name in ("both", "in_a", "in_b"))
    only_a = len(cells.low) + np.arange(len(pairs))
    more = cells.with_more(both)
    found = [
        relation(more, in_a, np.stack([both, only_a], axis=-1), most=0),
        relation(more, in_b, both[:, None]),
        *_of_both_together(more, pairs.with_columns(pl.Series("only_a", only_a)), reach, members),
    ]
    return more, found


def _of_both_together(cells: Cells, pairs: pl.DataFrame, reach: pl.DataFrame, members: Offers) -> list[Relation]:
    """Groups that hold a and b: exactly these two, or more besides."""
    wide = pairs.select("a", "b").unique()
    found = [
        (a, b, group, offers == members[a] | members[b])
        for a, b in wide.iter_rows()
        if a in members and b in members
        for group, offers in members.items()
        if members[a] | members[b] <= offers and group not in (a, b)
    ]
    schema = {"a": pl.String, "b": pl.String, "offer_group": pl.String, "exactly": pl.Boolean}
    held = pairs.join(pl.DataFrame(found, schema=schema, orient="row"), on=["a", "b"]).join(reach, on=KEY)
    relations = []
    for exactly, most in ((True, 0), (False, NO_LIMIT)):
        rows = held.filter(pl.col("exactly") == exactly)
        whole, in_b, only_a = (rows[name].to_numpy().astype(np.int64) for name in ("place", "in_b", "only_a"))
        relations.append(relation(cells, whole, np.stack([in_b, only_a], axis=-1), most=most))
    return relations
