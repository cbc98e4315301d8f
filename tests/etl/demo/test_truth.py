"""Does the truth file say what is true, and do the verdicts of one whole demo stand against it?"""

import importlib.util
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from etl.demo.rates import GAPS
from etl.demo.truth import _kept_of
from store.published import open_published

ROOT = Path(__file__).parents[3]
spec = importlib.util.spec_from_file_location("planted", ROOT / "benchmarks" / "planted.py")
planted = importlib.util.module_from_spec(spec)
spec.loader.exec_module(planted)


def counted_ratio(truth: dict, group: str, town: str) -> float:
    """Children of the town who used the group against the district's share, all years, whatever their age."""
    years, living = [str(year) for year in range(2008, 2026)], truth["bevoelkerung_unter_18"]
    share = lambda area: sum(truth["kinder"][group][y][area] for y in years) / sum(living[y][area] for y in years)
    return share(town) / share("03155")


def test_the_true_ratio_is_near_what_the_children_of_the_large_towns_do(truth):
    for group in (
        "schulsozialarbeit",
        "kindertagespflege",
        "b_hze_ambulant",
        "hze_ohne_28",
        "b_jugend_schule",
        "b_unterhalt",
    ):
        for town in ("03155011", "03155013"):
            true = truth["wahres_verhaeltnis"][group][town]
            assert counted_ratio(truth, group, town) == pytest.approx(true, abs=0.12), (group, town)


def test_every_group_and_offer_has_a_true_ratio_for_every_town(truth):
    towns = truth["bevoelkerung_unter_18"]["2025"].keys() - {"03155"}
    assert truth["wahres_verhaeltnis"].keys() == truth["gruppen"].keys() | truth["kinder"].keys()
    assert all(ratios.keys() == towns for ratios in truth["wahres_verhaeltnis"].values())


def test_truly_lower_is_only_what_is_planted_or_not_offered_everywhere(truth):
    lower = {
        (town, group)
        for group, ratios in truth["wahres_verhaeltnis"].items()
        for town, ratio in ratios.items()
        if ratio <= 0.9
    }
    assert GAPS.keys() <= lower and ("03155013", "hze_31") in lower and ("03155013", "hze_ohne_28") in lower
    in_some_towns = {
        "cafe_kinderwagen",
        "familienzentrum_mobil",
        "familientreffs",
        "b_fruehe_hilfen",
        "b_familienfoerderung",
    }
    others = {(town, group) for town, group in lower if group not in in_some_towns}
    assert {town for town, _ in others} == {"03155011", "03155013"}
    assert truth["wahres_verhaeltnis"]["familientreffs"]["03155001"] == 0


def test_a_child_is_lost_only_where_all_its_offers_are():
    kept = {"a": np.array([0.5, 1]), "b": np.array([0.5, 1])}
    of = lambda bits: _kept_of(bits, ["a", "b", "c"], ["a", "b"], kept, 2).tolist()
    assert (of(0b001), of(0b011), of(0b101)) == ([0.5, 1], [0.75, 1], [1, 1])


def test_in_what_is_published_of_the_demo_all_that_is_planted_is_found_and_little_else(demo_store, truth):
    assert json.loads((demo_store / "wahrheit.json").read_text("utf-8")) == truth, "the same district"
    judged = planted.against(truth, open_published(demo_store).table("figure"))
    assert len(judged.planted) == 6 and all(judged.planted.values())
    assert judged.firm[1] >= 3 and sum(judged.false) <= 0.1 * sum(judged.firm)


def test_a_label_is_false_where_the_town_is_not_truly_lower():
    truth = {
        "wahres_verhaeltnis": {"x": {"A": 0.7, "B": 0.95}},
        "luecken": [{"gemeinde": "A", "gruppe": "x", "faktor": 0.7}],
        "trends": [{"angebot": "x", "richtung": "rising"}],
    }
    row = {"measure": "gap", "offer_group": "x", "age_band": "all", "label": "firm"}
    rows = [
        row | {"area": "A", "item": "pooled:2021-2025"},
        row | {"area": "B", "item": "pooled:2021-2025"},
        row | {"area": "B", "item": ""},
        row | {"area": "A", "item": "", "label": "unsure"},
        row | {"measure": "trend", "area": "03155", "item": "", "label": "falling"},
    ]
    judged = planted.against(truth, pl.DataFrame(rows))
    assert (judged.firm, judged.false) == ((1, 2), (1, 1))
    assert judged.planted == {"x in A × 0.7": True, "x rising": False}
