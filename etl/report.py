"""What did the check see of a delivery? Its files, findings and notes, and how they read on screen and in the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import polars as pl

from etl.delivery import Checked
from etl.findings import (
    ASKS,
    LEVELS,
    REFUSES,
    Confirmation,
    Finding,
    reason,
    rejecting,
    sentence,
    some,
    todo,
)
from etl.roles import ROLES
from etl.shown import shown
from store.german import day, number

WORDS = {"fehler": "FEHLER", "frage": "FRAGE", "hinweis": "Hinweis"}
Say = Callable[[str, str, float], None]  # phase, German words, per cent


@dataclass(frozen=True)
class Report:
    """`parts`: every file that could be read and typed, once loaded as Kept. `refused` when any finding is an error."""

    parts: tuple[Checked, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    confirmed: tuple[Confirmation, ...] = ()

    @property
    def refused(self) -> bool:
        return any(self.refuses(finding) for finding in self.findings)

    def refuses(self, finding: Finding) -> bool:
        """Does it keep the delivery out: an error, or a question that nobody has confirmed?"""
        return finding.level == REFUSES or (finding.level == ASKS and not self.answers(finding))

    @property
    def given(self) -> list[Confirmation]:
        """What was confirmed of this delivery, once each; what answers nothing of it is left out."""
        return list(dict.fromkeys(answer for finding in self.findings for answer in self.answers(finding)))

    def answers(self, finding: Finding) -> list[Confirmation]:
        """What a person confirmed of it."""
        return [said for said in self.confirmed if said.code == finding.code and said.source in ("", finding.source)]


def lines_of(report: Report) -> list[str]:
    """The report in German lines, for screen and log: per file the sum that must come out, reasons, findings, notes."""
    lines = []
    for part in report.parts:
        stand = f"Stand {day(part.as_of)}" if part.as_of else "ohne Stand"
        lines.append(f"{part.label} → {part.source.name} ({stand}): {_balance([part])}")
        lines += [f"    abgewiesen: {number(found.rows or 0)} × {rejecting(found)}" for found in rejections_of(part)]
        if part.sums:
            lines.append(f"    Summenzeilen: Zeile {some(part.sums)}")
    if len(report.parts) > 1:
        lines.append(total_of(report))
    lines += [_told(report, finding) for finding in report.findings]
    return lines + [f"Anmerkung: {note}" for note in report.notes]


def _told(report: Report, finding: Finding) -> str:
    if finding.level != ASKS:
        return f"{WORDS[finding.level]}: {sentence(finding)}"
    answers = report.answers(finding)
    said = (
        f"Bestätigt: {answers[0].reason}"
        if answers
        else f"Stimmt es trotzdem: --confirm {finding.code}=GRUND, oder im Lieferschein bestaetigt = {finding.code}=GRUND"
    )
    return f"{WORDS[ASKS]}: {sentence(finding)} {said}"


def total_of(report: Report) -> str:
    """All files of the delivery in one line."""
    return f"Zusammen, {number(len(report.parts))} Dateien: {_balance(report.parts)}"


def _balance(parts: Iterable[Checked]) -> str:
    """Rows in = accepted + merged + rejected + named sum rows, always."""
    kept, known, added = (sum(column) for column in zip(*((p.rows.height, p.merged, p.added) for p in parts)))
    rejected, sums = sum(p.rejected.height for p in parts), sum(len(p.sums) for p in parts)
    return (
        f"{number(sum(p.read for p in parts))} Zeilen gelesen = {number(kept - known)} angenommen + "
        f"{number(known + added)} zusammengeführt + {number(rejected)} abgewiesen + {number(sums)} Summenzeilen"
    )


def rejections_of(part: Checked) -> list[Finding]:
    """Rejected rows by reason, most frequent first: the file's own column, lines, and what stands there."""
    return [_rejection(part, why, n) for why, n in reasons_of(part)]


def _rejection(part: Checked, why: str, rows: int) -> Finding:
    found, column = reason(why), why.partition("|")[2]
    lines = part.rejected.filter(pl.col("reason") == why)["line"].sort().to_list()
    values = dict(found.values)
    if found.values["column"] in ROLES[part.kind.role].names or column == "geburt":
        values["column"] = part.own_name(column)
    return replace(
        found,
        source=part.source.name,
        file=part.label,
        values=values,
        lines=lines,
        rows=rows,
        shown=shown(part, column, lines),
    )


def to_do(report: Report) -> list[Finding]:
    """All that is said, in the order of what is to be done: what refuses, what asks, rows, hints; the same to do in a row."""
    found = [*report.findings, *(one for part in report.parts for one in rejections_of(part))]
    return sorted(found, key=lambda one: (LEVELS.index(one.level), todo(one), -(one.rows or 0), one.file))


def reasons_of(part: Checked) -> list[tuple[str, int]]:
    """Rejected rows by reason: (code|column, rows), most frequent first."""
    counted = part.rejected.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return list(counted.iter_rows())
