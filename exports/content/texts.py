"""What did the office write? Its chapters as a small subset of Markdown, with placeholders for figures.

`# ` title of the chapter, `## ` and `### ` headings, `- ` points, `> ` a sentence to say aloud, `[ … ]` alone on a line: a gap
that the office still has to fill. Everything else is text; an empty line ends a paragraph. <!-- … --> on a line is not printed.
"""

import re
from pathlib import Path

from exports.content.placeholder import Place, TextProblem, filled, named
from exports.content.shared import Asked
from exports.report import Bullets, Heading, Paragraph, Part

NUMBERED = re.compile(r"^(\d\d)_[\w-]+\.md$")
GAP = re.compile(r"^\[.+\]$")
NO_MARKUP = re.compile(r"^(\||```|!\[|\d+\. |\*\*|<(?!!--))")
FOLDER = "texte"


def chapter_files(folder: Path, chapters: tuple[int, ...]) -> dict[int, Path]:
    """Number of a chapter → its file in PROFILE/texte; none for an office that wrote nothing yet."""
    found: dict[int, Path] = {}
    for path in sorted((folder / FOLDER).glob("*.md")):
        match = NUMBERED.match(path.name)
        if not match or int(match[1]) not in chapters:
            expected = ", ".join(f"{number:02d}_….md" for number in chapters)
            raise TextProblem(f"{named(path)}: Diese Datei gehört zu keinem Kapitel des Amts. Erwartet: {expected}.")
        if int(match[1]) in found:
            raise TextProblem(f"{named(path)}: Für Kapitel {int(match[1])} gibt es schon {found[int(match[1])].name}.")
        found[int(match[1])] = path
    return found


def state_of(folder: Path) -> tuple[tuple[str, int], ...]:
    """Which texts of the office are there, and since when as they are? What is the same need not be read again."""
    return tuple((path.name, path.stat().st_mtime_ns) for path in sorted((folder / FOLDER).glob("*.md")))


def parsed(path: Path, chapter: int, asked: Asked) -> list[Part]:
    """The parts of one chapter; the title comes first. Raises TextProblem naming file and line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise TextProblem(f"{named(path)}: Die Datei ist nicht als UTF-8 gespeichert. Bitte so speichern.") from fault
    parts: list[Part] = []
    block: list[str] = []
    sections = [0, 0]
    for line, raw in enumerate([*lines, ""], start=1):
        text = filled(raw.strip(), asked, Place(named(path), line))
        kind = _kind(text)
        if block and (kind != "text" or not text):
            parts.append(Paragraph(" ".join(block)))
            block = []
        if kind == "odd":
            raise Place(named(path), line).problem(
                "Diese Auszeichnung wird nicht verstanden. Möglich sind Überschriften (#), Punkte (-), Sätze zum Weitersagen (>) und Lücken ([ … ])."
            )
        if kind == "text" and text:
            block.append(text)
        elif kind != "text":
            _add(parts, kind, text, chapter, sections)
    return parts


def _kind(text: str) -> str:
    if text.startswith("<!--") and text.endswith("-->"):
        return "hidden"
    for start in ("### ", "## ", "# ", "- ", "> "):
        if text.startswith(start):
            return start
    return "gap" if GAP.match(text) else "odd" if NO_MARKUP.match(text) else "text"


def _add(parts: list[Part], kind: str, text: str, chapter: int, sections: list[int]) -> None:
    body = text.removeprefix(kind).strip()
    if kind == "# ":
        parts.append(Heading(1, body, str(chapter)))
    elif kind == "## ":
        sections[:] = [sections[0] + 1, 0]
        parts.append(Heading(2, body, f"{chapter}.{sections[0]}"))
    elif kind == "### ":
        parts.append(Heading(3 if sections[0] else 2, body))
    elif kind == "- ":
        before = parts[-1] if parts and isinstance(parts[-1], Bullets) else None
        if before:
            parts[-1] = Bullets((*before.lines, body))
        else:
            parts.append(Bullets((body,)))
    elif kind == "> ":
        parts.append(Paragraph(body, "quote"))
    elif kind == "gap":
        parts.append(Paragraph(text[1:-1].strip(), "empty"))
