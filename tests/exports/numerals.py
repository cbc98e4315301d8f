"""Which numerals does a finished file show, and which may it show? Files are read as their formats are, not as we wrote them.

A numeral is allowed when it stands in the published selection: a figure row in any of the ways the screen writes it, or a
numeral of a published text (note, definition, decision, event). What is no figure at all is taken out first by PATTERNS.
"""

import math
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from exports.report import Heading, Picture, Report
from store.german import count_shown, number
from store.published import Published
from store.tables import FIGURE_KEY
from tests.exports.asked import of_part
from views.figures.read import Figures
from views.words.glossary import TERMS

NUMERAL = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")
PATTERNS = {
    "a date": r"\b\d{1,2}\.\d{1,2}\.(?:\d{4})?|\b\d{1,2}\. (?:Januar|März|Juni|Juli|Dezember)",
    "a year": r"\b(?:19|20)\d\d\b",
    "a paragraph of law": r"§§? ?\d+[a-z]?(?:(?: bis |–|, | und )\d+[a-z]?)*|\b(?:Abs|Nr|Satz)\. ?\d+",
    "a number of a page, picture, table, chapter or version": (
        r"\bKapitel \d+(?: bis \d+)?(?:, \d+)* und \d+|\b(?:Seite|Abbildung|Tabelle|Kapitel|Fassung|Folie|Ladung|Ausgabe) \d+(?: von \d+)?(?: bis \d+)?|\b[1-9]\d?(?:\.\d)+\b(?!\.|\d)(?= [A-ZÄÖÜ„])"
    ),
    "an age": r"\b(?:unter|bis|ab) \d+(?![.,]?\d)(?:\.(?!\d)| Jahren?)?|\b\d+ bis (?:unter )?\d+(?: Jahren?)|\b1[08]\. Geburtstag|\b(?:3 bis 5|6 bis 9|10 bis 14|15 bis 17)\b|unter 1[58]",
    "what a share relates to": r"\b(?:von|je) 100\b|\bje 1\.000\b|\bje 10\.000\b|% ?",
    "a threshold of the rule or of a test": r"95[ \u202f]%|\b95\b|ab 50 Kindern|auf 5 gerundet|Vielfaches von 5|höchstens 4 Kinder|von 1 oder 2 Kindern|[Aa]b 3 Jahren",
    "a count of rows, not of children": (
        r"\d+ gestiegen, \d+ gesunken, \d+ ohne klaren Trend, \d+ nicht bestimmbar|\d+ von \d+ Angeboten|\d+ belastbare? Abst\w+ in \d+|"
        r"\d+ weitere|weil \d+ Angebote|Unterschied \d+ oder mehr Punkte"
    ),
}  # fmt: skip
NO_FIGURE = re.compile("|".join(f"(?:{pattern})" for pattern in PATTERNS.values()))
LEADER = re.compile(r"(?: ?\.){4,} ?\d+")  # from a heading in the contents to its page
SCALES = (1, 100, 1_000, 10_000)


def found(text: str) -> list[str]:
    """Every numeral that claims to be a figure."""
    return NUMERAL.findall(NO_FIGURE.sub(" ", text.replace("\u00a0", " ")))


def of_report(report: Report, *, drawn: bool) -> Counter:
    """Every figure a format prints as text; drawn: also the words inside the charts (a picture of dots holds none)."""
    return of_file("\n".join(_printed(report, drawn)), report)


def of_file(text: str, report: Report) -> Counter:
    """The figures of a text without what every document repeats about itself: headings in the contents, facts on a page."""
    text = re.sub(r"[\s\u00a0]+", " ", text.replace("\n", " \n "))
    text = LEADER.sub(" ", text)
    for part in report.parts:
        if isinstance(part, Heading) and part.number:
            text = re.sub(rf"(?<![\d,.]){re.escape(part.number)} {re.escape(part.text)}(?: ?\.? ?)*", " ", text)
    for fact in (*report.facts.breaks, report.facts.protection, report.facts.source):
        text = re.sub(re.escape(fact.removesuffix(".")), " ", text)
    return Counter(found(text))


def _printed(report: Report, drawn: bool) -> Iterable[str]:
    from exports.drawing.picture import svgs

    findings = {slide.finding for slide in report.slides}  # a slide does not say its finding twice
    for part in (*report.parts, *(slide.part for slide in report.slides)):
        if isinstance(part, Picture):
            yield from (part.sub, *({part.title} - findings))
            for drawing in svgs(part.chart, report.facts.demo) if drawn else ():
                yield from re.findall(r"<text[^>]*>([^<]*)<", drawing)
        else:
            yield from of_part(part)
    for slide in report.slides:
        yield from (slide.finding, slide.sub, slide.notes)


class Recorded(Figures):
    """Figures that remember which published rows were asked for: the selection of a document."""

    def __init__(self, published: Published):
        super().__init__(published)
        self.asked_for: list[dict] = []
        rows, series, along = self.rows, self.series, self.along

        def rows_(measure, **where):
            told = rows(measure, **where)
            self.asked_for += told
            return told

        def series_(measure, group, *, area):
            rows_(measure, offer_group=group, area=area, age_band="all", sex="all")
            return series(measure, group, area=area)

        def along_(key, measure, year, **where):
            rows_(measure, year=year, **{k: v for k, v in where.items() if k != key})
            return along(key, measure, year, **where)

        self.rows, self.series, self.along = rows_, series_, along_


def selection(figures: Recorded) -> set[str]:
    """Every way in which a figure that was asked for, or a published text, may be written."""
    allowed: set[str] = set()
    for row in {tuple(row[name] for name in FIGURE_KEY): row for row in figures.asked_for}.values():
        allowed |= set(_written(row, figures.base))
    for words in (*_published_texts(figures.published), *(row["note"] or "" for row in figures.asked_for)):
        allowed |= set(NUMERAL.findall(words))
    for row in figures.published.table("benchmark").iter_rows(named=True):
        allowed.add(number(row["value"], 1))
    return allowed


def _written(row: dict, base: int) -> Iterable[str]:
    people = row["denominator"]
    for count in (row["numerator"], people):
        if count is not None:
            yield number(count)
            yield from NUMERAL.findall(count_shown(count, base))
    for column in ("value", "low", "high", "bound_low", "bound_high"):
        amount = row[column]
        if amount is None:
            continue
        if people and column.startswith("bound"):
            yield number(round(amount * people))
        for scale in SCALES:
            for digits in (0, 1):
                step = 10**digits
                for rounded in (
                    amount * scale,
                    math.floor(round(amount * scale * step, 6)) / step,
                    math.ceil(round(amount * scale * step, 6)) / step,
                ):
                    yield number(abs(rounded), digits)
        yield number(abs(amount * 100), 2)


def _published_texts(published: Published) -> Iterable[str]:
    yield from TERMS.values()
    for table, columns in {
        "definition": ("numerator", "denominator", "ages", "scope", "caveats", "source", "label", "question"),
        "decision": ("action", "start_value", "target_value", "result", "body"),
        "event": ("short", "text"),
        "offer": ("name", "short_name"),
        "source_status": ("title",),
        "meta": ("value",),
    }.items():
        for column in columns:
            yield from published.table(table)[column].drop_nulls().unique().to_list()


def of_docx(path: Path) -> str:
    """The running text, one paragraph a line; fields (page numbers, numbers of captions) are words of the program."""
    return "\n".join(_paragraphs(path, r"word/document\.xml", "w"))


def of_pptx(path: Path) -> str:
    """Slides and notes, one paragraph a line."""
    return "\n".join(_paragraphs(path, r"ppt/(?:slides/slide|notesSlides/notesSlide)\d+\.xml", "a"))


def of_pdf(path: Path) -> str:
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return text.replace("\u00ad", "-")  # a hyphen where a line may end: Covid-19


def of_xlsx(path: Path) -> str:
    """Every cell that holds a word."""
    return "\n".join(_paragraphs(path, r"xl/sharedStrings\.xml", ""))


def _paragraphs(path: Path, name: str, prefix: str) -> Iterable[str]:
    mark = f"{prefix}:" if prefix else ""
    around, inside = (mark + "p", mark + "t") if prefix else ("si", "t")
    with zipfile.ZipFile(path) as archive:
        for entry in sorted(archive.namelist()):
            if re.fullmatch(name, entry):
                xml = archive.read(entry).decode("utf-8")
                for paragraph in re.findall(rf"<{around}(?: [^>]*)?>(.*?)</{around}>", xml, re.DOTALL):
                    yield _plain("".join(re.findall(rf"<{inside}(?: [^>]*)?>([^<]*)</{inside}>", paragraph)))


def _plain(text: str) -> str:
    return text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
