"""On what do slides stand? On the office's own template, else on plain white ones of 16 : 9 made here.

A template is `vorlagen/folien.pptx` in the profile. Its layouts are found by what they hold: title and subtitle; title and
one text; title alone.
"""

import re
import zipfile
from pathlib import Path

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.exc import PythonPptxError
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.presentation import Presentation as Slides
from pptx.shapes.autoshape import Shape
from pptx.slide import SlideLayout, SlideMaster
from pptx.util import Inches, Pt

from store.profile import read_profile
from store.settings import ProfileProblem
from views.drawings.tokens import TOKENS

TEMPLATE = Path("vorlagen") / "folien.pptx"
TITLES = {KIND.TITLE, KIND.CENTER_TITLE}
TEXTS = {KIND.BODY, KIND.OBJECT}
AROUND = {KIND.DATE, KIND.FOOTER, KIND.SLIDE_NUMBER}
WORDS = {
    "Click to edit Master title style": "Titelformat bearbeiten",
    "Click to edit Master subtitle style": "Format des Untertitels bearbeiten",
    "Click to edit Master text styles": "Textformat bearbeiten",
    "Second level": "Zweite Ebene",
    "Third level": "Dritte Ebene",
    "Fourth level": "Vierte Ebene",
    "Fifth level": "Fünfte Ebene",
}
NAMES = {"Title Slide": "Titelfolie", "Title and Content": "Titel und Inhalt", "Title Only": "Nur Titel"}
TRACES = ("/thumbnail", "/printerSettings", "/commentAuthors", "/authors", "/custom-properties")
FONTS = {"majorFont": "Cambria", "minorFont": "Calibri"}  # with every office program; lining figures
WIDTH, HEIGHT, SIDE = Inches(40 / 3), Inches(7.5), Inches(0.6)


def begin() -> Slides:
    """A presentation without slides."""
    template = read_profile().folder / TEMPLATE
    if not template.exists():
        return _without_traces(_own())
    try:
        slides = Presentation(str(template))
    except (PythonPptxError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise ProfileProblem(
            f"{TEMPLATE.as_posix()}: Die Vorlage lässt sich nicht öffnen. Erwartet wird eine PowerPoint-Datei (.pptx). "
            "Bitte in PowerPoint neu speichern oder die Datei entfernen."
        ) from fault
    for entry in list(slides.slides._sldIdLst):
        slides.part.drop_rel(entry.rId)
        slides.slides._sldIdLst.remove(entry)
    return _without_traces(slides)


def _without_traces(slides: Slides) -> Slides:
    """Nothing of who made the empty slides: no picture of them, no printer, no names."""
    for part in (slides.part.package, slides.part):
        for rid in [rid for rid, rel in part._rels.items() if rel.reltype.endswith(TRACES)]:
            part._rels.pop(rid)
    return slides


def layout(slides: Slides, wanted: str) -> SlideLayout:
    """The layout for 'cover' (title and subtitle), 'text' (title and one text) or 'title' (title alone)."""
    for found in slides.slide_layouts:
        kinds = [place.placeholder_format.type for place in found.placeholders]
        rest = [kind for kind in kinds if kind not in AROUND | TITLES]
        fits = {"cover": rest == [KIND.SUBTITLE], "text": len(rest) == 1 and rest[0] in TEXTS, "title": rest == []}
        if TITLES & set(kinds) and fits[wanted]:
            return found
    words = {"cover": "Titel und Untertitel", "text": "Titel und einem Textfeld", "title": "Titel allein"}
    raise ProfileProblem(
        f"{TEMPLATE.as_posix()}: In der Vorlage fehlt ein Layout mit {words[wanted]}. "
        "Bitte in PowerPoint unter Ansicht › Folienmaster ergänzen."
    )


def _own() -> Slides:
    slides = Presentation()
    slides.slide_width, slides.slide_height = WIDTH, HEIGHT
    for unused in [found for found in slides.slide_layouts if found.name not in NAMES]:
        slides.slide_layouts.remove(unused)
    for found in slides.slide_layouts:
        found._element.cSld.set("name", NAMES[found.name])
    master = slides.slide_master
    for holder in (master, *slides.slide_layouts):
        _arrange(holder)
    _type(master)
    return slides


def _arrange(holder: SlideLayout | SlideMaster) -> None:
    """The places of a master or layout, for 16 : 9."""
    text = WIDTH - 2 * SIDE
    foot = HEIGHT - Inches(0.5)
    places = {
        KIND.TITLE: (SIDE, Inches(0.4), text, Inches(0.95)),
        KIND.CENTER_TITLE: (SIDE, Inches(1.6), text, Inches(2.0)),
        KIND.SUBTITLE: (SIDE, Inches(3.75), text, Inches(1.9)),
        KIND.BODY: (SIDE, Inches(1.75), text, Inches(4.8)),
        KIND.OBJECT: (SIDE, Inches(1.75), text, Inches(4.8)),
        KIND.FOOTER: (SIDE, foot, Inches(10.5), Inches(0.3)),
        KIND.SLIDE_NUMBER: (WIDTH - SIDE - Inches(1), foot, Inches(1), Inches(0.3)),
    }
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type
        if kind == KIND.DATE:
            shape._element.getparent().remove(shape._element)
            continue
        shape.left, shape.top, shape.width, shape.height = places[kind]
        _left(shape)
        for run in (run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs):
            run.text = WORDS.get(run.text, run.text)


def _left(shape: Shape) -> None:
    """Text begins at the left edge, titles end above the text; the number of the slide stands at the right."""
    frame = shape.text_frame
    frame.margin_left = frame.margin_right = 0
    kind = shape.placeholder_format.type
    side = "r" if kind == KIND.SLIDE_NUMBER else "l"
    for level in shape._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}lvl1pPr"):
        level.set("algn", side)
    if kind in TITLES:
        frame._txBody.bodyPr.set("anchor", "b")
    if kind in (KIND.FOOTER, KIND.SLIDE_NUMBER):
        for level in shape._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}defRPr"):
            level.set("sz", str(int(Pt(11).pt * 100)))


def _type(master: SlideMaster) -> None:
    """Fonts and colours of the theme, so that what the office adds looks the same."""
    part = master.part.part_related_by(RT.THEME)
    theme = part.blob.decode("utf-8")
    for kind, font in FONTS.items():
        theme = re.sub(rf'(<a:{kind}>\s*<a:latin typeface=")[^"]*', rf"\g<1>{font}", theme)
    roles = {"dk2": "ink2", "lt2": "surface", "accent1": "accent", "accent2": "gap", "accent3": "context"}
    roles |= {"accent4": "s2", "accent5": "middle", "accent6": "ink3", "hlink": "accent", "folHlink": "ink2"}
    for role, token in roles.items():
        value = TOKENS[token][0].lstrip("#")
        theme = re.sub(rf"(<a:{role}>)\s*<a:s\w+Clr [^>]*/>", rf'\g<1><a:srgbClr val="{value}"/>', theme)
    part._blob = theme.encode("utf-8")
    for style in master._element.iter("{http://schemas.openxmlformats.org/presentationml/2006/main}titleStyle"):
        for level in style:
            level.set("algn", "l")
            for look in level:
                look.set("sz", "2800")
                look.set("b", "1")
