"""What does it cost to publish everything? Seconds, memory and each measure's share, beside one lattice of annual reach.

`python -m benchmarks.publication [--store DIR] [--times 1 40]`: the analysis store of a loaded demo (about 25,000 children), and the
same children forty times over (1 million). Goal: everything at most 30 times one lattice of annual reach. This only prints.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from benchmarks.clock import timed
from measures.engine import publication
from measures.engine.figures import protected_figures
from measures.engine.measure import catalogue
from measures.engine.protect import Rule
from store.connect import connect
from store.versions import released, store_folder

ROWS = ("child_year", "child_day", "spell")  # a row is a child or a use: they are repeated
COUNTS = {  # a row is a count: it grows
    "population": ("count",),
    "counted_year": ("count", "low", "high"),
    "case_year": ("running", "begun", "ended"),
    "stated_overlap": ("low", "high"),
    "birth_move": ("births", "moved_in", "moved_out"),
    "projection": ("count",),
    "waiting": ("waiting", "requests", "unfilled"),
    "place": ("approved", "offered", "taken"),
    "social": ("count", "of"),
}
NAMED = ("compute", "report", "derive")


def main() -> None:
    """One table for each size."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--store", type=Path)
    options.add_argument("--times", type=int, nargs="+", default=[1, 40])
    given = options.parse_args()
    source = released(store_folder(given.store))
    for times in given.times:
        with tempfile.TemporaryDirectory() as scratch:
            con = connect({"analysis": Path(scratch) / "analysis.duckdb"}, read_only=False)
            con.execute(f"ATTACH '{source.analysis}' AS demo (READ_ONLY)")
            repeated(con, times)
            show(con, times)
            con.close()


def repeated(con, times: int) -> None:
    """Every table of the demo, with `times` as many children."""
    tables = [
        name for (name,) in con.sql("SELECT table_name FROM duckdb_tables() WHERE database_name = 'demo'").fetchall()
    ]
    for name in tables:
        grown = ", ".join(f'"{column}" * {times} AS "{column}"' for column in COUNTS.get(name, ()))
        replaced = f" REPLACE ({grown})" if grown else ""
        again = f", range({times})" if name in ROWS else ""
        con.execute(f"CREATE TABLE {name} AS SELECT t.*{replaced} FROM demo.{name} t{again}")


def show(con, times: int) -> None:
    """Each measure by itself, then everything as the load does it."""
    rule = Rule(b"0" * 32, con.sql("SELECT area FROM area WHERE parent IS NULL").fetchone()[0])
    measures = catalogue()
    (children,) = con.sql("SELECT count(*) FROM child_year WHERE year = (SELECT max(year) FROM child_year)").fetchone()
    one = min(timed(lambda: one_lattice(con, measures["annual_reach"], rule))[0] for _ in range(2))
    shares: dict[str, float] = {}
    watched(shares)
    whole, _ = timed(lambda: publication.publish(con, rule))
    print(f"\n{times} × the demo: {children:,} child-years in the last year")
    print(f"one lattice of annual reach {one:.2f} s, everything {whole:.2f} s = {whole / one:.1f} × (goal ≤ 30)")
    print(f"largest memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    for name, seconds in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"  {name:<22}{seconds:>8.2f} s{seconds / whole:>8.1%}")


def one_lattice(con, measure, rule: Rule):
    return protected_figures(measure.compute(con, publication.EVERYTHING), measure, rule)


def watched(shares: dict[str, float]) -> None:
    """From now on every measure notes how long it takes."""
    found = catalogue()

    def noting(name: str, work):
        def run(*given, **named):
            start = time.perf_counter()
            try:
                return work(*given, **named)
            finally:
                shares[name] = time.perf_counter() - start

        return run

    for measure in found.values():
        for way in NAMED:
            work = getattr(measure, way)
            if work:
                object.__setattr__(measure, way, noting(measure.name, work))
    publication.catalogue = lambda: found


if __name__ == "__main__":
    main()
