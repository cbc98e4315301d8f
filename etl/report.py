"""What did the check see of a delivery? Its files, findings and notes, and how they read on screen and in the log."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from etl.check import reason_text
from etl.delivery import Checked, Finding
from store.german import day, number

Say = Callable[[str, str, float], None]  # phase, German words, per cent


@dataclass(frozen=True)
class Report:
    """`parts`: every file that could be read and typed, once loaded as Kept. `refused` when any finding is an error."""

    parts: tuple[Checked, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        return any(finding.level == "fehler" for finding in self.findings)


def lines_of(report: Report) -> list[str]:
    """The report in German lines, for screen and log: per file the sum that must come out, reasons, findings, notes."""
    lines = []
    for part in report.parts:
        stand = f"Stand {day(part.as_of)}" if part.as_of else "ohne Stand"
        lines.append(f"{part.label} → {part.source.name} ({stand}): {_balance([part])}")
        lines += [
            f"    abgewiesen: {number(n)} × {text} (Zeile {_lines(part, reason)})"
            for reason, text, n in reasons_of(part)
        ]
        if part.sums:
            lines.append(f"    Summenzeilen: Zeile {_some(part.sums)}")
    if len(report.parts) > 1:
        lines.append(total_of(report))
    lines += [f"{'FEHLER' if f.level == 'fehler' else 'Hinweis'}: {f.text}" for f in report.findings]
    return lines + [f"Anmerkung: {note}" for note in report.notes]


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
    return _some(part.rejected.filter(pl.col("reason") == reason)["line"].sort().to_list())


def _some(lines: Sequence[int], most: int = 10) -> str:
    numbers = list(dict.fromkeys(lines))  # a line of an official table holds many values
    return ", ".join(map(str, numbers[:most])) + (f" und {len(numbers) - most} weitere" if len(numbers) > most else "")


def reasons_of(part: Checked) -> list[tuple[str, str, int]]:
    """Rejected rows by reason: (code|column, German text, rows), most frequent first."""
    counted = part.rejected.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
    return [(reason, reason_text(reason), n) for reason, n in counted.iter_rows()]
