"""How does one finding become a picture of its own? Title, drawing, source, Stand and DEMO in one SVG or PNG, for a slide or a mail.

Always in the light colours. Letters are outlines in the SVG, because the programs that open it have not our fonts.
"""

from collections.abc import Iterable
from html import escape

from exports.content.told import pictures
from exports.drawing.canvas import SIZE, SMALL, WIDTH, area, whole, wrapped, write
from exports.drawing.picture import drawing
from exports.drawing.typeset import outlined, pngs
from exports.report import Facts
from views.finding import Finding
from views.words.cells import words

MARGIN, GAP = 18.0, 24.0  # around all, between two panels
TITLE = 13.0
LINE = 1.3  # height of a line of words, of their size
DOTS = 200  # per inch
MANY = 2  # panels beside each other


def drawable(finding: Finding) -> bool:
    """Can a picture of it be made? Of columns, bars, lines and funnels; not of maps and marks inside tables."""
    return bool(pictures(finding))


def svg(finding: Finding, facts: Facts) -> str:
    """Of a finding that is drawable."""
    return outlined(_drawn(finding, facts)[1])


def png(finding: Finding, facts: Facts) -> bytes:
    """The same as pixels."""
    width, drawn = _drawn(finding, facts)
    return pngs([drawn], DOTS, width)[0]


def _drawn(finding: Finding, facts: Facts) -> tuple[float, str]:
    """The width in points, and the SVG with its words as words."""
    shown = pictures(finding)
    beside = min(MANY, len(shown))
    room = beside * WIDTH + (beside - 1) * GAP
    title, stand = (
        words(finding.title).removesuffix("."),
        f"{facts.office} · {facts.edition} · Datenstand {facts.as_of}",
    )
    head = [(facts.demo, SMALL, "gap", True), (title, TITLE, "ink", True), (words(finding.sub), SIZE, "ink2", False)]
    foot = [(f"Quelle: {facts.source}", SMALL, "ink3", False), (stand, SMALL, "ink3", False)]
    y, marks = _said(head, MARGIN, room)
    for at in range(0, len(shown), beside):
        tall = 0.0
        for column, picture in enumerate(shown[at : at + beside]):
            left = MARGIN + column * (WIDTH + GAP)
            own = [(picture.title, SIZE + 1, "ink", True)] if len(shown) > 1 else []
            top, named = _said(own, y + GAP / 2, WIDTH, left)
            height, drawn = drawing(picture.chart, brief=len(shown) > 1)
            marks += [*named, _moved(left, top, drawn)]
            tall = max(tall, top + height - y)
        y += tall
    y, stated = _said(foot, y + GAP / 2, room)
    width, height = room + 2 * MARGIN, y + MARGIN - SMALL
    alt = " ".join([picture.chart.alt for picture in shown] + [text for text, *_ in (*head[:1], *foot)])
    about = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc>"
    return width, whole(height, [about, area(0, 0, width, height, "paper"), *marks, *stated], width)


def _moved(left: float, top: float, marks: Iterable[str]) -> str:
    return f'<g transform="translate({left:.1f} {top:.1f})">{"".join(marks)}</g>'


def _said(
    lines: Iterable[tuple[str, float, str, bool]], top: float, room: float, left: float = MARGIN
) -> tuple[float, list[str]]:
    """Words, size, token and weight, each below the one before: where the last one ends, and the marks."""
    marks: list[str] = []
    for text, size, token, bold in lines:
        for part in wrapped(text, room, size, bold=bold) if text else ():
            top += size * LINE
            said = write(0, 0, part, size=size, token=token, bold=bold)
            marks.append(_moved(left, top - size * (LINE - 1), [said]))
    return top, marks
