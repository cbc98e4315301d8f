"""What does the demo deliver as public statistics? Population as an LSN-like table, births and moves."""

from collections.abc import Iterator
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
COLUMNS = ["Stichtag", "Schlüssel", "Gebiet", "Altersgruppe", "Geschlecht", "Anzahl", "Basis", "Geschätzt", "Quelle"]
OFFICIAL = {
    (2010, False): "12411-04-01-4",
    (2015, False): "12411-04-02-4",
    (2020, False): "12411-04-02-4",
    (2015, True): "12411-02-03-5",
}


def write_population(folder: Path, anchors: Anchors) -> None:
    """Single ages for the district, official age groups for the municipalities, both sexes, each year's end."""
    rows = [row for y, year in enumerate(YEARS) for row in _population_rows(anchors, y, int(year))]
    write_spreadsheet_zip(
        folder / "A100002G_demo.zip",
        pl.DataFrame(rows, schema=COLUMNS, orient="row"),
        title=("Bevölkerung nach Altersgruppen und Geschlecht (DEMO)", "Stand: 31.12. des Jahres"),
        sheet="A100002G",
    )


def basis_of(year: int) -> str:
    return "Zensus 2022" if year >= 2022 else "Zensus 2011" if year >= 2011 else "Volkszählung 1987"


def _population_rows(anchors: Anchors, y: int, year: int) -> Iterator[tuple[object, ...]]:
    people = anchors.people[y]
    towns = [(key, "Gemeinde", people[n], BANDS) for n, key in enumerate(anchors.municipalities)]
    ages = tuple((age, age) for age in range(people.shape[-1]))
    for key, name, counts, bands in [(DISTRICT, "Landkreis Northeim", people.sum(0), ages), *towns]:
        official = anchors.is_official(year, by_municipality=key != DISTRICT)
        source = f"Regionalstatistik {OFFICIAL[year, key != DISTRICT]}" if official else ESTIMATE
        told = (basis_of(year), "nein" if official else "ja", source)
        for low, high in bands:
            label = f"{low} bis unter {high + 1} Jahre" if low else f"unter {high + 1} Jahre"
            for sex, count in zip(SEXES, counts[:, low : high + 1].sum(1), strict=True):
                yield f"31.12.{year}", key, name, label, sex, int(count), *told


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
    table = counted.select("jahr", "gemeinde", "alter", "geburten", "zuzuege", "fortzuege")
    write_table(folder / "geburten_zuzuege_demo.csv", table)


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
    table = frame.with_columns([pl.lit(value).alias(name) for name, value in same.items()])
    write_table(folder / "vorausrechnung_demo.csv", table)
