"""How narrow does reach become, step by step, and does every range hold the truth? The demo's district, delivered in six ways, each
through the whole load.

    python -m benchmarks.ladder [--seeds 20] [--first 1] [--children N]

Nothing linked · lists linked · + lists of Kitas and schools · + first visits with ages and homes, and children instead of cases · + counts
by hand · + the question on further use. A line for every seed and step: of all offers in the newest year the truth, the range and its
width in points, municipalities whose range holds the truth and their median width; the share in contact by 18. What families answer
stands with an allowance of 30 of 100 kept back, and besides with 10.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from etl import worlds
from etl.demo import make_deliveries
from etl.load import load
from etl.worlds import WORLDS, Ways
from store.profile import read_profile
from store.published import Published, open_published

LINKED = WORLDS["verknuepft"]
BARE: dict[str, Any] = {"lists_since": None, "visits_since": None, "children_since": None, "families_asked": False}
STEPS: dict[str, tuple[str, Ways]] = {
    "nothing linked": ("getrennt", LINKED.model_copy(update=BARE | {"lists": "eigener_schluessel", "counted": ()})),
    "lists linked": ("verknuepft", LINKED.model_copy(update=BARE | {"counted": ()})),
    "+ Kita, schools": ("verknuepft", LINKED.model_copy(update=BARE | {"lists_since": 2016, "counted": ()})),
    "+ first visits": ("verknuepft", LINKED.model_copy(update={"families_asked": False, "counted": ()})),
    "+ by hand": ("verknuepft", LINKED.model_copy(update={"families_asked": False})),
    "+ asked": ("verknuepft", LINKED),
}
YEAR, DISTRICT = 2025, "03155"


def quiet(*_: object) -> None:
    """Nobody watches."""


def loaded(world: str, ways: Ways, seed: int, children: int | None, folder: Path) -> tuple[Published, dict[str, Any]]:
    """What is published of this way of delivering, and what is true."""
    worlds.WORLDS[world] = ways
    made = make_deliveries(folder / "made", seed=seed, children=children, world=world, say=quiet)
    truth = json.loads((made / "wahrheit.json").read_text("utf-8"))
    (made / "wahrheit.json").unlink()
    profile, store = replace(read_profile(), world=world), folder / "store"
    report = load(made, profile, store, key=None, now=datetime.now().astimezone(), say=quiet, demo_seed=seed)
    assert not report.refused, [finding.code for finding in report.findings]
    return open_published(store), truth


def ranges(published: Published) -> Iterator[tuple[str, float, float, bool]]:
    """area, from, to, asked: of all offers in the newest year."""
    where = {"year": YEAR, "offer_group": "alle", "age_band": "all", "sex": "all"}
    asked = published.figures("asked_reach", **where).drop_nulls("value")
    estimates = {row["area"]: (row["low"], row["high"], True) for row in asked.iter_rows(named=True)}
    for row in published.figures("annual_reach", **where).filter(state="ok").iter_rows(named=True):
        low, high = (row["bound_low"], row["bound_high"] or 1.0) if row["value"] is None else (row["value"],) * 2
        yield row["area"], *estimates.get(row["area"], (low, high, False))


def told(name: str, published: Published, truth: dict[str, Any]) -> str:
    people, used = truth["bevoelkerung_unter_18"][str(YEAR)], truth["kinder"]["alle"][str(YEAR)]
    found = {area: (used[area] / people[area], low, high, asked) for area, low, high, asked in ranges(published)}
    true, low, high, asked = found.pop(DISTRICT)
    held = sum(low - 0.005 <= share <= high + 0.005 for share, low, high, _ in found.values())
    wide = median(100 * (high - low) for _, low, high, _ in found.values()) if found else float("nan")
    until = published.figures("cumulative_reach", year=YEAR, offer_group="alle", quantity="period").filter(
        pl.col("age").is_null()
    )
    row = until.row(0, named=True)
    ends = [row[name] for name in (("low", "high") if row["value"] is not None else ("bound_low", "bound_high"))]
    by_18 = f"{100 * ends[0]:.0f}–{100 * ends[1]:.0f}" if None not in ends else row["state"]
    (label,) = published.figures("claim", year=YEAR, offer_group="alle")["label"]
    return (
        f"{name:16} {100 * true:5.1f} in {100 * low:5.1f}–{100 * high:5.1f} {'held' if low - 0.005 <= true <= high + 0.005 else 'MISSED'}, "
        f"{100 * (high - low):4.1f} points{' (asked)' if asked else ''}; municipalities {held} of {len(found)}, {wide:.0f} points; "
        f"by 18: {by_18}, {label}"
    )


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seeds", type=int, default=20)
    asked.add_argument("--first", type=int, default=1)
    asked.add_argument("--children", type=int)
    asked.add_argument("--only", choices=STEPS)
    given = asked.parse_args()
    for seed in range(given.first, given.first + given.seeds):
        for name, (world, ways) in STEPS.items():
            if given.only in (None, name):
                with TemporaryDirectory() as folder:
                    print(
                        f"seed {seed:2} {told(name, *loaded(world, ways, seed, given.children, Path(folder)))}",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
