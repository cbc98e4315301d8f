"""What does the desk show of a check? The report as plain data with its German words made, to be sealed beside the delivery.

The page knows neither rows nor the rules of the check: it shows what stands here. Nothing here is a value of a row, but for
what a finding may say (etl/findings.py).
"""

from collections.abc import Sequence
from typing import Any

from etl.delivery import Checked
from etl.findings import ASKS, Finding, expected, todo, what
from etl.periods import last_day
from etl.report import Report, to_do
from etl.roles import ROLES
from etl.sizes import Before, Size
from store.table import Row


def told(report: Report, sizes: Sequence[Size]) -> Row:
    """files, findings (level fehler | frage | zeile | hinweis), notes, sizes, refused: has it faults beyond the questions?"""
    return {
        "files": [_file(part) for part in report.parts],
        "findings": [_finding(finding) for finding in to_do(report)],
        "notes": list(report.notes),
        "sizes": [_size(size) for size in sizes],
        "refused": any(finding.level != ASKS and report.refuses(finding) for finding in report.findings),
    }


def _file(part: Checked) -> Row:
    """until: the day up to which it would be complete; last: the last day its rows name; lacking: columns of its role that no row
    fills."""
    until, last = part.period[1] if part.period else part.as_of, last_day(part)
    return {
        "file": part.label,
        "source": part.source.name,
        "title": part.source.title,
        "role": part.kind.role,
        "as_of": part.as_of.isoformat() if part.as_of else None,
        "until": until.isoformat() if until else None,
        "last": last.isoformat() if last else None,
        "period": [day.isoformat() for day in part.period] if part.period else None,
        "read": part.read,
        "accepted": part.rows.height,
        "rejected": part.rejected.height,
        "sums": len(part.sums),
        "lacking": [name for name in ROLES[part.kind.role].names if part.rows[name].null_count() == part.rows.height],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "level": finding.level,
        "source": finding.source,
        "file": finding.file,
        "column": "" if finding.values.get("wanted") else finding.values.get("column", ""),
        "shown": list(finding.shown),
        "what": what(finding),
        "expected": expected(finding),
        "todo": todo(finding),
        "lines": list(finding.lines),
        "rows": finding.rows,
    }


def _size(size: Size) -> Row:
    return {
        "source": size.source,
        "size": size.size,
        "now": size.now,
        "before": _before(size.before) if size.before else None,
        "jumped": size.jumped,
    }


def _before(before: Before) -> Row:
    return {**vars(before), "as_of": before.as_of.isoformat() if before.as_of else None}
