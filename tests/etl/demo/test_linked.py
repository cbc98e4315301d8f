"""Does the demo's linked world count as truly as keys can, and does it link only where it says so?"""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import numpy as np
import polars as pl
import pytest

from etl.demo import lists_of, make_deliveries
from etl.demo.anchors import anchors
from etl.demo.use import live
from etl.examine import checked
from etl.roles import CHILD_KEYS
from etl.same_child import same_child
from etl.sources import read_sources
from etl.worlds import WORLDS, as_in
from store.profile import read_profile
from store.published import open_published
from tests.etl.demo.plain import quiet
from tests.etl.office import NOW, SHIPPED
from tests.etl.simulated_children import World, errors_of

MANY = 200  # children; of fewer one is more than half a per cent
BASE = 5


@pytest.fixture(scope="module")
def analysis(demo_store) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_store / "versions" / "1" / "analysis.duckdb"), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def linked(truth) -> dict:
    return truth["verknuepft"]


def counted(analysis: duckdb.DuckDBPyConnection, truth: dict, group: str) -> dict[str, dict[str, int]]:
    """Year → area → children under 18 with a listed offer of the group."""
    bits = dict(analysis.sql("SELECT offer, bit FROM offer WHERE bit IS NOT NULL").fetchall())
    since, found = truth["verknuepft"]["angebote"], {}
    for year in range(2008, 2026):
        mask = sum(1 << bits[offer] for offer in truth["gruppen"][group] if since.get(offer, 9999) <= year)
        rows = """SELECT area, count(*)::BIGINT FROM child_year WHERE space = 'verknuepft' AND age < 18 AND year = $1 AND mask & $2::UBIGINT <> 0
            GROUP BY ALL"""
        areas = dict(analysis.sql(rows, params=[year, mask]).fetchall())
        found[str(year)] = {"03155": sum(areas.values())} | areas
    return found


def test_what_keys_link_is_counted_within_one_per_cent_of_the_truth(analysis, truth, linked):
    compared = 0
    for group, true in linked["kinder"].items():
        for year, areas in counted(analysis, truth, group).items():
            if (children := true[year]["03155"]) >= MANY:
                assert areas["03155"] == pytest.approx(children, rel=0.01), (group, year)
                compared += 1
    assert compared > 150


def test_a_list_without_a_mistaken_link_would_count_the_truth(linked):
    """Of the district: a municipality is that of the begin of the newest use, wherever the child moved since."""
    for group, true in linked["kinder"].items():
        for year, areas in linked["gezaehlt"][group].items():
            assert areas["03155"] == pytest.approx(true[year]["03155"], rel=0.005, abs=2), (group, year)


def test_no_published_figure_of_the_district_excludes_the_truth(demo_store, truth):
    figures = (
        open_published(demo_store).figures("annual_reach").filter(area="03155", age_band="all", sex="all", state="ok")
    )
    outside = 0
    for row in figures.iter_rows(named=True):
        true = truth["kinder"][row["offer_group"]][str(row["year"])]["03155"]
        if row["numerator"] is not None:
            low, high = row["numerator"] - BASE, row["numerator"] + BASE
        else:
            low, high = (
                (row[end] if row[end] is not None else other) * row["denominator"]
                for end, other in (("bound_low", 0), ("bound_high", 1))
            )
        outside += not low * 0.99 - 0.5 <= true <= high * 1.01 + 0.5
    assert figures.height > 400 and outside == 0


def test_children_are_told_apart_and_found_again():
    """Two children of one given name, birth date and place are more often among 26,000 than among the 7,000 of
    tests/etl/simulated_children.py: pairs grow with the square of the children."""
    rng = np.random.default_rng(2026)
    use = live(anchors(None), rng, 1)
    lists = lists_of(use, rng, WORLDS["verknuepft"])
    rows = pl.concat(
        source.frame.select(*CHILD_KEYS, "child", "number", "birth_year", "sex", source=pl.lit(name))
        for name, source in lists.items()
    ).unique(["source", "number"], keep="first", maintain_order=True)
    records = rows.select(
        "source", pl.col("number").alias("reference"), own_number=pl.lit(True), born_first="birth_year", born_last="birth_year",
        male=pl.col("sex") == "m", female=pl.col("sex") == "w",
    )  # fmt: skip
    keys = pl.concat(
        rows.select("source", reference="number", level=pl.lit(n, pl.Int64), key=key)
        for n, key in enumerate(CHILD_KEYS, 1)
    )
    outside = pl.Series(range(rows.height)) + 1_000_000  # each is somebody else
    true = rows.select(pl.when(pl.col("child") < 0).then(outside).otherwise("child")).to_series().to_numpy()
    too_many, wrong = errors_of(World(records, keys, true), same_child(records, keys).children)
    assert rows.height > 30_000
    assert 0 < too_many <= 0.01 and wrong <= 0.0006


def test_a_list_with_another_key_is_refused(tmp_path):
    made = make_deliveries(tmp_path / "made", seed=5, children=2_000, world="verknuepft", say=quiet)
    (made / "wahrheit.json").unlink()
    slip = made / "06_kindertagespflege" / "lieferschein.csv"
    value = slip.read_text("utf-8").splitlines()[1].split(";")[-1]
    slip.write_text(slip.read_text("utf-8").replace(value, "00000000"), "utf-8")
    profile = replace(read_profile(SHIPPED), world="verknuepft")
    with checked(made, profile, None, lambda phase, text, share: None, today=NOW.date()) as report:
        assert report.refused
        assert {finding.code for finding in report.findings if report.refuses(finding)} == {"anderer_pruefwert"}


def test_no_more_children_of_an_age_are_counted_than_live_there(demo_store):
    """On 1 March of a small place a few of one age more may live there than on 31 December: such a cell says that it cannot be right."""
    figures = (
        open_published(demo_store)
        .table("figure")
        .filter(pl.col("measure").is_in(["annual_reach", "entries", "point_reach"]))
    )
    above = figures.filter(state="unreliable")
    assert above.filter((pl.col("measure") != "point_reach") | (pl.col("area") == "03155")).is_empty()
    assert above.height < 0.002 * figures.filter(measure="point_reach", state="ok").height
    three_to_five = figures.filter(measure="annual_reach", age_band="3-5", state="ok")
    assert three_to_five.height > 500
    assert three_to_five.filter(pl.col("numerator") > pl.col("denominator") + BASE - 1).is_empty()


def test_the_shipped_profile_releases_no_source_and_a_demo_only_its_own(demo_store, small_world, tmp_path):
    released = lambda profile: {source.name for source in read_sources(profile).values() if source.released}
    profile = read_profile(SHIPPED)
    assert released(profile) == released(as_in(tmp_path, profile)) == set()
    assert released(as_in(small_world("getrennt"), profile)) == set()
    assert released(as_in(demo_store, profile)) == {"hze", "uvg", "ktp", "fruehe_hilfen", "kita_listen", "schul_listen"}


def test_sources_that_the_law_bars_come_as_sums(analysis):
    barred = [
        offer
        for (offer,) in analysis.sql("SELECT offer FROM offer").fetchall()
        if offer in read_profile(SHIPPED).never_linked
    ]
    counting = analysis.sql("SELECT DISTINCT offer, counting FROM coverage").fetchall()
    assert len(barred) >= 4 and {how for offer, how in counting if offer in barred} == {"zaehlwerte"}


def test_a_demo_store_takes_a_further_delivery_of_its_world(demo, demo_store, tmp_path):
    store, again = tmp_path / "store", tmp_path / "again"
    shutil.copytree(demo_store, store)
    shutil.copytree(demo / "03_hze_2025", again)
    with checked(
        again, as_in(store, read_profile(SHIPPED)), None, lambda phase, text, share: None, today=NOW.date()
    ) as report:
        assert not report.refused and report.parts[0].source.linked
    assert json.loads((store / "versions" / "1" / "version.json").read_text("utf-8"))["world"] == "verknuepft"
