"""Which styles does a Word document use? A fixed set of names; an office's own template gives them its own look.

Whatever the template has stays as it is; a style that it lacks is made here. The names are listed for the office in
data/profile/vorlagen/LIESMICH.md.
"""

from dataclasses import dataclass, replace

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from exports.drawing.canvas import colour

TEXT_FONT, SERIF_FONT = "Calibri", "Cambria"
AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:jc",
    "w:outlineLvl",
)


@dataclass(frozen=True)
class Look:
    """size and spaces in points; border: '' | left | box; outline: the level of a heading, 0 for none."""

    size: float
    token: str = "ink"
    bold: bool = False
    serif: bool = False
    before: float = 0
    after: float = 6
    keep: bool = False
    indent: float = 0
    border: str = ""
    shade: str = ""
    outline: int = 0
    built_in: bool = True


LOOKS = {
    "Normal": Look(10.5, after=7),
    "Title": Look(26, serif=True, bold=True, after=6),
    "Subtitle": Look(13, token="ink2", after=14),
    "Heading 1": Look(17, serif=True, bold=True, before=20, after=8, keep=True, outline=1),
    "Heading 2": Look(13.5, serif=True, bold=True, before=16, after=6, keep=True, outline=2),
    "Heading 3": Look(11.5, serif=True, bold=True, before=12, after=5, keep=True, outline=3),
    "Caption": Look(11, serif=True, bold=True, before=14, after=4, keep=True),
    "List Bullet": Look(10.5, after=4),
    "Header": Look(8, token="ink3", after=0),
    "Footer": Look(8, token="ink3", after=0),
    "TOC Heading": Look(17, serif=True, bold=True, after=10),
    "toc 1": Look(10, before=3, after=0),
    "toc 2": Look(10, after=0, indent=14),
    "Kernaussage": Look(13, token="accent", serif=True, bold=True, after=8, built_in=False),
    "Hinweis": Look(8.5, token="ink2", after=6, built_in=False),
    "Sagbarer Satz": Look(11, serif=True, indent=10, border="left", after=8, built_in=False),
    "Zum Ausfüllen": Look(10.5, token="ink3", indent=6, border="box", after=10, built_in=False),
    "Zahlenpass": Look(8, token="ink2", before=4, after=14, shade="surface", built_in=False),
    "Abbildung": Look(10.5, after=6, built_in=False),
    "Tabellenkopf": Look(9, token="ink3", bold=True, after=0, built_in=False),
    "Tabellentext": Look(9, after=0, built_in=False),
    "Demo-Hinweis": Look(8, token="gap", bold=True, after=0, built_in=False),
}
BRIEF = {  # sizes on the one page of a briefing and its back
    "Title": 16, "Subtitle": 9, "Normal": 9, "List Bullet": 9, "Heading 1": 11, "Heading 2": 10.5, "Caption": 9.5,
    "Kernaussage": 11, "Zum Ausfüllen": 9, "Hinweis": 8,
}  # fmt: skip
TABLE_STYLE = "Zahlentabelle"


def ensure_styles(document: Document, *, own_template: bool, brief: bool) -> None:
    """Every style of LOOKS is there afterwards; in an office's template only the missing ones are made."""
    _names_of_word(document)
    for name, look in LOOKS.items():
        there = any(style.name == name for style in document.styles)
        if there and own_template:
            continue
        if brief and not own_template:  # one page and its back
            look = replace(look, size=BRIEF.get(name, look.size), before=look.before * 0.45, after=look.after * 0.4)
        style = document.styles[name] if there else _made(document, name, look)
        _dress(style, look, own_template)
    if not any(style.name == TABLE_STYLE for style in document.styles):
        document.styles.element.append(_table_style())


def _names_of_word(document: Document) -> None:
    """Some programs write built-in names with capitals; Word and this module know 'toc 1'."""
    for style in document.styles:
        if style.name and style.name.lower() in ("toc 1", "toc 2"):
            style.element.name_val = style.name.lower()


def _made(document: Document, name: str, look: Look) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=look.built_in)
    if name != "Normal":
        style.base_style = document.styles["Normal"]
    style.quick_style, style.hidden = True, False
    return style


def _dress(style: ParagraphStyle, look: Look, own_template: bool) -> None:
    element = style.element
    numbering = element.pPr.numPr if element.pPr is not None else None
    for old in (element.pPr, element.rPr):
        if old is not None:
            element.remove(old)
    if numbering is not None:
        element.get_or_add_pPr()._insert_numPr(numbering)
    if not own_template:  # in a template the letters are the office's own
        style.font.name = SERIF_FONT if look.serif else TEXT_FONT
    style.font.size, style.font.bold = Pt(look.size), look.bold
    style.font.color.rgb = RGBColor.from_string(colour(look.token).lstrip("#"))
    space = style.paragraph_format
    space.space_before, space.space_after, space.line_spacing = Pt(look.before), Pt(look.after), 1.1
    whole = look.keep or look.border == "box" or bool(look.shade)
    space.keep_with_next, space.keep_together, space.widow_control = look.keep or None, whole or None, True
    if look.indent:
        space.left_indent = Pt(look.indent)
    if look.border == "box":
        space.right_indent = Pt(look.indent)
    _frame(element.get_or_add_pPr(), look)


def _frame(paragraph: CT_PPr, look: Look) -> None:
    """Lines, shade, level and hyphenation of a style, in the order of the file format (ISO/IEC 29500-1, CT_PPr)."""
    if look.border:
        sides = ("left",) if look.border == "left" else ("top", "left", "bottom", "right", "between")
        size, token = (16, "accent") if look.border == "left" else (4, "axis")
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="6" w:color="{colour(token)[1:]}"/>' for side in sides
        )
        paragraph.insert_element_before(parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>"), *AFTER_BORDERS)
    if look.shade:
        shade = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour(look.shade)[1:]}"/>'
        paragraph.insert_element_before(parse_xml(shade), *AFTER_BORDERS[1:])
    if look.outline or look.keep:
        still = parse_xml(f"<w:suppressAutoHyphens {nsdecls('w')}/>")
        paragraph.insert_element_before(still, *AFTER_BORDERS[3:])
    if look.outline:
        paragraph.append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{look.outline - 1}"/>'))


def _table_style() -> object:
    line, strong = colour("line")[1:], colour("axis")[1:]
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Zahlentabelle">'
        f'<w:name w:val="{TABLE_STYLE}"/><w:qFormat/><w:tblPr><w:tblBorders>'
        f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{line}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{line}"/></w:tblBorders>'
        "</w:tblPr>"
        '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{strong}"/>'
        "</w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )


def style_id(document: Document, name: str) -> str:
    """The id that the XML of a paragraph or table names."""
    return next(str(style.style_id) for style in document.styles if style.name == name)


def speak_german(document: Document) -> None:
    """German as the language of every letter, German hyphenation, no fonts of a foreign theme."""
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="de-DE" w:eastAsia="de-DE" w:bidi="ar-SA"/>'))
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "de-DE")
    for name, value in (("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        for sign in settings.iter(qn(name)):
            sign.set(qn("w:val"), value)
    if settings.find(qn("w:autoHyphenation")) is None:
        tab = settings.find(qn("w:defaultTabStop"))
        hyphens = parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>")
        tab.addnext(hyphens) if tab is not None else settings.insert(0, hyphens)
