"""What does a suggestion say, what is still to decide, and how would the first rows read? As findings of the page Zuordnung."""

from collections.abc import Sequence

from store import contract
from store.german import listed, number
from store.spool import Delivery, S
from views.figures.desk import Checked
from views.figures.mapping import Column, Suggested
from views.finding import Finding, Row, table_of
from views.words.texts import DESK
from views.words.texts import MAPPING as SAID

MEANINGS = {role.name: {one.name: one.meaning for one in role.columns} for role in contract.ROLES}
TITLES = {role.name: role.title for role in contract.ROLES}
UNKNOWN = "keine_quelle"  # code of the finding: no source knows the file
ON_THE_WAY = (S.TO_MAP, S.MAPPING, S.SUGGESTED)


def unknown_files(seen: Checked | None) -> list[str]:
    """The files of a delivery that no source knows."""
    return [fault.file for fault in seen.faults if fault.code == UNKNOWN] if seen else []


def headline(told: Suggested) -> str:
    """What is still to be done."""
    columns, codes = len(told.open), told.without_meaning
    left = [SAID["open"][count > 1].format(number=number(count)) for count in (columns,) if count]
    left += [SAID["codes"][count > 1].format(number=number(count)) for count in (codes,) if count]
    said: str = SAID["left"].format(left=listed(left)) if left else SAID["complete"]
    return said


def about(told: Suggested) -> str:
    """What the file is, and which of its rows are read."""
    said: str = SAID["about"].format(format=SAID["format"][told.format], rows=number(told.rows))
    chosen = [f"{column} {', '.join(cells)}".strip() for column, cells in told.chosen]
    return said + (f" {SAID['chosen'].format(chosen='; '.join(chosen))}" if chosen else "")


def reason(column: Column, role: str) -> str:
    """Below a column: what it means, and why it is filled so."""
    meaning = MEANINGS[role].get(column.name) or SAID["meanings"].get(column.name, "")
    parts = [meaning.replace("`", ""), SAID["why"][column.why] if column.why else ""]
    parts += [SAID["check"]] if column.filled and not column.sure else []
    parts += [SAID["two_forms"]] if column.two_forms else []
    parts += [SAID["kept_back"].format(number=number(column.kept_back))] if column.kept_back else []
    return " · ".join(filter(None, parts))


def unread(told: Suggested) -> Finding | None:
    """Columns of the file that are not read: those that lead to a child first."""
    rows = [Row((name, SAID["identifying"]), tone="strong") for name in told.identifying]
    rows += [Row((name, SAID["dropped"])) for name in told.dropped]
    if not rows:
        return None
    table = table_of(SAID["unread"], ("Spalte der Datei", "Warum"), rows, words=2)
    return Finding("nicht_gelesen", SAID["unread"], table=table)


def preview(told: Suggested) -> Finding:
    """Ten translated rows, and what the check would say."""
    seen = told.preview
    notes = [SAID["rejected"].format(number=number(count), reason=why) for why, count in seen.rejected]
    sub = SAID["shown"].format(shown=number(len(seen.rows)), read=number(seen.read)) if seen.rows else SAID["no_rows"]
    rows = [tuple(cell or "–" for cell in row) for row in seen.rows]
    words = len(seen.columns)
    table = table_of(SAID["preview"], seen.columns, rows, words=words, wide=True) if rows else None
    return Finding("vorschau", SAID["preview"], sub, table=table, notes=(*notes, *seen.findings))


def waiting(deliveries: Sequence[Delivery]) -> Finding | None:
    """Deliveries whose mapping is on the way."""
    rows = [
        Row(
            (listed([file.name for file in found.files]), DESK["states"][found.state][0]),
            link=f"/zuordnung?lieferung={found.name}",
        )
        for found in deliveries
        if found.state in ON_THE_WAY
    ]
    if not rows:
        return None
    return Finding("zuordnungen", SAID["waiting"], table=table_of(SAID["waiting"], ("Dateien", "Stand"), rows, words=2))
