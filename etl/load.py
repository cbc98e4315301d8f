"""How does a delivery become a new version? check → keep → build → publish → switch over; killed anywhere, the old one stays."""
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl

from etl import check, keep
from etl.build import build
from etl.delivery import Part, Refused, parts_of, read_part
from etl.publish import publish, rounding_key
from etl.sources import Source, read_sources
from etl.typed import Lists, lists_of
from store import versions
from store.connect import connect, transaction
from store.german import number
from store.profile import Profile

Say = Callable[[str, str, float], None]     # phase, German words, per cent


@dataclass
class Report:
    """What the check saw: one entry per file, findings, notes. `refused` when any finding is an error."""
    parts: list[Part] = field(default_factory=list)
    findings: list[check.Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.level == "fehler" for finding in self.findings)


@contextmanager
def checked(delivery: Path, profile: Profile, override: str | None, say: Say):
    """Yields the Report of a delivery with its typed rows; unpacked files vanish at the end. Raises Refused."""
    with TemporaryDirectory(prefix="lieferung-") as work:
        say("entpacken", "Dateien werden gesucht", 1)
        parts, notes = parts_of(delivery, Path(work), read_sources(profile), override)
        report = Report(parts, [], notes)
        lists = lists_of(profile)
        for n, part in enumerate(parts):
            say("lesen", f"{part.name} wird gelesen", 2 + 38 * n / len(parts))
            _read_and_type(part, lists, report)
        if not report.refused:
            say("pruefen", "Zeilen werden geprüft", 41)
            _across_files(report, profile)
        yield report


def load(delivery: Path, profile: Profile, store: Path, *, key: str | None, now: datetime, say: Say, override: str | None = None, demo_seed: int | None = None) -> Report:
    """Loads a delivery as a new version and returns its Report; when it is refused nothing is changed."""
    with checked(delivery, profile, override, say) as report:
        if report.refused:
            return report
        with only_one(store):
            _as_new_version(delivery.name, report, profile, store, key, now, say, demo_seed)
    return report


@contextmanager
def only_one(store: Path):
    """One load at a time: the lock falls with its process, however that ends."""
    store.mkdir(parents=True, exist_ok=True)
    try:
        lock = duckdb.connect(str(store / "laden.lock"))
    except duckdb.IOException as fault:
        raise Refused("In diesem Speicher wird gerade geladen. Bitte warten, bis das fertig ist.") from fault
    try:
        yield
    finally:
        lock.close()


def rebuild(profile: Profile, store: Path, *, key: str | None, now: datetime, say: Say) -> None:
    """Counts and publishes the kept rows again as a new version, after a change in the profile or the program."""
    if versions.current(store) is None:
        raise Refused("Noch nichts geladen: Es gibt keine Version, die neu veröffentlicht werden könnte.")
    with only_one(store):
        _as_new_version("neu veröffentlicht", Report(), profile, store, key, now, say, None)


def _as_new_version(name: str, report: Report, profile: Profile, store: Path, key: str | None, now: datetime, say: Say, demo_seed: int | None) -> None:
    before = versions.current(store)
    demo = demo_seed is not None or bool(before and before.about().get("demo"))
    rounding = rounding_key(store, demo_seed)
    new = versions.begin(store)
    if before is not None:
        _take_over(before, new, key)
    con = connect({"microdata": new.microdata, "analysis": new.analysis, "published": new.published}, key=key, read_only=False, temp=new.folder / "spill")
    try:
        with transaction(con):
            _keep_rows(con, report, new.number, now, profile, say)
        say("zaehlen", "Kinder werden gezählt", 65)
        with transaction(con):
            build(con, profile, demo=demo)
        say("veroeffentlichen", "Zahlen werden geschützt und veröffentlicht", 75)
        publish(con, profile, rounding, demo=demo, edition=f"Ladung {new.number}")
    finally:
        con.close()
    shutil.rmtree(new.folder / "spill", ignore_errors=True)
    say("umschalten", "Neue Zahlen werden freigegeben", 98)
    versions.finish(store, new, {"number": new.number, "loaded_at": f"{now:%Y-%m-%dT%H:%M:%S}", "delivery": name, "demo": demo, "encrypted": key is not None,
                                 "files": len(report.parts), "rows_read": sum(p.read for p in report.parts)})
    _forget(store, profile.office.get("aufbewahrung", {}).get("versionen", 5))
    say("fertig", "Fertig", 100)


def _take_over(before: versions.Version, new: versions.Version, key: str | None) -> None:
    if not before.microdata.exists():
        raise Refused(f"Zu Version {before.number} fehlen die Einzeldaten. Bitte die Sicherung zurückholen oder in einen neuen Speicherordner laden.")
    if bool(before.about().get("encrypted")) != (key is not None):
        said = "verschlüsselt. Bitte REICHWEITE_KEY_FILE setzen und --unencrypted weglassen" if key is None else "unverschlüsselt. Bitte --unencrypted angeben oder in einen neuen Speicherordner laden"
        raise Refused(f"Der Speicher ist {said}.")
    shutil.copyfile(before.microdata, new.microdata)


def _read_and_type(part: Part, lists: Lists, report: Report) -> None:
    try:
        read_part(part)
    except Refused as refusal:
        report.findings += [check.Finding("fehler", "unlesbar", part.source.name, text) for text in refusal.texts]
        return
    report.notes += [f"{part.label}: {note}" for note in part.table.notes]
    report.findings += check.check_columns(part)
    if not report.refused:
        report.findings += check.check_rows(part, lists)


def _across_files(report: Report, profile: Profile) -> None:
    """Stand, period and source of every file; children joined to their use; dates, row numbers, hints."""
    slip_parts = [p for p in report.parts if p.kind.role == "lieferschein"]
    slips = pl.concat([p.rows.with_columns(folder=pl.lit(str(p.folder))) for p in slip_parts]) if slip_parts else pl.DataFrame(schema={"quelle": pl.String, "folder": pl.String})
    for part in slip_parts:
        part.as_of = part.rows["datenstand"].max()
    ages = profile.offers.select(angebot="id", age_from=pl.col("alter_von").cast(pl.Int32, strict=False), age_to=pl.col("alter_bis").cast(pl.Int32, strict=False))
    for part in (p for p in report.parts if p.kind.role != "lieferschein"):
        mine = _slips_of(part, slips)
        _stand(part, mine, report)
        report.findings += check.slip_mismatch(part, mine)
    _join_children(report.parts)
    for part in report.parts:
        check.check_dates(part)
        report.findings += check.too_many_rejected(part) + check.hints(part, ages)


def _slips_of(part: Part, slips: pl.DataFrame) -> pl.DataFrame:
    """The Lieferschein rows of a file; a canonical file whose name says nothing takes the one source its Lieferschein names."""
    if slips.is_empty():
        return slips
    beside = slips.filter(pl.col("folder") == str(part.folder))
    near = beside if beside.height else slips
    named = near["quelle"].unique().to_list()
    if part.kind.values is None and part.source.name not in named and len(named) == 1:
        part.source = replace(part.source, name=named[0])
    mine = near.filter(pl.col("quelle") == part.source.name)
    if mine.height and part.kind.values is None:
        part.source = replace(part.source, delivery=mine["lieferart"][0])
    return mine


def _stand(part: Part, slips: pl.DataFrame, report: Report) -> None:
    if slips.height:
        part.as_of, part.period = slips["datenstand"].max(), (slips["zeitraum_von"].min(), slips["zeitraum_bis"].max())
        return
    part.as_of = part.source.as_of(part.name)
    if part.as_of and part.source.delivery == "zeitraum":
        part.period = part.source.period(part.name)
    elif part.as_of and part.source.complete_since:
        part.period = (part.source.complete_since, part.as_of)
    if part.as_of is None:
        part.as_of = _last_date(part.rows)
        if part.kind.role in ("nutzung", "zaehlwerte", "kontakte"):
            report.findings.append(check.Finding("hinweis", "ohne_stand", part.source.name, f"{part.label}: ohne Lieferschein und ohne Stand im Dateinamen. "
                "Als Stand gilt der letzte Tag in den Zeilen; Vollständigkeit ist nicht bestätigt. Bitte einen Lieferschein beilegen."))


def _last_date(rows: pl.DataFrame) -> date | None:
    days = [rows[name].max() for name, kind in rows.schema.items() if kind == pl.Date and name != "wegzug"]
    years = [date(int(rows["jahr"].max()), 12, 31)] if "jahr" in rows.columns and rows["jahr"].max() is not None else []
    return max([d for d in days if d] + years, default=None)


def _join_children(parts: list[Part]) -> None:
    """Birth, sex and home from the children's file of the same source; that of the same Stand goes first."""
    columns = ("geburtsjahr", "geburtsmonat", "geschlecht", "wohngemeinde", "im_kreis_seit", "wegzug")
    children = [p for p in parts if p.kind.role == "kinder"]
    for part in (p for p in parts if p.kind.role == "nutzung"):
        mine = [p for p in children if p.source.name == part.source.name]
        if not mine:
            continue
        known = pl.concat([p.rows.with_columns(other=pl.lit(p.as_of != part.as_of), stand=pl.lit(p.as_of)) for p in mine])
        known = known.sort("other", "stand", "kind_nr", "line", descending=[False, True, False, False]).unique("kind_nr", keep="first", maintain_order=True)
        joined = part.rows.join(known.select("kind_nr", *(pl.col(c).alias(f"{c}_kind") for c in columns)), on="kind_nr", how="left")
        missing = ~pl.col("kind_nr").is_in(known["kind_nr"].implode())
        judged = joined.with_columns([pl.coalesce(c, f"{c}_kind").alias(c) for c in columns]).select(*part.rows.columns, reason=pl.when(missing).then(pl.lit("kind_fehlt|kind_nr")))
        check.reject(part, judged)


def _keep_rows(con: duckdb.DuckDBPyConnection, report: Report, version: int, now: datetime, profile: Profile, say: Say) -> None:
    con.execute("USE microdata")
    keep.create_tables(con)
    groups: dict[tuple[str, str], list[Part]] = {}
    for part in report.parts:
        groups.setdefault((part.source.name, part.kind.role), []).append(part)
    for n, ((name, role), parts) in enumerate(sorted(groups.items())):
        say("speichern", f"{name}: {role} wird übernommen", 45 + 19 * n / len(groups))
        source = parts[0].source
        if role != "kinder":
            keep.keep(con, parts, source, role, version)
        keep.record(con, parts, source, version, now)
        if role != "kinder":
            keep.retire(con, source, role, version)
    keep.record_findings(con, report.findings, version)
    keep.forget_replaced(con, now, profile.office.get("aufbewahrung", {}).get("ersetzte_zeilen_jahre", 2))


def _forget(store: Path, held: int) -> None:
    """Rows of children stay in the newest `held` versions only; published figures of all versions stay."""
    for old in versions.all_versions(store)[:-held]:
        old.microdata.unlink(missing_ok=True)
        old.analysis.unlink(missing_ok=True)


def lines_of(report: Report) -> list[str]:
    """The report in German lines, for screen and log: per file the sum that must come out, reasons, findings, notes."""
    lines = []
    for part in report.parts:
        if part.rows is None or part.rejected is None:
            continue
        accepted = part.rows.height - part.merged
        lines.append(f"{part.label} → {part.source.name} ({check.stand_text(part.as_of)}): {number(part.read)} Zeilen gelesen = {number(accepted)} angenommen + "
                     f"{number(part.merged)} zusammengeführt + {number(part.rejected.height)} abgewiesen + {number(len(part.sums))} Summenzeilen")
        lines += [f"    abgewiesen: {number(n)} × {text} (Zeile {_lines(part, reason)})" for reason, text, n in check.reasons_of(part)]
        if part.sums:
            lines.append(f"    Summenzeilen: Zeile {_some(part.sums)}")
    lines += [f"{'FEHLER' if f.level == 'fehler' else 'Hinweis'}: {f.text}" for f in report.findings]
    return lines + [f"Anmerkung: {note}" for note in report.notes]


def _lines(part: Part, reason: str) -> str:
    return _some(part.rejected.filter(pl.col("reason") == reason)["line"].sort().to_list())


def _some(numbers: list[int], most: int = 10) -> str:
    return ", ".join(map(str, numbers[:most])) + (f" und {len(numbers) - most} weitere" if len(numbers) > most else "")
