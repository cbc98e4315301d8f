"""What did the check see of a delivery? Its files, findings and notes, and how they read on screen and in the log."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

from etl.delivery import Checked
from etl.findings import ASKS, REFUSES, Confirmation, Finding, reason_text, sentence, some
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
        lines += [
            f"    abgewiesen: {number(n)} × {reason_text(reason)} (Zeile {_lines(part, reason)})"
            for reason, n in reasons_of(part)
        ]
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
    kept, merged = sum(p.rows.height for p in parts), sum(p.merged for p in parts)
    rejected, sums = sum(p.rejected.height for p in parts), sum(len(p.sums) for p in parts)
    return (
        f"{number(sum(p.read for p in parts))} Zeilen gelesen = {number(kept - merged)} angenommen + "
        f"{number(merged)} zusammengeführt + {number(rejected)} abgewiesen + {number(sums)} Summenzeilen"
    )


def _lines(part: Checked, reason: str) -> str:
    return some(part.rejected.filter(pl.col("reason") == reason)["line"].sort().to_list())


def reasons_of(part: Checked) -> list[tuple[str, int]]:
    """Rejected rows by reason: (code|column, rows), most frequent first."""
    counted = part.rejected.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return list(counted.iter_rows())
