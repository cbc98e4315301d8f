"""Are the keys of all linked sources made by one recipe and with one secret? Else the same child has other keys in each, is not found
again, and counts twice.

The recipe stands in each key (v1, v2); of the secret a Lieferschein says the check value. Sources with keys of the older recipe stay
apart from the others (etl/link.py), so they are not compared with them; but one source has keys of one kind only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from etl.delivery import Checked
from etl.findings import Finding
from etl.roles import CHILD_KEYS, RECIPE_OF, ROLES
from store.german import listed

WITHOUT_CHECK = "v1"  # this recipe has no check value
ABOUT = ", ".join(f"({expression}) AS about_{n}" for n, expression in enumerate(ROLES["nutzung"].about))
SAID_AGAIN = (
    "angebot",
    "beginn",
    "geburtsjahr",
    "geburtsmonat",
    "geschlecht",
)  # a case under a new number (etl/sql/episode.sql)


@dataclass(frozen=True)
class Made:
    """How the keys of a source are made; check_value: of the secret, None = nobody said it."""

    source: str
    recipe: str
    check_value: str | None

    def differs(self, other: "Made") -> bool:
        """Do they say that the same child has other keys? What is not said is not another one."""
        said = {self.check_value, other.check_value} - {None}
        return self.recipe != other.recipe or len(said) > 1

    @property
    def way(self) -> str:
        return f"{self.recipe} mit Prüfwert {self.check_value}" if self.check_value else self.recipe


def of_the_delivery(parts: Sequence[Checked]) -> list[Finding]:
    """Linked sources that do not say their check value, whose keys are made in two ways, or otherwise than those of another."""
    found, told = [], {name: _made(mine) for name, mine in _linked(parts).items()}
    for name, ways in told.items():
        if any(way.recipe != WITHOUT_CHECK and way.check_value is None for way in ways):
            found.append(Finding("ohne_pruefwert", name))
        if any(one.differs(other) for one in ways for other in ways):
            found.append(Finding("zwei_schluessel", name, values={"ways": listed([way.way for way in ways])}))
    return found + _another_value(told, [way for ways in told.values() for way in ways])


def beside_kept(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked], renumbered: set[str]) -> list[Finding]:
    """Sources whose keys are made otherwise than those of the rows that go on holding; `con` holds `microdata` as its default schema.
    renumbered: sources of which a Lieferschein says so, so that cases told again are known to be the same."""
    linked = _linked(parts)
    if not linked:
        return []
    told = {name: _made(mine) for name, mine in linked.items()}
    found = []
    for name, ways in told.items():
        going_on = _going_on(con, linked[name], renumbered=name in renumbered)
        before = [(way, rows) for way, rows in going_on if way.differs(ways[-1])]
        if before:
            said = {"before": listed([way.way for way, _ in before]), "now": ways[-1].way}
            found.append(Finding("schluessel_gewechselt", name, values=said, rows=sum(rows for _, rows in before)))
    others = [way for way, _ in _held(con, "s.linked", []) if way.source not in told]
    return found + _another_value(told, others)


def _linked(parts: Sequence[Checked]) -> dict[str, list[Checked]]:
    """Files of use of each linked source that hold a key."""
    found: dict[str, list[Checked]] = {}
    for part in parts:
        if part.kind.role == "nutzung" and part.source.linked and _recipes(part):
            found.setdefault(part.source.name, []).append(part)
    return dict(sorted(found.items()))


def _recipes(part: Checked) -> list[str]:
    return part.rows.select(pl.coalesce(CHILD_KEYS).str.slice(0, 2)).to_series().drop_nulls().unique().sort().to_list()


def _made(parts: Sequence[Checked]) -> list[Made]:
    """Every way in which the keys of a source's files are made, the newest recipe last."""
    ways = {(recipe, value) for part in parts for recipe in _recipes(part) for value in part.check_values or (None,)}
    return [Made(parts[0].source.name, *way) for way in sorted(ways, key=lambda way: (way[0], way[1] or ""))]


def _another_value(told: dict[str, list[Made]], beside: Sequence[Made]) -> list[Finding]:
    """Sources whose check value is another than that of other sources with keys of the same recipe."""
    found = []
    for name, ways in told.items():
        other = {
            way: one
            for one in ways
            for way in beside
            if way.source != name and way.recipe == one.recipe and way.differs(one)
        }
        if other:
            said = {
                "mine": listed(sorted({f"{one.check_value}" for one in other.values()})),
                "theirs": listed(sorted({f"{way.check_value}" for way in other})),
                "others": sorted({way.source for way in other}),
            }
            found.append(Finding("anderer_pruefwert", name, values=said))
    return found


def _held(con: duckdb.DuckDBPyConnection, where: str, about: Sequence[object]) -> list[tuple[Made, int]]:
    """How the keys of the rows that hold are made, and of how many rows; without those that have no key."""
    rows = con.execute(
        f"""WITH held AS (SELECT *, {ABOUT}, {RECIPE_OF} AS recipe FROM nutzung WHERE replaced_in IS NULL)
        SELECT n.source, n.recipe, d.check_value, count(*) FROM held n JOIN source s ON s.name = n.source
        LEFT JOIN (SELECT source, as_of, arg_max(check_value, number) AS check_value FROM delivery WHERE role = 'nutzung' GROUP BY ALL) d
            ON d.source = n.source AND d.as_of IS NOT DISTINCT FROM n.as_of
        WHERE n.recipe IS NOT NULL AND {where} GROUP BY ALL ORDER BY ALL""",
        about,
    ).fetchall()
    return [(Made(source, recipe, value), many) for source, recipe, value, many in rows]


def _going_on(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked], *, renumbered: bool) -> list[tuple[Made, int]]:
    """The same of the rows of one source that this delivery of it does not replace (etl/keep.py)."""
    source, stand = parts[0].source, max((part.as_of for part in parts if part.as_of), default=None)
    periods = [part.period for part in parts if part.period]
    covered = [f"(DATE '{start}' <= n.period_from AND DATE '{end}' >= n.period_to)" for start, end in periods]
    replaced = {
        "bestand": "true" if renumbered else "n.ende IS NOT NULL",  # what was open ends, and is told again
        "zeitraum": " OR ".join(covered) or "false",
    }.get(source.delivery, "false")
    again = " AND ".join(f"a.about_{n} IS NOT DISTINCT FROM n.about_{n}" for n in range(len(ROLES["nutzung"].about)))
    if renumbered:
        same = " AND ".join(f"a.{column} IS NOT DISTINCT FROM n.{column}" for column in SAID_AGAIN)
        again = f"({again}) OR ({same})"
    con.register("arriving", pl.concat([part.rows.drop("line") for part in parts]))
    con.execute(f"CREATE OR REPLACE TEMP TABLE told_again AS SELECT DISTINCT *, {ABOUT} FROM arriving")
    con.unregister("arriving")
    where = f"""n.source = $1 AND NOT coalesce(n.as_of < $2 AND ({replaced}), false)
        AND NOT EXISTS (SELECT 1 FROM told_again a WHERE {again})"""
    held = _held(con, where, [source.name, stand])
    con.execute("DROP TABLE told_again")
    return held
