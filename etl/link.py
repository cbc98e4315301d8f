"""Which records are the same child? Released, linked sources share one space; every other source is a space of its own.

A source has keys of one recipe at a time (etl/same_key.py). Those of the older one (v1) are a shared space of their own while any
source has newer ones (v2): the same child has other keys there. What may be joined by which key: etl/same_child.py; v1 does not say
what its four keys are made of, so any of them joins. Ids are drawn anew at each build and never leave it; keys stay in `microdata`.
A source without a noted release is never linked (contract, § 63 SGB VIII).
"""

import duckdb
import polars as pl

from etl.roles import CHILD_KEYS, RECIPE_OF, REFERENCE
from etl.same_child import STRONGEST, Linking, same_child
from measures.engine.reading.coverage import OLDER_SPACE, SHARED_SPACE

TOO_MANY = 0.013  # where a typing error is in 5 to 10 of 100 records (benchmarks/linkage.py)
MIXED, MORE_MIXED = (
    0.0002,
    1.2e-8,
)  # the same: of any children, and more for each of them, since every two may be alike by chance
STATED = ("v2",)  # recipes whose error is known
HELD = "FROM microdata.nutzung n JOIN microdata.source s ON s.name = n.source AND s.linked WHERE n.replaced_in IS NULL"
OWN = f"""CREATE OR REPLACE TEMP TABLE child AS
    SELECT source, reference, source AS space, row_number() OVER (ORDER BY source, reference) AS child
    FROM (SELECT DISTINCT n.source, {REFERENCE} AS reference FROM microdata.nutzung n
          LEFT JOIN microdata.source s ON s.name = n.source WHERE n.replaced_in IS NULL AND NOT coalesce(s.linked, false))"""
SHARED_KEY = f"""CREATE OR REPLACE TEMP TABLE shared_key AS
    WITH of_source AS (SELECT n.source, max({RECIPE_OF}) AS recipe {HELD} GROUP BY n.source)
    SELECT *, CASE WHEN recipe < max(recipe) OVER () THEN '{OLDER_SPACE}' ELSE '{SHARED_SPACE}' END AS space FROM of_source"""
RECORDS = f"""
    SELECT n.source, {REFERENCE} AS reference, bool_or(n.kind_nr IS NOT NULL) AS own_number, min(n.geburtsjahr) AS born_first,
        max(n.geburtsjahr) AS born_last, coalesce(bool_or(n.geschlecht = 'm'), false) AS male, coalesce(bool_or(n.geschlecht = 'w'), false) AS female
    {HELD} AND n.source IN (SELECT source FROM shared_key WHERE space = $1) GROUP BY ALL"""
OF_RECORDS = f"""
    SELECT source, reference, CASE recipe WHEN 'v1' THEN {STRONGEST} ELSE level END AS level, key FROM (
        SELECT DISTINCT n.source, {REFERENCE} AS reference, k.recipe, unnest([{", ".join(CHILD_KEYS)}]) AS key, unnest(range(1, 5)) AS level
        FROM microdata.nutzung n JOIN shared_key k ON k.source = n.source AND k.space = $1 WHERE n.replaced_in IS NULL)
    WHERE left(key, 2) = recipe"""


def number_children(con: duckdb.DuckDBPyConnection) -> None:
    """Fills the temp tables `child(source, reference, space, child)` and `shared_key(source, recipe, space)`, and `linkage`."""
    con.execute(OWN)
    con.execute(SHARED_KEY)
    numbered = 0
    for (space,) in con.sql("SELECT DISTINCT space FROM shared_key ORDER BY space").fetchall():
        found = same_child(con.sql(RECORDS, params=[space]).pl(), con.sql(OF_RECORDS, params=[space]).pl())
        con.register("shared", found.children)
        con.execute(f"INSERT INTO child SELECT source, reference, $1, -child - 1 - {numbered} FROM shared", [space])
        con.unregister("shared")
        numbered += found.children["child"].n_unique()
        (recipe,) = con.execute("SELECT max(recipe) FROM shared_key WHERE space = $1", [space]).fetchall()[0]
        con.executemany("INSERT INTO linkage VALUES (?, ?, ?, ?, ?, ?)", report(space, recipe, found))


def report(space: str, recipe: str | None, found: Linking) -> list[list[object]]:
    """The rows of the table `linkage` about one space."""
    sources = found.children.group_by("child").agg(pl.col("source").n_unique())
    counts = {"records": found.children.height, "children": sources.height}
    counts["in_several"] = sources.filter(pl.col("source") > 1).height
    rows: list[list[object]] = [[space, quantity, None, None, count, None] for quantity, count in counts.items()]
    if recipe not in STATED:
        return [*rows, [space, "joined", None, None, sum(found.joined.values()), None]]
    rows += [[space, "joined", level, None, count, None] for level, count in found.joined.items()]
    rows += [[space, "refused", None, reason, count, None] for reason, count in found.refused.items()]
    stated = {"too_many": TOO_MANY, "mixed": round(MIXED + MORE_MIXED * counts["children"], 4)}
    return rows + [[space, quantity, None, None, None, share] for quantity, share in stated.items()]
