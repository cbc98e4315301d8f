"""Which of the records that share a key are one child? Keys from strong to weak, with a guard against false merges.

Records that share a key of level 1 are one child: it is made of the whole name, birth date and sex. A weaker key forgives typing
errors and so may bring two children together. It joins nobody where two of them

* have numbers of their own in one source: the source knows that they are two (twins, siblings, a renamed cousin);
* were born more than FARTHEST year apart: all keys hold the birth date, so births that far apart come from a chain of records;
* are of different sex and born in different years: one of the two may be a typing error, not both.

If a key would bring together some who may not, those among them join who may, pair by pair, as long as all of them together may; else
nobody does. So nothing depends on the order of rows, sources or keys. (Fellegi and Sunter 1969: agreement, and then what
speaks against it.)
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

STRONGEST, WEAKEST = 1, 4
FARTHEST = (
    1  # years between the births told of one child: a typing error of the last digit by one, or a birth at New Year
)
MOST = 50  # children under one weaker key that may not all be one: more say nothing, and their pairs are too many to look at
REASONS = ("own_number", "birth_year", "sex")


@dataclass(frozen=True)
class Linking:
    """children: source, reference, child (a dense number from 0); joined: level → how many records or groups of them the keys of
    this level brought to others; refused: reason → how many they would have brought, and were not let."""

    children: pl.DataFrame
    joined: dict[int, int]
    refused: dict[str, int]


def same_child(records: pl.DataFrame, keys: pl.DataFrame) -> Linking:
    """records: source, reference (together unique), own_number (the source itself numbers its children), born_first, born_last,
    male, female (told of it, of whichever row); keys: source, reference, level, key (null = none)."""
    people = records.sort("source", "reference").with_row_index("record")
    known = keys.drop_nulls("key").join(people.select("source", "reference", "record"), on=["source", "reference"])
    known = known.select("level", pl.col("record").cast(pl.Int64), pl.col("key").rank("dense").cast(pl.Int64))
    child, joined = np.arange(people.height), {}
    for level in range(STRONGEST, WEAKEST + 1):
        shared = _shared(known.filter(level=level), child)
        before, label = child.max(initial=-1), _together(shared, people.height)
        if level > STRONGEST:
            label = _guarded(shared, label, _facts(people, child))
        child = _dense(label[child])
        joined[level] = int(before - child.max(initial=-1))
    left = _shared(known.filter(pl.col("level") > STRONGEST), child)
    refused = _refused(_together(left, people.height), _facts(people, child))
    return Linking(people.select("source", "reference", child=pl.Series(child)), joined, refused)


@dataclass(frozen=True)
class Facts:
    """What is told of each child so far: child, born_first, born_last, male, female; numbered: child, source that numbers it."""

    told: pl.DataFrame
    numbered: pl.DataFrame


def _facts(people: pl.DataFrame, child: np.ndarray) -> Facts:
    rows = people.with_columns(child=pl.Series(child))
    told = rows.group_by("child").agg(
        pl.col("born_first").min(), pl.col("born_last").max(), pl.col("male").any(), pl.col("female").any()
    )
    return Facts(told, rows.filter("own_number").select("child", "source").unique())


def _shared(known: pl.DataFrame, child: np.ndarray) -> pl.DataFrame:
    """child, key: keys that more than one child has."""
    rows = known.select(child=pl.Series(child[known["record"].to_numpy()], dtype=pl.Int64), key="key").unique()
    return rows.filter(pl.len().over("key") > 1)


def _together(shared: pl.DataFrame, size: int) -> np.ndarray:
    """label[child]: children who have keys in common, over others too, have the same one."""
    return _components(shared["child"].to_numpy(), size + _dense(shared["key"].to_numpy()), size)


def _components(one: np.ndarray, other: np.ndarray, size: int) -> np.ndarray:
    """label[node] of the first `size` nodes of the graph with these edges."""
    from scipy.sparse import coo_array  # only counting links children
    from scipy.sparse.csgraph import connected_components

    nodes = max(size, int(other.max(initial=-1)) + 1)
    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1][:size])


def _dense(label: np.ndarray) -> np.ndarray:
    """The same labels, numbered from 0 by where each stands first."""
    _, first, place = np.unique(label, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[place]


def _guarded(shared: pl.DataFrame, label: np.ndarray, facts: Facts) -> np.ndarray:
    """label[child] without those who may not be one."""
    members = facts.told.select("child", group=pl.Series(label[facts.told["child"].to_numpy()]))
    barred = _against(members, facts).select("group")
    if barred.is_empty():
        return label
    apart = members.join(barred, on="group", how="semi")
    few = shared.join(apart, on="child", how="semi").filter(pl.len().over("key") <= MOST)
    pairs = few.join(few, on="key", suffix="_other").filter(pl.col("child") < pl.col("child_other"))
    pairs = pairs.select("child", "child_other").unique().with_row_index("group")
    both = pl.concat([pairs.select("group", "child"), pairs.select("group", child="child_other")])
    fitting = pairs.join(_against(both, facts), on="group", how="anti")
    again = _components(fitting["child"].to_numpy(), fitting["child_other"].to_numpy(), len(label))
    groups = apart.select("child", group=pl.Series(again[apart["child"].to_numpy()]))
    joined = groups.join(_against(groups, facts), on="group", how="anti")
    guarded, size = label.copy(), len(label)
    guarded[apart["child"]] = size + apart["child"]  # alone
    guarded[joined["child"]] = 2 * size + joined["group"]
    return guarded


def _against(members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """members: group, child → group, reason: the first thing that speaks against all of a group being one child."""
    told = (
        members.join(facts.told, on="child")
        .group_by("group")
        .agg(
            pl.len(),
            pl.col("born_first").min(),
            pl.col("born_last").max(),
            pl.col("male").any(),
            pl.col("female").any(),
        )
    )
    numbers = members.join(facts.numbered, on="child").group_by("group", "source").len()
    twice = numbers.filter(pl.col("len") > 1)["group"].unique()
    apart = pl.col("born_last") - pl.col("born_first")
    speaks = {
        "own_number": pl.col("group").is_in(twice.implode()),
        "birth_year": apart > FARTHEST,
        "sex": pl.col("male") & pl.col("female") & (apart > 0),
    }
    reason = pl.coalesce(pl.when(true).then(pl.lit(name)) for name, true in speaks.items())
    return told.filter(pl.col("len") > 1).select("group", reason=reason).drop_nulls()


def _refused(label: np.ndarray, facts: Facts) -> dict[str, int]:
    """Reason → how many children stayed apart from others with whom they share a weaker key."""
    members = facts.told.select("child", group=pl.Series(label[facts.told["child"].to_numpy()]))
    sizes = members.group_by("group").len().join(_against(members, facts), on="group")
    told = dict(sizes.group_by("reason").agg((pl.col("len") - 1).sum()).iter_rows())
    return {reason: int(told.get(reason, 0)) for reason in REASONS}
