"""What may leave the analysis store? Protected figures, their definitions, what was delivered, and findings; nothing else.

Nothing written here depends on the clock or on the order of files: the same rows give the same tables, byte for byte.
"""

import re
import secrets
from hashlib import sha256
from pathlib import Path

import duckdb
import polars as pl

from etl.build import SQL
from etl.findings import Finding, reason_text, what
from etl.further_use.count import says_nothing
from measures.engine.attack.audit import check
from measures.engine.measure import card as said
from measures.engine.measure import catalogue
from measures.engine.protect import Rule, round_fixed
from measures.engine.publication import publish as protected_figures
from store import versions
from store.connect import single, transaction
from store.profile import Profile
from store.tables import AS_IT_IS, FIGURE, PUBLISHED, PUBLISHED_FORMAT

FOLLOWING = """SELECT min(naechste_lieferung) FROM microdata.lieferschein
    WHERE replaced_in IS NULL AND naechste_lieferung > coalesce($1, DATE '1900-01-01')"""
NEWEST_PEOPLE = """SELECT DISTINCT source FROM population
    WHERE age_from < 18 AND date = (SELECT max(date) FROM population) ORDER BY source"""


class KeyMissing(Exception):
    """German text: the store has figures, but the key they were rounded with is gone."""


def rounding_key(store: Path, demo_seed: int | None) -> bytes:
    """The key that fixes every rounding: made at the first load, never rotated; the demo's comes from its seed."""
    path = store / "rundung.key"
    if path.exists():
        known = path.read_text("ascii", errors="replace").strip()
        if not re.fullmatch("[0-9a-f]{64}", known):
            raise KeyMissing("rundung.key im Speicher ist beschädigt. Bitte die Datei aus der Sicherung zurückholen.")
        return bytes.fromhex(known)
    if versions.all_versions(store):
        raise KeyMissing(
            "Im Speicher fehlt rundung.key. Ohne diesen Schlüssel würden alle Zahlen anders gerundet und ließen sich mit früheren vergleichen. "
            "Bitte die Datei aus der Sicherung zurückholen."
        )
    key = sha256(f"demo {demo_seed}".encode()).digest() if demo_seed is not None else secrets.token_bytes(32)
    store.mkdir(parents=True, exist_ok=True)
    versions.write_atomic(path, key.hex())
    return key


def publish(
    con: duckdb.DuckDBPyConnection, profile: Profile, rule: Rule, *, demo: bool, earlier: pl.DataFrame | None = None
) -> None:
    """Fills the attached database `published` from `analysis` and the delivery records of `microdata`.

    earlier: protected figures of the newest edition (etl/as_of.py).

    Raises Disclosed, and writes nothing, when one or two children could be told from these tables (measures/engine/attack/audit.py).
    """
    con.execute("USE analysis")
    threshold = profile.office.statement.threshold / 100
    figures = protected_figures(con, rule, threshold=threshold, earlier=earlier)
    frames = {
        "figure": figures,
        "definition": _definitions(rule),
        "source_status": con.sql(_sql("source_status")).pl(),
        "delivered": _delivered(con, rule),
        "linkage": _linkage(con, rule),
        "forgotten": _forgotten(con, rule),
        "finding": _findings(con, rule),
        "meta": _meta(con, profile, rule, demo),
        **{name: con.sql(f"FROM analysis.{name} ORDER BY ALL").pl() for name in AS_IT_IS},
    }
    check(frames, rule.min_expected, rule.handed)
    for counted in [] if earlier is None else earlier.partition_by("step"):
        check({**frames, "figure": counted.select(FIGURE.names)}, rule.min_expected)
    with transaction(con):
        con.execute("USE published")
        for table in PUBLISHED:
            con.execute(table.ddl())
            con.register("rows", frames[table.name].select(table.names))
            con.execute(f"INSERT INTO {table.name} SELECT * FROM rows")
            con.unregister("rows")


def _sql(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


def _definitions(rule: Rule) -> pl.DataFrame:
    card = next(table for table in PUBLISHED if table.name == "definition").names
    return pl.DataFrame(
        [[said(str(getattr(m, "name" if c == "measure" else c)), rule) for c in card] for m in catalogue().values()],
        schema={c: pl.String for c in card},
        orient="row",
    )


def _delivered(con: duckdb.DuckDBPyConnection, rule: Rule) -> pl.DataFrame:
    """Every file; its row numbers are rounded like any count, a file that comes again the same way: a row may be a child."""
    rows = con.sql(_sql("delivered")).pl()
    files = rows.select("source", "file", "role", "as_of").rows()
    for name in ("rows_read", "accepted", "rejected"):
        counts = zip(rows[name], files, strict=True)
        rounded = [round_fixed(n, ("delivered", name, *file), rule) for n, file in counts]
        rows = rows.with_columns(pl.Series(name, rounded, pl.Int64))
    return rows


def _linkage(con: duckdb.DuckDBPyConnection, rule: Rule) -> pl.DataFrame:
    """What became of the linked sources; its counts are of people of the whole district and all years, and rounded like any count."""
    rows = con.sql("FROM analysis.linkage ORDER BY ALL").pl()
    about = rows.drop("count", "share").rows()
    counts = [
        None if n is None else round_fixed(n, ("linkage", *cell), rule)
        for n, cell in zip(rows["count"], about, strict=True)
    ]
    return rows.with_columns(pl.Series("count", counts, pl.Int64))


def _forgotten(con: duckdb.DuckDBPyConnection, rule: Rule) -> pl.DataFrame:
    """The proof of what was deleted; its row numbers are rounded like any count: a row was a child."""
    rows = con.sql("SELECT * EXCLUDE (number) FROM microdata.forgotten ORDER BY ALL").pl()
    about = rows.select("source", "year", "due_on").rows()
    rounded = [round_fixed(n, ("forgotten", *one), rule) for n, one in zip(rows["rows"], about, strict=True)]
    return rows.with_columns(pl.Series("rows", rounded, pl.Int64))


def _findings(con: duckdb.DuckDBPyConnection, rule: Rule) -> pl.DataFrame:
    """What still holds of all deliveries. Row numbers are rounded like any count: a row may be a child."""
    rows = []
    for code, source, offer, on, n in con.sql(_sql("findings")).fetchall():
        finding = Finding(code, source, values={"offer": offer or "", "date": on or ""})
        rows.append((finding.level, code, source, what(finding), n))
    rows += [(one.level, one.code, one.source, what(one), one.rows) for one in says_nothing(con)]
    rejected = con.sql(
        "SELECT source, reason, count(DISTINCT (digest, line))::BIGINT FROM microdata.rejected GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    rows += [("hinweis", f"abgewiesen:{reason}", source, reason_text(reason), n) for source, reason, n in rejected]
    names = next(table for table in PUBLISHED if table.name == "finding").names
    rounded = [
        (*row[:4], None if row[4] is None else round_fixed(row[4], ("finding", row[1], row[2]), rule)) for row in rows
    ]
    return pl.DataFrame(rounded, schema=dict(zip(names, [pl.String] * 4 + [pl.Int64], strict=True)), orient="row").sort(
        "source", "code", "text"
    )


def _meta(con: duckdb.DuckDBPyConnection, profile: Profile, rule: Rule, demo: bool) -> pl.DataFrame:
    office, protection = profile.office.identity, profile.office.protection
    as_of = single(con, "SELECT max(as_of) FROM coverage")
    stated = single(con, "SELECT bool_or(as_of_stated) FROM coverage WHERE as_of = $1", [as_of])
    following = single(con, FOLLOWING, [as_of])
    sources = con.sql(NEWEST_PEOPLE).pl()["source"].to_list()
    facts = {
        "office": office.name,
        "office_short": office.short or office.name,
        "district": profile.district,
        "district_name": office.district_name,
        "contact": office.contact,
        "demo": "ja" if demo else "nein",
        "as_of": f"{as_of:%Y-%m-%d}" if as_of else "",
        "as_of_stated": {True: "ja", False: "nein"}.get(stated, ""),
        "next_delivery": f"{following:%Y-%m-%d}" if following else "",
        "population_source": " · ".join(sources[:3]),
        "protection_decided_on": f"{protection.decided_on or ''}",
        "protection_note": protection.note,
        "base": str(rule.base),
        "min_population": str(rule.min_population),
        "stay_expected": f"{rule.stay_expected:g}",
        "years_back": str(rule.years_back),
        "claim_threshold": f"{profile.office.statement.threshold:g}",
        "format": str(PUBLISHED_FORMAT),
    }
    return pl.DataFrame({"key": list(facts), "value": list(facts.values())}).sort("key")
