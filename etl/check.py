"""What is wrong with one file? Errors refuse the delivery, a row with a reason is kept apart.

Order: columns (identifying, unknown, missing) → cells (etl/typed.py) → the rules of the role (etl/roles.py). No message
ever holds a cell of a row.
"""

import polars as pl

from etl.delivery import Checked, Read
from etl.findings import Finding
from etl.key_columns import damaged_keys
from etl.numbers import decimal_marks, unclear_numbers
from etl.persons import barred_links, identifying_columns, odd_keys, persons_in_cells, secret_in_cells
from etl.readers import FORMATS
from etl.roles import CHILD_COLUMNS, ROLES
from etl.typed import Lists, read_cells, required_missing, sum_rows


def columns_problems(part: Read, *, with_children: bool = False) -> list[Finding]:
    """Errors in the header: they refuse the whole delivery, before any row is looked at.

    with_children: a children's file of the same source says who the child is.
    """
    wanted, identifying = part.kind.wanted, identifying_columns(part)
    columns = [c for c in part.table.frame.columns if c != "line" and c not in identifying]
    unknown = _unknown_columns(part, columns, wanted)
    if any(finding.code == "keine_spalte_bekannt" for finding in unknown):
        return [*identifying.values(), *unknown]
    return [*identifying.values(), *unknown, *_missing_columns(part, columns, wanted, with_children)]


def _unknown_columns(part: Read, columns: list[str], wanted: dict[str, str]) -> list[Finding]:
    dropped = {c.lower() for c in part.kind.dropped}
    unknown = [c for c in columns if c.lower() not in wanted and c.lower() not in dropped]
    if not unknown or FORMATS[part.kind.format].public:
        return []
    if len(unknown) == len(columns):
        return [part.finding("keine_spalte_bekannt")]
    return [part.finding("unbekannte_spalte", columns=unknown, mapping=part.source.name)]


def _missing_columns(part: Read, columns: list[str], wanted: dict[str, str], with_children: bool) -> list[Finding]:
    absent = [c for c in wanted.values() if c not in columns] if part.kind.values is not None else []
    absent += [c for c in required_missing(part.kind, columns) if not (with_children and c in CHILD_COLUMNS)]
    if not absent:
        return []
    lacking = list(dict.fromkeys(absent))
    return [part.finding("spalte_fehlt", columns=lacking, found=columns, mapping=part.source.name)]


def typed_rows(part: Read, lists: Lists, *, whole: bool = True) -> tuple[Checked, list[Finding]]:
    """Types every cell. The findings refuse: keys of another form or damaged, names where numbers belong, links that the law
    forbids, numbers that may mean two things. Not `whole`: columns are missing, and the rules of the role would only repeat it.
    """
    frame = part.table.frame
    is_sum = frame.select(pl.repeat(False, pl.len()) | sum_rows(frame, part.kind)).to_series()
    marks = decimal_marks(part)
    typed = read_cells(frame.filter(~is_sum), part.kind, lists, marks)
    problems = odd_keys(part, typed) + barred_links(part, typed, lists.never_linked) + persons_in_cells(part, typed)
    problems += secret_in_cells(part)
    problems += damaged_keys(part, typed) + unclear_numbers(part, marks)
    rules = [pl.when(broken).then(pl.lit(reason)) for reason, broken in ROLES[part.kind.role].rules if whole]
    bad = pl.DataFrame(part.table.bad_lines, schema={"line": pl.Int64, "reason": pl.String}, orient="row")
    checked = Checked(
        **vars(part),
        rows=typed.clear().drop("reason"),
        rejected=bad,
        sums=tuple(frame.filter(is_sum)["line"]),
    )
    return checked.rejecting(typed.with_columns(reason=pl.coalesce("reason", *rules))), problems
