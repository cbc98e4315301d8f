"""Does a delivery fit those already kept? Children who ought to come again, rows known under another name, far fewer rows.

Asked before anything is kept, so that a question left open changes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from etl.again import come_again, numbers, running
from etl.delivery import Checked, by_source
from etl.findings import Finding
from etl.periods import A_YEAR
from etl.report import Report
from etl.roles import OF_USE, ROLES, SAMPLE, STORED, SURVEY
from etl.same import is_copy, told_by
from etl.same_key import beside_kept
from etl.sizes import SMALL, begun_in, is_jump, sizes_beside
from store.connect import connect, single
from store.versions import Version

HALF = 0.5
COMES_AGAIN = 0.1  # of the running cases: fewer, and the numbers are taken for new ones
ENOUGH = 10  # running cases, that it can be no chance
ENOUGH_ZEROS = 3


def compared(report: Report, before: Version | None, key: str | None, spill: Path) -> Report:
    """The report with what the version `before` says of it; unchanged where there is none that can be opened.

    What keeps it from being opened (rows forgotten, another key) refuses the load by itself.
    """
    if before is None or not can_be_compared(before, key):
        return report
    con = connect({"microdata": before.microdata}, key=key, temp=spill)
    try:
        return against_known(con, report)
    finally:
        con.close()


def can_be_compared(before: Version | None, key: str | None) -> bool:
    """Are there rows of this version, and is this the kind of key that opens them?"""
    if before is None or not before.microdata.exists():
        return False
    return bool(before.about().get("encrypted")) == (key is not None)


def against_known(con: duckdb.DuckDBPyConnection, report: Report) -> Report:
    """The report with what the rows kept so far say of it; `con` holds them as its default schema."""
    renumbered = _renumbered(report.parts)
    unchecked = {finding.source for finding in report.findings if finding.code == "ungeprueft"}
    found = []
    for (name, role), parts in sorted(by_source(report.parts).items()):
        if role in STORED and role not in (SURVEY, SAMPLE):  # each sample has a size of its own
            found += jumps(con, parts)
        if role in OF_USE:
            found += _under_another_source(con, parts)
            found += [same for part in parts for same in _nothing_new(con, part)]
        if role == "zaehlwerte":
            found += [stock for part in parts for stock in _stocks(con, part)]
        if role == "nutzung" and name not in renumbered:
            found += _numbers_again(con, parts)
        if role == "nutzung" and name not in unchecked:
            found += _empty_end(con, parts)
    found += beside_kept(con, report.parts, renumbered)
    told = [finding for finding in report.findings if not _is_known(con, finding)]
    return replace(report, findings=(*told, *found))


def _is_known(con: duckdb.DuckDBPyConnection, finding: Finding) -> bool:
    """Is it a name of which only the rows kept so far know that it is a source?"""
    return finding.code == "befragt_unbekannt" and _has_delivered(con, str(finding.values["name"]))


def jumps(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> list[Finding]:
    """Far more or far fewer rows than the delivery of the same kind before: often a cut or doubled export."""
    by_stand: dict[date | None, list[Checked]] = {}
    for part in parts:
        by_stand.setdefault(part.as_of, []).append(part)
    return [jump for mine in by_stand.values() for jump in _jump(con, mine)]


def _jump(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> list[Finding]:
    """Files of one source, role and Stand against those of the newest Stand before, or of the same one delivered before."""
    part, read = parts[0], sum(part.read for part in parts)
    before = con.execute(
        """SELECT sum(rows_read)::BIGINT, as_of FROM delivery
        WHERE source = $1 AND role = $2 AND as_of <= $3 AND NOT list_contains($4, digest)
        GROUP BY as_of, number ORDER BY as_of DESC, number DESC LIMIT 1""",
        [part.source.name, part.kind.role, part.as_of, [one.digest for one in parts]],
    ).fetchone()
    if before is None or not is_jump(before[0], read):
        return []
    changes = part.source.delivery == "aenderung"  # alone they may be few: of a period, or to correct the same Stand
    comparable = not changes or (part.period is not None and before[1] < part.as_of)
    code = "weniger_als_halb" if comparable and read < HALF * before[0] else "sprung"
    return [part.finding(code, rows=read, stand=before[1], before=before[0])]


def more_than_live(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Figures, just published, that count more children of an offer than live there."""
    figures, offers = con.sql(
        """SELECT count(*), list(DISTINCT g.name ORDER BY g.name) FROM published.figure f
        JOIN analysis.offer_group g USING (offer_group) WHERE f.state = 'unreliable' AND g.level = 'angebot'"""
    ).fetchall()[0]
    return [Finding("mehr_als_leben", values={"figures": figures, "offers": offers})] if figures else []


def _renumbered(parts: Sequence[Checked]) -> set[str]:
    """Sources of which a Lieferschein says that their numbers are new."""
    slips = [part.rows.select("quelle", "neuer_schluessel") for part in parts if part.kind.role == "lieferschein"]
    return set(pl.concat(slips).filter("neuer_schluessel")["quelle"]) if slips else set()


def _numbers_again(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> list[Finding]:
    """Running cases of the delivery before whose child does not come again, or only without its leading zeros."""
    before, now = running(con, parts), numbers(parts)
    again = come_again(before, now)
    if before.is_empty() or again >= COMES_AGAIN * before.len():
        return []
    shorter = before.str.strip_chars_start("0")
    shorter_now = now.str.strip_chars_start("0").implode()
    zeros = int(shorter.is_in(shorter_now).sum()) - again
    if zeros >= ENOUGH_ZEROS and zeros > HALF * before.len():
        column = parts[0].own_name("kind_nr")
        return [parts[0].finding("nullen_verloren", rows=zeros, column=column)]
    if before.len() < ENOUGH or sum(part.rows.height for part in parts) < ENOUGH:
        return []
    return [parts[0].finding("schluessel_neu", before=before.len(), again=again)]


def _empty_end(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> list[Finding]:
    """Said to be complete, but in its last month far fewer uses begin than ever of late: drawn before the end?"""
    end = max((part.period[1] for part in parts if part.period), default=None)
    sizes = {size.size: size for size in sizes_beside(con, parts)}
    last = sizes.get(begun_in(end.month)) if end else None
    if end is None or last is None or last.before is None or not last.jumped or last.now >= HALF * last.before.value:
        return []
    return [parts[0].finding("ende_leer", rows=last.now, before=last.before.value, month=f"{end:%m.%Y}")]


def _under_another_source(con: duckdb.DuckDBPyConnection, parts: Sequence[Checked]) -> list[Finding]:
    """Rows that are kept under another name; and a new name like a known one, for what that one delivered."""
    name, role = parts[0].source.name, parts[0].kind.role
    mine = pl.concat([part.rows.select(told_by(role)) for part in parts]).unique()
    others = _kept_elsewhere(con, role, name, mine)
    found = [
        parts[0].finding("unter_anderer_quelle", rows=both, other=other)
        for other, both, held in others
        if is_copy(both, held, mine.height)
    ]
    if found or parts[0].kind.values is not None or _has_delivered(con, name):
        return found
    alike = [other for other, _, _ in others if name.startswith(other) or other.startswith(name)]
    return [parts[0].finding("quelle_neu", name=name, other=other) for other in alike]


def _kept_elsewhere(
    con: duckdb.DuckDBPyConnection, role: str, name: str, mine: pl.DataFrame
) -> list[tuple[str, int, int]]:
    """Other sources that told of the same offers: how many of their rows are among `mine`, and how many they have."""
    same = " AND ".join(f"a.{column} IS NOT DISTINCT FROM o.{column}" for column in mine.columns)
    con.register("arriving", mine)
    found = con.execute(
        f"""WITH other AS (
            SELECT DISTINCT source, {", ".join(mine.columns)} FROM {role}
            WHERE source <> $1 AND replaced_in IS NULL AND angebot IN (SELECT angebot FROM arriving))
        SELECT source, count(*) FILTER (EXISTS (SELECT 1 FROM arriving a WHERE {same})), count(*)
        FROM other o GROUP BY source ORDER BY source""",
        [name],
    ).fetchall()
    con.unregister("arriving")
    return found


def _nothing_new(con: duckdb.DuckDBPyConnection, part: Checked) -> list[Finding]:
    """A file none of whose rows says anything that its source had not said a year before: last year's under a new name."""
    if part.as_of is None or part.rows.height < SMALL:
        return []
    role, about = part.kind.role, [part.source.name, part.as_of]
    stand = f"SELECT max(as_of) FROM {role} WHERE source = $1 AND as_of < $2 - INTERVAL {A_YEAR} DAY"
    before = con.execute(stand, about).fetchone()
    if before is None or before[0] is None:
        return []
    same = " AND ".join(f"a.{column} IS NOT DISTINCT FROM k.{column}" for column in ROLES[role].names)
    con.register("arriving", part.rows.select(ROLES[role].names))
    new = single(
        con,
        f"SELECT count(*) FROM arriving a ANTI JOIN (FROM {role} WHERE source = $1 AND as_of <= $2) k ON {same}",
        [part.source.name, before[0]],
    )
    con.unregister("arriving")
    return [part.finding("nichts_neu", rows=part.rows.height, stand=before[0])] if new == 0 else []


def _has_delivered(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    return con.execute("SELECT 1 FROM delivery WHERE source = $1 LIMIT 1", [name]).fetchone() is not None


def _stocks(con: duckdb.DuckDBPyConnection, part: Checked) -> list[Finding]:
    """Stocks of an offer and a day of which another source has told before."""
    con.register("arriving", part.rows.filter(pl.col("merkmal") == "bestand").select("angebot", "stichtag").unique())
    found = con.execute(
        """SELECT angebot, stichtag, list(DISTINCT source ORDER BY source) FROM zaehlwerte SEMI JOIN arriving USING (angebot, stichtag)
        WHERE replaced_in IS NULL AND merkmal = 'bestand' AND source <> $1 GROUP BY ALL ORDER BY ALL""",
        [part.source.name],
    ).fetchall()
    con.unregister("arriving")
    return [
        part.finding("zweiter_bestand", offer=offer, date=on, names=[part.source.name, *others])
        for offer, on, others in found
    ]
