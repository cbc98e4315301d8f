"""What does somebody learn who keeps everything that was handed out? Several publications, attacked as one.

Each publication has its own cells and all that holds between them (engine/attack/audit.py). Between publications, and between
measures: a cell by the same labels, of a group with the same offers, or with the same number, holds the same children, unless
the figures deny it (late records); and a group that has won offers has no fewer children than it had.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl

from measures.engine.attack.audit import Audit, attacked, published_relations
from measures.engine.attack.cells import Cells
from measures.engine.attack.relations import Offers, Relation, Tables, members_of, relation
from store.tables import CELL_KEY

REACH = ("annual_reach", "point_reach")  # more offers, no fewer children
AROUND = ("area", "age_band", "offer", "offer_group")
SAID = [*CELL_KEY, "version", "cell", "state", "numerator", "denominator", "bound_low", "bound_high"]
NONE = np.empty(0, dtype=np.int64)


def together(publications: Sequence[Tables]) -> Audit:
    """The attack on all of them at once; a proof is named once for each publication that shows the cell."""
    told = told_once(publications)
    read = [published_relations(tables) for tables in told]
    parts, members = [cells for cells, _ in read], [members_of(tables) for tables in told]
    begins = np.cumsum([0, *(len(cells.low) for cells in parts)])[:-1]
    inside = [_moved(one, begin) for (_, found), begin in zip(read, begins, strict=True) for one in found]
    rows = pl.concat(_rows(*of, at) for at, of in enumerate(zip(parts, begins, members, strict=True)))
    cells = _joined(parts)
    alike = [*_by_labels(rows), *_by_number(rows)]
    for one, other in alike:
        cells.shown[one] |= cells.shown[other]
        cells.shown[other] |= cells.shown[one]
    equal = [relation(cells, *_agreeing(cells, *pair), most=0, disjoint=False) for pair in alike]
    return attacked(cells, [*inside, *equal, *_grown(cells, rows, members)])


def told_once(publications: Sequence[Tables]) -> list[Tables]:
    """The publications without the years that the last one says just so, and so are those beside them: they tell nothing more.
    Most years never change again, and each publication more would cost as much as the first."""
    *earlier, last = publications
    said, found = _years(last), []
    for tables in earlier:
        years = set(tables["figure"]["year"])
        same_offers = all(tables[name].equals(last[name]) for name in AROUND)
        alike = set(_years(tables).join(said, on=["year", "said", "rows"])["year"]) if same_offers else set()
        kept = [year for year in years if not {year - 1, year, year + 1} & years <= alike]
        if kept:
            found.append({**tables, "figure": tables["figure"].filter(pl.col("year").is_in(kept))})
    return [*found, last]


def _years(tables: Tables) -> pl.DataFrame:
    """year, said, rows: two years with the same three have the same figures."""
    return tables["figure"].group_by("year").agg(said=pl.struct(SAID).hash().sum(), rows=pl.len())


def _joined(parts: Sequence[Cells]) -> Cells:
    """The counts of all, those of one publication after those of another. What is asked by row is asked in each alone."""
    rows_begin = np.cumsum([0, *(len(one.rows) for one in parts)])
    low, high, shown = (np.concatenate([getattr(one, name) for one in parts]) for name in ("low", "high", "shown"))
    owner = np.concatenate([one.owner + begin for one, begin in zip(parts, rows_begin, strict=False)])
    rows = pl.concat([one.rows for one in parts])
    return Cells(rows, low, high, shown, plain=NONE, lower=NONE, upper=NONE, owner=owner)


def _moved(found: Relation, begin: int) -> Relation:
    return replace(found, whole=found.whole + begin, parts=np.where(found.parts >= 0, found.parts + begin, found.parts))


def _rows(cells: Cells, begin: int, members: Offers, publication: int) -> pl.DataFrame:
    """The figures of one publication by CELL_KEY, with `offers` of their group and the places of their counts; null: none."""
    offers = {group: "+".join(sorted(of)) for group, of in members.items()}
    ends = {name: pl.Series(getattr(cells, name)) for name in ("lower", "upper")}
    ranged = pl.Series(~cells.plain)
    return cells.rows.select(
        *CELL_KEY,
        "version",
        "cell",
        publication=pl.lit(publication),
        offers=pl.col("offer_group").replace_strict(offers, default="", return_dtype=pl.String),
        place=pl.int_range(pl.len()) + begin,
        plain=pl.Series(cells.plain),
        **{name: pl.when(ranged & (of >= 0)).then(of + begin) for name, of in ends.items()},
    )


Pair = tuple[np.ndarray, np.ndarray]


def _by_labels(rows: pl.DataFrame) -> list[Pair]:
    """The same labels and offers: the same children; by the same definition also the same ends of a range."""
    key = [*CELL_KEY, "offers"]
    known = rows.with_columns(cell=pl.col("cell").fill_null(pl.col("cell").drop_nulls().first().over(key)))
    same = [*key, "cell"]
    return [_pairs(known, same, "place"), *(_pairs(known, [*same, "version"], end) for end in ("lower", "upper"))]


def _by_number(rows: pl.DataFrame) -> list[Pair]:
    """The same number: the same children are counted, whatever measure, group and ages they are called by. Of a range they are
    its lower end: what is counted where the service is may add others."""
    least = pl.when("plain").then("place").otherwise("lower")
    return [_pairs(rows.drop_nulls("cell").with_columns(least=least), ["cell", "sex"], "least")]


def _pairs(rows: pl.DataFrame, same: list[str], column: str) -> Pair:
    """The first place of those that are the same, and each other one."""
    places = rows.drop_nulls(column).select(pl.col(column).first().over(same).alias("one"), other=column)
    one, other = (places.filter(pl.col("one") != pl.col("other"))[name].to_numpy() for name in ("one", "other"))
    return one, other


def _agreeing(cells: Cells, one: np.ndarray, other: np.ndarray) -> Pair:
    """Only those whose figures can be of one count; whole, and parts with one column."""
    agree = np.maximum(cells.low[one], cells.low[other]) <= np.minimum(cells.high[one], cells.high[other])
    return one[agree], other[agree][:, None]


def _grown(cells: Cells, rows: pl.DataFrame, members: Sequence[Offers]) -> list[Relation]:
    """A group of one publication lies in one of another, where groups have won or lost offers between them."""
    place = [name for name in CELL_KEY if name != "offer_group"]
    reach, found = rows.filter(pl.col("measure").is_in(REACH)), []
    for one, other in combinations(range(len(members)), 2):
        names = members[one].keys() & members[other].keys()
        changed = [name for name in names if members[one][name] != members[other][name]]
        for wide, narrow in ((one, other), (other, one)):
            inside = [(w, n) for w in changed for n in changed if members[narrow][n] < members[wide][w]]
            nested = pl.DataFrame(
                inside,
                schema=["wide", "narrow"],
                orient="row",
                schema_overrides=dict.fromkeys(("wide", "narrow"), pl.String),
            )
            outer, inner = (
                reach.filter(publication=at).select(*place, "offer_group", "place") for at in (wide, narrow)
            )
            both = outer.join(nested, left_on="offer_group", right_on="wide").join(
                inner, left_on=[*place, "narrow"], right_on=[*place, "offer_group"], suffix="_inner"
            )
            found.append(relation(cells, both["place"].to_numpy(), both["place_inner"].to_numpy()[:, None]))
    return found
