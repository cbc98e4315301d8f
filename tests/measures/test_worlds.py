"""Annual and point reach in each dimension equal a brute-force count over the raw rows, in small worlds, through the whole chain."""

import os
from datetime import date
from math import inf, isinf

import polars as pl
import pytest

from measures.engine.figures import exact_figures
from measures.engine.measure import Selection, catalogue
from store.profile import read_profile
from tests.measures.brute_force import expected_rows
from tests.measures.raw_rows import identities, last_day, space
from tests.measures.world_store import counted
from tests.measures.worlds import STAND, world, write_profile

WORLDS = int(os.environ.get("REICHWEITE_WORLDS", "12"))  # benchmarks/seeds.py counts 200
BATCHES = 4
KEY = ["measure", "area", "year", "age_band", "sex", "offer_group", "item"]


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return read_profile(write_profile(tmp_path_factory.mktemp("office") / "profile"))


def counted_by_the_chain(rows: dict, profile, names: tuple[str, ...] = ("annual_reach", "point_reach")) -> dict:
    """Figures of the measures that are counted by hand, from the raw rows: key → row."""
    measures = [catalogue()[name] for name in names]
    with counted(rows, profile) as con:
        figures = [exact_figures(m.compute(con, Selection(everywhere=True)), m) for m in measures]
    return {tuple(row[name] for name in KEY): row for row in pl.concat(figures).iter_rows(named=True)}


def said(row: dict) -> dict:
    """A figure row in the words of the brute force."""
    people = row["denominator"]
    as_count = lambda rate: None if rate is None or people is None else round(rate * people)  # noqa: E731
    return {
        "state": row["state"],
        "numerator": row["numerator"],
        "low": as_count(row["bound_low"]),
        "high": as_count(row["bound_high"]),
    }


@pytest.mark.parametrize("batch", range(BATCHES))
def test_every_figure_equals_a_count_by_hand(batch, profile):
    for seed in range(batch, WORLDS, BATCHES):
        rows = world(seed)
        found = counted_by_the_chain(rows, profile)
        wrong = []
        for key, wanted in expected_rows(rows):
            people = wanted.pop("people", None)
            row = found.get(key)
            if row is None:
                assert wanted["state"] != "ok" or key[0] == "point_reach", (seed, key, wanted)
            elif (people != 0 and said(row) != wanted) or (people is not None and row["denominator"] != people):
                wrong.append((key, said(row), wanted))
        assert not wrong, (seed, len(wrong), wrong[:3])


def test_the_worlds_hold_what_makes_counting_hard():
    worlds = [world(seed) for seed in range(WORLDS)]
    uses = [row for rows in worlds for row in rows["nutzung"]]
    children = [records for rows in worlds for records in identities(rows["nutzung"])]
    facts = {
        "moves": sum(len({r["wohngemeinde"] for r in records} & set("ABC")) > 1 for records in children),
        "linked over two sources": sum(len({r["source"] for r in records}) > 1 for records in children),
        "open": sum(r["ende"] is None for r in uses),
        "one day": sum(r["ende"] == r["beginn"] for r in uses),
        "moved away": sum(r["wegzug"] is not None for r in uses),
        "unknown municipality": sum(r["wohngemeinde"] == "unbekannt" for r in uses),
        "outside": sum(r["wohngemeinde"] == "ausserhalb" for r in uses),
        "born in the year of use": sum(r["geburtsjahr"] == r["beginn"].year for r in uses),
        "18 in a year of use": sum(
            any(y - r["geburtsjahr"] == 18 for y in range(r["beginn"].year, last_day(r).year + 1)) for r in uses
        ),
        "in the running year": sum(last_day(r) > date(STAND.year, 1, 1) for r in uses),
        "own key": sum(space(r) == "own" for r in uses),
        "counted without a key": sum(len(rows["zaehlwerte"]) for rows in worlds),
        "visits": sum(len(rows["kontakte"]) for rows in worlds),
        "year without population": sum(
            date(2021, 12, 31) not in {r["stichtag"] for r in rows["bevoelkerung"]} for rows in worlds
        ),
        "missing delivery": sum(len(rows["lieferschein"]) < 20 for rows in worlds),
    }
    assert not {name: n for name, n in facts.items() if n < 3}


def test_the_true_number_lies_within_every_range(profile):
    """The generator knows who truly used the offers that come as sums; a world without moves makes residence certain."""
    checked: dict[str, int] = {}
    for seed in range(WORLDS // 2):
        rows = world(seed)
        home = {c["number"]: c["home"] for c in rows["children"]}
        rows["nutzung"] = [r | {"wohngemeinde": home[number(rows, r)], "wegzug": None} for r in rows["nutzung"]]
        for key, row in counted_by_the_chain(rows, profile).items():
            ends = ends_of(row)
            if (key[0], key[1], key[4]) == ("annual_reach", "D", "all") and ends:
                low, high = ends
                true = len(true_users(rows, key[2], key[3], key[5]))
                assert low - 1e-6 <= true <= high + 1e-6, (seed, key, true, row)
                kind = "at least" if isinf(high) else "counted" if low == high else "range"
                checked[kind] = checked.get(kind, 0) + 1
    assert min(checked.values()) > 5 * (WORLDS // 2) and len(checked) == 3, checked


def ends_of(row: dict) -> tuple[float, float] | None:
    """Between which counts does it say the children are? „mindestens“ has no upper end; None: nothing is said."""
    if row["numerator"] is not None:
        return row["numerator"], row["numerator"]
    if row["bound_low"] is None or not row["denominator"]:
        return None
    people, high = row["denominator"], row["bound_high"]
    return row["bound_low"] * people, inf if high is None else high * people


def number(rows: dict, row: dict) -> int:
    if row.get("kind_nr"):
        return int(row["kind_nr"][1:])
    return next(n for n in range(20) if row["kind_schluessel_2"] == key_of(n))


def key_of(n: int) -> str:
    from hashlib import sha256

    return "v1:" + sha256(f"{n}/2".encode()).hexdigest()


def true_users(rows: dict, year: int, band: str, group: str) -> set[int]:
    from tests.measures.worlds import BANDS, MEMBERS

    first, last = BANDS[band]
    keyed = {
        number(rows, r)
        for r in rows["nutzung"]
        if r["angebot"] in MEMBERS[group]
        and r["beginn"].year <= year <= last_day(r).year
        and first <= year - r["geburtsjahr"] <= last
    }
    return keyed | {
        t["child"]
        for t in rows["truth"]
        if t["offer"] in MEMBERS[group] and t["year"] == year and first <= t["age"] <= last
    }
