"""What does a Word file carry besides its text? The office and the Stand; no person, no path, no comment, no preview."""

import io
from html import escape

from docx.document import Document
from docx.opc.package import OpcPackage
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer, _Header
from docx.text.paragraph import Paragraph

from exports.office.layout import headline
from exports.office.package import fitting, name_company, settled, stamp
from exports.report import Report

LEFT_OUT = (  # kinds of parts: previews, notes and people of whoever made the template, and what only old programs read
    "thumbnail", "customXml", "custom-properties", "comments", "commentsExtended", "commentsIds", "people",
    "attachedTemplate", "stylesWithEffects",
)  # fmt: skip
END = '<w:fldChar w:fldCharType="end"/>'
TRACES = ("w:attachedTemplate", "w:rsids", "w:docVars", "w:mailMerge", "w:trackRevisions")


def field(paragraph: Paragraph, instruction: str, result: str) -> None:
    """A field that Word computes: its instruction and what is shown until then."""
    for run in (*_begin(instruction), _run(f"<w:t>{escape(result)}</w:t>"), _run(END)):
        paragraph._p.append(run)


def field_around(first: Paragraph, last: Paragraph, instruction: str) -> None:
    """The same where several lines are shown until then."""
    for place, run in enumerate(_begin(instruction), start=1):
        first._p.insert(place, run)
    last._p.append(_run(END))


def _begin(instruction: str) -> list[BaseOxmlElement]:
    words = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    return [_run('<w:fldChar w:fldCharType="begin"/>'), _run(words), _run('<w:fldChar w:fldCharType="separate"/>')]


def _run(content: str) -> BaseOxmlElement:
    return parse_xml(f"<w:r {nsdecls('w')}>{content}</w:r>")


def head_and_foot(document: Document, report: Report, width: int) -> None:
    """Office, edition, Stand and DEMO above every page, title and page number below; after what a template has there."""
    document.settings.odd_and_even_pages_header_footer = False
    for section in document.sections:
        for head, foot in _heads_and_feet(section):
            _two_sides(_next_line(head, "Header"), report.facts.office, headline(report.facts), width)
            if report.facts.demo:
                head.add_paragraph(report.facts.demo, style="Demo-Hinweis")
            line = _next_line(foot, "Footer")
            _two_sides(line, report.title, "Seite ", width)
            field(line, "PAGE", "1")
            line.add_run(" von ")
            field(line, "NUMPAGES", "1")


def _heads_and_feet(section: Section) -> list[tuple[_Header, _Footer]]:
    first = [(section.first_page_header, section.first_page_footer)]
    return [(section.header, section.footer)] + (first if section.different_first_page_header_footer else [])


def _next_line(part: _Header | _Footer, style: str) -> Paragraph:
    """The empty line of a new header, or one more below the office's own."""
    part.is_linked_to_previous = False
    lines = part.paragraphs
    is_new = len(lines) == 1 and not lines[0]._p.xpath(".//w:t | .//w:drawing | .//w:pict") and not part.tables
    line = lines[0] if is_new else part.add_paragraph()
    line.style = style
    return line


def _two_sides(line: Paragraph, left: str, right: str, width: int) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT

    line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{left}\t{right}")


def state_properties(document: Document, report: Report) -> None:
    """Title, office and Stand; nothing of the person, machine or template behind the file."""
    facts, when, core = report.facts, stamp(report.facts), document.core_properties
    core.title, core.subject, core.language = fitting(report.title), fitting(report.subtitle), report.language
    core.author = core.last_modified_by = facts.office
    core.keywords, core.comments, core.category, core.revision = headline(facts), facts.demo, "", 1
    core.content_status = core.identifier = core.version = ""
    core.created = core.modified = core.last_printed = when
    name_company(document.part.package.rels, facts.office)
    _forget(document)


def _forget(document: Document) -> None:
    package = document.part.package
    for part in (package, *package.iter_parts()):
        for name, relation in list(part.rels.items()):
            if relation.reltype.endswith(tuple(f"/{kind}" for kind in LEFT_OUT)):
                del part.rels[name]
    settings = document.settings.element
    for trace in TRACES:
        for found in list(settings.iter(qn(trace))):
            found.getparent().remove(found)


def bytes_of(document: Document, report: Report) -> bytes:
    """The finished file, the same for the same report."""
    raw = io.BytesIO()
    package: OpcPackage = document.part.package
    package.save(raw)
    return settled(raw.getvalue(), stamp(report.facts))
