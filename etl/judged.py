"""What do the rows of a delivery say of each other, before anything is compared with what is known?"""

from collections.abc import Sequence

from etl.delivery import Checked
from etl.findings import Finding
from etl.periods import in_its_time, of_another_time
from etl.roles import ROLES, STORED
from etl.same import (
    added,
    copies,
    merged_together,
    overlapping_ages,
    said_twice,
    second_stocks,
    two_births,
    without_contradictions,
)


def sums_judged(part: Checked) -> Checked:
    """A file of numbers whose parts are added, without what contradicts itself; rows of children stay as they are."""
    return part if ROLES[part.kind.role].personal else without_contradictions(added(part))


def judged(parts: Sequence[Checked]) -> tuple[list[Checked], list[Finding]]:
    """The parts without rows of another time, each with the rows that say nothing new; and what is to be said of all."""
    timed = [in_its_time(part) for part in parts]
    findings = copies(timed) + second_stocks(timed)
    for before, part in zip(parts, timed, strict=True):
        findings += of_another_time(before) + overlapping_ages(part)
        findings += [] if ROLES[part.kind.role].personal else said_twice(part)
    groups: dict[tuple[str, str], list[int]] = {}
    for n, part in enumerate(timed):
        groups.setdefault((part.source.name, part.kind.role), []).append(n)
    for places in groups.values():
        mine = [timed[n] for n in places]
        findings += two_births(mine)
        if mine[0].kind.role in STORED:
            for n, part in zip(places, merged_together(mine), strict=True):
                timed[n] = part
    return timed, findings
