"""Is the binding document one that everybody can read, whole, and with nothing in it that nobody should see?

pypdf, which had no part in writing it, reads the structure; ISO 14289-1:2014 (PDF/UA-1) asks for what is tested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from exports import pdf
from exports.drawing.picture import svgs
from exports.report import Heading, Paragraph, Report, heads_of, lines_of, pictures_of
from tests.exports.asked import tables_of
from tests.exports.pages import of_the_table, texts, words_beyond
from tests.exports.sample import DEMO, sample_report

SIZES = [("strategiepapier", 5), ("strategiepapier", 60), ("briefing", 5), ("folien", 60)]


@dataclass(frozen=True)
class Made:
    """A written report, opened again."""

    report: Report
    path: Path

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(self.path)

    @cached_property
    def texts(self) -> list[str]:
        return texts(self.reader)

    @cached_property
    def elements(self) -> list[DictionaryObject]:
        return list(structure(self.reader.trailer["/Root"]["/StructTreeRoot"]))


@pytest.fixture(scope="module", params=SIZES, ids=lambda size: f"{size[0]}-{size[1]}")
def made(request, tmp_path_factory) -> Made:
    kind, rows = request.param
    done = Made(sample_report(rows, kind=kind), tmp_path_factory.mktemp("pdf") / "report.pdf")
    pdf.write(done.report, done.path)
    return done


def structure(element: object) -> Iterator[DictionaryObject]:
    """Every element of the structure tree, in reading order."""
    element = element.get_object()
    if isinstance(element, DictionaryObject):
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            yield from structure(child)


def test_it_says_of_itself_that_it_is_accessible_german_and_ours(made):
    root = made.reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "de-DE"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert (made.reader.metadata.title, made.reader.metadata.author) == (made.report.title, made.report.facts.office)
    assert re.search(r"pdfuaid:part(>|=\")1", root["/Metadata"].get_object().get_data().decode())


def test_every_chart_has_its_alternative_text_and_every_table_its_heads(made):
    alternatives = {str(element["/Alt"]) for element in made.elements if "/Alt" in element}
    assert {picture.chart.alt for picture in pictures_of(made.report)} <= alternatives
    assert [element for element in made.elements if element["/S"] == "/Figure" and "/Alt" not in element] == []
    kinds, tables = Counter(str(element["/S"]) for element in made.elements), tables_of(made.report)
    assert kinds["/Table"] == len(tables)
    assert kinds["/TH"] == sum(len(table.columns) for table in tables)
    assert kinds["/TD"] == sum(len(table.columns) * len(table.rows) for table in tables)


def test_headings_skip_no_level_and_stand_in_the_bookmarks(made):
    levels = [int(str(one["/S"])[2:]) for one in made.elements if re.fullmatch(r"/H\d", str(one["/S"]))]
    assert levels and all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    said = [f"{part.number} {part.text}".strip() for part in made.report.parts if isinstance(part, Heading)]
    said += [slide.finding for slide in made.report.slides]
    marked = [entry.title for entry in flat(made.reader.outline)]
    assert [title for title in marked if title != "Inhalt"] == said


def flat(outline: list) -> Iterator[object]:
    for entry in outline:
        if isinstance(entry, list):
            yield from flat(entry)
        else:
            yield entry


def test_every_page_says_edition_stand_and_demo(made):
    for text in made.texts:
        assert f"{made.report.facts.edition} · Stand {made.report.facts.as_of}" in text
        assert DEMO in text


def test_every_chart_says_demo_itself(made):
    pictures = sum(len(svgs(picture.chart)) for picture in pictures_of(made.report))
    assert sum(text.count(DEMO) for text in made.texts) >= pictures + len(made.texts)


def test_real_figures_carry_no_demo(tmp_path):
    pdf.write(sample_report(5, demo=False), tmp_path / "real.pdf")
    assert "DEMO" not in " ".join(texts(PdfReader(tmp_path / "real.pdf")))


def test_no_word_leaves_the_page(made):
    assert words_beyond(made.reader, side=68, top=20, bottom=20) == []


def test_a_table_repeats_its_head_on_every_page_and_loses_no_row(made):
    table = next(table for table in tables_of(made.report) if table.caption.startswith("Nutzung"))
    pages = of_the_table(table, made.texts)
    assert len(pages) >= (2 if len(table.rows) == 60 else 1)
    assert all(" ".join(heads_of(table)) in page for page in pages)
    assert sum(page.count("rund 1.235 kein klarer Trend") for page in made.texts) == len(table.rows)


def test_no_caption_stands_alone_at_the_end_of_a_page(made):
    for table in tables_of(made.report):
        page = next(text for text in made.texts if table.caption in text)
        after = page.split(table.caption)[1]
        assert " ".join(heads_of(table)) in after and lines_of(table)[0][-1] in after
    for picture in pictures_of(made.report):
        page = next(text for text in made.texts if re.search(rf"Abbildung \d+ {re.escape(picture.title)}", text))
        assert picture.chart.categories[0].split()[0] in page.split(picture.title)[-1]


def test_fonts_are_in_the_file(made):
    fonts = [font.get_object() for page in made.reader.pages for font in page["/Resources"].get("/Font", {}).values()]
    assert {str(font["/BaseFont"])[8:15] for font in fonts} == {"SourceS"}
    inside = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in inside)


def test_the_same_report_gives_the_same_bytes_and_no_path(made, tmp_path):
    pdf.write(made.report, tmp_path / "again.pdf")
    raw = made.path.read_bytes()
    assert (tmp_path / "again.pdf").read_bytes() == raw
    told = str(made.reader.metadata) + made.reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for trace in (str(Path.home()), str(tmp_path), str(Path.cwd())):
        assert trace not in told and trace.encode() not in raw


def test_words_are_broken_the_german_way(tmp_path):
    text = "Kinderschutzverfahrenszuständigkeitsregelungen " * 12
    report = replace(sample_report(5, kind="briefing"), content=(Heading(1, "Eins"), Paragraph(text)))
    pdf.write(report, tmp_path / "long.pdf")
    lines = PdfReader(tmp_path / "long.pdf").pages[0].extract_text().split("\n")
    begun = [
        line.rpartition(" ")[2].rstrip("-\u2010\u00ad") for line in lines if line.endswith(("-", "\u2010", "\u00ad"))
    ]
    assert begun and all(part in "Kinderschutzverfahrenszuständigkeitsregelungen" for part in begun)


def test_a_heading_that_skips_a_level_is_refused(tmp_path):
    report = replace(sample_report(5), content=(Heading(1, "Eins"), Heading(3, "Drei")))
    with pytest.raises(RuntimeError, match="skipped from heading level 1 to 3"):
        pdf.write(report, tmp_path / "skips.pdf")
