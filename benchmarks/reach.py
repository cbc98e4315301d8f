"""How fast is reach by year and area? Three ways on the same children, one process; prints ratios, judges nothing.

child_year holds a child once per year with one bit per offer. Compared with COUNT(DISTINCT child) on the events it was
built from (goal: at least 15 times faster) and with a plain scan of child_year (goal: at most 8 times slower).
    python -m benchmarks.reach [--children N]
"""

import argparse
import tempfile
from pathlib import Path

import duckdb

from benchmarks.clock import timed

EVENTS = """
    CREATE TABLE event AS
    WITH child AS (SELECT range AS child, (2000 + hash(range) % 18)::SMALLINT AS born, (hash(range, 1) % 11)::TINYINT AS town FROM range($1::BIGINT))
    SELECT child, born, ('03155' || lpad((town + 1)::VARCHAR, 3, '0')) AS area, make_date(y.range::INTEGER, (1 + hash(child, y.range, n.range) % 12)::INTEGER, 1) AS begins,
        (hash(child, y.range, n.range, 7) % 39)::UTINYINT AS offer
    FROM child, range(2012, 2026) y, range(3) n
    WHERE y.range BETWEEN born AND born + 17 AND hash(child, y.range, n.range, 3) % 100 < 45"""
CHILD_YEAR = """
    CREATE TABLE child_year AS
    SELECT year(begins)::SMALLINT AS year, area, (year(begins) - born)::SMALLINT AS age, bit_or(1::UBIGINT << offer) AS mask
    FROM event GROUP BY child, born, year(begins), area ORDER BY year, area, age"""
OFFLINE = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
GROUP = tuple(range(0, 39, 2))  # every second offer
MASK = sum(1 << offer for offer in GROUP)
QUERIES = {
    "child_year": f"SELECT year, area, count(*) FROM child_year WHERE mask & {MASK}::UBIGINT <> 0 AND age < 18 GROUP BY ALL",
    "plain scan": "SELECT sum(mask)::DOUBLE, sum(age)::BIGINT, sum(year)::BIGINT FROM child_year",
    "COUNT(DISTINCT)": f"SELECT year(begins), area, count(DISTINCT child) FROM event WHERE offer IN {GROUP} AND year(begins) - born < 18 GROUP BY ALL",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=1_000_000)
    children = parser.parse_args().children
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "benchmark.duckdb", children)


def measure(file: Path, children: int) -> None:
    """In a file and opened anew, as the stores are: columns are compressed there."""
    con = duckdb.connect(str(file), config=OFFLINE)
    con.execute(EVENTS, [children])
    con.execute(CHILD_YEAR)
    con.close()
    con = duckdb.connect(str(file), read_only=True, config=OFFLINE)
    rows = {table: con.sql(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("event", "child_year")}
    exact = [sorted(con.sql(QUERIES[name]).fetchall()) for name in ("child_year", "COUNT(DISTINCT)")]
    seconds = {
        name: min(timed(lambda query=query: con.sql(query).fetchall())[0] for _ in range(5))
        for name, query in QUERIES.items()
    }
    print(
        f"{children:,} children, {rows['event']:,} events, {rows['child_year']:,} child years; same answer both ways: {exact[0] == exact[1]}"
    )
    for name, taken in seconds.items():
        print(f"{name:<16} {taken * 1000:8.1f} ms")
    print(
        f"faster than COUNT(DISTINCT): {seconds['COUNT(DISTINCT)'] / seconds['child_year']:.1f} x (goal: at least 15)"
    )
    print(f"slower than a plain scan:    {seconds['child_year'] / seconds['plain scan']:.1f} x (goal: at most 8)")


if __name__ == "__main__":
    main()
