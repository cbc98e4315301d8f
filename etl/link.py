"""Which records are the same child? Released, linked sources share one space; every other source is a space of its own.

Records that share any of their four keys are one child (connected components, scipy). Ids are drawn anew at each build
and never leave it; keys stay in `microdata`. A source without a noted release is never linked (contract, § 63 SGB VIII).
"""

import duckdb
import numpy as np
import polars as pl

from etl.roles import CHILD, REFERENCE

LINKED = "verknuepft"


def number_children(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the temp table `child(source, reference, space, child)`."""
    con.execute(f"""CREATE OR REPLACE TEMP TABLE child AS
        SELECT source, reference, source AS space, row_number() OVER (ORDER BY source, reference) AS child
        FROM (SELECT DISTINCT n.source, {REFERENCE} AS reference FROM microdata.nutzung n
              LEFT JOIN microdata.source s ON s.name = n.source WHERE n.replaced_in IS NULL AND NOT coalesce(s.linked, false))""")
    linked = con.sql(f"""SELECT DISTINCT n.source, {REFERENCE} AS reference, unnest([{", ".join(CHILD[1:])}]) AS key
        FROM microdata.nutzung n JOIN microdata.source s ON s.name = n.source AND s.linked WHERE n.replaced_in IS NULL ORDER BY ALL""").pl()
    if linked.is_empty():
        return
    shared = same_child(linked)
    con.register("shared", shared)
    con.execute(f"INSERT INTO child SELECT source, reference, '{LINKED}', -child - 1 FROM shared")
    con.unregister("shared")


def same_child(records: pl.DataFrame) -> pl.DataFrame:
    """source, reference, key (null = none; several rows per record) -> source, reference, child: a dense number from 0."""
    from scipy.sparse import coo_array  # only counting links children
    from scipy.sparse.csgraph import connected_components

    people = records.select("source", "reference").unique().sort("source", "reference").with_row_index("record")
    edges = records.drop_nulls("key").join(people, on=["source", "reference"])
    keys = edges["key"].rank("dense").to_numpy().astype(np.int64) - 1
    size = people.height + (int(keys.max()) + 1 if len(keys) else 0)
    graph = coo_array(
        (np.ones(len(keys), dtype=np.int8), (edges["record"].to_numpy(), people.height + keys)), shape=(size, size)
    )
    _, label = connected_components(graph, directed=False)
    dense = pl.Series("child", label[: people.height]).rank("dense").cast(pl.Int64) - 1
    return people.with_columns(dense.alias("child")).select("source", "reference", "child")
