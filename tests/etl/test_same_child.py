"""Who is one child, and who is kept apart? The guard beside plain Python on small worlds."""

import random
from itertools import combinations

import polars as pl
import pytest

from etl.link import MIXED, TOO_MANY
from etl.same_child import FARTHEST, MOST, REASONS, same_child
from tests.etl.simulated_children import errors_of
from tests.etl.simulated_children import world as world_of_names
from tests.grid import frame

LEVELS = (1, 2, 3, 4)
TWO = """
    source | reference | own_number | born_first | born_last | male  | female
    one    | a         | {own}      | {born}     | {born}    | {m}   | {f}
    {other} | b        | {own}      | 2014       | 2014      | false | true"""


def table(drawing: str) -> pl.DataFrame:
    return frame(drawing).with_columns(pl.col("source", "reference").cast(pl.String))


def keys_of(*said: tuple[str, str, int, str]) -> pl.DataFrame:
    schema = {"source": pl.String, "reference": pl.String, "level": pl.Int64, "key": pl.String}
    return pl.DataFrame(said, schema, orient="row")


def two(level: int, *, other="two", own="true", born=2014, m="false", f="true") -> tuple[int, dict[str, int]]:
    """How many children two records are that share a key of this level; the one is drawn, the other is a girl born in 2014."""
    records = table(TWO.format(other=other, own=own, born=born, m=m, f=f))
    found = same_child(records, keys_of(("one", "a", level, "k"), (other, "b", level, "k")))
    return found.children["child"].n_unique(), {reason: n for reason, n in found.refused.items() if n}


@pytest.mark.parametrize("level", LEVELS)
def test_two_sources_that_share_any_key_of_a_child_have_one_child(level):
    assert two(level) == (1, {})


@pytest.mark.parametrize("level", LEVELS[1:])
def test_two_numbers_of_one_source_are_two_children_for_a_weaker_key(level):
    assert two(level, other="one") == (2, {"own_number": 1})
    assert two(level, other="one", own="false") == (1, {})  # a source without numbers knows nothing against it


@pytest.mark.parametrize("level", LEVELS[1:])
def test_births_more_than_a_year_apart_are_two_children_for_a_weaker_key(level):
    assert two(level, born=2014 - FARTHEST) == (1, {})
    assert two(level, born=2014 - FARTHEST - 1) == (2, {"birth_year": 1})


@pytest.mark.parametrize("level", LEVELS[1:])
def test_another_sex_with_another_birth_year_is_another_child_for_a_weaker_key(level):
    assert two(level, m="true", f="false") == (1, {})
    assert two(level, born=2013) == (1, {})
    assert two(level, born=2013, m="true", f="false") == (2, {"sex": 1})
    assert two(level, born=2013, m="false", f="false") == (1, {})  # no sex told is none against it


def test_the_strongest_key_joins_whatever_speaks_against_it():
    assert two(1, other="one", born=2005, m="true", f="false") == (1, {})


def test_who_may_be_one_is_joined_though_a_twin_shares_the_key():
    """Lena and Lina are in both sources; in the second one Lena is written otherwise, so only Lina is found by her whole name."""
    records = table("""
        source | reference | own_number | born_first | born_last | male  | female
        one    | lena      | true       | 2014       | 2014      | false | true
        one    | lina      | true       | 2014       | 2014      | false | true
        two    | lenna     | true       | 2014       | 2014      | false | true
        two    | lina      | true       | 2014       | 2014      | false | true""")
    same = [(s, r, 2, "ln") for s, r in records.select("source", "reference").iter_rows()]
    found = same_child(records, keys_of(*same, ("one", "lina", 1, "lina"), ("two", "lina", 1, "lina")))
    groups = found.children.group_by("child").agg(pl.concat_str("source", pl.lit(" "), "reference").sort())
    assert sorted(groups.drop("child").to_series().to_list()) == [["one lena", "two lenna"], ["one lina", "two lina"]]
    assert found.joined == {1: 1, 2: 1, 3: 0, 4: 0} and found.refused["own_number"] == 1


def world(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A few records of three sources, with few keys, so that nearly everything is shared and much speaks against it."""
    draw = random.Random(seed)
    records, keys = [], []
    for n in range(draw.randint(2, 14)):
        source, sex, born = draw.choice("abc"), draw.choice("mw-"), draw.choice((2010, 2010, 2011, 2012))
        records.append((source, f"{n}", draw.random() < 0.6, born, born, sex == "m", sex == "w"))
        keys += [(source, f"{n}", level, f"{level}:{draw.randint(0, 12)}") for level in LEVELS if draw.random() < 0.5]
    schema = ["source", "reference", "own_number", "born_first", "born_last", "male", "female"]
    return pl.DataFrame(records, schema, orient="row"), keys_of(*keys)


def slowly(records: pl.DataFrame, keys: pl.DataFrame) -> tuple[list[set], dict[str, int]]:
    """The same in plain Python: sets of records, put together one after the other."""
    told = {(r["source"], r["reference"]): r for r in records.iter_rows(named=True)}
    shared: dict[int, dict[str, set]] = {level: {} for level in LEVELS}
    for source, reference, level, key in keys.iter_rows():
        shared[level].setdefault(key, set()).add((source, reference))
    children = [{one} for one in told]
    for level in LEVELS:
        touching = [
            pair
            for pair in combinations(range(len(children)), 2)
            if _touch(*(children[n] for n in pair), shared[level])
        ]
        after = []
        for cluster in _clusters(len(children), touching):
            parts = [children[n] for n in cluster]
            if level == 1 or not _speaks(parts, told):
                after.append(set().union(*parts))
                continue
            fit = [pair for pair in touching if pair[0] in cluster and not _speaks([children[n] for n in pair], told)]
            for again in _clusters(len(children), fit):
                if again[0] in cluster:
                    parts = [children[n] for n in again]
                    after += parts if _speaks(parts, told) else [set().union(*parts)]
        children = after
    weaker = {(level, key): who for level in LEVELS[1:] for key, who in shared[level].items()}
    touching = [pair for pair in combinations(range(len(children)), 2) if _touch(*(children[n] for n in pair), weaker)]
    refused = dict.fromkeys(REASONS, 0)
    for cluster in _clusters(len(children), touching):
        if len(cluster) > 1:
            refused[_speaks([children[n] for n in cluster], told)] += len(cluster) - 1
    return children, refused


def _touch(one: set, other: set, shared: dict) -> bool:
    return any(one & who and other & who for who in shared.values())


def _clusters(many: int, pairs: list) -> list[list[int]]:
    left, found = set(range(many)), []
    while left:
        cluster, new = set(), {min(left)}
        while new:
            cluster |= new
            new = {b for pair in pairs for a, b in (pair, pair[::-1]) if a in cluster} - cluster
        left -= cluster
        found.append(sorted(cluster))
    return found


def _speaks(parts: list[set], told: dict) -> str:
    """What speaks against these being one child; '' = nothing."""
    if len(parts) < 2:
        return ""
    rows = [told[one] for part in parts for one in part]
    for one, other in combinations(parts, 2):
        if {told[n]["source"] for n in one if told[n]["own_number"]} & {
            told[n]["source"] for n in other if told[n]["own_number"]
        }:
            return "own_number"
    if any(abs(a["born_first"] - b["born_first"]) > FARTHEST for a, b in combinations(rows, 2)):
        return "birth_year"
    boys, girls = ([r["born_first"] for r in rows if r[sex]] for sex in ("male", "female"))
    if boys and girls and len({r["born_first"] for r in rows}) > 1:
        return "sex"
    return ""


@pytest.mark.parametrize("seeds", [range(60), range(60, 120)])
def test_the_guard_is_what_plain_python_says_in_any_order_of_rows(seeds):
    refusals = 0
    for seed in seeds:
        records, keys = world(seed)
        children, refused = slowly(records, keys)
        for shuffled in (0, 1):
            found = same_child(
                records.sample(fraction=1, shuffle=True, seed=shuffled),
                keys.sample(fraction=1, shuffle=True, seed=shuffled),
            )
            groups = found.children.group_by("child").agg(pl.struct("source", "reference"))
            as_sets = [{(one["source"], one["reference"]) for one in rows} for rows in groups.drop("child").to_series()]
            assert sorted(map(sorted, as_sets)) == sorted(map(sorted, children)), seed
            assert found.refused == refused, seed
            assert sum(found.joined.values()) == records.height - len(children)
        refusals += sum(refused.values())
    assert refusals > 40


def test_a_key_that_very_many_share_joins_nobody():
    rows = [("one", f"{n}", True, 2014, 2014, False, True) for n in range(MOST)] + [
        ("two", "x", True, 2014, 2014, False, True)
    ]
    records = pl.DataFrame(
        rows, ["source", "reference", "own_number", "born_first", "born_last", "male", "female"], orient="row"
    )
    found = same_child(records, keys_of(*((source, reference, 4, "k") for source, reference, *_ in rows)))
    assert found.children["child"].n_unique() == MOST + 1 and found.refused["own_number"] == MOST


def test_in_a_district_with_typing_errors_few_children_are_too_many_and_hardly_a_record_is_with_another_child():
    found = []
    for seed in (0, 1):
        made = world_of_names(seed, errors=0.08)
        linking = same_child(made.records, made.keys)
        found.append(errors_of(made, linking.children))
        unlinked = made.records.height / made.children - 1
        assert linking.joined[1] > 0 < linking.joined[4] and unlinked > 0.4
    assert all(abs(children) <= 0.01 < TOO_MANY for children, _ in found)
    assert sum(wrong for _, wrong in found) / 2 <= MIXED
