"""Do rows say the same twice, or contradict each other? Within a file, and between the files of a delivery."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import polars as pl

from etl.delivery import Checked
from etl.findings import Finding
from etl.roles import CHILD, OF_USE, ROLES
from store.german import listed

COPY = 0.5  # of the rows of the smaller file: above it, one file is a copy of the other
AGES = ("alter_von", "alter_bis")
FEWEST = 3  # so few equal rows may be chance
STOCK = ("angebot", "stichtag", "gemeinde", "geschlecht")  # one number of children running on a day
WHO = ("angebot", "geburtsjahr", "geburtsmonat", "beginn", *CHILD)  # a use, whatever else was corrected of it


def added(part: Checked) -> Checked:
    """Numbers of rows about the same thing added up, where the mapping says that they are parts of a whole."""
    fields = ROLES[part.kind.role].fields
    if not part.kind.adds:
        return part
    parts = [field.name for field in fields if field.adds]
    same = [field.name for field in fields if not field.adds]
    sums = [pl.when(pl.col(c).is_not_null().all()).then(pl.col(c).sum()).alias(c) for c in parts]
    whole = part.rows.group_by(same, maintain_order=True).agg(*sums, pl.col("line").min())
    return replace(part, rows=whole.select(part.rows.columns), added=part.added + part.rows.height - whole.height)


def without_contradictions(part: Checked) -> Checked:
    """Without rows that say different things about the same: none of them can be believed."""
    about = ROLES[part.kind.role].about
    said = part.rows.drop("line").unique().group_by(about).len().filter(pl.col("len") > 1)
    judged = part.rows.join(said, on=about, how="left", nulls_equal=True, maintain_order="left")
    problem = pl.when(pl.col("len").is_not_null()).then(pl.lit("widerspruch|"))
    return part.rejecting(judged.with_columns(reason=problem).drop("len"))


def said_twice(part: Checked) -> list[Finding]:
    """The same number for the same thing in two rows: one row too many, or two parts that must be added."""
    content = [column for column in part.rows.columns if column != "line"]
    again = part.rows.filter(pl.struct(content).is_duplicated())
    if again.is_empty():
        return []
    return [part.finding("zweimal_gesagt", rows=again.height, lines=again["line"].sort().to_list())]


def overlapping_ages(part: Checked) -> list[Finding]:
    """Ages that stand in two groups of the same thing, neither of which is the whole of the other."""
    if not set(AGES) <= set(part.rows.columns):
        return []
    same = [column for column in ROLES[part.kind.role].about if column not in AGES]
    of_one = (
        part.rows.drop_nulls(AGES).select(*same, group=pl.struct(AGES)).group_by(same).agg(pl.col("group").unique())
    )
    crossing = {
        ((one["alter_von"], one["alter_bis"]), (other["alter_von"], other["alter_bis"]))
        for groups in of_one["group"].unique().to_list()
        for one, other in combinations(sorted(groups, key=lambda group: group["alter_von"]), 2)
        if one["alter_von"] < other["alter_von"] <= one["alter_bis"] < other["alter_bis"]
    }
    if not crossing:
        return []
    ages = sorted({age for one, other in crossing for age in range(other[0], one[1] + 1)})
    named = listed([f"{low} bis {high}" for low, high in sorted({group for pair in crossing for group in pair})])
    return [part.finding("alter_ueberlappt", ages=listed([str(age) for age in ages]), groups=named)]


def two_births(parts: Sequence[Checked]) -> list[Finding]:
    """Children of one source with more than one birth; the newest record holds."""
    rows = [
        part.rows.select("line", "geburtsjahr", "geburtsmonat", child=pl.coalesce(CHILD), part=pl.lit(n))
        for n, part in enumerate(parts)
        if part.kind.role == "nutzung"
    ]
    if not rows:
        return []
    known = pl.concat(rows).drop_nulls("child")
    births = known.group_by("child").agg(
        pl.col("geburtsjahr").drop_nulls().n_unique().alias("years"),
        pl.col("geburtsmonat").drop_nulls().n_unique().alias("months"),
    )
    odd = births.filter((pl.col("years") > 1) | (pl.col("months") > 1))
    hit = known.join(odd, on="child", how="semi").group_by("part", maintain_order=True).agg("line")
    return [
        parts[n].finding("zwei_geburten", rows=len(lines), lines=sorted(lines), children=odd.height)
        for n, lines in hit.sort("part").iter_rows()
    ]


def copies(parts: Sequence[Checked]) -> list[Finding]:
    """Files that are delivered twice, or hold the rows of another source."""
    found = []
    for one, other in combinations([part for part in parts if part.kind.role in OF_USE], 2):
        if one.kind.role != other.kind.role or one.source.name == other.source.name and one.name == other.name:
            continue
        if one.digest == other.digest:
            found.append(other.finding("dieselbe_datei", other=one.name))
        elif one.source.name != other.source.name and (n := _equal_rows(one, other)):
            found.append(other.finding("unter_anderer_quelle", rows=n, other=one.source.name))
    return found


def told_by(role: str) -> list[str]:
    """The columns that make two rows of two sources the same."""
    return list(WHO) if role == "nutzung" else ROLES[role].names


def is_copy(both: int, one: int, other: int) -> bool:
    """Are so many equal rows more than chance, for two files of so many rows?"""
    return both >= FEWEST and both > COPY * min(one, other)


def _equal_rows(one: Checked, other: Checked) -> int:
    """How many rows stand in both; 0 where neither is a copy of the other."""
    columns = told_by(one.kind.role)
    sides = [part.rows.select(columns).unique() for part in (one, other)]
    both = sides[0].join(sides[1], on=columns, how="semi", nulls_equal=True).height
    return both if is_copy(both, sides[0].height, sides[1].height) else 0


def second_stocks(parts: Sequence[Checked]) -> list[Finding]:
    """Two numbers of one offer and day, told by two sources or counted in two ways: are both of the same children?"""
    rows = [
        part.rows.filter((pl.col("merkmal") == "bestand") & pl.col("stichtag").is_not_null()).select(
            *STOCK, "ortsbezug", "einheit", source=pl.lit(part.source.name)
        )
        for part in parts
        if part.kind.role == "zaehlwerte"
    ]
    if not rows:
        return []
    ways = pl.concat(rows).select("angebot", "stichtag", "source", "ortsbezug", "einheit").unique()
    many = (
        ways.group_by("angebot", "stichtag").agg(pl.len(), pl.col("source").unique().sort()).filter(pl.col("len") > 1)
    )
    return [
        Finding("zweiter_bestand", names[0], values={"offer": offer, "date": on, "names": names})
        for offer, on, _, names in many.sort("angebot", "stichtag").iter_rows()
    ]


def merged_together(parts: Sequence[Checked]) -> list[Checked]:
    """Files of one source and role, each with how many of its rows say what another row of them says.

    The newest Stand holds, in it a closed use before an open one, as when they are kept (etl/keep.py).
    """
    about = ROLES[parts[0].kind.role].about
    columns = [name for name in parts[0].rows.columns if name != "line"]
    rows = pl.concat([
        part.rows.with_columns(part=pl.lit(n), stand=_stand(part), name=pl.lit(part.name))
        for n, part in enumerate(parts)
    ])  # fmt: skip
    keyed = rows.with_columns(pl.sql_expr(f"{expression} AS key_{n}") for n, expression in enumerate(about))
    keys = [f"key_{n}" for n in range(len(about))]
    again = keyed.filter(pl.struct(keys).is_duplicated())
    newest = ["stand", *(["ende"] if "ende" in columns else [])]
    rest = [*(column for column in columns if column not in newest), "name", "line"]
    down = [True] * len(newest) + [False] * len(rest)
    first = again.sort(*newest, *rest, descending=down, nulls_last=True).unique(keys, keep="first")
    told = dict(again.group_by("part").len().iter_rows())
    held = dict(first.group_by("part").len().iter_rows())
    return [replace(part, merged=told.get(n, 0) - held.get(n, 0)) for n, part in enumerate(parts)]


def _stand(part: Checked) -> pl.Expr:
    """A Lieferschein may hold rows of several Stands."""
    return pl.col("datenstand") if "datenstand" in part.rows.columns else pl.lit(part.as_of, pl.Date)
