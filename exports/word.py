"""How does a report become a Word document that an office goes on writing in?

Real headings, captions with SEQ fields, tables that repeat their head, pictures in the line of the text, a filled table
of contents. With the office's own template (vorlagen/word.docx in the profile) it looks like everything the office sends.
The contents get page numbers when Word updates them (right click): only Word knows where its pages end, and a file that
asks for it itself opens with a warning.
"""

import io
from html import escape
from itertools import pairwise
from pathlib import Path
from zipfile import BadZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph as Line

from exports.drawing import canvas
from exports.drawing.picture import svgs
from exports.drawing.typeset import pngs
from exports.office.layout import around, column_plan, padding, parts_in_order
from exports.office.word_file import bytes_of, field, field_around, head_and_foot, state_properties
from exports.office.word_styles import TABLE_STYLE, ensure_styles, speak_german, style_id
from exports.report import Bullets, Heading, PageBreak, Paragraph, Picture, Report, figures_of, heads_of, lines_of
from store.profile import read_profile
from store.settings import ProfileProblem
from views.finding import Passport, Table

STYLES = {
    "text": "Normal",
    "lead": "Kernaussage",
    "note": "Hinweis",
    "quote": "Sagbarer Satz",
    "empty": "Zum Ausfüllen",
}
SLACK = 1.15  # letters of the template's font may be this much wider than those that are measured
TWIPS = 20


def office_template() -> Path | None:
    """The office's own template, if there is one."""
    own = read_profile().folder / "vorlagen" / "word.docx"
    return own if own.is_file() else None


def write(report: Report, path: Path, template: Path | None = None) -> None:
    """Writes the Word file, in the template of the office or in ours; the same report gives the same bytes.

    Raises ProfileProblem when the office's template cannot be read.
    """
    template = template or office_template()
    brief = report.kind == "briefing"
    document = _opened(template) if template else _blank(brief)
    ensure_styles(document, own_template=template is not None, brief=brief)
    speak_german(document)
    writer = _Writer(document, report)
    writer.write_all()
    head_and_foot(document, report, writer.width)
    state_properties(document, report)
    path.write_bytes(bytes_of(document, report))


def _opened(template: Path) -> Document:
    """The office's template without its text: styles, page, head and foot."""
    try:
        document = docx.Document(str(template))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as fault:
        raise ProfileProblem(
            f"vorlagen/{template.name} ist nicht lesbar. Erwartet: ein Word-Dokument (.docx), keine Vorlage (.dotx). "
            "Bitte in Word öffnen und mit „Speichern unter“ als .docx ablegen, oder die Datei aus dem Ordner nehmen."
        ) from fault
    for old in list(document.element.body)[:-1]:  # the last one holds the page's size and margins
        document.element.body.remove(old)
    return document


def _blank(brief: bool) -> Document:
    """Our own page: A4, as wide as the pictures."""
    document = docx.Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    page.top_margin, page.bottom_margin = (Mm(26), Mm(19)) if brief else (Mm(30), Mm(24))
    page.header_distance, page.footer_distance = Mm(12), Mm(10)
    return document


class _Writer:
    """Adds the parts one after another and counts what has a caption."""

    def __init__(self, document: Document, report: Report) -> None:
        page = document.sections[-1]
        self.document, self.report = document, report
        around = (page.left_margin or 0) + (page.right_margin or 0)
        self.width = Emu((page.page_width or Mm(210)) - around)
        self.counted = {"Abbildung": 0, "Tabelle": 0}
        self.headings = 0
        self.new_page = False
        self.parts = parts_in_order(report)
        self.brief = report.kind == "briefing"
        pictures = [part for part in self.parts if isinstance(part, Picture)]
        drawn = {id(part): svgs(part.chart, report.facts.demo, brief=self.brief) for part in pictures}
        flat = iter(pngs([svg for drawings in drawn.values() for svg in drawings]))
        self.pictures = {key: [next(flat) for _ in drawings] for key, drawings in drawn.items()}

    def write_all(self) -> None:
        paper = self.report.kind == "strategiepapier"
        title = self.line(self.report.title, "Title")
        if paper:
            title.paragraph_format.space_before = Pt(120)
        self.line(self.report.subtitle, "Subtitle")
        if paper:
            self.facts(paper)
            self.new_page = True
            self.contents()
            self.new_page = True
        for part, following in pairwise([*self.parts, None]):
            self.part(part, followed_by_passport=isinstance(following, Passport))
        if not paper:
            self.facts(paper)

    def line(self, text: str, style: str) -> Line:
        added = self.document.add_paragraph(text, style=style)
        if self.new_page:
            added.paragraph_format.page_break_before = True
            self.new_page = False
        return added

    def facts(self, paper: bool) -> None:
        """What the document states of itself: a line each on the cover, else in one small paragraph at the end."""
        line = self.line("", "Hinweis")
        line.paragraph_format.space_before = Pt(120 if paper else 18)
        line.paragraph_format.keep_together = True
        for n, (name, text) in enumerate(around(self.report.facts)):
            if n and paper:
                line = self.line("", "Hinweis")
            elif n:
                line.add_run(" · ")
            line.add_run(f"{name}: ").bold = True
            line.add_run(text)

    def part(self, part: object, followed_by_passport: bool) -> None:
        if isinstance(part, Heading):
            self.heading(part)
        elif isinstance(part, Paragraph):
            text = part.text + "\n" * (1 if self.brief else 3) if part.style == "empty" else part.text
            self.line(text, STYLES[part.style])
        elif isinstance(part, Bullets):
            for text in part.lines:
                self.line(text, "List Bullet")
        elif isinstance(part, Table):
            self.caption("Tabelle", part.caption)
            self.table(part)
        elif isinstance(part, Picture):
            self.picture(part, followed_by_passport)
        elif isinstance(part, Passport):
            self.passport(part)
        elif isinstance(part, PageBreak):
            self.new_page = True

    def heading(self, part: Heading) -> None:
        line = self.line(_title(part), f"Heading {part.level}")
        name = _bookmark(self.headings)
        start = f'<w:bookmarkStart {nsdecls("w")} w:id="{self.headings}" w:name="{name}"/>'
        line._p.insert(1, parse_xml(start))
        line._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{self.headings}"/>'))
        self.headings += 1

    def contents(self) -> None:
        """The table of contents, filled: one field around all its lines, each a link to its heading."""
        self.line("Inhalt", "TOC Heading")
        chapters = [
            (n, part) for n, part in enumerate(p for p in self.parts if isinstance(p, Heading)) if part.level < 3
        ]
        lines = []
        for n, part in chapters:
            line = self.line("", f"toc {part.level}")
            link = f'<w:hyperlink {nsdecls("w")} w:anchor="{_bookmark(n)}" w:history="1">'
            line._p.append(parse_xml(f"{link}<w:r><w:t>{escape(_title(part))}</w:t></w:r></w:hyperlink>"))
            lines.append(line)
        if lines:
            field_around(lines[0], lines[-1], 'TOC \\o "1-2" \\h \\z \\u')

    def caption(self, kind: str, text: str) -> None:
        self.counted[kind] += 1
        line = self.line(f"{kind} ", "Caption")
        field(line, f"SEQ {kind} \\* ARABIC", str(self.counted[kind]))
        line.add_run(f": {text}")

    def picture(self, part: Picture, followed_by_passport: bool) -> None:
        self.caption("Abbildung", part.title)
        pictures = self.pictures[id(part)]
        for n, png in enumerate(pictures):
            above = part.sub if n == 0 else f"{part.title} (Fortsetzung)"
            if above:
                self.line(above, "Hinweis").paragraph_format.keep_with_next = True
            line = self.line("", "Abbildung")
            line.paragraph_format.keep_with_next = followed_by_passport and n == len(pictures) - 1
            picture = line.add_run().add_picture(io.BytesIO(png), width=min(Pt(canvas.WIDTH), self.width))
            for side in "TBLR":
                picture._inline.set(f"dist{side}", "0")
            said = picture._inline.docPr
            said.set("name", f"Abbildung {self.counted['Abbildung']}")
            said.set("descr", part.chart.alt if n == 0 else f"{part.chart.alt} (Fortsetzung)")

    def passport(self, part: Passport) -> None:
        line = self.line("", "Zahlenpass")
        line.add_run("Zahlenpass").bold = True
        for name, text in part.fields:
            line.add_run(f" · {name}: ").bold = True
            line.add_run(text)

    def table(self, part: Table) -> None:
        """Written as XML at once: adding cell by cell takes seconds for sixty rows."""
        size, widths = column_plan(part, self.width / Pt(1), SLACK)
        twips, around = [round(width * TWIPS) for width in widths], round(padding(part) * TWIPS)
        head = style_id(self.document, "Tabellenkopf"), True, size
        body = style_id(self.document, "Tabellentext"), False, size
        figures = figures_of(part)
        rows = [_row(heads_of(part), twips, figures, *head, keep=True)]
        rows += [
            _row(row, twips, figures, *body, keep=n == 0 or n == len(part.rows) - 2)
            for n, row in enumerate(lines_of(part))
        ]
        made = parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{style_id(self.document, TABLE_STYLE)}"/>'
            f'<w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblInd w:w="{around}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{_cell_margins(around, 15 if self.brief else 40)}</w:tblCellMar>"
            '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
            f'w:noVBand="1"/><w:tblCaption w:val="{escape(part.caption)}"/></w:tblPr>'
            f"<w:tblGrid>{''.join(f'<w:gridCol w:w={chr(34)}{width}{chr(34)}/>' for width in twips)}</w:tblGrid>"
            f"{''.join(rows)}</w:tbl>"
        )
        self.document.element.body.insert_element_before(made, "w:sectPr")
        apart = self.line("", "Tabellentext")  # two tables without a line between them would become one
        apart.paragraph_format.line_spacing = Pt(5)


def _cell_margins(beside: int, above: int) -> str:
    sides = {"top": above, "left": beside, "bottom": above, "right": beside}
    return "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides.items())


def _row(
    words: tuple[str, ...], twips: list[int], figures: list[int], style: str, is_head: bool, size: float, *, keep: bool
) -> str:  # fmt: skip
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>'
        f'{"<w:keepNext/>" if keep else ""}<w:jc w:val="{"right" if i in figures else "left"}"/></w:pPr>'
        f'<w:r><w:rPr><w:sz w:val="{round(size * 2)}"/></w:rPr><w:t xml:space="preserve">{escape(word)}</w:t></w:r></w:p></w:tc>'
        for i, (word, width) in enumerate(zip(words, twips, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{cells}</w:tr>"


def _title(part: Heading) -> str:
    return f"{part.number} {part.text}" if part.number else part.text


def _bookmark(n: int) -> str:
    return f"_Toc{n + 1:06d}"
