"""What goes back to whoever delivered: a letter (Word) and the list of faults (Excel), from what the check said."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from exports import excel, word
from exports.content.letter import letter
from exports.office.sheet import sheet_of, shown, unique_name
from exports.report import Picture
from store.profile import Profile
from views.figures.desk import Checked


def as_word(names: Sequence[str], seen: Checked, profile: Profile, today: date, steps: Sequence[str] = ()) -> bytes:
    """names: of the delivered files; steps: as in letter."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "brief.docx"
        word.write(letter(names, seen, profile, today, steps), path)
        return path.read_bytes()


def as_excel(names: Sequence[str], seen: Checked, profile: Profile, today: date, steps: Sequence[str] = ()) -> bytes:
    """Every fault as a row."""
    report = letter(names, seen, profile, today, steps)
    sheets = [
        sheet_of(part, about, unique_name(number, part.title if isinstance(part, Picture) else part.caption))
        for number, (part, about) in enumerate(shown(report), 1)
    ]
    return excel.workbook(report, sheets)
