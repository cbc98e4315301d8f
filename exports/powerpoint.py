"""Which slides does a set have? A cover, one per finding, and where the numbers come from; charts stay editable."""

import io
import textwrap
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Slides
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide as Page
from pptx.text.text import _Paragraph
from pptx.util import Inches, Pt

from exports.drawing.drawn import extent, is_bars, portion
from exports.office import slide_master
from exports.office.package import fitting, name_company, settled, stamp
from exports.office.slide_chart import LONG_NAME, MOST_BARS, MOST_LONG_BARS, Frame, add_chart, colour
from exports.office.slide_table import CHARACTER, add_table, parts_of
from exports.report import Bullets, Facts, Picture, Report, Slide
from views.finding import Chart

ORIGIN = "Woher die Zahlen kommen"
FOOT = 10  # points
LINES = 6  # points of a list on one slide
LINE = Inches(0.28)  # height of a line of text below the title


def write(report: Report, path: Path) -> None:
    """Writes the slides of a report. Raises ProfileProblem when the office's template cannot be used."""
    slides = slide_master.begin()
    _cover(slides, report)
    for told in [*report.slides, _origin(report.facts)]:
        _finding(slides, told, report.facts)
    for slide in slides.slides:
        _around(slide, report.facts)
    _properties(slides, report)
    out = io.BytesIO()
    slides.save(out)
    path.write_bytes(settled(out.getvalue(), stamp(report.facts)))


def _cover(slides: Slides, report: Report) -> None:
    facts = report.facts
    slide = slides.slides.add_slide(slide_master.layout(slides, "cover"))
    _say(slide.shapes.title, report.title, 36 if len(report.title) <= 90 else 28)
    place = next(shape for shape in slide.placeholders if shape.placeholder_format.type == KIND.SUBTITLE)
    _say(place, report.subtitle, 20)
    about = [facts.office, facts.edition, f"Datenstand {facts.as_of}"]
    paragraph = place.text_frame.add_paragraph()
    _run(paragraph, " · ".join(text for text in about if text not in report.subtitle), 16)


def _origin(facts: Facts) -> Slide:
    """The last slide: what every document states about itself."""
    told = {
        "Auswahl": facts.selection,
        "Schutz": facts.protection,
        "Reihenbrüche": "; ".join(facts.breaks),
        "Quelle": facts.source,
        "Datenstand": f"{facts.as_of} ({facts.edition}); nächste Zahlen {facts.next_figures}",
        "Fragen beantwortet": facts.contact,
    }
    lines = tuple(f"{name}: {text}" for name, text in told.items() if text)
    return Slide(ORIGIN, Bullets(lines), "", "")


def _finding(slides: Slides, told: Slide, facts: Facts) -> None:
    """One finding; on several slides where one is too small for its rows, bars or lines."""
    if isinstance(told.part, Bullets):
        lines = told.part.lines
        parts = [Bullets(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
        for number, part in enumerate(parts, 1):
            slide = _new(slides, "text", replace(told, part=part), facts, (number, len(parts)))
            _list(slide, part, told)
        return
    if isinstance(told.part, Picture):
        chart = told.part.chart
        charts = _pieces(chart) if is_bars(chart) else [chart]
        for number, piece in enumerate(charts, 1):
            slide = _new(slides, "title", told, facts, (number, len(charts)))
            add_chart(slide, piece, facts, _frame(slide, told), extent(chart))
        return
    first = _new(slides, "title", told, facts, (1, 1))
    frame = _frame(first, told)
    tables = parts_of(told.part, frame[2], frame[3])
    _say(first.shapes.title, _numbered(told.finding, (1, len(tables))), _title_size(told.finding))
    for number, table in enumerate(tables, 1):
        slide = first if number == 1 else _new(slides, "title", told, facts, (number, len(tables)))
        add_table(slide, table, told.part, frame)


def _pieces(chart: Chart) -> list[Chart]:
    """A chart with too many bars for one slide, in parts of nearly equal length."""
    count, longest = len(chart.categories), max(map(len, chart.categories), default=0)
    parts = -(-count // (MOST_BARS if longest <= LONG_NAME else MOST_LONG_BARS)) or 1
    edges = [round(count * i / parts) for i in range(parts + 1)]
    return [portion(chart, range(*ends)) for ends in pairwise(edges)]


def _new(slides: Slides, kind: str, told: Slide, facts: Facts, place: tuple[int, int]) -> Page:
    """A slide with its title, the lines below it and its notes."""
    slide = slides.slides.add_slide(slide_master.layout(slides, kind))
    title = slide.shapes.title
    _say(title, _numbered(told.finding, place), _title_size(told.finding))
    top = title.top + title.height + Inches(0.03)
    for line, size, bold, height in _below(told, title.width):
        text = _text(slide, "Untertitel", (title.left, top, title.width, height), line, size, "ink2")
        text.text_frame.paragraphs[0].runs[0].font.bold = bold
        top += height
    stated = f"{facts.edition}, Datenstand {facts.as_of}. Auswahl: {facts.selection}. {facts.protection}"
    notes = [told.notes, stated, f"Quelle: {facts.source}", facts.demo]
    slide.notes_slide.notes_text_frame.text = "\n".join(filter(None, notes))
    return slide


def _below(told: Slide, width: int) -> list[tuple[str, int, bool, int]]:
    """The lines under the title, of the slide and of its chart or table where they say more: text, size, bold, height."""
    heading = told.part.title if isinstance(told.part, Picture) else getattr(told.part, "caption", "")
    sub = told.part.sub if isinstance(told.part, Picture) else ""
    lines = [(heading, 15, True), (" · ".join(dict.fromkeys(filter(None, (told.sub, sub)))), 14, False)]
    return [
        (text, size, bold, LINE * len(textwrap.wrap(text, int(width / Inches(size * CHARACTER)))))
        for text, size, bold in lines
        if text and text != told.finding
    ]


def _numbered(finding: str, place: tuple[int, int]) -> str:
    return finding if place[1] == 1 else f"{finding} ({place[0]} von {place[1]})"


def _title_size(finding: str) -> int:
    return 28 if len(finding) <= 65 else 24 if len(finding) <= 130 else 20


def _frame(slide: Page, told: Slide) -> Frame:
    """Where chart or table go: below the title and the lines under it, above DEMO and footer."""
    title = slide.shapes.title
    top = title.top + title.height + Inches(0.12) + sum(height for *_, height in _below(told, title.width))
    return title.left, top, title.width, _foot(slide) - Inches(0.4) - top


def _foot(slide: Page) -> int:
    """Where the footer of the layout begins."""
    around = [p for p in slide.slide_layout.placeholders if p.placeholder_format.type in slide_master.AROUND]
    whole = slide.part.package.presentation_part.presentation.slide_height
    return int(min((place.top for place in around), default=whole - Inches(0.3)))


def _list(slide: Page, part: Bullets, told: Slide) -> None:
    place = next(p for p in slide.placeholders if p.placeholder_format.type in slide_master.TEXTS)
    if told.sub:
        place.left, place.top, place.width, place.height = _frame(slide, told)
    frame = place.text_frame
    long = sum(len(line) for line in part.lines)
    for at, line in enumerate(part.lines):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(8)
        _run(paragraph, line, 22 if long <= 500 else 18 if long <= 900 else 14)


def _say(shape: Shape, text: str, size: int, token: str = "ink") -> None:
    frame = shape.text_frame
    frame.clear()
    _run(frame.paragraphs[0], text, size, token)


def _run(paragraph: _Paragraph, text: str, size: int, token: str = "ink") -> None:
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.color.rgb = Pt(size), colour(token)


def _around(slide: Page, facts: Facts) -> None:
    """Footer, number and DEMO: copied from the layout, because a new slide has none of its own."""
    for place in slide.slide_layout.placeholders:
        kind = place.placeholder_format.type
        if kind not in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            continue
        slide.shapes._spTree.append(deepcopy(place._element))
        copied = slide.shapes[-1]
        copied.name = "Fußzeile" if kind == KIND.FOOTER else "Foliennummer"
        if kind == KIND.FOOTER:
            _say(copied, _footer(facts, copied.width), FOOT, "ink3")
            copied.text_frame.paragraphs[0].runs[0].font.name = "+mn-lt"  # the theme's own
    if facts.demo:
        title = slide.shapes.title
        frame = (title.left, _foot(slide) - Inches(0.36), title.width, Inches(0.32))
        _text(slide, "DEMO", frame, facts.demo, 12, "gap").text_frame.paragraphs[0].runs[0].font.bold = True
    for run in slide._element.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", "de-DE")


def _footer(facts: Facts, width: int) -> str:
    """All of it where there is room; in a narrow footer of the office's template the edition and its Stand."""
    short = f"{facts.edition} · Datenstand {facts.as_of}"
    whole = f"{facts.office} · {short} · nächste Zahlen {facts.next_figures}"
    return whole if len(whole) * FOOT * CHARACTER <= width / Inches(1) - 0.2 else short


def _text(slide: Page, name: str, frame: Frame, text: str, size: int, token: str) -> Shape:
    shape = slide.shapes.add_textbox(*frame)
    shape.name = name
    shape.text_frame.word_wrap = True
    shape.text_frame.margin_left = 0
    _run(shape.text_frame.paragraphs[0], text, size, token)
    return shape


def _properties(slides: Slides, report: Report) -> None:
    """The office and the Stand; nothing of the program that made the empty slides."""
    about, when = slides.core_properties, stamp(report.facts)
    about.title, about.subject, about.language = fitting(report.title), fitting(report.facts.edition), report.language
    about.author = about.last_modified_by = report.facts.office
    about.comments = report.facts.demo
    about.keywords = about.category = ""
    about.created = about.modified = when
    about.revision = 1
    name_company(slides.part.package._rels, report.facts.office)
