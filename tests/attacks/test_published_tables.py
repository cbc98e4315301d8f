"""Everything that leaves the office: the figure table of all measures, and what the command line prints of it."""

import csv
import io
import json
import re
from graphlib import TopologicalSorter

import duckdb
import numpy as np
import polars as pl
import pytest

from measures.__main__ import main
from measures.engine.attack.audit import audit
from measures.engine.measure import catalogue
from measures.engine.publication import derived_figures, publish, surroundings
from store import versions
from store.tables import FIGURE, FIGURE_KEY, PUBLISHED, PUBLISHED_FORMAT
from tests.attacks.published_district import RULE, around, simulated

COUNTING = [name for name, measure in catalogue().items() if measure.compute]
DERIVED = [
    name
    for name in TopologicalSorter({m.name: m.after for m in catalogue().values()}).static_order()
    if catalogue()[name].derive
]


@pytest.fixture(scope="module")
def district():
    """Connection and all published figures; two keys and sums, so that there are ranges and single numbers."""
    con = simulated(seed=7, scale=0.35, years=5, linked=False)
    return con, publish(con, RULE)


@pytest.fixture(scope="module")
def store(district, tmp_path_factory):
    """A store that holds published figures only."""
    con, figures = district
    folder = tmp_path_factory.mktemp("published")
    new = versions.begin(folder)
    tables = around(con, figures) | {
        "meta": pl.DataFrame({"key": ["format", "base"], "value": [str(PUBLISHED_FORMAT), "5"]})
    }
    with duckdb.connect(str(new.published)) as out:
        for table in PUBLISHED:
            out.execute(table.ddl())
            if table.name in tables and len(tables[table.name]):
                out.register("rows", tables[table.name])
                out.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM rows")
                out.unregister("rows")
    versions.finish(folder, new, {"encrypted": False})
    return folder


def test_nobody_is_proved_by_all_measures_together(district):
    found = audit(around(*district))
    assert found.known > 10_000 and (found.proofs, found.contradicted) == (0, 0)


def test_every_count_and_every_end_of_a_range_is_made_of_a_multiple_of_five(district):
    """Also in rates: whoever multiplies a share with its children finds the rounded count again, and nothing finer. An end stands
    four further out, but never below nobody or above everybody."""
    per = {name: measure.per for name, measure in catalogue().items()}
    rows = district[1].filter(pl.col("measure").is_in(COUNTING))
    factor = rows["denominator"] / rows["measure"].replace_strict(per, return_dtype=pl.Int64)
    for column, out in (("value", 0), ("bound_low", -4), ("bound_high", 4)):
        told = (
            rows.select(count=rows[column] * factor, people="denominator")
            .drop_nulls()
            .filter(~pl.col("count").is_nan())
        )
        counts, people = told["count"].to_numpy(), told["people"].to_numpy()
        cut = (np.abs(counts) < 1e-6) | (np.abs(counts - people) < 1e-6)
        steps = (counts - out) / 5
        assert len(counts) > 100 and (cut | (np.abs(steps - np.round(steps)) < 1e-6)).all(), column
    assert (rows["numerator"].drop_nulls() % 5 == 0).all()


def test_a_hidden_figure_says_nothing_anywhere(district):
    hidden = district[1].filter(pl.col("state") == "protected", pl.col("measure").is_in(COUNTING))
    told = ["value", "low", "high", "bound_low", "bound_high"]
    assert len(hidden) > 1000 and hidden.select(pl.col(told).count()).sum_horizontal().item() == 0


def test_gaps_trends_curves_and_forecasts_are_made_of_protected_figures_alone(district):
    """Made again from what is published, they come out the same: inverting one gives a rounded count and no more."""
    con, figures = district
    near = surroundings(con)
    seen = figures.filter(~pl.col("measure").is_in(DERIVED))
    for name in DERIVED:
        again = derived_figures(seen, catalogue()[name], near)
        published = figures.filter(pl.col("measure") == name)
        assert again.sort(FIGURE_KEY).equals(published.sort(FIGURE_KEY)), name
        seen = pl.concat([seen, again])
    assert {"gap", "trend", "change", "cumulative_reach", "claim"} <= set(seen["measure"])


def test_sensitive_offers_stand_nowhere_below_the_district(district):
    """Neither alone nor as the only difference between two groups shown."""
    con, figures = district
    sensitive = set(con.sql("SELECT offer FROM offer WHERE sensitive").pl()["offer"])
    offers = {group: set(names) for group, names in con.sql("SELECT offer_group, offers FROM offer_group").fetchall()}
    below = figures.filter(
        pl.col("area") != "D", pl.col("measure").is_in(COUNTING), pl.col("state").is_in(["ok", "unreliable"])
    )
    shown = [set(group) for _, group in below.group_by("measure", "year", "age_band").agg("offer_group").select("measure", "offer_group").iter_rows()]  # fmt: skip
    assert shown
    for groups in shown:
        assert not [group for group in groups if len(offers[group]) == 1 and offers[group] <= sensitive]
        assert not [
            (a, b) for a in groups for b in groups if offers[a] < offers[b] and offers[b] - offers[a] <= sensitive
        ]


def test_sexes_stand_apart_in_the_district_only(district):
    apart = district[1].filter(pl.col("sex") != "all")
    assert len(apart) > 100 and set(apart["area"]) == {"D"}


def test_notes_name_no_count_of_children(district):
    """„rund 40 Kinder“ would be made of rounded counts; a bare number of children in words is not told at all."""
    notes = district[1].filter(pl.col("measure").is_in(COUNTING))["note"].unique()
    assert not [
        note for note in notes if re.search(r"\b[0-9]+ (Kinder|Fälle|Familien)\b(?! )", note.replace("50 Kindern", ""))
    ]


@pytest.mark.parametrize("name", COUNTING)
def test_the_command_line_prints_what_is_published_in_every_form(store, district, capsys, name):
    arguments = [name, "--by", "year,area,age_band,sex,offer_group", "--store", str(store)]
    forms = {}
    for form in ("json", "csv", "table"):
        assert main([*arguments, "--format", form]) == 0
        forms[form] = capsys.readouterr().out
    rows = json.loads(forms["json"])
    cells = {tuple(row[key] for key in FIGURE_KEY): row["numerator"] for row in rows}
    known = {tuple(row[:-1]): row[-1] for row in district[1].select(*FIGURE_KEY, "numerator").iter_rows()}
    assert all(known[cell] == number for cell, number in cells.items())
    read = list(csv.DictReader(io.StringIO(forms["csv"]), delimiter=";"))
    assert list(read[0] if read else FIGURE.names) == FIGURE.names and len(read) == len(rows)
    assert [row["numerator"] for row in read] == ["" if r["numerator"] is None else str(r["numerator"]) for r in rows]
    counts = [line.split("  ") for line in forms["table"].splitlines()[1:]]
    assert not [cell for line in counts for cell in line if cell.strip() in {"1", "2", "3", "4", "6", "7", "8", "9"}]


@pytest.mark.parametrize("name", COUNTING)
def test_exact_numbers_are_refused_where_only_published_ones_lie(store, capsys, name):
    assert main([name, "--exact", "--store", str(store)]) == 1
    told = capsys.readouterr()
    assert told.out == "" and "veröffentlichte" in told.err
