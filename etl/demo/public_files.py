"""What does the demo deliver as public statistics? Population as an LSN-like table, births and moves."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.demo.anchors import BANDS, NET_MIGRATION, SEXES, YEARS, Anchors
from etl.demo.files import write_spreadsheet_zip, write_table
from etl.demo.use import Use
from etl.demo.world import YEAR_END, YEAR_START

DISTRICT = "03155"
ESTIMATE = "DEMO: geschätzt zwischen amtlichen Werten"
PROJECTED_UNTIL = 2035
VARIANTS = {"Geburten bleiben": 1.0, "Geburten sinken weiter": 0.98}  # births against the year before
OFFICIAL = {
    (2010, False): "12411-04-01-4",
    (2015, False): "12411-04-02-4",
    (2020, False): "12411-04-02-4",
    (2015, True): "12411-02-03-5",
}


def write_population(folder: Path, anchors: Anchors) -> None:
    """Single ages for the district, official age groups for the municipalities, both sexes, each year's end."""
    rows = [row for y, year in enumerate(YEARS) for row in _population_rows(anchors, y, int(year))]
    frame = pl.DataFrame(
        rows,
        schema=[
            "Stichtag",
            "Schlüssel",
            "Gebiet",
            "Altersgruppe",
            "Geschlecht",
            "Anzahl",
            "Basis",
            "Geschätzt",
            "Quelle",
        ],
        orient="row",
    )
    write_spreadsheet_zip(
        folder / "A100002G_demo.zip",
        frame,
        title=("Bevölkerung nach Altersgruppen und Geschlecht (DEMO)", "Stand: 31.12. des Jahres"),
        sheet="A100002G",
    )


def basis_of(year: int) -> str:
    return "Zensus 2022" if year >= 2022 else "Zensus 2011" if year >= 2011 else "Volkszählung 1987"


def _population_rows(anchors: Anchors, y: int, year: int) -> list[tuple]:
    rows, people = [], anchors.people[y]
    for by_town, keys in ((False, (DISTRICT,)), (True, anchors.municipalities)):
        official = anchors.is_official(year, by_municipality=by_town)
        source = f"Regionalstatistik {OFFICIAL[year, by_town]}" if official else ESTIMATE
        for n, key in enumerate(keys):
            counts = people[n] if by_town else people.sum(0)
            for low, high in BANDS if by_town else [(age, age) for age in range(counts.shape[1])]:
                label = f"{low} bis unter {high + 1} Jahre" if low else f"unter {high + 1} Jahre"
                rows += [
                    (
                        f"31.12.{year}",
                        key,
                        "Landkreis Northeim" if key == DISTRICT else "Gemeinde",
                        label,
                        sex,
                        int(counts[s, low : high + 1].sum()),
                        basis_of(year),
                        "nein" if official else "ja",
                        source,
                    )
                    for s, sex in enumerate(SEXES)
                ]
    return rows


def write_births_and_moves(folder: Path, use: Use) -> None:
    """Canonical geburten_zuzuege: births, arrivals and departures of under-18s by municipality and age."""
    world, frames = use.world, []
    for y, year in enumerate(YEARS):
        age = np.clip(year - world.birth_year, -1, 18)
        came = (world.entry >= YEAR_START[y]) & (world.entry <= YEAR_END[y])
        left = (world.leaves >= YEAR_START[y]) & (world.leaves <= YEAR_END[y])
        for name, who in (
            ("geburten", came & (world.born_here == 1) & (age == 0)),
            ("zuzuege", came & (world.born_here == 0)),
            ("fortzuege", left),
        ):
            child = np.flatnonzero(who & (age >= 0) & (age < 18) & (world.place()[:, y] >= 0))
            town = np.array(world.municipalities)[world.place()[child, y]]
            frames.append(
                pl.DataFrame({"jahr": np.full(len(child), year), "gemeinde": town, "alter": age[child], "name": name})
            )
    counted = (
        pl.concat(frames)
        .pivot("name", index=["jahr", "gemeinde", "alter"], values="name", aggregate_function="len")
        .fill_null(0)
        .sort("jahr", "gemeinde", "alter")
    )
    write_table(
        folder / "geburten_zuzuege_demo.csv",
        counted.select("jahr", "gemeinde", "alter", "geburten", "zuzuege", "fortzuege"),
    )


def write_projection(folder: Path, anchors: Anchors) -> None:
    """Canonical vorausrechnung: the children of the last year grow older, with two assumptions about births; district, single ages."""
    rows = []
    for variant, births in VARIANTS.items():
        people = anchors.people[-1].sum((0, 1)).astype(float)
        for year in range(int(YEARS[-1]) + 1, PROJECTED_UNTIL + 1):
            people = np.concatenate([[people[0] * births], people[:-1] * NET_MIGRATION])
            rows += [(f"31.12.{year}", age, age, round(n), variant) for age, n in enumerate(people)]
    frame = pl.DataFrame(rows, schema=["stichtag", "alter_von", "alter_bis", "anzahl", "variante"], orient="row")
    same = {
        "gemeinde": DISTRICT,
        "geschlecht": "alle",
        "basis": basis_of(int(YEARS[-1])),
        "geschaetzt": "ja",
        "quelle": "DEMO: erfunden",
        "erstellt_am": f"01.06.{YEARS[-1]}",
    }
    write_table(
        folder / "vorausrechnung_demo.csv", frame.with_columns([pl.lit(v).alias(name) for name, v in same.items()])
    )
