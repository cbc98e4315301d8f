"""What does the office send back to whoever delivered? What the files made possible, what was rejected, what one column more would bring.

Made from what the check said (views/figures/desk.py): lines, columns, codes and forms, never a key, a name or a text of a row.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from exports.report import Bullets, Content, Heading, Paragraph, Report, facts_of_office
from store.contract import ROLES, Role
from store.german import day, listed, number
from store.profile import Profile
from views.blocks.delivery import faults
from views.figures.desk import Checked, File

MOST_WISHES = 4  # more would not be read
THANKS = "vielen Dank für Ihre Lieferung. Diese Rückmeldung nennt Zeilen und Spalten, nie einen Schlüssel, einen Namen oder einen Text."
NOTHING_REJECTED = "Keine Zeile ist abgewiesen."
NOTHING_MORE = "Ihre Dateien füllen alles, worum wir bitten."


def letter(names: Sequence[str], seen: Checked, profile: Profile, today: date, steps: Sequence[str] = ()) -> Report:
    """A page or two, to be sent as it is. steps: what would sharpen the figures, and by how much (views/blocks/sharpen.py)."""
    office = profile.office.identity
    facts = facts_of_office(profile, "Rückmeldung zur Lieferung", today)
    subtitle = listed(list(names))
    content = (
        Paragraph("Guten Tag,"),
        Paragraph(THANKS),
        *_made_possible(seen),
        *_rejected(seen),
        *_wishes(seen, steps),
    )
    closing = (Paragraph(f"Bei Fragen hilft {office.contact}."), Paragraph(f"Mit freundlichen Grüßen\n{office.name}"))
    return Report("brief", "Rückmeldung zu Ihrer Lieferung", subtitle, "intern", facts, (*content, *closing))


def _made_possible(seen: Checked) -> Iterator[Content]:
    yield Heading(1, "Was Ihre Dateien möglich machen")
    lines = tuple(_accepted(file) for file in seen.files if file.accepted)
    yield Bullets(lines) if lines else Paragraph("Noch nichts: Es konnte keine Zeile übernommen werden.")


def _accepted(file: File) -> str:
    stand = f", Stand {day(date.fromisoformat(file.as_of))}" if file.as_of else ""
    return f"{file.file}: {number(file.accepted)} von {number(file.read)} Zeilen für „{file.title}“{stand}"


def _rejected(seen: Checked) -> Iterator[Content]:
    yield Heading(1, "Was abgewiesen wurde")
    found = faults(seen)
    yield found.table if found and found.table else Paragraph(NOTHING_REJECTED)


def _wishes(seen: Checked, steps: Sequence[str]) -> Iterator[Content]:
    """What would sharpen the figures, in points; and columns that no row fills and that would bring something, as the contract says."""
    if steps:
        yield Heading(1, "Was die Zahlen am meisten schärfte")
        yield Bullets(tuple(steps[:MOST_WISHES]))
    yield Heading(1, "Was eine Spalte mehr brächte")
    roles = {role.name: role for role in ROLES}
    wished = [wish for file in seen.files if file.accepted for wish in _lacking(file, roles[file.role])]
    lines = tuple(dict.fromkeys(wished))[:MOST_WISHES]
    yield Bullets(lines) if lines else Paragraph(NOTHING_MORE)


def _lacking(file: File, role: Role) -> Iterator[str]:
    for column in role.columns:
        if column.name in file.lacking and column.brings:
            yield f"{column.name} ({column.form}): {column.brings}".replace("`", "")
