"""What does a delivery hold once all of it is read and checked? Its Report: typed rows, Stand, findings, and its lines."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from etl import check
from etl.delivery import Part, Refused, parts_of, read_part
from etl.finding import Finding
from etl.keep import key_of
from etl.persons import PERSONAL_ROLES
from etl.slips import slip_mismatch, slips_alone
from etl.sources import read_sources
from etl.typed import UNKNOWN, Lists, lists_of
from store.german import number
from store.profile import Profile

Say = Callable[[str, str, float], None]  # phase, German words, per cent
UNPACKED = "lieferung-"  # inside the store, so that no child's row is ever unpacked elsewhere


@dataclass
class Report:
    """What the check saw: one entry per file, findings, notes. `refused` when any finding is an error."""

    parts: list[Part] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return any(finding.level == "fehler" for finding in self.findings)


@contextmanager
def checked(delivery: Path, profile: Profile, override: str | None, say: Say, *, work_in: Path | None = None):
    """Yields the Report of a delivery with its typed rows; what a ZIP held is unpacked in `work_in` and vanishes. Raises Refused."""
    with TemporaryDirectory(prefix=UNPACKED, dir=work_in) as work:
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


def _read_and_type(part: Part, lists: Lists, report: Report) -> None:
    try:
        read_part(part)
    except Refused as refusal:
        report.findings += [Finding("fehler", "unlesbar", part.source.name, text) for text in refusal.texts]
        return
    report.notes += [f"{part.label}: {note}" for note in part.table.notes]
    with_children = any(p.kind.role == "kinder" and p.source.name == part.source.name for p in report.parts)
    report.findings += check.check_columns(part, with_children=with_children)
    if not report.refused:
        report.findings += check.check_rows(part, lists)


def _across_files(report: Report, profile: Profile) -> None:
    """Stand, period and source of every file; children joined to their use; dates, row numbers, hints."""
    slip_parts = [p for p in report.parts if p.kind.role == "lieferschein"]
    slips = (
        pl.concat([p.rows.with_columns(folder=pl.lit(str(p.folder))) for p in slip_parts])
        if slip_parts
        else pl.DataFrame(schema={"quelle": pl.String, "folder": pl.String})
    )
    for part in report.parts:
        if part.kind.role not in PERSONAL_ROLES:
            check.check_contradictions(part, key_of(part.kind.role))
    for part in slip_parts:
        part.as_of = part.rows["datenstand"].max()
    ages = profile.offers.select(
        angebot="id",
        age_from=pl.col("alter_von").cast(pl.Int32, strict=False),
        age_to=pl.col("alter_bis").cast(pl.Int32, strict=False),
    )
    others = [p for p in report.parts if p.kind.role != "lieferschein"]
    for part in others:
        _stand(part, _slips_of(part, slips), report)
    using = [p for p in others if p.kind.role in check.ROLES_OF_USE]
    for name in sorted({p.source.name for p in using} & set(slips["quelle"])):
        mine = [p for p in using if p.source.name == name]
        report.findings += slip_mismatch(mine, slips.filter(pl.col("quelle") == name))
    report.findings += slips_alone(slips, {p.source.name for p in using}, beside_files=bool(using))
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
    reports_use = part.kind.values is None and part.kind.role in check.ROLES_OF_USE
    if reports_use and part.source.name not in named and len(named) == 1:
        part.source = replace(part.source, name=named[0])
    mine = near.filter(pl.col("quelle") == part.source.name)
    if mine.height and reports_use:
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
        if part.kind.role in check.ROLES_OF_USE:
            report.findings.append(
                Finding(
                    "hinweis",
                    "ohne_stand",
                    part.source.name,
                    f"{part.label}: ohne Lieferschein und ohne Stand im Dateinamen. "
                    "Als Stand gilt der letzte Tag in den Zeilen; Vollständigkeit ist nicht bestätigt. Bitte einen Lieferschein beilegen.",
                )
            )


def _last_date(rows: pl.DataFrame) -> date | None:
    days = [rows[name].max() for name, kind in rows.schema.items() if kind == pl.Date and name != "wegzug"]
    years = [date(int(rows["jahr"].max()), 12, 31)] if "jahr" in rows.columns and rows["jahr"].max() is not None else []
    return max([d for d in days if d] + years, default=None)


def _join_children(parts: list[Part]) -> None:
    """Birth, sex and home from the children's file of the same source; that of the same Stand goes first."""
    children = [p for p in parts if p.kind.role == "kinder"]
    for part in (p for p in parts if p.kind.role == "nutzung"):
        mine = [p for p in children if p.source.name == part.source.name]
        if not mine:
            continue
        known = pl.concat(
            [p.rows.with_columns(other=pl.lit(p.as_of != part.as_of), stand=pl.lit(p.as_of)) for p in mine]
        )
        known = known.sort("other", "stand", "kind_nr", "line", descending=[False, True, False, False]).unique(
            "kind_nr", keep="first", maintain_order=True
        )
        rows = part.rows.with_columns(pl.col("wohngemeinde").replace(UNKNOWN, None))
        joined = rows.join(
            known.select("kind_nr", *(pl.col(c).alias(f"{c}_kind") for c in check.CHILD_COLUMNS)),
            on="kind_nr",
            how="left",
        )
        missing = ~pl.col("kind_nr").is_in(known["kind_nr"].implode())
        judged = joined.with_columns([pl.coalesce(c, f"{c}_kind").alias(c) for c in check.CHILD_COLUMNS]).select(
            *part.rows.columns, reason=pl.when(missing).then(pl.lit("kind_fehlt|kind_nr"))
        )
        check.reject(part, judged)


def lines_of(report: Report) -> list[str]:
    """The report in German lines, for screen and log: per file the sum that must come out, reasons, findings, notes."""
    lines = []
    for part in _read(report):
        lines.append(f"{part.label} → {part.source.name} ({check.stand_text(part.as_of)}): {_balance([part])}")
        lines += [
            f"    abgewiesen: {number(n)} × {text} (Zeile {_lines(part, reason)})"
            for reason, text, n in check.reasons_of(part)
        ]
        if part.sums:
            lines.append(f"    Summenzeilen: Zeile {_some(part.sums)}")
    if len(_read(report)) > 1:
        lines.append(total_of(report))
    lines += [f"{'FEHLER' if f.level == 'fehler' else 'Hinweis'}: {f.text}" for f in report.findings]
    return lines + [f"Anmerkung: {note}" for note in report.notes]


def total_of(report: Report) -> str:
    """All files of the delivery in one line."""
    return f"Zusammen, {number(len(_read(report)))} Dateien: {_balance(_read(report))}"


def _read(report: Report) -> list[Part]:
    return [part for part in report.parts if part.rows is not None and part.rejected is not None]


def _balance(parts: list[Part]) -> str:
    """Rows in = accepted + merged + rejected + named sum rows, always."""
    kept, merged = sum(p.rows.height for p in parts), sum(p.merged for p in parts)
    rejected, sums = sum(p.rejected.height for p in parts), sum(len(p.sums) for p in parts)
    return (
        f"{number(sum(p.read for p in parts))} Zeilen gelesen = {number(kept - merged)} angenommen + "
        f"{number(merged)} zusammengeführt + {number(rejected)} abgewiesen + {number(sums)} Summenzeilen"
    )


def _lines(part: Part, reason: str) -> str:
    return _some(part.rejected.filter(pl.col("reason") == reason)["line"].sort().to_list())


def _some(lines: list[int], most: int = 10) -> str:
    numbers = list(dict.fromkeys(lines))  # a line of an official table holds many values
    return ", ".join(map(str, numbers[:most])) + (f" und {len(numbers) - most} weitere" if len(numbers) > most else "")
