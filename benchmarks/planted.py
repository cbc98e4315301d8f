"""Are the gaps and trends planted in the demo found, and is what is called firm true? Demo worlds, counted, protected, judged.

    python -m benchmarks.planted [--seeds 20] [--first 1]

Every seed goes the way of a load: deliveries written, read, kept, counted, protected; then gap and trend from the protected
figures alone. Goal: each planted gap and trend found in 19 of 20 seeds, at most 10 of 100 firm labels false. A label is true
where the municipality truly lies a tenth or more below the district (wahrheit.json, wahres_verhaeltnis).
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from etl.build import build
from etl.demo import make_deliveries
from etl.examine import checked
from etl.load import keep_rows
from etl.publish import rounding_key
from measures.engine.measure import catalogue
from measures.engine.protect import rule
from measures.engine.publication import derived_figures, figures_of, surroundings
from store.connect import connect
from store.profile import read_profile

TRULY_BELOW = 0.90
MOVES = {"rising": ("rising", "higher"), "falling": ("falling", "lower")}  # said of entries, or of the stock
NOW = datetime(2026, 1, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Judged:
    """Of one seed: planted → found; firm labels of single years and of pooled years, and those of them that are false."""

    planted: dict[str, bool]
    firm: tuple[int, int]
    false: tuple[int, int]


def judged(seed: int, children: int | None = None) -> Judged:
    """One demo world from its files to the verdicts."""
    with tempfile.TemporaryDirectory() as folder:
        made = make_deliveries(
            Path(folder) / "demo", seed=seed, children=children, world="getrennt", say=lambda text, share: None
        )
        truth = json.loads((made / "wahrheit.json").read_text("utf-8"))
        (made / "wahrheit.json").unlink()
        return against(truth, verdicts_of(made, Path(folder), seed))


def verdicts_of(made: Path, store: Path, seed: int) -> pl.DataFrame:
    """The rows of gap and trend, from what they need alone."""
    profile, quiet = read_profile(None), lambda phase, text, share: None
    places = {name: store / f"{name}.duckdb" for name in ("microdata", "analysis")}
    with checked(made, profile, None, quiet, today=NOW.date()) as report:
        con = connect(places, key=None, read_only=False, temp=store / "spill")
        keep_rows(con, report, 1, NOW, profile, quiet)
        build(con, profile, demo=True)
        protection, measures = rule(profile.office, rounding_key(store, seed)), catalogue()
        figures = pl.concat([figures_of(con, measures[name], protection) for name in ("annual_reach", "entries")])
        around = surroundings(con)
        con.close()
    return pl.concat([derived_figures(figures, measures[name], around) for name in ("gap", "trend")])


def against(truth: dict, verdicts: pl.DataFrame) -> Judged:
    """The verdicts beside the truth."""
    gaps = verdicts.filter((pl.col("measure") == "gap") & (pl.col("label") == "firm"))
    labels = [
        (area, group, item != "", truth["wahres_verhaeltnis"][group][area] > TRULY_BELOW)
        for area, group, item in gaps.select("area", "offer_group", "item").iter_rows()
    ]
    found = {(area, group) for area, group, pooled, _ in labels if pooled}
    planted = {
        f"{gap['gruppe']} in {gap['gemeinde']} × {gap['faktor']}": (gap["gemeinde"], gap["gruppe"]) in found
        for gap in truth["luecken"]
    }
    of_trends = (pl.col("measure") == "trend") & (pl.col("area") == "03155") & (pl.col("age_band") == "all")
    words = set(verdicts.filter(of_trends).select("offer_group", "label").iter_rows())
    planted |= {
        f"{t['angebot']} {t['richtung']}": any((t["angebot"], word) in words for word in MOVES[t["richtung"]])
        for t in truth["trends"]
    }
    count = lambda false: tuple(
        sum(p == pooled and (f or not false) for _, _, p, f in labels) for pooled in (False, True)
    )
    return Judged(planted, count(False), count(True))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1)
    given, results = parser.parse_args(), []
    for seed in range(given.first, given.first + given.seeds):
        results.append(judged(seed))
        missed = [name for name, found in results[-1].planted.items() if not found]
        print(f"seed {seed}: firm {results[-1].firm}, false {results[-1].false}, missed {missed or '-'}", flush=True)
    print(f"\nfound in … of {len(results)} seeds (goal: 19 of 20)")
    for name in results[0].planted:
        print(f"{name:<50} {sum(result.planted[name] for result in results):>3}")
    for at, kind in enumerate(("single years", "pooled years")):
        firm, false = (sum(getattr(result, part)[at] for result in results) for part in ("firm", "false"))
        print(f"firm labels, {kind}: {firm}, false {false} ({100 * false / max(1, firm):.1f} of 100; goal: at most 10)")


if __name__ == "__main__":
    main()
