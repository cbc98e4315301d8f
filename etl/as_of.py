"""What would today's program have counted from the rows that an edition had? Annual reach once more, in two steps.

Rows of children are kept with the version that brought them and the one that replaced them. So the edition's rows are counted
again with today's definitions: first with the population the edition had, then with today's. What remains to the figures of
now are late records. Where rows of that time are gone (retention), or the edition lies on a version that was taken back,
nothing is counted and the reason is said. Everything is protected like any figure before it leaves this module.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from etl.build import SQL, build
from etl.further_use.kept import TABLES as OUTLIVING
from etl.further_use.kept import kept as outliving
from etl.record import cut_of
from etl.report import Say
from etl.roles import STORED
from measures.engine.measure import catalogue
from measures.engine.protect import Rule
from measures.engine.publication import figures_of
from measures.engine.reading.earlier import EARLIER
from store.connect import connect, single
from store.editions import Edition, all_editions, open_edition
from store.german import listed
from store.profile import Profile
from store.published import Published
from store.versions import Version, lineage

COUNTED = "annual_reach"
TAKEN_BACK = "taken_back", "Nicht aufteilbar: Die Ausgabe beruht auf einer Ladung, die zurückgenommen wurde."
GONE = "deleted", "Nicht aufteilbar: Die Einzeldaten von damals sind nach Ablauf der Aufbewahrung gelöscht."
UNREADABLE = "new_store", "Nicht aufteilbar: Diese Ladung beginnt neu, ohne die Einzeldaten der Ausgabe."
DIVIDED = None, ""


@dataclass(frozen=True)
class Loading:
    """One load: the version that is being made and the one that held before, for whom, with which key, when."""

    store: Path
    new: Version
    before: Version | None
    profile: Profile
    key: str | None
    now: datetime
    demo: bool
    say: Say

    @property
    def spill(self) -> Path:
        """Where what does not fit in memory goes."""
        return self.new.folder / "spill"


def earlier_figures(loading: Loading, rule: Rule) -> pl.DataFrame:
    """Rows of measures/engine/reading/earlier.py for the newest edition; none where there is no edition."""
    edition = next(iter(all_editions(loading.store)), None)
    if edition is None:
        return pl.DataFrame(schema=EARLIER)
    loading.say("vergleichen", f"Verglichen wird mit der {edition.title}", 62)
    frozen = open_edition(loading.store, edition.name)
    con = _rows_of(edition, loading)
    try:
        code, why = undivided = _undivided(con, edition, loading)
        said = pl.lit(code, pl.String).alias("why_code"), pl.lit(why).alias("why")
        steps = {"ausgabe": frozen.figures(COUNTED).with_columns(said)}
        if undivided == DIVIDED:
            build(con, loading.profile, demo=loading.demo)
            changed = _groups_changed(con, frozen)
            steps["festlegung"] = _protected(con, rule).join(changed, on="offer_group", how="left")
            _with_people_of_now(con)
            steps["bevoelkerung"] = _protected(con, rule)
    finally:
        con.close()
    rows = [
        frame.with_columns(pl.lit(edition.name).alias("edition"), pl.lit(step).alias("step"))
        for step, frame in steps.items()
    ]
    every = pl.concat([pl.DataFrame(schema=EARLIER), *rows], how="diagonal_relaxed")
    return every.with_columns(pl.col("why").fill_null("")).select(list(EARLIER))


def _protected(con: duckdb.DuckDBPyConnection, rule: Rule) -> pl.DataFrame:
    return figures_of(con, catalogue()[COUNTED], rule)


def _rows_of(edition: Edition, loading: Loading) -> duckdb.DuckDBPyConnection:
    """`microdata` as it was when the edition was made, `analysis` empty; both in memory, over the kept rows (read only)."""
    kept = {"kept": loading.new.microdata}
    con = connect(kept, key=loading.key, temp=loading.spill, encrypted=frozenset(kept))
    version = int(edition.about["version"])
    for name in ("microdata", "analysis"):
        con.execute(f"ATTACH ':memory:' AS {name}")
    for role in STORED:
        con.execute(
            f"""CREATE VIEW microdata.{role} AS
            SELECT * REPLACE (CASE WHEN replaced_in <= {version} THEN replaced_in END AS replaced_in)
            FROM kept.{role} WHERE delivered_in <= {version}"""
        )
    for table in ("source", *(outliving(table.name) for table in OUTLIVING)):
        con.execute(f"CREATE VIEW microdata.{table} AS FROM kept.{table}")
    for table in ("delivery", "confirmed", "loss"):
        con.execute(f"CREATE VIEW microdata.{table} AS FROM kept.{table} WHERE number <= {version}")
    con.execute(
        f"""CREATE VIEW microdata.covered AS FROM kept.covered c WHERE EXISTS (
        SELECT 1 FROM kept.delivery d WHERE d.number <= {version} AND d.source = c.source AND d.period_from = c.period_from
        AND d.period_to = c.period_to AND d.as_of IS NOT DISTINCT FROM c.as_of)"""
    )
    return con


def _with_people_of_now(con: duckdb.DuckDBPyConnection) -> None:
    """The same children over the population that holds now."""
    con.execute("CREATE OR REPLACE VIEW microdata.bevoelkerung AS FROM kept.bevoelkerung")
    con.execute("DELETE FROM analysis.population")
    con.execute((SQL / "population.sql").read_text("utf-8"))


def _undivided(con: duckdb.DuckDBPyConnection, edition: Edition, loading: Loading) -> tuple[str | None, str]:
    """Why the rows of the edition cannot be counted again, as a code and in words; DIVIDED where they can."""
    if loading.before is None:
        return UNREADABLE
    withdrawn = "SELECT count(*) FROM kept.withdrawn WHERE number <= $1 AND withdrawn_in > $1"
    known = edition.about["version"] in lineage(loading.store, loading.before.number)
    if not known or single(con, withdrawn, [edition.about["version"]]):
        return TAKEN_BACK
    since = cut_of(loading.now, loading.profile.office.keeping.replaced_rows_years)
    gone = "SELECT count(*) FROM kept.delivery WHERE number > $1 AND loaded_at < $2"
    return GONE if single(con, gone, [edition.about["version"], since]) else DIVIDED


def _groups_changed(con: duckdb.DuckDBPyConnection, frozen: Published) -> pl.DataFrame:
    """offer_group, why: which offers a group has won or lost since the edition, by their names."""
    then = _members(frozen.table("offer"), frozen.table("offer_group"))
    now = _members(con.sql("FROM analysis.offer").pl(), con.sql("FROM analysis.offer_group").pl())
    rows = []
    for group, names in now.items():
        won = sorted(name for offer, name in names.items() if offer not in then.get(group, {}))
        lost = sorted(name for offer, name in then.get(group, {}).items() if offer not in names)
        said = [
            f"{word}: {listed(names)}." for word, names in (("Neu dabei", won), ("Nicht mehr dabei", lost)) if names
        ]
        rows.append((group, " ".join(said)))
    return pl.DataFrame(rows, schema={"offer_group": pl.String, "why": pl.String}, orient="row")


def _members(offers: pl.DataFrame, groups: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Group → the offers of it that count → their short names."""
    names = {row["offer"]: row["short_name"] or row["name"] for row in offers.filter("counts").iter_rows(named=True)}
    return {
        group: {offer: names[offer] for offer in members if offer in names}
        for group, members in groups.select("offer_group", "offers").iter_rows()
    }
